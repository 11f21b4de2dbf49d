"""How much each refutation weighs: open, on a ball of instances; an edge; or a convention (see `claims.statement`).

A ball moves every real value of a counterexample by up to its radius; integers and functions stay, and with the
schedule its horizon. What an equation among the hypotheses determines is tied to the rest. `verify` evaluates the claim
on the whole ball; of an edge and of a convention the reason is said, and which claim proves the rest.

Tested in `tests/claims/test_severity.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Expr, IndexedBase, Integer, Symbol, sqrt

from ldm_symbolic.claims import Ball, ByConvention, OnBall, OnEdge, Statement
from ldm_symbolic.claims.statement import Weight
from ldm_symbolic.derivations.letters import T, X, estimated_times, s, s_hat
from ldm_symbolic.notation import deviation

THOUSANDTH = Fraction(1, 1000)
SHORT_HORIZON = "e^{-2T} > 2√2 - 2, that is T < 0.0941..."
REVERSED = "λ̂_k >= 1 and λ̂_k >= 4 λ_k for some k"


def on_ball(
    radius: Fraction = THOUSANDTH,
    *,
    tied: Mapping[Any, Any] | None = None,
    schedule: bool = False,
    where: str = "",
    elsewhere: tuple[str, ...] = (),
) -> OnBall:
    """An open refutation; with a schedule its horizon stays."""
    ball = Ball(radius=radius, tied=tied or {}, fixed=(T, X) if schedule else ())
    return OnBall(ball=ball, where=where, elsewhere=elsewhere)


def geometric(modes: int) -> Mapping[Any, Any]:
    """λ_j = λ_1^j = L^{-j}; the two entries beyond are of no direction."""
    powers = tuple(s[1] ** place for place in range(2, modes + 1))
    return {s: (None, *powers, None, None), Symbol("L", real=True): s[1] ** -2}


def common(count: int, **more: Any) -> Mapping[Any, Any]:
    """s_j = s for the first d0 directions."""
    return {s: (deviation,) * count, **{Symbol(name, real=True): value for name, value in more.items()}}


def zero_slope_at(level: Expr) -> Expr:
    """The s_2 for which the error of two modes has slope 0 at a level."""
    first, last = (sqrt(s_hat[place] ** 2 + (1 - s_hat[place] ** 2) * level) for place in (1, 2))
    return last * (1 + (1 - s[1] / first) * (1 - s_hat[1] ** 2) / (1 - s_hat[2] ** 2))


def time_of(place: int) -> Expr:
    """t̂_j = a_u² = u read backwards at (4 λ_j - λ̂_j)/(1 - λ̂_j), inside (0, X)."""
    return T - (4 * s[place] ** 2 - s_hat[place] ** 2) / (1 - s_hat[place] ** 2)


def perfect_at(level: Expr) -> Expr:
    """The s_1 for which the error of one mode is 0 at a level."""
    return sqrt(level * (1 - s_hat[1] ** 2) + s_hat[1] ** 2)


_level = Symbol("p", real=True)
_best = IndexedBase("x_best", real=True)
_left, _right = IndexedBase("A", real=True), IndexedBase("B", real=True)
_rank_one = Symbol("s_0", real=True)
_outcome_weights, _drawn = IndexedBase("w", real=True), IndexedBase("z", real=True)
_two_outcomes = {
    _outcome_weights: (None, 1 - _outcome_weights[1]),
    _drawn: (None, (1 - _outcome_weights[1] * _drawn[1]) / (1 - _outcome_weights[1])),
}
"""Two weights of sum 1, and draws of mean 1."""
_at_start = {estimated_times: (Integer(0), T, T)}
_stays = {
    IndexedBase("T_hat", real=True): (Integer(0),) * 2,
    IndexedBase("t_hat", real=True): (None, Integer(0), T),
}

SEVERITIES: Mapping[str, Weight] = {
    "P1.iff-as-stated": ByConvention(
        source="the paper has ŝ_j > 0 in (7), and counts each empty mode +1 (Section 4.1)"
    ),
    "P1.step-positive": OnEdge(where="every kept mode has s_i = 0 or ŝ_i = 1", elsewhere=("P1.step-strict",)),
    "P1.remark-a": on_ball(Fraction(1, 10**5)),
    "P1.remark-b": ByConvention(source="the paper counts each empty mode +1 in (7) here (Section 4.1)"),
    "P1.remark-c": on_ball(Fraction(1, 10**5), schedule=True),
    "P1.remark-c-converse": on_ball(Fraction(1, 10**5), schedule=True),
    "P2.quotient": ByConvention(source="(8) is read on the extended real line: a/0 = +∞ for a > 0"),
    "P2.step-time-plugin": on_ball(
        schedule=True,
        tied=_at_start,
        where=f"{REVERSED}, or t = T and λ̂_k > 4 λ_k",
        elsewhere=("P2.step-time-repaired",),
    ),
    "P2.plugin": on_ball(schedule=True, tied=_at_start, where=REVERSED, elsewhere=("P2.plugin-repaired",)),
    "P2.plugin-defined": on_ball(schedule=True, where=REVERSED, elsewhere=("P2.plugin-defined-repaired",)),
    "P2.remark-plugin": on_ball(
        schedule=True, tied=_at_start, where=REVERSED, elsewhere=("P2.remark-plugin-repaired",)
    ),
    "U1.ordered": on_ball(
        schedule=True,
        tied={estimated_times: (Integer(0), time_of(2), time_of(3), T)},
        where="λ̂_j - λ̂_{j+1} > 4 (λ_j - λ_{j+1}) for some j >= 2",
        elsewhere=("U1.ordered-repaired",),
    ),
    "U2.iff": on_ball(where="λ is V_T or lies between λ̂ and V_T", elsewhere=("U2.iff-outside",)),
    "U3.plugin": on_ball(schedule=True, where="λ̂_j >= 4 λ_j for some j", elsewhere=("U3.plugin-repaired",)),
    "U3.plugin-below-one": on_ball(
        Fraction(1, 10**5), schedule=True, where="λ̂_j >= 4 λ_j for some j", elsewhere=("U3.plugin-repaired",)
    ),
    "P3.step-strict": OnEdge(where="i = d0, or t = t̂_1, or some λ̂_j = 0", elsewhere=("P3.step-strict-inside",)),
    "P3.step-chain": on_ball(Fraction(1, 10**5), tied=common(2, xi=Integer(0))),
    "U6.printed": on_ball(
        where="some clipped own root r_j exceeds some θ_i",
        elsewhere=("U6.repaired",),
    ),
    "P4.minimiser": on_ball(),
    "P5.step-switch": on_ball(where="C (1 - e^{-2T} + e^{-2T} λ̂) < 1", elsewhere=("P5.step-switch-repaired",)),
    "P5.step-decreasing": on_ball(),
    "P5.step-20-primitive": OnEdge(where="λ̂ = 1", elsewhere=("P5.step-20-primitive-repaired",)),
    "P5.step-fraction": on_ball(where="2 (1 - λ̂) e^{-2T} > 1", elsewhere=("P5.step-fraction-repaired",)),
    "P5.step-side": on_ball(),
    "P5.step-side-below": on_ball(),
    "P5.step-above": OnEdge(where="λ̂ = 1", elsewhere=("P5.step-above-strictly",)),
    "P5.step-early": on_ball(),
    "P5.step-15": on_ball(where=f"{SHORT_HORIZON}, or no λ̂_j is at least 1/C", elsewhere=("P5.step-15-repaired",)),
    "P5.step-16": on_ball(where="no λ_j is at most 1/(4 (2C-1))", elsewhere=("P5.step-16-repaired",)),
    "P5.order": on_ball(where="|λ_j - λ̂_j| > λ_j for some j", elsewhere=("P5.order-repaired",)),
    "P5.printed": on_ball(where=SHORT_HORIZON, elsewhere=("P5.repaired",)),
    "P5.A6.a-best": on_ball(where=SHORT_HORIZON, elsewhere=("P5.A6.a-best-repaired",)),
    "P5.A6.b-d2": on_ball(tied={s: (_rank_one, Integer(0)), s_hat: (None, Integer(0))}),
    "P5.A6.b-best": on_ball(
        tied={s: (_rank_one, _rank_one, Integer(0)), s_hat: (None, None, Integer(0))},
        where=SHORT_HORIZON,
        elsewhere=("P5.A6.b-best-repaired",),
    ),
    "C1.step-d1": OnEdge(where="λ̂_{d+1} = 1/C", elsewhere=("C1.step-d1-strictly",)),
    "C1.step-d2": on_ball(Fraction(1, 10**5), tied=geometric(3)),
    "C1.step-exists": on_ball(Fraction(1, 10**5), tied=geometric(2)),
    "C1.printed": on_ball(Fraction(1, 10**5), tied=geometric(3), where=SHORT_HORIZON, elsewhere=("C1.repaired",)),
    "P6.remark-precisely": OnEdge(where="t = t_{k+1}", elsewhere=("P6.best", "P6.remark-precisely-repaired")),
    "P7.step-costs": OnEdge(where="t = t̂_k = 0", elsewhere=("P7.step-costs-repaired",)),
    "P7.ordered": on_ball(schedule=True, tied={Symbol("S", real=True): s[1] + s[2], **_stays}),
    "P7.best-unordered": OnEdge(where="t = t̂_{k+1} = 0"),
    "P8.late-defined": ByConvention(source="the paper reads such quotients on the extended real line, as in (8)"),
    "P8.step-min": on_ball(tied=common(1), where="λ̂_1 >= 1", elsewhere=("P8.step-min-repaired",)),
    "P8.step-large": on_ball(tied=common(1)),
    "P8.step-monotone": ByConvention(source="the paper uses it at y = λ̂_j <= 2 λ <= 1/2 only"),
    "P8.step-sum": OnEdge(where="some λ̂_j = 0, j <= d0", elsewhere=("P8.step-sum-repaired",)),
    "P8.solution": on_ball(tied=common(1), where="the slope is < 0 at level a_T²", elsewhere=("P8.solution-repaired",)),
    "P10.step-whiten": OnEdge(where="wᵀΣw = 0, that is for singular Σ", elsewhere=("P10.step-whiten-regular",)),
    "L1.weight": ByConvention(source="the paper uses it at t < T or for λ̂ > 0"),
    "L1.step": on_ball(),
    "L1.step-in-time": on_ball(),
    "L2.squares": on_ball(
        tied={Symbol("mu", real=True): _left[1] - _right[1]},
        where="B is not positive semidefinite",
        elsewhere=("L2.squares-repaired",),
    ),
    "S2.abstract": on_ball(tied={s: (None, zero_slope_at(_best[2])), _best: (Integer(0), None)}),
    "S3.helps-with-empty-modes": on_ball(),
    "S4.more-often-than-not": on_ball(),
    "U4.two": on_ball(),
    "A2.strict-any-target": OnEdge(where="a = 0 and G is singular", elsewhere=("A2.strict",)),
    "N4.never-frozen": on_ball(Fraction(1, 10**5)),
    "A3.pca": on_ball(),
    "A6.three": on_ball(),
    "A6.two": on_ball(Fraction(1, 10**5)),
    "G2.falls": on_ball(where="β²/(4 - α²) falls", elsewhere=("G2.falls-repaired",)),
    "G5.exact": on_ball(),
    "G6.iff": on_ball(),
    "G7.cap": on_ball(),
    "G7.start": on_ball(),
    "M2.about": on_ball(),
    "M3.level": on_ball(),
    "M5.of-data": on_ball(),
    "M5.of-sample": on_ball(),
    "M6.exploding": on_ball(tied={Symbol("gamma", real=True): 1 / deviation}),
    "S8.share": on_ball(
        tied={_level: X}, where="the best level is X, or some λ̂_j > 1", elsewhere=("S8.share-repaired",)
    ),
    "S8.twice": on_ball(
        tied={s: (perfect_at(_level),)},
        where="some λ̂_j > 1",
        elsewhere=("S8.twice-repaired",),
    ),
    "N1.plug-in-refined": on_ball(where="λ̂ > λ", elsewhere=("N1.plug-in-repaired",)),
    "N2.falls": on_ball(),
    "N3.large": on_ball(where="λ > 1", elsewhere=("N3.large-repaired",)),
    "N4.never": on_ball(where="λ > √5 - 1", elsewhere=("N4.never-repaired",)),
    "N4.frozen": on_ball(),
    "N5.plug-in": on_ball(where="λ̂ does not lie between λ and 1", elsewhere=("N5.plug-in-repaired",)),
    "N5.one-step": on_ball(),
    "N8.constant": on_ball(
        Fraction(1, 10**5),
        where="4 r p(T) < e^{r-1} e^{(1-r)²/(2(C-1))}",
        elsewhere=("N8.constant-repaired",),
    ),
    "N9.perfect": on_ball(),
    "T3.iff": on_ball(
        where="some overestimated mode has a larger estimate than an underestimated one",
        elsewhere=("T3.iff-repaired",),
    ),
    "T5.never-worse": on_ball(),
    "R3.order": on_ball(
        tied={_level: Integer(0), Symbol("q", real=True): Integer(0)},
        where="the lost variances differ by no more than Σ_{j≤k} min(g_j, g_j²/λ_j), g_j = |λ̂_j - λ_j|",
        elsewhere=("R3.order-repaired",),
    ),
    "K2.iff": on_ball(where="v_j > 2 λ_j at some level, for some j", elsewhere=("K2.iff-repaired",)),
    "K2.between": on_ball(Fraction(1, 10**5)),
    "K3.kept": on_ball(where="(h_j² - s_j²)(g_j - h_j²) < 0 for some j", elsewhere=("K3.kept-repaired",)),
    "K3.fixed": on_ball(
        tied=_two_outcomes, where="(s_j - h_j)(g_j - h_j²) < 0 for some j", elsewhere=("K3.fixed-repaired",)
    ),
    "K4.gaussian": on_ball(tied=_two_outcomes),
    "K6.direction": on_ball(),
    "K6.between-two": on_ball(Fraction(1, 10**5)),
}
"""The weight of each refuted claim, by its id."""


def with_severities(statement: Statement) -> Statement:
    """Return a statement whose refuted claims carry what is known of their weight."""
    claims = (replace(claim, severity=SEVERITIES.get(claim.id, claim.severity)) for claim in statement.claims)
    return replace(statement, claims=tuple(claims))
