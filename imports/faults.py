"""Faults that are no fault of the file, nor of the program: a disk that takes no more, a database that went away."""

import errno

import psycopg
from django.db import Error as DatabaseError

from .refusals import StorageFull, Words

DATABASE_ERRORS = (DatabaseError, psycopg.Error)  # COPY lets psycopg's own through
GONE = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.errors.CannotConnectNow)


def disk_full(error: BaseException) -> StorageFull | None:
    """Return what is said where our disk, or the database's, is full; None for any other fault."""
    full_here = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if not full_here and not isinstance(_cause(error), psycopg.errors.DiskFull):
        return None
    return StorageFull(
        Words(
            "ruang simpan di server penuh; yang sudah diterima tetap ada",
            "the server's disk is full; what arrived stays",
        ),
        Words("Hubungi pengelola portal, lalu lanjutkan.", "Tell the portal's keepers, then go on."),
    )


def session_lost(error: BaseException) -> bool:
    """Tell whether the database ended our session (a restart, a network that broke): the same work can be done again."""
    cause = _cause(error)
    if isinstance(cause, GONE):
        return True
    # What the client library finds by itself, a closed connection, has no code of the server.
    return isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)) and cause.sqlstate is None


def _cause(error: BaseException) -> BaseException | None:
    """Return psycopg's error behind Django's."""
    return error.__cause__ if isinstance(error, DatabaseError) else error
