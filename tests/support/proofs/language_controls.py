"""The controls of the proof language: where a term is defined, what a predicate says, how a term is put together.

What is asked of the kernel is asked with a legal twin; what no Fact shows by itself is asked of the language.
"""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kinds_of_control import Control, fails, gives, refused, says, shows
from sympy import (
    Abs,
    E,
    Eq,
    Function,
    I,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Min,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    default_sort_key,
    exp,
    false,
    log,
    sin,
    sqrt,
    true,
    zoo,
)
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from ldm_symbolic.notation import data_dimension, deviations, latent_dimension, mode, noise, time, time_left
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.language import build, remake
from ldm_symbolic.proof.language.build import UnknownTermError, ge, gt, le, lt, ne
from ldm_symbolic.proof.language.conditions import conjuncts, oriented, without
from ldm_symbolic.proof.language.definedness import everywhere, obligations
from ldm_symbolic.proof.language.predicate import (
    Clock,
    Convex,
    Decreasing,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
    UniqueRoot,
)
from ldm_symbolic.proof.language.terms import arbitrary, bound, free, fresh, is_integer_valued, substitute, sum_over

x, t, u, j, k, D, s = noise, time, time_left, mode, latent_dimension, data_dimension, deviations
y, z, w = (Symbol(letter, real=True) for letter in "yzw")
i = Symbol("i", integer=True)
f, g, V = (Function(letter, real=True) for letter in "fgV")
half = Rational(1, 2)
lo, hi = z, z + 1
partly = Piecewise((1, x > 0))

# Where a term is defined.

inverse = ne(x, 0)
NEEDS: tuple[tuple[Any, tuple[Boolean, ...]], ...] = (
    (1 / x, (inverse,)),
    (x**-3, (inverse,)),
    (sqrt(x), (ge(x, 0),)),
    (1 / sqrt(x), (gt(x, 0),)),
    (x ** Rational(3, 2), (ge(x, 0),)),
    (log(x), (gt(x, 0),)),
    (1 / (1 / x + 1), (inverse, ne(1 + 1 / x, 0))),
    ((1 / x + 1) ** 2, (inverse,)),
    (sqrt(1 / x + 1), (inverse, ge(1 + 1 / x, 0))),
    (log(1 / x + 1), (inverse, gt(1 + 1 / x, 0))),
    (1 / x + y, (inverse,)),
    (y / x, (inverse,)),
    (Abs(1 / x + y, evaluate=False), (inverse,)),
    (Max(1 / x, y), (inverse,)),
    (Min(1 / x, y), (inverse,)),
    (exp(1 / x), (inverse,)),
    (f(1 / x), (inverse,)),
    (s[partly], (gt(x, 0),)),
    (partly, (gt(x, 0),)),
    (Piecewise((1 / x, y > 0), (0, True)), (build.implies(y > 0, inverse),)),
    (Piecewise((0, y > 0), (1 / x, True)), (build.implies(y <= 0, inverse),)),
    (Piecewise((0, 1 / x > 0), (1, True)), (inverse,)),
    (
        Piecewise((0, y > 0), (1, 1 / x > 0), (2, True)),
        (build.implies(y <= 0, inverse),),
    ),
    (
        Piecewise((0, y > 0), (1, z > 0)),
        (build.implies(y <= 0, z > 0),),
    ),
    (
        Piecewise((0, y > 0), (sqrt(x), z > 0), (2, w > 0)),
        (
            build.implies(y <= 0, build.implies(z > 0, ge(x, 0))),
            build.implies(y <= 0, build.implies(z <= 0, w > 0)),
        ),
    ),
    (Sum(s[j], (j, 1, partly)), (gt(x, 0),)),
    (Sum(s[j], (j, partly, 9)), (gt(x, 0),)),
    (Sum(1 / s[j], (j, 1, k)), (ForEach(ne(s[j], 0), (j, 1, k)),)),
    (Sum(s[j] / x, (j, 1, k)), (ForEach(inverse, (j, 1, k)),)),
)
"""Terms, and where they are defined."""
CONDITIONS_NEED: tuple[tuple[Any, tuple[Boolean, ...]], ...] = (
    (x + y, ()),
    (E * x, ()),
    (f(x) + s[j] ** 2, ()),
    (1 / x > y, (inverse,)),
    (build.both(1 / x > y, z > 0), (inverse,)),
    (build.either(1 / x > y, z > 0), (inverse,)),
    (Not(Identity(1 / x, y)), (inverse,)),
    (Equivalent(1 / x > y, z > 0), (inverse,)),
    (Identity(1 / x, y), (inverse,)),
    (Implies(1 / x > y, z > 0), (inverse,)),
    (Implies(z > 0, 1 / x > y), (build.implies(z > 0, inverse),)),
    (ForEach(1 / x > y, (x, 0, 1)), (ForEach(inverse, (x, 0, 1)),)),
    (ForEach(x > 1 / y, (x, 0, 1)), (ForEach(ne(y, 0), (x, 0, 1)),)),
    (ForEach(x > 0, (x, 1 / y, 1)), (ne(y, 0),)),
    (ForEach(x > 0, (x, 0, 1 / y)), (ne(y, 0),)),
    (NonDecreasing(1 / x, (x, 0, 1)), (ForEach(inverse, (x, 0, 1)),)),
    (Minimises(1 / y, x, (x, 0, 1)), (ne(y, 0),)),
    (Minimises(y, 1 / x, (x, 0, 1)), (ForEach(inverse, (x, 0, 1)),)),
    (IsDerivative(x, 1 / x, (x, 0, 1)), (ForEach(inverse, (x, 0, 1)),)),
    (SolvesLinearODE(V(t), 0, 0, 1 / y, (t, 0, 1)), (ne(y, 0),)),
    (SolvesLinearODE(V(t), 1 / t, 0, 1, (t, 0, 1)), (ForEach(ne(t, 0), (t, 0, 1)),)),
    (Clock(1 / u, g(x), (u, 0, 1), (x, 0, 3)), (ForEach(ne(u, 0), (u, 0, 1)),)),
    (Clock(f(u), 1 / x, (u, 0, 1), (x, 0, 3)), (ne(arbitrary(x), 0),)),
    (Clock(f(u), g(x), (u, 0, 1 / y), (x, 0, 3)), (ne(y, 0),)),
)


