"""Cutting a question into quantifier-free pieces, and what may be used for each.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from sympy import Basic, Expr, Indexed, Symbol, true
from sympy.logic.boolalg import And, Boolean, Implies

from ldm_symbolic.proof.language.build import both, implies, plainly
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import keys, remembered
from ldm_symbolic.proof.language.predicate import Convex, ForEach, Minimises, Universal
from ldm_symbolic.proof.language.terms import all_names, fresh, is_integer_valued, limits, substitute, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequent:
    """A piece of a question: assumed |- wanted, at arbitrary values of some fresh variables.

    `renamed` says that it is a literal piece of the whole, up to names, so that it is defined if the whole is.
    """

    assumed: tuple[Boolean, ...]
    wanted: Boolean
    variables: tuple[Symbol, ...] = ()
    renamed: bool = True


def pieces(whole: Sequent) -> Iterator[Sequent]:
    """Yield sequents that together imply the whole, given that its goal is defined."""
    goal = whole.wanted
    if goal == true or plainly(goal):
        return
    if isinstance(goal, And):
        for part in goal.args:
            yield from pieces(replace(whole, wanted=part))
    elif isinstance(goal, Implies):
        assumed = conjuncts((*whole.assumed, goal.args[0]))
        yield from pieces(replace(whole, assumed=assumed, wanted=goal.args[1]))
    elif isinstance(goal, Universal) and _can_unfold(goal):
        for part in goal.plain():
            yield from pieces(replace(whole, wanted=part))
        variables = _fresh_variables(goal, (*whole.assumed, goal))
        guard, body = goal.at(*variables)
        assumed, variables = conjuncts((*whole.assumed, *guard)), whole.variables + variables
        renamed = whole.renamed and not isinstance(goal, Minimises | Convex) and _asks_the_same(goal, body, variables)
        yield from pieces(Sequent(assumed=assumed, wanted=body, variables=variables, renamed=renamed))
    else:
        yield whole


def _asks_the_same(goal: Universal, body: Boolean, variables: Iterable[Symbol]) -> bool:
    """Say whether a body at variables asks for no more than the goal does there; to put in may simplify a term."""
    asked = [condition for arg in goal.args[:-1] for condition in obligations(arg)]
    return keys(obligations(body)) <= keys(substitute(o, {goal.index: v}) for v in variables for o in asked)


def _can_unfold(goal: Universal) -> bool:
    """A minimiser over integers must be an integer, which no solver of real arithmetic can tell."""
    return not isinstance(goal, Minimises) or not goal.index.is_integer or is_integer_valued(goal.args[0])


def _fresh_variables(goal: Universal, conditions: Iterable[Boolean]) -> tuple[Symbol, ...]:
    taken = {goal.index}.union(*map(all_names, conditions))
    variables: list[Symbol] = []
    for _ in range(goal.arity):
        variables.append(fresh(goal.index, taken))
        taken.add(variables[-1])
    return tuple(variables)


def premises(sequent: Sequent, *, defined: bool) -> tuple[Boolean, ...]:
    """Return what may be used, the conditions under which it is defined, and what it says at given terms.

    Conditions of definedness are not expanded again: one may stand behind a guard that it does not show.
    """
    meaningful = (*sequent.assumed, sequent.wanted) if defined else sequent.assumed
    assumed = conjuncts((*sequent.assumed, *(o for part in meaningful for o in obligations(part))))
    universal = [h for h in assumed if isinstance(h, ForEach)]
    ground = [h for h in assumed if not isinstance(h, ForEach)]
    seen: frozenset[Expr] = frozenset()
    for _ in range(2):
        terms = frozenset(_index_terms((*ground, sequent.wanted))) | set(sequent.variables)
        for hypothesis in universal:
            ground.extend(_instances(hypothesis, terms, seen))
        seen = terms
    return conjuncts(ground)


def _instances(hypothesis: ForEach, terms: frozenset[Expr], seen: frozenset[Expr]) -> Iterator[Boolean]:
    """Yield what a universal hypothesis says at terms of its sort, except where all have been used before."""
    sorts, inner = [hypothesis.index.is_integer], hypothesis.args[0]
    while isinstance(inner, ForEach):
        sorts, inner = [*sorts, inner.index.is_integer], inner.args[0]
    choices = [sorted((t for t in terms if is_integer_valued(t) == bool(sort)), key=text) for sort in sorts]
    for choice in product(*choices):
        if seen.issuperset(choice):
            continue
        yield _instance(hypothesis, *choice)


@remembered
def _instance(hypothesis: ForEach, *choice: Expr) -> Boolean:
    """Return what a universal hypothesis says at certain terms; it is used in one question after the other."""
    guards: list[Boolean] = []
    body: Boolean = hypothesis
    for term in choice:
        guard, body = body.at(term)
        guards += guard
    if plainly(body) or any(plainly(guard) is False for guard in guards):
        return true
    return implies(both(*conjuncts(guards)), body)


def _index_terms(conditions: Iterable[Basic]) -> set[Expr]:
    """Return the modes that conditions mention outside of sums and predicates."""
    found: set[Expr] = set()
    for condition in conditions:
        if isinstance(condition, Indexed):
            found |= {index for index in condition.indices if is_integer_valued(index)}
        elif not limits(condition):
            found |= _index_terms(condition.args)
    return found
