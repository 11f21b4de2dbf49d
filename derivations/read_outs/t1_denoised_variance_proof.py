"""The proofs behind `t1_denoised_variance`: one question each.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs

PROOFS: Proofs = {"any-path": None, "level": None, "falls": None}
