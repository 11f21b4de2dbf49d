"""How often stopping early strictly helps: P(dE(k, x)/dx < 0 at x = 0) over samples of size N.

With λ̂_j = λ_j C_j, C_j = χ²_N/N, that slope is S_k = Σ_{j≤k} ψ_j with

    ψ_j = (1 - 1/√C_j) (1 - λ_j C_j),   and ψ_j = 1 where λ_j = 0

(E(k, ·) is convex, so stopping early helps just where the slope at the end is negative.) ψ has one maximum
M_j, between C = 1 and C = 1/λ_j, and falls to -∞ on both sides. So one mode is a matter of the χ²
distribution function, two are one integral of it; from three on the characteristic function of S_k is
inverted (Gil-Pelaez as a Fourier series of a square wave). Before that each ψ_j is bent below -ΣM, where it
decides the sign of any sum alone, so that it becomes bounded and the sign of the sum stays what it is.

Tested in `tests/stopping/averages/test_mean_error.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.averages.chi_squared import SampleVariance
from ldm_symbolic.stopping.averages.fourier import fourier_sum

_EXACT = 1e-12
_HALVINGS = 80
_NODES = (192, 384)
_REACH = 3.4  # of the double exponential rule: what lies beyond weighs e^{-47}
_FEW = 3
_TERMS = (64, 512, 4096, 32768)
_ENOUGH = 1e-8
_POOR = 1e-2
_FALLEN = 0.25
_ROUNDING = 1e-11
_SURE = -math.log(_EXACT)
_PHASE = 1.0
_MOST_NODES = 1 << 19
_FINE = 2000
_BULK = 0.5
_RATES = np.geomspace(0.02, 200, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpsEarly:
    """The probability that stopping early strictly helps, for one k.

    Args:
        probability: P(S_k < 0).
        accuracy: how far that number may be off: of quadrature to rounding for one mode, the difference of
            four rules for two, and from three on what is left of the characteristic function where it is cut.
        normal: the normal approximation for large N, Φ(Σ(3 + λ_j)/√(8 N Σ(1 - λ_j)²)) where all λ_j > 0.
    """

    probability: float
    accuracy: float
    normal: float


def helps_early(variances: Sequence[Fraction], samples: int) -> list[HelpsEarly]:
    """The probability that stopping early strictly helps, for k = 1..D.

    Args:
        variances: λ_1, ..., λ_D >= 0, taken as true.
        samples: N in 1..10⁹.

    >>> [found] = helps_early([Fraction(1, 2)], 200)
    >>> round(found.probability, 9), round(found.normal, 9)
    (0.513298798, 0.569460183)
    """
    law = SampleVariance.of(samples).refined(_FINE)
    lobes = {value: _Lobe.of(value, law) for value in set(variances) if value}
    kept = [lobes[value] for value in variances if value]
    counts = accumulate(1 if value else 0 for value in variances)
    found: dict[int, tuple[float, float]] = {}
    many: dict[int, list[tuple[int, int]]] = {}
    for k, count in enumerate(counts, start=1):
        if count < _FEW:
            found[k] = _few(kept[:count], float(count - k))
        else:
            many.setdefault((count - 1).bit_length(), []).append((k, count))
    for group in many.values():
        found |= _inverted(group, kept)
    normals = _normal(variances, samples)
    return [
        HelpsEarly(probability=found[k][0], accuracy=found[k][1], normal=normal)
        for k, normal in enumerate(normals, start=1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lobe:
    """ψ of one mode as a function of z = log C, its maximum, and the probabilities of its level sets.

    Args:
        true: λ > 0.
        one_gap: 1 - λ, rounded once.
        law: of C, with nodes close enough to see ψ.
        peak: z where ψ is largest.
        top: M, its value there.
    """

    true: float
    one_gap: float
    law: SampleVariance
    peak: float
    top: float

    @classmethod
    def of(cls, variance: Fraction, law: SampleVariance) -> _Lobe:
        lobe = cls(true=float(variance), one_gap=float(1 - variance), law=law, peak=0.0, top=0.0)
        low, high = sorted((0.0, -math.log(lobe.true)))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if lobe._rises(middle) else (low, middle)
        return replace(lobe, peak=low, top=max(float(lobe.slope(np.array([low]))[0]), 0.0))

    def slope(self, logs: Floats) -> Floats:
        """ψ = (1 - e^{-z/2}) (1 - λ e^z)."""
        return np.asarray(-np.expm1(-logs / 2) * (self.one_gap - self.true * np.expm1(logs)))

    @property
    def usual(self) -> float:
        """What |ψ| does not exceed in half of the samples."""
        sizes = np.abs(self.slope(self.law.logs))
        order = np.argsort(sizes)
        return float(sizes[order][np.searchsorted(np.cumsum(self.law.weights[order]), _BULK)])

    def _rises(self, log: float) -> bool:
        falling = 2 * math.expm1(-log / 2) * self.true * math.exp(log)
        return math.exp(-log / 2) * (self.one_gap - self.true * math.expm1(log)) + falling > 0

    def where_at_least(self, levels: Floats) -> tuple[Floats, Floats]:
        """The ends of the interval of z on which ψ reaches each level, within the law's support if it can be."""
        reached = levels <= self.top
        ends = []
        for outer in (min(self.law.logs[0], self.peak), max(self.law.logs[-1], self.peak)):
            inside, outside = np.full_like(levels, self.peak), np.full_like(levels, outer)
            for _ in range(_HALVINGS):
                middle = (inside + outside) / 2
                within = self.slope(middle) >= levels
                inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
            ends.append(np.where(reached, outside, self.peak))
        return ends[0], ends[1]

    def chance(self, levels: Floats) -> Floats:
        """P(ψ >= level)."""
        low, high = self.where_at_least(levels)
        return np.maximum(self.law.below(high) - self.law.below(low), 0.0)


