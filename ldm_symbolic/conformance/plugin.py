"""The options of pytest for the conformance suite; without `--sampler` nothing changes.

Tested in `tests/conformance/test_checks.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--sampler` and `--xfails`."""
    group = parser.getgroup("ldm-symbolic", "conformance of samplers to the law of Gaussian data")
    group.addoption(
        "--sampler",
        metavar="MODULE:MAKER",
        help="(steps, prediction) -> a sampler to be tested, or a mapping of names to such.",
    )
    group.addoption(
        "--xfails", metavar="FILE", help="Expected failures, one a line, each 'check: why' or 'name check: why'."
    )


def makers_named(spelled: str) -> Mapping[str, Any]:
    """The makers that a module holds under a name, each by its own: one maker, which needs none, or a mapping.

    Raises:
        UsageError: if there is none; one line.
    """
    module, colon, name = spelled.partition(":")
    if not (module and colon and name):
        raise pytest.UsageError(f"--sampler: expected MODULE:MAKER, such as mypkg:make_sampler, got {spelled!r}")
    sys.path.insert(0, "")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise pytest.UsageError(f"--sampler: {error}") from error
    finally:
        sys.path.remove("")
    return found if isinstance(found, Mapping) else {"": found}


def case_of(maker: str, check: str) -> str:
    """What a maker's check is called, in a list of expected failures and in pytest's.

    >>> case_of("", "order"), case_of("euler", "order")
    ('order', 'euler order')
    """
    return f"{maker} {check}".strip()


def expected_failures(path: str | None, known: Collection[str]) -> dict[str, str]:
    """Checks that are expected to fail, with the reason of each.

    Raises:
        UsageError: if a line is not "check: why", or names nothing that is run; one line.
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
            raise pytest.UsageError(f"--xfails, line {number}: expected 'check: why' with one of {_few(known)}")
        found[name] = why
    return found


def _few(names: Collection[str]) -> str:
    return ", ".join(list(names)[:7]) + (", ..." if len(names) > 7 else "")
