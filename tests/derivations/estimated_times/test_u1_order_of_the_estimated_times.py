"""The estimated times by hand: where they are exchanged, and the event on which they need no sorted estimates."""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic import claim
from ldm_symbolic.derivations.estimated_times.u1_order_of_the_estimated_times import EXCHANGED, UNSORTED
from ldm_symbolic.derivations.letters import D, T, X, estimated_times, k, s, s_hat, t
from ldm_symbolic.search.judge import Outcome, judge


def time(true: Fraction, estimated: Fraction, top: Fraction) -> Fraction:
    """T - ā((4 λ - λ̂)/(1 - λ̂)) where a_u² = u and λ̂ < 1."""
    level = (4 * true**2 - estimated**2) / (1 - estimated**2)
    return top - min(max(level, Fraction(0)), top)


def test_sorted_estimates_exchange_two_times() -> None:
    first, second = (time(EXCHANGED[s][i], EXCHANGED[s_hat][i], EXCHANGED[X]) for i in (1, 2))
    assert (first, second) == EXCHANGED[estimated_times][1:3]
    assert first > second
    assert list(EXCHANGED[s_hat]) == sorted(EXCHANGED[s_hat], reverse=True)


def test_unsorted_estimates_do_no_harm_at_the_end() -> None:
    """At t = T both directions are kept with ŝ_1 < ŝ_2: each adds (ŝ_j - s_j)² < λ_j."""
    near = claim("U1.near")
    assert UNSORTED[s_hat][0] < UNSORTED[s_hat][1]
    assert (UNSORTED[t], UNSORTED[k]) == (UNSORTED[T], UNSORTED[D])
    assert judge(near.hypotheses, near.conclusion, UNSORTED).outcome is Outcome.TRUE
    far = {**UNSORTED, s_hat: (Fraction(1, 5), Fraction(3, 4)), estimated_times: (Fraction(0), *(Fraction(3, 4),) * 2)}
    assert judge(near.hypotheses, near.conclusion, far).outcome is Outcome.NOT_MET
    assert judge((), near.conclusion, far).outcome is Outcome.FALSE
