"""What in the tree of a Fact is bookkeeping: facts repeated under more hypotheses, instances, what says nothing.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

from sympy import IndexedBase, Not, Number, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, Equivalent

from ldm_symbolic.latex.proofs.distinctions import closed
from ldm_symbolic.latex.proofs.told import Told
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import free

LOGIC = "by_logic"
Key = tuple[frozenset[Boolean], Boolean]
"""What is assumed, inequalities `oriented`, and what is concluded."""


def key_of(fact: Told) -> Key:
    """What a fact says."""
    return frozenset(map(oriented, conjuncts(fact.hypotheses))), fact.conclusion


def telling(fact: Told) -> list[Told]:
    """The premises that say more than one of their own hypotheses."""
    return [premise for premise in fact.premises if not _says_nothing(premise)]


def _says_nothing(fact: Told) -> bool:
    return {oriented(part) for part in conjuncts([fact.conclusion])} <= key_of(fact)[0]


def vacuous(fact: Told) -> list[Told]:
    """The solver calls behind premises that say nothing."""
    empty = [premise for premise in fact.premises if _says_nothing(premise)]
    return [step for premise in empty for step in premise.steps() if step.queries]


def between(fact: Told, core: Told) -> list[Told]:
    """The solver calls behind the repetitions and instances that are folded away around a fact."""
    found = []
    while fact is not core:
        found += [fact] if fact.queries else []
        found += vacuous(fact)
        (fact,) = telling(fact) if fact.rule == LOGIC else fact.premises
    return found


def is_repetition(fact: Told) -> bool:
    """Whether a fact says what its one premise does, under hypotheses that imply those of the premise."""
    return fact.rule == LOGIC and [p.conclusion for p in telling(fact)] == [fact.conclusion] and contrary(fact) is None


def contrary(fact: Told) -> Boolean | None:
    """What a proof by contradiction supposes: the negation of its conclusion; None if a fact is shown otherwise."""
    if fact.rule != LOGIC:
        return None
    denied, goal, pieces = oriented(Not(fact.conclusion)), oriented(fact.conclusion), telling(fact)
    supposed = any(denied in key_of(piece)[0] for piece in pieces)
    if not supposed or denied in key_of(fact)[0] or goal in closed(fact.hypotheses, pieces):
        return None
    return denied if goal in closed((*fact.hypotheses, denied), pieces) else None


def is_plain(fact: Told) -> bool:
    """Whether no reader looks for a proof: a fact only compares names and numbers, or it assumes a contradiction."""
    assumed, _ = key_of(fact)
    if any(oriented(Not(condition)) in assumed for condition in assumed):
        return True
    return all(map(_compares_names, (*assumed, *conjuncts([fact.conclusion]))))


def _compares_names(condition: Boolean) -> bool:
    if isinstance(condition, Equivalent):
        return all(map(_compares_names, condition.args))
    if not isinstance(condition, Relational | Identity):
        return False
    return all(isinstance(side.as_coeff_Mul()[1], Symbol | Number) for side in condition.args)


def form_of(fact: Told) -> Told:
    """A fact without repetitions around it."""
    while is_repetition(fact) or (fact.rule == "instantiate" and is_same(fact)):
        (fact,) = telling(fact) if fact.rule == LOGIC else fact.premises
    return fact


def is_same(fact: Told) -> bool:
    """Whether an instance says what the fact does."""
    return key_of(fact) == key_of(fact.premises[0])


def is_special(fact: Told) -> bool:
    """Whether an instance speaks about other sequences than the fact does, so that a reader must be told."""
    return not sequences(fact.premises[0]) <= sequences(fact)


def sequences(fact: Told) -> frozenset[IndexedBase]:
    """The sequences that a fact speaks about."""
    names = frozenset().union(*(free(part) for part in (*fact.hypotheses, fact.conclusion)))
    return frozenset(name for name in names if isinstance(name, IndexedBase))
