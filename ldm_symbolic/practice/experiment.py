"""One cell of the experiment: a network is trained on principal components, sampled, and stopped at every noise level.

What is seen is the dense error of its samples against images that it never saw. Half of these images, and samples that
are not used again, are what the predictions may look at; the other halves say what each prediction was worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.practice.network import Denoiser, Singles, trained
from ldm_symbolic.practice.sampling import levels_down, sampled
from ldm_symbolic.stopping.averages.full_covariance import pair_sums
from ldm_symbolic.stopping.dense.doctor import Generated, diagnose
from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.dense.optimum import DenseStopping
from ldm_symbolic.stopping.rules import levels_of

_TOP = float(-np.expm1(-8.0))
_HIGHEST = 0.9
_EVERY = 4
_LOOKED_AT = (0.01, 0.05)
"""The noise levels, beside the end, of which the last prediction sees the covariance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is trained and how it is sampled.

    Args:
        kept: k.
        training: n, how many images the encoder and the network see.
        skip: whether the Gaussian score is part of the network.
        seed: of the split, the network and its samples.
        steps: of training.
        width: of the network.
        sampler_steps: of the sampler.
        seen, judged: how many samples the predictions see, and how many judge them.
    """

    kept: int
    training: int
    skip: bool
    seed: int
    steps: int = 4000
    width: int = 96
    sampler_steps: int = 250
    seen: int = 2000
    judged: int = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was seen and what was predicted.

    Args:
        levels: x, rising, at which the sampler was stopped.
        raw: the error of the samples as they are there, less what the numbers of samples add on average.
        denoised: that of the clean samples that the network takes them for.
        predicted: for each prediction its noise level; 0 is the end.
    """

    levels: tuple[float, ...]
    raw: tuple[float, ...]
    denoised: tuple[float, ...]
    predicted: Mapping[str, float]

    def observed(self, level: float) -> float:
        """The raw error at a level, between those at which the sampler was stopped on the logarithm."""
        return float(np.interp(np.log(max(level, self.levels[0])), np.log(self.levels), self.raw))

    @property
    def possible(self) -> float:
        """1 - E_best/E_end, what stopping the raw sampler early could gain."""
        return 1 - min(self.raw) / self.raw[0]

    def gain(self, name: str) -> float:
        """1 - E(x̂)/E_end, what a prediction gains; negative where it makes things worse."""
        return 1 - self.observed(self.predicted[name]) / self.raw[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Images that were not trained on, in latent coordinates: their covariance, and what is lost."""

    half: Floats
    total: float
    lost: float
    mean: Floats
    count: int

    @classmethod
    def of(cls, images: Floats, centre: Floats, axes: Floats) -> _Judge:
        apart = images - centre
        latent, mean = apart @ axes, apart.mean(axis=0)
        covariance = np.cov(latent.T, bias=True)
        values, turn = np.linalg.eigh(covariance)
        inside = mean @ axes
        lost = float(apart.var(axis=0).sum() - np.trace(covariance) + mean @ mean - inside @ inside)
        half = (turn * np.sqrt(np.maximum(values, 0.0))) @ turn.T
        return cls(half=half, total=float(np.trace(covariance)), lost=lost, mean=inside, count=len(images))

    def error(self, covariance: Floats, mean: Floats, count: int) -> float:
        """The dense error of a sample covariance, less what both numbers of samples add on average."""
        roots = np.sqrt(np.maximum(np.linalg.eigvalsh(self.half @ covariance @ self.half), 0.0))
        added = float(pair_sums(roots, roots)[-1]) / 2 * (1 / count + 1 / self.count)
        apart = float(np.sum((mean - self.mean) ** 2))
        return float(np.trace(covariance)) + self.total - 2 * float(roots.sum()) - added + apart + self.lost


def outcome(images: Floats, cell: Cell) -> Outcome:
    """Train, sample, stop and predict.

    Args:
        images: axes (image, pixel); what is not trained on is held out, half of it from the predictions too.
        cell: what is trained and how.
    """
    order = np.random.default_rng(cell.seed).permutation(len(images))
    training, rest = images[order[: cell.training]], images[order[cell.training :]]
    centre = training.mean(axis=0)
    axes = np.linalg.eigh(np.cov(training.T, bias=True))[1][:, ::-1][:, : cell.kept]
    latents = (training - centre) @ axes
    known, judge = rest[: len(rest) // 2], _Judge.of(rest[len(rest) // 2 :], centre, axes)
    net = trained(latents.astype(np.float32), skip=cell.skip, width=cell.width, steps=cell.steps, seed=1000 + cell.seed)
    levels, raw, denoised, seen = _stopped(net, cell, judge)
    predicted = _predictions(training, latents, (known - centre) @ axes, seen, cell)
    return Outcome(levels=levels, raw=raw, denoised=denoised, predicted=predicted)


def _stopped(
    net: Denoiser, cell: Cell, judge: _Judge
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...], dict[float, Singles]]:
    """The errors at each level, which rise, and the samples at a few levels that predictions may see."""
    path = levels_down(cell.sampler_steps)
    wanted = {min(path, key=lambda level, aim=aim: abs(np.log(level / aim))) for aim in (*_LOOKED_AT, path[-1])}  # type: ignore[misc] # aim is bound
    rows, seen = [], {}
    for place, stop in enumerate(sampled(net, cell.seen + cell.judged, path, 2000 + cell.seed)):
        if stop.level in wanted:
            seen[stop.level] = stop.raw[: cell.seen].copy()
        if stop.level < _HIGHEST and (place % _EVERY == 0 or place == len(path) - 1):
            errors = []
            for samples in (stop.raw[cell.seen :], stop.denoised[cell.seen :]):
                exact = samples.astype(np.float64)
                errors.append(judge.error(np.cov(exact.T, bias=True), exact.mean(axis=0), cell.judged))
            rows.append((stop.level, *errors))
    levels, raw, denoised = zip(*reversed(rows), strict=True)
    return levels, raw, denoised, seen


def _predictions(
    training: Floats, latents: Floats, known: Floats, seen: dict[float, Singles], cell: Cell
) -> dict[str, float]:
    """The noise levels that are predicted without looking at any sample that judges them."""
    held, end = known - known.mean(axis=0), seen[min(seen)].astype(np.float64)
    end = end - end.mean(axis=0)
    truth, covariance = held.T @ held / len(held), end.T @ end / len(end)
    plugin, law = DenseLaw.of(truth, np.cov(latents.T, bias=True)), DenseLaw.of(truth, covariance)
    own = DenseLaw.of(np.diag(plugin.true.diagonal()), np.diag(plugin.estimated))
    samples = Generated(kept=cell.kept, generated=end @ law.axes, data=held @ law.axes, modes=())
    return {
        "score of the estimates, mode by mode": DenseStopping(own, _TOP).at(cell.kept).level,
        "score of the estimates": DenseStopping(plugin, _TOP).at(cell.kept).level,
        "rule least, training samples alone": float(levels_of("least", latents, _TOP)[-1]),
        "generated samples, as they are": DenseStopping(law, _TOP).at(cell.kept).level,
        "generated samples": diagnose(law, samples, _TOP).level,
        "generated samples at three noise levels": _from_levels(seen, held),
    }


def _from_levels(seen: dict[float, Singles], held: Floats) -> float:
    """The best level where the covariance is measured at some and linear in between; beyond these as the law says."""
    judge = _Judge.of(held, np.zeros(held.shape[1]), np.eye(held.shape[1]))
    known = sorted(seen)
    covariances = [np.cov(seen[level].astype(np.float64).T, bias=True) for level in known]
    count, unit = len(seen[known[0]]), np.eye(held.shape[1])
    best = (np.inf, 0.0)
    for level in np.geomspace(known[0], _HIGHEST, 120):
        place = int(np.clip(np.searchsorted(known, level) - 1, 0, len(known) - 1))
        if place + 1 < len(known):
            share = (level - known[place]) / (known[place + 1] - known[place])
            found = (1 - share) * covariances[place] + share * covariances[place + 1]
        else:
            found = (1 - level) * (covariances[-1] - known[-1] * unit) / (1 - known[-1]) + level * unit
        best = min(best, (judge.error(found, judge.mean, count), float(level)))
    return best[1]
