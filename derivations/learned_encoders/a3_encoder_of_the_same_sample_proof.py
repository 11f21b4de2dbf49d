"""The proof behind `a3_encoder_of_the_same_sample`: what is left is A1.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate_proof import averaged_slope

PROOFS: Proofs = {"fixed": averaged_slope}
