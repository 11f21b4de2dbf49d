"""P6: rotated spectra from the definition of the distance, brute force over k, ties, zeros and the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
from mpmath import matrix, mp

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import Outcome, judge

POOL = (1e-12, 1e-3, 0.1, 0.2, 0.2499, 0.25, 0.2501, 0.5, 0.999999, 1.0, 1.000001, 3.0, 1e6)


def rotated(angle: float, first: float, second: float) -> Any:
    """A covariance in the plane with given eigenvalues."""
    c, s = mp.cos(angle), mp.sin(angle)
    turn = matrix([[c, -s], [s, c]])
    return turn * mp.diag([first, second]) * turn.T


def test_the_distance_does_not_see_the_rotation() -> None:
    with mp.workdps(40):
        for angle in (0, 0.3, 1.1):
            data, made = rotated(angle, 2, 0.2), rotated(angle, 1.5, 0.6)
            diagonal = oracle.frechet_squared(mp.diag([1.5, 0.6]), mp.diag([2, 0.2]))
            turned = oracle.frechet_squared((made + made.T) / 2, (data + data.T) / 2)
            assert abs(turned - diagonal) < mp.mpf(10) ** -15


def threshold(value: float, top: float) -> float:
    """The level of t_k as printed: 3 λ/(1 - λ)₊ moved into [0, X]."""
    return top if value >= 1 else min(3 * value / (1 - value), top)


def test_random_spectra_agree_with_brute_force_over_k() -> None:
    random, met = np.random.default_rng(6), 0
    for _ in range(2000):
        size = int(random.integers(1, 7))
        values = np.sort(random.choice(POOL, size) if random.random() < 0.5 else 10 ** random.uniform(-6, 3, size))[
            ::-1
        ]
        if random.random() < 0.3:
            values[int(random.integers(0, size)) :] = 0
        top = float(random.choice([1e-3, 0.5, 0.99]))
        bounds = [threshold(value, top) for value in values[1:]]
        level = float(random.choice([0.0, top, *bounds, random.uniform(0, top)]))
        kept = 1 + sum(level <= bound for bound in bounds)
        made = values + (1 - values) * level
        errors = [np.sum((np.sqrt(made[:k]) - np.sqrt(values[:k])) ** 2) + values[k:].sum() for k in range(1, size + 1)]
        met += 1
        assert errors[kept - 1] <= min(errors) + 1e-9 * (1 + values.sum()), (values, level)
    assert met == 2000


def test_every_claim_holds_at_its_witnesses() -> None:
    for claim in statement("P6").claims:
        assert (claim.expected is Verdict.PROVED) is (claim.counterexample is None)
        for witness in claim.witnesses:
            assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE


def test_two_numbers_of_components_tie_at_the_end_of_an_interval() -> None:
    """λ = (4, 1/4, 1/9) and a² = 3/8, the level of t_3: v_3 = 4/9 = 4 λ_3, so that 2 and 3 components are best."""
    claim = statement("P6")["P6.remark-precisely"]
    assert claim.counterexample is not None
    assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome is Outcome.FALSE
    deviations, made = np.array([2, 1 / 2, 1 / 3]), np.sqrt([4 - 3 * 3 / 8, 1 / 4 + 3 / 4 * 3 / 8, 4 / 9])
    errors = [np.sum((made[:k] - deviations[:k]) ** 2) + np.sum(deviations[k:] ** 2) for k in (1, 2, 3)]
    assert abs(errors[1] - errors[2]) < 1e-12
    assert errors[0] > errors[1] + 1e-3