def definedness() -> Iterator[tuple[str, Control]]:
    """Without its conditions nothing is shown of a term, with them something is."""
    for term, needed in NEEDS:
        same = Identity(term, term)
        yield f"obligations of {term}", gives(lambda term=term: obligations(term), needed)
        yield f"definedness of {term}", refused(lambda same=same: prove([], same))
        yield (
            f"definedness of {term}, legally",
            shows(lambda same=same, needed=needed: prove(needed, same), *needed),
        )
    for term, needed in CONDITIONS_NEED:
        yield f"obligations of {term}", gives(lambda term=term: obligations(term), needed)
    for name, term in (("sine", sin(x)), ("exponent", x**y), ("complex", x + I * y)):
        yield f"obligations: {name}", fails(lambda term=term: obligations(term), UnknownTermError)
    yield "everywhere: a quotient", gives(lambda: everywhere(1 / x), False)
    yield "everywhere: a product", gives(lambda: everywhere(x * y), True)


# What a predicate says.

a, b = y, w
order, strictly = (le(lo, a), le(a, b), le(b, hi)), (le(lo, a), lt(a, b), le(b, hi))
middle = (1 - t) * a + t * b
chord = le(f(middle), (1 - t) * f(a) + t * f(b))
AT: tuple[tuple[Any, tuple[Any, ...], tuple[Boolean, ...], Boolean], ...] = (
    (ForEach(f(x) > 0, (x, lo, hi)), (a,), (le(lo, a), le(a, hi)), f(a) > 0),
    (NonDecreasing(f(x), (x, lo, hi)), (a, b), order, le(f(a), f(b))),
    (NonIncreasing(f(x), (x, lo, hi)), (a, b), order, ge(f(a), f(b))),
    (Increasing(f(x), (x, lo, hi)), (a, b), strictly, lt(f(a), f(b))),
    (Decreasing(f(x), (x, lo, hi)), (a, b), strictly, gt(f(a), f(b))),
    (
        Convex(f(x), (x, lo, hi)),
        (a, b, t),
        (le(lo, a), le(a, hi), le(lo, b), le(b, hi), ge(t, 0), le(t, 1)),
        chord,
    ),
    (Minimises(t, f(x), (x, lo, hi)), (a,), (le(lo, a), le(a, hi)), le(f(t), f(a))),
    (Minimises(t, f(x), (x, lo, hi)), (), (), build.both(le(lo, t), le(t, hi))),
)
"""Predicates, terms, the guard and the body at them."""
MONOTONE: tuple[tuple[Any, Any], ...] = (
    (ForEach(x < 1, (x, 0, 1)), ForEach(x <= 1, (x, 0, 1))),
    (NonDecreasing(-x, (x, 0, 1)), NonDecreasing(x, (x, 0, 1))),
    (NonDecreasing(x**2, (x, -1, 1)), NonDecreasing(x**2, (x, 0, 1))),
    (NonIncreasing(x, (x, 0, 1)), NonIncreasing(-x, (x, 0, 1))),
    (NonIncreasing(x**2, (x, -1, 1)), NonIncreasing(x**2, (x, -1, 0))),
    (Increasing(-x, (x, 0, 1)), Increasing(x, (x, 0, 1))),
    (Increasing(Integer(1), (x, 0, 1)), NonDecreasing(Integer(1), (x, 0, 1))),
    (Increasing(x**2, (x, -1, 1)), Increasing(x**2, (x, 0, 1))),
    (Decreasing(x, (x, 0, 1)), Decreasing(-x, (x, 0, 1))),
    (Decreasing(Integer(1), (x, 0, 1)), NonIncreasing(Integer(1), (x, 0, 1))),
    (Decreasing(x**2, (x, -1, 1)), Decreasing(x**2, (x, -1, 0))),
    (Convex(-(x**2), (x, 0, 1)), Convex(x**2, (x, 0, 1))),
    (Convex(x**3, (x, -1, 1)), Convex(x**3, (x, 0, 1))),
    (Minimises(1, x, (x, 0, 1)), Minimises(0, x, (x, 0, 1))),
    (Minimises(-1, x, (x, 0, 1)), Minimises(-1, x, (x, -1, 1))),
    (Minimises(2, -x, (x, 0, 1)), Minimises(1, -x, (x, 0, 1))),
)
"""What is false, and its true twin."""
MISSHAPEN: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "convex over integers": (lambda: Convex(f(i), (i, 0, 1)), lambda: Convex(f(x), (x, 0, 1))),
    "a derivative over integers": (lambda: IsDerivative(i, 1, (i, 0, 1)), lambda: IsDerivative(x, 1, (x, 0, 1))),
    "a root over integers": (lambda: UniqueRoot(i, (i, 0, 1)), lambda: UniqueRoot(x, (x, 0, 1))),
    "an equation over integers": (
        lambda: SolvesLinearODE(V(i), 0, 0, 1, (i, 0, 1)),
        lambda: SolvesLinearODE(V(t), 0, 0, 1, (t, 0, 1)),
    ),
    "a clock over integers": (
        lambda: Clock(f(i), g(x), (i, 0, 1), (x, 0, 3)),
        lambda: Clock(f(u), g(x), (u, 0, 1), (x, 0, 3)),
    ),
    "a minimiser that moves": (lambda: Minimises(x, f(x), (x, 0, 1)), lambda: Minimises(y, f(x), (x, 0, 1))),
    "a start that moves": (
        lambda: SolvesLinearODE(V(t), 0, 0, t, (t, 0, 1)),
        lambda: SolvesLinearODE(V(t), 0, 0, y, (t, 0, 1)),
    ),
    "a lower bound that moves": (lambda: NonDecreasing(x, (x, x, 1)), lambda: NonDecreasing(x, (x, y, 1))),
    "an upper bound that moves": (lambda: NonDecreasing(x, (x, 0, x)), lambda: NonDecreasing(x, (x, 0, y))),
    "a level of the noise": (
        lambda: Clock(f(u) + x, g(x), (u, 0, 1), (x, 0, 3)),
        lambda: Clock(f(u) + y, g(x), (u, 0, 1), (x, 0, 3)),
    ),
    "an inverse of the time": (
        lambda: Clock(f(u), g(x) + u, (u, 0, 1), (x, 0, 3)),
        lambda: Clock(f(u), g(x) + y, (u, 0, 1), (x, 0, 3)),
    ),
    "a bound of a clock that moves": (
        lambda: Clock(f(u), g(x), (u, 0, x), (x, 0, 3)),
        lambda: Clock(f(u), g(x), (u, 0, y), (x, 0, 3)),
    ),
    "a term for a condition": (lambda: ForEach(x, (x, 0, 1)), lambda: ForEach(x > 0, (x, 0, 1))),
    "a condition for a term": (lambda: NonDecreasing(x > 0, (x, 0, 1)), lambda: NonDecreasing(x, (x, 0, 1))),
    "a condition for a bound": (lambda: NonDecreasing(x, (x, 0, y > 0)), lambda: NonDecreasing(x, (x, 0, y))),
    "no range": (lambda: NonDecreasing(x, x), lambda: NonDecreasing(x, (x, 0, 1))),
    "half a range": (lambda: NonDecreasing(x, (x, 0)), lambda: NonDecreasing(x, (x, 0, 1))),
    "two ranges": (lambda: Identity(x, (x, 0, 1)), lambda: Identity(x, y)),
    "a range of a term": (lambda: NonDecreasing(x, (x + 1, 0, 1)), lambda: NonDecreasing(x, (x, 0, 1))),
    "a float": (lambda: NonDecreasing(0.5, (x, 0, 1)), lambda: NonDecreasing(1, (x, 0, 1))),
    "a text for a condition": (lambda: ForEach("x > 0", (x, 0, 1)), lambda: ForEach(x > 0, (x, 0, 1))),
    "a text": (lambda: NonDecreasing("x", (x, 0, 1)), lambda: NonDecreasing(x, (x, 0, 1))),
}
"""What a predicate cannot be about, and its legal twin."""


