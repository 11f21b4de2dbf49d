"""Tables as programs write them are read alike, and what is left out is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ldm_symbolic.spectra.files import load, spectrum_numbers
from ldm_symbolic.spectra.numbers import InputError, Said

EXPECTED = (Fraction(10), Fraction(1, 5), Fraction(1, 1000))
COLUMNS = {
    "one a line": "10\n0.2\n0.001\n",
    "one line": "10,0.2,0.001",
    "a comma at the end": "10,\n0.2,\n0.001,\n",
    "tabs": "10\t0.2\t0.001\n",
    "blanks": "  10   0.2  0.001 \n",
    "semicolons": "10;0.2;0.001\n",
    "a header": "variance\n10\n0.2\n0.001\n",
    "a header and an index": "mode,variance\n0,10\n1,0.2\n2,0.001\n",
    "an index from 1": "1 10\n2 0.2\n3 0.001\n",
    "an index without a name": ",0\n0,10.0\n1,0.2\n2,1e-3\n",
    "names of rows": "a\t10\nb\t0.2\nc\t0.001\n",
    "quotes": '"variance"\n"10"\n"0.2"\n"1/1000"\n',
    "Fortran": "  1.0D+01\n 0.2d0\n  1.0D-03\n",
    "Windows": "\ufeff10\r\n0.2\r\n0.001\r\n",
    "remarks": "# of my run\n10 # the first\n\n0.2\n0.001\n",
}


def read(path: Path, said: Said | None = None) -> NDArray[Any]:
    """The one array of a file."""
    found = load(path, "data", said)
    assert isinstance(found, np.ndarray)
    return found


@pytest.mark.parametrize("name", COLUMNS)
def test_one_column_is_read_however_it_is_written(name: str, tmp_path: Path) -> None:
    path = tmp_path / "spectrum.csv"
    path.write_text(COLUMNS[name], encoding="utf-8")
    said: list[str] = []
    assert spectrum_numbers(str(path), "SPECTRUM", said.append) == EXPECTED
    assert len(said) == ("index" in name or "header" in name or "names" in name or "quotes" in name)


MATRIX = np.array([[1.5, 0.25, -2.0], [0.1, 3.0, 1e-3], [7.0, 8.0, 9.0]])
MATRICES = {
    "commas": ",".join,
    "tabs": "\t".join,
    "blanks": "  ".join,
    "semicolons at the end": lambda cells: ";".join([*cells, ""]),
}


@pytest.mark.parametrize("mark", MATRICES)
@pytest.mark.parametrize("header", [None, ["a", "b", "c"], ["0", "1", "2"]])
@pytest.mark.parametrize("index", [None, ["0", "1", "2"], ["1", "2", "3"], ["x", "y", "z"]])
@pytest.mark.parametrize("exponent", ["e", "D"])
def test_a_matrix_is_read_however_it_is_written(
    mark: str, header: list[str] | None, index: list[str] | None, exponent: str, tmp_path: Path
) -> None:
    rows = [[f"{value:.3e}".replace("e", exponent) for value in row] for row in MATRIX]
    if index is not None:
        rows = [[name, *row] for name, row in zip(index, rows, strict=True)]
    if header is not None:
        blank = [] if index is None else ["id" if mark == "blanks" else ""]
        rows.insert(0, [*blank, *header])
    path = tmp_path / "matrix.txt"
    path.write_text("\n".join(map(MATRICES[mark], rows)), encoding="utf-8")
    said: list[str] = []
    assert np.array_equal(read(path, said.append), MATRIX)
    assert len(said) == (header is not None or index is not None)


def test_fractions_are_read_in_a_matrix_too(tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text("1/3,2\n3,1/4\n")
    assert np.array_equal(read(path), [[1 / 3, 2], [3, 0.25]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3\n", "line 2: it has 1 columns, others 2"),
        ("1,2\n3,\n4,5\n", "line 2, column 2: it is empty"),
        ("1,2\n3,x\n", "line 2, column 2: expected a number such as 0.2"),
        ("a,b\n", "expected a number"),
        ("1,2\n3,1_0\n", "got '1_0'"),
        ("1,2\n3,0x10\n", "got '0x10'"),
        ("1,2\n3,٣\n", "got '٣'"),
        ("\n \n", "holds no number"),
        ("1;0,5\n2;0,25\n", "expected a number"),
    ],
)
def test_what_is_no_table_of_numbers_says_where(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load(path, "data")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "place", "names"),
    [
        ("1,5;2,5\n0,7;3,1\n0,2;1,0\n", "line 1, column 1", 0),
        ("1,5e-3\t2\n0,7\t3\n", "line 1, column 1", 0),
        ("a;b\n1,5;2,5\n0,7;3,1\n", "line 2, column 1", 1),
    ],
)
def test_decimal_commas_are_refused_and_not_taken_for_names(text: str, place: str, names: int, tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text(text)
    said: list[str] = []
    with pytest.raises(InputError, match=rf"{place}: .*; write a point for the comma"):
        read(path, said.append)
    assert len(said) == names
    assert not any("rows" in line for line in said)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2,1\n1,2\n", "a covariance is given as --covariance"),
        ("2,1\n3,2\n", "samples are given as --data"),
        ("variance,estimate\n2,1\n3,2\n5,6\n", "of which each has a file of its own"),
    ],
)
def test_a_matrix_is_no_spectrum_and_the_option_for_it_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        spectrum_numbers(str(path), "SPECTRUM")


def test_what_is_negative_by_rounding_is_taken_for_zero_and_said(tmp_path: Path) -> None:
    path = tmp_path / "spectrum.txt"
    path.write_text("2\n-1e-17\n1\n-3e-16\n")
    said: list[str] = []
    assert spectrum_numbers(str(path), "SPECTRUM", said.append) == (2, 0, 1, 0)
    assert said == ["SPECTRUM: negative by rounding and taken for 0: 2 of 4, the least -3e-16"]
    path.write_text("2\n-1e-5\n")
    with pytest.raises(InputError, match=r"line 2: expected a variance >= 0, got -1e-05"):
        spectrum_numbers(str(path), "SPECTRUM", said.append)
