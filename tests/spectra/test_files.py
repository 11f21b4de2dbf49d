"""Input as people have it: what is accepted is exact, what is refused is refused in one line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.spectra.files import embedded, spectrum_numbers
from ldm_symbolic.spectra.numbers import InputError, number
from ldm_symbolic.spectra.samples import covariance, covariance_of_all, from_samples
from ldm_symbolic.stopping.surface.grid import squared_error_grid


@given(st.fractions(min_value=Fraction(1, 10**50), max_value=10**50))
def test_fractions_are_read_as_they_are(value: Fraction) -> None:
    assert number(str(value), "it") == value


@given(st.decimals(min_value="1e-50", max_value="1e50", allow_nan=False, allow_infinity=False))
def test_decimals_are_read_as_they_are(value: object) -> None:
    assert number(str(value), "it") == Fraction(str(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.2", Fraction(1, 5)), ("1/3", Fraction(1, 3)), (" 1e-12 ", Fraction(1, 10**12)), ("-0", Fraction(0))],
)
def test_numbers_are_exact(text: str, value: Fraction) -> None:
    assert number(text, "it") == value


_LONG = "9" * 5000
_MALFORMED = ["", "abc", "0x10", "1_000", "1,5", "1 2", "1/-2", "import('os')", "٣", _LONG]
_UNBOUNDED = ["nan", "-inf", "1e999999999", "1e400", "1e-400", "1/0"]


@pytest.mark.parametrize("text", [*_MALFORMED, *_UNBOUNDED])
def test_what_is_no_number_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        number(text, "--horizon")
    message = str(caught.value)
    assert message.startswith("--horizon: ")
    assert "\n" not in message
    assert len(message) < 150


def test_files_hold_one_number_a_line_or_one_line_of_numbers(tmp_path: Path) -> None:
    lines, row, array = tmp_path / "lines.txt", tmp_path / "row.csv", tmp_path / "array.npy"
    lines.write_text("# variances\n10\n\n0.2  # second\n1/3\n")
    row.write_text("10, 0.2, 1/3\n")
    np.save(array, np.array([10.0, 0.25, -0.0], dtype=np.float32))
    expected = (Fraction(10), Fraction(1, 5), Fraction(1, 3))
    assert spectrum_numbers(str(lines), "SPECTRUM") == expected
    assert spectrum_numbers(str(row), "SPECTRUM") == expected
    assert spectrum_numbers("10,0.2,1/3", "SPECTRUM") == expected
    assert spectrum_numbers(str(array), "SPECTRUM") == (Fraction(10), Fraction(1, 4), Fraction(0))
    np.save(array, np.array([1, 0.5], dtype=np.longdouble))
    assert spectrum_numbers(str(array), "SPECTRUM") == (Fraction(1), Fraction(1, 2))
    row.write_bytes(b"\xef\xbb\xbf10,0.2,1/3")
    assert spectrum_numbers(str(row), "SPECTRUM") == expected


def refused(argument: str | Path) -> str:
    with pytest.raises(InputError) as caught:
        spectrum_numbers(str(argument), "SPECTRUM")
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_spectra_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    def saved(name: str, values: object, **options: bool) -> Path:
        np.save(tmp_path / name, np.array(values), **options)
        return tmp_path / name

    def written(name: str, text: str | bytes) -> Path:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    assert "empty" in refused("")
    assert "no number" in refused(written("empty.txt", "\n# nothing\n"))
    assert "no number" in refused(saved("none.npy", []))
    assert "entry 2: expected a variance >= 0" in refused("1,-2")
    assert "entry 1: expected a variance >= 0" in refused("-1")
    assert "entry 2" in refused(saved("negative.npy", [1.0, -1e-18]))
    assert "not a finite number" in refused("1,nan")
    assert "entry 2: nan is not a finite number" in refused(saved("nan.npy", [1.0, np.nan]))
    assert "inf is not a finite number" in refused(saved("inf.npy", [np.inf]))
    assert "2-dimensional" in refused(saved("matrix.npy", [[1.0, 2.0], [3.0, 4.0]]))
    assert "2-dimensional" in refused(written("matrix.csv", "1,2\n3,4\n"))
    assert "line 2: expected a number" in refused(written("words.txt", "1\ntwo\n"))
    assert "pickled" in refused(saved("objects.npy", [{}, 1], allow_pickle=True))
    assert "no readable .npy" in refused(written("broken.npy", b"nothing"))
    assert "no real numbers" in refused(saved("complex.npy", [1j]))
    assert "no real numbers" in refused(saved("words.npy", ["a"]))
    assert "no readable .npz" in refused(written("zip.npy", b"PK\x03\x04garbage"))
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000000,), }"
    assert "no readable .npy" in refused(written("vast.npy", b"\x93NUMPY\x01\x00\x76\x00" + header.ljust(117) + b"\n"))
    assert "cannot read" in refused(written("binary.txt", b"\xff\xfe\x00"))
    assert "no known name (optdigits, optdigits-variances)" in refused("mnist")
    assert "no known name" in refused(tmp_path)
    assert "between 1e-100 and 1e100" in refused(saved("tiny.npy", [5e-324]))


def test_the_embedded_digits_have_exact_zeros() -> None:
    digits = embedded("optdigits-variances")
    assert digits.estimated is not None
    pairs = list(zip(digits.variances, digits.estimated, strict=True))
    assert len(pairs) == 64
    assert sum(true == 0 for true, _ in pairs) == 3
    assert any(true > 0 and estimated == 0 for true, estimated in pairs)


def test_samples_give_two_covariances_and_the_distance_of_the_means(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    samples = rng.standard_normal((4000, 3)) * [2.0, 1.0, 0.5] + 7
    path = tmp_path / "samples.npy"
    np.save(path, samples)
    found = from_samples(str(path), Fraction(1, 4), 3)
    assert (len(found.estimated), len(found.true)) == (1000, 3000)
    order = np.random.default_rng(3).permutation(4000)
    first, second = samples[order[:1000]], samples[order[1000:]]
    assert np.allclose(found.estimated.T @ found.estimated, np.cov(first.T, bias=True), rtol=1e-12)
    assert np.allclose(found.true.T @ found.true, np.cov(second.T, bias=True), rtol=1e-12)
    assert found.mean_error == pytest.approx(sum((first.mean(axis=0) - second.mean(axis=0)) ** 2), rel=1e-12)
    assert np.array_equal(from_samples(samples, Fraction(1, 4), 3).true, found.true)
    assert not np.array_equal(from_samples(samples, Fraction(1, 4), 4).true, found.true)


def test_a_covariance_is_square() -> None:
    assert covariance([[2.0, 1.0], [1.0, 2.0]], "covariance").matrix.tolist() == [[2.0, 1.0], [1.0, 2.0]]
    with pytest.raises(
        InputError,
        match=r"expected a square matrix, one direction a row, got shape \(3, 2\); samples are given as data",
    ):
        covariance(np.ones((3, 2)), "covariance")


@pytest.mark.parametrize(
    ("values", "split", "message"),
    [
        (np.zeros(5), "1/2", "expected an (n, D) matrix"),
        (np.zeros((3, 2)), "1/2", "fewer than two"),
        (np.zeros((10, 2)), "1", "between 0 and 1"),
        (np.array([[1.0, np.nan]] * 4), "1/2", "row 1, column 2: not a finite number"),
        (np.zeros((4, 0)), "1/2", "expected an (n, D) matrix"),
    ],
)
def test_samples_that_cannot_be_used_say_why(tmp_path: Path, values: np.ndarray, split: str, message: str) -> None:
    np.save(tmp_path / "samples.npy", values)
    with pytest.raises(InputError) as caught:
        from_samples(str(tmp_path / "samples.npy"), Fraction(split), 0)
    assert message in str(caught.value)
    with pytest.raises(InputError, match="no file"):
        from_samples(str(tmp_path / "absent.npy"), Fraction(1, 2), 0)


def test_a_spectrum_may_be_given_as_values_and_how_many_modes_have_each(tmp_path: Path) -> None:
    expected = Variances((Fraction(1, 2), Fraction(1, 3), Fraction(0)), multiplicities=(3, 1, 10**9))
    (tmp_path / "runs.txt").write_text("0.5 * 3\n1/3  # one\n0*1000000000\n")
    for argument in ("0.5*3,1/3,0*1000000000", str(tmp_path / "runs.txt")):
        found = spectrum_numbers(argument, "SPECTRUM")
        assert found == expected
        assert found.multiplicities == (3, 1, 10**9)
    assert list(spectrum_numbers("2*2", "SPECTRUM")) == [Fraction(2), Fraction(2)]
    for wrong in ("0.5*x,1", "0.5*1.5,1", "0.5*-1,1", "0.5*,1", "0.5*3*3,1", "0.5*0,1", "0.5*1.5", "0.5*00"):
        assert "0.2*1000" in refused(wrong)


def test_a_decimal_comma_is_named() -> None:
    with pytest.raises(InputError, match="write a point for the comma"):
        number("0,5", "entry 1")


def peak(action: Callable[[], object]) -> int:
    """The most bytes held at a time while something is done."""
    action()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_spectrum_on_disk_is_streamed(tmp_path: Path) -> None:
    """Read, looked through and solved on a grid without ever being held: 8 MB of it."""
    path, count = tmp_path / "array.npy", 10**6
    values = 1 / np.arange(1.0, count + 1)
    np.save(path, values)
    total, lost = float(values.sum()), [float(values[k:].sum()) for k in (10, 10**5)]
    assert peak(lambda: spectrum_numbers(str(path), "SPECTRUM")) < 2 * 10**6

    def looked_through() -> Floats:
        true = spectrum_numbers(str(path), "SPECTRUM")
        assert true.falls
        assert true.total == pytest.approx(total, rel=1e-12)
        return squared_error_grid(StoppingProblem(spectrum=Spectrum(variances=true)), [3.0, 4.0], [10, 10**5])

    assert peak(looked_through) < 8 * 10**6
    assert looked_through()[:, 1] == pytest.approx(lost, rel=1e-12)


def test_text_with_runs_is_streamed(tmp_path: Path) -> None:
    """Half a megabyte of text, of which a line is held at a time."""
    path = tmp_path / "text.txt"
    path.write_text("# nothing but remarks\n" * 25_000 + "1*5\n0.5*1000000\n")
    assert peak(lambda: spectrum_numbers(str(path), "SPECTRUM")) < 10**5
    assert len(spectrum_numbers(str(path), "SPECTRUM")) == 1_000_005


def test_one_sample_has_no_covariance() -> None:
    with pytest.raises(InputError, match="one sample has no covariance"):
        covariance_of_all([[1.0, 2.0, 3.0]], "data")
