"""XML that is written here: always well formed, whatever the words in it."""

import re
from xml.etree import ElementTree as ET

# What XML 1.0 cannot hold even escaped; a pasted title may.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def below(parent: ET.Element, name: str, text: object = None, /, **attributes: object) -> ET.Element:
    """Add an element to `parent` and return it. A trailing "_" of an attribute's name is left out (`class_`)."""
    found = ET.SubElement(
        parent, name, {key.rstrip("_"): UNWRITABLE.sub("", str(value)) for key, value in attributes.items()}
    )
    if text is not None:
        found.text = UNWRITABLE.sub("", str(text))
    return found


def document(root: ET.Element) -> str:
    """Return the document as text, indented, with its declaration; the caller encodes it as UTF-8."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
