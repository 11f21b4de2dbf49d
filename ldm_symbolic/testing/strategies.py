"""Data and noise levels that look for trouble, as hypothesis strategies: sizes of every order, ties, zeros, edges.

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Array = NDArray[np.float64]

_EDGES = (0.0, 1.0, 0.25, 1e-9, 1e6, 1 - 1e-12)


def variances() -> st.SearchStrategy[float]:
    """One variance: an edge, or of any order of magnitude from 1e-9 to 1e6."""
    sizes = st.floats(-9, 6).map(lambda exponent: float(10.0**exponent))
    return st.one_of(st.sampled_from(_EDGES), sizes)


@st.composite
def spectra(draw: st.DrawFn, most: int = 6) -> Array:
    """Variances of up to `most` modes in falling order, with ties."""
    drawn = draw(st.lists(variances(), min_size=1, max_size=most))
    if draw(st.booleans()):
        drawn.append(drawn[0])
    return np.array(sorted(drawn, reverse=True)[:most])


@st.composite
def covariances(draw: st.DrawFn, most: int = 4) -> Array:
    """Covariances with any axes, some of them singular."""
    values = draw(spectra(most))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    axes, _ = np.linalg.qr(generator.normal(size=(len(values), len(values))))
    return np.asarray(axes * values @ axes.T)


@st.composite
def ratios(draw: st.DrawFn, most: int = 12, to_zero: bool = True) -> Array:
    """Falling noise levels β/α, close together or orders of magnitude apart, with 0 at the end if wanted."""
    gaps = draw(st.lists(st.floats(1e-3, 2), min_size=1, max_size=most))
    levels = 10 ** (draw(st.floats(-1, 2)) - np.cumsum([0.0, *gaps]))
    return np.append(levels, 0.0) if to_zero else np.asarray(levels)


@st.composite
def schedules(draw: st.DrawFn, most: int = 12, to_zero: bool = True) -> tuple[Array, Array]:
    """α and β at falling noise levels, of a variance-preserving or exploding process or a rectified flow."""
    sigmas = draw(ratios(most, to_zero))
    path = draw(st.sampled_from(("preserving", "exploding", "flow")))
    alpha = {"preserving": 1 / np.sqrt(1 + sigmas**2), "exploding": np.ones_like(sigmas), "flow": 1 / (1 + sigmas)}[
        path
    ]
    return alpha, alpha * sigmas
