"""Without an order of the estimates λ̂_j <= 3 λ is enough for Proposition 3 (P3.any-order), and 3 is sharp.

Source: arXiv:2510.08409v1, Proposition 3, for the setting; ours (U7) for the sentence.

    for every c > 3 there are d0, λ, X and estimates λ̂_j <= c λ with  E(d0 - 1, x) < E(d0, y) for some x and all y

How the proof goes. d0 - 1 modes are estimated as 0, so that all of them are perfect at level λ, where E(d0 - 1, λ) = λ;
the last is estimated as c λ. Where it generates more than 4 λ it costs more than λ. It generates at most 4 λ only at
levels x with λ - x >= λ δ, δ = c (1 - λ) - 3 > 0; there each of the others costs (s - √x)² >= (λ - x)²/(4 λ) >= λ δ²/4,
all together more than λ once (d0 - 1) δ² > 4. For λ = (c - 3)/(4 c), δ = 3 (c - 3)/4: d0 - 1 > 64/(9 (c - 3)²) will do.

Estimates of 0 are not what a sample gives: the inequality is strict on a closed interval, so that by continuity, which
is not formalised, estimates slightly above 0 will do as well.

Tested in `tests/derivations/joint_optimum/test_u7_without_an_order.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Symbol

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.equal_variances.common_variance import error
from ldm_symbolic.derivations.hypotheses import a_level, equal_variances
from ldm_symbolic.derivations.letters import D, X, d0, j, s_hat, x
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.proof import ForEach, Identity

c = Symbol("c", real=True)
excess = c * (1 - s**2) - 3
SPECTRUM = (
    *equal_variances(),
    ForEach(Identity(s_hat[j], 0), (j, 1, d0 - 1)),
    s_hat[d0] >= 0,
    Identity(s_hat[d0] ** 2, c * s**2),
    s**2 <= X,
    X < 1,
    *a_level(x, X),
)
SMALL, EXCESS, MANY = 4 * s**2 < 1, excess > 0, (d0 - 1) * excess**2 > 4
CHOSEN, MANY_CHOSEN = Identity(s**2, (c - 3) / (4 * c)), 9 * (d0 - 1) * (c - 3) ** 2 > 64
BEATEN = error(d0 - 1, s**2) < error(d0, x)

quarter = Fraction(1, 4)
NINE: Assignment = {
    D: 9,
    d0: 9,
    s: quarter,
    s_all: (quarter,) * 9,
    s_hat: (*(Integer(0),) * 8, Fraction(1, 2)),
    c: 4,
    X: quarter,
    x: Fraction(1, 20),
}
TWO: Assignment = {**NINE, D: 2, d0: 2}
FEW: Assignment = {
    **TWO,
    s_all: (quarter,) * 2,
    s_hat: (Integer(0), Fraction(9, 20)),
    c: Fraction(81, 25),
    x: Fraction(1, 25),
}
FEW_CHOSEN: Assignment = {
    **TWO,
    s: Fraction(1, 14),
    s_all: (Fraction(1, 14),) * 2,
    s_hat: (Integer(0), Fraction(1, 8)),
    c: Fraction(49, 16),
    x: Fraction(3, 1000),
}

CLAIMS = {
    "beaten": new(
        "d0 - 1 modes estimated as 0, one as c λ: if (d0 - 1)(c (1 - λ) - 3)² > 4, d0 - 1 directions beat d0",
        (*SPECTRUM, SMALL, EXCESS, MANY),
        BEATEN,
        witnesses=(NINE,),
        necessary=((MANY, FEW),),
    ),
    "sharp": new(
        "so 3 is sharp: for every c > 3 it is so at λ = (c - 3)/(4 c) and d0 - 1 > 64/(9 (c - 3)²)",
        (*SPECTRUM, c > 3, CHOSEN, MANY_CHOSEN),
        BEATEN,
        witnesses=(NINE,),
        necessary=((MANY_CHOSEN, FEW_CHOSEN),),
    ),
}

STATEMENT = Statement(
    id="U7",
    title="Three times the variance is as far as estimates without an order may go",
    source=Source(place="Proposition 3"),
    claims=claims_of("U7", CLAIMS),
)
