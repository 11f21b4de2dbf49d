"""What the steps of a proof assume, the claim's assumptions or their own, and names for what is their own.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sympy import IndexedBase, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.proofs.folding import Key
from ldm_symbolic.latex.proofs.outline import Step
from ldm_symbolic.latex.proofs.told import Told
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.terms import Name, free

_OTHER_VALUES = ("instantiate", "for_sequence", "by_induction")
"""Rules whose premises are used for other values of letters that the result may still speak about."""
_LETTERS = ("beta", "gamma", "zeta", "theta", "mu", "nu", "rho", "phi", "chi", "psi", "omega")
_SHARED = 2  # steps that must assume the same before it is given a name


def mark_lemmas(steps: Sequence[Step], assumed: Iterable[Boolean]) -> None:
    """Mark the steps that cannot be read under the assumptions of the claim.

    Every other step is used by such steps alone, for the same values of all letters that the claim's assumptions
    speak about. So it may be printed under these assumptions, whichever of them its Fact needs.

    Args:
        steps: of a proof, premises first; those of which special cases are taken are marked.
        assumed: the hypotheses of the claim.
    """
    spoken_of = names_of(conjuncts(assumed))
    for step in reversed(steps):
        for used in step.premises:
            arbitrary = (names_of(parts(used.fact)) - names_of(parts(step.inner))) & spoken_of
            if step.lemma or arbitrary or step.rule in _OTHER_VALUES:
                used.lemma = True


def assumptions(step: Step, assumed: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """What is printed as the hypotheses of a step: all of them for a lemma, else those that are not the claim's."""
    own = conjuncts(step.fact.hypotheses)
    if step.lemma:
        return own
    known = set(map(oriented, conjuncts(assumed)))
    return tuple(condition for condition in own if oriented(condition) not in known)


def key(step: Step, assumed: Iterable[Boolean]) -> Key:
    """What a step says as it is printed; see `folding.Key`."""
    conditions = step.fact.hypotheses if step.lemma else (*conjuncts(assumed), *step.fact.hypotheses)
    return frozenset(map(oriented, conjuncts(conditions))), step.fact.conclusion


def shared(groups: Sequence[Sequence[Boolean]]) -> list[tuple[Boolean, ...]]:
    """The conditions that the same steps assume, if several do, together.

    Args:
        groups: what each step assumes.
    """
    places: dict[Boolean, list[int]] = {}
    written: dict[Boolean, Boolean] = {}
    for number, conditions in enumerate(groups):
        for condition in conditions:
            places.setdefault(oriented(condition), []).append(number)
            written.setdefault(oriented(condition), condition)
    found: dict[tuple[int, ...], list[Boolean]] = {}
    for condition, numbers in places.items():
        if len(numbers) >= _SHARED:
            found.setdefault(tuple(numbers), []).append(written[condition])
    return [tuple(group) for group in found.values()]


def names_of(conditions: Iterable[Boolean]) -> frozenset[Name]:
    """All names in conditions."""
    return frozenset().union(*map(free, conditions))


def renaming(letters: Notation, names: Collection[Name], own: Collection[Name]) -> dict[Any, Any]:
    """Other names for the numbers of general lemmas that look like words, entries of sequences or other numbers.

    Args:
        letters: the notation.
        names: of the fragment.
        own: those among them that the claim has, which are kept.
    """
    written = {name: letters.letter(str(name)) for name in names}
    bases = {letter.base for name, letter in written.items() if isinstance(name, IndexedBase)}
    seen = {letter.written() for name, letter in written.items() if name in own and isinstance(name, Symbol)}
    unclear = []
    for name in sorted(set(names) - set(own), key=str):
        letter = written[name]
        alike = letter.written() in seen or (letter.subscript and letter.base in bases)
        if isinstance(name, Symbol) and (alike or letter.base.startswith(r"\mathrm")):
            unclear.append(name)
    used = {letter.base for letter in written.values()}
    spare = [letter for letter in _LETTERS if letters.letter(letter).base not in used]
    return {name: Symbol(new, **name.assumptions0) for name, new in zip(unclear, spare, strict=False)}


def said_in(step: Step) -> list[Any]:
    """The conditions that are printed of a step."""
    said = [part for fact in (step.fact, *step.definitions) for part in parts(fact)]
    said += [part for cases in step.cases or () for case in cases for part in case]
    return said if step.contrary is None else [*said, step.contrary]


def parts(fact: Told) -> tuple[Boolean, ...]:
    """What a fact assumes, part by part, and what it concludes."""
    return (*conjuncts(fact.hypotheses), fact.conclusion)
