"""`wilayah.daftar`: rows without shape that change the register of regions."""

from collections.abc import Iterable, Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from accounts.models import User
from imports.models import Run
from imports.rows import Choices, Difference, Finding, Match, Row
from imports.targets import TargetField
from layers.releases import current_numbers

from .. import codes
from ..register import REGISTER
from . import writing
from .plan import Plan
from .wishes import ACTIONS

KEY = "wilayah.daftar"


class RegisterTarget:
    """The register. A file without actions is read as a list: what differs from the register is proposed."""

    key = KEY
    title_id, title_en = "Daftar wilayah", "Register of regions"
    noun_id, noun_en = "wilayah", "regions"
    geometry_types: tuple[str, ...] = ()
    layers: tuple[str, ...] = (REGISTER,)
    asks: tuple[str, ...] = ("effective", "legal_basis", "source", "absent")
    proposes: tuple[str, ...] = ()  # one law is never the basis of the next change
    fields: tuple[TargetField, ...] = (
        TargetField(
            "code", "Kode Kemendagri", "Kemendagri code", ("KODE", "KODE_WILAYAH", "KODE_DESA", "KDEPUM", "CODE")
        ),
        TargetField("name", "Nama", "Name", ("NAMA", "NAMA_WILAYAH", "NAMA_DESA", "WADMKD", "NAME")),
        TargetField("action", "Tindakan", "Action", ("TINDAKAN", "AKSI", "PERUBAHAN", "ACTION")),
        TargetField("new_code", "Kode baru", "New code", ("KODE_BARU", "NEW_CODE")),
        TargetField("new_name", "Nama baru", "New name", ("NAMA_BARU", "NEW_NAME")),
        TargetField("alias", "Nama lain", "Other name", ("NAMA_LAIN", "ALIAS")),
        TargetField("parent", "Kode induk", "Code of the parent", ("KODE_INDUK", "INDUK", "KODE_KECAMATAN", "PARENT")),
        TargetField("origin", "Kode asal (pemekaran)", "Codes it was split from", ("KODE_ASAL", "ASAL", "ORIGIN")),
        TargetField("into", "Kode tujuan (gabung)", "Code it merges into", ("KODE_TUJUAN", "TUJUAN", "INTO")),
        TargetField("kind", "Jenis", "Kind", ("JENIS", "STATUS", "KIND")),
        TargetField(
            "day", "Berlaku sejak", "Effective from", ("TANGGAL", "BERLAKU", "TMT", "TANGGAL_BERLAKU", "EFFECTIVE")
        ),
        TargetField("legal_basis", "Dasar hukum", "Legal basis", ("DASAR_HUKUM", "DASAR", "LEGAL_BASIS")),
        TargetField("source", "Sumber", "Source", ("SUMBER", "SOURCE")),
    )

    def reference_area(self) -> BaseGeometry | None:
        return None

    def recognise(self, values: Mapping[str, Sequence[str]]) -> float:
        """Return how many codes are well-formed where there are names beside them; known actions make it certain."""
        actions = [" ".join(text.lower().replace("_", " ").split()) for text in values.get("action", [])]
        if actions:
            return sum(text in ACTIONS for text in actions) / len(actions)
        found = values.get("code", [])
        if not found or not values.get("name"):
            return 0.0
        return sum(map(_is_code, found)) / len(found)

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        return Plan.of(rows, choices).findings

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return Plan.of(rows, choices).matches

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        plan = Plan.of([match.row for match in matches], choices)
        return Difference(tuple(plan.changes()), current_numbers(self.layers))

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        plan = Plan.of([change.row for change in difference.changes if change.row is not None], choices)
        reason = choices.legal_basis or choices.source
        return [writing.publish(plan, run=run, by=by, reason=reason).pk]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        return [writing.undo(release, undoing=undoing, by=by).pk for release in run.releases.order_by("-pk")]


def _is_code(text: str) -> bool:
    try:
        codes.read(text)
    except ValueError:
        return False
    return True
