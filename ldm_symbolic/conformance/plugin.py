"""The options of pytest for the conformance suite; without `--sampler` nothing changes.

Tested in `tests/conformance/test_checks.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--sampler` and `--xfails`."""
    group = parser.getgroup("ldm-symbolic", "conformance of samplers to the law of Gaussian data")
    group.addoption("--sampler", metavar="MODULE:MAKER", help="(steps, prediction) -> a sampler, to be tested.")
    group.addoption("--xfails", metavar="FILE", help="Checks expected to fail, one a line, each 'check: why'.")


def maker_named(spelled: str) -> Any:
    """What a module holds under a name.

    Raises:
        UsageError: if there is none; one line.
    """
    module, colon, name = spelled.partition(":")
    if not (module and colon and name):
        raise pytest.UsageError(f"--sampler: expected MODULE:MAKER, such as mypkg:make_sampler, got {spelled!r}")
    sys.path.insert(0, "")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise pytest.UsageError(f"--sampler: {error}") from error
    finally:
        sys.path.remove("")


def expected_failures(path: str | None, known: Mapping[str, Any]) -> dict[str, str]:
    """Checks that are expected to fail, with the reason of each.

    Raises:
        UsageError: if a line is not "check: why", or names no check; one line.
    """
    if path is None:
        return {}
    found = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise pytest.UsageError(f"--xfails: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, why = (part.strip() for part in line.partition(":"))
        if name not in known or not colon or not why:
            raise pytest.UsageError(f"--xfails, line {number}: expected 'check: why' with one of {', '.join(known)}")
        found[name] = why
    return found
