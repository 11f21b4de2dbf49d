"""What the two streams can carry: any text in any encoding, and messages without anything that a terminal obeys.

Imported by `--help`, so that it knows the standard library alone.

Tested in `tests/cli/test_streams.py`.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata

_SUBSTITUTES = "ldm-symbolic"
_SPELLED = {
    "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "–": "-", "—": "-", "·": "*", "×": "x", "√": "sqrt ", "∞": "inf",
    "∈": "in", "→": "->", "⇒": "=>", "∂": "d", "∫": "integral ", "∑": "sum ", "…": "...", "½": "1/2", "’": "'",
    "⊤": "^T", "ᵀ": "^T", "∧": "and", "∨": "or", "¬": "not ", "∀": "for all ", "∃": "exists ", "₀": "0", "∅": "{}",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^", "\N{COMBINING MACRON}": "_bar", "\N{COMBINING TILDE}": "~",
}  # fmt: skip
"""What stands for a character that an encoding lacks."""
_LONGEST_WORD = 300
_LONGEST = 1500


def prepare() -> None:
    """Let any text be written to the standard streams, and let there be a standard error."""
    codecs.register_error(_SUBSTITUTES, _substituted)
    if sys.stderr is None:  # closed; a file that is opened next must not take its place
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape", "backslashreplace"):
            stream.reconfigure(errors=_SUBSTITUTES)


def spelled_out(character: str) -> str:
    """A character in ASCII: its sign, the name of its letter with its accent, or else its number.

    >>> [spelled_out(character) for character in "≤λᾱ²☃"]
    ['<=', 'lambda', 'alpha_bar', '^2', '\\\\u2603']
    """
    if character in _SPELLED:
        return _SPELLED[character]
    apart = unicodedata.normalize("NFKD", character)
    if apart != character:
        raised = "^" if unicodedata.decomposition(character).startswith("<super>") else ""
        return raised + "".join(part if part.isascii() else spelled_out(part) for part in apart)
    words = unicodedata.name(character, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        name = words[words.index("LETTER") + 1]
        name = "LAMBDA" if name == "LAMDA" else name
        return name.lower() if "SMALL" in words else name.capitalize()
    if words[:2] == ["BOX", "DRAWINGS"]:
        return "|" if "VERTICAL" in words else "-"
    return character.encode("ascii", "backslashreplace").decode("ascii")


def _substituted(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(spelled_out, error.object[error.start : error.end])), error.end


def in_one_line(text: str) -> str:
    """A message as a terminal may show it: in one line, of bounded length, and without control characters.

    What is cut is the middle of a very long word, or of a very long message.

    >>> in_one_line("got '" + chr(27) + "[31m' in\\na line")
    "got '\\\\x1b[31m' in a line"
    """
    words = (_cut(word, _LONGEST_WORD) for word in text.split())
    return "".join(map(_visible, _cut(" ".join(words), _LONGEST)))


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: 2 * most // 3]} ... {text[-most // 3 :]}"


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