def predicates() -> Iterator[tuple[str, Control]]:
    """What each predicate says at terms, what is not shown of it, and what it cannot be about."""
    for predicate, terms, guard, body in AT:
        name = type(predicate).__name__
        yield (
            f"{name} at {len(terms)}",
            says(
                lambda predicate=predicate, terms=terms: rules.at(predicate, *terms),
                [predicate, *(c for c in guard if c != true)],
                body,
            ),
        )
    for wrong, right in MONOTONE:
        yield f"{wrong}", refused(lambda wrong=wrong: prove([], wrong))
        yield f"{right}, legally", shows(lambda right=right: prove([], right))
    for name, (offence, twin) in MISSHAPEN.items():
        yield (
            f"Formula: {name}",
            refused(lambda offence=offence: prove([y**2 <= 1], build.either(offence(), y**2 <= 1))),
        )
        if name != "a condition for a bound":  # that is seen when a rule is asked
            yield f"Formula: {name}, at once", fails(offence, UnknownTermError)
        yield (
            f"Formula: {name}, legally",
            shows(lambda twin=twin: rules.by_logic(twin(), [], hypotheses=[twin()])),
        )
    rising = NonDecreasing(x * y, (x, 0, 1))
    yield "Formula: subs of a bound symbol", gives(lambda: rising._eval_subs(x, Integer(3)), rising)
    yield (
        "Formula: subs of a free one",
        gives(lambda: rising._eval_subs(y, Integer(3)), NonDecreasing(3 * x, (x, 0, 1))),
    )


