"""Every symbol of the package, once: its letter, its meaning, its power and its clock.

All symbols are real and nothing more. A sign or a range is a hypothesis, written out where it is
needed, so that no simplification can use one that a claim does not state.

Two clocks: `t` runs with generation, from noise (t = 0) to data (t = T); `u = T - t` is the noise
time left. The noise level x = a_u² in [0, a_T²] is the natural clock of the error, and b_u² = 1 - x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sympy import Function, IndexedBase, Symbol

# The three clocks, and the horizon in each.
time = Symbol("t", real=True)
time_left = Symbol("u", real=True)
noise = Symbol("x", real=True)
horizon = Symbol("T", real=True)
horizon_noise = Symbol("X", real=True)

rate = Symbol("omega", real=True)

# The schedule, and its inverse extended by 0 below and by T above, eq. (8).
noise_at = Function("a2", real=True)
time_left_at = Function("abar", real=True)

# One mode.
variance = Symbol("lambda", real=True)
estimated_variance = Symbol("lambda_hat", real=True)
deviation = Symbol("s", real=True)
estimated_deviation = Symbol("s_hat", real=True)
generated_variance = Symbol("v", real=True)
generated_deviation = Symbol("r", real=True)
weight = Symbol("m", real=True)
cap = Symbol("C", real=True)
sample = Symbol("y", real=True)

# All modes, counted from 1: the encoder keeps the first k of D.
mode = Symbol("j", integer=True)
latent_dimension = Symbol("k", integer=True)
data_dimension = Symbol("D", integer=True)
variances = IndexedBase("lambda", real=True)
estimated_variances = IndexedBase("lambda_hat", real=True)
deviations = IndexedBase("s", real=True)
estimated_deviations = IndexedBase("s_hat", real=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one letter of the vocabulary stands for.

    Args:
        latex: the letter as authors write it, without an index.
        meaning: one phrase, with the domain.
        power: 1 for a standard deviation, 2 for a variance or a squared quantity, 0 for neither.
        clock: "backward" (t), "forward" (u), "noise" (x), or "" for a quantity without a clock.
    """

    latex: str
    meaning: str
    power: int = 0
    clock: str = ""


_TRUE = "true variance of mode j, in [0, ∞)"
_ESTIMATED = "estimated variance of mode j, in [0, ∞)"
_TRUE_ROOT = "true standard deviation of mode j, s_j² = λ_j"
_ESTIMATED_ROOT = "estimated standard deviation of mode j, ŝ_j² = λ̂_j"

VOCABULARY: Mapping[str, Entry] = MappingProxyType(
    {
        "t": Entry(latex="t", meaning="generation time, in [0, T]", clock="backward"),
        "u": Entry(latex="u", meaning="noise time left, u = T - t", clock="forward"),
        "x": Entry(latex="x", meaning="noise level, x = a_u², in [0, a_T²]", power=2, clock="noise"),
        "omega": Entry(latex="w_u^2", meaning="rate of the forward process, w_u² ≥ 0", power=2, clock="forward"),
        "T": Entry(latex="T", meaning="horizon, in (0, ∞)", clock="forward"),
        "X": Entry(latex="X", meaning="noise level at the horizon, X = a_T², in (0, 1)", power=2, clock="noise"),
        "a2": Entry(latex="a^2", meaning="noise level at a noise time u, a_u²", power=2, clock="forward"),
        "abar": Entry(latex=r"\bar a", meaning="noise time at a level, ā(x), extended by 0 and T", clock="noise"),
        "lambda": Entry(latex=r"\lambda", meaning=_TRUE, power=2),
        "lambda_hat": Entry(latex=r"\hat\lambda", meaning=_ESTIMATED, power=2),
        "s": Entry(latex="s", meaning=_TRUE_ROOT, power=1),
        "s_hat": Entry(latex=r"\hat s", meaning=_ESTIMATED_ROOT, power=1),
        "v": Entry(latex="v", meaning="generated variance of a mode", power=2, clock="noise"),
        "r": Entry(latex="r", meaning="generated standard deviation of a mode, r² = v", power=1, clock="noise"),
        "m": Entry(latex="m", meaning="weight of the linear score, s(y, u) = -m(u) y", clock="forward"),
        "C": Entry(latex="C", meaning="cap on the weight of the score, in (1, ∞)"),
        "y": Entry(latex="y", meaning="state of one latent coordinate", power=1, clock="backward"),
        "j": Entry(latex="j", meaning="index of a mode, from 1"),
        "k": Entry(latex="k", meaning="latent dimension, in 1..D"),
        "D": Entry(latex="D", meaning="data dimension"),
    }
)
