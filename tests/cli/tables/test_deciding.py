"""What a table cites is proved, and the table does what is cited."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from command_line import here as run
from hypothesis import given
from hypothesis import strategies as st

import ldm_symbolic as ldm
from ldm_symbolic.derivations.recorded import recorded

VERDICTS = {claim.id: claim.verdict for statement in recorded() for claim in statement.claims}
CITED = re.compile(r"by ([A-Z]\d+(?:\.[A-Z]\d+)?\.[\w-]+)")
COMMANDS = {
    ("1/2,1/4",): ["P1.exact"],
    ("1/2,1/4", "--estimated", "2/5,1/5"): ["S1.end", "U5.exists"],
    ("1/2,1/4", "--samples", "20"): ["S3.each-draw"],
    ("1/2,0", "--samples", "20"): [],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--process", "flow"): [],
    ("1/2,1/4", "--start", "standard"): [],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--score", "capped", "--cap", "3"): [],
}


@pytest.mark.parametrize("options", COMMANDS, ids=" ".join)
def test_what_is_cited_is_proved(options: tuple[str, ...]) -> None:
    shown = run("stop", *options).stdout
    assert CITED.findall(shown) == COMMANDS[options]
    assert {str(VERDICTS[claim]) for claim in COMMANDS[options]} <= {"PROVED"}


variances = st.lists(st.floats(1e-4, 4), min_size=1, max_size=5).map(lambda values: sorted(values, reverse=True))


@given(true=variances, data=st.data())
def test_the_end_is_best_just_where_the_slope_there_is_not_negative(true: list[float], data: Any) -> None:
    """S1.end and P1.exact, by NumPy: the branch of each k, but where the slope is too small to tell."""
    seen = [value * data.draw(st.floats(0.2, 3)) for value in true]
    slopes = np.cumsum((1 - np.sqrt(np.divide(true, seen))) * (1 - np.array(seen)))
    for row, slope in zip(ldm.stop(true, estimated=seen, horizon=2).rows, slopes, strict=True):
        if abs(slope) > 1e-9:
            assert (row.noise == 0) == (slope > 0), (row, slope)
    assert all(row.noise == 0 for row in ldm.stop(true, horizon=2).rows)
