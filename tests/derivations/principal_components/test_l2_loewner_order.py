"""L2: what fails for numbers, what holds for random matrices, and the rule that exchanges two sums."""

from __future__ import annotations

from typing import Any

import numpy as np
from mpmath import eigsy, matrix
from sympy import Sum, Symbol

from ldm_symbolic.derivations import statement
from ldm_symbolic.notation import data_dimension, deviations, estimated_deviations, mode
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.tactics import exchange_sums
from ldm_symbolic.search.judge import Outcome, judge

D, i, j, s, r = data_dimension, Symbol("i", integer=True), mode, deviations, estimated_deviations
BOTH = Sum(r[D * (i - 1) + j] * s[j], (j, 1, D))


def test_the_printed_lemma_fails_for_numbers_and_for_multiples_of_the_identity() -> None:
    """A = I, B = -I: A² - B² = 0 is ⪯ 0, and A - B = 2 I is not."""
    for size in (1, 2, 5):
        first, second = matrix(np.eye(size).tolist()), matrix((-np.eye(size)).tolist())
        assert max(eigsy(first * first - second * second, eigvals_only=True)) <= 0
        assert max(eigsy(first - second, eigvals_only=True)) == 2
    claim = statement("L2")["L2.squares"]
    assert claim.counterexample is not None
    assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome is Outcome.FALSE
    repaired = statement("L2")["L2.squares-repaired"]
    assert judge(repaired.hypotheses, repaired.conclusion, claim.counterexample).outcome is Outcome.NOT_MET


def random_pair(random: np.random.Generator) -> tuple[Any, Any]:
    """A symmetric A and a B ⪰ 0 with eigenvalues from 1e-3 to 1e3, often with A² ⪯ B² and equality somewhere."""
    size = int(random.integers(1, 6))
    basis = np.linalg.qr(random.standard_normal((size, size)))[0]
    second = basis @ np.diag(10.0 ** random.uniform(-3, 3, size)) @ basis.T
    first = random.standard_normal((size, size)) * 10.0 ** random.uniform(-3, 3)
    first = first + first.T
    inverse = np.linalg.inv(second)
    ratio = np.sqrt(np.linalg.norm(inverse @ first @ first @ inverse, 2))
    return first * random.choice([1 / ratio, 0.9 / ratio, 1 / ratio, 1.0]), second


def test_random_matrices_obey_the_repaired_lemma() -> None:
    random, met = np.random.default_rng(2), 0
    for _ in range(2000):
        first, second = random_pair(random)
        scale = np.linalg.norm(second, 2)
        met += (squares := np.linalg.eigvalsh(first @ first - second @ second)[-1] <= 1e-12 * scale**2)
        if squares:
            assert np.linalg.eigvalsh(first - second)[-1] <= 1e-6 * scale
            changed = random.standard_normal(first.shape)
            gap = changed.T @ (second - first) @ changed
            assert np.linalg.eigvalsh(gap)[0] >= -1e-6 * scale * np.linalg.norm(changed, 2) ** 2
    assert met >= 1000, met


def test_the_converse_fails_in_the_plane_for_positive_matrices() -> None:
    """A ⪯ B does not give A² ⪯ B²: this is why the lemma is about roots."""
    first, second = matrix([[1, 1], [1, 1]]), matrix([[2, 1], [1, 1]])
    assert min(eigsy(second - first, eigvals_only=True)) >= 0
    assert min(eigsy(second * second - first * first, eigvals_only=True)) < 0


def test_a_double_sum_is_exchanged() -> None:
    fact = exchange_sums(s[i] ** 2, BOTH, (i, 1, D))
    other = Sum(s[j] * Sum(s[i] ** 2 * r[D * (i - 1) + j], (i, 1, D)), (j, 1, D))
    assert fact.conclusion == Identity(Sum(s[i] ** 2 * BOTH, (i, 1, D)), other)
    values = {D: 2, s: (2, 3), r: (1, 5, 7, 11)}
    assert judge((), fact.conclusion, values).outcome is Outcome.TRUE
    assert fact.hypotheses == ()
