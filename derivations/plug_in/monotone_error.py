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

from sympy import Equivalent, Integer, Ne, Not, Piecewise, Rational, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.statement import Claim, Role, Source, Statement
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.plug_in import monotone_error_proof as proofs
from ldm_symbolic.derivations.plug_in.best_at_the_end_proof import best_at_the_horizon, best_in_time
from ldm_symbolic.derivations.plug_in.monotone_error_instances import NECESSARY, WITNESSES, at
from ldm_symbolic.derivations.plug_in.monotone_error_moves import MOVES
from ldm_symbolic.derivations.plug_in.monotone_error_proof import (
    CLOSE,
    EMPTY_DATA,
    ESTIMATED,
    REAL,
    SCHEDULE,
    ZERO_MODES,
    aligned,
    d0,
    i,
    kept,
    largest,
    lost,
    mode_bend,
    mode_error,
    mode_slope,
    s,
    s_hat,
    supported,
)
from ldm_symbolic.derivations.plug_in.plug_in_error import INSIDE, exact_error, levels, never_rises, plugin_error
from ldm_symbolic.notation import data_dimension, horizon_noise
from ldm_symbolic.notation import latent_dimension as k
from ldm_symbolic.notation import mode as j
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

D, X = data_dimension, horizon_noise
Conditions = tuple[Boolean, ...]
half, quarter = Rational(1, 2), Rational(1, 4)
DIMENSIONS = (k >= 1, k <= D)
SPECTRUM = (*DIMENSIONS, REAL, ESTIMATED)
DATA = (d0 >= 0, d0 <= D, *CLOSE)
f, slope, bend = Sum(mode_error, kept), Sum(mode_slope, kept), Sum(mode_bend, kept)
condition = Sum(aligned, kept) >= 0  # (7)
counted = Sum(aligned, supported) + D - d0  # its left side for data on d0 coordinates, k = D
iff = Equivalent(never_rises(plugin_error), condition)
best_at_the_end = Minimises(Integer(0), plugin_error, levels)


def _most(sign: Boolean) -> Boolean:
    """Return that a sign condition holds for more than half of the modes."""
    return 2 * Sum(Piecewise((1, sign), (0, True)), kept) > k


def claim(word: str, *parts: Any, **more: Any) -> Claim:
    """Return a claim of P1 with what is known about it."""
    known = {"witnesses": WITNESSES.get(word, ()), "necessary": NECESSARY.get(word, ())}
    return claim_of("P1", word, *parts, **known, **more)