# What is free, what is put in.

total = Sum(k * s[j], (j, 1, D))
PUT_IN: tuple[tuple[Any, dict[Any, Any], Any], ...] = (
    (total, {k: j}, remake.summation(j * s[Symbol("j_1", integer=True)], (Symbol("j_1", integer=True), 1, D))),
    (total, {j: k}, total),
    (total, {D: k}, remake.summation(k * s[j], (j, 1, k))),
    (Sum(s[j], (j, 1, D)), {D: Integer(-3)}, Integer(0)),
    (Sum(s[j], (j, 1, D)), {s: Lambda(i, x)}, remake.summation(x, (j, 1, D))),
    (Sum(s[j], (j, 1, D)), {s: Lambda(i, y + i)}, remake.summation(y + j, (j, 1, D))),
    (
        Sum(s[j], (j, 1, D)),
        {s: Lambda(i, y + j + i)},
        remake.summation(y + j + Symbol("j_1", integer=True), (Symbol("j_1", integer=True), 1, D)),
    ),
    (
        IndexedBase("p", real=True)[j],
        {IndexedBase("p", real=True): Lambda(i, Sum(i * s[j], (j, 1, k)))},
        remake.summation(j * s[Symbol("j_1", integer=True)], (Symbol("j_1", integer=True), 1, k)),
    ),
    (ForEach(x > y, (x, 0, 1)), {y: x}, ForEach(Symbol("x_1", real=True) > x, (Symbol("x_1", real=True), 0, 1))),
    (
        ForEach(x > y, (x, 0, z)),
        {y: x, z: Symbol("x_1", real=True)},
        ForEach(Symbol("x_2", real=True) > x, (Symbol("x_2", real=True), 0, Symbol("x_1", real=True))),
    ),
    (
        ForEach(ForEach(z > x * y, (x, 0, 1)), (z, 0, 1)),
        {y: x},
        ForEach(ForEach(z > x * Symbol("x_1", real=True), (Symbol("x_1", real=True), 0, 1)), (z, 0, 1)),
    ),
    (f(x) + y, {f: g}, g(x) + y),
    (f(x) + y, {f: Lambda(z, z**2 + x)}, x**2 + x + y),
    (f(f(x)), {f: Lambda(z, z + 1)}, x + 2),
    (f(x), {x: y}, f(y)),
    (x + y, {x: y, y: x}, x + y),
    (x - y, {x: y, y: x}, y - x),
    (s[j], {j: k + 1}, s[k + 1]),
    (Max(x, y), {x: Integer(1), y: Integer(2)}, Integer(2)),
)
FREE: tuple[tuple[Any, set[Any]], ...] = (
    (x + y, {x, y}),
    (s[j + k], {s, j, k}),
    (f(x), {f, x}),
    (Sum(s[j] * x, (j, 1, k)), {s, x, k}),
    (Sum(s[j] * x, (j, k, D)), {s, x, k, D}),
    (ForEach(f(x) > y, (x, 0, z)), {f, y, z}),
    (Clock(f(u), g(x), (u, 0, y), (x, z, 3)), {f, g, y, z}),
)


