"""Every symbol of the package, once: its letter, its meaning, its power and its clock.

All symbols are real and nothing more. A sign or a range is a hypothesis, written out where it is
needed, so that no simplification can use one that a claim does not state.

Two clocks: `t` runs with generation, from noise (t = 0) to data (t = T); `u = T - t` is the noise
time left. The noise level x = a_u² in [0, a_T²] is the natural clock of the error, and b_u² = 1 - x.

Tested in `tests/certified/test_algebraic.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sympy import Eq, Function, IndexedBase, Interval, Max, Range, Sum, Symbol, oo
from sympy.core.relational import Relational

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
        meaning: one phrase in words, without letters, so that it holds in any notation.
        formula: what the letter equals, or a bound that it meets.
        domain: the set it lies in.
        indexed: whether there is one for every mode.
        power: 1 for a standard deviation, 2 for a variance or a squared quantity, 0 for neither.
        clock: "backward" (t), "forward" (u), "noise" (x), or "" for a quantity without a clock.
    """

    latex: str
    meaning: str
    formula: Relational | None = None
    domain: Interval | Range | None = None
    indexed: bool = False
    power: int = 0
    clock: str = ""


_POSITIVE = Interval.open(0, oo)
_NON_NEGATIVE = Interval(0, oo)
_UNIT = Interval.open(0, 1)
_COUNT = Range(1, data_dimension + 1)
_LEVELS = Interval(0, horizon_noise)
_TIMES = Interval(0, horizon)
_SPREAD = Sum(Max(deviations[mode], variances[mode]), (mode, 1, data_dimension))

