"""What is known at a place of a Coq proof.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from ldm_symbolic.checker.terms import Node, free, fresh
from ldm_symbolic.checker.values import condition_key, known_truth
from ldm_symbolic.coq.scenes.leaves import Leaf, leaf
from ldm_symbolic.coq.scenes.printing import Printer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lemma:
    """A step as a lemma of the file.

    Args:
        word: its name in Coq.
        names: what it is about, in the order of its binders.
        given: its premises, one by one.
        shows: its conclusions, one by one.
    """

    word: str
    names: tuple[Node, ...]
    given: tuple[Node, ...]
    shows: tuple[Node, ...]


@dataclass(slots=True)
class Place:
    """What is known at a place of a proof, under which names.

    Args:
        printer: writes terms.
        cores: see `Leaf.script`.
        leaves: those met, for the script that finds cores.
        known: the text of a condition -> the condition and the name of its proof.
        scope: names that may be used.
        count: of names given, in a list so that inner scenes share it.
        apart: whether equations between sums are shown term by term, or sums are names.
    """

    printer: Printer
    cores: Mapping[str, str]
    leaves: list[Leaf]
    known: dict[str, tuple[Node, str]] = field(default_factory=dict)
    scope: frozenset[Node] = frozenset()
    count: list[int] = field(default_factory=lambda: [0])
    apart: bool = True

    def inner(self) -> Self:
        """Return a scene in which more can be known for a while."""
        return replace(self, known=dict(self.known))

    def new(self, prefix: str) -> str:
        """Return a name for a proof."""
        self.count[0] += 1
        return f"{prefix}{self.count[0]}"

    def learn(self, says: Node, name: str) -> None:
        """Add something known."""
        self.known.setdefault(self.printer.condition(says), (says, name))

    def assume(self, conditions: Iterable[Node]) -> str:
        """Add premises that are introduced; return their names."""
        names = []
        for condition in conditions:
            names.append(self.new("H"))
            self.learn(condition, names[-1])
        return " ".join(names)

    def bind(self, like: Node) -> Node:
        """Return a name for an arbitrary value, one that is not in use."""
        symbol = fresh(like, *self.scope) if like in self.scope else like
        self.scope |= {symbol}
        return symbol

    def leaf(self, goal: Node) -> str:
        """Return tactics that close a goal by arithmetic, from all that is known."""
        made = leaf(list(self.known.values()), goal, self.printer)
        self.leaves.append(made)
        return made.script(self.cores)

    def knows(self, condition: Node) -> bool:
        """Say whether a condition is known, up to the way in which it is written."""
        if self.printer.condition(condition) in self.known or (known_truth(condition) and not free(condition)):
            return True
        wanted = condition_key(condition)
        return any(condition_key(says) == wanted for says, _ in self.known.values())
