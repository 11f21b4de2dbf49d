"""`stop` and `error` answer without SymPy: every formula that they read was derived before."""

from __future__ import annotations

import pytest
from command_line import here, process

WITHOUT_SYMPY = "import sys; sys.modules['sympy'] = None"
MODES = ("1/2,1/3,1/9", "--estimated", "1/4,1/5,1/6")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--json",),
        ("--start", "standard"),
        ("--score", "exact"),
        ("--score", "capped", "--cap", "10"),
        ("--certify",),
        ("--schedule", "vp-linear:0.1,20"),
        ("--schedule", "cosine", "--steps", "50"),
    ],
    ids=" ".join,
)
def test_stop(options: tuple[str, ...]) -> None:
    done = process("stop", *MODES, *options, before=WITHOUT_SYMPY)
    assert done.returncode == 0, done.stderr
    assert done.stdout == here("stop", *MODES, *options).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("stop", "1/2", "--estimated", "1/4"),
        ("stop", "optdigits", "--samples", "100", "--dims", "1,2"),
        ("error", *MODES, "--k", "2", "--time", "3"),
    ],
    ids=" ".join,
)
def test_other_questions(arguments: tuple[str, ...]) -> None:
    done = process(*arguments, before=WITHOUT_SYMPY)
    assert done.returncode == 0, done.stderr
    assert done.stdout == here(*arguments).stdout


def test_sympy_is_missed_where_it_is_needed() -> None:
    """The control: an x* in radicals is new to each question, and is found with SymPy."""
    alike = ("stop", "1/2,1/3", "--estimated", "1/4,1/4")
    assert process(*alike).returncode == 0
    assert "sympy" in process(*alike, before=WITHOUT_SYMPY).stderr
