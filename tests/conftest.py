"""What every test runs under: reproducible hypothesis profiles, and no precision left changed behind it."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from tempfile import mkdtemp
from typing import Any

import flint
import mpmath
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("local", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

for library in ("OPENBLAS", "OMP", "MKL"):  # read when NumPy is loaded, by the processes that tests start as well
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
"""Threads that wait for each other beside as many test processes as processors cost several times what they do."""

os.environ["LDM_SYMBOLIC_CACHE"] = "off"
"""No test, and no process that a test starts, reads what a user's runs have kept, or keeps anything there."""

if sys.dont_write_bytecode:  # then every process that a test starts would compile the whole package once more
    os.environ["PYTHONPYCACHEPREFIX"] = mkdtemp()
    del os.environ["PYTHONDONTWRITEBYTECODE"]
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)

collect_ignore_glob = ["make/conformance/reproducers/*"]
"""Programs for an environment with diffusers and PyTorch, run by `tests/make/conformance/check.py`."""

gc.disable()  # what is imported and collected stays: to look through it again and again took a quarter of that time


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on only what the tests make is looked through for garbage."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out as `scheduling` says; asked only where there are several processes."""
    from scheduling import ByStatement

    return ByStatement(config, log)


@pytest.fixture(autouse=True)
def precision_is_restored() -> Iterator[None]:
    """Global precisions are what they were, whatever a test does."""
    before = mpmath.mp.prec, flint.ctx.prec
    yield
    after = mpmath.mp.prec, flint.ctx.prec
    mpmath.mp.prec, flint.ctx.prec = before
    assert after == before
