"""What the commands share: the two streams, the exit status of a refusal, and a progress bar.

Standard output carries the answer alone, standard error the notices and progress. Imported by `--help`, so that it
knows click alone.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from ldm_symbolic.cli.streams import in_one_line

UNDECIDED = 3
"""The exit status where something could not be decided."""
_WIDE = 10_000

Item = TypeVar("Item")


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

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE, highlight=False)
    with console.capture() as captured:
        console.print(table, highlight=False, soft_wrap=not console.is_terminal)
    click.echo(captured.get(), nl=False, color=True)
