"""Instances that look for trouble in a claim, many at once, in numbers that are exact: ties, zeros, edges, thresholds.

A batch shares its integers and its schedule; every other name has one float64, or a tuple of them, per instance.
A name that a hypothesis defines (τ_j = ... for every j) is computed from it, never drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from float_numbers import Approx, Array
from float_truth import Batch, Values
from numpy.random import Generator
from sympy import Expr, Indexed, IndexedBase, Integer, Lambda, Piecewise, Rational, exp, log, sqrt

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.notation import horizon, horizon_noise, noise, noise_at, time_left, time_left_at
from ldm_symbolic.proof.language.predicate import ForEach, Identity
from ldm_symbolic.proof.language.terms import substitute

SIZE, BATCHES = 50, 40
_EDGES = np.array([0, 1, 0.25, 0.5, 2, 4, 1e-12, 1e6, 1 - 1e-12, 1 + 1e-12, 0.25 - 1e-12, 0.25 + 1e-12])
_SHARES = np.array([0, 1, 0.5, 1e-12, 1e-6, 1e-3, 1 - 1e-12, 1 - 1e-6, 0.999])


@dataclass(frozen=True, slots=True)
class Schedule:
    """A clock in floating point and exactly: the noise level, and the time read off between the ends."""

    level: Callable[[Any], Any]
    reading: Callable[[Any], Any]
    exact_level: Expr
    exact_reading: Expr

    def names(self, T: Array) -> dict[Any, Any]:
        """The names of a schedule up to the horizons T."""
        last = Approx(T).through(self.level)

        def inverse(x: Approx) -> Approx:
            with np.errstate(all="ignore"):
                inside = x.through(lambda y: self.reading(np.clip(y, 0, last.value)))
            return Approx(np.where(x.value < 0, 0, np.where(x.value > last.value, T, inside.value)), inside.error)

        level = {noise_at: lambda u: u.through(self.level), time_left_at: inverse}
        return {horizon: T, horizon_noise: last, **level}

    def exact(self, T: Rational) -> dict[Any, Any]:
        """The same at one horizon, in exact expressions."""
        last = self.exact_level.subs(time_left, T)
        inverse = Piecewise((0, noise < 0), (self.exact_reading, noise <= last), (T, True))
        functions = {noise_at: Lambda(time_left, self.exact_level), time_left_at: Lambda(noise, inverse)}
        return {horizon: T, horizon_noise: last, **functions}


_U, _LEAST, _RISE = time_left, Rational(1, 20), Rational(199, 20)  # the rate of the last schedule: 1/20 + 199/20 u
_GROWN = -log(1 - noise) / 2
SCHEDULES = (
    Schedule(lambda u: u, lambda x: x, _U, noise),
    Schedule(lambda u: u / (1 + u), lambda x: x / (1 - x), _U / (1 + _U), noise / (1 - noise)),
    Schedule(lambda u: -np.expm1(-2 * u), lambda x: -np.log1p(-x) / 2, 1 - exp(-2 * _U), _GROWN),
    Schedule(
        lambda u: -np.expm1(-u * (0.1 + 9.95 * u)),
        lambda x: -np.log1p(-x) / (0.05 + np.sqrt(0.0025 - 9.95 * np.log1p(-x))),
        1 - exp(-2 * _U * (_LEAST + _RISE * _U / 2)),
        2 * _GROWN / (_LEAST + sqrt(_LEAST**2 + 2 * _RISE * _GROWN)),
    ),
)


def pick(rng: Generator, *choices: Array) -> Array:
    """Take each entry from one of several arrays."""
    return np.choose(rng.integers(len(choices), size=SIZE), np.broadcast_arrays(*choices, np.zeros(SIZE))[:-1])


def logarithmic(rng: Generator, least: float, most: float) -> Array:
    """Numbers of a size between 10**least and 10**most, each order of magnitude alike."""
    return 10.0 ** rng.uniform(least, most, SIZE)


def shares(rng: Generator) -> Array:
    """Numbers in [0, 1], often at an end or next to it."""
    return pick(rng, rng.choice(_SHARES, SIZE), rng.uniform(0, 1, SIZE))


def deviation(rng: Generator) -> Array:
    """A standard deviation: of any size, about 1, or at an edge."""
    wide, usual = logarithmic(rng, -6, 3), logarithmic(rng, -1, 0.5)
    return pick(rng, wide, usual, usual, np.sqrt(rng.choice(_EDGES, SIZE)))


def estimate(rng: Generator, true: Array) -> Array:
    """An estimate of a standard deviation: equal, close, or unrelated."""
    off = rng.choice([0, 1e-15, -1e-9, 0.1, -0.3], SIZE)
    return pick(rng, true * (1 + off), 2 * true, true * rng.uniform(0.5, 1.5, SIZE), deviation(rng))


def sequence(rng: Generator, entry: Callable[[Generator], Array], length: int) -> tuple[Array, ...]:
    """Entries of which some repeat the one before, and one entry to spare."""
    drawn = [entry(rng) for _ in range(length + 1)]
    return tuple(accumulate(drawn, lambda a, b: pick(rng, a, b, b, b)))


def falling(entries: tuple[Array, ...]) -> tuple[Array, ...]:
    """The same in non-increasing order, instance by instance."""
    return tuple(-np.sort(-np.array(entries), axis=0))


def moments(rng: Generator, end: Array, thresholds: tuple[Array, ...]) -> Array:
    """Times in [0, end]: anywhere, at a threshold, just before it, just after it, or between two of them."""
    moment = end * shares(rng)
    for first, second in pairwise(thresholds):
        near = first + (end - first) * logarithmic(rng, -15, -3), first - first * logarithmic(rng, -15, -3)
        moment = pick(rng, moment, first, *near, first + (second - first) * shares(rng))
    return np.clip(moment, 0, end)


def horizons(rng: Generator, schedule: Schedule) -> Array:
    """Horizons from tiny to long, below 1 where the level is the time."""
    if schedule is SCHEDULES[0]:
        return pick(rng, logarithmic(rng, -6, -0.001), rng.choice([0.5, 0.75, 1 - 1e-9], SIZE))
    return pick(rng, logarithmic(rng, -6, 0.5), rng.choice([0.5, 1.0, 2.0], SIZE))


@dataclass(frozen=True, slots=True)
class Case:
    """A batch of instances: what was drawn for a claim, and the sequences that its hypotheses define."""

    claim: Claim
    schedule: Schedule
    drawn: Mapping[Any, Any]
    defined: Mapping[Any, Any]

    @property
    def batch(self) -> Batch:
        """The instances, ready to evaluate the claim."""
        return Batch({**self.drawn, **self.defined})

    def exact(self, column: int) -> dict[Any, Any]:
        """One instance in exact numbers, for the engines."""
        found = {name: _exact(value, column) for name, value in self.drawn.items() if isinstance(value, _NUMBERS)}
        if horizon in found:
            found |= self.schedule.exact(Rational(found[horizon]))
        for name, entries in _definitions(self.claim.hypotheses):
            if name in self.defined:
                value, index = entries.args[0].args[1], entries.index
                places = _range(entries, self.drawn)
                each = [substitute(value, {index: Integer(j)}) for j in places]
                found[name] = (*[0] * (places.start - 1), *(_put_in(entry, found) for entry in each))
        return {name: value for name, value in found.items() if name in self.claim.names}


@dataclass(frozen=True, slots=True)
class Rise:
    """The distribution function y/(y + a) on y >= 0, whose median is a."""

    median: Array

    def __call__(self, y: Approx) -> Approx:
        return y * (y + Approx(self.median)).inverse()

    def exact(self, column: int) -> Lambda:
        """The same for one instance."""
        return Lambda(noise, noise / (noise + Rational(float(self.median[column]))))


@dataclass(frozen=True, slots=True)
class Parabola:
    """The function w (y - a)²."""

    centre: Array
    weight: Array

    def __call__(self, y: Approx) -> Approx:
        off = y + Approx(-self.centre)
        return off * off * Approx(self.weight)

    def exact(self, column: int) -> Lambda:
        """The same for one instance."""
        centre, weight = (Rational(float(of[column])) for of in (self.centre, self.weight))
        return Lambda(noise, weight * (noise - centre) ** 2)


_NUMBERS = (int, tuple, np.ndarray, Rise, Parabola)


def case(claim: Claim, schedule: Schedule, drawn: Mapping[Any, Any]) -> Case:
    """Compute what the hypotheses define entry by entry."""
    defined: dict[Any, Any] = {}
    for name, entries in _definitions(claim.hypotheses):
        if name not in drawn:
            with np.errstate(all="ignore"):
                value, index = entries.args[0].args[1], entries.index
                places = _range(entries, drawn)
                before = (Approx(0, np.inf),) * (places.start - 1)
                defined[name] = (*before, *(Batch(drawn).number(value, {index: j}) for j in places))
    return Case(claim, schedule, drawn, defined)


def _definitions(hypotheses: Iterable[Any]) -> Iterator[tuple[IndexedBase, ForEach]]:
    for hypothesis in hypotheses:
        if isinstance(hypothesis, ForEach) and isinstance(hypothesis.args[0], Identity):
            entry = hypothesis.args[0].args[0]
            if isinstance(entry, Indexed) and entry.indices == (hypothesis.index,):
                yield entry.base, hypothesis


def _range(each: ForEach, drawn: Values) -> range:
    lower, upper = (Batch(drawn).integer(end, {}) for end in (each.lower, each.upper))
    return range(lower, upper + 1)


def _put_in(term: Expr, values: Mapping[Any, Any]) -> Expr:
    numbers = {name: Rational(value) if isinstance(value, Fraction) else value for name, value in values.items()}
    entries = {entry: Rational(values[entry.base][int(entry.indices[0]) - 1]) for entry in term.atoms(Indexed)}
    return substitute(term.xreplace(entries), {name: of for name, of in numbers.items() if not isinstance(of, tuple)})


def _exact(value: Any, column: int) -> Any:
    if isinstance(value, tuple):
        return tuple(Fraction(float(entry[column])) for entry in value)
    if isinstance(value, Rise):
        return value.exact(column)
    return value if isinstance(value, int) else Fraction(float(value[column]))
