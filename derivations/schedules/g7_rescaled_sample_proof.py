"""The proofs behind `g7_rescaled_sample`: identities of one mode, and of the terms of a sum.

Tested in `tests/derivations/schedules/test_rescaled.py`.
"""

from __future__ import annotations

from functools import cache

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_dimension, modes
from ldm_symbolic.derivations.schedules.g7_rescaled_sample import same_error
from ldm_symbolic.derivations.schedules.path_error import A_POINT
from ldm_symbolic.proof import Fact, equal_sums


@cache
def error() -> Fact:
    """Term by term."""
    return equal_sums(*same_error.args, hypotheses=(*A_POINT, *a_dimension(), *modes()))


PROOFS: Proofs = {
    "variance": None,
    "error": error,
    "clock": None,
    "equation": None,
    "cap-repaired": None,
    "start-repaired": None,
}
