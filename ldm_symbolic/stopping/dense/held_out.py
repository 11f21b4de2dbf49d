"""What stopping early gains on held-out samples, with its standard error.

The cross term of the error at noise level x is F = tr B^½ with B = diag r · M_k · diag r = Q diag(e) Qᵀ, r = √v. With
z a held-out sample along the axes of the estimate, about the mean,

    c(z) = Σ_a (q_aᵀ diag r z)²/√e_a

has mean F and is twice the derivative of F along z zᵀ. So E(k, 0) - E(k, x) = Σ_{j≤k} (v_j(0) - v_j(x)) - 2 (F_0 - F_x)
has over m samples the standard error sd(c_0(z) - c_x(z))/√m, whatever law they are of. Where there are very many
samples, two thousand of them, drawn at random when the held-out part was, tell this deviation to two hundredths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.averages.full_covariance import pair_sums
from ldm_symbolic.stopping.dense.error import DenseLaw

_NULL = 1e-13
_ENOUGH = 2048
"""So many samples are asked for a standard deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """The samples that stand for the truth, and how many gave the estimate.

    Args:
        coordinates: the held-out samples along the axes of the estimate, about their mean, axes (sample, axis).
        training: how many other samples gave axes and estimates.
    """

    coordinates: Floats
    training: int

    @property
    def count(self) -> int:
        """m, the number of held-out samples."""
        return len(self.coordinates)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutGain:
    """What stopping at one noise level gains over running to the end.

    Args:
        gain: E(k, 0) - E(k, x) on the held-out samples.
        standard_error: of that, over the held-out samples; the estimate is as it is.
        bias: by how much the gain on m Gaussian samples about their mean is above that on the truth, to leading order
            in k/m; negative, so that the gain is rather too small, where noise adds variance that the data has.
    """

    gain: float
    standard_error: float
    bias: float

    @property
    def supported(self) -> bool:
        """Whether the gain is larger than its standard error.

        At the level that is best on the same samples this asks for a slope at the end that is more than two standard
        errors below 0: there the gain is half of level times slope, and its standard error that of the slope times
        the level.
        """
        return self.gain > self.standard_error


def held_out_gain(law: DenseLaw, held_out: HeldOut, kept: int, level: float, *, last: float = 0.0) -> HeldOutGain:
    """The gain E(k, x_end) - E(k, x) of stopping early, on held-out samples, with its standard error.

    Args:
        law: of the estimate and the covariance of the held-out samples.
        held_out: these samples.
        kept: k in 1..D.
        level: x in [0, 1].
        last: x_end, the noise level at which the sampler itself ends.

    >>> from ldm_symbolic.stopping.dense.error import DenseLaw
    >>> samples = np.array([[1.0], [-1.0], [0.5], [-0.5]])
    >>> law = DenseLaw.of(samples.T @ samples / 4, [[0.25]])
    >>> found = held_out_gain(law, HeldOut(coordinates=samples, training=4), 1, 0.25)
    >>> round(found.gain, 6), round(found.standard_error, 6), found.supported
    (0.067756, 0.038288, True)
    """
    at_end, end_roots = _fidelity(law, kept, last)
    early, early_roots = _fidelity(law, kept, level)
    end_cross, early_cross = float(end_roots.sum()), float(early_roots.sum())
    asked = held_out.coordinates[:_ENOUGH, :kept]
    differences = ((asked @ (at_end - early)) * asked).sum(axis=1)
    moved = float(law.generated(kept, last).sum() - law.generated(kept, level).sum()) - law.empty_axes(kept) * level
    if law.means is not None:
        moved += law.means.error(kept, last) - law.means.error(kept, level)
        shrunk = math.sqrt(1 - last) - math.sqrt(1 - level)
        differences += 2 * shrunk * (asked @ law.means.believed[:kept])
    count = held_out.count
    rotated = float(pair_sums(end_roots, end_roots)[-1] - pair_sums(early_roots, early_roots)[-1])
    return HeldOutGain(
        gain=moved - 2 * (end_cross - early_cross),
        standard_error=float(np.std(differences)) / math.sqrt(count),
        bias=(rotated / 2 + end_cross - early_cross) / count,
    )


def _fidelity(law: DenseLaw, kept: int, level: float) -> tuple[Floats, Floats]:
    """The matrix C with c(z) = zᵀ C z, and √e, whose sum is F."""
    root = law.root(kept, level)
    values, axes = np.linalg.eigh(law.congruent(root))
    roots = np.sqrt(np.maximum(values, 0.0))
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=values > _NULL * max(float(values.max()), 0.0))
    turned = root[:, None] * axes if root.ndim == 1 else root @ axes
    return np.asarray((turned * inverse) @ turned.T), roots
