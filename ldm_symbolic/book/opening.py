"""What comes first in the book: the setting, the letters, and how to read verdicts and proofs.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sympy import Range, oo, preorder_traversal

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.formulas.letters import Letter, Notation, notation
from ldm_symbolic.latex.formulas.printer import AuthorPrinter
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names import used as used_kinds
from ldm_symbolic.latex.proofs.proof import ARITHMETIC
from ldm_symbolic.latex.sentences.conventions import INTRODUCED, conventions
from ldm_symbolic.notation import VOCABULARY
from ldm_symbolic.proof.language.terms import bound

TITLE = "When to stop a latent diffusion model"
_IN_OPENING = frozenset(
    {"t", "u", "x", "T", "a2", "omega", "lambda", "lambda_hat", "s", "v", "m", "C", "y", "j", "k", "D"}
)
SUBTITLE = "the theory of arXiv:2510.08409v1, proved or refuted sentence by sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The opening of the book, as LaTeX.

    Args:
        model: paragraphs on the model.
        conventions: paragraphs on what every claim takes for granted.
        reading: paragraphs on how to read the rest.
        letters: each letter with what it stands for.
    """

    model: tuple[str, ...]
    conventions: tuple[str, ...]
    reading: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]


def setting(letters: Notation | None = None, claims: Iterable[Claim] | None = None) -> Setting:
    """The opening in a choice of letters.

    Args:
        letters: the notation.
        claims: those of the book, whose letters the table explains beside those of the opening; None for all letters.
    """
    chosen = notation() if letters is None else letters
    printed = None if claims is None else list(claims)
    used = None if printed is None else _IN_OPENING | frozenset().union(*map(letters_of, printed))
    rows: dict[str, list[str]] = {}
    for name in VOCABULARY:
        if used is None or name in used:
            letter, meaning = letter_row(chosen, name)
            rows.setdefault(letter, []).append(meaning)
    table = tuple((letter, "; elsewhere ".join(meanings)) for letter, meanings in rows.items())
    granted = " ".join(conventions(printed or (), chosen))
    return Setting(model=_model(chosen.letter), conventions=(granted, _IN_PROOFS), reading=_READING, letters=table)


def letters_of(claim: Claim) -> frozenset[str]:
    """The names of the letters in what is printed of a claim: free and bound names, abbreviations and squares."""
    conditions = (*claim.hypotheses, claim.conclusion)
    nodes = frozenset(node for part in conditions for node in preorder_traversal(part))
    names = {str(name) for name in claim.names} | {str(symbol) for node in nodes for symbol in bound(node)}
    writer = Writer(claim.names)
    names |= {kind.letter for kind in used_kinds(map(writer.shortened, conditions))}
    return frozenset(names | {square for name in names if (square := writer.letters.square_of(name)) is not None})


def letter_row(letters: Notation, name: str) -> tuple[str, str]:
    """A letter of the vocabulary and what it stands for, both in a choice of letters."""
    entry = VOCABULARY[name]
    index = letters.letter("j").written() if entry.indexed else ""
    printer = AuthorPrinter(letters, taken={f"{square}[]" for square in letters.squares.values()} | {"v"})
    parts = [entry.meaning]
    if entry.formula is not None:
        left, right = (printer.doprint(side) for side in entry.formula.args)
        parts += [f"${left} = {right}$"] if left != right else []
    if entry.domain is not None:
        parts.append(f"in ${_set(printer, entry.domain)}$")
    return f"${letters.letter(name).written(index=index)}$", ", ".join(parts)


def _set(printer: AuthorPrinter, domain: Any) -> str:
    if isinstance(domain, Range):
        return rf"\{{{printer.doprint(domain.start)}, \dots, {printer.doprint(domain.stop - 1)}\}}"
    ends = [r"\infty" if end is oo else printer.doprint(end) for end in (domain.start, domain.end)]
    return f"{'(' if domain.left_open else '['}{ends[0]}, {ends[1]}{')' if domain.right_open else ']'}"


