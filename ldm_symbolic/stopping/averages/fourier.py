"""Fourier sums over points that are not equally spaced, by one fast Fourier transform.

Each term is spread over the next points of a grid as a Gaussian, whose own transform is divided out
afterwards (Greengard and Lee, Accelerating the nonuniform fast Fourier transform, SIAM Review 46, 2004).

Tested in `tests/stopping/averages/test_mean_error.py`.
"""

from __future__ import annotations

import math

import numpy as np

from ldm_symbolic.floats import Complexes, Floats

_SPREAD = 12


def fourier_sum(angles: Floats, strengths: Complexes, terms: int) -> Complexes:
    """Σ_q c_q e^{i m θ_q} for -terms/2 <= m < terms/2, to about 1e-12 Σ|c_q|.

    Args:
        angles: θ_q, axes (point,).
        strengths: c_q, axes (point,).
        terms: even.

    >>> np.round(fourier_sum(np.array([np.pi / 2]), np.array([1.0 + 0j]), 4), 10).tolist()
    [(-1+0j), -1j, (1+0j), 1j]
    """
    size = 2 * terms
    width = math.pi * _SPREAD / (3 * terms**2)
    spacing = 2 * math.pi / size
    nearest = np.rint(angles / spacing)
    offset = angles - nearest * spacing
    cells = nearest.astype(np.int64)
    grid = np.zeros(size, dtype=np.complex128)
    for shift in range(-_SPREAD, _SPREAD + 1):
        share = strengths * np.exp(-((offset - shift * spacing) ** 2) / (4 * width))
        at = (cells + shift) % size
        grid += np.bincount(at, share.real, size) + 1j * np.bincount(at, share.imag, size)
    orders = np.arange(-terms // 2, terms // 2)
    return np.asarray(np.fft.ifft(grid)[orders] * math.sqrt(math.pi / width) * np.exp(width * orders**2))
