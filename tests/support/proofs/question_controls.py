"""The controls of the table of truth and of the questions: what follows, what does not, what the solvers are told.

Whatever is false here must not be proved, with the right pieces or the wrong ones; each has a true neighbour.
"""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import decisions
from kinds_of_control import Control, fails, gives, refused, shows
from sympy import (
    Abs,
    E,
    Expr,
    Function,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sin,
    sqrt,
)
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from ldm_symbolic.notation import data_dimension, deviations, latent_dimension, mode, noise, time
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.language.build import UnknownTermError, either, equivalent, ge, gt, implies, le, lt, ne
from ldm_symbolic.proof.language.predicate import Convex, ForEach, Identity, Minimises, NonDecreasing
from ldm_symbolic.proof.smt import polynomials
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.proof.smt.polynomials import comparison
from ldm_symbolic.proof.smt.smtlib import Translation

x, t, j, k, D, s = noise, time, mode, latent_dimension, data_dimension, deviations
y, z, w = (Symbol(letter, real=True) for letter in "yzw")
i = Symbol("i", integer=True)
x_1, x_2, i_1 = Symbol("x_1", real=True), Symbol("x_2", real=True), Symbol("i_1", integer=True)
f, g = (Function(letter, real=True) for letter in "fg")

# The table of truth.

rising, other = NonDecreasing(f(x), (x, 0, 1)), NonDecreasing(g(x), (x, 0, 1))
undefined = Identity(1 / y, x)  # nobody knows whether it is
large, larger, small = gt(y, 1), gt(y, 2), le(y, 2)
step = prove([larger], large)
FOLLOWS: dict[str, tuple[Boolean, tuple[Any, ...], tuple[Boolean, ...]]] = {
    "one of two": (larger, (), (either(x > 0, z > 0), larger)),
    "a part": (rising, (), (And(rising, other),)),
    "both parts": (And(rising, other), (), (rising, other)),
    "one or the other": (either(rising, other), (), (rising,)),
    "a fact": (large, (step,), (larger,)),
    "a fact with two hypotheses": (large, (prove([larger, z > 0], large),), (larger, gt(z, 0))),
    "one fact after the other": (gt(y, 0), (prove([large], gt(y, 0)), step), (larger,)),
    "the other way round": (lt(0, y), (), (gt(y, 0),)),
    "the other side first": (Identity(x, y), (), (Identity(y, x),)),
    "no equality": (Not(Identity(x, y)), (), (ne(y, x),)),
    "an implication": (other, (), (Implies(rising, other), rising)),
    "a chain": (Implies(rising, z > 0), (), (Implies(rising, other), Implies(other, z > 0))),
    "an implication of what is false": (Implies(rising, other), (), (Not(rising),)),
    "an equivalence": (Equivalent(rising, z > 0), (), (Equivalent(rising, other), Equivalent(other, z > 0))),
    "a negation": (Not(other), (), (Not(rising), Implies(other, rising))),
    "an implication of what is undefined": (Implies(undefined, undefined & (z > 0)), (), (undefined, gt(z, 0))),
    "a range of both": (ForEach(s[j] > 0, (j, 1, k)), (), (ForEach(And(s[j] > 0, s[j] < 1), (j, 1, k)),)),
    "a range of ranges": (
        ForEach(ForEach(s[j] > x, (x, 0, 1)), (j, 1, k)),
        (),
        (ForEach(ForEach(And(s[j] > x, s[j] < 9), (x, 0, 1)), (j, 1, k)),),
    ),
}
FOLLOWS_NOT: dict[str, tuple[Boolean, tuple[Any, ...], tuple[Boolean, ...]]] = {
    "one of two": (gt(x, 0), (), (either(x > 0, z > 0),)),
    "a part": (And(rising, other), (), (rising,)),
    "one or the other": (either(rising, other), (), (z > 0,)),
    "a fact": (large, (step,), (gt(z, 0),)),
    "a fact whose hypothesis is false": (large, (step,), (small,)),
    "a fact of which half is given": (large, (prove([larger, z > 0], large),), (larger,)),
    "a fact of which half is false": (large, (prove([larger, z > 0], large),), (larger, le(z, 0))),
    "the other way round": (gt(y, 0), (), (ge(y, 0),)),
    "no equality": (Identity(x, y), (), (ne(y, x),)),
    "an implication": (other, (), (Implies(rising, other),)),
    "an implication turned round": (rising, (), (Implies(rising, other), other)),
    "an implication of what may be": (Implies(rising, other), (), (z > 0,)),
    "an implication whose condition is undefined": (Implies(undefined, z > 0), (), (z > 0,)),
    "an implication whose consequence is undefined": (Implies(z > 0, either(undefined, z > 0)), (), (z > 0,)),
    "one or the other, undefined": (either(undefined, z > 0), (), (z > 0,)),
    "a negation of what is undefined": (Not(undefined), (prove([undefined], ne(y, 0)),), (le(y, 0), ge(y, 0))),
    "an equivalence": (rising, (), (Equivalent(rising, other),)),
    "an equivalence of what is undefined": (Equivalent(undefined, undefined & undefined), (), (z > 0,)),
    "a negation": (Not(rising), (), (rising,)),
    "a range of one": (ForEach(And(s[j] > 0, s[j] < 1), (j, 1, k)), (), (ForEach(s[j] > 0, (j, 1, k)),)),
    "what is said of a range, of any place": (s[j] > 0, (), (ForEach(s[j] > 0, (j, 1, k)),)),
    "another range": (ForEach(s[j] > 0, (j, 1, k)), (), (ForEach(s[j] > 0, (j, 1, D)),)),
}


