"""How every derivation writes its claims down: what is refuted has a counterexample, all else is proved.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.proof import Fact, in_turn


def claim_of(
    statement_id: str,
    word: str,
    role: Role,
    says: str,
    hypotheses: Iterable[Boolean],
    conclusion: Boolean,
    *facts: Callable[[], Fact],
    **more: Any,
) -> Claim:
    """Return a claim of a statement; each derivation binds the first argument.

    Args:
        statement_id: the id of the statement.
        word: what the id of the claim adds to it.
        role, says, hypotheses, conclusion: of the claim.
        facts: that prove it in turn, where it has no `proof` of its own.
        more: the other fields of the claim; with a counterexample it is expected to be refuted.
    """
    assumed = tuple(hypotheses)
    more["expected"] = Verdict.REFUTED if "counterexample" in more else Verdict.PROVED
    if facts:
        more["proof"] = lambda: in_turn(conclusion, [fact() for fact in facts], hypotheses=assumed)
    return Claim(id=f"{statement_id}.{word}", role=role, says=says, hypotheses=assumed, conclusion=conclusion, **more)
