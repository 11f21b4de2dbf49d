"""The exact engine: identities by normal form, inequalities by z3, and every `unsat` replayed by cvc5.

`smt.questions` cuts a goal into quantifier-free sequents (a `ForEach` or another universal predicate is shown at a
fresh variable; a hypothesis over all modes is used at the modes that the problem mentions), each asked of both solvers.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.questions import Model, Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What came of a question.

    Args:
        fact: the Fact, or None if there is none.
        reason: why there is none, in one sentence; "" if there is one.
        evidence: what the engines said.
        queries: what they were asked.
        model: values that a solver holds to be a counterexample; it counts as one only when re-evaluated.
        trouble: whether a solver gave no answer, rather than an answer that does not help.
    """

    fact: Fact | None
    reason: str
    evidence: tuple[Evidence, ...]
    queries: tuple[Query, ...]
    model: Model | None = None
    trouble: bool = False


class NotProvedError(RuleError):
    """Raised by `prove` when there is no Fact; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason, trouble=decision.trouble, evidence=decision.evidence)
        self.decision = decision


def prove(hypotheses: Iterable[Boolean], goal: Boolean, *, effort: float = 1) -> Fact:
    """Return the Fact hypotheses |- goal.

    Args:
        hypotheses: SymPy Booleans and predicates.
        goal: what is to follow from them.
        effort: how many times the usual budget every single question may take.
    Raises:
        NotProvedError: if an engine says no, does not know, or is missing.
        UnknownTermError: if a part has no meaning to any engine.

    >>> from ldm_symbolic.notation import noise
    >>> prove([noise > 1], noise**2 > 1)
    x > 1 |- x**2 > 1  [decide]
    """
    decision = decide(hypotheses, goal, effort=effort)
    if decision.fact is None:
        raise NotProvedError(decision)
    return decision.fact


def decide(hypotheses: Iterable[Boolean], goal: Boolean, *, effort: float = 1) -> Decision:
    """Try to show that the hypotheses imply that the goal is defined and true.

    Args:
        hypotheses: SymPy Booleans and predicates.
        goal: what is to follow from them.
        effort: how many times the usual budget every single question may take.
    """
    hypotheses, goal, effort = admit(decide, hypotheses, goal, effort)
    hypotheses = conjuncts(hypotheses)
    asked = Questions(effort=effort)
    failure = asked.settle_defined(hypotheses, goal) or asked.settle(hypotheses, goal, defined=True)
    evidence, queries = tuple(asked.evidence), tuple(asked.queries)
    if failure:
        reason, model, trouble = f"`{goal}` is not shown{failure}", asked.model, asked.trouble
        return Decision(fact=None, reason=reason, evidence=evidence, queries=queries, model=model, trouble=trouble)
    fact = _mint(hypotheses, goal, rule="decide", evidence=evidence, queries=queries)
    return Decision(fact=fact, reason="", evidence=evidence, queries=queries)
