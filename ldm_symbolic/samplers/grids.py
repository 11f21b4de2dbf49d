"""The points at which a sampler stops on its way, with every number that a step between two of them may ask for.

    t_k = (T - ε) k/(N - 1),   u_k = T - t_k,   k = 0..N-1

Tested in `tests/samplers/test_grids.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules.discrete import Discrete
from ldm_symbolic.model.schedules.forward import Forward


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Noise levels in the order in which a sampler goes through them.

    Args:
        signal, noise: α > 0 and β >= 0 at each; β/α falls. The first may have no signal, the last no noise.
        standard: the variance of the standard start, 1 unless the process does not preserve variances.

    Raises:
        ValueError: unless there are two levels or more, and they fall in float64.
    """

    signal: Floats
    noise: Floats
    standard: float = 1.0

    def __post_init__(self) -> None:
        falls = self.noise[:-1] * self.signal[1:] > self.noise[1:] * self.signal[:-1]
        finite = np.isfinite(self.signal).all() and np.isfinite(self.noise).all()
        known = finite and self.noise[-1] >= 0 and self.signal[0] >= 0 and np.all(self.signal[1:] > 0)
        if len(falls) < 1 or not (known and falls.all()):
            raise ValueError(
                "a sampler needs two noise levels or more, each with less noise than the one before, and in float64 "
                "these are not; a shorter horizon may help"
            )

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.noise) - 1

    @property
    def ends_without_noise(self) -> bool:
        """Whether no noise is left at the end."""
        return bool(self.noise[-1] == 0)

    def first_variance(self, believed: Floats) -> Floats:
        """The noised variance where the sampler begins."""
        return np.asarray(self.signal[0] ** 2 * believed + self.noise[0] ** 2)

    def numbers(self, names: tuple[str, ...]) -> Mapping[str, Floats]:
        """The fields of an interval that are asked for, one entry a step.

        Args:
            names: the fields.

        Raises:
            ValueError: for one that levels alone do not have.
        """
        unknown = set(names) - set(_OF_LEVELS)
        if unknown:
            raise ValueError(
                f"noise levels alone, such as a scheduler's, say nothing of {', '.join(sorted(unknown))}; this scheme "
                "goes with points evenly spaced in time"
            )
        return {name: _OF_LEVELS[name](self) for name in names}


def _before(levels: Levels, steps: int) -> Floats:
    """The step so many before each in log α/β; the first ones take the first."""
    lapses = _lapses(levels)
    return lapses[np.maximum(np.arange(len(lapses)) - steps, 0)]


def _lapses(levels: Levels) -> Floats:
    with np.errstate(divide="ignore"):
        return np.diff(np.log(levels.signal) - np.log(levels.noise))


def _gains(levels: Levels) -> Floats:
    """α'/α - 1, infinite from no signal."""
    with np.errstate(divide="ignore"):
        return np.expm1(np.diff(np.log(levels.signal)))


_OF_LEVELS: Mapping[str, Callable[[Levels], Floats]] = {
    "signal": lambda levels: levels.signal[:-1],
    "noise": lambda levels: levels.noise[:-1],
    "signal_after": lambda levels: levels.signal[1:],
    "noise_after": lambda levels: levels.noise[1:],
    "lapse": _lapses,
    "lapse_before": lambda levels: _before(levels, 1),
    "lapse_earlier": lambda levels: _before(levels, 2),
    "gain": _gains,
    "beta": lambda levels: 1 - (levels.signal[:-1] / levels.signal[1:]) ** 2,
}


