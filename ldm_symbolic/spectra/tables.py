"""Numbers in text as programs write them: columns apart by commas, semicolons, tabs or blanks, with and without names.

A matrix is read by NumPy; a list of variances cell by cell, so that it is exact.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.spectra.numbers import DECIMAL_COMMA, NOT_FINITE, NUMBER, InputError, number, shown, with_e

_FEWEST = 3
"""Rows from which on numbers that count them are taken for an index, and columns likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Lines of numbers, without the names of rows and columns.

    Args:
        where: the name of the text, for messages.
        lines: one a row, at least one.
        places: the number of each line in the text, from 1.
        mark: what separates columns; None for blanks.
        columns: how many there are, with a column of names.
        named: whether the first column names the rows.
        left_out: what was taken for names, in words.
    """

    where: str
    lines: list[str]
    places: list[int]
    mark: str | None
    columns: int
    named: bool
    left_out: tuple[str, ...] = ()

    def cells(self) -> list[list[str]]:
        """The text of every number.

        Raises:
            InputError: if rows differ in length, or a cell is empty.
        """
        rows = _cells(self.lines, self.mark)
        for row, place in zip(rows, self.places, strict=True):
            where = f"{self.where}, line {place}"
            if len(row) == self.columns + 1 and not row[-1]:
                row.pop()
            if len(row) != self.columns:
                raise InputError(
                    f"{where}: it has {len(row)} columns, others {self.columns}; expected the same in each"
                )
            if "" in row:
                raise InputError(f"{where}, column {row.index('') + 1}: it is empty; expected a number")
        return [row[1:] for row in rows] if self.named else rows

    def place(self, row: int, column: int) -> str:
        """Where a number stands, in words."""
        beside = f", column {column + self.named + 1}" if self.columns > 1 else ""
        return f"{self.where}, line {self.places[row]}{beside}"

    def floats(self, what: str) -> Floats:
        """All numbers as float64, axes (row, column).

        Raises:
            InputError: naming the first cell that holds no number.
        """
        chosen = range(int(self.named), self.columns)
        try:
            return np.loadtxt(
                self.lines, dtype=np.float64, comments=None, delimiter=self.mark, usecols=chosen, ndmin=2, quotechar='"'
            )
        except ValueError:  # a fraction, or what is to be named
            found = [
                [float(number(cell, f"{what}: {self.place(i, j)}")) for j, cell in enumerate(row)]
                for i, row in enumerate(self.cells())
            ]
            return np.array(found)


def table_of(text: str, where: str) -> Table:
    """The table that a text holds.

    What stands behind a `#` is left out, and so are empty lines, a row of names above and a column of names or of
    numbers that count the rows.

    Args:
        text: of a file.
        where: its name, for messages.

    Raises:
        InputError: if there is no number.

    >>> table_of("mode,variance\\n1,10\\n2,0.2\\n3,1/3\\n", "it").cells()
    [['10'], ['0.2'], ['1/3']]
    """
    numbered = [(place, line.partition("#")[0].strip(" ")) for place, line in enumerate(text.splitlines(), 1)]
    numbered = [(place, with_e(line)) for place, line in numbered if line.strip()]
    lines, places = [line for _, line in numbered], [place for place, _ in numbered]
    mark = next((mark for mark in ";\t," if any(mark in line for line in lines)), None)
    left_out: list[str] = []
    if len(lines) > 1 and _is_header(_cells(lines[:1], mark)[0]):
        left_out.append(f"line {places[0]}, which names columns")
        del lines[0], places[0]
    if not lines:
        raise InputError(f"{where} holds no number")
    first = _cells(lines[:1], mark)[0]
    columns = len(first) - (len(first) > 1 and not first[-1])
    named = columns > 1 and _is_index([line.split(mark, 1)[0].strip(' "') for line in lines])
    if named:
        left_out.append("the first column, which names rows")
    return Table(
        where=where, lines=lines, places=places, mark=mark, columns=columns, named=named, left_out=tuple(left_out)
    )


def _cells(lines: Sequence[str], mark: str | None) -> list[list[str]]:
    """The cells of each line."""
    try:
        rows = (
            list(csv.reader(lines, delimiter=mark))
            if mark is not None
            else [line.replace('"', " ").split() for line in lines]
        )
    except csv.Error as error:
        raise InputError(f"{shown(lines[0])} cannot be read as a row of a table: {error}") from error
    return [[cell.strip() for cell in row] for row in rows]


def _is_number(cell: str) -> bool:
    """Whether it is meant for a number, also for one that is refused."""
    return any(pattern.fullmatch(cell) for pattern in (NUMBER, NOT_FINITE, DECIMAL_COMMA))


def _is_header(cells: Sequence[str]) -> bool:
    """Whether the first of several rows names the columns, with words or with 0, 1, 2 and so on."""
    if not any(map(_is_number, cells)):
        return True
    names = list(cells) if cells[-1] else list(cells[:-1])
    if not _is_number(names[0]):  # of the column of names
        return names[1:] == [str(place) for place in range(len(names) - 1)]
    return len(names) >= _FEWEST and names == [str(place) for place in range(len(names))]


def _is_index(cells: Sequence[str]) -> bool:
    """Whether the first of several columns names the rows, with words or by counting them."""
    if not any(_is_number(cell) or not cell for cell in cells):
        return True
    counted = ([str(place) for place in range(start, start + len(cells))] for start in (0, 1))
    return len(cells) >= _FEWEST and list(cells) in counted
