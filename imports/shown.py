"""What somebody who confirms a run was shown of it, as a short text: a page or a program sends it back with the yes.

Another tab may have answered, compared or saved meanwhile. The text has a part for each thing a person looks at, so that
the refusal can name what is different now.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from . import answers
from .models import Run
from .refusals import ShownOtherwise, Words

DIGITS = 10
FORM = re.compile(rf"[0-9a-f]{{{DIGITS}}}(-[0-9a-f]{{{DIGITS}}})*")


def _choices(run: Run, *names: str) -> Mapping[str, Any]:
    return {name: run.choices.get(name) for name in names}


FACTS = tuple(name for name in answers.FACTS if name not in (*answers.COMPARED, "sample"))
PARTS: tuple[tuple[Words, Callable[[Run], Any]], ...] = (
    (Words("berkas dan cara membacanya", "the file and how it is read"),
     lambda run: [run.file_sha256, run.target, _choices(run, "layer", "encoding", "crs")]),
    (Words("kolom", "the columns"), lambda run: [run.choices.get("mapping"), run.evidence.get("mapping")]),
    (Words("jawaban tentang tetangga, baris, dan yang tidak disebut", "the answers about neighbours, rows and what is absent"),
     lambda run: _choices(run, *answers.COMPARED)),
    (Words("perbedaannya", "the difference"), lambda run: [run.counts, run.base_releases, run.evidence.get("problems")]),
    (Words("isian penerbitan", "what the publication says"), lambda run: [_choices(run, *FACTS), run.minutes.name]),
    (Words("persetujuan", "the approval"), lambda run: run.approved_by_id),
)  # fmt: skip


def fingerprint(run: Run) -> str:
    """Return the text for a run as it is: as many parts as `PARTS`, each in hexadecimal digits, with hyphens between."""
    return "-".join(_digest(read(run)) for _words, read in PARTS)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def require_same(run: Run, seen: str) -> None:
    """Raise ShownOtherwise, naming what is different, unless the run is as it was shown; "" asks nothing."""
    now = fingerprint(run)
    if not seen or seen == now:
        return
    parts = seen.split("-") if FORM.fullmatch(seen) else []
    compared = zip(parts, now.split("-"), PARTS, strict=len(parts) == len(PARTS))
    different = [words for before, after, (words, _read) in compared if before != after]
    if len(parts) != len(PARTS) or not different:
        different = [Words("yang ditampilkan", "what was shown")]
    raise ShownOtherwise(
        Words(
            f"proses {run.pk} berubah sejak halaman ini dibuka: {', '.join(words.id for words in different)}",
            f"run {run.pk} changed since this page was opened: {', '.join(words.en for words in different)}",
        ),
        Words(
            "Tidak ada yang terbit atau tersimpan. Periksa keadaannya sekarang, lalu putuskan lagi.",
            "Nothing was published or saved. Look at how it is now, then decide again.",
        ),
    )
