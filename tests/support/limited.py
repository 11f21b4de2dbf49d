"""An end to what takes too much processor time, and a memory for what SymPy works out again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from signal import ITIMER_PROF, SIGPROF, setitimer, signal
from typing import Any, NoReturn

from sympy import Sum
from sympy.core import evalf

_SUMS: dict[Any, Any] = {}
"""What SymPy said of a sum, at a precision, with some options."""


class TooLongError(BaseException):
    """Raised in what takes too long; SymPy may compare two numbers for ever."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what takes more processor time, in the main thread of a process."""

    def end(*_: Any) -> NoReturn:
        raise TooLongError

    before = signal(SIGPROF, end)
    setitimer(ITIMER_PROF, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_PROF, 0)
        signal(SIGPROF, before)


@contextmanager
def sums_remembered() -> Iterator[None]:
    """SymPy evaluates a closed sum whenever it sorts or prints it; it is given the same answer, without the work."""
    evalf._create_evalf_table()
    honest, known = evalf.evalf_table[Sum], _SUMS

    def remembered(total: Any, precision: Any, options: Any) -> Any:
        key = total, precision, repr(sorted(options.items(), key=str))
        if key not in known:
            try:
                known[key] = honest(total, precision, options)
            except NotImplementedError as error:
                known[key] = error
        if isinstance(known[key], NotImplementedError):
            raise known[key]
        return known[key]

    evalf.evalf_table[Sum] = remembered
    try:
        yield
    finally:
        evalf.evalf_table[Sum] = honest
