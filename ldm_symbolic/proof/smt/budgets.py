"""How much work a solver may spend on one question, so that no answer depends on how busy the machine is.

Work is counted in the solver's own steps (`rlimit` of z3, `rlimit-per` of cvc5), which are the same on every machine.
Steps differ in length, so that each try is also bounded by the processor time of the process that makes it; no question
of the catalogue comes near that bound, and what false neighbours of its claims ask is ended by steps, not by it, on a
machine on which a second of processor time does half of what it does on a quiet one. Wall time ends only what hangs.

Tested in `tests/proof/smt/test_solvers.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

HANGS = 900.0
"""Seconds of wall time after which a solver is said to hang: nine times its processor time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One way to put a question to a solver, and what it may cost.

    Args:
        way: a name that `solver_worker` knows.
        steps: of the solver, as it counts them itself.
        seconds: of processor time, the last resort.
    """

    way: str
    steps: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.steps} steps or {self.seconds:g} s of processor time ({self.way})"


BUDGETS = {
    "z3": (
        Try(way="simple", steps=250_000, seconds=20.0),
        Try(way="nlsat", steps=2_000_000, seconds=40.0),
        Try(way="simple", steps=1_500_000, seconds=40.0),
    ),
    "cvc5": (Try(way="default", steps=400_000, seconds=100.0),),
}
"""Engine -> its tries in order, each of them from the same fresh start; what the first settles the others never see."""

_EFFORT: ContextVar[float] = ContextVar("effort", default=1)


def budget(engine: str, effort: float = 1) -> tuple[Try, ...]:
    """The tries of an engine, scaled by an effort and by the one around it.

    >>> [str(one) for one in budget("cvc5", 2)]
    ['800000 steps or 200 s of processor time (default)']
    """
    scale = effort * _EFFORT.get()
    return tuple(replace(one, steps=int(one.steps * scale), seconds=one.seconds * scale) for one in BUDGETS[engine])


@contextmanager
def effort_of(times: float) -> Iterator[None]:
    """Give every question asked within so many times the usual budget.

    Raises:
        ValueError: unless it is positive.

    >>> with effort_of(3):
    ...     [str(one) for one in budget("cvc5")]
    ['1200000 steps or 300 s of processor time (default)']
    """
    if not times > 0:
        raise ValueError(f"an effort is positive, got {times}")
    before = _EFFORT.set(times)
    try:
        yield
    finally:
        _EFFORT.reset(before)
