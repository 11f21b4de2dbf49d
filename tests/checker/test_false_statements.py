"""Statements that are false, each once accepted for a reason of its own; beside it one that is true, and accepted."""

from __future__ import annotations

import pytest
from false_files import FALSE, INSTANCES
from written_files import n

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError, read
from ldm_symbolic.checker.values import P, key


@pytest.mark.parametrize("what", FALSE)
def test_what_is_true_is_accepted(what: str) -> None:
    assert check_text(FALSE[what][0]) == "own"


@pytest.mark.parametrize("what", FALSE)
def test_what_is_false_is_refused(what: str) -> None:
    with pytest.raises(RefusedError):
        check_text(FALSE[what][1])


def test_the_field_is_another_one_in_every_run() -> None:
    assert P.bit_length() == 521
    assert P != 2**521 - 1
    assert all(pow(base, P - 1, P) == 1 for base in (2, 3, 5, 7))
    assert key(read(n(2**521 - 1))) != key(read(n(0)))


@pytest.mark.parametrize("what", INSTANCES)
def test_what_fails_is_refuted(what: str) -> None:
    assert check_text(INSTANCES[what][0]) == "own"


@pytest.mark.parametrize("what", INSTANCES)
def test_what_does_not_fail_is_not_refuted(what: str) -> None:
    with pytest.raises(RefusedError):
        check_text(INSTANCES[what][1])
