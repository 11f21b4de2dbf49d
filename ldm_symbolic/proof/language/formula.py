"""What all predicates share: they bind, they substitute without capture, they check their shape.

Whatever binds a variable does it with a triple `(index, lower, upper)`, as SymPy's `Sum` does. The predicates
themselves are in `predicate`.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from sympy import Basic, Expr, Rational, Symbol, Tuple
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.build import UnknownTermError, le
from ldm_symbolic.proof.language.keys import key
from ldm_symbolic.proof.language.refusals import kind_of
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
        got = ", ".join(map(kind_of, limits))
        raise UnknownTermError(f"a range is a triple (symbol, lower, upper), got ({got})")
    return Tuple(limits[0], *map(_as_term, limits[1:]))


def _letter(part: Basic) -> str:
    return "l" if isinstance(part, Tuple) else "t" if isinstance(part, Expr) else "c"


def _as_term(arg: Any) -> Basic:
    if type(arg) in (int, Fraction):
        return Rational(arg.numerator, arg.denominator)
    if not isinstance(arg, Expr | Boolean):
        raise UnknownTermError(f"an argument of a predicate is a SymPy expression, got {kind_of(arg)}")
    key(arg)  # it refuses what is nested too deep to be looked at
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
