"""The refusals of the actions: publishing and undoing at the wrong time, and choices that cannot be stored."""

from layers.releases import current_numbers

from .models import Run, RunState
from .refusals import AnswerWrong, LayerMoved, NotApproved, NotPublishable, Refusal, RowsTouchedSince, Words
from .rows import Choices, Finding
from .targets import UndoRefused

LONGEST_TEXT = 200
TEXTS = {
    "source": Words("sumber", "the source"),
    "legal_basis": Words("dasar hukum", "the legal basis"),
    "minutes": Words("berita acara", "the note on minutes"),
}


def refuse_moved(run: Run) -> None:
    """Refuse where a layer has moved that the difference was made against; what is derived from it may move meanwhile."""
    now = current_numbers(run.base_releases)
    moved = {layer: number for layer, number in now.items() if run.base_releases[layer] != number}
    if not moved:
        return
    listed = ", ".join(f"{layer} ({run.base_releases[layer]} → {number})" for layer, number in moved.items())
    raise LayerMoved(
        Words(
            f"ada terbitan lain sejak perbandingan dibuat: {listed}",
            f"something else was published since the comparison was made: {listed}",
        ),
        Words("Bandingkan lagi, lalu terbitkan.", "Compare again, then publish."),
    )


WAY_ON = {
    RunState.PUBLISHING: Words(
        "Tunggu sampai selesai; halaman ini memberi tahu.", "Wait until it is done; its page tells."
    ),
    RunState.PUBLISHED: Words("Yang terbit dapat dibatalkan.", "What is published can be undone."),
}
LOOK_AGAIN = Words("Muat ulang halaman untuk melihat keadaannya sekarang.", "Load the page again to see its state now.")


def not_ready(run: Run) -> NotPublishable:
    state = Run.objects.values_list("state", flat=True).get(pk=run.pk)
    return NotPublishable(
        Words(f"proses {run.pk} tidak siap terbit (keadaan: {state})", f"run {run.pk} is not ready (state: {state})"),
        WAY_ON.get(RunState(state), LOOK_AGAIN),
    )


def source_missing() -> AnswerWrong:
    """Every figure and border is shown with its source, so nothing goes out without."""
    return AnswerWrong(
        Words("sumber belum diisi", "the source is missing"),
        Words(
            "Tulis siapa pembuat datanya dan kapan, misalnya: Bagian Tapem, survei 2026.",
            "Say who made the data and when, for example: Bagian Tapem, survey 2026.",
        ),
        column="source",
    )


def nothing_to_approve(run: Run) -> NotApproved:
    person = run.actor.get_short_name()
    return NotApproved(
        Words(
            f"proses {run.pk} belum dapat disetujui: sumber datanya belum disebut",
            f"run {run.pk} cannot be approved yet: the source of its data is not stated",
        ),
        Words(
            f"{person}, yang menyiapkannya, mengisi sumber itu di halaman proses ini; sesudah itu prosesnya menunggu Anda.",
            f"{person}, who prepared it, states the source on the page of this run; then it waits for you.",
        ),
    )


def no_target(key: str) -> AnswerWrong:
    return AnswerWrong(
        Words(f"tidak ada lapisan {key!r} untuk berkas", f"there is no layer {key!r} for files"),
        Words("Pilih lapisan dari daftar.", "Choose a layer from the list."),
        column="target",
    )


def not_answerable(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(
            f"proses {run.pk} tidak menunggu jawaban (keadaan: {run.state})",
            f"run {run.pk} waits for no answer (state: {run.state})",
        ),
        LOOK_AGAIN,
    )


def not_at_publishing(name: str) -> AnswerWrong:
    return AnswerWrong(
        Words(f"{name} dijawab sebelum pemeriksaan, bukan saat menerbitkan", f"{name} is answered before the checks"),
        Words("Jawab lebih dahulu, lalu periksa lagi.", "Answer it first, and have it checked again."),
        column=name,
    )


