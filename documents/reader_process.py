"""The process that opens a stranger's document: `python -m documents.reader_process`, one job on stdin, JSON on stdout.

It imports no Django, gives up root, the network and all but reading, and has limits on memory and time.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from documents import contents
from imports import sandbox


def answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        found = contents.read(Path(job["path"]), job["kind"])
    except contents.Unsafe as error:
        return {"refused": error.what}
    except contents.Locked:
        return {"refused": "locked"}
    except (contents.TooMuch, MemoryError):
        return {"refused": "limit"}
    except contents.Broken as error:
        return {"refused": "damaged", "text": str(error)[:200]}
    preview = base64.b64encode(found.preview).decode()
    return {"pages": found.pages, "text": found.text, "preview": preview, "turn": found.turn}


def main() -> int:
    job = json.load(sys.stdin)
    sandbox.leave_network()
    # Loaded before root is given up, in case only root can read them.
    import defusedxml.ElementTree  # noqa: F401
    import openpyxl  # noqa: F401
    import pypdfium2
    from PIL import Image

    Image.init()
    pypdfium2.PdfDocument.new().close()
    sandbox.give_up_root()
    sandbox.limit(memory_bytes=int(job["memory_bytes"]), seconds=int(job["seconds"]))
    sandbox.only_read_below(Path(job["path"]).parent)
    json.dump(answer(job), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
