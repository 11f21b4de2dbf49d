"""When running to the end is best: the error does not rise with generation time iff its slope at noise level 0 is ≥ 0.

Source: arXiv:2510.08409v1, Proposition 1, eq. (7), its proof in Appendix A.1 and the remarks printed after it.

Statement. For 1 ≤ k ≤ D, E(k, x) = Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} s_j² with x = a²_{T-t}: with the exact score E does
not rise with t; with the plug-in score it does not iff Σ_{j≤k} (1 - s_j/ŝ_j)(1 - ŝ_j²) ≥ 0 (7).

How the proof goes. Exact: √v_j moves away from s_j as x rises and stays on one side of it, so each mode's error rises
with x, hence their sum; x = a²_{T-t} falls with t. Plug-in: the error is differentiated twice, term by term; each
term of the second derivative is ≥ 0, so E is convex in x for every k, and a convex function does not fall on [0, X]
iff its slope at 0 is ≥ 0, which is (7). Modes with s = ŝ = 0 have the error x, so that each adds 1 to the slope.

Added to the paper: ŝ_j > 0 (the paper assumes it far from the proposition; (7) divides by ŝ_j), T > 0 (for T = 0 every
function of t is monotone), f'' ≥ 0 for f'' > 0 (which fails for ŝ_1 = 1), zero modes counted one by one in remark b,
"iff (7) fails" in remark a, "all signs" for "most signs" in remark c. Each printed form is refuted by numbers.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Equivalent, Integer, Ne, Not, Piecewise, Rational, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, printed, remark, repaired, step
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import (
    a_dimension,
    a_level,
    a_schedule,
    all_positive,
    empty,
    modes,
    noisy_horizon,
    none_negative,
)
from ldm_symbolic.derivations.letters import D, X, d0, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.p1_monotone_error_instances import (
    WITNESSES,
    at,
    backwards,
    concave,
    half,
    harmed,
    helped,
    one,
    quarter,
    too_long,
    two,
    unknown,
    wide,
)
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    aligned,
    best_at_the_horizon,
    exact_error,
    i,
    kept,
    largest,
    levels,
    lost,
    mode_bend,
    mode_error,
    mode_slope,
    never_rises,
    plugin_error,
)
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

supported = (j, Integer(1), d0)
beyond = (j, d0 + 1, k)
ZERO_MODES = (d0 >= 0, d0 <= k, *modes(d0), empty(s, d0, k), empty(s_hat, d0, k))
CLOSE = (
    ForEach(s_hat[j] > 0, supported),
    ForEach(Abs(s[j] - s_hat[j]) <= s_hat[j], supported),
    ForEach(s_hat[j] ** 2 <= largest, supported),
)

SPECTRUM = (*a_dimension(), *modes())
DATA = (d0 >= 0, d0 <= D, *CLOSE)
f, slope, bend = Sum(mode_error, kept), Sum(mode_slope, kept), Sum(mode_bend, kept)
condition = Sum(aligned, kept) >= 0  # (7)
counted = Sum(aligned, supported) + D - d0  # its left side for data on d0 coordinates, k = D
iff = Equivalent(never_rises(plugin_error), condition)
best_at_the_end = Minimises(Integer(0), plugin_error, levels)


_LEVEL = ((x >= 0, helped | {x: -1}), (x <= X, at((two,), (two,), x=2, i=1)), (X < 1, wide | {x: 2, i: 1}))
_BEND = ((none_negative(s, k), at((-one,), (half,), x=0)), (all_positive(s_hat, k), unknown | {x: 0}), *_LEVEL)
_CLOCK = ((X < 1, wide | {d0: 1}), (clock, helped | backwards | {d0: 1}))
NECESSARY: dict[str, tuple[tuple[Boolean, dict[Any, Any]], ...]] = {
    "exact": ((none_negative(s, k), at((-two,), (one,))), (X < 1, wide), (clock, helped | backwards)),
    "iff": ((none_negative(s, k), concave), (all_positive(s_hat, k), unknown), *_CLOCK),
    "zero-modes": (
        (d0 <= k, at((one, one), (one, one), d0=2) | {k: 1}),
        (none_negative(s, d0), concave | {d0: 2}),
        (all_positive(s_hat, d0), unknown),
        (empty(s, d0, k), at((one, quarter), (one, 0), d0=1)),
        (empty(s_hat, d0, k), at((one, 0), (one, two), d0=1)),
        *_CLOCK,
    ),
    "step-clock": _LEVEL,
    "step-nonnegative": _BEND,
    "step-strict": (
        (i <= k, at((0, one), (one, half), x=0, i=2) | {k: 1}),
        (s[i] > 0, at((0,), (half,), x=0, i=1)),
        (Ne(s_hat[i], 1), at((one,), (one,), x=0, i=1)),
    ),
    "remark-a-repaired": (
        (none_negative(s, k), concave),
        (all_positive(s_hat, k), unknown),
        (X > 0, harmed | {X: 0}),
        (X < 1, wide),
    ),
    "remark-a-in-time": (
        (none_negative(s, k), concave),
        (all_positive(s_hat, k), unknown),
        (X < 1, wide),
        (clock, harmed | backwards),
    ),
    "remark-b-repaired": (
        (CLOSE[0], at((0,), (0,), d0=1, M=0)),
        (CLOSE[1], at((Integer(10),), (half,), d0=1, M=quarter)),
        (CLOSE[2], at((half,), (half,), d0=1, M=-two)),
    ),
    "remark-b-monotone": (
        (CLOSE[1], at((Integer(10), 0, 0), (half, 0, 0), d0=1, M=quarter)),
        (empty(s, d0), at((half, 0, quarter), (half, 0, 0), d0=1, M=quarter)),
        (empty(s_hat, d0), at((half, 0, 0), (half, two, two), d0=1, M=quarter)),
        (X < 1, at((two, 0, 0, 0, 0, 0), (two, 0, 0, 0, 0, 0), d0=1, M=4) | too_long),
        (clock, at((half, 0, 0), (half, 0, 0), d0=1, M=quarter) | backwards),
        ((2 + largest) * d0 <= D, at((one,), (half,), d0=1, M=quarter)),
    ),
    "remark-c-repaired": ((ForEach(aligned >= 0, kept), harmed), *_CLOCK),
    "remark-c-converse-repaired": (
        (k >= 1, harmed | {k: 0}),
        (ForEach(aligned < 0, kept), helped),
        (clock, harmed | backwards),
    ),
}


def _most(sign: Boolean) -> Boolean:
    """Return that a sign condition holds for more than half of the modes."""
    return 2 * Sum(Piecewise((1, sign), (0, True)), kept) > k


CLAIMS = {
    "exact": printed(
        "with the exact score the error does not rise with generation time, for every k",
        (*a_dimension(), none_negative(s, k), X < 1, clock),
        never_rises(exact_error),
        witnesses=WITNESSES["exact"],
        necessary=NECESSARY["exact"],
    ),
    "iff": printed(
        "with the plug-in score and positive estimates the error does not rise with generation time iff (7)",
        (*SPECTRUM, *a_schedule()),
        iff,
        witnesses=WITNESSES["iff"],
        necessary=NECESSARY["iff"],
    ),
    "iff-as-stated": printed(
        "the same for any estimates, as the proposition itself is worded",
        (*a_dimension(), none_negative(s, k), ForEach(s_hat[j] >= 0, kept), *a_schedule()),
        iff,
        counterexample=at((0,), (0,)),
    ),
    "zero-modes": repaired(
        "where the modes beyond d0 have s = ŝ = 0, the same iff (7) holds with each of them counted +1",
        (*a_dimension(), *ZERO_MODES, *a_schedule()),
        Equivalent(never_rises(plugin_error), Sum(aligned, supported) + k - d0 >= 0),
        repairs="P1.iff-as-stated",
        witnesses=WITNESSES["zero-modes"],
        necessary=NECESSARY["zero-modes"],
    ),
    "step-clock": step(
        "in the noise level x the error is f(x) plus a constant",
        (*a_dimension(), *a_level(x, X), X < 1),
        Identity(plugin_error, f + lost),
        witnesses=WITNESSES["step-clock"],
        necessary=NECESSARY["step-clock"],
    ),
    "step-slope": step(
        "f'(x) = Σ (1 - s_j/√v_j)(1 - ŝ_j²)",
        (*a_dimension(), all_positive(s_hat, k), X < 1),
        IsDerivative(f, slope, levels),
        witnesses=WITNESSES["step-slope"],
    ),
    "step-bend": step(
        "f''(x) = Σ s_j (1 - ŝ_j²)²/(2 v_j^{3/2})",
        (*a_dimension(), all_positive(s_hat, k), X < 1),
        IsDerivative(slope, bend, levels),
        witnesses=WITNESSES["step-bend"],
    ),
    "step-positive": step(
        "f''(x) > 0",
        (*SPECTRUM, X < 1, *a_level(x, X)),
        bend > 0,
        counterexample=at((1,), (1,), x=0),
    ),
    "step-nonnegative": repaired(
        "f''(x) >= 0, which is all that convexity needs",
        (*SPECTRUM, X < 1, *a_level(x, X)),
        bend >= 0,
        repairs="P1.step-positive",
        witnesses=WITNESSES["step-nonnegative"],
        necessary=NECESSARY["step-nonnegative"],
    ),
    "step-strict": repaired(
        "f''(x) > 0 if some kept mode i has s_i > 0 and ŝ_i ≠ 1",
        (*SPECTRUM, X < 1, *a_level(x, X), i >= 1, i <= k, s[i] > 0, Ne(s_hat[i], 1)),
        bend > 0,
        repairs="P1.step-positive",
        witnesses=WITNESSES["step-strict"],
        necessary=NECESSARY["step-strict"],
    ),
    "remark-a": remark(
        "under (7) the optimum happens before time T, that is not at x = 0",
        (*SPECTRUM, *noisy_horizon(), condition),
        Not(best_at_the_end),
        counterexample=at((quarter,), (half,)),
    ),
    "remark-a-repaired": repaired(
        "time T is optimal iff (7), so the optimum happens before T iff (7) fails",
        (*SPECTRUM, *noisy_horizon()),
        Equivalent(best_at_the_end, condition),
        repairs="P1.remark-a",
        witnesses=WITNESSES["remark-a-repaired"],
        necessary=NECESSARY["remark-a-repaired"],
    ),
    "remark-a-in-time": repaired(
        "the same in generation time: t = T minimises the error over [0, T] iff (7)",
        (*SPECTRUM, *a_schedule()),
        Equivalent(best_at_the_horizon, condition),
        repairs="P1.remark-a",
        witnesses=WITNESSES["remark-a-in-time"],
        necessary=NECESSARY["remark-a-in-time"],
    ),
    "remark-b": remark(
        "data on d0 < D coordinates, |s_j - ŝ_j| <= ŝ_j and ŝ_j² <= M for j <= d0: left of (7) >= D - (2 + M) d0",
        (d0 >= 1, d0 <= D - 1, *CLOSE, empty(s, d0), empty(s_hat, d0)),
        Sum(aligned, (j, 1, D)) >= D - (2 + largest) * d0,
        counterexample=at((1, 0), (1, 0), d0=1, M=1),
    ),
    "remark-b-repaired": repaired(
        "the same for its left side with each zero mode counted +1",
        DATA,
        counted >= D - (2 + largest) * d0,
        repairs="P1.remark-b",
        witnesses=WITNESSES["remark-b-repaired"],
        necessary=NECESSARY["remark-b-repaired"],
    ),
    "remark-b-monotone": remark(
        "hence without projection the error does not rise with generation time once D >= (2 + M) d0",
        (*DATA, empty(s, d0), empty(s_hat, d0), *a_schedule(), (2 + largest) * d0 <= D),
        never_rises(substitute(plugin_error, {k: D})),
        witnesses=WITNESSES["remark-b-monotone"],
        necessary=NECESSARY["remark-b-monotone"],
    ),
    "remark-c": remark(
        "if for most modes the sign of 1 - s_j/ŝ_j is that of 1 - ŝ_j² then the error does not rise",
        (*SPECTRUM, *a_schedule(), _most(aligned > 0)),
        never_rises(plugin_error),
        counterexample=at((quarter, quarter, 4), (half, half, half)),
    ),
    "remark-c-converse": remark(
        "otherwise, if most of these signs differ, it does rise somewhere",
        (*SPECTRUM, *a_schedule(), _most(aligned < 0)),
        Not(never_rises(plugin_error)),
        counterexample=at((Rational(5, 8), Rational(5, 8), Rational(1, 8)), (half, half, half)),
    ),
    "remark-c-repaired": repaired(
        "if no kept mode has these signs opposed, the error does not rise",
        (*SPECTRUM, *a_schedule(), ForEach(aligned >= 0, kept)),
        never_rises(plugin_error),
        repairs="P1.remark-c",
        witnesses=WITNESSES["remark-c-repaired"],
        necessary=NECESSARY["remark-c-repaired"],
    ),
    "remark-c-converse-repaired": repaired(
        "if every kept mode has these signs opposed, it does rise somewhere",
        (*SPECTRUM, *a_schedule(), ForEach(aligned < 0, kept)),
        Not(never_rises(plugin_error)),
        repairs="P1.remark-c-converse",
        witnesses=WITNESSES["remark-c-converse-repaired"],
        necessary=NECESSARY["remark-c-converse-repaired"],
    ),
}

STATEMENT = Statement(
    id="P1",
    title="the error is monotone in time iff its slope at the end is not negative",
    source=Source(place="Proposition 1, eq. (7), Appendix A.1"),
    claims=claims_of("P1", CLAIMS),
)