def _model(letter: Callable[[str], Letter]) -> tuple[str, ...]:
    t, u, x, whole, y, j, k, data = (letter(name).written() for name in ("t", "u", "x", "T", "y", "j", "k", "D"))
    rate, weight = letter("omega").written(), letter("m").written()
    level = letter("a2").written(index=u)
    variance, deviation = letter("lambda").written(index=j), letter("s").written(index=j)
    squared = letter("s").written(index=j, exponent=2)
    both = variance if squared == variance else f"{variance} = {squared}"
    return (
        f"The data are centred Gaussian in ${data}$ dimensions, with independent coordinates of variance "
        f"${both}$. An encoder keeps the first ${k}$ of them, the "
        "decoder puts zeros in the place of the others.",
        rf"A latent coordinate is noised over the time ${u} \in [0, {whole}]$ by"
        + _display(rf"dY = -{rate} Y \, d{u} + \sqrt{{2 {rate}}} \, dW,")
        + rf"\noindent so that at time ${u}$ a coordinate of variance ${letter('lambda').written()}$ has the variance "
        rf"${level} + (1 - {level}) {letter('lambda').written()}$, where ${level}$ grows with ${u}$ from $0$. "
        f"This noise level, ${x} = {level}$, is the clock in which most of what follows is written: ${x} = 0$ is "
        "the end of generation, where no noise is left.",
        rf"Generation goes back over the time ${t} = {whole} - {u}$, with a linear score $-{weight} {y}$:"
        + _display(rf"dY = {rate} (1 - 2 {weight}) Y \, d{t} + \sqrt{{2 {rate}}} \, dW.")
        + rf"\noindent The \emph{{exact}} score knows the variances ${variance}$, the \emph{{plug-in}} score puts "
        rf"estimates ${letter('lambda_hat').written(index=j)}$ in their place, and the \emph{{capped}} score is the "
        f"plug-in score with ${weight}$ at most ${letter('C').written()}$. The first two start from the noised law "
        f"in which they believe, the capped one from variance $1$.",
        "The error is the squared Fr\\'echet (Wasserstein) distance between the law of what is decoded and the law of "
        f"the data. A direction that is kept contributes $(\\sqrt{{{letter('v').written()}}} - {deviation})^2$ with "
        f"the variance ${letter('v').written()}$ that is generated, a direction that is lost contributes its whole "
        f"variance ${variance}$.",
    )


def _display(formula: str) -> str:
    return f"\n\\begin{{equation*}}\n{formula}\n\\end{{equation*}}\n"


_IN_PROOFS = (
    "In a proof, (A) stands for the assumptions of the claim, and (A1), (A2) and so on for those that it lists. "
    f"{ARITHMETIC} {INTRODUCED}"
)
_READING = (
    "Every sentence of the source is a claim of its own, with all of its hypotheses written out, and stands here "
    r"\emph{as printed}. Where that is false, a \emph{repaired} claim follows, with a hypothesis under which it "
    "holds. A formula is part of what is claimed: a claim in which a denominator can vanish or a radicand can be "
    "negative under the hypotheses is refuted.",
    r"\textsc{proved} means: for all values that meet the hypotheses, by the proof that is printed. "
    r"\textsc{refuted} means: by the values that are printed, at which every hypothesis holds and the conclusion "
    r"does not, evaluated exactly or in rigorous balls. \textsc{tested} means: random instances, none against. "
    r"\textsc{undecided} is everything else. Theorems from outside that are used and not proved are named in the "
    "statement that uses them.",
    "A proof is printed from the very object that was checked: its steps are those of the machine, joined by rules "
    "each of which implements one theorem, and the rest is polynomial arithmetic, asked of two solvers that share "
    "no code. Bookkeeping is folded away; what is folded is checked all the same, and every question that was put "
    "to a solver is beside this book as an SMT-LIB file that anyone can put again.",
)
