"""What is said of when to stop in one latent dimension, in numbers.

For each k the time left u*(k) minimises E(k, a_u²) over [0, T]; t*(k) = T - u*(k). There are three
branches: run to the end (x* = 0), stop inside, or do not start (x* = a_T²).

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

import mpmath

from ldm_symbolic.stopping.exact_levels import Exactly
from ldm_symbolic.stopping.float_optimum.intervals import Bracket
from ldm_symbolic.stopping.modes.precise_modes import Number

Watched = Callable[[Iterable[int]], Iterable[int]]
"""Passes on latent dimensions as they are looked at, such as a progress bar does."""


class Branch(Enum):
    """Where the optimal noise level lies."""

    END = "end"
    """x* = 0: run to the end."""
    INTERIOR = "interior"
    """0 < x* < a_T²: stop early."""
    START = "start"
    """x* = a_T²: do not start."""

    @property
    def words(self) -> str:
        """What to do, in words."""
        return {"end": "run to the end", "interior": "stop early", "start": "do not start"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingTime:
    """The optimal stopping time for one latent dimension, correct to the digits asked for.

    Args:
        k: latent dimension.
        branch: where x* lies.
        noise: x*, the noise level at which to stop.
        time_left: u*, the noise time left, with a_u² = x*.
        time: t* = T - u*, the generation time at which to stop.
        alpha_bar: b_u² = 1 - x*.
        log_snr: log(b_u²/a_u²), infinite where x* = 0.
        error: E(k, x*), squared.
        error_at_end: E(k, 0), squared.
        exact: x* before clipping to [0, a_T²] where it has a closed form, else None.
        bracket: rate-one times left between which the slope (`slope_of`) increases through its zero, else None.
        rivals: other noise levels at which E may be as small, where no precision tried tells them apart.
    """

    k: int
    branch: Branch
    noise: Number
    time_left: Number
    time: Number
    alpha_bar: Number
    log_snr: Number
    error: Number
    error_at_end: Number
    exact: Exactly | None
    bracket: Bracket | None

    def __str__(self) -> str:
        time, level, error = (mpmath.nstr(value, 6) for value in (self.time, self.noise, self.error))
        return f"k = {self.k}: {self.branch.words}, t* = {time}, x* = {level}, squared error {error}"

    rivals: tuple[Number, ...] = ()
