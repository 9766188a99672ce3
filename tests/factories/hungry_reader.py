"""Stands in for the reading process: asks for more memory than its limit leaves.

A limit below what its libraries hold already would do as well, but what a C library then makes of it (it aborts, or is killed by
a fault) depends on how things happen to lie in memory.
"""

import json
import sys

from imports import sandbox

job = json.load(sys.stdin)
sandbox.limit(memory_bytes=int(job["memory_bytes"]), seconds=int(job["seconds"]))
held = bytearray(2 * int(job["memory_bytes"]))
