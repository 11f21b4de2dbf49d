"""What is known of a refutation beyond its instance: whether it is one of a whole ball, of an edge, or of a convention.

Tested in `tests/claims/test_severity.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ldm_symbolic.claims.words import Severity as Severity
from ldm_symbolic.search.around import Ball as Ball


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBall:
    """The claim fails at every point of a ball about its counterexample; the verification looks at all of it.

    Args:
        ball: how far the real values move; integers and functions are fixed.
        where: a set to which the failure is confined, in words that follow "only where"; "" where none is known.
        elsewhere: ids of claims, of the same statement, that prove it off that set; none where that is not proved.
    """

    ball: Ball
    where: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def word(self) -> Severity:
        """Open."""
        return Severity.OPEN

    def __str__(self) -> str:
        """In words."""
        said = f"it fails on the whole ball of radius {self.ball.radius} about this instance"
        return (
            f"{said}, and only where {self.where} (elsewhere: {' and '.join(self.elsewhere)})" if self.where else said
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnEdge:
    """The claim fails on a set without interior.

    Args:
        where: the set, in words that follow "only where".
        elsewhere: ids of claims, of the same statement, that prove it off that set; none where that is not proved.

    >>> print(OnEdge(where="λ̂ = 1"))
    it fails only where λ̂ = 1, or no other instance was found
    >>> print(OnEdge(where="λ̂ = 1", elsewhere=("P0.above",)))
    it fails only where λ̂ = 1 (elsewhere: P0.above)
    """

    where: str
    elsewhere: tuple[str, ...] = ()

    @property
    def word(self) -> Severity:
        """Edge."""
        return Severity.EDGE

    def __str__(self) -> str:
        """In words."""
        if not self.elsewhere:
            return f"it fails only where {self.where}, or no other instance was found"
        return f"it fails only where {self.where} (elsewhere: {' and '.join(self.elsewhere)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByConvention:
    """The claim fails only outside what the source assumes, or where the source reads it otherwise.

    Args:
        source: what the source assumes or how it reads the sentence, in words.

    >>> print(ByConvention(source="the source assumes ŝ_j > 0"))
    the source assumes ŝ_j > 0
    """

    source: str

    @property
    def word(self) -> Severity:
        """Convention."""
        return Severity.CONVENTION

    def __str__(self) -> str:
        """In words."""
        return self.source


Weight: TypeAlias = OnBall | OnEdge | ByConvention
"""Any of the three."""
