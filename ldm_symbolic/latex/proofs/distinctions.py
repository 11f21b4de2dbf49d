"""Which cases a step by logic distinguishes: guards of which one holds, each of which gives the conclusion.

Nothing is guessed from the shape of a proof: a list of cases is returned only if `by_logic` shows from the very facts
of the step that one of them holds, and if the facts lead from each of them to the conclusion.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from ldm_symbolic.latex.proofs.told import Told
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.kernel.rules.logic import by_logic
from ldm_symbolic.proof.language.conditions import conjuncts, oriented

Guard = tuple[Boolean, ...]
Distinction = tuple[Guard, ...]
_MOST = 12  # guards to try


def distinguished(fact: Told, pieces: Sequence[Told]) -> Distinction | None:
    """The cases that a step by logic distinguishes.

    Args:
        fact: hypotheses |- conclusion, which follows from the pieces by logic.
        pieces: facts.
    Returns:
        At least two guards of which one holds under the hypotheses, each of which gives the conclusion; no guard if
        the conclusion follows without a distinction; None if there is one that cannot be told in this form.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.latex.proofs.told import told
    >>> from ldm_symbolic.notation import noise
    >>> above, below = prove([noise >= 0], noise**2 + noise >= 0), prove([noise <= -1], noise**2 + noise >= 0)
    >>> fact = by_logic(noise**2 + noise >= 0, [above, below], hypotheses=[Or(noise >= 0, noise <= -1)])
    >>> distinguished(told(fact), [told(above), told(below)])
    ((x >= 0,), (x <= -1,))
    """
    known = closed(fact.hypotheses, pieces)
    goal = _keys([fact.conclusion])
    if goal <= known:
        return ()
    guards: dict[frozenset[Boolean], Guard] = {}
    for piece in pieces:
        guard = extra(piece, known)
        if guard and not goal <= _keys(guard) and goal <= closed((*fact.hypotheses, *guard), pieces):
            guards.setdefault(_keys(guard), guard)
    least = [guard for key, guard in guards.items() if not any(other < key for other in guards)]
    if len(least) > _MOST or not _one_holds(fact, pieces, least):
        return None if any(_waits(piece, known) for piece in pieces) else ()
    for guard in sorted(least, key=lambda guard: (-len(guard), -len(str(guard)), str(guard))):
        rest = [other for other in least if other != guard]
        least = rest if rest and _one_holds(fact, pieces, rest) else least
    return tuple(least) if len(least) > 1 else ()


def closed(hypotheses: Iterable[Boolean], pieces: Sequence[Told]) -> frozenset[Boolean]:
    """What facts give one after another, without a distinction of cases; inequalities are `oriented`."""
    known = set(_keys(hypotheses))
    while True:
        before = len(known)
        for piece in pieces:
            if _keys(piece.hypotheses) <= known:
                known |= _keys([piece.conclusion])
        for condition in tuple(known):
            known |= _keys(_detached(condition, known))
        if len(known) == before:
            return frozenset(known)


def extra(fact: Told, known: frozenset[Boolean]) -> Guard:
    """What a fact assumes beyond what is known."""
    return tuple(c for c in conjuncts(fact.hypotheses) if oriented(c) not in known)


def _detached(condition: Boolean, known: set[Boolean]) -> list[Boolean]:
    """What an implication or an equivalence that is known gives in view of what else is known."""
    if isinstance(condition, Implies) and _keys([condition.args[0]]) <= known:
        return [condition.args[1]]
    if isinstance(condition, Equivalent) and any(_keys([side]) <= known for side in condition.args):
        return list(condition.args)
    return []


def _one_holds(fact: Told, pieces: Sequence[Told], guards: Sequence[Guard]) -> bool:
    if not guards:
        return False
    try:
        by_logic(Or(*(And(*guard) for guard in guards)), [piece.fact for piece in pieces], hypotheses=fact.hypotheses)
    except RuleError:
        return False
    return True


def _waits(piece: Told, known: frozenset[Boolean]) -> bool:
    """Whether a fact assumes what is neither known nor known to be false."""
    return any(oriented(c) not in known and oriented(Not(c)) not in known for c in conjuncts(piece.hypotheses))


def _keys(conditions: Iterable[Boolean]) -> frozenset[Boolean]:
    return frozenset(map(oriented, conjuncts(conditions)))
