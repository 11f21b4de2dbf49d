"""The noise that a network was trained with: β of each of N steps, rounded as the libraries round it.

A pipeline holds 1 - β and ᾱ in float32, and these numbers are its noise levels, whatever the formula says.

Tested in `tests/practice/test_scheduler_config.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.model.schedules.discrete import Discrete

Singles = NDArray[np.float32]
_COSINE_OFFSET = 0.008
_LARGEST = 0.999
_SIGMOID = 6.0


def kept_shares(kind: str, first: float, last: float, steps: int) -> Singles:
    """1 - β of each step in float32.

    Args:
        kind: "linear", "scaled_linear", "squaredcos_cap_v2" or "sigmoid".
        first: β of the first step.
        last: β of the last step.
        steps: N.
    """
    one = np.float32(1)
    match kind:
        case "linear":
            return np.asarray(one - np.linspace(first, last, steps, dtype=np.float32))
        case "scaled_linear":
            return np.asarray(one - np.linspace(first**0.5, last**0.5, steps, dtype=np.float32) ** 2)
        case "sigmoid":
            logits = np.linspace(-_SIGMOID, _SIGMOID, steps, dtype=np.float32)
            return np.asarray(one - (np.float32(last - first) / (one + np.exp(-logits)) + np.float32(first)))
    return given_shares(_cosine_betas(steps))


def given_shares(betas: Sequence[float]) -> Singles:
    """1 - β in float32 for a list of β."""
    return np.asarray(np.float32(1) - np.asarray(betas, dtype=np.float32))


def _cosine_betas(steps: int) -> list[float]:
    """1 - ᾱ((i + 1)/N)/ᾱ(i/N) for ᾱ(t) = cos²(π/2 · (t + 0.008)/1.008), at most 0.999."""
    angles = (np.arange(steps + 1) / steps + _COSINE_OFFSET) / (1 + _COSINE_OFFSET) * np.pi / 2
    signal = np.cos(angles) ** 2
    return [min(1 - later / earlier, _LARGEST) for earlier, later in pairwise(signal)]


def without_last_signal(kept: Singles) -> Singles:
    """The same with √ᾱ shifted and scaled so that it ends at 0 and begins as it did (Lin et al. 2024)."""
    roots = np.sqrt(signals(kept))
    roots = (roots - roots[-1]) * (roots[0] / (roots[0] - roots[-1]))
    squares = roots**2
    return np.concatenate([squares[:1], squares[1:] / squares[:-1]]).astype(np.float32)


def signals(kept: Singles) -> Singles:
    """ᾱ after each step in float32: the product in float64, rounded."""
    return np.cumprod(kept.astype(np.float64)).astype(np.float32)


def trained_schedule(kept: Singles, name: str) -> Discrete:
    """The forward process with exactly these 1 - β; a last step that leaves no signal is left out."""
    shares = kept[:-1] if kept[-1] <= 0 else kept
    return Discrete(betas=tuple(1 - Fraction(float(share)) for share in shares), name=name)
