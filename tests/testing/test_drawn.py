"""hypothesis finds the strategies of the package by their types, and imports nothing heavy for it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ldm_symbolic.drawn import Covariance, Levels, Ratios, Variances


def after_import(said: str) -> str:
    command = [sys.executable, "-c", f"import hypothesis, sys\n{said}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def test_hypothesis_registers_the_types_by_itself() -> None:
    resolved = "from hypothesis.strategies._internal.types import _global_type_lookup as known\n"
    named = "print(sorted(kind.__name__ for kind in known if getattr(kind, '__module__', '') == 'ldm_symbolic.drawn'))"
    assert after_import(resolved + named) == "['Covariance', 'Levels', 'Ratios', 'Variances']"


def test_importing_hypothesis_stays_cheap() -> None:
    heavy = "{'numpy', 'sympy', 'z3', 'flint', 'ldm_symbolic.testing'}"
    assert after_import(f"print(sorted({heavy} & sys.modules.keys()))") == "[]"


@given(st.from_type(Variances), st.from_type(Covariance), st.from_type(Ratios), st.from_type(Levels))
def test_what_is_drawn_is_what_it_is_called(spectrum: Any, covariance: Any, ratios: Any, levels: Any) -> None:
    assert np.all(np.diff(spectrum) <= 0)
    assert np.all(spectrum >= 0)
    assert np.linalg.eigvalsh(covariance).min() >= -1e-9 * max(1.0, float(np.abs(covariance).max()))
    assert np.all(np.diff(ratios) < 0)
    signal, noise = levels
    assert np.all(np.diff(noise / signal) < 0)
