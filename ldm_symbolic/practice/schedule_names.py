"""Schedules by the names that the world gives them, and the horizon that goes with each.

Tested in `tests/model/schedules/test_named.py` and `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules.cosine import Cosine
from ldm_symbolic.model.schedules.discrete import ddpm, scaled_linear
from ldm_symbolic.model.schedules.forward import BoundedClock, Forward
from ldm_symbolic.model.schedules.linear_rate import OU, linear, vp_linear
from ldm_symbolic.model.schedules.ratios import Edm, Exploding, Flow, SubPreserving, edm, exploding, flow, sub_vp
from ldm_symbolic.spectra.arrays import exact_number
from ldm_symbolic.spectra.numbers import InputError, number


class _Named(NamedTuple):
    """A kind of schedule: how many numbers it takes at least, their names, and what makes it of them."""

    least: int
    numbers: tuple[str, ...]
    make: Callable[..., Forward]


def _in_steps(make: Callable[[Fraction, Fraction, int], Forward]) -> Callable[..., Forward]:
    def made(first: Fraction, last: Fraction, steps: Fraction = Fraction(1000)) -> Forward:
        if steps.denominator != 1:
            raise ValueError(f"the number of steps N must be whole, got {steps}")
        return make(first, last, int(steps))

    return made


def _cosine(*offset: Fraction) -> Cosine:
    return Cosine(offset=offset[0]) if offset else Cosine()


_KINDS: Mapping[str, _Named] = {
    "ou": _Named(0, (), lambda: OU),
    "linear": _Named(2, ("MIN", "MAX"), linear),
    "rate": _Named(2, ("MIN", "MAX"), linear),
    "vp-linear": _Named(2, ("MIN", "MAX"), vp_linear),
    "sub-vp": _Named(2, ("MIN", "MAX"), sub_vp),
    "ddpm": _Named(2, ("B0", "B1", "N"), _in_steps(ddpm)),
    "scaled-linear": _Named(2, ("B0", "B1", "N"), _in_steps(scaled_linear)),
    "cosine": _Named(0, ("S",), _cosine),
    "ve": _Named(2, ("SMIN", "SMAX"), exploding),
    "edm": _Named(2, ("SMIN", "SMAX", "RHO"), edm),
    "flow": _Named(0, ("SHIFT",), flow),
}
_HORIZONS = {"ou": 4, "linear": 1, "vp-linear": 1, "sub-vp": 1}


def _spelling(name: str) -> str:
    kind = _KINDS[name]
    needed, further = ",".join(kind.numbers[: kind.least]), kind.numbers[kind.least :]
    return name + (f":{needed}" if needed else "") + "".join(f"[{',' if needed else ':'}{n}]" for n in further)


EXPECTED = ", ".join(map(_spelling, _KINDS))
"""Every schedule as it is spelled."""


def schedule_of(given: str | Forward, what: str) -> Forward:
    """A schedule, or the one with a name.

    Args:
        given: such as "ou", "vp-linear:0.1,20", "ddpm:0.0001,0.02", or a schedule.
        what: how the caller spells the option.

    Raises:
        InputError: if there is none with that name, or its numbers cannot be used; one line.

    >>> schedule_of("rate:1/20,10", "schedule").name, schedule_of("cosine", "schedule").name
    ('linear:1/20,10', 'cosine')
    """
    if isinstance(given, Forward):
        return given
    if not isinstance(given, str):
        raise InputError(f"{what}: expected {EXPECTED} or a schedule, got {given!r}")
    name, colon, parameters = given.partition(":")
    parts = parameters.split(",") if colon else []
    kind = _KINDS.get(name)
    if kind is None or not kind.least <= len(parts) <= len(kind.numbers):
        raise InputError(f"{what}: expected {EXPECTED if kind is None else _spelling(name)}, got {given[:40]!r}")
    numbers = [number(part, f"{what} {name}") for part in parts]
    try:
        return kind.make(*numbers)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from error


def path_of(schedule: Forward) -> Path:
    """How signal and noise go together in a schedule."""
    match schedule:
        case Edm() | Exploding():
            return Path.VARIANCE_EXPLODING
        case Flow():
            return Path.RECTIFIED_FLOW
        case SubPreserving():
            return Path.SUB_PRESERVING
    return Path.VARIANCE_PRESERVING


def horizon_of(given: object, schedule: Forward, what: str) -> Fraction:
    """The horizon asked for, or the usual one of the schedule.

    Raises:
        InputError: if there is no usual one, or it is no number.

    >>> horizon_of(None, OU, "horizon"), horizon_of("5/2", OU, "horizon")
    (Fraction(4, 1), Fraction(5, 2))
    """
    if given is not None:
        return exact_number(given, what)
    if isinstance(schedule, BoundedClock):
        return schedule.usual
    usual = _HORIZONS.get(schedule.name.partition(":")[0])
    if usual is not None:
        return Fraction(usual)
    raise InputError(f"{what}: there is no usual one for schedule {schedule.name}; expected a number > 0")
