"""Which mutants of the kernel no control notices, and why some cannot be noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from mutations import Mutant, mutants, without
from side_conditions import Control, controls

from ldm_symbolic.proof.kernel import decide

REASONS: dict[str, str] = {}
"""Mutants that are as good as the kernel, and why."""


class Remembering:
    """A solver that is asked every question once."""

    answers: dict[tuple[str, str], Any] = {}  # noqa: RUF012 (one memory for all)

    def __init__(self, engine: str, honest: Any) -> None:
        self.engine, self.honest = engine, honest

    def ask(self, query: Any, **options: Any) -> Any:
        key = (self.engine, query.text)
        if key not in self.answers:
            self.answers[key] = self.honest(self.engine).ask(query, **options)
        return self.answers[key]


@contextmanager
def remembered() -> Iterator[None]:
    honest = decide.solver
    decide.solver = lambda engine: Remembering(engine, honest)  # type: ignore[assignment,return-value] # stands in for one
    try:
        yield
    finally:
        decide.solver = honest


def drawn(*, seed: int, count: int) -> list[Mutant]:
    """Some of the mutants, reproducibly."""
    return Random(seed).sample(mutants(), min(count, len(mutants())))


def survivors(*, seed: int, count: int) -> list[str]:
    """The names of the mutants that no control notices."""
    with remembered():
        known = controls()
        sick = [name for name, control in known.items() if not control()]
        if sick:
            raise AssertionError(f"these controls are red with nothing taken away: {sick}")
        return [mutant.name for mutant in drawn(seed=seed, count=count) if not noticed(mutant, known)]


def noticed(mutant: Mutant, known: dict[str, Control]) -> bool:
    """Whether a control goes red without a check; those of the rule itself are asked first."""
    rule = mutant.function.strip("_").split(".")[-1]
    order = sorted(known, key=lambda name: rule not in name)
    with without(mutant):
        return any(not known[name]() for name in order)
