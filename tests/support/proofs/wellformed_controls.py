"""The controls of what is a term at all: every kind of node that is none, with a legal twin that differs by it alone.

They are asked of `by_logic`, which tells nothing to a solver, so that no solver can be the one that refuses.
"""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kinds_of_control import Control, refused, shows
from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    E,
    Float,
    Function,
    I,
    IndexedBase,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    true,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import LessThan
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Implies, Not, Or, Xor
from sympy.tensor.indexed import Indexed

from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.language.build import equivalent
from ldm_symbolic.proof.language.predicate import ForEach, NonDecreasing
from ldm_symbolic.proof.language.terms import arbitrary

x, j, k, s = noise, mode, latent_dimension, deviations
y, z = (Symbol(letter, real=True) for letter in "yz")
i, m = (Symbol(letter, integer=True) for letter in "im")
f = Function("f", real=True)
half, one = Rational(1, 2), Integer(1)


def raw(kind: Any, *parts: Any) -> Any:
    """A node put together past its constructor."""
    node = Basic.__new__(kind, *parts)
    if kind in (Add, Mul, Pow):
        node.is_commutative = True
    return node


def pair(value: Any, condition: Any) -> Any:
    return Tuple.__new__(ExprCondPair, value, condition)


def total(body: Any, *limits: Any) -> Any:
    return raw(Sum, body, *(Tuple(*limit) for limit in limits))


class OddSequence(IndexedBase):  # type: ignore[misc] # SymPy has no types
    """A sequence that may behave in any way."""


class OddFunction(AppliedUndef):  # type: ignore[misc] # SymPy has no types
    """A function that may behave in any way."""


