"""How the sample is read when generation stops at noise level x, and on which path the data was noised.

Data is noised to α X + β ε with x = β²/(α² + β²). What generation leaves is the noised law of what the score believes
in, of variance α² λ̂ + β². It is read as it is, or divided by α, or replaced by the posterior mean of X under the
believed law, whose variance does not depend on the path (statement T1); `read_variance` has the formulas.

Tested in `tests/stopping/dense/test_read_law.py`.
"""

from __future__ import annotations

from enum import Enum


class ReadOut(Enum):
    """How the sample is read."""

    RAW = "raw"
    """As it is."""
    RESCALED = "rescaled"
    """Divided by α."""
    DENOISED = "denoised"
    """Its posterior mean under the believed law."""


class Path(Enum):
    """How signal and noise go together."""

    VARIANCE_PRESERVING = "variance-preserving"
    """α² + β² = 1."""
    VARIANCE_EXPLODING = "variance-exploding"
    """α = 1."""
    RECTIFIED_FLOW = "rectified flow"
    """α + β = 1."""
    SUB_PRESERVING = "sub-VP"
    """α² + β = 1."""


AS_IT_IS = (ReadOut.RAW, Path.VARIANCE_PRESERVING)
"""What every part of the theory is about."""
