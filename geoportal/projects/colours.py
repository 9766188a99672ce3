"""How the marks of a map are coloured: by stage or by value; colours that colour-blind people tell apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from projects.querysets import worth
from projects.words import VALUE_CLASSES, Stage


@dataclass(frozen=True)
class MarkClass:
    """Sites that are marked alike: which, with what fill, called what."""

    label: Any
    fill: str
    among: Q


@dataclass(frozen=True)
class Colouring:
    key: str
    classes: Sequence[MarkClass]


STAGE_FILLS = {
    Stage.RUP: "#999999",
    Stage.ANNOUNCED: "#56b4e9",
    Stage.AWARDED: "#0072b2",
    Stage.CONTRACT: "#cc79a7",
    Stage.STARTED: "#e69f00",
    Stage.DONE: "#009e73",
    Stage.FAILED: "#d55e00",
}
VALUE_FILLS = ("#fff2b3", "#f0b04a", "#c0572b", "#5e1f4d", "#ffffff")


BY_STAGE = Colouring("tahap", [MarkClass(each.label, fill, Q(stage=each)) for each, fill in STAGE_FILLS.items()])
BY_VALUE = Colouring(
    "nilai",
    [MarkClass(each.label, fill, worth(each)) for each, fill in zip(VALUE_CLASSES, VALUE_FILLS, strict=True)],
)
COLOURS = {each.key: each for each in (BY_STAGE, BY_VALUE)}