def names() -> Iterator[tuple[str, Control]]:
    """What is free in a term, what comes of it when something is put in, and that nothing is caught there."""
    for term, mapping, result in PUT_IN:
        yield f"substitute {mapping} in {term}", gives(lambda t=term, m=mapping: substitute(t, m), result)
    for term, expected in FREE:
        yield f"free in {term}", gives(lambda term=term: free(term), frozenset(expected))
    yield "bound by a clock", gives(lambda: bound(Clock(f(u), g(x), (u, 0, 1), (x, 0, 3))), frozenset({u, x}))
    yield "fresh: an integer", gives(lambda: fresh(j, {j}), Symbol("j_1", integer=True))
    yield "fresh: a real", gives(lambda: fresh(x, {x, Symbol("x_1")}), Symbol("x_2", real=True))
    yield "sum_over: backwards", gives(lambda: sum_over(j, (j, 1, 0)), Integer(0))
    yield "sum_over: one term", gives(lambda: sum_over(j, (j, 1, 1)), remake.summation(j, (j, Integer(1), Integer(1))))
    for term, whole in ((2 * k + 1, True), (k / 2, False), (x, False), (k * x, False), (k**2, False), (half, False)):
        yield f"is_integer_valued: {term}", gives(lambda term=term: is_integer_valued(term), whole)


# How terms and conditions are put together.

