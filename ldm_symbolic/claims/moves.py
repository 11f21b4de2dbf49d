"""What an author says between the model and a theorem, as data: moves, each a fact with the reason for it.

A `Move` is a paragraph of a derivation. Its formulas are the conclusions of facts, which the rules have made, or of
claims that the catalogue records as proved; only the reasons are typed. Formulas inside a reason stand for `{}`, one
term each, so that they too are printed in the reader's notation.

    Move(
        text="One more direction changes one term of each sum.",
        links=(Link("P2.step-increment", reason="the terms are {}", terms=(v,)),),
    )

Tested in `tests/claims/test_audit.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.terms import Name


@dataclass(frozen=True, slots=True)
class Link:
    """One fact of a move.

    Args:
        source: the id of a claim of the statement that the catalogue records as proved, or a function that returns a
            Fact.
        reason: why it holds, as a clause that can follow "since".
        terms: what stands for each `{}` of the reason.

    Raises:
        ValueError: if the reason and its terms do not fit.
    """

    source: str | Callable[[], Fact]
    reason: str = ""
    terms: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        _require_terms(self.reason, self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One paragraph of a derivation.

    The hypotheses of its facts are printed where no earlier paragraph has said them, so each is said once.

    Args:
        text: sentences that come first.
        terms: what stands for each `{}` of the text.
        links: one fact, or several that form a chain: each begins with the side at which the one before ends.
        anew: names of which the paragraph says afresh what they are; what was assumed of them is dropped.
        without: the id of a refuted claim that concludes the same from fewer hypotheses, or "".

    Raises:
        ValueError: if a move has no fact, or the text and its terms do not fit.
    """

    text: str = ""
    terms: tuple[Any, ...] = ()
    links: tuple[Link, ...]
    anew: tuple[Name, ...] = ()
    without: str = ""

    def __post_init__(self) -> None:
        _require_terms(self.text, self.terms)
        if not self.links:
            raise ValueError("a move has at least one fact")


def _require_terms(text: str, terms: tuple[Any, ...]) -> None:
    if text.count("{}") != len(terms) or "\n" in text:
        raise ValueError(f"{text!r} is one line with as many {{}} as terms, and there are {len(terms)} terms")
