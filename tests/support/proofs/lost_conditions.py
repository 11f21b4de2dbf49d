"""What putting a term in simplifies away, or brings in: ways to a false statement, each with its legal twin."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Callable

from kinds_of_control import Control, refused, shows
from sympy import (
    And,
    Function,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    sqrt,
)

from ldm_symbolic.proof import (
    Clock,
    Fact,
    ForEach,
    Minimises,
    NonDecreasing,
    by_logic,
    change_of_clock,
    exchange_sums,
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
j, M = Symbol("j", integer=True), IndexedBase("M", real=True)
nothing, something = Sum(M[i] * M[j], (j, 1, 0)), Sum(M[i] * M[j], (j, 1, 2))
digit = Symbol("0", real=True)  # the letters of an exponent are counted
never = Clock(a(u), 1 / (exp(digit - V(y)) - 2), (u, 0, 1), (digit, 0, 1))
always = Clock(a(u), 1 / (exp(digit - V(y)) + 2), (u, 0, 1), (digit, 0, 1))
half = Rational.from_coprime_ints(1, -2)  # SymPy takes it at its word: p is positive, and p/q negative

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
    "a weight that cancels the sum it weighs": (
        lambda: exchange_sums(1 / nothing, nothing, (i, 1, 2)),
        lambda: exchange_sums(M[i] ** 2, nothing, (i, 1, 2)),
    ),
    "the same where that is shown to be defined": (
        lambda: exchange_sums(1 / something, something, (i, 1, 2)),
        lambda: exchange_sums(1 / something, something, (i, 1, 2), hypotheses=[ForEach(something > 0, (i, 1, 2))]),
    ),
    "a factor that cancels the other sum": (
        lambda: exchange_sums(M[i], Sum(M[i] ** 2 / Sum(M[i] ** 3, (i, 1, 0)) * j, (j, 1, 2)), (i, 1, 0)),
        lambda: exchange_sums(M[i], Sum(M[i] ** 2 * j, (j, 1, 2)), (i, 1, 0)),
    ),
    "a clock whose inverse has the name of a letter": (
        lambda: prove([], Or(never, Not(never), evaluate=False)),
        lambda: prove([], Or(always, Not(always), evaluate=False)),
    ),
    "a number that is not in lowest terms": (
        lambda: prove([], Gt(half, 0, evaluate=False)),
        lambda: prove([], Gt(Rational(1, 2), 0, evaluate=False)),
    ),
    "a number for a conclusion": (
        lambda: by_logic(x, [], hypotheses=[x]),
        lambda: by_logic(x >= 0, [], hypotheses=[x >= 0]),
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
