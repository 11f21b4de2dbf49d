"""The few predicates on expressions in which claims are written, each with its first-order meaning.

A predicate is a SymPy Boolean, so it can stand in `And`, `Or`, `Not`, `Implies`, `Equivalent`, be compared
and be hashed. Whatever binds a variable does it with a triple `(index, lower, upper)`, as SymPy's `Sum`
does: an integer symbol ranges over the integers of the closed range, a real one over its reals. An empty
range (lower > upper) contains nothing. Bound symbols are local: `substitute` renames them when needed.

*Defined.* A statement about an expression says nothing where the expression is undefined, so every
predicate is defined only if its expressions are defined on the whole range.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from typing import Any

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.build import UnknownTermError, ge, gt, le, lt
from ldm_symbolic.proof.language.formula import Formula, Instances, Universal
from ldm_symbolic.proof.language.remake import minus, plus, times
from ldm_symbolic.proof.language.terms import free


class ForEach(Universal):
    """`ForEach(condition, (j, lo, hi))`: the condition holds for every j of the range.

    for all j with lo <= j <= hi: condition(j)

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> ForEach(deviations[mode] > 0, (mode, 1, latent_dimension))
    ForEach(s[j] > 0, (j, 1, k))
    """

    __slots__ = ()
    shape = "cl"

    def at(self, *terms: Any) -> Instances:
        return self.within(*terms), self.value(0, terms[0])


class NonDecreasing(Universal):
    """`NonDecreasing(f, (x, lo, hi))`: f does not fall on [lo, hi].

    for all x, y with lo <= x <= y <= hi: f(x) <= f(y)
    """

    __slots__ = ()
    arity = 2

    def at(self, *terms: Any) -> Instances:
        first, second = terms
        guard = (le(self.lower, first), le(first, second), le(second, self.upper))
        return guard, le(self.value(0, first), self.value(0, second))


class NonIncreasing(Universal):
    """`NonIncreasing(f, (x, lo, hi))`: f does not rise on [lo, hi].

    for all x, y with lo <= x <= y <= hi: f(x) >= f(y)
    """

    __slots__ = ()
    arity = 2

    def at(self, *terms: Any) -> Instances:
        first, second = terms
        guard = (le(self.lower, first), le(first, second), le(second, self.upper))
        return guard, ge(self.value(0, first), self.value(0, second))


class Increasing(Universal):
    """`Increasing(f, (x, lo, hi))`: f rises strictly on [lo, hi].

    for all x, y with lo <= x < y <= hi: f(x) < f(y)
    """

    __slots__ = ()
    arity = 2

    def at(self, *terms: Any) -> Instances:
        first, second = terms
        guard = (le(self.lower, first), lt(first, second), le(second, self.upper))
        return guard, lt(self.value(0, first), self.value(0, second))


class Decreasing(Universal):
    """`Decreasing(f, (x, lo, hi))`: f falls strictly on [lo, hi].

    for all x, y with lo <= x < y <= hi: f(x) > f(y)
    """

    __slots__ = ()
    arity = 2

    def at(self, *terms: Any) -> Instances:
        first, second = terms
        guard = (le(self.lower, first), lt(first, second), le(second, self.upper))
        return guard, gt(self.value(0, first), self.value(0, second))


class Convex(Universal):
    """`Convex(f, (x, lo, hi))`: f is convex on [lo, hi], x a real symbol.

    for all x, y in [lo, hi] and w in [0, 1]: f((1 - w) x + w y) <= (1 - w) f(x) + w f(y)
    """

    __slots__ = ()
    continuous = True
    arity = 3

    def at(self, *terms: Any) -> Instances:
        first, second, share = terms
        chord = mean(self.value(0, first), self.value(0, second), share)
        between = self.value(0, mean(first, second, share))
        return (*self.within(first, second), ge(share, 0), le(share, 1)), le(between, chord)


def mean(first: Any, second: Any, share: Any) -> Any:
    """Return (1 - w) first + w second, the point between two that lies at a share w of the way.

    >>> from ldm_symbolic.notation import noise
    >>> mean(0, noise, 1)
    x
    """
    return plus(times(minus(1, share), first), times(share, second))


class Minimises(Universal):
    """`Minimises(p, f, (x, lo, hi))`: p lies in the range and f is nowhere in it smaller than at p.

        lo <= p <= hi, and for all x with lo <= x <= hi: f(p) <= f(x)

    With an integer index the range is the integers in it, and p must be an integer.
    """

    __slots__ = ()
    shape = "ttl"
    outside = (0,)

    def plain(self) -> tuple[Boolean, ...]:
        return self.within(self.args[0])

    def at(self, *terms: Any) -> Instances:
        return self.within(*terms), le(self.value(1, self.args[0]), self.value(1, terms[0]))


class Identity(Formula):
    """`Identity(a, b)`: both sides are defined and equal; unlike `Eq` it never evaluates to `true`.

    a = b
    """

    __slots__ = ()
    shape = "tt"
    binds = False


class IsDerivative(Formula):
    """`IsDerivative(f, g, (x, lo, hi))`: on [lo, hi], g is the derivative of f in x (one-sided at the ends).

    for all x in [lo, hi] and e > 0 there is h > 0 such that for all y in [lo, hi] with |y - x| <= h:
    |f(y) - f(x) - g(x) (y - x)| <= e |y - x|
    """

    __slots__ = ()
    shape = "ttl"
    continuous = True


class UniqueRoot(Formula):
    """`UniqueRoot(f, (x, lo, hi))`: f has exactly one zero in [lo, hi].

    there is x in [lo, hi] with f(x) = 0, and for all x, y in [lo, hi]: f(x) = 0 = f(y) implies x = y
    """

    __slots__ = ()
    continuous = True


class SolvesLinearODE(Formula):
    """`SolvesLinearODE(V, p, q, start, (t, lo, hi))`: V is the solution of V' = p V + q with V(lo) = start.

    V(lo) = start, p and q are continuous on [lo, hi], and IsDerivative(V, p V + q, (t, lo, hi))
    """

    __slots__ = ()
    shape = "ttttl"
    continuous = True
    outside = (3,)


class Clock(Formula):
    """`Clock(a, b, (u, lo, hi), (x, first, last))`: a is an increasing bijection, and b its inverse on the whole line.

    a is continuous and strictly increasing from [lo, hi] onto [first, last], and for every real x:
    b(x) = lo if x < first;  the u in [lo, hi] with a(u) = x if first <= x <= last;  hi if x > last
    """

    __slots__ = ()
    shape = "ttll"
    continuous = True

    def __new__(cls, *args: Any) -> Any:
        self = super().__new__(cls, *args)
        time, noise = self.args[2:]
        if self.args[3][0] in free(self.args[0]) or self.args[2][0] in free(self.args[1]):
            raise UnknownTermError(f"{cls.__name__}: the level depends on {time[0]} alone, the inverse on {noise[0]}")
        return self


PREDICATES = frozenset(
    {
        ForEach, NonDecreasing, NonIncreasing, Increasing, Decreasing, Convex, Minimises, Identity, IsDerivative,
        UniqueRoot, SolvesLinearODE, Clock,
    }
)  # fmt: skip
"""All of them: no other class is one, whatever it derives from."""

__all__ = [  # noqa: RUF022 (what they share comes first)
    "Formula", "Instances", "Universal", "PREDICATES", "Clock", "Convex", "Decreasing", "ForEach", "Identity",
    "Increasing", "IsDerivative", "Minimises", "NonDecreasing", "NonIncreasing", "SolvesLinearODE", "UniqueRoot",
    "mean",
]  # fmt: skip
