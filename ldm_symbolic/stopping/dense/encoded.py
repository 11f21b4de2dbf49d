"""Two covariances under a linear encoder of full rank that need not be orthonormal, decoded by its pseudo-inverse.

Latents are A X, with noise N(0, I) or, where the data is noised, N(0, A Aᵀ). With Aᵀ = Q R, Q orthonormal and R upper
triangular, the decoded sample has along the columns of Q the covariance

    S(x) = (1 - x) Qᵀ Σ̂ Q + x G,    G = R⁻ᵀ R⁻¹ with noise in the latents, G = I with noise in the data,

and the first k rows of A alone the leading k x k part of it. It is affine in x, so that E(k, ·) stays convex. A
whitening encoder of the exact score has G = Qᵀ Σ̂ Q: no noise level changes what it decodes (M6 of the catalogue).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.dense.error import DenseLaw

_ROUNDING = 1e-14
"""Relative to the largest eigenvalue of a covariance: what lies below it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedLaw(DenseLaw):
    """A true and an estimated covariance along the row space of an encoder; `axes` holds Q and what completes it.

    Args:
        believed: Qᵀ Σ̂ Q, k x k.
        noise: G, k x k, the covariance of decoded noise.
        noise_in: "latents" or "data".

    >>> law = EncodedLaw.encoded(DenseLaw.of([[0.5]], [[0.25]]), [[2.0]], noise_in="latents")
    >>> law.generated(1, 0.5).tolist()  # (1 - x) λ̂ + x/2²
    [0.25]
    """

    believed: Floats
    noise: Floats
    noise_in: str

    @classmethod
    def encoded(cls, law: DenseLaw, encoder: ArrayLike, *, noise_in: str) -> EncodedLaw:
        """A dense law of all directions under an encoder.

        Args:
            law: without empty axes.
            encoder: A, k x D, of full row rank.
            noise_in: "latents" for N(0, I) there, "data" for N(0, A Aᵀ).

        Raises:
            ValueError: if the encoder is no such matrix, or the law has empty axes.
        """
        matrix = np.asarray(encoder, dtype=np.float64)
        size = law.dimension
        if matrix.ndim != 2 or matrix.shape[1] != size or not 1 <= len(matrix) <= size:
            raise ValueError(f"expected at most {size} rows of {size} numbers, one a latent, got {matrix.shape}")
        if law.empty:
            raise ValueError("an encoder of one's own takes more samples than dimensions; give more of them")
        rows = len(matrix)
        if np.linalg.matrix_rank(matrix) < rows:
            raise ValueError(f"its {rows} rows depend on one another; expected full row rank")
        complete, upper = np.linalg.qr(matrix.T, mode="complete")
        turned = law.axes.T @ complete
        inverse = np.linalg.inv(upper[:rows])
        believed = (turned.T * law.estimated) @ turned
        factor = law.factor @ turned
        values: dict[str, Any] = {field.name: getattr(law, field.name) for field in fields(DenseLaw)}
        values |= {"estimated": np.diag(believed).copy(), "true": factor.T @ factor, "factor": factor, "axes": complete}
        noise = inverse.T @ inverse if noise_in == "latents" else np.eye(rows)
        return cls(**values, believed=believed[:rows, :rows], noise=noise, noise_in=noise_in)

    @property
    def dimension(self) -> int:
        """How many latents there are."""
        return len(self.noise)

    def covariance(self, kept: int, level: float) -> Floats:
        """S(x), of the first k latents alone."""
        return np.asarray((1 - level) * self.believed[:kept, :kept] + level * self.noise[:kept, :kept])

    def generated(self, kept: int, level: float) -> Floats:
        """The diagonal of S(x)."""
        return np.diag(self.covariance(kept, level)).copy()

    def root(self, kept: int, level: float) -> Floats:
        """L with L Lᵀ = S(x), k x k."""
        values, axes = np.linalg.eigh(self.covariance(kept, level))
        return np.asarray(axes * np.sqrt(np.where(values > _ROUNDING * values[-1], values, 0.0)))

    def slope(self, kept: int, level: float) -> float:
        """dE(k, x)/dx = tr (I - T)(G - Qᵀ Σ̂ Q) with T the transport map from N(0, S(x)) to the data; see `DenseLaw`."""
        root = self.root(kept, level)
        sizes = np.square(root).sum(axis=0)
        change = self.noise[:kept, :kept] - self.believed[:kept, :kept]
        inverse = np.divide(root, sizes, out=np.zeros_like(root), where=sizes > 0)  # L⁻ᵀ where there is one
        if not sizes.all():
            null = np.eye(kept) - inverse @ root.T
            if np.trace(null @ self.true[:kept, :kept] @ null) > _ROUNDING * self.total:
                return -np.inf
        _, roots, axes = np.linalg.svd(self.factor[:, :kept] @ root, full_matrices=False)
        moved = axes @ inverse.T
        means = 0.0 if self.means is None else self.means.slope(kept, level)
        return float(np.trace(change) - roots @ ((moved @ change) * moved).sum(axis=1)) + means
