"""Which terms a special case of a fact puts for the names in it: "with s_j for ŝ_j".

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations, product
from typing import Any

from sympy import Basic, Indexed, IndexedBase, Symbol
from sympy.core.function import AppliedUndef

from ldm_symbolic.latex.document.nodes import Formula, Text, listed
from ldm_symbolic.latex.proofs.folding import key_of, sequences
from ldm_symbolic.latex.proofs.outline import Step
from ldm_symbolic.latex.proofs.told import Told
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.terms import free, substitute

_ORDERS = 4  # arguments of which all orders are tried
_TRIES = 200


def special_case(found: Mapping[Any, Any] | None, letter: Callable[[Any], Formula]) -> Text:
    """What a special case puts for the names of a fact, as the end of a sentence; empty if they are the same.

    Args:
        found: as `values` gives it.
        letter: writes a name or a term.
    """
    if found is None:
        return Text(" in a special case")
    put = [Text(letter(term), " for ", letter(name)) for name, term in found.items() if name != term]
    return Text(" with ", listed(put)) if put else Text()


def worth_telling(found: dict[Any, Any] | None, known: frozenset[Any]) -> dict[Any, Any] | None:
    """What a reader must be told of a special case: not which new letters stand for which arbitrary ones.

    Args:
        found: as `values` gives it.
        known: the names that the step speaks about in which the special case is used.
    """
    new = [term for term in (found or {}).values() if isinstance(term, Symbol) and term not in known]
    if found is None or len(set(new)) < len(new):
        return found
    return {name: term for name, term in found.items() if term not in new}


def special_cases(step: Step) -> list[tuple[Told, Told]]:
    """The facts of which a step uses special cases, each with the special case."""
    pairs = [] if step.special is None else [(step.special.fact, step.inner)]
    pairs += [(used.fact, form) for used, forms in zip(step.uses, step.forms, strict=True) for form in forms]
    return [(general, special) for general, special in pairs if key_of(general) != key_of(special)]


def values(general: Told, special: Told) -> dict[Any, Any] | None:
    """A substitution that makes the special case of a fact; None if none is found.

    What is returned makes the conclusion that of the special case, and hypotheses that are among its hypotheses.
    """
    for number, found in enumerate(_candidates(general, special)):
        if number >= _TRIES:
            break
        if _makes(general, special, found):
            return dict(sorted(found.items(), key=lambda pair: str(pair[0])))
    return None


def _candidates(general: Told, special: Told) -> Iterator[dict[Any, Any]]:
    before, after = (sorted(sequences(fact), key=str) for fact in (general, special))
    gone = [name for name in before if name not in after]
    yield from (dict(zip(gone, chosen, strict=True)) for chosen in product(after, repeat=len(gone)))
    names = frozenset().union(*map(free, (*general.hypotheses, general.conclusion)))
    yield from _matches(general.conclusion, special.conclusion, {}, names)
    for condition, other in product(conjuncts(general.hypotheses), conjuncts(special.hypotheses)):
        for found in _matches(condition, other, {}, names):
            yield found
            yield from _matches(general.conclusion, special.conclusion, found, names)


def _makes(general: Told, special: Told, found: Mapping[Any, Any]) -> bool:
    try:
        if substitute(general.conclusion, found) != special.conclusion:
            return False
        wanted = {oriented(c) for c in conjuncts(special.hypotheses)}
        return {oriented(c) for c in conjuncts(substitute(c, found) for c in general.hypotheses)} <= wanted
    except (TypeError, ValueError):
        return False


def _matches(pattern: Any, term: Any, found: dict[Any, Any], names: frozenset[Any]) -> Iterator[dict[Any, Any]]:
    """Ways to read a term as a pattern with terms in place of names."""
    if isinstance(pattern, Symbol | IndexedBase) and pattern in names:
        if found.get(pattern, term) == term and isinstance(term, IndexedBase) == isinstance(pattern, IndexedBase):
            yield {**found, pattern: term}
    elif isinstance(pattern, AppliedUndef) and isinstance(term, AppliedUndef) and pattern.func in names:
        if found.get(pattern.func, term.func) == term.func:
            yield from _each(pattern.args, term.args, {**found, pattern.func: term.func}, names)
    elif not isinstance(pattern, Basic) or not pattern.args:
        if pattern == term:
            yield found
    elif isinstance(term, Basic) and pattern.func == term.func and len(pattern.args) == len(term.args):
        alike = getattr(pattern, "is_commutative", False) and not isinstance(pattern, Indexed)
        orders = permutations(term.args) if alike and len(term.args) <= _ORDERS else [term.args]
        for args in orders:
            yield from _each(pattern.args, args, found, names)


def _each(patterns: Any, terms: Any, found: dict[Any, Any], names: frozenset[Any]) -> Iterator[dict[Any, Any]]:
    if not patterns:
        yield found
        return
    for first in _matches(patterns[0], terms[0], found, names):
        yield from _each(patterns[1:], terms[1:], first, names)
