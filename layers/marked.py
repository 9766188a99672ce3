"""What a remembered function is asked with, where the thing itself cannot be compared."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Marked:
    """`it`, and all it may differ in: two are one where their `marks` are equal. `it` is kept as long as it is remembered, so an
    `id()` among the marks cannot become another's.
    """

    marks: tuple[Any, ...]
    it: Any = field(compare=False)
