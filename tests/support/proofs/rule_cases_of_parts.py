"""The same for the rules about parts and about what is put together: intervals, sequences, double sums."""

from __future__ import annotations

from typing import Any

from rule_cases import Case
from sympy import Expr, Function, IndexedBase, Integer, Lambda, Le, Sum, Symbol, log, sqrt

from ldm_symbolic.notation import data_dimension, deviations, estimated_deviations, mode, noise, time
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.predicate import ForEach, Identity, NonDecreasing, SolvesLinearODE

x, q, i = noise, Symbol("q", real=True), Symbol("i", integer=True)
j, D, s, r = mode, data_dimension, deviations, estimated_deviations
V = Function("V", real=True)(time)
HALVED = -Integer(1) / 2
WHOLE = SolvesLinearODE(V, -1 / x, 2, 1, (time, 0, 3))
SQUARE = prove([s[j] >= 1], s[j] ** 2 >= 1)
BOTH = Sum(r[D * (i - 1) + j] * s[j], (j, 1, D))
EXCHANGED = Sum(s[j] * Sum(s[i] ** 2 * r[D * (i - 1) + j], (i, 1, D)), (j, 1, D))
TOTAL = Sum(s[i] ** 2 * BOTH, (i, 1, D))


def entries(term: Expr, index: Any = j) -> Lambda:
    """A sequence given by its entries."""
    return Lambda(index, term)


def starts(equation: Any) -> Fact:
    """The initial value of a solution."""
    return tactics.initial_value(equation)


NOTHING = prove([], Le(0, 1, evaluate=False))

PARTS: dict[str, Case] = {
    "initial_value": Case(
        rule=starts,
        inputs={"equation": SolvesLinearODE(V, -1, 2, 1, (time, 0, x))},
        conclusion=Identity(V.subs(time, 0), 1),
        hypotheses=[str(SolvesLinearODE(V, -1, 2, 1, (time, 0, x))), "0 <= x"],
        bad=[
            {"equation": Identity(V, 1)},
            {"equation": V >= 1},
            {"equation": NonDecreasing(V, (time, 0, x))},
            {"equation": NOTHING},
            {"equation": ForEach(V >= 1, (time, 0, x))},
        ],
        wrong=[
            Identity(V.subs(time, 0), 2),
            Identity(V.subs(time, x), 1),
            Identity(V.subs(time, 0), -1),
            V.subs(time, 0) > 1,
            (Identity(V.subs(time, 0), 1), ["0 <= x"]),
            (Identity(V.subs(time, 0), 1), [str(SolvesLinearODE(V, -1, 2, 1, (time, 0, x)))]),
        ],
    ),
    "restricted": Case(
        rule=tactics.restricted,
        inputs={
            "equation": WHOLE,
            "rate": HALVED,
            "ends": (q, Integer(3)),
            "inside": prove((x > 1, q >= 1, q <= 2), (Integer(0) <= q) & (q <= 3)),
            "same": prove([Identity(x, 2)], Identity(-1 / x, HALVED)),
        },
        conclusion=SolvesLinearODE(V, HALVED, 2, V.subs(time, q), (time, q, 3)),
        hypotheses=[str(WHOLE), "x > 1", "q >= 1", "q <= 2", "Identity(x, 2)"],
        bad=[
            {"rate": Integer(-1)},
            {"rate": -1 / x + 1},
            {"rate": -HALVED},
            {"ends": (q - 1, Integer(3))},
            {"ends": (q, Integer(4))},
            {"ends": (Integer(-1), Integer(3))},
            {"ends": (time, Integer(3))},
            {"ends": (q, time)},
            {"inside": prove([q >= 1], q >= 1)},
            {"inside": prove([q <= 2], q <= 3)},
            {"inside": prove([time >= 1, time <= q, q <= 2], (Integer(0) <= q) & (q <= 3))},
            {"same": prove([Identity(x, 2)], Identity(1 / x, Integer(1) / 2))},
            {"same": prove([Identity(x, 2), time >= 2], Identity(-1 / x, HALVED))},
            {"same": prove([Identity(x, 2), time <= 1], Identity(-1 / x, HALVED))},
            {"equation": Identity(V, 1)},
            {"equation": SolvesLinearODE(V, -2 / x, 2, 1, (time, 0, 3))},
            {"equation": SolvesLinearODE(V, -1 / x, 2, 1, (time, 1, 3))},
        ],
        wrong=[SolvesLinearODE(V, HALVED, 2, 1, (time, q, 3)), SolvesLinearODE(V, HALVED, 2, 1, (time, 0, 3))],
    ),
    "for_sequence": Case(
        rule=rules.for_sequence,
        inputs={"fact": SQUARE, "sequence": s, "entries": entries(sqrt(x)), "total": prove([x >= 1], x >= 0)},
        conclusion=x >= 1,
        hypotheses=["x >= 1", "sqrt(x) >= 1"],
        bad=[
            {"entries": entries(1 / x), "total": prove([x > 0], x**2 > 0)},
            {"entries": entries(1 / x), "total": NOTHING},
            {"entries": entries(sqrt(x - 1)), "total": prove([x > 1], x > 1)},
            {"entries": entries(sqrt(x) / (x - 1)), "total": prove([x > 1], x >= 0)},
            {"entries": entries(log(x)), "total": prove([x > 0], x >= 0)},
            {"entries": entries(1 / j), "total": prove([j >= 1], j > 0)},
            {"entries": entries(sqrt(j)), "total": prove([j >= 1], j >= 0)},
            {"entries": entries(x**2, x), "total": NOTHING},
            {"entries": Lambda((j, x), x), "total": NOTHING},
            {"entries": IndexedBase("v", real=True), "total": NOTHING},
            {"sequence": x, "entries": entries(x), "total": NOTHING},
            {"fact": SQUARE.conclusion, "entries": entries(x), "total": NOTHING},
            {"entries": entries(x), "total": x > 0},
        ],
    ),
    "exchange_sums": Case(
        rule=tactics.exchange_sums,
        inputs={"weight": s[i] ** 2, "inner": BOTH, "outer": (i, 1, D)},
        conclusion=Identity(TOTAL, EXCHANGED),
        hypotheses=[],
        bad=[
            {"weight": s[j]},  # depends on the inner index
            {"outer": (j, 1, D)},  # one index for both sums
            {"outer": (x, 1, D)},  # not an index
            {"outer": (i, 1, j)},
            {"outer": (i, i, D)},
            {"inner": Sum(r[D * (i - 1) + j] * s[j], (j, 1, i))},  # a triangle
            {"inner": Sum(r[D * (i - 1) + j] * s[j], (j, i, D))},
            {"inner": s[j]},
            {"weight": Integer(1)},  # SymPy merges the two sums
            {"inner": Sum(r[D * (i - 1) + j], (j, 1, D))},  # nothing to move out
            {"inner": Sum(s[j] / x, (j, 1, D))},  # not defined at x = 0
            {"inner": Sum(s[j] ** x, (j, 1, D))},  # no meaning
        ],
        wrong=[
            Identity(TOTAL, 2 * EXCHANGED),
            Identity(TOTAL, EXCHANGED + 1),
            Identity(Sum(TOTAL.function, (i, 1, D + 1)), EXCHANGED),
            Identity(TOTAL, Sum(s[j], (j, 1, D))),
        ],
    ),
}
