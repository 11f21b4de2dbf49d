"""A small network that predicts noise, trained by denoising score matching, in NumPy and float32.

At noise level x it sees z_x = √(1-x) z + √x ε and answers ε. With a linear skip it only learns what the Gaussian score
of the same samples leaves: ε̂ = √x z_x/((1-x) λ̂ + x) + √(1-x) f(z_x, x), with f = 0 before training.

Tested in `tests/practice/test_experiment.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Singles: TypeAlias = NDArray[np.floating[Any]]
"""Of float32, as long as nothing of float64 gets in."""

_FEATURES = 16
_RATE = 2e-3
_WARM = 0.1
_AVERAGED = 0.998
_LOG_RATIOS = (-9.2, 8.0)
"""The noise-to-signal ratios x/(1-x) of training, uniform in their logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoiser:
    """A trained network.

    Args:
        weights: matrix and offset of each layer.
        variances: λ̂ of the training samples along each axis.
        skip: whether the Gaussian score is part of it.
    """

    weights: tuple[tuple[Singles, Singles], ...]
    variances: Singles
    skip: bool

    def noise(self, noised: Singles, levels: Singles) -> Singles:
        """ε̂ for samples at their noise levels.

        Args:
            noised: z_x, axes (sample, axis).
            levels: x in (0, 1), axes (sample, 1).
        """
        return _assembled(self, noised, levels, _forward(self.weights, self._inputs(noised, levels))[-1])

    def _inputs(self, noised: Singles, levels: Singles) -> Singles:
        scale = 1 / np.sqrt((1 - levels) * self.variances.mean() + levels)
        logs = np.log(levels / (1 - levels)) / 4
        angles = logs * np.exp(np.linspace(-2, 3, _FEATURES, dtype=np.float32))
        return np.hstack([noised * scale, np.sin(angles), np.cos(angles)])


def trained(
    latents: Singles, *, skip: bool, width: int = 96, steps: int = 1500, batch: int = 128, seed: int
) -> Denoiser:
    """A network trained on latents by Adam, its weights averaged over the last steps.

    Args:
        latents: centred samples along their principal axes, axes (sample, axis).
        skip: whether it only learns what the Gaussian score leaves.
        width: of each of three hidden layers.
        steps: of Adam; the rate rises, then falls along a cosine.
        batch: samples a step.
        seed: of the first weights and of the noise.
    """
    rng = np.random.default_rng(seed)
    kept = latents.shape[1]
    sizes = (kept + 2 * _FEATURES, width, width, width, kept)
    weights = [_layer(rng, before, after) for before, after in pairwise(sizes)]
    weights[-1] = (np.zeros_like(weights[-1][0]), np.zeros_like(weights[-1][1]))
    net = Denoiser(weights=tuple(weights), variances=latents.var(axis=0), skip=skip)
    moments = (
        [[np.zeros_like(part) for part in layer] for layer in weights],
        [[np.zeros_like(part) for part in layer] for layer in weights],
    )
    averaged = [[part.copy() for part in layer] for layer in weights]
    for step in range(1, steps + 1):
        clean = latents[rng.integers(len(latents), size=batch)]
        ratios = np.exp(rng.uniform(*_LOG_RATIOS, size=(batch, 1))).astype(np.float32)
        levels, noise = ratios / (1 + ratios), rng.standard_normal(clean.shape, dtype=np.float32)
        gradients = _gradients(net, np.sqrt(1 - levels) * clean + np.sqrt(levels) * noise, levels, noise)
        _adam(net.weights, gradients, moments, step, _rate(step / steps))
        kept_share = min(_AVERAGED, step / (step + 9))
        for layer, mean in zip(net.weights, averaged, strict=True):
            for part, average in zip(layer, mean, strict=True):
                average += (1 - kept_share) * (part - average)
    return Denoiser(weights=tuple((m, b) for m, b in averaged), variances=net.variances, skip=skip)


def _assembled(net: Denoiser, noised: Singles, levels: Singles, answer: Singles) -> Singles:
    if not net.skip:
        return answer
    linear = np.sqrt(levels) * noised / ((1 - levels) * net.variances + levels)
    return np.asarray(linear + np.sqrt(1 - levels) * answer)


def _layer(rng: np.random.Generator, before: int, after: int) -> tuple[Singles, Singles]:
    scale = np.sqrt(2 / before)
    return rng.standard_normal((before, after), dtype=np.float32) * np.float32(scale), np.zeros(after, np.float32)


def _forward(weights: tuple[tuple[Singles, Singles], ...], inputs: Singles) -> list[Singles]:
    """Inputs, what each hidden layer passes on and its slope, and the answer."""
    seen, current = [inputs], inputs
    for place, (matrix, offset) in enumerate(weights):
        current = current @ matrix + offset
        if place < len(weights) - 1:
            gate = 1 / (1 + np.exp(-current))
            seen.append(gate * (1 + current * (1 - gate)))
            current = current * gate
        seen.append(current)
    return seen


def _gradients(net: Denoiser, noised: Singles, levels: Singles, noise: Singles) -> list[tuple[Singles, Singles]]:
    """Of the mean squared error of ε̂, layer by layer."""
    seen = _forward(net.weights, net._inputs(noised, levels))
    back = 2 * (_assembled(net, noised, levels, seen[-1]) - noise) / noise.size
    if net.skip:
        back = back * np.sqrt(1 - levels)
    found: list[tuple[Singles, Singles]] = []
    for place in reversed(range(len(net.weights))):
        inputs = seen[2 * place]
        found.append((inputs.T @ back, back.sum(axis=0)))
        if place:
            back = (back @ net.weights[place][0].T) * seen[2 * place - 1]
    return found[::-1]


def _rate(share: float) -> float:
    warm = min(share / _WARM, 1.0)
    return _RATE * warm * 0.5 * (1 + np.cos(np.pi * max(share - _WARM, 0.0) / (1 - _WARM)))


def _adam(
    weights: tuple[tuple[Singles, Singles], ...],
    gradients: list[tuple[Singles, Singles]],
    moments: tuple[list[list[Singles]], list[list[Singles]]],
    step: int,
    rate: float,
) -> None:
    """One step of Adam, in place."""
    for layer, gradient, first, second in zip(weights, gradients, *moments, strict=True):
        for part, slope, mean, square in zip(layer, gradient, first, second, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            part -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
