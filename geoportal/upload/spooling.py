"""A form's file on its way through the server's own disk: a disk that is full is told as such, not as a fault of ours."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParserError

from imports import faults
from imports.refusals import StorageFull, Words

BLOCK_BYTES = 65_536


class SpoolFull(MultiPartParserError):
    """The disk took no more while a form was read. Django answers it with the page for bad requests, which knows it."""

    def __init__(self) -> None:
        self.refusal = StorageFull(
            Words(
                "ruang simpan di server penuh; berkas ini tidak diterima dan tidak ada yang berubah",
                "the server's disk is full; this file was not taken and nothing has changed",
            ),
            Words(
                "Hubungi pengelola portal, lalu kirim lagi. Berkasnya sendiri tidak bermasalah.",
                "Tell the portal's keepers, then send it again. Nothing is wrong with the file itself.",
            ),
        )
        super().__init__(str(self.refusal))


class SpoolingHandler(TemporaryFileUploadHandler):
    """Django's handler for files that are too large for memory; raises SpoolFull where the disk is full."""

    def handle_raw_input(self, input_data: Any, *args: Any, **kwargs: Any) -> None:
        self.rest = input_data

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        with self._told():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._told():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        with self._told():
            return super().file_complete(file_size)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if faults.disk_full(error) is None:
                raise
            self._leave_nothing()
            raise SpoolFull from error

    def _leave_nothing(self) -> None:
        """Remove what was written, and read on to the end: a sender that is cut off in the middle reads no answer."""
        file: TemporaryUploadedFile | None = getattr(self, "file", None)
        if file is not None:
            path = Path(file.temporary_file_path())
            with suppress(OSError):  # closing writes what is still in memory, and the disk is full
                file.close()
            path.unlink(missing_ok=True)
        while self.rest.read(BLOCK_BYTES):
            pass
