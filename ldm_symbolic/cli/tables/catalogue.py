"""What the catalogue records as a table for people, without a look at the statements themselves.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table

from ldm_symbolic.claims.record import RecordedStatement
from ldm_symbolic.claims.words import Severity, Verdict

_STYLES = {Verdict.PROVED: "green", Verdict.REFUTED: "red", Verdict.TESTED: "yellow", Verdict.UNDECIDED: "magenta"}


def list_table(statements: Iterable[RecordedStatement]) -> Table:
    """The catalogue as a table: id, where it stands, what it says, what is recorded."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("id", "role", "says", "recorded"):
        table.add_column(title, overflow="fold")
    for statement in statements:
        table.add_row(f"[bold]{statement.id}", "", f"[bold]{statement.title}[/] ({statement.source})", "")
        for claim in statement.claims:
            table.add_row(claim.id, str(claim.role), claim.says, coloured(claim.verdict, claim.severity))
    return table


def coloured(verdict: Verdict, severity: Severity | None = None) -> str:
    """A verdict in its colour, with how much it weighs where it refutes."""
    return f"[{_STYLES[verdict]}]{verdict}[/]{f' ({severity})' if severity else ''}"
