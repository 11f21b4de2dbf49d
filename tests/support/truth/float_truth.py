"""Whether a claim holds at many instances at once, in floating point: a filter, never a proof.

Every number carries a bound on its rounding error, so a relation is called only where the gap is wider than the
error. The last axis runs over the instances of a batch; each quantifier over reals puts a grid in front of it.

    1 true   3/4 true at every point of a grid   1/2 too close to call   1/4 false unless the grid missed a point
    0 false  nan undefined

Nothing is shared with the engines of the package: a mistake there is not repeated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, reduce
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from float_numbers import Approx, Array, Real, below, greater, near
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from ldm_symbolic.proof.language import predicate as pr

Values = Mapping[Any, Any]
"""Name -> an int, numbers (an array with one entry per instance, or `Approx`), a tuple of numbers, or a function."""

_TINY = np.geomspace(Real(1e-14), Real(0.1), 14)
_FROM_LOWER = np.concatenate([[Real(0)], _TINY, np.linspace(Real(0.15), Real(0.85), 8)])
_FROM_UPPER = np.concatenate([_TINY[::-1], [Real(0)]])
_TINIEST = Real(10) ** -4000
HELD = 0.75
_TRUE = np.asarray(1.0)


class Batch:
    """Instances of a claim, ready to evaluate expressions and Booleans.

    Args:
        values: see `Values`; integer symbols in the bounds of sums and in indices must be plain ints.
    """

    def __init__(self, values: Values) -> None:
        self.values = values
        self._found: dict[tuple[Any, ...], Approx] = {}

    def met(self, hypotheses: Sequence[sp.Basic]) -> Array:
        """Say for each instance whether all hypotheses are seen to hold."""
        with np.errstate(all="ignore"):
            return reduce(np.logical_and, (self.truth(part, {}) >= HELD for part in hypotheses), np.asarray(True))

    def conclusion(self, condition: sp.Basic) -> Array:
        """Return the truth of a condition at each instance, see the head of this file."""
        with np.errstate(all="ignore"):
            return self.truth(condition, {})

    def number(self, term: sp.Basic, local: Values) -> Approx:
        """Evaluate an expression, once for the values of the names in it."""
        key = (term, *map(local.get, _names(term)))
        if key not in self._found:
            self._found[key] = self._number(term, local)
        return self._found[key]

    def _number(self, term: sp.Basic, local: Values) -> Approx:
        match term:
            case sp.Rational():
                return Approx(Real(int(term.p))) * Approx(Real(int(term.q))).inverse()
            case sp.Symbol():
                return _known(local[term] if term in local else self.values[term])
            case sp.Indexed():
                entries, index = self.values[term.base], self.integer(term.indices[0], local)
                return _known(entries[index - 1]) if 1 <= index <= len(entries) else Approx(0, np.inf)
            case sp.Sum():
                inside = ({**local, term.limits[0][0]: j} for j in self._integers(term.limits[0], local))
                return reduce(Approx.__add__, (self.number(term.function, here) for here in inside), Approx(0))
            case sp.Piecewise():
                return self._cases(term, local)
            case sp.Pow():
                return self._power(term, local)
        parts = [self.number(arg, local) for arg in term.args]
        match term:
            case sp.Add():
                return reduce(Approx.__add__, parts)
            case sp.Mul():
                return reduce(Approx.__mul__, parts)
            case sp.Max() | sp.Min():
                sign = Approx(1 if isinstance(term, sp.Max) else -1)
                return sign * reduce(greater, (sign * part for part in parts))
            case sp.Abs():
                return Approx(abs(parts[0].value), parts[0].error)
            case sp.exp():
                power = parts[0].through(np.exp)
                return Approx(power.value, np.where((parts[0].value == 0) & (parts[0].error == 0), 0, power.error))
            case sp.log():
                return Approx(np.where(parts[0].value <= 0, np.nan, 1)) * parts[0].through(np.log)
            case AppliedUndef():
                return self.values[term.func](*parts)
        raise NotImplementedError(f"no floating-point value for `{term}` ({type(term).__name__})")

    def integer(self, term: sp.Basic, local: Values) -> int:
        """Evaluate an index or a bound, which is the same for all instances."""
        return int(self.number(term, local).value)

    def _integers(self, limits: sp.Tuple, local: Values) -> range:
        return range(self.integer(limits[1], local), self.integer(limits[2], local) + 1)

    def _power(self, term: sp.Pow, local: Values) -> Approx:
        base, (top, bottom) = self.number(term.base, local), (int(term.exp.p), int(term.exp.q))
        while bottom % 2 == 0:
            base, bottom = base.root(), bottom // 2
        if bottom != 1:
            base, top = base.through(lambda v: v ** (Real(abs(top)) / bottom)), 1 if top > 0 else -1
        power = reduce(Approx.__mul__, [base] * abs(top))
        return power if top > 0 else power.inverse()

    def _cases(self, term: sp.Piecewise, local: Values) -> Approx:
        value, error, waiting = np.asarray(np.nan, dtype=Real), np.asarray(0, dtype=Real), np.asarray(True)
        for case, condition in term.args:
            truth, here = self.truth(condition, local), self.number(case, local)
            value = np.where(waiting & (truth > 0.5), here.value, np.where(waiting & (truth == 0.5), 0, value))
            error = np.where(waiting & (truth > 0.5), here.error, np.where(waiting & (truth == 0.5), np.inf, error))
            waiting = waiting & (truth < 0.5)
        return Approx(value, error)

    def truth(self, condition: sp.Basic, local: Values) -> Array:
        """Evaluate a Boolean."""
        match condition:
            case BooleanAtom():
                return np.asarray(float(bool(condition)))
            case Relational() | pr.Identity():
                return self._relation(condition, local)
            case pr.Formula():
                return self._predicate(condition, local)
        parts = [self.truth(arg, local) for arg in condition.args]
        match condition:
            case sp.And():
                return reduce(np.minimum, parts)
            case sp.Or():
                return reduce(np.maximum, parts)
            case sp.Not():
                return 1 - parts[0]
            case sp.Implies():
                first, second = parts
                here = np.where(np.isnan(second), 0.5, np.maximum(1 - first, second))
                return np.where(first == 1, second, np.where(first == 0, 1.0, here)) + 0 * first
            case sp.Equivalent():
                alike, apart = reduce(np.minimum, parts), reduce(np.minimum, [1 - part for part in parts])
                return np.maximum(alike, apart)
        raise NotImplementedError(f"no floating-point truth of `{condition}` ({type(condition).__name__})")

    def _relation(self, condition: sp.Basic, local: Values) -> Array:
        left, right = (self.number(arg, local) for arg in condition.args)
        match condition:
            case sp.Le() | sp.Lt():
                return below(left, right, weak=isinstance(condition, sp.Le))
            case sp.Ge() | sp.Gt():
                return below(right, left, weak=isinstance(condition, sp.Ge))
            case sp.Eq():
                return np.minimum(below(left, right), below(right, left))
            case sp.Ne():
                return 1 - np.minimum(below(left, right), below(right, left))
        return near(left, right)

    def _predicate(self, predicate: pr.Formula, local: Values) -> Array:
        if isinstance(predicate, pr.SolvesLinearODE):  # the function is taken for a solution; its start is looked at
            function, _, _, start, (index, lower, _) = predicate.args
            return near(self.number(function, {**local, index: self.number(lower, local)}), self.number(start, local))
        if isinstance(predicate, pr.Clock):
            return self._clock(predicate, local)
        index, lower, upper = predicate.args[-1]
        if not index.is_integer:
            ends = self.number(lower, local), self.number(upper, local)
            points = _grid(ends, dimensions=max([1, *(np.ndim(_bare(value)) for value in local.values())]))
            held = self._on(predicate, {**local, index: points})
            return np.where(ends[0].value > ends[1].value, 1.0, np.minimum(held, HELD))
        each = [{**local, index: j} for j in self._integers(predicate.args[-1], local)]
        if isinstance(predicate, pr.ForEach):
            return reduce(np.minimum, (self.truth(predicate.args[0], here) for here in each), _TRUE)
        values = [self.number(predicate.args[-2], here) for here in each]
        if isinstance(predicate, pr.Minimises):
            point = self.integer(predicate.args[0], local)
            if not any(here[index] == point for here in each):
                return 1 - _TRUE
            least = self.number(predicate.args[1], {**local, index: point})
            others = (value for here, value in zip(each, values, strict=True) if here[index] != point)
            return reduce(np.minimum, (below(least, value) for value in others), _TRUE + 0 * least.value)
        ordered = (_ordered(predicate, first, second) for first, second in pairwise(values))
        return reduce(np.minimum, ordered, _TRUE)

    def _on(self, predicate: pr.Formula, here: Values) -> Array:
        """Evaluate a predicate about a real variable whose grid has been put in, along the first axis."""
        if isinstance(predicate, pr.ForEach):
            return _along(self.truth(predicate.args[0], here), here[predicate.args[-1][0]])
        value = self.number(predicate.args[-2], here)
        grid = here[predicate.args[-1][0]]
        value = Approx(*np.broadcast_arrays(value.value, value.error, grid.value)[:2])
        match predicate:
            case pr.Minimises():
                index, lower, upper = predicate.args[-1]
                outer = {name: of for name, of in here.items() if name != index}
                point = self.number(predicate.args[0], outer)
                least = self.number(predicate.args[1], {**outer, index: point})
                ends = self.number(lower, outer), self.number(upper, outer)
                inside = np.minimum(below(ends[0], point), below(point, ends[1]))
                return np.minimum(inside, _along(np.ceil(below(least, value)), grid))  # a tie passes
            case pr.NonDecreasing() | pr.NonIncreasing() | pr.Increasing() | pr.Decreasing():
                return _rising(value * Approx(-1 if isinstance(predicate, pr.NonIncreasing | pr.Decreasing) else 1))
            case pr.UniqueRoot():
                return _one_root(value)
            case pr.IsDerivative():
                return _along(self._slope(predicate, here), grid)
        raise NotImplementedError(f"no floating-point truth of `{predicate}` ({type(predicate).__name__})")

    def _slope(self, predicate: pr.Formula, here: Values) -> Array:
        """Compare a derivative with quotients of differences at two steps, whose gap is taken for their error."""
        function, derivative, (index, *ends) = predicate.args
        lower, upper = (self.number(end, here).value for end in ends)
        step = np.where(upper > lower, upper - lower, 1) * Real(2) ** -20
        points = np.clip(here[index].value, lower + step, np.maximum(upper - step, lower + step))
        quotients = []
        for h in (step, 2 * step):
            sides = Approx(points - h), Approx(points + h)
            left, right = (self.number(function, {**here, index: side}) for side in sides)
            quotients.append((right + left * Approx(-1)) * (sides[1] + sides[0] * Approx(-1)).inverse())
        exact, found = self.number(derivative, {**here, index: Approx(points)}), quotients[0]
        error = found.error + abs(found.value - quotients[1].value)
        alike = near(Approx(found.value, error), exact)
        rough = 64 * (error + exact.error) > 1e-3 * np.max(abs(exact.value), axis=0) + _TINIEST
        return np.where(rough & ~np.isnan(alike), 0.5, np.where(alike == 0, 0.25, alike))

    def _clock(self, clock: pr.Clock, local: Values) -> Array:
        """Look at the ends, at the order of the levels and at the times that are read back, on a grid."""
        level, inverse, (time, *between), (noise, first, last) = clock.args
        times, levels = ([self.number(end, local) for end in ends] for ends in (between, (first, last)))
        grid = _grid(times, dimensions=1)
        known = [near(self.number(level, {**local, time: t}), x) for t, x in zip(times, levels, strict=True)]
        beyond = zip(times, (levels[0] + Approx(-1), levels[1] + Approx(1)), strict=True)
        known += [near(self.number(inverse, {**local, noise: x}), t) for t, x in beyond]
        values = self.number(level, {**local, time: grid})
        known.append(_along(near(self.number(inverse, {**local, noise: values}), grid), grid))
        return reduce(np.minimum, [*known, _rising(values)])


@cache
def _names(term: sp.Basic) -> tuple[sp.Basic, ...]:
    return tuple(term.free_symbols)


def _known(value: Any) -> Approx:
    return value if isinstance(value, Approx) else Approx(value)


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Approx) else 0


def _grid(ends: Sequence[Approx], dimensions: int) -> Approx:
    """Points from end to end along a new first axis, crowded at both ends."""
    lower, upper = ends
    width = upper.value - lower.value
    parts = [shares.reshape(-1, *[1] * dimensions) * width for shares in (_FROM_LOWER, _FROM_UPPER)]
    return Approx(np.concatenate([lower.value + parts[0], upper.value - parts[1]]))


def _along(truths: Array, grid: Approx) -> Array:
    """Say whether all points of a grid, the first axis, agree."""
    return np.min(np.broadcast_arrays(truths, grid.value)[0], axis=0)


def _ordered(predicate: pr.Formula, first: Approx, second: Approx) -> Array:
    if isinstance(predicate, pr.NonIncreasing | pr.Decreasing):
        first, second = second, first
    return below(first, second, weak=isinstance(predicate, pr.NonIncreasing | pr.NonDecreasing))


def _rising(value: Approx) -> Array:
    """Compare every value on a grid with the greatest before it; a tie to within the error passes."""
    greatest = np.maximum.accumulate(value.value - value.error, axis=0)[:-1]
    falls = (greatest > (value.value + value.error)[1:]).any(axis=0)
    return np.where(np.isnan(value.value).any(axis=0), np.nan, np.where(falls, 0.0, 1.0))


def _one_root(value: Approx) -> Array:
    """Count the changes of sign on a grid; without one, a root may hide between two points or within the error."""
    last = changes = 0 * _TRUE
    signs = np.where(abs(value.value) > value.error, np.sign(value.value), 0)
    for sign in signs:
        changes, last = changes + (sign * last < 0), np.where(sign == 0, last, sign)
    hidden = np.where((signs == 0).any(axis=0), 0.5, 0.25)
    found = np.where(changes == 1, 1.0, np.where(changes == 0, hidden, 0.0))
    return np.where(np.isnan(value.value).any(axis=0), np.nan, found)
