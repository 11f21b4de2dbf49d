"""What the claims about the probability of an estimate that is off speak of, for one estimate and for several at once.

Tested in `tests/derivations/concentration/test_p9_sample_variance_concentrates.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, IndexedBase, Rational, Sum, Symbol, exp
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.letters import d0
from ldm_symbolic.notation import mode
from ldm_symbolic.proof import ForEach, substitute

CITED = (
    "Boucheron, Lugosi & Massart, Concentration Inequalities (2013), Sections 2.2 and 2.4: "
    "P(Z >= a) <= e^{-θa} E e^{θZ}, and E e^{θZ} = (1 - 2θ)^{-p/2} for Z chi-squared with p degrees of freedom, θ < 1/2"
)
UNION = "Boole's inequality: the probability of a union is at most the sum of the probabilities"
p, n = Symbol("p", integer=True), Symbol("n", integer=True)  # degrees of freedom, sample size
u, theta, accuracy = (Symbol(name, real=True) for name in ("u", "theta", "epsilon"))
printed_exponent = -n * accuracy**2 / (4 * (accuracy + 1))
failure, each = Symbol("Q", real=True), IndexedBase("q", real=True)
BOOLE = failure <= Sum(each[mode], (mode, 1, d0))


def each_fails(factor: int, exponent: Expr) -> ForEach:
    """Return that every single estimate fails with probability at most factor · e^exponent."""
    return ForEach(each[mode] <= factor * exp(exponent), (mode, 1, d0))


def sample(relative: Expr) -> tuple[Boolean, ...]:
    """Return that there is a sample, and that a share ε is positive where it is no number."""
    return (n >= 1, relative > 0) if relative.free_symbols else (n >= 1,)


def failing(factor: int, relative: Expr, rate: Expr, *, modes: Symbol = d0) -> dict[str, Any]:
    """The parts of a claim: how likely one of so many estimates is off by a share of its variance.

    Args:
        factor: 2 for either side, 1 for estimates that are too large.
        relative: the share ε, a number or a symbol.
        rate: the exponent that is claimed.
        modes: how many estimates there are.
    """
    exponent = -n * relative**2 / (4 * (1 + relative))
    hypotheses = (*sample(relative), d0 >= 1, BOOLE, each_fails(factor, exponent))
    conclusion = failure <= factor * d0 * exp(rate)
    return {
        "hypotheses": tuple(substitute(hypothesis, {d0: modes}) for hypothesis in hypotheses),
        "conclusion": substitute(conclusion, {d0: modes}),
        "witnesses": (
            {
                n: 8,
                modes: 2,
                failure: Rational(1, 500),
                each: (Rational(1, 1000),) * 2,
                **dict.fromkeys(relative.free_symbols, 1),
            },
        ),
        "cited": (UNION,),
    }
