"""One test a check, for the sampler that `--sampler` names; without it none is run.

Tested in `tests/conformance/test_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ldm_symbolic.conformance.checks import CHECKS
from ldm_symbolic.conformance.plugin import case_of, expected_failures, makers_named


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A case for each check of each maker, where a sampler is given."""
    spelled = metafunc.config.getoption("--sampler", default=None)
    makers: Any = {} if spelled is None else makers_named(spelled)
    names = {case_of(maker, check): partial(CHECKS[check], makers[maker]) for maker in makers for check in CHECKS}
    expected = {} if spelled is None else expected_failures(metafunc.config.getoption("--xfails"), names)
    excused = {name: [pytest.mark.xfail(reason=why, strict=True)] for name, why in expected.items()}
    cases = [pytest.param(check, marks=excused.get(name, []), id=name) for name, check in names.items()]
    metafunc.parametrize("check", cases)


def test_conforms(check: Callable[[], None]) -> None:
    """The sampler passes a check."""
    check()
