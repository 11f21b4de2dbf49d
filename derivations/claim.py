"""How every derivation writes its claims down: a table from the word of a claim to what it says.

    CLAIMS = {
        "ordered": printed("the times t_k are non-decreasing in k", (*a_schedule(), *falling(s)), ORDERED),
    }

What has a counterexample is expected to be refuted, all else to be proved. The facts that prove claims stand apart, in
a table `PROOFS` of the same words, so that what is claimed can be read without what proves it; `with_proofs` joins
them.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Claim, Role, Statement, Verdict
from ldm_symbolic.proof import Fact, in_turn, prove

Proof = Callable[[], Fact] | tuple[Callable[[], Fact], ...] | None
"""A fact; or facts from which the claim follows in turn; or None where one question to the solvers is the proof."""
Proofs = Mapping[str, Proof]


def _written(
    role: Role, says: str, hypotheses: Iterable[Boolean], conclusion: Boolean, **more: Any
) -> Callable[[str], Claim]:
    """Return a claim that lacks its id; `more` are its other fields."""
    more["expected"] = Verdict.REFUTED if "counterexample" in more else Verdict.PROVED
    parts = {"says": says, "hypotheses": tuple(hypotheses), "conclusion": conclusion}
    return lambda name: Claim(id=name, role=role, **parts, **more)


printed = partial(_written, Role.PRINTED)
step = partial(_written, Role.STEP)
remark = partial(_written, Role.REMARK)
repaired = partial(_written, Role.REPAIRED)
new = partial(_written, Role.NEW)


def claims_of(statement_id: str, table: Mapping[str, Callable[[str], Claim]]) -> tuple[Claim, ...]:
    """Return the claims of a statement, in the order of their table; a word is what the id of a claim adds to its."""
    return tuple(claim(f"{statement_id}.{word}") for word, claim in table.items())


def with_proof(claim: Claim, proof: Proof) -> Claim:
    """Return a claim with what proves it."""
    match proof:
        case None:
            return replace(claim, proof=lambda: prove(claim.hypotheses, claim.conclusion))
        case tuple():
            facts = proof
            return replace(
                claim,
                proof=lambda: in_turn(claim.conclusion, [fact() for fact in facts], hypotheses=claim.hypotheses),
            )
        case _:
            return replace(claim, proof=proof)


def with_proofs(statement: Statement, proofs: Proofs) -> Statement:
    """Return a statement with what proves its claims, by their words.

    Raises:
        KeyError: if a proof is of no claim.
    """
    named = {statement[f"{statement.id}.{word}"].id: proof for word, proof in proofs.items()}
    return replace(
        statement,
        claims=tuple(with_proof(claim, named[claim.id]) if claim.id in named else claim for claim in statement.claims),
    )
