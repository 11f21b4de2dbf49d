"""For which latent dimensions x* has a closed form: a rational number, or a formula in radicals made when asked for.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, overload

from ldm_symbolic.exact import as_fraction
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.stopping.modes import derived

if TYPE_CHECKING:
    from sympy import Expr

Exactly: TypeAlias = "Fraction | Expr"
"""An exact number: a fraction where it is rational, else as SymPy writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedForms(Sequence["Exactly | None"]):
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
    def __getitem__(self, place: int) -> Exactly | None: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Exactly | None, ...]: ...

    def __getitem__(self, place: int | slice) -> Exactly | tuple[Exactly | None, ...] | None:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        level, kept = self.levels[place], range(len(self))[place] + 1
        if level is not None:
            return level
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

    >>> from ldm_symbolic.model.score import PluginScore
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=(Fraction(1, 4), Fraction(1, 5)))
    >>> tuple(closed_forms(StoppingProblem(spectrum=spectrum, score=PluginScore())))
    (Fraction(1, 3), None)
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


def _equal_estimates(problem: StoppingProblem, kept: int) -> Exactly:
    """The formula, which is found with SymPy."""
    from ldm_symbolic.stopping.closed_form import equal_estimates_level

    pairs = zip(problem.spectrum.variances[:kept], problem.believed, strict=False)
    moving = [(true, believed) for true, believed in pairs if believed != 1]
    level = equal_estimates_level([true for true, _ in moving], moving[0][1])
    return as_fraction(level) if level.is_Rational else level