CLAIMS = (
    claim(
        "exact",
        Role.PRINTED,
        "with the exact score the error does not rise with generation time, for every k",
        (*DIMENSIONS, REAL, X < 1, clock),
        never_rises(exact_error),
        proof=proofs.exact_score,
    ),
    claim(
        "iff",
        Role.PRINTED,
        "with the plug-in score and positive estimates the error does not rise with generation time iff (7)",
        (*SPECTRUM, *SCHEDULE),
        iff,
        proof=proofs.plugin_score,
    ),
    claim(
        "iff-as-stated",
        Role.PRINTED,
        "the same for any estimates, as the proposition itself is worded",
        (*DIMENSIONS, REAL, ForEach(s_hat[j] >= 0, kept), *SCHEDULE),
        iff,
        counterexample=at((0,), (0,)),
    ),
    claim(
        "zero-modes",
        Role.REPAIRED,
        "where the modes beyond d0 have s = ŝ = 0, the same iff (7) holds with each of them counted +1",
        (*DIMENSIONS, *ZERO_MODES, *SCHEDULE),
        Equivalent(never_rises(plugin_error), Sum(aligned, supported) + k - d0 >= 0),
        proof=proofs.zero_modes,
        repairs="P1.iff-as-stated",
    ),
    claim(
        "step-clock",
        Role.STEP,
        "in the noise level x the error is f(x) plus a constant",
        (*DIMENSIONS, *INSIDE, X < 1),
        Identity(plugin_error, f + lost),
        proof=proofs.error_in_the_noise_level,
    ),
    claim(
        "step-slope",
        Role.STEP,
        "f'(x) = Σ (1 - s_j/√v_j)(1 - ŝ_j²)",
        (*DIMENSIONS, ESTIMATED, X < 1),
        IsDerivative(f, slope, levels),
        proof=proofs.first_slope,
    ),
    claim(
        "step-bend",
        Role.STEP,
        "f''(x) = Σ s_j (1 - ŝ_j²)²/(2 v_j^{3/2})",
        (*DIMENSIONS, ESTIMATED, X < 1),
        IsDerivative(slope, bend, levels),
        proof=proofs.second_slope,
    ),
    claim(
        "step-positive",
        Role.STEP,
        "f''(x) > 0",
        (*SPECTRUM, X < 1, *INSIDE),
        bend > 0,
        counterexample=at((1,), (1,), x=0),
    ),
    claim(
        "step-nonnegative",
        Role.REPAIRED,
        "f''(x) >= 0, which is all that convexity needs",
        (*SPECTRUM, X < 1, *INSIDE),
        bend >= 0,
        proof=proofs.bends_up,
        repairs="P1.step-positive",
    ),
    claim(
        "step-strict",
        Role.REPAIRED,
        "f''(x) > 0 if some kept mode i has s_i > 0 and ŝ_i ≠ 1",
        (*SPECTRUM, X < 1, *INSIDE, i >= 1, i <= k, s[i] > 0, Ne(s_hat[i], 1)),
        bend > 0,
        proof=proofs.bends_strictly,
        repairs="P1.step-positive",
    ),
    claim(
        "remark-a",
        Role.REMARK,
        "under (7) the optimum happens before time T, that is not at x = 0",
        (*SPECTRUM, X > 0, X < 1, condition),
        Not(best_at_the_end),
        counterexample=at((quarter,), (half,)),
    ),
    claim(
        "remark-a-repaired",
        Role.REPAIRED,
        "time T is optimal iff (7), so the optimum happens before T iff (7) fails",
        (*SPECTRUM, X > 0, X < 1),
        Equivalent(best_at_the_end, condition),
        proof=proofs.best_at_the_end,
        repairs="P1.remark-a",
    ),
    claim(
        "remark-a-in-time",
        Role.REPAIRED,
        "the same in generation time: t = T minimises the error over [0, T] iff (7)",
        (*SPECTRUM, *SCHEDULE),
        Equivalent(best_at_the_horizon, condition),
        proof=best_in_time,
        repairs="P1.remark-a",
    ),
    claim(
        "remark-b",
        Role.REMARK,
        "data on d0 < D coordinates, |s_j - ŝ_j| <= ŝ_j and ŝ_j² <= M for j <= d0: left of (7) >= D - (2 + M) d0",
        (d0 >= 1, d0 <= D - 1, *CLOSE, *EMPTY_DATA),
        Sum(aligned, (j, 1, D)) >= D - (2 + largest) * d0,
        counterexample=at((1, 0), (1, 0), d0=1, M=1),
    ),
    claim(
        "remark-b-repaired",
        Role.REPAIRED,
        "the same for its left side with each zero mode counted +1",
        DATA,
        counted >= D - (2 + largest) * d0,
        proof=proofs.left_side_is_large,
        repairs="P1.remark-b",
    ),
    claim(
        "remark-b-monotone",
        Role.REMARK,
        "hence without projection the error does not rise with generation time once D >= (2 + M) d0",
        (*DATA, *EMPTY_DATA, *SCHEDULE, (2 + largest) * d0 <= D),
        never_rises(substitute(plugin_error, {k: D})),
        proof=proofs.large_dimension,
    ),
    claim(
        "remark-c",
        Role.REMARK,
        "if for most modes the sign of 1 - s_j/ŝ_j is that of 1 - ŝ_j² then the error does not rise",
        (*SPECTRUM, *SCHEDULE, _most(aligned > 0)),
        never_rises(plugin_error),
        counterexample=at((quarter, quarter, 4), (half, half, half)),
    ),
    claim(
        "remark-c-converse",
        Role.REMARK,
        "otherwise, if most of these signs differ, it does rise somewhere",
        (*SPECTRUM, *SCHEDULE, _most(aligned < 0)),
        Not(never_rises(plugin_error)),
        counterexample=at((Rational(5, 8), Rational(5, 8), 0), (half, half, half)),
    ),
    claim(
        "remark-c-repaired",
        Role.REPAIRED,
        "if no kept mode has these signs opposed, the error does not rise",
        (*SPECTRUM, *SCHEDULE, ForEach(aligned >= 0, kept)),
        never_rises(plugin_error),
        proof=proofs.all_aligned,
        repairs="P1.remark-c",
    ),
    claim(
        "remark-c-converse-repaired",
        Role.REPAIRED,
        "if every kept mode has these signs opposed, it does rise somewhere",
        (*SPECTRUM, *SCHEDULE, ForEach(aligned < 0, kept)),
        Not(never_rises(plugin_error)),
        proof=proofs.all_opposed,
        repairs="P1.remark-c-converse",
    ),
)

STATEMENT = Statement(
    id="P1",
    title="the error is monotone in time iff its slope at the end is not negative",
    source=Source(place="Proposition 1, eq. (7), Appendix A.1"),
    claims=CLAIMS,
    derivation=MOVES,
)
