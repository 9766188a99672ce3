"""A disk that takes no more, ours or the database's: nobody's fault who sends a file, and gone once there is room again."""

import errno

import psycopg
from django.db import DatabaseError

from .refusals import StorageFull, Words


def full(error: BaseException) -> StorageFull | None:
    """Return what is said where a disk is full; None for any other fault."""
    if not (_disk(error) or _database(error)):
        return None
    return StorageFull(
        Words(
            "ruang simpan di server penuh; yang sudah diterima tetap ada",
            "the server's disk is full; what arrived stays",
        ),
        Words("Hubungi pengelola portal, lalu lanjutkan.", "Tell the portal's keepers, then go on."),
    )


def _disk(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _database(error: BaseException) -> bool:
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    return isinstance(cause, psycopg.errors.DiskFull)
