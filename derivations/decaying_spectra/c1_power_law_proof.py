"""What is needed of a power-law spectrum: the best dimensions by the sizes of λ_m and λ_{m+1}.

Tested in `tests/derivations/decaying_spectra/test_c1_geometric_spectrum.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import (
    best_is_useful,
    near,
    next_is_useless,
    not_before,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import (
    HALF,
    IS_D,
    LARGE,
    POWER_HIGH,
    POWER_LAW,
    POWER_LOW,
    POWER_WINDOW,
    d,
)
from ldm_symbolic.derivations.hypotheses import (
    all_positive,
    capped_data,
    close_estimates,
    less_than_doubled,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.letters import C, D, s
from ldm_symbolic.proof import Fact, at, by_logic, follows, in_range, in_turn, prove


@cache
def power_by_truth() -> Fact:
    """(m+1)^α >= 2 C A and m^α <= 4 (2C-1) B at the two ends, from the sizes of λ_m and λ_{m+1}."""
    setting = (*capped_data(), *POWER_LAW, less_than_doubled(), long_enough(), BEST)
    inside = in_range(BEST)
    ranged = (best >= 1, best <= D)
    arithmetic = (C > 1, D >= 1, *POWER_LAW)
    upper = in_turn(
        POWER_HIGH, [at(POWER_LAW[-1], best)], hypotheses=(*arithmetic, *ranged, best >= 2, best_is_useful().conclusion)
    )
    lower = in_turn(
        POWER_LOW,
        [at(POWER_LAW[-2], best + 1)],
        hypotheses=(*arithmetic, *ranged, best <= D - 1, next_is_useless().conclusion),
    )
    near_next = follows(
        next_is_useless().hypotheses[-1],
        [at(less_than_doubled(), best + 1)],
        hypotheses=(less_than_doubled(), *ranged, best <= D - 1),
    )
    first = prove((*arithmetic, *ranged, best < 2), POWER_HIGH)
    last = prove((*arithmetic, *ranged, best > D - 1), POWER_LOW)
    high = by_logic(POWER_HIGH, [inside, upper, first, best_is_useful()], hypotheses=setting)
    low = by_logic(POWER_LOW, [inside, lower, last, near_next, next_is_useless()], hypotheses=setting)
    return by_logic(And(POWER_LOW, POWER_HIGH), [high, low], hypotheses=setting)


@cache
def power_by_estimates() -> Fact:
    """d <= m, and m^α < 16 (B/A) (d+1)^α unless m <= d + 1."""
    setting = (
        *capped_data(),
        not_rising(s),
        *POWER_LAW,
        all_positive(s),
        close_estimates(HALF),
        *IS_D,
        long_enough(),
        BEST,
    )
    large = in_turn(LARGE, [at(close_estimates(HALF), d)], hypotheses=(C > 1, close_estimates(HALF), *IS_D))
    low = by_logic(d <= best, [near(HALF), large, not_before(d)], hypotheses=setting)
    known = [at(close_estimates(HALF), d + 1), at(POWER_LAW[-2], d + 1), at(POWER_LAW[-1], best)]
    ranged = (best >= d + 2, best <= D)
    arithmetic = (*capped_data(), *POWER_LAW, all_positive(s), close_estimates(HALF), *IS_D)
    far = in_turn(POWER_WINDOW, known, hypotheses=(*arithmetic, *ranged, best_is_useful().conclusion))
    close = prove((*arithmetic, best >= 1, best <= D, best < d + 2), POWER_WINDOW)
    start = prove((d >= 1, best >= d + 2), best >= 2)
    high = by_logic(POWER_WINDOW, [in_range(BEST), far, close, start, best_is_useful()], hypotheses=setting)
    return by_logic(And(d <= best, POWER_WINDOW), [low, high], hypotheses=setting)
