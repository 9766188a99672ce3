"""One sentence about a run, in either language."""

from .models import ProblemLevel, Run, RunState
from .problems import count_of
from .targets import get_target

VERBS = {
    "id": {"added": "baru", "changed": "berubah", "removed": "dihapus", "unchanged": "tetap"},
    "en": {"added": "new", "changed": "changed", "removed": "removed", "unchanged": "unchanged"},
}


def summary(run: Run, language: str = "id") -> str:
    """Say what became of a run: "Terbit: 141 desa, rilis 7. 3 berubah, 138 tetap."."""
    texts = _texts_en(run) if language == "en" else _texts_id(run)
    return texts.get(run.state, run.message or run.get_state_display())


# What is said of a run whose own message is for the portal's keepers.
FAULT = {
    "id": "Terjadi kesalahan di pihak kami; tidak ada yang terbit. Coba lagi, atau sebutkan nomor proses ini kepada pengelola.",
    "en": "Something broke on our side; nothing was published. Try again, or tell the portal's keepers the run's number.",
}
UNDER_WAY = {
    RunState.SENDING: {"id": "Berkas sedang dikirim.", "en": "The file is being sent."},
    RunState.RECEIVED: {"id": "Menunggu giliran diperiksa.", "en": "Waits for its turn to be checked."},
    RunState.STAGED: {"id": "Sedang diperiksa.", "en": "Being checked."},
    RunState.CHECKED: {"id": "Sedang dibandingkan.", "en": "Being compared."},
    RunState.ASKING: {"id": "Menunggu jawaban Anda.", "en": "Waits for your answer."},
    RunState.PUBLISHING: {"id": "Sedang diterbitkan.", "en": "Being published."},
    RunState.STOPPED: {"id": "Dihentikan; tidak ada yang terbit.", "en": "Stopped; nothing was published."},
    RunState.FAILED: FAULT,
}


def told(run: Run, language: str) -> str:
    """Say where a run stands, to whoever works with it: never what only the portal's keepers should read."""
    if run.state in UNDER_WAY:
        return UNDER_WAY[RunState(run.state)][language]
    if run.state == RunState.UNDONE:
        return {"id": "Sudah dibatalkan.", "en": "It was undone."}[language]
    return summary(run, language)


def noun(run: Run, language: str = "id") -> str:
    """Return what the rows of a run are called: as the target says, else the last word of its key."""
    try:
        target = get_target(run.target)
    except KeyError:
        target = None  # a layer made by upload that is gone
    return getattr(target, f"noun_{language}", None) or run.target.rpartition(".")[2]


def changes(run: Run, language: str) -> str:
    """Return "3 berubah, 138 tetap"; kinds of change that did not occur are left out."""
    counted = [f"{run.counts[kind]} {word}" for kind, word in VERBS[language].items() if run.counts.get(kind)]
    return ", ".join(counted) or {"id": "tidak ada baris", "en": "no rows"}[language]


def releases(run: Run, word: str) -> str:
    """Return "rilis 7", or every layer with its release where several moved."""
    numbers = {release.layer: release.number for release in run.releases.order_by("layer")}
    if len(numbers) == 1:
        return f"{word} {next(iter(numbers.values()))}"
    own = f"{word} {numbers.pop(noun(run))}" if noun(run) in numbers else ""
    others = [f"{layer} {word} {number}" for layer, number in numbers.items()]
    return "; ".join(part for part in (own, *others) if part) or f"{word} -"


def _total(run: Run) -> int:
    return sum(run.counts.get(kind, 0) for kind in ("added", "changed", "unchanged"))


def _base(run: Run) -> int:
    """Return the release a run was compared with; that of the layer its rows are named after, where it moves several."""
    alone = next(iter(run.base_releases.values()), 0) if len(run.base_releases) == 1 else 0
    return int(run.base_releases.get(noun(run), alone))


def _texts_id(run: Run) -> dict[str, str]:
    errors, warnings = count_of(run, ProblemLevel.ERROR), count_of(run, ProblemLevel.WARNING)
    opening = "Dibatalkan" if run.undo_of_id else f"Terbit: {_total(run)} {noun(run)}"
    return {
        RunState.PUBLISHED: f"{opening}, {releases(run, 'rilis')}. {_undone(run, 'id')}",
        RunState.UNCHANGED: f"Tanpa perubahan: {_total(run)} {noun(run)} sama dengan rilis {_base(run)}. Tidak ada yang terbit.",
        RunState.READY: f"Siap terbit, belum diterbitkan: {changes(run, 'id')} (dibandingkan dengan rilis {_base(run)}).",
        RunState.REFUSED: f"Ditolak: {errors} galat, {warnings} peringatan. Tidak ada yang terbit.",
    }


def _texts_en(run: Run) -> dict[str, str]:
    errors, warnings = count_of(run, ProblemLevel.ERROR), count_of(run, ProblemLevel.WARNING)
    opening = "Undone" if run.undo_of_id else f"Published: {_total(run)} {noun(run, 'en')}"
    return {
        RunState.PUBLISHED: f"{opening}, {releases(run, 'release')}. {_undone(run, 'en')}",
        RunState.UNCHANGED: f"No change: {_total(run)} {noun(run, 'en')} equal release {_base(run)}. Nothing was published.",
        RunState.READY: f"Ready, not published: {changes(run, 'en')} (compared with release {_base(run)}).",
        RunState.REFUSED: f"Refused: {errors} errors, {warnings} warnings. Nothing was published.",
    }


def _undone(run: Run, language: str) -> str:
    if not run.undo_of_id:
        return f"{changes(run, language)}."
    return {
        "id": f"Keadaan sebelum proses {run.undo_of_id} berlaku lagi.",
        "en": f"What was there before run {run.undo_of_id} holds again.",
    }[language]
