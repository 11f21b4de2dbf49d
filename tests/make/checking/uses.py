"""Write which claims are steps of the proofs of which others into `derivations/uses.json`: takes as long as `verify`.

python tests/make/checking/uses.py
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import ldm_symbolic
from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.keys import key

PATH = Path(__file__).resolve().parents[3] / "derivations" / "uses.json"

Sequent = tuple[frozenset[object], object]


def sequent(said: Fact) -> Sequent:
    """What is said, whatever the order of the hypotheses."""
    return frozenset(map(key, conjuncts(said.hypotheses))), key(said.conclusion)


def proved(statements: Iterable[Statement]) -> Iterator[tuple[str, Fact]]:
    """The claims that are proved in more than one step, with their Facts."""
    for claim in (claim for statement in statements for claim in statement.claims):
        if claim.expected is Verdict.PROVED and claim.proof is not None:
            yield claim.id, claim.proof()


def uses(facts: Iterable[tuple[str, Fact]]) -> dict[str, list[str]]:
    """Which claims are steps of the proofs of which others; of claims with one Fact the first is meant."""
    known = dict(facts)
    first: dict[Sequent, str] = {}
    for name, fact in known.items():
        first.setdefault(sequent(fact), name)
    found = {}
    for name, fact in known.items():
        own = sequent(fact)
        met = {first[said] for said in map(sequent, fact.steps()) if said in first and said != own}
        met |= {first[own]} - {name}
        if met:
            found[name] = sorted(met)
    return found


if __name__ == "__main__":
    PATH.write_text(
        json.dumps(uses(proved(ldm_symbolic.catalogue())), indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
