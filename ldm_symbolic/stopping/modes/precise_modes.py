"""The error at any number of digits: the derived expressions, evaluated by mpmath.

Everything here works at the precision that the caller has set with `mpmath.workdps`.

Tested in `tests/stopping/modes/test_float_modes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, TypeVar

import mpmath

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.modes import derived
from ldm_symbolic.stopping.modes.mode_terms import root_gap_of

Number = Any
"""A number of mpmath, which carries no types."""

Row = TypeVar("Row")

_LADDER = 7
_GUARD = 15

_Branch = Callable[[Number, Number, Number, Number], Sequence[Number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One mode at the working precision.

    Args:
        true: λ.
        deviation: s = √λ.
        believed: λ̂ (λ for the exact score).
        free: v, dv/dx and d²v/dx² as functions of (x, λ̂, X, C) while the cap is inactive.
        capped: the same while it is active.
    """

    true: Number
    deviation: Number
    believed: Number
    free: _Branch
    capped: _Branch


class PreciseModes:
    """The modes of a stopping problem, at the precision in force when they are made.

    Args:
        problem: the model.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(2), Fraction(1)), estimated=(Fraction(2), Fraction(1)))
    >>> PreciseModes(StoppingProblem(spectrum=spectrum, score=PluginScore())).error(1, mpmath.mpf(0))
    mpf('1.0')
    """

    def __init__(self, problem: StoppingProblem) -> None:
        self.horizon: Number = problem.rate_one_horizon()
        self.horizon_noise: Number = -mpmath.expm1(-2 * self.horizon)
        self.cap: Number = mpmath.inf if problem.cap is None else as_mpf(problem.cap)
        free, late, throughout = _branches(problem)
        self.modes = tuple(
            Mode(
                true=as_mpf(true),
                deviation=mpmath.sqrt(as_mpf(true)),
                believed=as_mpf(believed),
                free=free,
                capped=throughout if self._active(self.horizon_noise, as_mpf(believed)) else late,
            )
            for true, believed in zip(problem.spectrum.variances, problem.believed, strict=True)
        )
        self.lost = tuple(as_mpf(tail) for tail in problem.spectrum.lost)

    def _active(self, level: Number, believed: Number) -> bool:
        return self.cap != mpmath.inf and bool(self.cap * (level + (1 - level) * believed) <= 1)

    def motion(self, mode: Mode, level: Number) -> Sequence[Number]:
        """v, dv/dx and d²v/dx² of one mode at noise level x in [0, X]; v alone for another process than the reverse."""
        branch = mode.capped if self._active(level, mode.believed) else mode.free
        return branch(level, mode.believed, self.horizon_noise, self.cap)

    def mode_error(self, mode: Mode, level: Number) -> Number:
        """(√v - s)² of one mode, as (v - λ)²/(√v + s)²."""
        generated = self.motion(mode, level)[0]
        root = mpmath.sqrt(generated)
        if not root and not mode.deviation:
            return mpmath.mpf(0)
        return root_gap_of()(generated - mode.true, root, mode.deviation) ** 2

    def kept_error(self, kept: int, rho: Number) -> Number:
        """Σ_{j≤k} (√v_j - s_j)², what the first k modes add to the squared error.

        Args:
            kept: k.
            rho: rate-one time left ρ, with x = 1 - e^{-2ρ}.
        """
        level = -mpmath.expm1(-2 * rho)
        return mpmath.fsum(self.mode_error(mode, level) for mode in self.modes[:kept])

    def error(self, kept: int, rho: Number) -> Number:
        """E(k, ρ), kept part and lost tail."""
        return self.kept_error(kept, rho) + self.lost[kept - 1]

    def settled(self, kept: int, kept_error: Number) -> Number:
        """The kept part, as 0 where it is below the square of what the precision resolves.

        (v - λ)² shrinks with the square of the precision where v = λ exactly, and only there.
        """
        size = mpmath.fsum(mode.true + mode.believed for mode in self.modes[:kept])
        return mpmath.mpf(0) if kept_error <= size * mpmath.mpf(10) ** (-1.6 * mpmath.mp.dps) else kept_error


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAt:
    """The squared error of stopping at one time in one latent dimension.

    Args:
        k: latent dimension.
        time: t, the generation time at which to stop.
        noise: x = a²_{T-t}, the noise level left.
        error: E(k, t) = kept + lost.
        kept: Σ_{j≤k} (√v_j - s_j)².
        lost: Σ_{j>k} λ_j.
    """

    k: int
    time: Number
    noise: Number
    error: Number
    kept: Number
    lost: Number