def logic() -> Iterator[tuple[str, Control]]:
    """What follows by logic alone, and what does not."""
    for name, (goal, facts, hypotheses) in FOLLOWS.items():
        yield (
            f"by_logic follows: {name}",
            shows(lambda g=goal, f=facts, h=hypotheses: rules.by_logic(g, list(f), hypotheses=h)),
        )
    for name, (goal, facts, hypotheses) in FOLLOWS_NOT.items():
        yield (
            f"by_logic follows not: {name}",
            refused(lambda g=goal, f=facts, h=hypotheses: rules.by_logic(g, list(f), hypotheses=h)),
        )


# What is asked of the solvers.

everywhere = ForEach(s[j] > 0, (j, 1, k))
TRUE: dict[str, tuple[tuple[Boolean, ...], Boolean]] = {
    "both": ((y > 1,), And(y > 0, y**2 > 1)),
    "an implication": ((), Implies(y > 1, y**2 > 1)),
    "an instance": ((everywhere, k >= 3), s[3] > 0),
    "an instance of two": (
        (ForEach(ForEach(s[j] + s[i] > 0, (j, 1, k)), (i, 1, k)), k >= 3),
        s[3] + s[2] > 0,
    ),
    "an instance of an instance": ((ForEach(s[j + 1] >= s[j], (j, 1, k)), k >= 9, s[1] > 0), s[3] > 0),
    "equal by the normal form": ((), Identity((x + y) ** 2, x**2 + 2 * x * y + y**2)),
    "given": ((y >= sqrt(z), z >= 0), y >= sqrt(z)),
    "given, strictly": ((y > sqrt(z), z >= 0), y >= sqrt(z)),
    "given, and so not equal": ((y > sqrt(z), z >= 0), ne(y, sqrt(z))),
    "a root": ((y >= 0,), sqrt(y) >= 0),
    "a root of a quotient": ((y > 0,), sqrt(1 / y) > 0),
    "the square of a root": ((y >= 0,), Identity(sqrt(y) ** 2 + 1, y + 1)),
    "a power of a root": ((y > 1,), y ** Rational(3, 2) > 1),
    "an exponential": ((), gt(exp(y), 0)),
    "an exponential of a negative number": ((y < 0,), exp(y) < 1),
    "an exponential of nothing": ((), Identity(exp(y - y + z) * exp(-z), 1)),
    "the number e": ((), gt(E, 1)),
    "half an exponent": ((), Identity(exp(y / 2) ** 2, exp(y))),
    "a size": ((), And(Abs(y) >= y, Abs(y) >= -y)),
    "the largest": ((), And(Max(y, z) >= y, Max(y, z) >= z)),
    "the smallest": ((), And(Min(y, z) <= y, Min(y, z) <= z)),
    "the largest is one": ((), Or(Max(y, z) <= y, Max(y, z) <= z)),
    "a case": ((y > 1,), Piecewise((z, y > 0), (0, True)) <= z),
    "another case": ((y < 0,), Piecewise((z, y > 0), (7, True)) >= 7),
    "the first case that applies": ((y > 1,), Piecewise((1, y > 0), (2, y > -1), (3, True)) <= 1),
    "integers": ((k > 2,), k >= 3),
    "integers between": ((k > 2, k < 4), Identity(k, 3)),
    "a quotient": ((y > 1,), 1 / y < 1),
    "a quotient of a negative number": ((y < -1,), 1 / y > -1),
    "a quotient of an odd power": ((y < -1,), 1 / y**3 > -1),
    "a quotient of a square": ((ne(y, 0),), 1 / y**2 > 0),
    "an equivalence": ((), equivalent(gt(y, z), lt(z, y))),
    "not equal": ((y > z,), ne(y, z)),
    "a negation": ((y > 1,), Not(And(y < 0, z > 0))),
    "a minimiser": ((y > 0,), Minimises(0, y * x**2, (x, -1, 1))),
    "an integer minimiser": ((), Minimises(k, (i - k) ** 2, (i, k, k + 9))),
}
FALSE: dict[str, tuple[tuple[Boolean, ...], Boolean]] = {
    "one of both": ((y > 1,), And(y > 0, z > 0)),
    "the other of both": ((y > 1,), And(z > 0, y > 0)),
    "a converse": ((), Implies(y**2 > 1, y > 1)),
    "a condition of an implication": ((), And(Implies(y > 1, y > 0), y > 0)),
    "an instance beyond": ((everywhere, k >= 3), s[4] > 0),
    "an instance before": ((everywhere, k >= 3), s[0] > 0),
    "an instance for a real": ((ForEach(i**2 >= i, (i, 0, 9)), y >= 0, y <= 9), y**2 >= y),
    "an instance of a real range": ((ForEach(x > 5, (x, 0, 1)),), y > 5),
    "an instance of one of two": ((ForEach(ForEach(s[j] + s[i] > 0, (j, 1, k)), (i, 1, 2)), k >= 3), s[3] + s[4] > 0),
    "equal at one place": ((), Identity((x + y) ** 2, x**2 + y**2)),
    "equal in size": ((), Identity(Abs(y), y)),
    "roots that are not squares": ((), Identity(sqrt(y**2 + 1), y + 1)),
    "a strict relation that is given weakly": ((y >= z,), y > z),
    "not equal though weakly given": ((y >= z,), ne(y, z)),
    "given the other way": ((y <= sqrt(z), z >= 0), y >= sqrt(z)),
    "a root that is larger": ((y > 0,), sqrt(y) >= y),
    "a root under a condition": ((implies(y >= 0, sqrt(y) >= 5),), y >= 0),
    "a quotient under a root": ((implies(gt(y, 0), sqrt(1 / y) <= z),), ne(y, 0)),
    "a quotient under a size": ((implies(ne(y, 0), Abs(z / y) <= 1),), ne(y, 0)),
    "a quotient under a choice": ((implies(ne(y, 0), Max(z / y, x) <= 1),), ne(y, 0)),
    "a quotient under an exponential": ((implies(ne(y, 0), exp(1 / y + z) > 1),), ne(y, 0)),
    "a quotient in a case": ((implies(ne(y, 0), Piecewise((1 / y, z > 0), (0, True)) > 1), z > 0), ne(y, 0)),
    "an exponential that is large": ((), exp(y) > 1),
    "an exponential of a positive number": ((y > 0,), exp(y) < 1),
    "two exponentials": ((y > 0, z > 0), exp(y) < exp(z)),
    "the smaller of two": ((), Max(y, z) <= y),
    "the larger of two": ((), Min(y, z) >= y),
    "a size that is negative": ((), Abs(y) <= 0),
    "a case that comes later": ((y > 1,), Piecewise((1, y > 0), (2, y > -1), (3, True)) >= 2),
    "three cases": ((), Piecewise((1, y > 0), (2, y > -1), (3, True)) <= 2),
    "the first case": ((), Piecewise((1, y > 0), (2, True)) <= 1),
    "integers that are equal": ((k >= 2,), k >= 3),
    "reals that are no integers": ((y > 2,), y >= 3),
    "a quotient that changes sign": ((ne(y, 0),), 1 / y < 1 + Abs(y)),
    "a product that changes sign": ((y < 0,), z / y <= z),
    "an odd power below": ((ne(y, 0),), 1 / y**3 > 0),
    "a number below": ((y > 0,), -y / 2 > 0),
    "an equivalence": ((), Equivalent(y > z, y >= z)),
    "equal": ((y >= z,), Identity(y, z)),
    "a predicate": ((rising,), other),
    "a minimiser": ((), Minimises(0, y * x**2, (x, -1, 1))),
    "a minimiser beside the range": ((), Minimises(2, (x - 2) ** 2, (x, -1, 1))),
    "an integer minimiser": ((), Minimises(k, (i - k) ** 2, (i, 1, 9))),
    "half an integer": ((), Minimises(Rational(1, 2), (2 * i - 1) ** 2, (i, 0, 1))),
    "a function at two points": ((f(y) > 0,), f(z) > 0),
    "two sums": ((Sum(s[j], (j, 1, k)) > 0,), Sum(s[j], (j, 1, D)) > 0),
    "two logarithms": ((y > 0, z > 0, log(y) > 0), log(z) > 0),
    "undefined when put together": ((Or(y > 0, y < 0),), 1 / y + 1 / z > -Abs(1 / y + 1 / z) - 1),
    "undefined one after the other": ((ne(y, 0),), Identity(1 / y + 1 / (y + 1), (2 * y + 1) / (y * (y + 1)))),
    "a letter that is taken in the goal": ((), ForEach(le(x, x_1), (x, 0, 1))),
    "a letter that is bound in the goal": ((), ForEach(ForEach(le(x, x_1), (x_1, 0, 1)), (x, 0, 1))),
    "two letters that are taken": ((), NonDecreasing(x * (x_1 - x_2), (x, 0, 1))),
    "a letter that is taken by an index": ((), ForEach(le(i, i_1), (i, 0, 1))),
    "an instance at a letter for a real": ((ForEach(i**2 >= i, (i, 0, 9)),), ForEach(x**2 >= x, (x, 0, 9))),
    "a quotient and a number under an exponential": ((implies(ne(y, 0), gt(exp(1 / y + 1), z)),), ne(y, 0)),
    "a quotient under a size, not zero": ((implies(ne(y, 0), Abs(z / y + 1) <= 1), ne(z, 0)), ne(y, 0)),
    "an integer and a real": ((gt(k, y),), ge(k, y + 1)),
    "a real and an integer": ((lt(y, k),), le(y, k - 1)),
    "undefined behind a range": ((), ForEach(1 / x >= 1, (x, 0, 1))),
    "undefined in a convex function": ((), Convex(1 / x, (x, 0, 1))),
}
"""What is to be refused; the first of each pair is given."""
VANISHING: tuple[tuple[Expr, bool], ...] = (
    (x - 1, False),
    (x - x * y / y, True),
    (sqrt(x) ** 2 - x, True),
    (sqrt(x) - x, False),
    (sqrt(x) * sqrt(y) - sqrt(x * y), False),
    (sqrt(1 + sqrt(x)) ** 4 - 1 - 2 * sqrt(x) - x, True),
    (sqrt(1 + sqrt(x)) ** 4 - 1 + 2 * sqrt(x) - x, False),
    (1 / (sqrt(x) + 1) - (sqrt(x) - 1) / (x - 1), True),
    (Abs(x) - x, False),
    (exp(2 * x) / exp(x) - exp(x), True),
    (exp(x) - exp(2 * x), False),
    (s[k] - s[j], False),
    (x ** Rational(3, 2) / sqrt(x) - x, True),
)
WRITTEN: dict[str, tuple[str, Expr, str]] = {
    "a positive number": ("<=", x / 2 - 1, "(<= (+ (- 2.0) x) 0.0)"),
    "an equation": ("=", x / y - 1, "(= (+ x (* (- 1.0) y)) 0.0)"),
    "a denominator": ("<=", x / y, "(<= (* x y) 0.0)"),
    "a negative number": ("<=", -x / 2, "(<= (* (- 1.0) x) 0.0)"),
    "a square": (">", x / y**2, "(> x 0.0)"),
    "a cube": (">", x / y**3, "(> (* x y) 0.0)"),
    "a cube of several": ("<", 1 / (y**3 * z), "(< (* y z) 0.0)"),
}


