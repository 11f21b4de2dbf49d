"""Texts and formulas written in TeX, in a choice of letters.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Add, Expr, IndexedBase, Symbol

from ldm_symbolic.latex.document.nodes import (
    Chain,
    Claim,
    Display,
    Emphasis,
    Formula,
    Items,
    Piece,
    Proof,
    Step,
    Text,
)
from ldm_symbolic.latex.document.terms import (
    Added,
    Bracket,
    Code,
    Decimal,
    Differential,
    Entries,
    Integers,
    Interval,
    Product,
    Rate,
    Slope,
    Verbatim,
)
from ldm_symbolic.latex.formulas.forms import SIGNS
from ldm_symbolic.latex.formulas.layout import LINE, aligned, block, gathered, is_tall, joined, stacked, width
from ldm_symbolic.latex.formulas.letters import Notation, notation, require_distinct
from ldm_symbolic.latex.formulas.measure import pieces
from ldm_symbolic.latex.formulas.printer import AuthorPrinter
from ldm_symbolic.latex.formulas.text import decimal_tex, prose
from ldm_symbolic.latex.names import shortened
from ldm_symbolic.proof.language.terms import Name

_SIGN = 6  # the width of an arrow and of the gap before a reason, in digits


class TexWriter:
    """Writes what is said about certain names in a choice of letters.

    Args:
        names: the names of the fragment; a letter that one of them has is used for nothing else.
        letters: the notation.
        short: whether generated variances and errors are abbreviated.

    Raises:
        ValueError: if two names are printed alike.
    """

    signs: Mapping[str, str] = SIGNS

    def __init__(self, names: Iterable[Name] = (), letters: Notation | None = None, *, short: bool = True) -> None:
        self.letters = notation() if letters is None else letters
        self.names = sorted(names, key=str)
        self.taken = frozenset(f"{name}[]" if isinstance(name, IndexedBase) else str(name) for name in self.names)
        self.printer = AuthorPrinter(self.letters, self.taken)
        self.short = short
        self._written: dict[Formula, str] = {}
        require_distinct(self.letters, self.names)

    def shortened(self, term: Any) -> Any:
        """A term with abbreviations in place of what they stand for."""
        return shortened(term, self.taken) if self.short else term

    def math(self, term: Any) -> str:
        """The LaTeX of an expression, a comparison or a node, without dollar signs."""
        match term:
            case Interval():
                return f"[{self.math(term.lower)}, {self.math(term.upper)}]"
            case Integers():
                return rf"\{{{self.math(term.lower)}, \dots, {self.math(term.upper)}\}}"
            case Entries():
                comma = r", \allowbreak " if term.breaks else ", "
                return "(" + comma.join(r"\dots" if entry is ... else self.math(entry) for entry in term.terms) + ")"
            case Code():
                return rf"\texttt{{{prose(term.text)}}}"
            case Added():
                return f"{self.math(term.first)} + {self.math(term.second)}".replace("+ -", "- ")
            case Slope() | Rate() | Differential() | Bracket() | Product():
                return self._infinitesimal(term)
            case Decimal():
                return decimal_tex(term.digits)
            case Verbatim():
                letters = Notation(name="", letters=self.letters.letters)
                return (AuthorPrinter(letters) if term.squares else self.printer).doprint(term.term)
        return self.printer.doprint(self.shortened(term))

    def _infinitesimal(self, term: Slope | Rate | Differential | Bracket | Product) -> str:
        match term:
            case Rate():
                return rf"\frac{{d{self.math(term.value)}}}{{d{self.math(term.index)}}}"
            case Differential():
                return f"d{self.math(term.term)}" if isinstance(term.term, Symbol) else f"d({self.math(term.term)})"
            case Bracket():
                return rf"\left( {self.math(term.term)} \right)"
            case Product():
                return self._product(term)
        function = self.shortened(term.function)
        text = self.printer.doprint(function)
        over = rf"\frac{{d}}{{d{self.math(term.index)}}}"
        return rf"{over} \left( {text} \right)" if isinstance(function, Add) else f"{over} {text}"

    def _product(self, product: Product) -> str:
        """Factors beside each other, a differential a little apart unless a bracket ends before it."""
        text = self.math(product.factors[0])
        for before, factor in pairwise(product.factors):
            apart = isinstance(factor, Differential) and not isinstance(before, Bracket)
            text += (r" \, " if apart else " ") + self.math(factor)
        return text

    def tex(self, formula: Formula) -> str:
        """A formula on one line, without dollar signs."""
        if formula not in self._written:
            parts = (f"{self.signs.get(sign, sign)} {self.math(term)}".strip() for sign, term in formula.terms)
            self._written[formula] = " ".join(parts)
        return self._written[formula]

    def heads(self, formula: Formula) -> tuple[str, ...]:
        """How the letters of an equation begin, that of its left side first; see `AuthorPrinter.heads`."""
        found: list[str] = []
        for _, term in formula.terms:
            squares = isinstance(term, Verbatim) and term.squares
            letters = Notation(name="", letters=self.letters.letters) if squares else self.letters
            printer = AuthorPrinter(letters, self.taken)
            printer.doprint(term.term if isinstance(term, Verbatim) else self.shortened(term))
            found += reversed(printer.heads)
        return tuple(found)

    def lines(self, formula: Formula, end: str = "") -> str:
        """A formula with the stop behind it, over several lines where it is too wide for one."""
        text = self.tex(formula)
        if width(text) <= LINE:
            return text + end
        return stacked([(self.signs.get(sign, sign), self.broken(term)) for sign, term in formula.terms], end)

    def broken(self, term: Any) -> list[str]:
        """A term in pieces that fit on a line, each with its sign in front."""
        written = self.shortened(term) if isinstance(term, Expr) else term
        text = self.math(term)
        if width(text) <= LINE - 8 or not isinstance(written, Add):
            return [text]
        pieces = [f"{sign} {piece}".strip() for sign, piece in self.printer.terms(written)]
        lines = [pieces[0]]
        for piece in pieces[1:]:
            if width(lines[-1]) + width(piece) <= LINE - 8:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
        return lines

    def width(self, formula: Formula) -> int:
        """How wide the widest line of a formula is where it is displayed, in digits."""
        return width(self.lines(formula))

    def is_tall(self, formula: Formula) -> bool:
        """Whether a formula is better displayed than set in a line."""
        return is_tall(self.tex(formula))

    def is_broken(self, formula: Formula) -> bool:
        """Whether a formula takes several lines."""
        return self.lines(formula) != self.tex(formula)

    def fits(self, display: Display) -> bool:
        """Whether one line holds what is displayed."""
        return width(self._display(display)) <= LINE and not any(map(self.is_broken, display.formulas))

    def is_unset(self, formula: Formula, most: int = LINE // 2) -> bool:
        """Whether a formula does not belong into a line of text, since TeX could not break it there.

        Args:
            formula: in the line.
            most: how wide a piece of it may be that TeX cannot break.
        """
        text = self.tex(formula)
        parts = self.pieces(formula)
        return r"\begin" in text or max(parts) > most or sum(parts) > LINE

    def pieces(self, formula: Formula) -> list[int]:
        """How wide the pieces of a formula are between which TeX may break it in a line of text."""
        return [width(piece, inline=True) for piece in pieces(self.tex(formula))]

    def displayed(self, text: Text, most: int = LINE // 2) -> Text:
        """A text in which every formula that no line of text can hold is displayed; see `is_unset`."""
        shown, fresh = Text(), False
        for piece in text:
            gap = "\n" if fresh else ""
            if isinstance(piece, Formula) and self.is_unset(piece, most):
                shown, fresh = Text(*Text(*shown, gap).bare(), Display((piece,), end="")), True
                continue
            if fresh and isinstance(piece, str):
                stop = piece[:1] if piece[:1] in tuple(".,;") else ""
                rest = piece[len(stop) :].lstrip(" ")
                shown, piece = Text(*shown[:-1], self._stopped(shown[-1], stop)), f"\n{rest}" if rest else ""
                gap = ""
            shown, fresh = Text(*shown, gap, piece), piece == ""
        return shown

    @staticmethod
    def _stopped(piece: Piece, stop: str) -> Piece:
        return replace(piece, end=stop) if isinstance(piece, Display) else piece

    def written(self, text: Text) -> str:
        """A text in TeX."""
        return "".join(map(self._piece, text))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Formula():
                return f"${self.tex(piece)}$"
            case Display():
                return self.block(self._display(piece))
            case Chain():
                return self.block(self._chain(piece))
            case Items():
                return self.items(list(map(self.written, piece.items)), piece.tags)
            case Emphasis():
                return rf"\emph{{{piece.words}}}"
            case Step() | Proof() | Claim():
                return self._framed(piece)
        return piece

    def _framed(self, piece: Step | Proof | Claim) -> str:
        lines = "\n".join(map(self.written, piece.lines))
        match piece:
            case Proof():
                head = f"Refutation of {piece.claim}" if piece.refutes else f"{{Proof of {piece.claim}}}"
                return f"\\begin{{proof}}[{head}]\n{lines}\n\\end{{proof}}\n"
            case Claim():
                head = f"\\begin{{{piece.kind}}}[{{{piece.head}}}]\\label{{{piece.label}}}"
                return f"{head}\n{lines}\n\\end{{{piece.kind}}}\n"
        head = "" if piece.number is None else f"\\par\\smallskip\\noindent\\textbf{{Step {piece.number}.}}\n"
        return "\n".join([head + lines, *(f"% {digest}" for digest in piece.questions)])

    def _chain(self, chain: Chain) -> str:
        first = self.tex(chain.first)
        texts = [f"{self.signs.get(sign, sign)} {self.tex(right)}" for sign, right, _ in chain.links]
        texts[-1] += "."
        because = [reason for *_, reason in chain.links]
        body, beside = max(map(width, texts)), max(map(self._breadth, because)) + _SIGN
        if width(first) + body + beside > LINE:
            rows, texts = [f"& {first}"], [rf"& \quad {text}" for text in texts]
        else:
            rows, texts = [], [f"{first} & {texts[0]}", *(f"& {text}" for text in texts[1:])]
        for text, reason in zip(texts, because, strict=True):
            shown = self._in_display(reason)
            if body + beside <= LINE:
                rows.append(f"{text} && {shown}" if shown else text)
            else:
                rows += [text, rf"& \qquad {shown}"] if shown else [text]
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"

    def _in_display(self, text: Text) -> str:
        """A text inside a formula."""
        return "".join(self.tex(p) if isinstance(p, Formula) else rf"\text{{{self._piece(p)}}}" for p in text)

    def _breadth(self, text: Text) -> int:
        """How wide a text is inside a formula: letters of words are narrower than digits."""
        return width("".join(self.tex(p) if isinstance(p, Formula) else "o" * (len(str(p)) * 4 // 5) for p in text))

    def _at_sign(self, formula: Formula) -> str:
        """A formula that is aligned at its first sign."""
        (_, left), (sign, right) = formula.terms
        return f"{self.math(left)} &{self.signs.get(sign, sign)} {self.math(right)}"

    def block(self, formula: str) -> str:
        """A displayed formula."""
        return block(formula)

    def items(self, items: Sequence[str], tags: Sequence[str]) -> str:
        """A list."""
        marks = [rf"\item[{tag}]" for tag in tags] or [r"\item"] * len(items)
        lines = (f"{mark} {item}" for mark, item in zip(marks, items, strict=True))
        return "\n".join(["", r"\begin{itemize}", *lines, r"\end{itemize}"])

    def _display(self, display: Display) -> str:
        if display.aligned and len(display.formulas) > 1:
            return aligned([self._at_sign(formula) for formula in display.formulas], display.end)
        if len(display.formulas) == 1 and display.beside is None:
            return self.lines(display.formulas[0], display.end)
        lines = [self.lines(formula) for formula in display.formulas]
        if display.word:
            return joined(lines, display.word)
        beside = "" if display.beside is None else rf", \qquad {self.tex(display.beside)}"
        return gathered(lines, beside + display.end)
