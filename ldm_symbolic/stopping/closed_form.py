"""What has a closed form: own roots, equal estimated variances, and the function whose zero x* is elsewhere.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import overload

from sympy import Add, Expr, Rational, Symbol, cancel, solve, sqrt

from ldm_symbolic.model.backward import Start, variance
from ldm_symbolic.model.error import slope
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, PluginScore
from ldm_symbolic.notation import estimated_variance, noise
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.stopping.modes import derived

_MEAN = Symbol("s_mean", real=True)


@lru_cache(maxsize=1)
def own_root() -> Expr:
    """The noise level at which one mode alone is perfect: v(x) = λ, plug-in score, noised start.

        r = (λ - λ̂)/(1 - λ̂)

    >>> own_root()
    (-lambda + lambda_hat)/(lambda_hat - 1)
    """
    (root,) = solve(variance(PluginScore(), Start.NOISED) - true_variance, noise)
    return cancel(root)


@lru_cache(maxsize=1)
def equal_estimates_root() -> Expr:
    """The stationary noise level where all estimated variances are λ̂: √v is the mean of the deviations.

        x* = (s̄² - λ̂)/(1 - λ̂)

    The slope Σ (1 - s_j/√v) v' of modes with one common v is v' (k - Σ s_j/√v).

    Returns:
        x* in λ̂ and the mean deviation, a symbol named `s_mean`.
    """
    root = Symbol("root", real=True)
    (common,) = solve(1 - _MEAN / root, root)
    (level,) = solve(variance(PluginScore(), Start.NOISED) - common**2, noise)
    return cancel(level)


def slope_of(problem: StoppingProblem) -> Expr:
    """The function of x whose zero an interior x*(k) without a closed form is, dE/dx as a sum over 1..k.

    On the bracket that comes with an answer it increases.

    Args:
        problem: the model; its score and start decide the function.

    >>> from ldm_symbolic.model.encoder import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> slope_of(StoppingProblem(spectrum=spectrum, score=PluginScore())).limits
    ((j, 1, k),)
    """
    problem.require_reverse_equation()
    return slope(variance(problem.score, problem.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedForms(Sequence[Expr | None]):
    """x*(k) before clipping for k = 1..D, each made when it is asked for.

    Args:
        problem: the model.
        levels: for each k a rational level, or None.
        alike_up_to: the largest k for which a level without a rational form is that of equal estimated variances.
    """

    problem: StoppingProblem
    levels: tuple[Fraction | None, ...]
    alike_up_to: int

    @overload
    def __getitem__(self, place: int) -> Expr | None: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Expr | None, ...]: ...

    def __getitem__(self, place: int | slice) -> Expr | tuple[Expr | None, ...] | None:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        level, kept = self.levels[place], range(len(self))[place] + 1
        if level is not None:
            return Rational(level)
        return _equal_estimates(self.problem, kept) if kept <= self.alike_up_to else None

    def __len__(self) -> int:
        return len(self.levels)


def closed_forms(problem: StoppingProblem) -> ClosedForms:
    """x*(k) before clipping to [0, a_T²] for k = 1..D, where it has a closed form.

    There is one with the exact score (0), and, from the noised start while no kept mode is capped, when
    all own roots are <= 0 or >= 1 or equal (k = 1 among them), or all estimated variances are equal. A mode
    with λ̂ = 1 does not move and does not count.

    Args:
        problem: the model.

    Returns:
        For each k an exact number, not necessarily in [0, a_T²], or None.

    >>> from ldm_symbolic.model.encoder import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=(Fraction(1, 4), Fraction(1, 5)))
    >>> tuple(closed_forms(StoppingProblem(spectrum=spectrum, score=PluginScore())))
    (1/3, None)
    """
    problem.require_reverse_equation()
    dimension, alike = problem.spectrum.dimension, 0
    if isinstance(problem.score, ExactScore):
        return ClosedForms(problem=problem, levels=(Fraction(0),) * dimension, alike_up_to=0)
    levels: list[Fraction | None] = []
    lowest, highest, estimates = Fraction(1), Fraction(0), set[Fraction]()
    for true, believed in zip(problem.spectrum.variances, problem.believed, strict=True):
        if problem.start is not Start.NOISED or (problem.cap is not None and problem.cap * believed < 1):
            break
        if believed != 1 and not (lowest < highest and lowest < 1 and highest > 0):  # else no form can come back
            root = derived.own_root(true, believed)
            lowest, highest = (min(lowest, root), max(highest, root)) if estimates else (root, root)
        if believed != 1 and len(estimates) < 2:
            estimates.add(believed)
        if not estimates or highest <= 0:
            levels.append(Fraction(0))
        else:
            levels.append(lowest if lowest == highest or lowest >= 1 else None)
        alike = len(levels) if len(estimates) == 1 else alike
    return ClosedForms(problem=problem, levels=(*levels, *[None] * (dimension - len(levels))), alike_up_to=alike)


def _equal_estimates(problem: StoppingProblem, kept: int) -> Expr:
    pairs = zip(problem.spectrum.variances[:kept], problem.believed, strict=False)
    moving = [(true, believed) for true, believed in pairs if believed != 1]
    mean = Add(*(sqrt(Rational(true)) for true, _ in moving)) / len(moving)
    return equal_estimates_root().subs({_MEAN: mean, estimated_variance: Rational(moving[0][1])})
