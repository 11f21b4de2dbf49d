"""A whitening encoder on matrices: the latent is drawn, noised, and decoded with the pseudo-inverse."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize(("signal", "noise", "factor"), [(0.8, 0.6, 1.0), (1.0, 0.75, 1.5625), (0.5, 0.5, 0.5)])
def test_what_is_decoded(signal: float, noise: float, factor: float) -> None:
    """P = Λ_k^{-1/2} U_kᵀ for a covariance with other axes; α² P Σ Pᵀ + β² I is left, and decoded."""
    rng = np.random.default_rng(7)
    axes = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    spectrum = np.array([3.0, 1.0, 0.4, 0.1])
    covariance = axes @ np.diag(spectrum) @ axes.T
    encoder = (axes / np.sqrt(spectrum)).T[:2]
    latent = signal**2 * encoder @ covariance @ encoder.T + noise**2 * np.eye(2)
    back = np.linalg.pinv(encoder)
    decoded = axes.T @ back @ latent @ back.T @ axes
    assert np.allclose(np.diag(decoded), [3 * factor, factor, 0, 0])
