"""Covariances that share no axes, for the tests of the dense law."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

scales = st.floats(-6, 4).map(lambda power: 10.0**power)


def _of_size(size: int) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    variances = st.lists(scales, min_size=size, max_size=size)
    return st.tuples(variances, variances)


pairs = st.integers(2, 5).flatmap(_of_size)
"""Variances of the data and of the estimate, over ten decades."""


def rotated(values: list[float], seed: int) -> np.ndarray:
    """A covariance with these variances along axes drawn at random."""
    axes = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values), len(values))))[0]
    turned = axes @ np.diag(values) @ axes.T
    return np.asarray((turned + turned.T) / 2)