def error_at(problem: StoppingProblem, kept: int, time: Fraction, digits: int = 15) -> ErrorAt:
    """E(k, t) and its parts, correct to the digits asked for.

    Args:
        problem: the model.
        kept: k in 1..D.
        time: t in [0, T], exact.
        digits: significant digits wanted, at least 1.

    Raises:
        ValueError: for a k or a t outside its range.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> error_at(problem, 1, Fraction(4)).error
    mpf('1.0')
    """
    problem.require_dimension(kept)
    if not 0 <= time <= problem.horizon:
        raise ValueError(f"the stopping time t must lie in [0, {problem.horizon}], got {time}")

    def compute() -> ErrorAt:
        modes = PreciseModes(problem)
        rho = problem.schedule.integrated_rate_at(as_mpf(problem.horizon - time))
        part, lost = modes.settled(kept, modes.kept_error(kept, rho)), modes.lost[kept - 1]
        noise_level = -mpmath.expm1(-2 * rho)
        return ErrorAt(k=kept, time=as_mpf(time), noise=noise_level, error=part + lost, kept=part, lost=lost)

    return settle(compute, digits, guard=problem.digits_lost())


def settle(compute: Callable[[], Row], digits: int, guard: float = 0) -> Row:
    """A row of numbers correct to the digits asked for: precision is raised until two results agree.

    Args:
        compute: gives a dataclass of mpmath numbers (and other fields, compared by equality) at the
            precision in force.
        digits: significant digits wanted, at least 1.
        guard: digits lost from the outset, such as those of a signal b_T² near 0.

    Raises:
        ValueError: if `digits` is not positive.
        ArithmeticError: if the numbers do not settle within seven raises.
    """
    if digits < 1:
        raise ValueError(f"the number of digits must be at least 1, got {digits}")
    step = digits + _GUARD + int(guard)
    earlier: Row | None = None
    for level in range(1, _LADDER + 1):
        with mpmath.workdps(level * step if level < 3 else step * 2 ** (level - 1)):
            row = compute()
        if earlier is not None and _agree(earlier, row, digits):
            return row
        earlier = row
    raise ArithmeticError(f"{step * 2 ** (_LADDER - 1)} digits do not settle {digits} digits of the answer")


def _agree(first: Any, second: Any, digits: int) -> bool:
    with mpmath.workdps(digits + _GUARD):
        tolerance = mpmath.mpf(10) ** (-digits - 2)
        pairs = [(getattr(first, f.name), getattr(second, f.name)) for f in fields(first)]
        return all(
            abs(a - b) <= tolerance * abs(b) if isinstance(b, mpmath.mpf) and mpmath.isfinite(b) else a == b
            for a, b in pairs
        )


def _branches(problem: StoppingProblem) -> tuple[_Branch, _Branch, _Branch]:
    """The motion of a mode: the cap inactive, active from some time on, active throughout."""
    if not problem.of_reverse_equation:
        return _branches_of_process(as_mpf(problem.eta) ** 2, problem.start)
    noised = problem.start is Start.NOISED
    free = derived.free_noised if noised else derived.free_standard
    if problem.cap is None:
        return free, free, free
    late = derived.late_noised if noised else derived.late_standard
    return free, late, derived.throughout_noised if noised else derived.throughout_standard


def _branches_of_process(churn: Number, start: Start) -> tuple[_Branch, _Branch, _Branch]:
    """The variance alone of a mode of a process with that churn κ; the branches as in `_branches`."""

    def first(believed: Number, top: Number) -> Number:
        return top + (1 - top) * believed if start is Start.NOISED else mpmath.mpf(1)

    def free(level: Number, believed: Number, top: Number, cap: Number) -> Sequence[Number]:
        return (derived.churned_free(level, believed, top, first(believed, top), churn),)

    def late(level: Number, believed: Number, top: Number, cap: Number) -> Sequence[Number]:
        at = derived.switch_level(believed, cap)
        return (derived.churned_capped(level, at, free(at, believed, top, cap)[0], cap, churn),)

    def throughout(level: Number, believed: Number, top: Number, cap: Number) -> Sequence[Number]:
        return (derived.churned_capped(level, top, first(believed, top), cap, churn),)

    return free, late, throughout
