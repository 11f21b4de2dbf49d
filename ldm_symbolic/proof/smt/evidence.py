"""What an engine said of one question.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one engine or one rule said.

    Args:
        engine: "z3", "cvc5", "normal form", "rule", "balls", "search", "verify".
        outcome: the engine's own word, such as "unsat", "limit" or the name of the rule.
        detail: one sentence: what was asked, or why there is no answer.
        query: the digest of the SMT-LIB text that was asked, which `verify --smtlib` writes out; or "".
        seconds: of processor time that it took; never compared and never written.
    """

    engine: str
    outcome: str
    detail: str = ""
    query: str = ""
    seconds: float = field(default=0.0, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as JSON data, without the time it took and without empty fields."""
        items = {"engine": self.engine, "outcome": self.outcome, "detail": self.detail, "query": self.query}
        return {key: value for key, value in items.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Evidence:
        """Return the evidence that `as_json` wrote."""
        return cls(
            engine=data["engine"],
            outcome=data["outcome"],
            detail=data.get("detail", ""),
            query=data.get("query", ""),
        )
