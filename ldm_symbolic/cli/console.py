"""What the commands share: the two streams, the exit status of a refusal, and a progress bar.

Standard output carries the answer alone, standard error the notices and progress. Any text goes through any encoding,
and a message holds nothing that a terminal obeys. Imported by `--help`, so that it knows click alone.

Tested in `tests/cli/test_streams.py` and `tests/cli/test_commands.py`.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import click

UNDECIDED = 3
"""The exit status where something could not be decided."""
_WIDE = 10_000

Item = TypeVar("Item")

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


@contextmanager
def user_input() -> Iterator[None]:
    """Turn what the model refuses into one line, exit 2, and what no precision settles into exit 3."""
    try:
        yield
    except ValueError as refused:
        raise click.UsageError(str(refused)) from refused
    except ArithmeticError as undecided:
        if isinstance(undecided, OverflowError | ZeroDivisionError | FloatingPointError):
            raise  # nothing that a precision could settle
        notice(str(undecided), label="undecided")
        sys.exit(UNDECIDED)


def with_progress(wanted: Iterable[Item], what: str = "latent dimension", count: int | None = None) -> Iterable[Item]:
    """What there is to do, behind a progress bar on a terminal's standard error."""
    if not sys.stderr.isatty():
        return wanted
    from rich.console import Console
    from rich.progress import track

    return track(wanted, total=count, description=what, console=Console(stderr=True), transient=True)


def notice(text: str, label: str = "note") -> None:
    """One line on standard error."""
    with suppress(OSError):  # a notice that cannot be written must not cost the answer
        click.echo(in_one_line(f"{label}: {text}"), err=True)


def require_free(path: str | Path, option: str, overwrite: bool) -> None:
    """Refuse to write where something stands already, unless that is wanted.

    Raises:
        ValueError: naming the way out.
    """
    if Path(path).exists() and not overwrite:
        raise ValueError(f"{option}: {path} exists already; give another name, or --overwrite to replace it")


class Notices:
    """Notices at once, but the scale of the data only after the answer, which it decides."""

    def __init__(self) -> None:
        self._scales: list[str] = []

    def __call__(self, text: str) -> None:
        """Say it, or keep it for the end."""
        self._scales.append(text) if text.startswith("scale: ") else notice(text)

    def end(self) -> None:
        """Say what was kept."""
        for text in self._scales:
            notice(text)


def print_json(document: dict[str, Any]) -> None:
    """A document on standard output."""
    click.echo(json.dumps(document, indent=2, sort_keys=True))


def print_table(table: Any) -> None:
    """A rich table: as wide as the terminal, or as it needs where there is none."""
    from rich.console import Console
    from rich.text import Text

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"

    class Spelled(Console):
        """Measures and writes what will stand there, so that columns stay as wide as their names."""

        def render_str(self, text: str, **how: Any) -> Text:
            """A text with what the encoding lacks spelled out."""
            return super().render_str(text.encode(encoding, _SUBSTITUTES).decode(encoding), **how)

    console = Spelled()
    if not console.is_terminal:
        console = Spelled(width=_WIDE, highlight=False)
    with console.capture() as captured:
        console.print(table, highlight=False, soft_wrap=not console.is_terminal)
    click.echo(captured.get(), nl=False, color=True)


def prepare() -> None:
    """Let any text be written to the standard streams, let there be a standard error, and one thread do the algebra.

    The matrices are many and small: threads that wait for each other cost several times what they save, the more so
    where the processors do other things. What the environment says of threads is kept.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):  # read when NumPy is loaded, which no command has done yet
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
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
