"""Rules for quantifiers: what a universal predicate says at a term, generalisation, induction.

Generalising over a symbol is allowed only where no hypothesis that stays mentions it, apart from the range.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Basic, Indexed, IndexedBase, Lambda, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, _mint_defined, recorded, require_absent
from ldm_symbolic.proof.kernel.rules.logic import new_obligations, require_sort
from ldm_symbolic.proof.language.build import both, le, lt
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, meanings, without
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import key, keys, nodes, same
from ldm_symbolic.proof.language.predicate import Convex, ForEach, Minimises, Universal, mean
from ldm_symbolic.proof.language.remake import minus, plus
from ldm_symbolic.proof.language.terms import free, is_integer_valued, substitute


@recorded
def at(predicate: Universal, *terms: Any) -> Fact:
    """Return what a universal predicate says at given terms: predicate, guard |- body.

    Theorem: what is said of a whole range holds at each point of it, and the least point of a range lies in it.

    Args:
        predicate: `ForEach`, `NonDecreasing`, `Convex`, `Minimises`, ...
        terms: as many as it quantifies over, integers if its index is one; none for what it says beside that.
    Raises:
        RuleError: if the number or the sort of the terms is wrong.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> at(ForEach(deviations[mode] > 0, (mode, 1, latent_dimension)), 2).conclusion
    s[2] > 0
    """
    predicate, terms = admit(at, predicate, terms)
    if not terms:
        return _mint([predicate], both(*predicate.plain()), rule="at")
    if len(terms) != predicate.arity:
        raise RuleError(f"{type(predicate).__name__} speaks about {predicate.arity} terms, got {len(terms)}")
    for term in terms:
        require_sort(predicate.index, term)
    guard, body = predicate.at(*terms)
    needed = [condition for term in terms for condition in obligations(term)]
    inherited = _obligations_at(predicate, terms)
    needed += (condition for condition in obligations(body) if key(condition) not in inherited)
    return _mint([predicate, *needed, *guard], body, rule="at")


def _obligations_at(predicate: Universal, terms: tuple[Any, ...]) -> frozenset[int]:
    """Return what is known about where the parts of a predicate are defined, at the terms that it speaks about."""
    points = list(terms)
    if isinstance(predicate, Minimises):
        points.append(predicate.args[0])
    if isinstance(predicate, Convex):
        points.append(mean(*terms))
    conditions = [condition for arg in predicate.args[:-1] for condition in obligations(arg)]
    return keys(substitute(condition, {predicate.index: point}) for point in points for condition in conditions)


@recorded
def for_all(predicate: Universal, fact: Fact, variables: Iterable[Symbol], *, facts: Iterable[Fact] = ()) -> Fact:
    """Return the universal predicate that a fact about arbitrary values shows.

    Theorem: what is shown for an arbitrary element of the range holds for all of them.

    Args:
        predicate: what is to be shown.
        fact: ..., guard |- body, where (guard, body) is what the predicate says at the variables.
        variables: distinct symbols of the sort of the predicate's index; free in no other hypothesis.
        facts: one with the conclusion lower <= p and one with p <= upper, for `Minimises`; else none.
    Raises:
        RuleError: if a variable is free elsewhere, the body is another one, or the predicate is not defined.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import noise, time
    >>> square = ForEach(noise**2 >= noise, (noise, 1, 2))
    >>> for_all(square, prove([time >= 1], time**2 >= time), [time])
     |- ForEach(x**2 >= x, (x, 1, 2))  [for_all]
    """
    predicate, fact, variables, facts = admit(for_all, predicate, fact, variables, facts)
    if not len(keys(variables)) == len([*variables]) == predicate.arity:
        raise RuleError(f"{type(predicate).__name__} needs {predicate.arity} distinct variables, got {variables}")
    for variable in variables:
        if bool(variable.is_integer) != bool(predicate.index.is_integer):
            raise RuleError(f"`{variable}` is not a symbol of the sort of `{predicate.index}`")
    if isinstance(predicate, Minimises) and predicate.index.is_integer and not is_integer_valued(predicate.args[0]):
        raise RuleError(f"`{predicate.args[0]}` is not known to be an integer")
    guard, body = predicate.at(*variables)
    if meaning(fact.conclusion) != meaning(body):
        raise RuleError(f"the fact shows `{fact.conclusion}`, but {predicate} needs `{body}`")
    kept = without(fact.hypotheses, guard)
    require_absent(variables, [predicate, *kept], "cannot generalise")
    shown = meanings(conjuncts(other.conclusion for other in facts))
    for condition in conjuncts(predicate.plain()):
        if meaning(condition) not in shown:
            raise RuleError(f"{predicate} also needs a fact that shows `{condition}`")
    hypotheses = [*kept, *(h for other in facts for h in other.hypotheses)]
    shown_by_fact = isinstance(predicate, ForEach) and _says_defined(predicate, body, variables)
    needs = [predicate.lower, predicate.upper] if shown_by_fact else [predicate]
    return _mint_defined(hypotheses, predicate, rule="for_all", premises=[fact, *facts], needs=needs)


def _says_defined(predicate: ForEach, body: Boolean, variables: Iterable[Symbol]) -> bool:
    """Say whether the body at a variable asks for all that it asks for in the predicate; to put in may lose some."""
    mapping = dict(zip([predicate.index], variables, strict=True))
    asked = keys(substitute(condition, mapping) for condition in obligations(predicate.args[0]))
    return asked <= keys(obligations(body))


def over_modes(fact: Fact, limits: tuple[Symbol, Any, Any]) -> tuple[Boolean, ...]:
    """Return the hypotheses of a one-mode fact, those about the mode asked of every mode of a range."""
    index, _, _ = range_of_modes(limits)
    kept = without(fact.hypotheses, within(limits))
    return tuple(ForEach(h, limits) if index in free(h) else h for h in kept)


def within(limits: tuple[Symbol, Any, Any]) -> list[Boolean]:
    """Return the hypotheses that a fact about every mode of a range may use, however they are written."""
    index, lower, upper = limits
    return [le(lower, index), le(index, upper), lt(minus(lower, 1), index), lt(index, plus(upper, 1))]


def range_of_modes(limits: tuple[Symbol, Any, Any]) -> tuple[Symbol, Any, Any]:
    """Return a range of modes: an integer symbol and two integers that do not depend on it; a RuleError otherwise."""
    index, lower, upper = limits
    if not index.is_integer:
        raise RuleError(f"`{index}` does not count modes: it is not an integer symbol")
    for end in (lower, upper):
        if not is_integer_valued(end) or index in free(end):
            raise RuleError(f"the bound `{end}` of `{index}` is not an integer that is free of it")
    return index, lower, upper


@recorded
def by_induction(base: Fact, step: Fact, limits: tuple[Symbol, Any, Any]) -> Fact:
    """Return phi(j) for all j of a range, from phi(lo) and the step from j to j + 1.

    Theorem: induction over the integers.

        g |- phi(lo)   and   g', lo <= j, j < hi, phi(j) |- phi(j + 1)   give   g, g', lo <= j, j <= hi |- phi(j)

    Args:
        base: its conclusion is phi at the lower end.
        step: its conclusion is phi at j + 1.
        limits: (j, lo, hi); the step may use lo <= j and j <= hi - 1.
    Raises:
        RuleError: if the pieces do not fit or j is free in another hypothesis.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import data_dimension, deviations, mode
    >>> falling = ForEach(deviations[mode + 1] <= deviations[mode], (mode, 1, data_dimension - 1))
    >>> here = deviations[mode] <= deviations[1]
    >>> following = prove([mode >= 1, mode <= data_dimension - 1, falling, here], deviations[mode + 1] <= deviations[1])
    >>> base = prove([], substitute(here, {mode: 1}))
    >>> by_induction(base, following, (mode, 1, data_dimension)).conclusion
    s[j] <= s[1]
    """
    base, step, limits = admit(by_induction, base, step, limits)
    index, lower, upper = range_of_modes(limits)
    after, wanted, first = plus(index, 1), meaning(step.conclusion), meaning(base.conclusion)
    for phi in step.hypotheses:
        if meaning(substitute(phi, {index: after})) == wanted and meaning(substitute(phi, {index: lower})) == first:
            break
    else:
        raise RuleError(f"`{base.conclusion}` and `{step.conclusion}` are no base and step of one induction")
    allowed = [phi, le(lower, index), le(index, minus(upper, 1)), lt(index, upper), le(after, upper)]
    kept = without(step.hypotheses, allowed)
    require_absent([index], [*base.hypotheses, *kept], "cannot use induction")
    hypotheses = conjuncts([*base.hypotheses, *kept, le(lower, index), le(index, upper)])
    everywhere = ForEach(phi, (index, lower, upper))  # what is undefined on the way there leads nowhere
    return _mint_defined(hypotheses, phi, rule="by_induction", premises=[base, step], needs=[everywhere])


@recorded
def for_sequence(fact: Fact, sequence: IndexedBase, entries: Lambda, *, total: Fact) -> Fact:
    """Return a fact about any sequence as a fact about one whose entries are given by an expression.

    Theorem: what holds for all sequences of reals holds for one that is defined at every integer index.

    `instantiate` needs this to be seen from the shape of the expression; here it is shown under hypotheses, which stay.

        W |- c(W)   and   h |- f(j) is defined   give   h |- c(f)

    Args:
        fact: a fact in which the sequence is free.
        sequence: W, which is replaced.
        entries: j -> f(j), j an integer symbol.
        total: its conclusion is the conjunction of the conditions under which f(j) is defined, j free in no hypothesis.
    Raises:
        RuleError: if the entries are not of one integer index, or not shown to be defined.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import deviations, mode, noise
    >>> square = prove([deviations[mode] >= 1], deviations[mode] ** 2 >= 1)
    >>> total = prove([noise > 0], obligations(1 / noise)[0])
    >>> for_sequence(square, deviations, Lambda(mode, 1 / noise), total=total)
    x > 0, 1/x >= 1 |- x**(-2) >= 1  [for_sequence]
    """
    fact, sequence, entries, total = admit(for_sequence, fact, sequence, entries, total)
    if len(entries.variables) != 1:
        raise RuleError(f"`{sequence}` is to become the sequence `{entries}`, of which one is none")
    (index,), term = entries.variables, entries.expr
    if not index.is_integer:
        raise RuleError(f"`{index}` does not count entries: it is not an integer symbol")
    require_absent([index], total.hypotheses, "the entries must be defined at every index")
    shown = meanings(conjuncts([total.conclusion]))
    for condition in obligations(term):
        if meaning(condition) not in shown:
            raise RuleError(f"`{term}` is not shown to be defined: `{condition}` is missing")
    mapping = {sequence: entries}
    known = keys(substitute(o, {index: place}) for place in _places(fact, sequence) for o in obligations(term))
    needed = [substitute(o, mapping) for hypothesis in fact.hypotheses for o in obligations(hypothesis)]
    conclusion = substitute(fact.conclusion, mapping)
    needed += (o for o in new_obligations(fact.conclusion, mapping, conclusion) if key(_body(o)) not in known)
    hypotheses = [*total.hypotheses, *needed, *(substitute(hypothesis, mapping) for hypothesis in fact.hypotheses)]
    return _mint(hypotheses, conclusion, rule="for_sequence", premises=[fact, total])


def _places(fact: Fact, sequence: IndexedBase) -> Iterator[Basic]:
    for part in (*fact.hypotheses, fact.conclusion):
        entries = (node for node in nodes(part) if isinstance(node, Indexed))
        yield from (entry.indices[0] for entry in entries if same(entry.base, sequence))


def _body(condition: Boolean) -> Boolean:
    """Return what a condition says about one index."""
    while isinstance(condition, ForEach):
        condition = condition.args[0]
    return condition