hard = sqrt(2) - 1  # its sign is not read off
peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, 200))  # more than 1; SymPy takes it for less
decided = Piecewise((1, ge(peaked, 1)), (0, True), evaluate=False)
A, B, C = gt(x, 0), ge(t, 1), lt(y, 0)
P = NonDecreasing(f(x), (x, 0, 1))
BUILT: dict[str, tuple[Callable[[], Any], Any]] = {
    "both: false": (lambda: build.both(A, false, B), false),
    "both: true": (lambda: build.both(true, A), A),
    "both: nothing": (lambda: build.both(), true),
    "both: nested": (lambda: build.both(build.both(A, B), C), And(A, B, C)),
    "both: an Or": (lambda: build.both(Or(A, B), C), And(Or(A, B), C)),
    "either: true": (lambda: build.either(A, true), true),
    "either: false": (lambda: build.either(A, false), A),
    "either: nested": (lambda: build.either(build.either(A, B), C), Or(A, B, C)),
    "either: an And": (lambda: build.either(And(A, B), C), Or(And(A, B), C)),
    "negation: true": (lambda: build.negation(true), false),
    "negation: false": (lambda: build.negation(false), true),
    "negation: twice": (lambda: build.negation(Not(P)), P),
    "negation: a predicate": (lambda: build.negation(P), Not(P)),
    **{
        f"negation: {kind.__name__}": (lambda kind=kind: build.negation(build.relation(kind, x, y)), opposite(x, y))
        for kind, opposite in ((type(A), le), (type(B), lt), (type(C), ge), (type(le(x, y)), gt), (Eq, ne))
    },
    "implies: true": (lambda: build.implies(true, A), A),
    "implies: something true": (lambda: build.implies(A, true), true),
    "implies: false": (lambda: build.implies(false, A), true),
    "implies: itself": (lambda: build.implies(A, A), true),
    "implies: the other": (lambda: build.implies(A, B), Implies(A, B)),
    "equivalent: itself": (lambda: build.equivalent(A, A), true),
    "equivalent: the other": (lambda: build.equivalent(A, B), Equivalent(A, B)),
    "_choice: largest": (lambda: remake.remade(Max(x, y), [half, Rational(1, 3)]), half),
    "_choice: smallest": (lambda: remake.remade(Min(x, y), [half, Rational(1, 3)]), Rational(1, 3)),
    "_choice: nested": (lambda: remake.remade(Max(x, y), [Max(x, 1), Integer(3)]), Max(x, 3)),
    "_choice: other nested": (
        lambda: remake.remade(Max(x, y), [Min(x, 1), Integer(3)]),
        Max(Min(x, 1), 3, evaluate=False),
    ),
    "_choice: irrational": (lambda: remake.remade(Max(x, y), [sqrt(2), Integer(1)]), Max(sqrt(2), 1, evaluate=False)),
    "_choice: size": (lambda: remake.remade(Abs(x), [-half]), half),
    "_choice: size of a number": (lambda: remake.remade(Abs(x), [1 - sqrt(2)]), Abs(1 - sqrt(2), evaluate=False)),
    "_choice: size of a square": (lambda: remake.remade(Abs(x), [y**2]), Abs(y**2, evaluate=False)),
    "_piecewise: ruled out": (lambda: remake.remade(Piecewise((x, A)), [(x, gt(0, 1)), (y, true)]), y),
    "_piecewise: decided": (lambda: remake.remade(Piecewise((x, A)), [(x, gt(1, 0)), (y, true)]), x),
    "_piecewise: open": (
        lambda: remake.remade(Piecewise((x, A)), [(x, A), (y, gt(1, 0)), (z, true)]),
        Piecewise((x, A), (y, True)),
    ),
    "_piecewise: no case": (lambda: remake.remade(Piecewise((x, A)), [(x, A), (y, gt(0, 1))]), Piecewise((x, A))),
    "power: a square": (lambda: remake.power(x, Integer(2)), x**2),
    "power: a square of signs": (lambda: remake.power(x * (1 - sqrt(2)), Integer(2)), (x * (1 - sqrt(2))) ** 2),
    "power: a root": (lambda: remake.power(4 * x**2, half), 2 * Abs(x)),
    "power: a root of signs": (
        lambda: remake.power((1 - sqrt(2)) ** 2, half).args,
        ((1 - sqrt(2)) ** 2, half),
    ),
    "remade: And": (
        lambda: remake.remade(And(A, B), [gt(x, 0), le(x, 0)]).args,
        tuple(sorted([gt(x, 0), le(x, 0)], key=default_sort_key)),
    ),
    "remade: Or": (
        lambda: remake.remade(Or(A, B), [gt(x, 0), le(x, 0)]).args,
        tuple(sorted([gt(x, 0), le(x, 0)], key=default_sort_key)),
    ),
    "remade: Min": (lambda: remake.remade(Min(x, y), [sqrt(2), Integer(1)]), Min(sqrt(2), 1, evaluate=False)),
    "remade: exp": (lambda: remake.remade(exp(x), [2 * log(hard)]).args, (2 * log(hard),)),
    "remade: log": (lambda: remake.remade(log(x), [hard**2]).args, (hard**2,)),
    "remade: cases that cancel": (lambda: remake.remade(x + y, [decided, -decided]), Integer(0)),
    "oriented: at least": (lambda: oriented(ge(x, y)), le(y, x)),
    "oriented: more": (lambda: oriented(gt(x, y)), lt(y, x)),
    "oriented: less": (lambda: oriented(lt(x, y)), lt(x, y)),
    "without: turned": (lambda: without([ge(x, 0), A], [le(0, x)]), (A,)),
    "without: parts": (lambda: without([build.both(A, B), C], [build.both(A, C)]), (B,)),
    "conjuncts: nested": (lambda: conjuncts([build.both(A, B), A]), tuple(sorted([A, B], key=str))),
    "conjuncts: plain": (lambda: conjuncts([le(0, 1), A, true]), (A,)),
    "conjuncts: false": (lambda: conjuncts([le(1, 0), A]), (le(1, 0), A)),
    "conjuncts: a range": (
        lambda: conjuncts([ForEach(le(0, 1), (x, 1 / y, 2)), ForEach(le(0, 1), (x, y, 2))]),
        (ForEach(le(0, 1), (x, 1 / y, 2)),),
    ),
}
IMPOSSIBLE: dict[str, Callable[[], Any]] = {
    "relation: infinity": lambda: le(zoo, x),
    "relation: complex": lambda: le(x, I),
    "relation: of conditions": lambda: le(x, A),
    "remade: a sum with a condition": lambda: remake.remade(x + y, [x, A]),
    "_piecewise: nothing": lambda: remake.remade(Piecewise((x, A)), [(x, gt(0, 1)), (y, gt(0, 2))]),
}
PLAIN: tuple[tuple[Boolean, bool | None], ...] = (
    (le(0, 1), True),
    (gt(0, 1), False),
    (le(1, 1), True),
    (lt(1, 1), False),
    (build.ne(1, 2), True),
    (le(x, x + 1), True),
    (le(x + 1, x), False),
    (ge(s[j], s[j]), True),
    (ge(f(x), f(x) - 1), True),
    (le(1 / x, 1 / x), None),
    (le(sqrt(x), sqrt(x)), None),
    (le(s[partly], s[partly]), None),
    (le(f(1 / x), f(1 / x)), None),
    (le((1 / x) ** 2, (1 / x) ** 2 + 1), None),
    (le(partly, partly), None),
    (le(y + 1 / x, y + 1 / x), None),
    (le((1 + 1 / x) ** 2, (1 + 1 / x) ** 2), None),
    (le(f(x) ** 2 * s[j], f(x) ** 2 * s[j] + 1), True),
    (ge(x**2, 0), True),
    (lt(x**2, 0), False),
    (le(3 * x**2, 0), None),
    (gt(x**2, 0), None),
    (le(-(x**2), 0), True),
    (gt(-3 * x**2, 0), False),
    (ge(-(x**2), 0), None),
    (ge(x**3, 0), None),
    (ge(x, 0), None),
    (ge(x**2 * y, 0), None),
    (ge(x**2 * y**4, 0), True),
    (ge(x**2 + 1, 0), None),
    (build.ne(x**2, -1), None),
    (Or(le(0, 1), A), True),
    (Or(le(0, 1), 1 / x > 0, evaluate=False), None),
    (Or(le(0, 1), P, evaluate=False), None),
    (Or(A, B), None),
    (And(A, B), None),
    (P, None),
)
TRUE_ALL_THE_SAME = {ge(x**2 + 1, 0), build.ne(x**2, -1), Or(le(0, 1), P, evaluate=False)}
SIGNS: tuple[tuple[Any, bool], ...] = (
    (sqrt(2), True),
    (sqrt(2) * x + 1, True),
    (exp(2), True),
    (log(2), True),
    (E, True),
    (1 + sqrt(2), False),
    ((1 + sqrt(2)) ** 2, False),
    (x * (1 + sqrt(2)), False),
    (x + y * (1 + sqrt(2)), False),
    ((x + 1 - sqrt(2)) ** 3, True),
    (log(1 + sqrt(2)), False),
    (log(sqrt(2)), False),
    (Abs(1 - sqrt(2), evaluate=False), False),
    (Sum(1 / i, (i, 1, 9)) * x, False),
    (Max(x, sqrt(2)), True),
    (Max(x, sqrt(2) - 1), False),
    (Min(x, 1 - sqrt(2)), False),
    (Piecewise((sqrt(2) - 1, x > 0), (1, True)), False),
    (Piecewise((sqrt(2), x > 0), (1, True)), True),
    (Piecewise((1, x > 1 - sqrt(2)), (2, True)), True),
    (Sum(sqrt(2) - 1, (j, 1, k)), False),
    (Sum(sqrt(2) * s[j], (j, 1, k)), True),
    (Abs(x * (1 - sqrt(2)), evaluate=False), False),
    (f(1) * x, True),
    (s[1] + 1, True),
    (A, True),
    (le(0, 1), True),
)
CASES_KEPT: dict[str, tuple[Any, list[Any]]] = {
    "a square": (x**2, [decided, Integer(2)]),
    "an inverse": (1 / x, [decided, Integer(-1)]),
    "a root": (Pow(x, half), [decided, half]),
    "an exponential": (exp(x), [decided * y]),
    "a logarithm": (log(x), [decided]),
    "a product": (x * y, [decided, decided]),
    "a sum": (x + y, [decided, decided * z]),
    "a product with a number": (2 * x, [Integer(2), decided]),
}