def _few(kept: Sequence[_Lobe], level: float) -> tuple[float, float]:
    """P(Σψ < level) and its accuracy for at most two modes, level <= 0."""
    match kept:
        case []:
            return 0.0, 0.0
        case [one]:
            return 1 - float(one.chance(np.array([level]))[0]), _EXACT
        case [one, other]:
            chances = [_pair(*both, level, nodes) for both in ((one, other), (other, one)) for nodes in _NODES]
            return min(max(1 - chances[-1], 0.0), 1.0), max(chances) - min(chances) + _EXACT
    raise ValueError(f"at most two modes, got {len(kept)}")


def _pair(one: _Lobe, other: _Lobe, level: float, nodes: int) -> float:
    """P(ψ_1 + ψ_2 >= level): the chances of the second mode averaged over the first, by the double exponential rule."""
    law = one.law
    ends = [float(end[0]) for end in one.where_at_least(np.array([level - other.top]))]
    low, high = np.clip(ends, law.logs[0], law.logs[-1])
    steps = np.linspace(-_REACH, _REACH, nodes)
    share = 1 / (1 + np.exp(-math.pi * np.sinh(steps)))
    weight = math.pi * np.cosh(steps) * share * (1 - share) * (steps[1] - steps[0])
    logs = low + (high - low) * share
    terms = law.density_at(logs) * other.chance(level - one.slope(logs))
    return float((high - low) * np.sum(weight * terms))


