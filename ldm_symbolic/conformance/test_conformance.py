"""One test a check, for the sampler that `--sampler` names; without it none is run.

Tested in `tests/conformance/test_checks.py`.
"""

from __future__ import annotations

import pytest

from ldm_symbolic.conformance.checks import CHECKS
from ldm_symbolic.conformance.plugin import expected_failures, maker_named


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A case for each check, where a sampler is given."""
    option = metafunc.config.getoption("--sampler", default=None)
    expected = {} if option is None else expected_failures(metafunc.config.getoption("--xfails"), CHECKS)
    cases = [
        pytest.param(name, marks=[pytest.mark.xfail(reason=expected[name], strict=True)] if name in expected else [])
        for name in ([] if option is None else CHECKS)
    ]
    metafunc.parametrize("check", cases)


def test_conforms(check: str, request: pytest.FixtureRequest) -> None:
    """The sampler passes a check."""
    CHECKS[check](maker_named(request.config.getoption("--sampler")))
