"""The first page of a version as a small picture: made when the file is checked, or when it is first asked for."""

import tempfile
from pathlib import Path

from .checking import MEDIA_TYPES
from .contents import read_pdf
from .models import DocumentVersion


def preview_of(version: DocumentVersion) -> bytes | None:
    """Return a WebP, None where the format has no picture of a page. A file that is stored has been checked."""
    if version.preview is None and version.media_type == MEDIA_TYPES["pdf"]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dokumen.pdf"
            with version.file.open("rb") as file:
                path.write_bytes(file.read())
            version.preview = read_pdf(path).preview
        version.save(update_fields=["preview"])
    return bytes(version.preview) if version.preview is not None else None
