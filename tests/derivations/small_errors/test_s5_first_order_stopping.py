"""S5: the remainder and the one-sided bound on random spectra, the oracle's minimum, and the order of the remainder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import oracle
import pytest
from sympy import Not

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import Outcome, judge

STATEMENT = statement("S5")

Numbers = Sequence[Fraction]
each = pytest.mark.parametrize


def slope(x: float, true: Numbers, estimated: Numbers) -> float:
    """The slope of the error in x, mode by mode: 1 - s/√v = (v - λ)/(√v (√v + s)), with v - λ rounded but once."""
    total = 0.0
    for a, b in zip(true, estimated, strict=True):
        gap = float(b - a) + float(1 - b) * x
        v = float(a) + gap
        total += gap / (v + math.sqrt(v * float(a))) * float(1 - b)
    return total


def best_level(true: Numbers, estimated: Numbers, top: Fraction) -> float | None:
    """The level in (0, X) at which the slope changes sign, by bisection; None if it does not."""
    low, high = 0.0, float(top)
    if slope(low, true, estimated) >= 0 or slope(high, true, estimated) <= 0:
        return None
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle, true, estimated) < 0 else (low, middle)
    return (low + high) / 2


def first_order(true: Numbers, errors: Numbers) -> Fraction:
    """Σ q η/Σ q²/λ."""
    pairs = list(zip(true, errors, strict=True))
    return sum((1 - v) * e for v, e in pairs) / sum(((1 - v) ** 2 / v for v, _ in pairs), Fraction(0))


def constant(true: Numbers) -> tuple[Fraction, Fraction]:
    """C and μ, with the best μ and M."""
    ratios = [(1 - v) / v for v in true]
    least, most = min(ratios), max(ratios)
    return 5 / least**2 + 2 * (1 + 3 * most / least) ** 2 / least, least


def drawn(random: Random) -> tuple[Numbers, Numbers, Fraction]:
    """λ in (0, 1), some of them close to 1 or to each other, η with many signs, and h >= max |η|."""
    modes = random.randint(1, 6)
    base = Fraction(random.randint(1, 999), 1000)
    near = [base, base * Fraction(99, 100), Fraction(999, 1000)]
    true = [random.choice([*near, Fraction(random.randint(1, 999), 1000)]) for _ in range(modes)]
    largest = min(Fraction(1, 2), constant(true)[1] / 2) * random.choice(
        [Fraction(1), Fraction(1, 10), Fraction(1, 1000)]
    )
    signs = random.choice([(1,), (1, -1)])
    errors = [largest * random.choice(signs) * Fraction(random.randint(0, 100), 100) for _ in true]
    return true, errors, largest


def test_the_remainder_is_bounded_on_random_spectra() -> None:
    """2,000 instances within the hypotheses whose best level is inside; the bound is less than 100 times too large."""
    random, met, tightest = Random(5), 0, 0.0
    while met < 2000:
        true, errors, h = drawn(random)
        estimated = [v * (1 - e) for v, e in zip(true, errors, strict=True)]
        level = best_level(true, estimated, Fraction(999, 1000))
        if level is None:
            continue
        met += 1
        factor, least = constant(true)
        assert level <= float(2 * h / least)
        distance, bound = abs(level - float(first_order(true, errors))), float(factor * h**2)
        assert distance <= bound + 1e-13, (true, errors)
        tightest = max(tightest, distance / bound)
    assert 0.01 < tightest < 1


def test_the_one_sided_bound_holds_for_errors_of_any_size() -> None:
    """2,000 instances with λ̂ <= 1, the true variances up to 1000."""
    random, met = Random(6), 0
    while met < 2000:
        modes = random.randint(1, 6)
        true = [Fraction(random.randint(1, 10 ** random.randint(1, 6)), 1000) for _ in range(modes)]
        estimated = [Fraction(random.randint(1, 1000), 1000) for _ in true]
        level = best_level(true, estimated, Fraction(999, 1000))
        if level is None:
            continue
        met += 1
        pairs = list(zip(true, estimated, strict=True))
        weight, total = sum((1 - b) ** 2 / a for a, b in pairs), sum((1 - b) * (1 - b / a) for a, b in pairs)
        assert level >= float(total / weight) - 1e-12, (true, estimated)
        if modes == 1:
            assert level == pytest.approx(float(total / weight), abs=1e-12)


def test_the_oracle_has_its_least_error_there() -> None:
    """The error by quadrature of the backward equation, a little below, at and above the level."""
    setting = oracle.Setting(horizon="1/2", rate=lambda u: 1 / (2 * (1 - u)), digits=30)  # a_u² = u
    true, errors = [Fraction(1, 2), Fraction(1, 5)], [Fraction(1, 10), Fraction(1, 20)]
    estimated = [v * (1 - e) for v, e in zip(true, errors, strict=True)]
    level = best_level(true, estimated, Fraction(1, 2))
    assert level is not None
    a, b = [list(map(str, values)) for values in (true, estimated)]
    around = [oracle.error(2, repr(level * factor), a, b, setting) for factor in (0.99, 1, 1.01)]
    assert around[1] < min(around[0], around[2])
    assert level == pytest.approx(float(first_order(true, errors)), rel=0.1)


@each("true", [["1/2"], ["1/2", "1/5", "1/50"], ["3", "1/2"], ["2", "5"]], ids=str)
def test_the_remainder_is_of_second_order(true: list[str]) -> None:
    """Halving the errors quarters the remainder; also with variances above 1, which no claim covers."""
    variances = [Fraction(value) for value in true]
    sign = [1 if v < 1 else -1 for v in variances]
    rests = []
    for halvings in (8, 9, 10):
        errors = [Fraction(part * (number + 1), 2 * 2**halvings) for number, part in enumerate(sign)]
        estimated = [v * (1 - e) for v, e in zip(variances, errors, strict=True)]
        level = best_level(variances, estimated, Fraction(9, 10))
        assert level is not None
        rests.append(abs(level - float(first_order(variances, errors))))
    assert rests[0] / rests[1] == pytest.approx(4, rel=0.05)
    assert rests[1] / rests[2] == pytest.approx(4, rel=0.03)


def test_for_unit_variances_the_level_stays_at_the_start() -> None:
    """λ = 1: the slope is negative on all of [0, 1), however small the errors are, and the formula is 0/0."""
    for error in (Fraction(1, 10), Fraction(-1, 10**6)):
        assert all(slope(n / 10, [Fraction(1)], [1 - error]) < 0 for n in range(10))
    with pytest.raises(ZeroDivisionError):
        first_order([Fraction(1)], [Fraction(1, 10)])


def test_the_own_root_in_exact_arithmetic() -> None:
    random = Random(7)
    for _ in range(500):
        true = Fraction(random.randint(1, 999), 1000)
        error = Fraction(random.randint(-100, 100), 100)
        if true * error < -(1 - true) / 2:
            continue
        root, near = true * error / (1 - true + true * error), true * error / (1 - true)
        assert root + (1 - root) * true * (1 - error) == true
        assert near - 2 * near**2 <= root <= near


@each("claim", STATEMENT.claims, ids=lambda claim: claim.id)
def test_every_claim_fails_when_its_conclusion_is_turned_round(claim: Claim) -> None:
    assert claim.witnesses
    for witness in claim.witnesses:
        assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE
        assert judge(claim.hypotheses, Not(claim.conclusion), witness).outcome is Outcome.FALSE
