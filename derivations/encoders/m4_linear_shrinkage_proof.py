"""The proofs behind `m4_linear_shrinkage`: one question to the solvers each.

Tested in `tests/derivations/encoders/test_scaled.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs

PROOFS: Proofs = {"diagonal": None, "beside": None}
