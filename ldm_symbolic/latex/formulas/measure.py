"""How wide a formula is when it is set, so that lines can be broken before TeX runs.

The widths of letters and signs are those of Computer Modern in 10 pt; what is built from them follows the rules by
which TeX sets fractions, roots, indices and brackets. The result is about a twentieth off at most.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

_DIGIT = 5.0  # points
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|\s+|.", re.DOTALL)
# fmt: off
_WIDTHS = (
    5.3, 4.3, 4.3, 5.2, 4.7, 6.0, 5.2, 5.8, 3.4, 4.7, 5.6, 3.0, 8.8, 6.0, 4.8, 5.0, 4.8, 4.8, 4.7, 3.6, 5.7, 5.2,
    7.4, 5.7, 5.3, 5.1, 7.5, 8.1, 7.9, 8.6, 8.0, 7.8, 7.9, 9.1, 5.2, 6.5, 9.2, 6.8, 10.8, 9.1, 7.7, 7.8, 7.9,
    7.7, 6.7, 7.2, 7.9, 8.0, 10.8, 9.1, 8.0, 7.5,
)
# fmt: on
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        _WIDTHS,
        strict=True,
    )
)
_SIGNS = {"(": 3.9, ")": 3.9, "[": 2.8, "]": 2.8, "|": 2.8, "/": 5.0, ".": 2.8, "'": 3.0, "+": 7.8, "-": 7.8}
_SIGNS |= {",": 4.5, ";": 4.5, ":": 8.4, "!": 2.8, r"\{": 5.0, r"\}": 5.0, r"\dots": 13.4, r"\cdot": 2.8}
_RELATIONS = {"=", "<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\to", r"\mapsto", r"\iff", r"\sim"}
_BINARY = {"+", "-", r"\cdot", r"\wedge", r"\vee", r"\times"}
_SPACES = {r"\,": 1.7, r"\;": 2.8, r"\ ": 3.3, r"\quad": 10.0, r"\qquad": 20.0, r"\allowbreak": 0.0, r"\!": -1.7}
_NAMED = {r"\log": 16.0, r"\exp": 17.5, r"\min": 18.0, r"\max": 20.5, r"\det": 15.5, r"\operatorname": 3.4}
_ACCENTS = {r"\hat", r"\bar", r"\tilde"}
_TALL = re.compile(r"\\(frac|sum|begin|int)|\\left")


def width(text: str, *, inline: bool = False) -> int:
    """How wide a formula is when it is set, in digits; the widest line of one that has several.

    Args:
        text: without dollar signs.
        inline: whether it stands in a line of text, where fractions and sums are smaller.

    >>> width("x_1 = 12"), width(r"\\frac{1}{2 C - 1}"), width(r"\\frac{1}{2 C - 1}", inline=True)
    (7, 7, 5)
    """
    return ceil(_points(text, not inline) / _DIGIT - 0.01)


@lru_cache(maxsize=20_000)
def _points(text: str, display: bool) -> float:
    return _Formula(_TOKEN.findall(text)).table(display, 1.0, "")


def pieces(text: str) -> list[str]:
    """A formula cut where TeX may break it in running text: after signs that are in no bracket.

    >>> pieces("a + (b + c) = d")
    ['a +', ' (b + c) =', ' d']
    """
    found, depth = [""], 0
    for token in _TOKEN.findall(text):
        depth += token in ("{", r"\left", r"\begin", "(", r"\{") or 0
        depth -= token in ("}", r"\right", r"\end", ")", r"\}") or 0
        found[-1] += token
        if depth == 0 and (token in _RELATIONS or token in _BINARY or token == r"\allowbreak"):
            found.append("")
    return found


def _smaller(size: float) -> float:
    """The size of an index; letters of 7 and 5 pt are wider than their height says."""
    return 0.8 if size == 1 else 0.69


class _Formula:
    """The tokens of a formula, read from left to right."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = [token for token in tokens if token.strip() or token == r"\ "]
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def group(self) -> list[str]:
        """The tokens of the next argument, without its braces."""
        first = self.take()
        if first in _ACCENTS:
            return [first, *self.group()]
        if first != "{":
            return [first]
        depth, inner = 1, []
        while depth and self.peek():
            token = self.take()
            depth += (token == "{") - (token == "}")
            inner.append(token)
        return inner[:-1]

    def table(self, display: bool, size: float, end: str) -> float:
        """Rows and columns up to an end; a formula without any is one cell."""
        rows: list[list[float]] = [[0.0]]
        while self.peek() and self.peek() != end:
            token = self.peek()
            if token == "&":
                self.take()
                rows[-1].append(0.0)
            elif token == r"\\":
                self.take()
                rows.append([0.0])
            else:
                rows[-1][-1] += self.row(display, size, ("&", r"\\", end))
        columns = max(map(len, rows))
        return sum(max(row[i] for row in rows if len(row) > i) for i in range(columns))

    def row(self, display: bool, size: float, ends: tuple[str, ...] = ()) -> float:
        """One line, with the space around signs; a sign in front of a term has none."""
        total, last = 0.0, ""
        while self.peek() and self.peek() not in ends:
            token = self.peek()
            if token in _RELATIONS and size == 1:
                total += 5.6
            elif token in _BINARY and size == 1 and last not in (*_RELATIONS, "", "(", "[", ",", "{", r"\{"):
                total += 4.4
            total += self.atom(display, size)
            last = token
        return total

    def inner(self, tokens: list[str], display: bool, size: float) -> float:
        return _Formula(tokens).row(display, size)

    def atom(self, display: bool, size: float) -> float:
        """One letter, sign or construction with its indices."""
        token = self.take()
        if token == r"\sum":
            return self.sum(display, size)
        width = self.nucleus(token, display, size)
        raised = [0.0]
        while self.peek() in ("^", "_", "'"):
            mark = self.take()
            raised.append(3.0 * size if mark == "'" else self.inner(self.group(), False, _smaller(size)) + 0.5)
        return width + max(raised)

    def sum(self, display: bool, size: float) -> float:
        sides = [0.0]
        while self.peek() in ("^", "_"):
            self.take()
            sides.append(self.inner(self.group(), False, _smaller(size)))
        return max(14.4, *sides) + 1.7 if display else 10.6 * size + max(sides) + 1.7

    def nucleus(self, token: str, display: bool, size: float) -> float:
        match token:
            case "{":
                self.place -= 1
                return self.inner(self.group(), display, size)
            case r"\frac" | r"\tfrac":
                smaller = size if display and token == r"\frac" else _smaller(size)
                return max(self.inner(self.group(), False, smaller), self.inner(self.group(), False, smaller)) + 2.4
            case r"\sqrt":
                tokens = self.group()
                return self.inner(tokens, display, size) + (10 if r"\frac" in tokens else 8.4)
            case r"\left":
                return self.brackets(display, size)
            case r"\begin":
                return self.environment(size)
            case r"\text" | r"\mathrm" | r"\mathbf" | r"\texttt" | r"\textsc":
                return 4.9 * size * len("".join(self.group())) + 3.4 * (token == r"\text")
        return self.letter(token, size)

    def letter(self, token: str, size: float) -> float:
        if token in _ACCENTS:
            return self.inner(self.group(), False, size)
        if token in _RELATIONS:
            return {r"\mapsto": 10.0, r"\iff": 22.0, r"\to": 10.0, r"\in": 6.7}.get(token, 7.8) * size
        if token in _SPACES:
            return _SPACES[token]
        known = _NAMED.get(token) or _SIGNS.get(token) or _LETTERS.get(token)
        return (known or (5.8 if token.startswith("\\") else 5.0)) * size

    def brackets(self, display: bool, size: float) -> float:
        """`\\left( ... \\right)`, whose brackets grow with what is in them."""
        opening, start, depth = self.take(), self.place, 1
        while depth and self.peek():
            depth += {r"\left": 1, r"\right": -1}.get(self.take(), 0)
        tokens = self.tokens[start : self.place - 1]
        self.take()
        tall = _TALL.search("".join(tokens)) is not None
        bar = 3.3 if opening == "|" else 7.5 if tall and display else 6.0 if tall else 4.6
        return self.inner(tokens, display, size) + 2 * bar * size + 1.7

    def environment(self, size: float) -> float:
        name = "".join(self.group())
        inside = self.table(name != "cases", size, r"\end")
        self.take()
        self.group()
        return inside + (20.5 if name == "cases" else 0.0)
