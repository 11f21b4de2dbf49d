"""A proof as a reader is told of it: where the conclusion of a step is defined is no step of its own.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.smt.query import Query


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Told:
    """A fact; one that only shows where a rule's conclusion is defined is one with what the rule says.

    Args:
        fact: what is proved.
        rule: by which rule.
        premises: what the rule was applied to.
        queries: the solver questions of the step, those included that ask where its conclusion is defined.
    """

    fact: Fact
    rule: str
    premises: tuple[Told, ...]
    queries: tuple[Query, ...]

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What is assumed."""
        return self.fact.hypotheses

    @property
    def conclusion(self) -> Boolean:
        """What follows."""
        return self.fact.conclusion

    def steps(self) -> Iterator[Told]:
        """Yield every fact of the proof once, premises before what follows from them."""
        seen: set[int] = set()
        stack: list[tuple[Told, bool]] = [(self, False)]
        while stack:
            step, expanded = stack.pop()
            if expanded:
                yield step
            elif id(step) not in seen:
                seen.add(id(step))
                stack.append((step, True))
                stack.extend((premise, False) for premise in reversed(step.premises))


def told(fact: Fact) -> Told:
    """Return a proof as a reader is told of it.

    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof import equal_sums
    >>> fact = equal_sums(1 / noise, 1 / noise, hypotheses=[noise > 0])
    >>> fact.rule, told(fact).rule
    ('by_logic', 'equal_sums')
    """
    known: dict[int, Told] = {}
    for step in fact.steps():
        made = _made(step)
        shown = () if made is step else step.premises[1:]
        known[id(step)] = Told(
            fact=step,
            rule=made.rule,
            premises=tuple(known[id(premise)] for premise in made.premises),
            queries=tuple(query for part in (made, *shown) for query in part.queries),
        )
    return known[id(fact)]


def decided(fact: Told, subject: str) -> str:
    """Why a step holds that an engine decides.

    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof import prove
    >>> decided(told(prove([noise > 1], noise**2 > 1)), "This")
    'This holds by arithmetic.'
    """
    if fact.queries:
        return f"{subject} holds by arithmetic."
    by_normal_form = any(evidence.engine == "normal form" for evidence in fact.fact.evidence)
    return "The two sides have the same normal form." if by_normal_form else f"{subject} is immediate."


def _made(fact: Fact) -> Fact:
    """The fact of a rule behind one that shows where its conclusion is defined; else the fact."""
    if fact.rule != "by_logic" or not fact.premises:
        return fact
    made, *shown = fact.premises
    only = made.conclusion == fact.conclusion and len(shown) == 1 and shown[0].rule == "decide"
    return made if made.needed and only else fact
