"""Why a file, or a publication, is refused: in both languages, with the way out.

Refusal
├── FileUnreadable     there is no such file, or it is none of the kinds that are read
├── FileDamaged        cut off, mixed up or empty
├── ArchiveUnsafe      a zip that points outside itself, hides archives, or cannot be unpacked safely
├── LimitPassed        bytes, entries, ratio, vertices, seconds or memory
├── ReaderStopped      the reading process crashed
├── LayerUnclear       several layers, or none of the name that was asked for
├── EncodingUnclear    the text cannot be decoded without a guess
├── CrsUnclear         no reference system, an unknown one, or one the coordinates contradict
├── ColumnsMissing     the file lacks what the target needs
├── OffsetWrong        a piece of a file that does not follow what has arrived
├── StorageFull        the server's disk takes no more
├── AnswerWrong        an answer that fits no question, or none of its choices
├── NotPublishable     the run is not in a state to be published or undone
├── ShownOtherwise     the run changed since whoever confirms it looked at it
├── NotApproved        a second person has to approve first
├── LayerMoved         another publication came first
└── RowsTouchedSince   undo: later runs touched the same rows
"""

from dataclasses import dataclass
from typing import NamedTuple

from . import file_rules  # noqa: F401  # declares what refusals name
from .rows import Finding


class Words(NamedTuple):
    """One sentence in both languages."""

    id: str
    en: str


NOTHING = Words("", "")


@dataclass(frozen=True)
class Choice:
    """A value that could be given to mend the refusal, with what speaks for it ("EPSG:32650", "100 %")."""

    value: str
    evidence: str


class Refusal(Exception):
    """Something a person can mend. `rule` is a dotted code as in `Finding`; `choices` are proposals, best first."""

    rule = "berkas.ditolak"

    def __init__(
        self,
        message: Words,
        remedy: Words = NOTHING,
        *,
        rule: str = "",
        row: int | None = None,
        column: str = "",
        choices: tuple[Choice, ...] = (),
    ) -> None:
        super().__init__(message.en)
        self.message, self.remedy = message, remedy
        self.rule = rule or self.rule
        self.row, self.column, self.choices = row, column, choices

    @property
    def message_id(self) -> str:
        return self.message.id

    @property
    def message_en(self) -> str:
        return self.message.en

    def finding(self) -> Finding:
        """Return the same as an entry of a report."""
        return Finding(
            rule=self.rule,
            level="galat",
            message_id=self.message.id,
            message_en=self.message.en,
            remedy_id=self.remedy.id,
            remedy_en=self.remedy.en,
            row=self.row,
            column=self.column,
            details={"choices": [[choice.value, choice.evidence] for choice in self.choices]} if self.choices else {},
        )


class FileUnreadable(Refusal):
    rule = "berkas.tidak_dikenal"


class FileDamaged(Refusal):
    rule = "berkas.rusak"


class ArchiveUnsafe(Refusal):
    rule = "zip.tidak_aman"


class LimitPassed(Refusal):
    rule = "berkas.batas"


class ReaderStopped(Refusal):
    rule = "berkas.pembaca_berhenti"


class LayerUnclear(Refusal):
    rule = "lapisan.belum_jelas"


class EncodingUnclear(Refusal):
    rule = "teks.pengodean"


class CrsUnclear(Refusal):
    rule = "crs.belum_jelas"


class ColumnsMissing(Refusal):
    rule = "kolom.tidak_ada"


class OffsetWrong(Refusal):
    rule = "berkas.potongan"


class StorageFull(Refusal):
    rule = "server.penuh"


class AnswerWrong(Refusal):
    rule = "jawaban.salah"


class NotPublishable(Refusal):
    rule = "proses.keadaan"


class ShownOtherwise(NotPublishable):
    rule = "proses.usang"


class NotApproved(Refusal):
    rule = "proses.persetujuan"


class LayerMoved(Refusal):
    rule = "proses.rilis_berubah"


class RowsTouchedSince(Refusal):
    """`runs` are the keys of the later runs, newest first."""

    rule = "proses.tersentuh"
    runs: tuple[int, ...] = ()
