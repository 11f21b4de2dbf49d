"""What abbreviations stand for: said once in a fragment, or once for a whole chapter.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sympy import IndexedBase

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.document.nodes import Display, Text, listed
from ldm_symbolic.latex.formulas.layout import LINE, block, gathered, width
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.writer import Writer


def names_said(writer: Writer, conditions: Iterable[Any], known: Collection[str] = ()) -> list[Text]:
    """What the abbreviations in conditions stand for: short ones in the line, long ones displayed.

    Args:
        writer: of the fragment.
        conditions: in which abbreviations may occur.
        known: formulas that a reader has seen already, as `shared_names` gives them.
    """
    new = [formula for formula in writer.explained(conditions) if writer.tex(formula) not in known]
    short = [formula for formula in new if width(writer.tex(formula)) <= LINE // 2]
    lines = [Text("Write ", listed(short), ".")] if short else []
    long = [formula for formula in new if formula not in short]
    return lines + ([Text("Also let" if lines else "Let", Display(tuple(long)))] if long else [])


def known_tex(known: Sequence[str]) -> str:
    """A paragraph that says what the abbreviations of a chapter stand for; "" where there are none.

    Args:
        known: formulas, as `shared_names` gives them.

    >>> known_tex(["a = 1", "b = 2"])
    'Throughout, $a = 1$ and $b = 2$.\\n'
    """
    short, long = _by_width(known)
    lines = [f"Throughout, {listed([f'${text}$' for text in short]).words}."] if short else []
    lines += [f"{'Moreover,' if lines else 'Throughout,'}{block(gathered(long))}"] if long else []
    return "\n".join(lines) + ("\n" if lines else "")


def shared_names(claims: Iterable[Claim], letters: Notation | None = None, *, least: int = 2) -> tuple[str, ...]:
    """What the abbreviations stand for that several claims use alike, so that it can be said once for all of them.

    Args:
        claims: of one chapter.
        letters: the notation.
        least: how many claims must use an abbreviation.
    Returns:
        Formulas such as `v_j(x) = ...`, definitions before what uses them; none of which a letter is a name of its
        own in a claim, or stands for something else there.
    """
    writers = [(claim, Writer(claim.names, letters)) for claim in claims]
    explained = [(writer, writer.explained((*claim.hypotheses, claim.conclusion))) for claim, writer in writers]
    found = [tuple(map(writer.tex, formulas)) for writer, formulas in explained]
    heads = {writer.tex(formula): writer.heads(formula) for writer, formulas in explained for formula in formulas}
    ordered = list(dict.fromkeys(text for texts in sorted(found, key=len, reverse=True) for text in texts))
    own = {form for _, writer in writers for form in _own(writer)}
    lefts = [heads[text][0] for text in ordered]
    unclear = {left for left in lefts if left in own or lefts.count(left) > 1}
    while True:
        left_out = {text for text in ordered if unclear.intersection(heads[text])}
        more = {heads[text][0] for text in left_out} - unclear
        if not more:
            break
        unclear |= more
    return tuple(text for text in ordered if text not in left_out and sum(text in texts for texts in found) >= least)


def _by_width(formulas: Iterable[str]) -> tuple[list[str], list[str]]:
    short = [text for text in formulas if width(text) <= LINE // 2]
    return short, [text for text in formulas if text not in short]


def _own(writer: Writer) -> set[str]:
    """How the names of a claim begin where they are printed; see `AuthorPrinter.heads`."""
    bases = {(writer.letters.letter(str(name)).base, isinstance(name, IndexedBase)) for name in writer.names}
    return {f"{base}_" if is_sequence else base for base, is_sequence in bases} | {f"{base}(" for base, _ in bases}
