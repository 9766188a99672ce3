"""A file comes in pieces: announced with its size, appended at an offset, made the original of its run once it is whole.

A lost connection loses nothing: the sender asks how much has arrived and goes on from there. What was written beyond the
recorded offset is cut off again. Nothing is opened here but by its first bytes.
"""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.http.request import UnreadablePostError
from django.utils import timezone

from accounts.models import User

from . import faults, sources
from .limits import Limits
from .models import Progress, Run, RunState, Upload
from .reading import workspace
from .refusals import FileDamaged, FileUnreadable, NotPublishable, OffsetWrong, Refusal, Words
from .staging import clear

FOLDER = "unggahan"
BLOCK = 1 << 18
LONGEST_NAME = 200
# What programs lay beside a shapefile; it holds nothing that is published.
BESIDE = (".shp.xml", ".sbn", ".sbx", ".qpj", ".qix", ".qmd", ".qml", ".sld", ".lyr", ".fix", ".ixs", ".mxs", ".atx")
KEEP_PIECES = timedelta(days=3)


@dataclass(frozen=True)
class Announced:
    """A file somebody wants to send; `sha256` is empty where its sender cannot tell."""

    name: str
    size: int
    sha256: str = ""


def path_of(upload: Upload) -> Path:
    """Return where the pieces lie. Never a name somebody gave."""
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{upload.pk}.bagian"


@transaction.atomic
def begin(*, by: User, files: Sequence[Announced], target_key: str = "") -> Run:
    """Announce the file, or the loose parts of one shapefile; return the run that waits for them."""
    wanted = [Announced(clean_name(each.name), each.size, each.sha256.strip().lower()) for each in files]
    wanted = [each for each in wanted if not each.name.lower().endswith(BESIDE)]
    main = _main_of(wanted)
    if sum(each.size for each in wanted) > Limits.current().file_bytes:
        total = sum(each.size for each in wanted)
        raise sources.too_large(total, Limits.current().file_bytes, "IMPORT_MAX_BYTES")
    run = Run.objects.create(
        target=target_key, actor=by, stepwise=True, state=RunState.SENDING, file_name=main.name, file_bytes=main.size
    )
    Progress.objects.create(run=run)
    Upload.objects.bulk_create(Upload(run=run, name=each.name, size=each.size, sha256=each.sha256) for each in wanted)
    return run


def clean_name(name: str) -> str:
    """Return the last part of a name as a person reads it, without what cannot be printed."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{suffix[:20]}" if dot else plain[:LONGEST_NAME]


def _main_of(files: Sequence[Announced]) -> Announced:
    """Return the file that names the run; raise where several are no parts of one shapefile, or the kind is not read."""
    if not files or any(each.size <= 0 for each in files):
        raise FileUnreadable(
            Words("berkas kosong atau tidak ada", "the file is empty, or there is none"),
            Words("Pilih berkasnya sekali lagi.", "Choose the file again."),
            rule="berkas.kosong",
        )
    shapes = [each for each in files if each.name.lower().endswith(".shp")]
    if len(files) > 1 and not _one_shapefile(files, shapes):
        _refuse_foreign(files)
        raise FileUnreadable(
            Words(
                f"{len(files)} berkas dikirim sekaligus, dan bukan bagian dari satu shapefile",
                f"{len(files)} files were sent together, and they are not the parts of one shapefile",
            ),
            Words(
                "Kirim satu per satu, atau bagian satu shapefile (.shp .shx .dbf .prj .cpg) dengan nama yang sama.",
                "Send them one by one, or the parts of one shapefile (.shp .shx .dbf .prj .cpg) under one name.",
            ),
            rule="berkas.beberapa",
        )
    main = shapes[0] if shapes else files[0]
    sources.kind_of(main.name)
    return main


def _refuse_foreign(files: Sequence[Announced]) -> None:
    """Raise, with the way out, where one of several files is of a kind that is not read (the parts of a MapInfo table)."""
    for each in files:
        if Path(each.name).suffix.lower() not in sources.PARTS:
            sources.kind_of(each.name)


def _one_shapefile(files: Sequence[Announced], shapes: Sequence[Announced]) -> bool:
    stems = {Path(each.name).stem.casefold() for each in files}
    suffixes = [Path(each.name).suffix.lower() for each in files]
    return (
        len(shapes) == 1 and len(stems) == 1 and len(set(suffixes)) == len(files) and set(suffixes) <= {*sources.PARTS}
    )


def append(upload: Upload, *, offset: int, content: BinaryIO) -> Upload:
    """Write what is sent from `offset` on, as far as it comes; raise OffsetWrong where another offset is due."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().select_related("run").get(pk=upload.pk)
        if upload.run.state != RunState.SENDING:
            raise _not_sending(upload.run)
        upload.received = arrived(upload)
        if offset != upload.received:
            raise OffsetWrong(
                Words(
                    f"berkas {upload.name}: sudah diterima {upload.received} bita, bukan {offset}",
                    f"file {upload.name}: {upload.received} bytes have arrived, not {offset}",
                ),
                Words(f"Lanjutkan dari bita {upload.received}.", f"Go on from byte {upload.received}."),
            )
        upload.received = offset + _write(upload, offset, content)
        upload.save(update_fields=["received", "last_at"])
    return upload


def arrived(upload: Upload) -> int:
    """Return how many bytes are here: what is recorded, unless the disk has lost some of it."""
    path = path_of(upload)
    return min(upload.received, path.stat().st_size) if path.exists() else 0


