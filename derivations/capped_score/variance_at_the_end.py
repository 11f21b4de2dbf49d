"""The variance of one mode under a capped score from a standard start: its equation, and its value at the end, t = T.

The cap is active from a time t' on: e^{2(T-t')} = G = min(e^{2T}, max(1, C (1 - λ̂)/(C - 1))), so t' = T where
C λ̂ >= 1, t' = 0 where C p(T) <= 1 with p(u) = 1 - e^{-2u} + e^{-2u} λ̂, and C p(T - t') = 1 in between. Then

    V_T = 1/(2C-1) + e^{-(4C-2)(T-t')} (V(t') - 1/(2C-1)),  V(t') the variance of the uncapped score at t'

Lower bound: V_T >= 1/(2C-1), because V(t') is. Upper bound: V_T <= U(T) for U the variance of the uncapped score of a
mode with κ >= λ̂, C κ >= 1: e^{(4C-2)t} (U(t) - 1/(2C-1)) does not fall, as U needs no weight above C, and
V(t') <= U(t'). Where e^{-2T} <= 2√2 - 2, U(T) <= 2 κ, a quadratic in κ without two roots.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from sympy import Expr, Function, Integer, Max, Symbol, diff

from ldm_symbolic import notation
from ldm_symbolic.derivations.letters import C, T, t, x
from ldm_symbolic.model.backward import moment_equation
from ldm_symbolic.model.capped_end import BALANCE as BALANCE
from ldm_symbolic.model.capped_end import REACH as REACH
from ldm_symbolic.model.capped_end import SIGNAL as SIGNAL
from ldm_symbolic.model.capped_end import b as b
from ldm_symbolic.model.capped_end import capped_from as capped_from
from ldm_symbolic.model.capped_end import decay as decay
from ldm_symbolic.model.capped_end import final as final
from ldm_symbolic.model.capped_end import q as q
from ldm_symbolic.model.capped_end import signal_at as signal_at
from ldm_symbolic.model.capped_end import switch_time as switch_time
from ldm_symbolic.model.capped_end import uncapped as uncapped
from ldm_symbolic.model.capped_end import uncapped_signal as uncapped_signal
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.schedules.variance_preserving import in_symbols
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.notation import generated_variance, time_left
from ldm_symbolic.proof import SolvesLinearODE

V = Function("V", real=True)
closed_weight = 1 / Max(1 / C, noised(lam))  # the same where p > 0, and C where p = 0


def at_time(expression: Expr) -> Expr:
    """Return an expression in the noise level x with x = a²_{T-t}."""
    return expression.subs(x, in_symbols(OU).noise_level.subs(time_left, T - t))


def coefficients(mode_weight: Expr) -> tuple[Expr, Expr]:
    """Return a and b of V' = a V + b, from the moment equation of the model."""
    right = moment_equation().subs({notation.rate: in_symbols(OU).rate, notation.weight: mode_weight})
    return diff(right, generated_variance), right.subs(generated_variance, Integer(0))


def equation(mode_weight: Expr) -> SolvesLinearODE:
    """Return that V solves the equation with a weight and starts at 1."""
    return SolvesLinearODE(V(t), *coefficients(at_time(mode_weight)), Integer(1), (t, 0, T))


r, z, kappa = (Symbol(letter, real=True) for letter in ("r", "z", "kappa"))
start, above, later, low = (Symbol(word, real=True) for word in ("start", "above", "later", "low"))


NEAR = lam <= 2 * s**2
"""What |λ - λ̂| <= λ says of λ̂ above λ."""
HELPS, HURTS = 2 * C * s**2 >= 1, 4 * (2 * C - 1) * s**2 <= 1
