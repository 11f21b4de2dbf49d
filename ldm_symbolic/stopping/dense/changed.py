"""Dense laws of latents that were multiplied before noising, or whose stored form contains noise.

Tested in `tests/stopping/dense/test_changed.py`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ldm_symbolic.stopping.dense.error import DenseLaw


def multiplied(law: DenseLaw, factor: float) -> DenseLaw:
    """The law of the latents times γ: every variance, and the squared distance of the means, times γ².

    >>> law = multiplied(DenseLaw.of([[2.0]], [[1.0]]), 0.5)
    >>> law.estimated.tolist(), round(law.total, 12)
    ([0.25], 0.5)
    """
    square = factor**2
    return replace(
        law,
        estimated=law.estimated * square,
        true=law.true * square,
        factor=law.factor * factor,
        mean_error=law.mean_error * square,
        means=None if law.means is None else law.means.multiplied(factor),
    )


def without_noise(law: DenseLaw, variance: float) -> DenseLaw:
    """The law whose truth is free of noise of variance V in every direction, while the estimate contains it.

    Raises:
        ValueError: if some direction of the truth has less variance than V.

    >>> without_noise(DenseLaw.of([[2.0]], [[1.5]]), 0.5).true.round(12).tolist()
    [[1.5]]
    """
    values, axes = np.linalg.eigh(law.true)
    least = 0.0 if law.empty else float(values.min())
    if least < variance * (1 - 1e-9):
        raise ValueError(
            f"noise of variance {variance:.6g} is more than the variance {least:.6g} of some direction; "
            "expected at most that"
        )
    factor = np.sqrt(np.maximum(values - variance, 0.0))[:, None] * axes.T
    return replace(law, true=factor.T @ factor, factor=factor)