def _inverted(group: Sequence[tuple[int, int]], kept: Sequence[_Lobe]) -> dict[int, tuple[float, float]]:
    """P(S_k < 0) and its accuracy for the k of a group, each with its number of modes that are not empty.

    For |S| below half the period L the square wave of S is its sign:
    P(S < 0) = 1/2 - (2/π) Σ_{m odd} Im φ(2πm/L)/m.
    """
    lobes = kept[: max(count for _, count in group)]
    empty = max(k - count for k, count in group)
    highest = sum(lobe.top for lobe in lobes) + empty
    if highest == 0:  # every λ is 1: no ψ is ever positive
        return dict.fromkeys((k for k, _ in group), (1.0, 0.0))
    width = highest + max(lobe.usual for lobe in lobes)
    bent = {lobe.true: _Bent(lobe=lobe, width=width) for lobe in lobes}
    modes = [bent[lobe.true] for lobe in lobes]
    step = math.pi / max(_reach(modes), highest)
    found: dict[int, tuple[float, float]] = {}
    for terms in _TERMS:
        nodes = max(mode.nodes_up_to(2 * terms * step) for mode in bent.values())
        if found and nodes * len(bent) > _MOST_NODES:
            break
        found = _square_wave(group, modes, step, terms, nodes)
        if max(accuracy for _, accuracy in found.values()) < _ENOUGH:
            break
    if len(group) > 1 and max(accuracy for _, accuracy in found.values()) > _POOR:  # their scales differ too much
        half = len(group) // 2
        return _inverted(group[:half], kept) | _inverted(group[half:], kept)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bent:
    """ψ of one mode with its values below -W bent so as to stay above -2W, three times differentiably.

    Args:
        lobe: the mode.
        width: W, at least what the other modes can add up to, so that a value below -W decides the sign.
    """

    lobe: _Lobe
    width: float

    def values(self, logs: Floats) -> Floats:
        """ψ above -W, and below -W (1 + g(r)), r = -ψ/W - 1, with g = 1 - 1/((1 + r)(1 + r²)) = r + O(r⁴)."""
        slope = self.lobe.slope(logs)
        beyond = np.maximum(-slope / self.width - 1, 0.0)
        with np.errstate(over="ignore"):
            return np.where(beyond > 0, self.width * (1 / ((1 + beyond) * (1 + beyond**2)) - 2), slope)

    def nodes_up_to(self, frequency: float) -> int:
        """How many nodes in z keep the phase of e^{itψ} from turning by more than one between two of them."""
        logs = self.lobe.law.logs
        steepest = float(np.max(np.abs(np.diff(self.values(logs))))) / (logs[1] - logs[0])
        return max(len(logs), math.ceil((logs[-1] - logs[0]) * steepest * frequency / _PHASE))

    def transform(self, step: float, terms: int, nodes: int) -> NDArray[np.complex128]:
        """E e^{itψ} at t = step (2m + 1), m < terms, the mean by the trapezoidal rule in z."""
        law = self.lobe.law.refined(nodes)
        values = self.values(law.logs)
        return fourier_sum(2 * step * values, law.weights * np.exp(1j * step * (1 + terms) * values), terms)


def _reach(modes: Sequence[_Bent]) -> float:
    """A bound below whose negative every S_k lies with a probability below 1e-12, by Chernoff's inequality."""
    rates = _RATES / modes[0].width
    growth = {}
    for mode in set(modes):
        law = mode.lobe.law
        growth[mode.lobe.true] = np.log(np.exp(-rates[:, None] * mode.values(law.logs)) @ law.weights)
    most = np.max(np.cumsum([growth[mode.lobe.true] for mode in modes], axis=0), axis=0)
    return float(np.min((most + _SURE) / rates))


def _square_wave(
    group: Sequence[tuple[int, int]], modes: Sequence[_Bent], step: float, terms: int, nodes: int
) -> dict[int, tuple[float, float]]:
    """P(S_k < 0) from so many terms, and how much the rest may add where |φ| goes on falling at least like t^-½."""
    odd = 2 * np.arange(terms) + 1
    transforms = {mode.lobe.true: mode.transform(step, terms, nodes) for mode in set(modes)}
    product = np.ones(terms, dtype=np.complex128)
    done = 0
    found = {}
    for k, count in group:
        for mode in modes[done:count]:
            product = product * transforms[mode.lobe.true]
        done = count
        wave = product * np.exp(1j * step * odd * (k - count))
        last = float(np.max(np.abs(product[-terms // 8 :])))
        left = 2 / math.pi * last if last < _FALLEN else 0.5
        probability = 0.5 - 2 / math.pi * float(np.sum(wave.imag / odd))
        found[k] = min(max(probability, 0.0), 1.0), left + _ROUNDING
    return found


def _normal(variances: Sequence[Fraction], samples: int) -> list[float]:
    """Φ(-mean/deviation) of S_k for large N: mean -(3 + λ)/(4N) and variance (1 - λ)²/(2N) of each mode."""
    mean, spread = Fraction(0), Fraction(0)
    found = []
    for value in variances:
        mean += Fraction(-(3 + value), 4 * samples) if value else 1
        spread += (1 - value) ** 2 / (2 * samples) if value else 0
        certain = 1.0 if mean < 0 else 0.0
        ratio = float(-mean) / math.sqrt(spread) if spread else 0.0
        found.append(math.erfc(-ratio / math.sqrt(2)) / 2 if spread else certain)
    return found
