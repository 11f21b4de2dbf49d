"""The versions of everything that a verdict depends on and that is not ours, without importing any of it.

A library is known by its version and by the digests that its installation recorded of each of its files.

Tested in `tests/cache/test_keys.py`.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution

LIBRARIES = ("sympy", "mpmath", "python-flint", "z3-solver", "cvc5", "numpy", "gmpy2")
"""What proofs are made with; gmpy2, where it is installed, gives SymPy and mpmath their integers."""
_SETTINGS = ("SYMPY_", "MPMATH_", "PYTHONHASHSEED", "PYTHONOPTIMIZE")


@cache
def engines() -> Mapping[str, str]:
    """Return the name of each engine with what tells it from another version of itself.

    >>> sorted(engines())
    ['cvc5', 'gmpy2', 'machine', 'mpmath', 'numpy', 'python', 'python-flint', 'sympy', 'z3-solver']
    """
    machine = f"{sys.platform} {platform.machine()} {sys.maxsize}"
    python = f"{sys.implementation.name} {sys.version} optimise {sys.flags.optimize}"
    return {"python": python, "machine": machine} | {name: _installed(name) for name in LIBRARIES}


def settings() -> Mapping[str, str]:
    """Return the environment variables that libraries of `LIBRARIES` and Python read."""
    return {name: value for name, value in os.environ.items() if name.startswith(_SETTINGS)}


def _installed(name: str) -> str:
    """Return the version of a library, and the digest of the list of its files; "none" if it is not installed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return "none"
    files = found.read_text("RECORD") or ""
    return f"{found.version} {sha256(files.encode()).hexdigest()}"
