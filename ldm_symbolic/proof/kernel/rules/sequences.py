"""A rule that puts an expression for a sequence where the expression is defined only under hypotheses."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Indexed, IndexedBase, Lambda
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, conjuncts, oriented, require_absent, require_fact
from ldm_symbolic.proof.kernel.rules.logic import new_obligations
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import ForEach
from ldm_symbolic.proof.language.terms import check, substitute


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
    require_fact(fact)
    require_fact(total)
    if not isinstance(sequence, IndexedBase) or not isinstance(entries, Lambda) or len(entries.variables) != 1:
        raise RuleError(f"`{sequence}` is to become the sequence `{entries}`, of which one is none")
    (index,), term = entries.variables, entries.expr
    check(term)
    if not index.is_integer:
        raise RuleError(f"`{index}` does not count entries: it is not an integer symbol")
    require_absent([index], total.hypotheses, "the entries must be defined at every index")
    shown = {oriented(condition) for condition in conjuncts([total.conclusion])}
    for condition in obligations(term):
        if oriented(condition) not in shown:
            raise RuleError(f"`{term}` is not shown to be defined: `{condition}` is missing")
    mapping = {sequence: entries}
    known = {substitute(o, {index: place}) for place in _places(fact, sequence) for o in obligations(term)}
    needed = [substitute(o, mapping) for hypothesis in fact.hypotheses for o in obligations(hypothesis)]
    conclusion = substitute(fact.conclusion, mapping)
    needed += (o for o in new_obligations(fact.conclusion, mapping, conclusion) if _body(o) not in known)
    hypotheses = [*total.hypotheses, *needed, *(substitute(hypothesis, mapping) for hypothesis in fact.hypotheses)]
    return _mint(hypotheses, conclusion, rule="for_sequence", premises=[fact, total])


def _places(fact: Fact, sequence: IndexedBase) -> Iterator[Basic]:
    for part in (*fact.hypotheses, fact.conclusion):
        yield from (entry.indices[0] for entry in part.atoms(Indexed) if entry.base == sequence)


def _body(condition: Boolean) -> Boolean:
    """Return what a condition says about one index."""
    while isinstance(condition, ForEach):
        condition = condition.args[0]
    return condition