def over(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(f"proses {run.pk} sudah {run.state}", f"run {run.pk} is over (state: {run.state})"),
        Words("Yang sudah terbit dapat dibatalkan.", "What is published can be undone."),
    )


def stopped_by_person() -> NotPublishable:
    return NotPublishable(
        Words("penerbitan dihentikan; tidak ada yang terbit", "publishing was stopped; nothing was published"),
        Words("Terbitkan lagi bila sudah yakin.", "Publish again when you are sure."),
        rule="proses.dihentikan",
    )


def no_longer_allowed(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(
            f"yang menerbitkan proses {run.pk} tidak lagi berhak atas semua yang berubah olehnya",
            f"whoever publishes run {run.pk} may not change all that it changes any more",
        ),
        Words("Minta orang lain yang berhak menerbitkannya.", "Ask somebody else who may to publish it."),
        rule="proses.hak",
    )


def no_longer_clean(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(
            f"pemeriksaan proses {run.pk} sekarang menemukan galat yang dahulu tidak ada",
            f"the checks of run {run.pk} now find errors that were not there before",
        ),
        Words("Bandingkan lagi untuk melihat galatnya.", "Compare again to see them."),
    )


def not_published(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(
            f"proses {run.pk} tidak dapat dibatalkan: keadaannya {run.state}",
            f"run {run.pk} cannot be undone: its state is {run.state}",
        ),
        Words("Hanya proses yang terbit dapat dibatalkan, satu kali.", "Only a published run can be undone, once."),
    )


def touched(run: Run, refused: UndoRefused) -> RowsTouchedSince:
    if not refused.runs:
        return RowsTouchedSince(
            Words(
                f"proses {run.pk} tidak dapat dibatalkan: yang diterbitkannya sudah diganti lagi dengan tangan",
                f"run {run.pk} cannot be undone: what it published was replaced by hand since",
            ),
            Words("Batalkan penggantinya lebih dahulu.", "Undo what replaced it first."),
        )
    later = ", ".join(map(str, refused.runs))
    objection = RowsTouchedSince(
        Words(
            f"proses {run.pk} tidak dapat dibatalkan: baris yang sama diubah lagi oleh proses {later}",
            f"run {run.pk} cannot be undone: runs {later} changed the same rows since",
        ),
        Words(
            "Batalkan lebih dahulu proses itu, mulai dari yang terbaru.",
            "Undo those first, the newest before the others.",
        ),
    )
    objection.runs = tuple(refused.runs)
    return objection


def manifest_of_another_file() -> Finding:
    return Finding(
        rule="manifest.berkas_lain",
        level="peringatan",
        message_id="manifest.json menyebut berkas ini dengan SHA-256 yang berbeda; isinya tidak dipakai",
        message_en="manifest.json names this file with another SHA-256; what it says was not used",
        remedy_id="Perbarui manifest itu, atau sebutkan sumber dan dasar hukumnya di perintah.",
        remedy_en="Update the manifest, or name source and legal basis in the command.",
    )


def source_not_stated() -> Finding:
    return Finding(
        rule="pilihan.sumber",
        level="peringatan",
        message_id="sumber data tidak disebut; halaman dan API akan menulis “Tidak ada data” sebagai sumbernya",
        message_en="no source is stated; pages and API will tell none",
        remedy_id='Sebutkan asalnya: --source "Bagian Tapem, survei 2026", atau "source" di manifest.json di sampingnya.',
        remedy_en='Say where it comes from: --source "Bagian Tapem, 2026", or "source" in a manifest.json beside the file.',
    )


def refuse_long(choices: Choices) -> None:
    for name, words in TEXTS.items():
        if len(getattr(choices, name)) > LONGEST_TEXT:
            raise Refusal(
                Words(
                    f"{words.id} lebih dari {LONGEST_TEXT} huruf",
                    f"{words.en} is longer than {LONGEST_TEXT} characters",
                ),
                Words("Persingkat.", "Make it shorter."),
                rule="pilihan.terlalu_panjang",
            )