VOCABULARY: Mapping[str, Entry] = MappingProxyType(
    {
        "t": Entry(latex="t", meaning="generation time", domain=_TIMES, clock="backward"),
        "u": Entry(latex="u", meaning="noise time left", formula=Eq(time_left, horizon - time), clock="forward"),
        "x": Entry(
            latex="x", meaning="noise level", formula=Eq(noise, noise_at(time_left)), domain=_LEVELS,
            power=2, clock="noise",
        ),
        "omega": Entry(
            latex="w_u^2", meaning="rate of the forward process", domain=_NON_NEGATIVE, power=2, clock="forward"
        ),
        "T": Entry(latex="T", meaning="horizon", domain=_POSITIVE, clock="forward"),
        "X": Entry(
            latex="X", meaning="noise level at the horizon", formula=Eq(horizon_noise, noise_at(horizon)),
            domain=_UNIT, power=2, clock="noise",
        ),
        "a2": Entry(latex="a^2", meaning="noise level at a noise time", power=2, clock="forward"),
        "abar": Entry(
            latex=r"\bar a",
            meaning="noise time at a noise level, extended by 0 to lower levels and by the horizon to higher ones",
            clock="noise",
        ),
        "lambda": Entry(
            latex=r"\lambda", meaning="true variance of a mode", domain=_NON_NEGATIVE, indexed=True, power=2
        ),
        "lambda_hat": Entry(
            latex=r"\hat\lambda", meaning="estimated variance of a mode", domain=_NON_NEGATIVE, indexed=True, power=2
        ),
        "s": Entry(
            latex="s", meaning="true standard deviation of a mode",
            formula=Eq(deviations[mode] ** 2, variances[mode]), indexed=True, power=1,
        ),
        "s_hat": Entry(
            latex=r"\hat s", meaning="estimated standard deviation of a mode",
            formula=Eq(estimated_deviations[mode] ** 2, estimated_variances[mode]), indexed=True, power=1,
        ),
        "s_0": Entry(latex="s", meaning="standard deviation that several modes have in common", power=1),
        "v": Entry(latex="v", meaning="variance generated with the exact score", indexed=True, power=2, clock="noise"),
        "v_hat": Entry(
            latex=r"\hat v", meaning="variance generated with the plug-in score", indexed=True, power=2, clock="noise"
        ),
        "V": Entry(
            latex="V", meaning="generated variance of a mode over time, capped score, from variance 1",
            power=2, clock="backward",
        ),
        "r": Entry(
            latex="r", meaning="generated standard deviation of a mode",
            formula=Eq(generated_deviation**2, generated_variance), power=1, clock="noise",
        ),
        "E": Entry(latex="E", meaning="error of the first modes at a noise level, exact score", power=2, clock="noise"),
        "E_hat": Entry(
            latex=r"\hat E", meaning="error of the first modes at a noise level, plug-in score", power=2, clock="noise"
        ),
        "m": Entry(latex="m", meaning="weight of the linear score, the score being minus the weight times the state"),
        "m_hat": Entry(latex=r"\hat m", meaning="capped weight of the plug-in score", clock="noise"),
        "C": Entry(latex="C", meaning="cap on the weight of the score", domain=Interval.open(1, oo)),
        "y": Entry(latex="y", meaning="state of one latent coordinate", power=1, clock="backward"),
        "mu": Entry(latex=r"\mu", meaning="mean of the data in the kept directions", power=1),
        "j": Entry(latex="j", meaning="index of a mode, from 1"),
        "i": Entry(latex="i", meaning="another mode, or a latent dimension that is compared", domain=_COUNT),
        "k": Entry(latex="k", meaning="latent dimension", domain=_COUNT),
        "D": Entry(latex="D", meaning="data dimension"),
        "n": Entry(latex="n", meaning="number of samples"),
        "d": Entry(latex="d", meaning="last mode whose estimated variance reaches the inverse of the cap"),
        "d0": Entry(latex="d_0", meaning="number of modes that are not zero"),
        "d1": Entry(latex="d_1", meaning="lower bound for the best dimension with a capped score", domain=_COUNT),
        "d2": Entry(latex="d_2", meaning="upper bound for the best dimension with a capped score", domain=_COUNT),
        "tau": Entry(
            latex=r"\tau", meaning="time from which a mode lowers the error, exact score",
            domain=_TIMES, indexed=True, clock="backward",
        ),
        "tau_hat": Entry(
            latex=r"\hat\tau", meaning="time from which a mode lowers the error, plug-in score",
            domain=_TIMES, indexed=True, clock="backward",
        ),
        "T_hat": Entry(
            latex=r"\hat T", meaning="time from which a mode lowers the error however the estimates err",
            domain=_TIMES, indexed=True, clock="backward",
        ),
        "t_hat": Entry(
            latex=r"\hat t", meaning="time up to which a mode raises the error however the estimates err",
            domain=_TIMES, indexed=True, clock="backward",
        ),
        "t'": Entry(latex="t'", meaning="time at which the cap begins to bind", domain=_TIMES, clock="backward"),
        "x_best": Entry(
            latex="x^*", meaning="best noise level for as many modes as the index says",
            domain=_LEVELS, indexed=True, power=2, clock="noise",
        ),
        "xi": Entry(
            latex=r"\xi", meaning="best noise level for the modes that are not zero", domain=_LEVELS,
            power=2, clock="noise",
        ),
        "epsilon": Entry(latex=r"\varepsilon", meaning="bound for the relative error of estimated variances"),
        "eta": Entry(latex=r"\eta", meaning="relative error of an estimated variance, or a bound for it"),
        "S": Entry(
            latex="S", meaning="spread of the data", formula=Eq(Symbol("S", real=True), _SPREAD, evaluate=False),
            domain=_NON_NEGATIVE,
        ),
        "W": Entry(
            latex="W", meaning="trace of the root in the distance, for as many directions as the index says",
            indexed=True,
        ),
        "L": Entry(latex="L", meaning="ratio of one true variance to the next"),
        "K": Entry(latex="K", meaning="constant of a concentration inequality, the same for all data"),
        "Q": Entry(latex="Q", meaning="probability that some estimate is far off"),
        "z": Entry(latex="z", meaning="value of a random variable, or an entry of a vector", indexed=True),
        "w": Entry(latex="w", meaning="probability of a value of a random variable", indexed=True),
        "a": Entry(latex="a", meaning="threshold for a random variable, or a mode or dimension that is singled out"),
        "theta": Entry(latex=r"\theta", meaning="argument of a moment generating function"),
        "t_psi": Entry(latex=r"t_{\psi}", meaning="candidate for the norm of a sub-Gaussian variable"),
    }
)  # fmt: skip
