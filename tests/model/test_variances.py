"""Variances are the same sequence whatever they are kept as, and refuse what is none."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldm_symbolic.model.variances import Variances, as_variances

RUNS = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 3.0]), st.integers(1, 5)), min_size=1, max_size=6)


def kept_in_every_way(runs: list[tuple[float, int]]) -> list[Variances]:
    values, counts = zip(*runs, strict=True)
    long = tuple(Fraction(value) for value, count in runs for _ in range(count))
    return [
        Variances(long),
        Variances(np.array([float(value) for value in long])),
        Variances(tuple(map(Fraction, values)), multiplicities=counts),
        Variances(np.array(values), multiplicities=counts),
    ]


@given(runs=RUNS, first=st.integers(-8, 8), last=st.integers(-8, 8), step=st.sampled_from([1, 2, -1]))
def test_one_sequence_whatever_it_is_kept_as(runs: list[tuple[float, int]], first: int, last: int, step: int) -> None:
    long, *others = kept_in_every_way(runs)
    expected = tuple(long)
    assert all(isinstance(value, Fraction) for value in expected)
    for other in others:
        assert other == long == expected
        assert hash(other) == hash(long)
        assert tuple(other) == expected
        assert tuple(reversed(other)) == expected[::-1]
        assert len(other) == len(expected)
        assert [other[place] for place in range(-len(expected), len(expected))] == [*expected, *expected]
        assert tuple(other[first:last:step]) == expected[first:last:step]
        assert other.at(slice(first, last)).tolist() == [float(value) for value in expected[first:last]]
        assert other.at(np.arange(len(expected))).tolist() == [float(value) for value in expected]


@given(runs=RUNS, place=st.integers(0, 29), value=st.sampled_from([0.0, 0.25, 0.5, 3.0]))
def test_another_value_makes_another_sequence(runs: list[tuple[float, int]], place: int, value: float) -> None:
    long = list(kept_in_every_way(runs)[0])
    changed = [*long]
    changed[place % len(long)] = Fraction(value)
    for kept in kept_in_every_way(runs):
        assert (kept == Variances(tuple(changed))) is (changed == long)
        assert kept != Variances((*long, Fraction(1)))
        with pytest.raises(IndexError):
            kept[len(long)]


def test_runs_of_pairs_end_where_either_ends() -> None:
    one, other = (Variances(np.arange(1.0, len(n) + 1), multiplicities=n) for n in ((3, 4), (1, 6)))
    assert list(one.shared_ends(other)) == [1, 3, 7]
    assert list(one.shared_ends(Variances(np.ones(7)))) == [1, 2, 3, 4, 5, 6, 7]


def test_an_array_stays_one_and_nobody_can_change_it() -> None:
    given_ = np.array([0.5, 0.25])
    kept = Variances(given_)
    given_[0] = 7
    assert kept[0] == Fraction(1, 2)
    with pytest.raises(ValueError, match="read-only"):
        kept.nodes[0] = 1
    assert as_variances(kept) is kept


def test_what_nobody_can_write_to_is_not_copied() -> None:
    large = np.ones(100_000)
    large.flags.writeable = False
    tracemalloc.start()
    kept = Variances(large)
    assert tracemalloc.get_traced_memory()[1] < 400_000
    tracemalloc.stop()
    assert kept.nodes is large


@pytest.mark.parametrize(
    ("values", "counts", "said"),
    [
        ((Fraction(-1),), None, "variance 1 is negative"),
        (np.array([1.0, -1.0]), None, r"variance 2 is -1\.0"),
        (np.array([1.0, np.nan]), None, "variance 2 is nan"),
        (np.array([np.inf]), None, "variance 1 is inf"),
        (np.ones((2, 2)), None, "one dimension"),
        (np.ones(2, dtype=np.float32), None, "float64"),
        ([Fraction(1)], None, "tuple of exact numbers"),
        ((0.5,), None, "tuple of exact numbers"),
        (np.ones(2), (1,), "2 values have 1 multiplicities"),
        (np.ones(1), (0,), "whole numbers >= 1"),
        (np.ones(1), (True,), "whole numbers >= 1"),
        (np.ones(1), (1.0,), "whole numbers >= 1"),
        (np.ones(2), (2**62, 1), "at most"),
    ],
)
def test_what_is_no_spectrum_is_refused(values: Any, counts: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Variances(values, multiplicities=counts)


def test_a_long_one_is_shown_in_a_line() -> None:
    assert repr(Variances(np.linspace(2, 1, 1000))) == "<1000 variances from 2 to 1>"
    assert repr(Variances((Fraction(1),), multiplicities=(3,))) == "Variances((Fraction(1, 1),), multiplicities=(3,))"