class OddKind(UndefinedFunction):  # type: ignore[misc] # SymPy has no types
    """A kind of functions each of which is equal to any other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(self.class_key())


class OddRelation(LessThan):  # type: ignore[misc] # SymPy has no types
    """A relation that may behave in any way."""


def behaved(self: Any) -> bool:
    return True


TERMS: dict[str, tuple[Any, Any]] = {
    # names
    "a positive symbol": (Symbol("p", positive=True), Symbol("p", real=True)),
    "a complex symbol": (Symbol("p"), Symbol("p", real=True)),
    "an even symbol": (Symbol("p", even=True), Symbol("p", integer=True)),
    "an arbitrary symbol": (arbitrary(x), x),
    "a dummy": (Dummy("p", real=True), Symbol("p", real=True)),
    "a positive sequence": (IndexedBase("p", positive=True)[1], IndexedBase("p", real=True)[1]),
    "a complex sequence": (IndexedBase("p")[1], IndexedBase("p", real=True)[1]),
    "an odd sequence": (OddSequence("p", real=True)[1], IndexedBase("p", real=True)[1]),
    "a sequence of a dummy": (
        raw(Indexed, IndexedBase(Dummy("p", real=True), real=True), one),
        IndexedBase(Symbol("p", real=True), real=True)[1],
    ),
    "a sequence of a shape": (IndexedBase("p", shape=(3,), real=True)[1], IndexedBase("p", real=True)[1]),
    "a positive function": (raw(Function("p", positive=True), x), Function("p", real=True)(x)),
    "an imaginary function": (raw(Function("p", real=False), x), Function("p", real=True)(x)),
    "a complex function": (raw(Function("p"), x), Function("p", real=True)(x)),
    "a function of an odd class": (
        raw(UndefinedFunction("p", bases=(OddFunction,), real=True), x),
        Function("p", real=True)(x),
    ),
    "a function of an odd kind": (raw(OddKind("p", real=True), x), Function("p", real=True)(x)),
    "a function with a method": (
        raw(UndefinedFunction("p", __dict__={"_eval_is_positive": behaved}, real=True), x),
        Function("p", real=True)(x),
    ),
    # entries
    "a real index": (raw(Indexed, s, x), raw(Indexed, s, k)),
    "half an index": (raw(Indexed, s, k / 2), raw(Indexed, s, 2 * k)),
    "the inverse of an index": (raw(Indexed, s, 1 / k), raw(Indexed, s, k**2)),
    "the root of an index": (raw(Indexed, s, sqrt(k)), raw(Indexed, s, k**3)),
    "the square of a real index": (raw(Indexed, s, x**2), raw(Indexed, s, k**2)),
    "a real case of an index": (
        raw(Indexed, s, Piecewise((k, x > 0), (half, True))),
        raw(Indexed, s, Piecewise((k, x > 0), (1, True))),
    ),
    "the larger of two indices": (raw(Indexed, s, Max(k, x)), raw(Indexed, s, Max(k, 1))),
    "the size of an index": (raw(Indexed, s, Abs(x)), raw(Indexed, s, Abs(k))),
    "two indices": (raw(Indexed, s, one, one), raw(Indexed, s, one)),
    "no index": (raw(Indexed, s), raw(Indexed, s, one)),
    "a condition for an index": (raw(Indexed, s, x > 0), raw(Indexed, s, k)),
    # kinds of nodes
    "a sine": (sin(x), exp(x)),
    "a float": (Float(1.5) + x, Rational(3, 2) + x),
    "a complex number": (I + x, 1 + x),
    "infinity": (oo, E),
    "a number without a meaning here": (pi + x, E + x),
    "a function of a condition": (raw(f, x > 0), raw(f, x)),
    "a function of a range": (raw(f, Tuple(x, y)), raw(f, x)),
    "a sum of conditions": (raw(Add, x, y > 0), raw(Add, x, y)),
    "a sum of a range": (raw(Add, x, Tuple(y, z)), raw(Add, x, y)),
    "a size of a condition": (raw(Abs, y > 0), raw(Abs, y)),
    "a largest condition": (raw(Max, x, y > 0), raw(Max, x, y)),
    "a power of a condition": (raw(Pow, y > 0, Integer(2)), raw(Pow, y, Integer(2))),
    "a sum of one": (raw(Add, x), raw(Add, x, y)),
    "a product of one": (raw(Mul, x), raw(Mul, x, y)),
    "a largest of one": (raw(Max, x), raw(Max, x, y)),
    "a smallest of none": (raw(Min), raw(Min, x, y)),
    "a power of three": (raw(Pow, x, Integer(2), Integer(2)), raw(Pow, x, Integer(2))),
    "an exponential of two": (raw(exp, x, y), raw(exp, x)),
    # numbers
    "two numbers in a sum": (raw(Add, one, one, x), raw(Add, Integer(2), x)),
    "nothing in a sum": (raw(Add, Integer(0), x), raw(Add, one, x)),
    "two numbers in a product": (raw(Mul, Integer(2), Integer(2), x), raw(Mul, Integer(4), x)),
    "one in a product": (raw(Mul, one, x), raw(Mul, Integer(2), x)),
    "nothing in a product": (raw(Mul, Integer(0), x), raw(Mul, Integer(2), x)),
    "two numbers in a choice": (raw(Max, one, Integer(2), x), raw(Max, Integer(0), x)),
    "two numbers to choose from": (raw(Min, one, Integer(2), x), raw(Min, one, x)),
    "the size of a number": (raw(Abs, Integer(-1)), raw(Abs, x)),
    "the root of a square": (raw(Pow, Integer(4), half), sqrt(2)),
    "the square of a number": (raw(Pow, Integer(3), Integer(2)), raw(Pow, x, Integer(2))),
    "a symbol for an exponent": (raw(Pow, x, y), raw(Pow, x, half)),
    "a root for an exponent": (raw(Pow, x, sqrt(2)), raw(Pow, x, Rational(3, 2))),
    "a root of a number whose sign is hidden": (
        raw(Pow, 1 - sqrt(2), half),
        sqrt(x**2 + 1),
    ),
    "a root of a product with such a number": (raw(Pow, x * (1 - sqrt(2)), half), sqrt(x * sqrt(2))),
    "a power of such a number": (raw(Pow, x * (1 - sqrt(2)), Rational(-1, 2)), (x + 1 - sqrt(2)) ** 2),
    "a logarithm of such a number": (raw(log, x * (1 - sqrt(2))), log(x * sqrt(2))),
    "an exponential of such a number": (raw(exp, x * (1 - sqrt(2))), exp(1 - sqrt(2))),
    # cases
    "no pair": (raw(Piecewise, Tuple(x, y > 0)), raw(Piecewise, pair(x, y > 0))),
    "a condition for a value": (raw(Piecewise, pair(z > 0, y > 0)), raw(Piecewise, pair(z, y > 0))),
    "a value for a condition": (raw(Piecewise, pair(z, y)), raw(Piecewise, pair(z, y > 0))),
    "a case behind the last": (
        raw(Piecewise, pair(x, true), pair(y, y > 0)),
        raw(Piecewise, pair(y, y > 0), pair(x, true)),
    ),
    "a sine in a case": (raw(Piecewise, pair(sin(x), y > 0)), raw(Piecewise, pair(x, y > 0))),
    "a sine in a condition": (raw(Piecewise, pair(x, sin(y) > 0)), raw(Piecewise, pair(x, y > 0))),
    # sums
    "a sum over two ranges": (total(s[j], (j, one, k), (i, one, k)), total(s[j], (j, one, k))),
    "a sum over none": (raw(Sum, s[j]), total(s[j], (j, one, k))),
    "a sum over half a range": (total(s[j], (j, one)), total(s[j], (j, one, k))),
    "a sum of a condition": (total(x > 0, (j, one, k)), total(x, (j, one, k))),
    "a sum over reals": (total(x, (x, one, k)), total(x, (j, one, k))),
    "a sum from a real": (total(s[j], (j, x, k)), total(s[j], (j, m, k))),
    "a sum to a real": (total(s[j], (j, one, x)), total(s[j], (j, one, k))),
    "a sum over a term": (total(s[j], (j + 1, one, k)), total(s[j], (j, one, k))),
    "a sum over a dummy": (total(x, (Dummy("d", integer=True), one, k)), total(x, (j, one, k))),
    "a sum from its index": (total(s[j], (j, j, k)), total(s[j], (j, m, k))),
    "a sum to its index": (total(s[j], (j, one, j)), total(s[j], (j, one, m))),
    "a sum that runs backwards": (total(s[j], (j, one, Integer(-3))), total(s[j], (j, one, Integer(0)))),
    "a sum from a condition": (total(s[j], (j, x > 0, k)), total(s[j], (j, m, k))),
    "a sum to a condition": (total(s[j], (j, one, x > 0)), total(s[j], (j, one, k))),
    "a sine in a sum": (total(sin(x), (j, one, k)), total(x, (j, one, k))),
    "a positive bound": (
        total(s[j], (j, one, Symbol("p", integer=True, positive=True))),
        total(s[j], (j, one, Symbol("p", integer=True))),
    ),
}
"""What is no term, and a term."""
above, below = y > 0, z < 0
CONDITIONS: dict[str, tuple[Any, Any]] = {
    "a joined number": (raw(And, x, above), raw(And, below, above)),
    "one or a number": (raw(Or, x, above), raw(Or, below, above)),
    "a negated number": (raw(Not, x), raw(Not, NonDecreasing(x, (x, 0, 1)))),
    "an implied number": (raw(Implies, above, x), raw(Implies, above, below)),
    "an equivalent number": (equivalent(above, x), equivalent(above, below)),
    "a condition that is compared": (raw(LessThan, above, one), raw(LessThan, y, one)),
    "a range that is compared": (raw(LessThan, Tuple(x, y), one), raw(LessThan, y, one)),
    "three things compared": (raw(LessThan, x, y, one), raw(LessThan, x, y)),
    "an odd relation": (raw(OddRelation, x, y), raw(LessThan, x, y)),
    "an exclusive or": (Xor(above, below), Or(above, below)),
    "a conjunction of one": (raw(And, above), raw(And, above, below)),
    "an implication of three": (raw(Implies, above, below, above), raw(Implies, above, below)),
    "a condition for a lower bound": (raw(ForEach, x > 0, Tuple(x, above, one)), ForEach(x > 0, (x, y, 1))),
    "a condition for an upper bound": (raw(ForEach, x > 0, Tuple(x, one, above)), ForEach(x > 0, (x, 1, y))),
    "a dummy for an index": (
        raw(ForEach, x > 0, Tuple(Dummy("d", real=True), one, y)),
        ForEach(x > 0, (x, 1, y)),
    ),
    "a predicate without a range": (raw(ForEach, x > 0), ForEach(x > 0, (x, 0, 1))),
    "a predicate about a float": (raw(NonDecreasing, Float(1.5), Tuple(x, one, y)), ForEach(x > 0, (x, 1, -3))),
    "a constant": (raw(ForEach, true, Tuple(x, one, y)), ForEach(x > 0, (x, 1, y))),
}
"""What is no condition, and a condition."""


def itself(condition: Any) -> Callable[[], Any]:
    return lambda: rules.by_logic(condition, [], hypotheses=[condition])


def wellformed_controls() -> dict[str, Control]:
    """All controls of what is well-formed, by name."""
    found: dict[str, Control] = {}
    for name, (offence, twin) in TERMS.items():
        found[f"check: {name}"] = refused(itself(raw(LessThan, offence, z)))
        found[f"check: {name}, legally"] = shows(itself(raw(LessThan, twin, z)))
    for name, (offence, twin) in CONDITIONS.items():
        found[f"check: {name}"] = refused(itself(offence))
        found[f"check: {name}, legally"] = shows(itself(twin))
    return found
