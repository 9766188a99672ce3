"""How a process gives up what it could do harm with: the network, root, files, programs, memory and time.

Each step is taken where the system allows it. The limits and the loss of root are certain; a network of its own needs
root or user namespaces, and the rule about files needs Landlock (Linux 5.13).
"""

import contextlib
import ctypes
import os
import pwd
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

NOBODY = "nobody"
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
# What the process prints when it dies goes to a file.
STDERR_BYTES = 1_000_000

# linux/landlock.h; the numbers of the calls are the same on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
TCP = 0b11  # bind and connect
# How many kinds of access to files each version of Landlock knows.
FILE_ACCESSES = {1: 13, 2: 14, 3: 15, 4: 15}


def leave_network() -> None:
    """Enter a network namespace without any interface; call it before any library starts a thread."""
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(flags)


def give_up_root() -> None:
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(NOBODY)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def limit(*, memory_bytes: int, seconds: int) -> None:
    """Set the limits; call it after the libraries are loaded, since they count as memory."""
    for what, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, STDERR_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (value, value))


def only_read_below(folder: Path) -> bool:
    """Allow reading below `folder` and in the libraries, and nothing else anywhere; return whether that was possible."""
    libc, version = ctypes.CDLL(None, use_errno=True), landlock_version()
    if version < 1:
        return False
    rules = _new_ruleset(libc, version)
    try:
        for path in {folder, *_libraries()}:
            _allow_reading(libc, rules, path)
        libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def landlock_version() -> int:
    """Return the version the kernel offers; less than 1 where it offers none."""
    return int(ctypes.CDLL(None, use_errno=True).syscall(CREATE_RULESET, None, 0, ASK_VERSION))


def _new_ruleset(libc: ctypes.CDLL, version: int) -> int:
    """Take all kinds of access under rule: those to files, and TCP from version 4 on."""
    files = (1 << FILE_ACCESSES.get(version, 15)) - 1
    attributes = struct.pack("=QQ", files, TCP) if version >= 4 else struct.pack("=Q", files)
    return int(libc.syscall(CREATE_RULESET, attributes, len(attributes), 0))


def _libraries() -> Iterable[Path]:
    """Return where Python, the wheels and what they load later lie."""
    system = ("/usr", "/lib", "/etc/ld.so.cache", "/dev/urandom")  # json-c seeds its tables from the last
    found = {Path(sys.prefix), Path(sys.base_prefix), *map(Path, system)}
    return [path for path in found if path.exists()]


def _allow_reading(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    access = READ_FILE | READ_FOLDER if path.is_dir() else READ_FILE
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not even readable by us
    try:
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", access, handle), 0)
    finally:
        os.close(handle)