def questions() -> Iterator[tuple[str, Control]]:
    """What two solvers show, and what they must not; how it is written."""
    for kind, true, false in (("decide", TRUE, FALSE), ("engine", decisions.TRUE, decisions.FALSE)):
        for name, (hypotheses, goal) in true.items():
            yield f"{kind} proves: {name}", shows(lambda h=hypotheses, g=goal: prove(h, g))
        for name, (hypotheses, goal) in false.items():
            yield f"{kind} refuses: {name}", refused(lambda h=hypotheses, g=goal: prove(h, g))
    for term, zero in VANISHING:
        yield f"vanishes: {term}", gives(lambda term=term: vanishes(term), zero)
    names = {x: "x", y: "y", z: "z"}
    for name, (operator, difference, text) in WRITTEN.items():
        yield (
            f"comparison: {name}",
            gives(lambda o=operator, d=difference: comparison(o, d, names), text),
        )
    for number, sign in ((-3, -1), (3, 1)):
        yield f"_odd_part: {number}", gives(lambda n=number: polynomials._odd_part(Integer(n)), Integer(sign))
    for number, text in ((Rational(-1, 2), "(- (/ 1.0 2.0))"), (Integer(3), "3.0")):
        yield f"_number: {number}", gives(lambda n=number: polynomials._number(n), text)
    yield "Translation: a sine", fails(lambda: Translation().term(sin(x)), UnknownTermError)
    yield "Translation: a third root", fails(lambda: Translation().term(x ** Rational(1, 3)), UnknownTermError)
    yield "Translation: no condition", fails(lambda: Translation().formula(x), UnknownTermError)
    for name, term in (("a root", sqrt(x)), ("an inverse in a sum", 1 / (x + 1 / sqrt(y)))):
        yield f"comparison: no polynomial, {name}", fails(lambda t=term: comparison("<=", t, names), UnknownTermError)
    yield (
        "comparison: a power beyond what is written out",
        fails(lambda: comparison("<=", x**1001, names), UnknownTermError, "beyond"),
    )
    yield "decide: an exponent", refused(lambda: prove([y > 0], y ** Rational(1, 3) > 0))


def question_controls() -> dict[str, Control]:
    """All controls of logic and of the questions by name."""
    return {**dict(logic()), **dict(questions())}
