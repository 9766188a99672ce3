"""Stands in for the reading process: dies the way a fault in a C library kills it."""

import os
import signal

os.kill(os.getpid(), signal.SIGSEGV)
