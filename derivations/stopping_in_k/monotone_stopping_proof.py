"""The proofs behind `monotone_stopping`: by induction, from one step in k.

Tested in `tests/derivations/stopping_in_k/test_one_step_in_dimension.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.stopping_in_k.one_step_in_dimension_proof import falls, falls_where_shrunk

PROOFS: Proofs = {
    "monotone": falls,
    "shrunk": falls_where_shrunk,
}
