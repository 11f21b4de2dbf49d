"""The proofs behind `principal_components_of_the_sample`, claim by claim.

Tested in `tests/derivations/principal_components/test_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.principal_components import of_the_sample_event as event
from ldm_symbolic.derivations.principal_components import of_the_sample_increments_proof as core
from ldm_symbolic.derivations.principal_components import of_the_sample_order_proof as order
from ldm_symbolic.derivations.principal_components import of_the_sample_traces_proof as traces

PROOFS: Proofs = {
    "step-traces": traces.traces,
    "step-relative": traces.relative,
    "step-kept": traces.close_to_estimated,
    "step-spread": traces.close_by_traces,
    "step-spread-elementary": traces.close_to_commuting,
    "small": traces.epsilon_is_small,
    "step-increment": core.increments,
    "step-time": order.helps_late,
    "step-helps": order.helps,
    "step-costs-repaired": order.costs,
    "ordered-repaired": order.ordered,
    "excluded": event.excluded,
    "best": event.best,
    "best-repaired": core.best,
    "remark-exact": order.reduces,
}
