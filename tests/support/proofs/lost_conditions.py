"""What putting a term in simplifies away, or brings in: ways to a false statement, each with its legal twin."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Callable

from kinds_of_control import Control, refused, shows
from sympy import And, Function, Ge, Gt, Implies, Integer, Le, Lt, Piecewise, Pow, Rational, Sum, Symbol, exp, sqrt

from ldm_symbolic.proof import (
    Clock,
    Fact,
    ForEach,
    Minimises,
    NonDecreasing,
    change_of_clock,
    for_all,
    instantiate,
    prove,
)

x, y, z, c, d, u, w, T = (Symbol(name, real=True) for name in ["x", "y", "z", "c", "d", "u", "w", "T"])
other = Symbol("x_1", real=True)
i = Symbol("i", integer=True)
V, a = Function("V", real=True), Function("a", real=True)
same = (ForEach(x / z <= 9, (x, 0, 1)), ForEach(other / z <= 9, (other, 0, 1)))
root, apart = Pow(x**2 * y, Rational(1, 2), evaluate=False), sqrt(x**2 * y)
peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, 200))  # more than 1; SymPy takes it for less
hidden = Piecewise((x * (x + 1), Lt(peaked, 1, evaluate=False)), (Integer(0), True), evaluate=False)
decided = Piecewise((1, Ge(peaked, 1, evaluate=False)), (0, True), evaluate=False)
falling = Clock(sqrt(c * (T - u) * (u - T)), V(x), (u, T, T), (x, 0, 0))
reading = Clock(a(u), sqrt(c * d * x), (u, 0, 0), (x, 0, 0))
plain = Clock(a(u), V(x), (u, 0, 1), (x, 0, 1))

ATTEMPTS: dict[str, tuple[Callable[[], Fact], Callable[[], Fact]]] = {
    "a body that becomes the same as its premise": (
        lambda: for_all(ForEach(And(Implies(*same), z <= 5), (z, -1, 1)), prove([x <= 1], x <= 5), [x]),
        lambda: for_all(ForEach(z <= 5, (z, -1, 1)), prove([x <= 1], x <= 5), [x]),
    ),
    "a root that becomes a square": (
        lambda: for_all(
            ForEach(Ge(Pow(sqrt(x), 2, evaluate=False), -5), (x, -1, 1)), prove([y >= -1, y <= 1], y >= -5), [y]
        ),
        lambda: for_all(ForEach(x >= -5, (x, -1, 1)), prove([y >= -1, y <= 1], y >= -5), [y]),
    ),
    "a root that comes apart at a fresh variable": (
        lambda: prove([], ForEach(Le(root, y, evaluate=False), (x, 0, 0))),
        lambda: prove([y >= 0], ForEach(Le(apart, y, evaluate=False), (x, 0, 0))),
    ),
    "the same under another quantifier": (
        lambda: prove([], ForEach(ForEach(Le(root, y, evaluate=False), (x, 0, 0)), (i, 1, 3))),
        lambda: prove([y >= 0], ForEach(ForEach(Le(apart, y, evaluate=False), (x, 0, 0)), (i, 1, 3))),
    ),
    "the same over another quantifier": (
        lambda: prove([], ForEach(ForEach(Le(root, y, evaluate=False), (i, 1, 3)), (x, 0, 0))),
        lambda: prove([y >= 0], ForEach(ForEach(Le(apart, y, evaluate=False), (i, 1, 3)), (x, 0, 0))),
    ),
    "a case that is decided inside of an exponent": (
        lambda: prove([x > 0], Gt(exp(hidden, evaluate=False), 1, evaluate=False)),
        lambda: prove([x > 0], Gt(exp(x * (x + 1)), 1, evaluate=False)),
    ),
    "a level that is simplified in the new clock": (
        lambda: change_of_clock(NonDecreasing(x, (x, 0, 0)), falling, w, backward=True, hypotheses=[]),
        lambda: change_of_clock(NonDecreasing(x, (x, 0, 1)), plain, w, backward=True, hypotheses=[]),
    ),
    "a case that is decided under a power": (
        lambda: instantiate(prove([x**2 >= 1], x**2 >= 1), {x: decided}),
        lambda: instantiate(prove([x >= 1], x >= 1), {x: decided}),
    ),
    "a case that is decided in a product": (
        lambda: instantiate(prove([x * y >= 1], x * y >= 1), {x: decided, y: decided}),
        lambda: instantiate(prove([x * y >= 1], x * y >= 1), {x: decided}),
    ),
    "a time that is read off and simplified": (
        lambda: change_of_clock(Minimises(d, x, (x, 0, 0)), reading, w, backward=False, hypotheses=[]),
        lambda: change_of_clock(Minimises(d, x, (x, 0, 1)), plain, w, backward=False, hypotheses=[]),
    ),
}


def lost_controls() -> dict[str, Control]:
    """What is refused, and what is not, by name."""
    offences = {f"lost: {name}": refused(offence) for name, (offence, _) in ATTEMPTS.items()}
    return offences | {f"lost: {name}, legally": shows(twin) for name, (_, twin) in ATTEMPTS.items()}
