"""The proofs behind `m6_whitening_encoder`: one question each.

Tested in `tests/derivations/encoders/test_whitened.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs

PROOFS: Proofs = {"preserving": None, "exploding-repaired": None, "rescaled": None}
