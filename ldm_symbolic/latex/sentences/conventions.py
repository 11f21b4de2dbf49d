"""What every fragment takes for granted: which letters are integers, what an empty sum is, and how cases are read.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sympy import Symbol, preorder_traversal

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.document.nodes import listed
from ldm_symbolic.latex.formulas.letters import Notation, notation
from ldm_symbolic.latex.sentences.statement import id_tex, writer_of
from ldm_symbolic.proof.language.terms import bound

_TAKEN_FOR_GRANTED = (
    (
        "",
        "A claim speaks of all values of its letters that meet its hypotheses; a hypothesis also says that what it "
        "writes is defined.",
    ),
    (r"\sum", "A sum whose upper end is below its lower end is empty, and $0$."),
    ("for all", "What is said for all elements of an empty range holds."),
    (r"\begin{cases}", "In a distinction of cases the first row whose condition holds applies."),
    (")_+", r"The positive part is $(\cdot)_+ = \max(0, \cdot)$."),
    (r"\mathbf{1}", r"The indicator $\mathbf{1}\{\cdot\}$ is $1$ where the condition holds, and $0$ elsewhere."),
    ("minimise", "What is said to minimise something need not be the only value that does."),
)
"""Sentences, each with the mark of the fragments that it is about."""
INTRODUCED = (
    "A letter that a proof or a derivation introduces is an integer where it is an index or a count, and real "
    "otherwise."
)


def conventions(claims: Iterable[Claim], letters: Notation | None = None, printed: str | None = None) -> list[str]:
    """What is taken for granted, a sentence each, as LaTeX.

    Args:
        claims: those that are printed; their symbols say which letters are integers.
        letters: the notation.
        printed: the text that the sentences are for; None for all sentences.
    """
    marked = [said for mark, said in _TAKEN_FOR_GRANTED if printed is None or mark in printed]
    return [*_integers(claims, notation() if letters is None else letters), *marked]


def conventions_comment(
    claims: Iterable[Claim], letters: Notation | None, printed: str, *, argued: bool = False
) -> str:
    """The conventions of a fragment, as comment lines to stand before it; an argument may bring letters of its own."""
    text = " ".join([*conventions(claims, letters, printed), *([INTRODUCED] if argued else [])])
    mark = "% "
    lines = textwrap.wrap(
        text, 110, initial_indent=mark, subsequent_indent=mark, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines) + "\n"


def _integers(claims: Iterable[Claim], letters: Notation) -> list[str]:
    """Which letters are integers: everywhere, or in some claims only."""
    users: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    ids = []
    for claim in claims:
        ids.append(claim.id)
        parts = map(writer_of(claim, letters).apart, (*claim.hypotheses, claim.conclusion))
        nodes = [node for part in parts for node in preorder_traversal(part)]
        for name in claim.names.union(*map(bound, nodes)):
            if isinstance(name, Symbol):
                users[bool(name.is_integer)][letters.letter(name.name).written()].add(claim.id)
    whole, real = users[True], users[False]
    always = [f"${letter}$" for letter in sorted(whole) if letter not in real]
    some = [f"${letter}$ in {_places(whole[letter], real[letter], ids)}" for letter in sorted(whole) if letter in real]
    entries = "entries of sequences and values of functions are real numbers"
    if not always + some:
        return [f"All letters, {entries}."]
    said = [_whole(always)] if always else []
    said += [f"So do {listed(some).words}."] if some else []
    return [*said, f"All other letters, {entries}."]


def _whole(letters: Sequence[str]) -> str:
    """That letters stand for integers."""
    if len(letters) == 1:
        return f"The letter {letters[0]} stands for an integer."
    return f"The letters {listed(letters).words} stand for integers."


def _places(here: set[str], elsewhere: set[str], ids: Sequence[str]) -> str:
    """Claims in the order in which they are printed, by their statement where no other claim of it says otherwise."""
    others = {claim.rpartition(".")[0] for claim in elsewhere}
    found = [(claim, claim.rpartition(".")[0]) for claim in ids if claim in here]
    return listed(list(dict.fromkeys(id_tex(claim if of in others else of) for claim, of in found))).words
