"""A chain of tenders is counted once, with the surest figure, and stands where its last tender stands."""

import pytest

from projects.chains import Counted, Link, counted_value, stage_of
from projects.words import Basis, Stage

FAILED = Link(hps=90, pagu=100, failed=True)


@pytest.mark.parametrize(
    ("pagu", "chain", "counted"),
    [
        (None, [], Counted(None, Basis.NONE)),
        (100, [], Counted(100, Basis.PAGU)),
        (0, [], Counted(0, Basis.PAGU)),
        (None, [Link(pagu=70)], Counted(70, Basis.PAGU)),
        (100, [Link(hps=95)], Counted(95, Basis.HPS)),
        (100, [Link(hps=95, awards=[80])], Counted(80, Basis.AWARD)),
        (100, [Link(hps=95, awards=[80], contracts=[79])], Counted(79, Basis.CONTRACT)),
        (100, [Link(hps=95, awards=[80], contracts=[None])], Counted(80, Basis.AWARD)),
        (100, [Link(contracts=[30, 20])], Counted(50, Basis.CONTRACT)),
        (100, [FAILED, Link(hps=95)], Counted(95, Basis.HPS)),
        (100, [FAILED, Link(hps=95, awards=[80])], Counted(80, Basis.AWARD)),
        (100, [Link(awards=[80], contracts=[80]), Link(hps=60)], Counted(80, Basis.CONTRACT)),
        (100, [Link(hps=90, awards=[85], contracts=[85], failed=True)], Counted(90, Basis.HPS)),
    ],
)
def test_the_surest_figure_counts_once(pagu: int | None, chain: list[Link], counted: Counted) -> None:
    assert counted_value(pagu, chain) == counted


@pytest.mark.parametrize(
    ("chain", "stage"),
    [
        ([], Stage.RUP),
        ([Link()], Stage.ANNOUNCED),
        ([Link(finished=True)], Stage.AWARDED),
        ([Link(awards=[1])], Stage.AWARDED),
        ([Link(contracts=[1])], Stage.CONTRACT),
        ([Link(contracts=[1], started=True)], Stage.STARTED),
        ([Link(contracts=[1], started=True, done=True)], Stage.DONE),
        ([FAILED], Stage.FAILED),
        ([FAILED, Link()], Stage.ANNOUNCED),
    ],
)
def test_the_last_tender_says_how_far_it_is(chain: list[Link], stage: Stage) -> None:
    assert stage_of(chain) == stage
