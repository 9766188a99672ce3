"""What a chain of tenders says of its package: which value counts, once, and how far it has come. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .words import Basis, Stage


class Counted(NamedTuple):
    """Whole rupiah, and the figure they are; None where nobody told any."""

    rupiah: int | None
    basis: Basis


@dataclass(frozen=True)
class Link:
    """One tender of a chain. `awards` and `contracts` are whole rupiah; a contract's is that of its last addendum.

    `finished` tells that the tender ended with a winner, named or not; `started` and `done` that an SPMK and a BAST are there.
    """

    hps: int | None = None
    pagu: int | None = None
    failed: bool = False
    finished: bool = False
    awards: Sequence[int] = field(default_factory=tuple)
    contracts: Sequence[int | None] = field(default_factory=tuple)
    started: bool = False
    done: bool = False


def counted_value(pagu: int | None, chain: Sequence[Link]) -> Counted:
    """Return the value a package is counted with: the contract's, else the award's, else the HPS, else the pagu.

    A tender that was repeated is not counted again: the newest of the chain that tells a figure speaks for all, and
    what failed tells neither contract nor award. `chain` is in order, the first tender first; `pagu` is the package's own.
    """
    newest = list(reversed(chain))
    valid = [each for each in newest if not each.failed]
    contracts = [[value for value in each.contracts if value is not None] for each in valid]
    awards = [list(each.awards) for each in valid]
    for basis, groups in ((Basis.CONTRACT, contracts), (Basis.AWARD, awards)):
        found = next((group for group in groups if group), None)
        if found is not None:
            return Counted(sum(found), basis)
    hps = next((each.hps for each in newest if each.hps is not None), None)
    if hps is not None:
        return Counted(hps, Basis.HPS)
    told = pagu if pagu is not None else next((each.pagu for each in newest if each.pagu is not None), None)
    return Counted(told, Basis.PAGU) if told is not None else Counted(None, Basis.NONE)


def stage_of(chain: Sequence[Link]) -> Stage:
    """Return how far the last tender of the chain has come; RUP where there is none."""
    if not chain:
        return Stage.RUP
    last = chain[-1]
    if last.failed:
        return Stage.FAILED
    if last.contracts:
        return Stage.DONE if last.done else Stage.STARTED if last.started else Stage.CONTRACT
    return Stage.AWARDED if last.awards or last.finished else Stage.ANNOUNCED