@dataclass(frozen=True, kw_only=True)
class TimeGrid:
    """Points evenly spaced in generation time, from T down to ε in time left.

    Args:
        schedule: the forward process.
        path: how its signal and noise go together.
        horizon: T > 0, exact.
        truncation: ε in [0, T), exact.
        points: N >= 2.

    Raises:
        ValueError: if a number lies outside its range.

    >>> from ldm_symbolic.model.schedules import OU
    >>> grid = TimeGrid(schedule=OU, path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=3)
    >>> grid.times.tolist(), grid.count
    ([1.0, 0.5, 0.0], 2)
    """

    schedule: Forward
    path: Path
    horizon: Fraction
    points: int
    truncation: Fraction | float = Fraction(0)

    def __post_init__(self) -> None:
        if not 0 <= self.truncation < self.horizon:
            raise ValueError(f"the truncation must lie in [0, T) = [0, {self.horizon}), got {self.truncation}")
        if self.points < 2:
            raise ValueError(f"a grid needs two points or more, got {self.points}")

    @cached_property
    def times(self) -> Floats:
        """u_k, the time left, without cancellation where little is left."""
        left = np.arange(self.points - 1, -1, -1) / (self.points - 1)
        found = np.asarray(float(self.truncation) + self._span * left)
        found.flags.writeable = False
        return found

    @cached_property
    def _span(self) -> float:
        return float(self.horizon - self.truncation)

    @property
    def size(self) -> float:
        """h, in generation time."""
        return self._span / (self.points - 1)

    @property
    def count(self) -> int:
        """How many steps there are."""
        return self.points - 1

    @cached_property
    def levels(self) -> Levels:
        """α and β at the points."""
        signal, noise = self._at(self._lapsed)
        signal.flags.writeable = noise.flags.writeable = False
        preserved = self.path is Path.VARIANCE_PRESERVING
        return Levels(signal=signal, noise=noise, standard=1.0 if preserved else float(noise[0] ** 2))

    def numbers(self, names: tuple[str, ...]) -> Mapping[str, Floats]:
        """The fields of an interval that are asked for, one entry a step; not to be written to.

        Args:
            names: the fields.
        """
        for name in names:
            if name not in self._known:
                self._known[name] = found = self._number(name)
                found.flags.writeable = False
        return {name: self._known[name] for name in names}

    @cached_property
    def _known(self) -> dict[str, Floats]:
        """What several schemes on this grid ask for."""
        return {}

    def _number(self, name: str) -> Floats:
        match name:
            case "size":
                return np.full(self.count, self.size)
            case "rate":
                return self.schedule.rates(self.times[:-1])
            case "rate_middle":
                return self.schedule.rates(self._middle)
            case "rate_after":
                return self.schedule.rates(self.times[1:])
            case "signal_middle":
                return self.on_path(self._middle)[0]
            case "noise_middle":
                return self.on_path(self._middle)[1]
            case "gain" if self.path is Path.VARIANCE_PRESERVING:
                return np.expm1(-np.diff(self._lapsed))
            case "beta" if not isinstance(self.schedule, Discrete):
                return self._betas()
        return self.levels.numbers((name,))[name]

    @property
    def _middle(self) -> Floats:
        return np.asarray(self.times[:-1] - self.size / 2)

    def _betas(self) -> Floats:
        """β_k = 2 h w² of ancestral sampling, where it is less than 1."""
        found = 2 * self.size * self.numbers(("rate",))["rate"]
        if not found.max() < 1:
            raise ValueError(
                f"ancestral sampling needs β_k = 2 h w² < 1, got {found.max():.6g} with {self.points} points; take more"
            )
        return np.asarray(found)

    def on_path(self, times: Floats) -> tuple[Floats, Floats]:
        """α and β at any times left."""
        return self._at(self.schedule.rate_one_times(times))

    @cached_property
    def _lapsed(self) -> Floats:
        return self.schedule.rate_one_times(self.times)

    def _at(self, lapsed: Floats) -> tuple[Floats, Floats]:
        match self.path:
            case Path.VARIANCE_PRESERVING:
                return np.exp(-lapsed), np.sqrt(-np.expm1(-2 * lapsed))
            case Path.VARIANCE_EXPLODING:
                return np.ones_like(lapsed), np.sqrt(np.expm1(2 * lapsed))
            case Path.RECTIFIED_FLOW:
                ratio = np.sqrt(np.expm1(2 * lapsed))
                return 1 / (1 + ratio), ratio / (1 + ratio)
            case Path.SUB_PRESERVING:
                ratio = np.sqrt(np.expm1(2 * lapsed))
                signal = 2 / (ratio + np.sqrt(4 + ratio**2))
                return signal, signal * ratio
