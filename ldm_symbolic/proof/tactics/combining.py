"""Facts put together: what is missing is filled in by the solvers.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules.logic import by_logic
from ldm_symbolic.proof.language.conditions import conjuncts, oriented


def follows(goal: Boolean, facts: Iterable[Fact], *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return hypotheses |- goal from facts, with what is missing filled in by the solvers.

    No rule of its own: what a fact assumes is proved from the hypotheses, the goal is proved from them and what the
    facts conclude, and `by_logic` puts the pieces together.

    Args:
        goal: what is wanted.
        facts: what is known; sums and sequence entries in it are numbers to the solvers.
        hypotheses: what may be assumed.
    Raises:
        RuleError: naming what no engine shows.
    """
    goal, facts, hypotheses = admit(follows, goal, facts, hypotheses)
    hypotheses = conjuncts(hypotheses)
    pieces, known = _applied([*facts], hypotheses)
    try:
        return by_logic(goal, pieces, hypotheses=hypotheses)
    except RuleError:  # the goal needs arithmetic as well
        last = prove(known, goal)
        return by_logic(goal, [*pieces, last], hypotheses=hypotheses)


def in_turn(goal: Boolean, facts: Iterable[Fact], *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return hypotheses |- goal from facts of which each may use what those before it conclude.

    No rule of its own: `follows` for every fact in the order given, then for the goal.

    Args:
        goal: what is wanted.
        facts: what is known, in an order in which what one assumes follows from what those before it conclude.
        hypotheses: what may be assumed.
    Raises:
        RuleError: naming what no engine shows.
    """
    goal, facts, hypotheses = admit(in_turn, goal, facts, hypotheses)
    known: list[Fact] = []
    hypotheses = conjuncts(hypotheses)
    assumed = hypotheses
    for fact in facts:
        known.append(follows(fact.conclusion, [fact], hypotheses=assumed))
        assumed = (*assumed, fact.conclusion)
    return by_logic(goal, [*known, follows(goal, [], hypotheses=assumed)], hypotheses=hypotheses)


def _applied(facts: list[Fact], hypotheses: tuple[Boolean, ...]) -> tuple[list[Fact], tuple[Boolean, ...]]:
    """Return facts, with further facts that show what they assume, and all that is known in the end.

    What one fact assumes may follow from what another concludes, so they are taken in an order in which it does.
    """
    pieces, known, waiting = list(facts), hypotheses, list(facts)
    while waiting:
        refused: list[Fact] = []
        for fact in waiting:
            try:
                pieces += _missing(fact, known)
            except RuleError as error:
                refused.append(fact)
                reason = error
            else:
                known = conjuncts((*known, fact.conclusion))
        if len(refused) == len(waiting):
            raise reason
        waiting = refused
    return pieces, known


def _missing(fact: Fact, known: tuple[Boolean, ...]) -> list[Fact]:
    """Return facts that show those hypotheses of a fact that are not known word for word."""
    given = {oriented(condition) for condition in known}
    return [prove(known, hypothesis) for hypothesis in fact.hypotheses if oriented(hypothesis) not in given]