def _write(upload: Upload, offset: int, content: BinaryIO) -> int:
    """Write behind `offset` and return how many bytes; a connection that breaks off leaves what came before."""
    path, written = path_of(upload), 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        with path.open("r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            while block := _read(content):
                if offset + written + len(block) > upload.size:
                    raise _more_than_announced(upload)
                file.write(block)
                written += len(block)
    except OSError as error:
        raise storage_full(error) from error
    return written


def _read(content: BinaryIO) -> bytes:
    try:
        return content.read(BLOCK)
    except UnreadablePostError:
        return b""


def storage_full(error: OSError) -> Refusal:
    """Return what is said where the disk takes no more; any other fault of the disk is ours, and is raised again."""
    found = faults.disk_full(error)
    if found is None:
        raise error
    return found


def _more_than_announced(upload: Upload) -> FileDamaged:
    return FileDamaged(
        Words(
            f"yang dikirim lebih dari {upload.size} bita yang diumumkan untuk {upload.name}",
            f"more is sent than the {upload.size} bytes announced for {upload.name}",
        ),
        Words("Berkasnya mungkin berubah; mulai lagi dari awal.", "The file may have changed; begin again."),
        rule="berkas.ukuran_beda",
    )


def _not_sending(run: Run) -> NotPublishable:
    return NotPublishable(
        Words(f"proses {run.pk} tidak lagi menerima berkas", f"run {run.pk} takes no more files"),
        Words("Mulai proses baru.", "Begin a new run."),
    )


def complete(run: Run) -> Run:
    """Make the whole file the run's original, in state RECEIVED; raise where pieces are missing or are not what was sent.

    A file that is not what its sender says is thrown away: it has to be sent again.
    """
    with transaction.atomic(), workspace() as folder:
        run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        uploads = list(run.uploads.order_by("pk"))
        if run.state != RunState.SENDING:
            raise _not_sending(run)
        for upload in uploads:
            if arrived(upload) != upload.size:
                raise _incomplete(upload)
        wrong = [each for each in uploads if each.sha256 and each.sha256 != sources.sha256_of(path_of(each))]
        if not wrong:
            _keep(run, uploads, folder)
            forget(uploads)
    if wrong:
        _forget_pieces(uploads)
        Upload.objects.filter(pk__in=[each.pk for each in uploads]).update(received=0)
        raise _another_hash(wrong[0])
    return run


def _keep(run: Run, uploads: Sequence[Upload], folder: Path) -> None:
    """Keep the file, or the zip made of the parts, as the original. The pieces stay until the run says that it has it."""
    for upload in uploads:
        (folder / upload.name).symlink_to(path_of(upload))
    main = folder / run.file_name
    try:
        parts = sources.loose_parts(main)
        single = sources.pack(parts, folder / f"{main.stem}.zip") if parts else main
        run.file_sha256, run.file_bytes = sources.sha256_of(single), single.stat().st_size
        with _second_name(single.resolve()) as movable, movable.open("rb") as file:
            run.original.save(single.name, _Movable(file, movable), save=False)
    except OSError as error:
        raise storage_full(error) from error
    run.state = RunState.RECEIVED
    run.save()


@contextmanager
def _second_name(path: Path) -> Iterator[Path]:
    """Give a file another name on its disk, which may be taken away, or the file itself where disks have no such names."""
    second = path.with_name(f"{path.name}.asli")
    try:
        second.unlink(missing_ok=True)
        second.hardlink_to(path)
    except OSError:
        second = path.with_name(f"{path.name}.salinan")
        shutil.copyfile(path, second)
    try:
        yield second
    finally:
        second.unlink(missing_ok=True)


class _Movable(File):
    """A file that storage on the same disk takes over instead of copying it."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__(file, name=str(path))
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


def _incomplete(upload: Upload) -> FileDamaged:
    here = arrived(upload)
    return FileDamaged(
        Words(
            f"berkas {upload.name} belum lengkap: {here} dari {upload.size} bita",
            f"file {upload.name} is not whole yet: {here} of {upload.size} bytes",
        ),
        Words(f"Lanjutkan dari bita {here}.", f"Go on from byte {here}."),
        rule="berkas.belum_lengkap",
    )


def _another_hash(upload: Upload) -> FileDamaged:
    return FileDamaged(
        Words(
            f"berkas {upload.name} rusak di jalan: SHA-256-nya tidak sama dengan yang dikirim",
            f"file {upload.name} was damaged on its way: its SHA-256 is not the one it was sent with",
        ),
        Words("Kirim sekali lagi dari awal.", "Send it again from the beginning."),
        rule="berkas.hash_beda",
    )


def forget(uploads: Iterable[Upload]) -> None:
    """Remove the pieces and their rows; the pieces once it is certain that the rows are gone."""
    kept = [Upload(pk=each.pk) for each in uploads]
    Upload.objects.filter(pk__in=[each.pk for each in kept]).delete()
    transaction.on_commit(lambda: _forget_pieces(kept))


def _forget_pieces(uploads: Iterable[Upload]) -> None:
    for upload in uploads:
        path_of(upload).unlink(missing_ok=True)


def stop_forgotten() -> list[Run]:
    """Stop the runs whose file has not gone on arriving for days; return them."""
    before = timezone.now() - KEEP_PIECES
    silent = Run.objects.filter(state=RunState.SENDING, started_at__lt=before).exclude(uploads__last_at__gte=before)
    return [stop_sending(run, "Berkas tidak selesai dikirim.") for run in silent]


def stop_sending(run: Run, message: str) -> Run:
    """Throw away what has arrived of a run's file."""
    forget(run.uploads.all())
    clear(run)
    run.state, run.message, run.finished_at = RunState.STOPPED, message, timezone.now()
    run.save(update_fields=["state", "message", "finished_at"])
    return run
