"""V_T of one mode as a function of the inverse cap r = 1/C, from that of P5: what N9 says of a cap that is perfect.

For λ̂ < 1 the cap begins to bind where the signal is (1-r)/(1-λ̂), if that lies between e^{-2T} and 1: from the start for
r >= p(T), and not at all for r <= λ̂, so that r runs from λ̂ to 1.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from sympy import And, Expr, Integer, Max, Min, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.variance_at_the_end import capped_from
from ldm_symbolic.derivations.letters import C, T
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import Increasing, UniqueRoot, substitute

y = Symbol("r", real=True)
"""1/C."""
signal = exp(-2 * T)
reached = (1 - y) / (1 - lam)
first = 1 - (1 - lam) * signal
"""p(T)."""


def end_from(signal_there: Expr) -> Expr:
    """V_T where the cap binds from a signal on.

    >>> end_from(reached).has(y)
    True
    """
    return substitute(capped_from(T + log(signal_there) / 2), {C: 1 / y})


at_end = end_from(Max(signal, Min(Integer(1), reached)))
late, early = end_from(reached), substitute(capped_from(Integer(0)), {C: 1 / y})
PERFECT = (T > 0, lam > 0, lam < 1, s > 0)
ONE_CAP = UniqueRoot(at_end - s**2, (y, lam, Integer(1)))
below, above = Symbol("g", real=True), Symbol("h", real=True)
"""Two inverse caps."""
LATE_CAP, EARLY_CAP = UniqueRoot(late - s**2, (y, below, above)), UniqueRoot(early - s**2, (y, first, Integer(1)))
"""The cap 1/r begins to bind on the way, or binds from the start."""
middle = substitute(early, {y: first})
"""V_T at the cap 1/p(T)."""
ON_THE_WAY = (below >= lam, above > below, above <= first)
BETWEEN = (substitute(late, {y: below}) <= s**2, substitute(late, {y: above}) >= s**2)
ABOVE = (middle <= s**2, s < 1)
FALLS_WITH_CAP = And(Increasing(late, (y, lam, first)), Increasing(early, (y, first, Integer(1))))
