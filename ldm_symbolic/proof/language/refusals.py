"""What is raised where an inference, or a term, is refused: every refusal of the proof language is a `RuleError`.

Tested in `tests/proof/kernel/test_kinds.py`.
"""

from __future__ import annotations

from typing import Any


class RuleError(ValueError):
    """Raised when an inference is refused; the message shows the side condition that failed.

    Args:
        message: what failed.
        trouble: whether an engine gave no answer (a spent budget, killed, missing), rather than the answer no.
        evidence: what the engines said.
    """

    def __init__(self, message: str, *, trouble: bool = False, evidence: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.evidence = evidence


class UnknownTermError(RuleError):
    """Raised when an expression contains a node that no engine of ours can read."""


def kind_of(thing: Any) -> str:
    """Return the name of the type of something, for a message of one line.

    >>> kind_of(2.5)
    'float'
    """
    name = type(thing).__name__
    return name if name.isprintable() else ascii(name)