def kept(term: Any) -> bool:
    """Whether the cases of a term are those that it was made of."""
    return term.atoms(Piecewise) in (set(), {decided})


def sides(name: str, term: Any, args: list[Any]) -> Control:
    """A term around cases is put together with these as they are, or not at all."""

    def control() -> bool:
        try:
            return remake.remade(term, args).atoms(Piecewise) == {decided}
        except UnknownTermError:
            return True

    return control


def building() -> Iterator[tuple[str, Control]]:
    """Terms and conditions are put together as they are written; what is plain is decided, and nothing else."""
    for name, (made, expected) in BUILT.items():
        yield name, gives(made, expected)
    for name, made in IMPOSSIBLE.items():
        yield name, fails(made, UnknownTermError)
    for condition, value in PLAIN:
        yield f"plainly: {condition}", gives(lambda c=condition: build.plainly(c), value)
        if value is not True and condition not in TRUE_ALL_THE_SAME:
            yield f"plainly shown: {condition}", refused(lambda c=condition: prove([z <= 4], c))
    for term, known in SIGNS:
        yield f"has_signs: {term}", gives(lambda term=term: remake.has_signs(term), known)
    for name, (term, args) in CASES_KEPT.items():
        yield f"remade: cases in {name}", sides(name, term, args)
    yield (
        "plainly: what says where a bound is defined is a hypothesis",
        shows(lambda: prove([ForEach(le(0, 1), (x, 1 / y, 2))], ne(y, 0)), ForEach(le(0, 1), (x, 1 / y, 2))),
    )
    yield (
        "plainly: what says where a term is defined is a hypothesis",
        shows(lambda: prove([le(1 / y, 1 / y)], ne(y, 0)), le(1 / y, 1 / y)),
    )
    yield "remade: infinity", refused(lambda: rules.instantiate(prove([ne(y, 0)], ne(1 / y, 0)), {y: Integer(0)}))
    climbing = Clock(f(u) + u, g(x), (u, 0, 1), (x, 0, 3))
    yield "remade: a condition for a moment", refused(lambda: rules.read_clock(climbing, [y > 0], []))
    yield "remade: a condition for a moment, legally", shows(lambda: rules.read_clock(climbing, [y], []))
    yield "remade: a root of -1", refused(lambda: rules.instantiate(prove([y >= 0], sqrt(y) >= 0), {y: Integer(-1)}))


def language_controls() -> dict[str, Control]:
    """All controls of the proof language by name."""
    return {**dict(definedness()), **dict(predicates()), **dict(names()), **dict(building())}
