"""The exact network for Gaussian data, in any parametrisation: linear, and known without training.

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Model = Callable[[Any, Any, Any], Any]
"""(state, α, β) -> prediction."""

_OF: Mapping[str, Callable[[Any, Any, Any, Any], Any]] = {
    "epsilon": lambda data, noise, signal, level: noise,
    "sample": lambda data, noise, signal, level: data,
    "v": lambda data, noise, signal, level: signal * noise - level * data,
    "velocity": lambda data, noise, signal, level: noise - data,
}

PREDICTIONS = tuple(_OF)
"""What networks are trained to predict: ε, X, v = α ε - β X, or the velocity ε - X of a rectified flow."""


def gaussian_model(spectrum: ArrayLike, prediction: str = "epsilon") -> Model:
    """The exact prediction for data of independent centred Gaussian modes.

        E[X | y] = α λ y/(α² λ + β²),   E[ε | y] = β y/(α² λ + β²)

    Args:
        spectrum: λ >= 0, one a mode, along the last axis of states.
        prediction: "epsilon", "sample", "v" or "velocity".

    Raises:
        ValueError: for another prediction.

    >>> model = gaussian_model([3.0], "sample")
    >>> model(np.array([8.0]), 1.0, 1.0).tolist()
    [6.0]
    """
    if prediction not in _OF:
        raise ValueError(f"prediction: expected {', '.join(PREDICTIONS)}, got {prediction!r}")
    variances, chosen = np.asarray(spectrum, dtype=np.float64), _OF[prediction]

    def model(state: Any, signal: Any, noise: Any) -> Any:
        law = signal**2 * variances + noise**2
        return chosen(signal * variances * state / law, noise * state / law, signal, noise)

    return model
