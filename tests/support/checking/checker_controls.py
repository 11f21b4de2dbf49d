"""Which mutants of the checker no control notices, and why some cannot be noticed.

A control is a file with the answer that the checker must give. It is red if the answer is another one, and where the
checker crashes or comes to no end.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Any

from checker_mutants import mutants, without
from false_files import FALSE, INSTANCES
from odd_files import ODD
from offences import LOGIC, SUMS
from offences_of_analysis import CLOCKS, CONVEXITY, DERIVATIVES
from offences_of_equations import DEFINED, EQUATIONS, REFUTED
from offences_of_shape import SHAPES
from offences_of_values import NUMBERS, VALUES
from reasons import REASONS
from taken_away import Mutant
from written_files import WRITTEN

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError

Pairs = dict[str, tuple[str, str]]
OFFENCES: dict[str, Pairs] = {
    "logic": LOGIC, "sums": SUMS, "derivatives": DERIVATIVES, "convexity": CONVEXITY, "clocks": CLOCKS,
    "equations": EQUATIONS,
    "defined": DEFINED,
    "refuted": REFUTED,
    "shapes": SHAPES,
    "values": VALUES,
    "numbers": NUMBERS,
    "odd": ODD,
}  # fmt: skip
"""What is broken -> the file without and the file with it."""
_SECONDS = 60


@cache
def controls() -> dict[str, Callable[[], bool]]:
    """Every file, with whether the checker says of it what it must."""
    found: dict[str, Callable[[], bool]] = {}
    for group, pairs in {**OFFENCES, "written": WRITTEN, "false": FALSE, "instances": INSTANCES}.items():
        for what, (twin, text) in pairs.items():
            found[f"{group}: {what}"] = _control(text, False)
            found[f"{group}: {what}, the twin"] = _control(twin, True)
    return found


def _control(text: str, follows: bool) -> Callable[[], bool]:
    return lambda: accepted(text) is follows


def accepted(text: str) -> bool | None:
    """Whether the checker accepts a file; None where it crashes."""
    try:
        with _ended():
            check_text(text)
    except RefusedError:
        return False
    except Exception:  # noqa: BLE001 (whatever a mutant does)
        return None
    return True


@contextmanager
def _ended() -> Iterator[None]:
    def late(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def reason(name: str) -> str:
    """Why nothing can notice a mutant, or ""."""
    return next((why for start, why in REASONS.items() if name.startswith(start)), "")


def drawn(*, seed: int, count: int, matching: str = "") -> list[Mutant]:
    """Some of the mutants whose names contain a text, reproducibly."""
    found = [mutant for mutant in mutants() if matching in mutant.name]
    return Random(seed).sample(found, min(count, len(found)))


def sick() -> list[str]:
    """The controls that are red with nothing taken away."""
    return [name for name, control in controls().items() if not control()]


def survivors(chosen: Iterable[Mutant], *, tell: Callable[[str], Any] = str) -> list[str]:
    """The names of the mutants that no control notices; those that have noticed another are asked first."""
    known = controls()
    order, left = list(known), []
    for mutant in chosen:
        with without(mutant):
            noticing = next((name for name in order if not known[name]()), "")
        if noticing:
            order.remove(noticing)
            order.insert(0, noticing)
        else:
            left.append(mutant.name)
        tell(json.dumps([mutant.name, noticing]))
    return left
