"""What the catalogue records as a table for people, without a look at the statements themselves.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from ldm_symbolic.claims.record import RecordedStatement
from ldm_symbolic.claims.words import Severity, Verdict

_STYLES = {Verdict.PROVED: "green", Verdict.REFUTED: "red", Verdict.TESTED: "yellow", Verdict.UNDECIDED: "magenta"}


def list_table(statements: Iterable[RecordedStatement]) -> Table:
    """The catalogue as a table: id, where it stands, what it says, what is recorded."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("id", "role", "says", "recorded"):
        table.add_column(title, overflow="fold")
    for statement in statements:
        table.add_row(*titled(statement), "")
        for claim in statement.claims:
            only = f" (false only where {claim.confined})" if claim.confined else ""
            cells = (claim.id, str(claim.role), f"{claim.says}{only}")
            table.add_row(*map(Text, cells), coloured(claim.verdict, claim.severity))
    return table


def titled(statement: RecordedStatement) -> tuple[Text, str, Text]:
    """The cells of a statement's id, role and title; what claims say is no markup, for intervals have brackets."""
    return Text(statement.id, "bold"), "", Text.assemble((statement.title, "bold"), f" ({statement.source})")


def coloured(verdict: Verdict, severity: Severity | None = None) -> Text:
    """A verdict in its colour, with how much it weighs where it refutes."""
    return Text.assemble((str(verdict), _STYLES[verdict]), f" ({severity})" if severity else "")
