"""The minutes (berita acara) that go with a publication, as a PDF kept with its run."""

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User

from . import approvals, objections, steps, uploads
from .models import Run, RunState
from .refusals import AnswerWrong, LimitPassed, Words

LARGEST_BYTES = 20_000_000
PDF = b"%PDF-"


def keep(run: Run, file: UploadedFile | None, *, by: User) -> Run:
    """Keep a PDF with a run that can still be published, in place of the one before; None keeps what is there."""
    if file is None:
        return run
    steps.require_own(run, by)
    if run.state != RunState.READY:
        raise objections.not_ready(run)
    _refuse(file)
    try:
        run.minutes.save(uploads.clean_name(file.name or "berita-acara.pdf"), file, save=False)
    except OSError as error:
        raise uploads.storage_full(error) from error
    approvals.withdraw(run)
    run.save(update_fields=["minutes", "approved_by", "approved_at"])
    return run


def _refuse(file: UploadedFile) -> None:
    if (file.size or 0) > LARGEST_BYTES:
        raise LimitPassed(
            Words("berita acara lebih dari 20 MB", "the minutes are larger than 20 MB"),
            Words("Pindai dengan mutu lebih rendah.", "Scan them at a lower quality."),
            rule="pilihan.berita_acara",
        )
    head = file.read(len(PDF))
    file.seek(0)
    if head != PDF:
        raise AnswerWrong(
            Words("berita acara bukan PDF", "the minutes are not a PDF"),
            Words("Simpan sebagai PDF, lalu pilih lagi.", "Save them as a PDF, then choose them again."),
            column="minutes_file",
        )
