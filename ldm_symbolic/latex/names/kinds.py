"""The names of what every statement is about, and what each stands for.

A hat marks the plug-in score. Each name is defined by an expression of the model.

Tested in `tests/latex/test_names.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Expr

from ldm_symbolic.latex.names.abbreviated import Abbreviated
from ldm_symbolic.model import error as frechet
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.capped_end import REACH, final, switch_time, uncapped
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.weight import weight
from ldm_symbolic.notation import (
    deviations,
    estimated_deviations,
    estimated_variance,
    estimated_variances,
    mode,
    variances,
)
from ldm_symbolic.proof.language.terms import substitute


class ExactVariance(Abbreviated):
    """v_j(x), generated with the exact score."""

    letter, subscripts = "v", 1


class PluginVariance(Abbreviated):
    """v̂_j(x), generated with the plug-in score."""

    letter, subscripts = "v_hat", 1


class ExactError(Abbreviated):
    """E(k, x) with the exact score."""

    letter = "E"


class PluginError(Abbreviated):
    """Ê(k, x) with the plug-in score."""

    letter = "E_hat"


class CappedWeight(Abbreviated):
    """m̂(x), the capped weight of one mode."""

    letter = "m_hat"


class ModeCappedWeight(CappedWeight):
    """m̂_j(x), the capped weight of mode j."""

    subscripts = 1


class Reach(Abbreviated):
    """G_j = e^{2(T-t')}, how long before the end the cap of mode j is active."""

    letter, subscripts = "G", 1


class SwitchVariance(Abbreviated):
    """U_j, the variance where the cap of mode j becomes active."""

    letter, subscripts = "U", 1


class EndVariance(Abbreviated):
    """V_j(T), generated at the end with the capped score."""

    letter, subscripts = "V", 1


class EndError(Abbreviated):
    """E(k, T), the error at the end with the capped score."""

    letter = "E"


KINDS: tuple[Any, ...] = (
    ExactVariance,
    PluginVariance,
    CappedWeight,
    ModeCappedWeight,
    ExactError,
    PluginError,
    Reach,
    SwitchVariance,
    EndVariance,
    EndError,
)
AT_THE_END = (Reach, SwitchVariance, EndVariance, EndError)
OF_ONE_MODE = {Reach: REACH, SwitchVariance: uncapped(switch_time), EndVariance: final}
SCORES: dict[Any, Score] = {
    ExactVariance: ExactScore(),
    PluginVariance: PluginScore(),
    ExactError: ExactScore(),
    PluginError: PluginScore(),
}
ERROR_OF = {ExactVariance: ExactError, PluginVariance: PluginError}
ERRORS = {**ERROR_OF, EndVariance: EndError}
LETTERS = {ExactVariance: (deviations, variances), PluginVariance: (estimated_deviations, estimated_variances)}
"""The sequences of standard deviations and of variances that a generated variance can be written in."""


@cache
def meaning(kind: Any) -> Expr:
    """What a name stands for at its usual arguments, without any other name."""
    if issubclass(kind, CappedWeight):
        one_mode = weight(CappedScore())
        return substitute(one_mode, {estimated_variance: estimated_variances[mode]}) if kind.subscripts else one_mode
    if kind in AT_THE_END:
        entry = entry_of(OF_ONE_MODE.get(kind, final), estimated_deviations[mode] ** 2)
        return frechet.squared_error(entry) if kind is EndError else entry
    generated = variance(SCORES[kind], Start.NOISED)
    return frechet.indexed(generated) if kind in ERROR_OF else frechet.squared_error(generated)


@cache
def entry_of(whole: Expr, believed: Expr) -> Expr:
    """An expression in λ̂ for one mode."""
    return substitute(whole, {estimated_variance: believed})
