"""Test a sampler without a random number: its exact law against the one that it should have.

For a Gaussian the score is linear, so that a sampler is affine in its start and its noises, and a few runs on unit
impulses tell its law. `impulses` finds it, `expected` has what it should be, `models` the exact network for it,
`assertions` holds one against the other, `strategies` draws data and noise levels, and `laws` are the derived formulas.
Imports NumPy and, for `strategies`, hypothesis.
"""

from ldm_symbolic.testing.assertions import assert_sampler, assert_trajectory
from ldm_symbolic.testing.expected import SCHEMES, expected_law
from ldm_symbolic.testing.impulses import AffineLaw, affine_law, affine_laws
from ldm_symbolic.testing.models import PREDICTIONS, gaussian_model

__all__ = [
    "PREDICTIONS",
    "SCHEMES",
    "AffineLaw",
    "affine_law",
    "affine_laws",
    "assert_sampler",
    "assert_trajectory",
    "expected_law",
    "gaussian_model",
]
