"""What the derivations about KL divergences share: the errors of the kept modes, their slopes and best levels.

Both directions of the divergence of the kept coordinates, with its factor 1/2; variances and estimates are positive,
the start is the noised law. Formulas come from the model's divergence and variance.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Expr, Integer, Max, Min, Ne, Sum, Symbol, diff
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.hypotheses import all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.distances.kullback_leibler import kullback_leibler
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import estimated_variance, estimated_variances, generated_variance, variances
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import ForEach, Minimises, substitute

lam, lam_hat = variances, estimated_variances
levels = (x, Integer(0), X)
kept = (j, Integer(1), k)
before, after = Symbol("p", real=True), Symbol("q", real=True)
generated = variance(PluginScore(), Start.NOISED).subs(estimated_variance, lam_hat[j])
_first, _second = (Symbol(name, positive=True) for name in ("a", "b"))
_divergence = kullback_leibler(_first, _second)
of_generated = _divergence.xreplace({_first: generated_variance, _second: true})
"""KL(generated || data) of one mode, in v and λ."""
of_data = _divergence.xreplace({_first: true, _second: generated_variance})
"""KL(data || generated)."""


def mode(divergence: Expr) -> Expr:
    """The error of mode j at a level.

    >>> mode(of_generated).has(x)
    True
    """
    return substitute(divergence, {generated_variance: generated, true: lam[j]})


def mode_slope(divergence: Expr) -> Expr:
    """Its derivative in the level, from that in v."""
    return substitute(diff(divergence, generated_variance), {generated_variance: generated, true: lam[j]}) * (
        1 - lam_hat[j]
    )


def total(term: Expr, last: Any = k) -> Sum:
    """A term of each of the first modes, added up."""
    return Sum(term, (j, Integer(1), last))


def exact(term: Expr) -> Expr:
    """A term with the exact score."""
    return substitute(term, {lam_hat: lam})


def slope(divergence: Expr, last: Any, level: Any) -> Expr:
    """The slope of the error of the first modes at a level."""
    return substitute(total(mode_slope(divergence), last), {x: level})


def stationary(divergence: Expr, level: Any, last: Any) -> And:
    """The slope at a level of [0, X] allows no better level."""
    here = slope(divergence, last, level)
    return And(level >= 0, level <= X, Min(level, here) <= 0, Max(level - X, here) >= 0)


def root(index: Any) -> Expr:
    """r_j = (λ_j - λ̂_j)/(1 - λ̂_j)."""
    return (lam[index] - lam_hat[index]) / (1 - lam_hat[index])


def clipped(index: Any) -> Expr:
    """r_j moved into [0, X]."""
    return Max(0, Min(X, root(index)))


def positive(last: Any = k) -> tuple[Boolean, ...]:
    """The first variances and their estimates are positive."""
    return all_positive(lam, last), all_positive(lam_hat, last)


BASE = (*positive(), *noisy_horizon())
INNER = (before > 0, before < X)


def best_is(divergence: Expr, level: Any) -> Minimises:
    """A level minimises the error of k modes."""
    return Minimises(level, total(mode(divergence)), levels)


NOT_ONE = ForEach(Ne(lam_hat[j], 1), (j, 1, D))
