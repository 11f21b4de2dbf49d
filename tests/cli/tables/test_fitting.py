"""A table that leaves columns out shows as many as there is room for, and never cuts one that stays."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from ldm_symbolic.cli.tables.fitting import Column, FittingTable, Row

COLUMNS = (Column("k", "k", right=True), Column("error", "error", right=True), Column("time", "stop at t*", right=True))
ROWS = tuple(Row({"k": k, "error": f"{1 / k:.12f}", "time": "λ̂" * k}) for k in range(1, 8))


def printed(width: int, *, terminal: bool = True) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None)
    console.print(FittingTable(columns=COLUMNS, rows=ROWS, dropped=("time", "error")))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", range(18, 60))
def test_what_goes_first_goes_first_and_what_stays_is_whole(width: int) -> None:
    text = printed(width)
    assert "k" in text
    assert "error" in text or "stop at t*" not in text
    for row in ROWS:
        assert text.count(row.cells["error"]) == text.count("error")
        assert "stop at t*" not in text or row.cells["time"] in text


def test_a_column_more_is_shown_as_soon_as_there_is_room() -> None:
    shown = [sum(column.title in printed(width) for column in COLUMNS) for width in range(5, 60)]
    assert shown == sorted(shown)
    assert shown[0] == 1
    assert shown[-1] == 3


@pytest.mark.parametrize(("width", "columns"), [(16, 1), (30, 1), (31, 2), (40, 2)])
def test_the_widest_cell_decides_and_not_the_last_in_the_alphabet(width: int, columns: int) -> None:
    rows = tuple(Row({"a": cell, "b": cell}) for cell in ("z", "a longer cell"))
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(FittingTable(columns=(Column("a", "a"), Column("b", "b", right=True)), rows=rows, dropped=("b",)))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count("a longer cell") == columns


def test_a_table_without_rows_has_its_titles() -> None:
    console = Console(file=io.StringIO(), width=60)
    console.print(FittingTable(columns=COLUMNS, rows=(), dropped=()))
    assert isinstance(console.file, io.StringIO)
    assert "stop at t*" in console.file.getvalue()


def test_where_there_is_no_terminal_a_line_has_at_most_a_hundred_characters() -> None:
    wide = tuple(Column(name, name * 12) for name in "abcdefghijkl")
    rows = (Row({name: name for name in "abcdefghijkl"}, marked=True),)
    console = Console(file=io.StringIO(), width=10_000)
    console.print(FittingTable(columns=wide, rows=rows, dropped=tuple("cdefghijkl")))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert 60 < max(map(len, lines)) <= 100
