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

from fractions import Fraction
from typing import Any, ClassVar

from sympy import Basic, Expr, Rational, Symbol, Tuple
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.build import UnknownTermError, ge, gt, le, lt
from ldm_symbolic.proof.language.terms import bound, free, substitute

Instances = tuple[tuple[Boolean, ...], Boolean]


class Formula(Boolean):
    """What all our predicates share: they bind, they substitute without capture, they check their shape."""

    __slots__ = ()
    binds: ClassVar[bool] = True
    outside: ClassVar[tuple[int, ...]] = ()
    """Positions of the arguments in which the bound symbols must not occur."""
    shape: ClassVar[str] = "tl"
    """What the arguments are, in order: a term, a condition, or limits."""
    continuous: ClassVar[bool] = False
    """Whether the bound symbols must be real: a limit over the integers would be empty."""

    def __new__(cls, *args: Any) -> Any:
        parts = [_as_limits(arg) if isinstance(arg, tuple | Tuple) else _as_term(arg) for arg in args]
        if "".join(map(_letter, parts)) != cls.shape:
            raise UnknownTermError(
                f"{cls.__name__} is about {'a condition' if 'c' in cls.shape else 'expressions'}: {parts}"
            )
        self = super().__new__(cls, *parts)
        local = bound(self)
        if cls.continuous and any(symbol.is_integer for symbol in local):
            raise UnknownTermError(f"{cls.__name__} is about a real variable, not about an integer: {self}")
        for position, part in enumerate(parts):
            scopeless = part.args[1:] if isinstance(part, Tuple) else (part,) if position in cls.outside else ()
            for piece in scopeless:
                if local & free(piece):
                    raise UnknownTermError(f"{cls.__name__}: `{piece}` must not contain the bound symbol")
        return self

    @property
    def free_symbols(self) -> set[Any]:
        """The free symbols, with sequences and functions beside them."""
        return set(free(self))

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({printer.stringify(self.args, ', ')})"

    def _eval_subs(self, old: Any, new: Any) -> Any:
        return substitute(self, {old: new}) if old in free(self) else self


def _as_limits(limits: Any) -> Tuple:
    if len(limits) != 3 or not isinstance(limits[0], Symbol):
        raise UnknownTermError(f"a range is a triple (symbol, lower, upper), got {limits}")
    return Tuple(limits[0], *map(_as_term, limits[1:]))


def _letter(part: Basic) -> str:
    return "l" if isinstance(part, Tuple) else "t" if isinstance(part, Expr) else "c"


def _as_term(arg: Any) -> Basic:
    if type(arg) in (int, Fraction):
        return Rational(arg.numerator, arg.denominator)
    if not isinstance(arg, Expr | Boolean):
        raise UnknownTermError(f"an argument of a predicate is a SymPy expression, got {arg!r}")
    return arg


class Universal(Formula):
    """A predicate that says: something plain, and for all variables in a range, something about them.

    P  iff  plain() and for all z_1..z_arity:  guard(z) implies body(z),  where (guard, body) = at(z)
    """

    __slots__ = ()
    arity: ClassVar[int] = 1

    @property
    def index(self) -> Symbol:
        """The bound symbol."""
        return self.args[-1][0]

    @property
    def lower(self) -> Expr:
        """The lower end of the range, included."""
        return self.args[-1][1]

    @property
    def upper(self) -> Expr:
        """The upper end of the range, included."""
        return self.args[-1][2]

    def plain(self) -> tuple[Boolean, ...]:
        """What is said outside the quantifier."""
        return ()

    def at(self, *terms: Any) -> Instances:
        """Return the guard and the body at given terms.

        Args:
            terms: as many terms as the predicate quantifies over (`arity`), of the sort of its index.
        """
        raise NotImplementedError

    def value(self, position: int, term: Any) -> Any:
        """Return one argument with the bound symbol replaced by a term."""
        return substitute(self.args[position], {self.index: term})

    def within(self, *terms: Any) -> tuple[Boolean, ...]:
        """Return the conditions lower <= term <= upper."""
        return tuple(c for term in terms for c in (le(self.lower, term), le(term, self.upper)))


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
        chord = (1 - share) * self.value(0, first) + share * self.value(0, second)
        between = self.value(0, (1 - share) * first + share * second)
        return (*self.within(first, second), ge(share, 0), le(share, 1)), le(between, chord)


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

    def __new__(cls, level: Any, inverse: Any, time: Any, noise: Any) -> Any:
        self = super().__new__(cls, level, inverse, time, noise)
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
