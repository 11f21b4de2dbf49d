"""The small tree that sentences are built of: words, formulas, displays and lists.

A formula holds expressions and plain signs, never LaTeX; the letters and the layout are chosen by who writes it. What
is asked of a text, such as which words and formulas it has, is asked of its pieces.

Tested in `tests/latex/document/test_nodes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_JOINED = re.compile(r"\b(and|or|for|if|with|over)\b")


@dataclass(frozen=True, slots=True)
class Formula:
    """Terms with the sign in front of each, "" for the first: `1 <= k <= D`.

    Args:
        terms: pairs of a sign (`=`, `<=`, `in`, `|->`, `iff`) and an expression or a node of this module.
    """

    terms: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, *pieces: Any) -> Formula:
        """A formula from its terms and the signs between them.

        >>> Formula.of("x", "=", 0).terms
        (('', 'x'), ('=', 0))
        """
        first, *rest = pieces
        return cls((("", first), *zip(rest[::2], rest[1::2], strict=True)))

    def then(self, sign: str, other: Formula) -> Formula:
        """This formula, a sign, and another one."""
        (_, first), *rest = other.terms
        return Formula((*self.terms, (sign, first), *rest))


@dataclass(frozen=True, slots=True)
class Display:
    """Formulas on lines of their own.

    Args:
        formulas: what is displayed, side by side where that fits.
        end: the stop behind the last one.
        word: what stands between them; "" for commas.
        beside: a formula behind the others, such as where they hold.
        aligned: whether they stand below each other, their signs in line.
    """

    formulas: tuple[Formula, ...]
    end: str = "."
    word: str = ""
    beside: Formula | None = None
    aligned: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list.

    Args:
        items: in their order.
        tags: what stands before each; empty for points.
    """

    items: tuple[Text, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Formulas that follow each other, each on a line with the reason for it.

    Args:
        first: where they begin.
        links: the sign, what it leads to, and why; the text may be empty.
    """

    first: Formula
    links: tuple[tuple[str, Formula, Text], ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that stand out."""

    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a proof.

    Args:
        number: None for the only one.
        lines: sentences.
        questions: the digests of what solvers were asked for it.
    """

    number: int | None
    lines: tuple[Text, ...]
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof, or why a claim fails.

    Args:
        claim: the id, as TeX.
        lines: sentences and steps.
        refutes: whether it shows that the claim fails.
    """

    claim: str
    lines: tuple[Text, ...]
    refutes: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it is stated.

    Args:
        kind: `proposition`, `lemma` or `remark`.
        head: what stands in its head.
        label: by what it is referred to.
        lines: its sentences.
    """

    kind: str
    head: str
    label: str
    lines: tuple[Text, ...]


Piece = str | Formula | Display | Chain | Items | Emphasis | Step | Proof | Claim


class Text(tuple[Piece, ...]):
    """Words, formulas, displays and lists, one after another.

    >>> Text("Then ", Text(Formula.of("x", "=", 0), " holds"), ".")[2]
    ' holds.'
    """

    __slots__ = ()

    def __new__(cls, *parts: Piece | Text) -> Text:
        """Join parts; words next to each other become one piece."""
        pieces: list[Piece] = []
        for piece in (piece for part in parts for piece in (part if isinstance(part, Text) else (part,))):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
        return super().__new__(cls, pieces)

    def __str__(self) -> str:
        raise TypeError("a text is written by a writer")

    def __format__(self, _: str) -> str:
        return str(self)

    @property
    def formulas(self) -> list[Formula]:
        """The formulas in its lines, not those that are displayed.

        >>> Text("if ", Formula.of("x", ">", 0), ", then").formulas
        [Formula(terms=(('', 'x'), ('>', 0)))]
        """
        return [piece for piece in self if isinstance(piece, Formula)]

    @property
    def words(self) -> str:
        """All that is no formula, those of its lists included.

        >>> Text("if ", Formula.of("x", ">", 0), ", then").words
        'if , then'
        """
        return "".join(_words(self))

    @property
    def is_displayed(self) -> bool:
        """Whether anything in it is displayed.

        >>> Text("Then", Display((Formula.of("x"),))).is_displayed
        True
        """
        inner = [item for piece in self if isinstance(piece, Items) for item in piece.items]
        return any(isinstance(piece, Display | Chain) for piece in self) or any(item.is_displayed for item in inner)

    def begins(self, words: str) -> bool:
        """Whether it begins with certain words.

        >>> Text("it is not so").begins("it is")
        True
        """
        return bool(self) and isinstance(self[0], str) and self[0].startswith(words)

    def without_opening(self, words: str) -> Text:
        """What follows the words with which it begins.

        >>> Text("Then ", Formula.of("x")).without_opening("Then ")
        (Formula(terms=(('', 'x'),)),)
        """
        return Text(str(self[0]).removeprefix(words), *self[1:])

    def bare(self) -> Text:
        """The text without a space at its end, as it stands before a display.

        >>> Text("Then ").bare()
        ('Then',)
        """
        return Text(*self[:-1], self[-1].rstrip()) if self and isinstance(self[-1], str) else self

    def capital(self) -> Text:
        """The text with a capital letter where it begins with a word.

        >>> Text("then").capital()
        ('Then',)
        """
        first = self[0] if self else ""
        return Text(first[:1].upper() + first[1:], *self[1:]) if isinstance(first, str) else self


def between(separator: str, parts: Iterable[Piece | Text]) -> Text:
    """Parts with the same words between them.

    >>> between(" or ", ["a", "b"])
    ('a or b',)
    """
    joined: list[Piece | Text] = []
    for part in parts:
        joined += [separator, part] if joined else [part]
    return Text(*joined)


def listed(parts: Sequence[Piece | Text]) -> Text:
    """ "a", "a and b", "a, b and c"; with stronger stops where a part has an "and" or an "or" of its own.

    >>> listed(["a", "b or c"]), listed(["a", "b for all j", "c"])
    (('a, and b or c',), ('a; b for all j; and c',))
    """
    *first, last = map(Text, parts) if parts else [Text()]
    if not first:
        return last
    if not any(_JOINED.search(part.words) for part in (*first, last)):
        return Text(between(", ", first), " and ", last)
    return Text(between("; ", first), ", and " if len(first) == 1 else "; and ", last)


def _words(text: Sequence[Piece]) -> Iterator[str]:
    for piece in text:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Items):
            for item in piece.items:
                yield from _words(item)
        elif isinstance(piece, Emphasis):
            yield piece.words
