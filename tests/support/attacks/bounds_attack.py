"""Certified bounds against sixty digits of the oracle, on instances made to be hard to decide.

An instance has a kind: what is hard about it. From one seed come the same instances always.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import mpmath
import oracle
from sympy import Rational

from ldm_symbolic.certified.optimum import Certified, CertifiedTime
from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum

DIGITS = 60
CAPS = ("3/2", "5", "10", "1.01", "1000")
HORIZONS = ("1e-3", "1/3", "1", "2", "4")

Pair = tuple[Fraction, Fraction]
Random = random.Random


def _power(drawn: Random, low: float, high: float) -> Fraction:
    """A number of any order of magnitude between two, of few digits."""
    return Fraction(f"{drawn.randint(100, 999)}e{round(drawn.uniform(low, high)) - 2}")


def _close(drawn: Random, number: Fraction) -> Fraction:
    return number * (1 + drawn.choice([1, -1]) * Fraction(1, 10 ** drawn.randint(2, 30)))


def _decades(drawn: Random) -> list[Pair]:
    return [(_power(drawn, -12, 6), _power(drawn, -12, 6)) for _ in range(drawn.randint(1, 4))]


def _near_one(drawn: Random) -> list[Pair]:
    return [(_power(drawn, -3, 1), _close(drawn, Fraction(1))) for _ in range(drawn.randint(1, 4))]


def _zeros(drawn: Random) -> list[Pair]:
    sides = [(Fraction(0), _power(drawn, -6, 1)), (_power(drawn, -6, 1), Fraction(0)), (Fraction(0), Fraction(0))]
    return [drawn.choice(sides) for _ in range(drawn.randint(1, 3))] + [(_power(drawn, -3, 1), _power(drawn, -3, 1))]


def _near_ties(drawn: Random) -> list[Pair]:
    """The slopes of two modes cancel at x = 0 but for a little: (1 - s/ŝ)(1 - λ̂) = ±1/2 (1 - λ̂)."""
    root = Fraction(drawn.randint(1, 9), 10)
    return [(_close(drawn, (root / 2) ** 2), root**2), ((3 * root / 2) ** 2, root**2)]


def _cancelling(drawn: Random) -> list[Pair]:
    """Estimates within little of the truth, to either side."""
    return [(true, _close(drawn, true)) for true in (_power(drawn, -4, 2) for _ in range(drawn.randint(2, 5)))]


def _huge(drawn: Random) -> list[Pair]:
    large = _power(drawn, 30, 60)
    return [(large, large * Fraction(drawn.randint(5, 20), 10))] + [
        (_power(drawn, -3, 0), _power(drawn, -3, 0)) for _ in range(drawn.randint(0, 2))
    ]


KINDS: dict[str, Callable[[Random], list[Pair]]] = {
    "decades of variances": _decades,
    "an estimate near 1": _near_one,
    "zeros": _zeros,
    "slopes that cancel at the end": _near_ties,
    "estimates that nearly are the truth": _cancelling,
    "1e30 and beyond, beside small ones": _huge,
}


def instance(seed: str) -> tuple[str, StoppingProblem, int]:
    """The kind of an instance, its problem and a k."""
    drawn = random.Random(seed)
    kind = drawn.choice(sorted(KINDS))
    pairs = KINDS[kind](drawn)
    drawn.shuffle(pairs)
    spectrum = Spectrum(variances=tuple(t for t, _ in pairs), estimated=tuple(e for _, e in pairs))
    capped = drawn.random() < 0.25
    problem = StoppingProblem(
        spectrum=spectrum,
        score=CappedScore(cap=Rational(drawn.choice(CAPS))) if capped else PluginScore(),
        start=Start.STANDARD if drawn.random() < 0.4 else Start.NOISED,
        horizon=Fraction(drawn.choice(HORIZONS)),
    )
    return kind, problem, drawn.randint(1, len(pairs))


def faults(problem: StoppingProblem, row: CertifiedTime) -> list[str]:
    """What the oracle finds outside the bounds, beyond the digits that it vouches for."""
    setting = oracle.Setting(horizon=problem.horizon, cap=problem.cap, start=problem.start.value, digits=DIGITS)
    expected = oracle.best_noise(row.k, problem.spectrum.variances, problem.believed, setting)
    at_end = oracle.error(row.k, 0, problem.spectrum.variances, problem.believed, setting)
    found = [] if row.narrow(15) or row.rivals else ["wide"]
    with mpmath.workdps(3 * DIGITS + 40):
        slack = mpmath.mpf(10) ** -DIGITS
        wide = slack * (1 + as_mpf(Fraction(sum(problem.spectrum.variances) + sum(problem.believed))))
        for name, value in (("error", expected.error), ("error_at_end", at_end)):
            bounds = getattr(row, name)
            if not as_mpf(bounds.lower) - wide <= value <= as_mpf(bounds.upper) + wide:
                found.append(name)
        curve = oracle.ErrorCurve(row.k, problem.spectrum.variances, problem.believed, setting)
        near = as_mpf(row.noise.lower) * (1 - slack) <= expected.noise <= as_mpf(row.noise.upper) * (1 + slack)
        middle = as_mpf((row.noise.lower + row.noise.upper) / 2)
        curved = wide + 2 * as_mpf(row.error.upper - row.error.lower)
        if not near and not curve.value(middle) <= expected.error + curved:
            found.append("noise")
    return found


@dataclass(slots=True)
class Tally:
    """What came of some instances.

    Args:
        instances: how many of each kind.
        refused: how many of each kind were refused as undecided.
        rivals: how many had several noise levels that no precision told apart.
        wrong: seeds of instances with bounds that the oracle contradicts, and which.
    """

    instances: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    rivals: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def add(self, seed: str) -> None:
        """Certify the instance of a seed to 15 digits, and ask the oracle."""
        kind, problem, kept = instance(seed)
        self.instances[kind] += 1
        try:
            row = Certified(problem).at(kept)
        except ArithmeticError:
            self.refused[kind] += 1
            return
        self.rivals += bool(row.rivals)
        found = faults(problem, row)
        if found:
            self.wrong[seed] = found
