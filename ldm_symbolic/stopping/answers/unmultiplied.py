"""Answers for latents multiplied before noising, in the unit of the latents as they were: squared errors over γ².

Tested in `tests/stopping/dense/test_changed.py`.
"""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import TypeVar

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.answers.listing import Excess, Listed, Listing
from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceStop
from ldm_symbolic.stopping.dense.held_out import HeldOutGain
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt, Number
from ldm_symbolic.stopping.units import Step, StepsAround

Errors = TypeVar("Errors", Excess, FullCovarianceStop, HeldOutGain)


def unmultiplied(found: Listing, factor: Fraction) -> Listing:
    """The answer with every squared error divided by γ².

    Args:
        found: the answer for the multiplied latents.
        factor: γ > 0.
    """
    if factor == 1:
        return found

    def shrink(error: Number) -> Number:
        return error / as_mpf(factor**2)

    def step(given: Step) -> Step:
        return replace(given, error=shrink(given.error))

    def listed(row: Listed) -> Listed:
        stop = replace(row.stop, error=shrink(row.stop.error), error_at_end=shrink(row.stop.error_at_end))
        around = row.steps
        if around is not None:
            least = None if around.least is None else step(around.least)
            around = StepsAround(down=step(around.down), up=step(around.up), last=step(around.last), least=least)
        names = ("excess", "whole", "held_out_gain")
        return replace(row, stop=stop, steps=around, **{name: _shrunk(getattr(row, name), factor) for name in names})

    def curve(kept: int, rho: Floats) -> Floats:
        return found.error_curve(kept, rho) / float(factor**2)

    rows, best = tuple(map(listed, found.rows)), listed(found.best)
    return replace(found, rows=rows, best=best, error_curve=curve)


def _shrunk(given: Errors | None, factor: Fraction) -> Errors | None:
    """Errors in float64, each divided by γ²; a noise level stays."""
    if given is None:
        return None
    names = [field.name for field in fields(given) if field.name != "level"]
    return replace(given, **{name: getattr(given, name) / float(factor**2) for name in names})


def unmultiplied_error(found: ErrorAt, factor: Fraction) -> ErrorAt:
    """The error at one time and its parts, divided by γ²."""
    if factor == 1:
        return found
    square = as_mpf(factor**2)
    return replace(found, error=found.error / square, kept=found.kept / square, lost=found.lost / square)
