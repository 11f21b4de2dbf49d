"""One question to a solver.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to a solver, as SMT-LIB 2 text that the command-line programs accept unchanged."""

    text: str

    @property
    def digest(self) -> str:
        """A short name that depends on the text alone."""
        return sha256(self.text.encode()).hexdigest()[:16]
