"""A step of a proof whose lemma Coq is to prove.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ldm_symbolic.checker.terms import Node
from ldm_symbolic.coq.scenes.place import Lemma


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step whose lemma is to be proved.

    Args:
        rule: its rule.
        premises: lemmas that it follows from.
        hypotheses: as in the proof file.
        conclusion: as in the proof file.
        arguments: what the rule was given, as it stands in the proof file.
        lemma: its own lemma.
    """

    rule: str
    premises: tuple[Lemma, ...]
    hypotheses: tuple[Node, ...]
    conclusion: Node
    arguments: dict[str, Any]
    lemma: Lemma
