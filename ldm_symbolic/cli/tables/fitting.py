"""A table that leaves columns out where there is no room for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

_UNBOUNDED = 10_000
_PIPED = 100
"""Characters in a line of a table that is not shown on a terminal."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: under which name rows have its cells, its title, and whether it is of numbers."""

    name: str
    title: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by the names of their columns, of which there may be more; a marked one stands out."""

    cells: Mapping[str, Any]
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FittingTable:
    """As many columns of a table as there is room for.

    Args:
        columns: all of them, in their order.
        rows: with a cell for each column at least.
        dropped: the names of those that may be left out, first what goes first.

    >>> columns, rows = (Column("a", "A"), Column("b", "B")), (Row({"a": 1, "b": 2}),)
    >>> table = FittingTable(columns=columns, rows=rows, dropped=("b",))
    >>> for width in (12, 4):
    ...     Console(width=width, force_terminal=True, color_system=None).print(table)  # doctest: +NORMALIZE_WHITESPACE
    A   B
    ─────
    1   2
    A
    ─
    1
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dropped: tuple[str, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width if console.is_terminal else min(options.max_width, _PIPED)
        widest = {column.name: self._widest(column.name) for column in self.columns}
        unbounded = options.update(max_width=_UNBOUNDED)
        for kept in self._choices():
            width = console.measure(_table(kept, [Row(widest)]), options=unbounded).maximum
            if width <= room:
                break
        yield _table(kept, self.rows)

    def _choices(self) -> Iterable[list[Column]]:
        """All columns, then one less at a time."""
        names = [column.name for column in self.columns]
        dropped = [name for name in self.dropped if name in names]
        for count in range(len(dropped) + 1):
            yield [column for column in self.columns if column.name not in dropped[:count]]

    def _widest(self, name: str) -> str:
        return max((str(row.cells[name]) for row in self.rows), key=cell_len, default="")


def _table(columns: Iterable[Column], rows: Iterable[Row]) -> Table:
    columns = list(columns)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.title, justify="right" if column.right else "left", no_wrap=column.right)
    for row in rows:
        cells = [str(row.cells[column.name]) for column in columns]
        table.add_row(*cells, style="bold green" if row.marked else None)
    return table
