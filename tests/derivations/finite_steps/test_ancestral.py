"""DDPM's ancestral sampling on one mode: its own step functions are run, with three variances, on any grids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng
from sympy import Integer

from ldm_symbolic import claim
from ldm_symbolic.derivations.finite_steps.n3_ancestral_sampling import (
    LARGE_RUN,
    QUARTER,
    V,
    added,
    first,
    law,
    second,
)
from ldm_symbolic.notation import variance
from ldm_symbolic.samplers.schemes import LETTERS, Interval, ancestral
from ldm_symbolic.search.judge import Outcome, judge


def run(signals: list[float], true: float, step: Callable[..., Any]) -> float:
    """The variance that the sampler's own step makes of the noised law, from what it does to a state and to noise."""
    value = true * signals[0] ** 2 + 1 - signals[0] ** 2
    for here, there in pairwise(signals):
        names = {"signal": here, "noise": sqrt(1 - here**2), "signal_after": there, "noise_after": sqrt(1 - there**2)}
        at: Interval = replace(LETTERS, believed=true, beta=1 - here**2 / there**2, **names)
        value = float(step(1.0, 0.0, at)) ** 2 * value + float(step(0.0, 1.0, at)) ** 2
    return value


def test_each_variance_leaves_what_is_claimed() -> None:
    rng = default_rng(6)
    for _ in range(300):
        true = float(np.exp(2 * rng.normal()))
        signals = [*np.sort(rng.uniform(0.02, 0.999, int(rng.integers(1, 7)))), 1.0]
        assert run(signals, true, ancestral.small) <= true + 1e-9
        assert run(signals, true, ancestral.posterior) == pytest.approx(true)
        excess = run(signals, true, ancestral.large) - true
        assert excess * (1 - true) >= -1e-9


def test_the_large_variance_leaves_less_than_a_variance_above_one() -> None:
    """1108/325 of 4 in one step from α = 3/5; 4897/7300 of 1/4."""
    assert run([0.6, 1.0], 4, ancestral.large) == pytest.approx(1108 / 325) == pytest.approx(float(LARGE_RUN[V][1]))
    assert run([0.6, 1.0], 0.25, ancestral.large) == pytest.approx(float(QUARTER[V][1]))
    refuted = claim("N3.large")
    assert judge(refuted.hypotheses, refuted.conclusion, refuted.counterexample or {}).outcome is Outcome.FALSE


def test_the_small_and_the_large_variance_are_the_posteriors_of_data_of_variance_0_and_1() -> None:
    """SymPy shows it at once, so that no claim is made of it."""
    for data, step in ((0, ancestral.small), (1, ancestral.large)):
        assert added(Integer(5), first, second, step) == added(Integer(data), first, second)
    assert added(Integer(2), first, second) != added(Integer(1), first, second)


def test_a_run_with_another_last_variance_is_refused() -> None:
    """The end is λ, not the noised law where the run began."""
    exact = claim("N3.posterior")
    start = law(first).subs(first, exact.witnesses[0][next(n for n in exact.names if str(n) == "alpha")][0])
    wrong = exact.conclusion.xreplace({variance: start})
    assert wrong != exact.conclusion
    assert judge(exact.hypotheses, wrong, exact.witnesses[0]).outcome is Outcome.FALSE
