"""Which mutants of the kernel no control notices, and why some cannot be noticed."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from mutated import mutants, without
from side_conditions import Control, controls
from taken_away import Mutant

from ldm_symbolic.proof.smt import questions

AGAIN = "what is let in is looked at again: terms where the Fact is made, facts where they are read"
UNREADABLE = "no solver can read such a node"
WRITTEN = "such a node does not come through being put together again, which is looked at last"
LARGER = "it bounds the work; without it nothing more is shown"
REASONS: dict[str, str] = {
    "logic.require_sort: raise RuleError(f'`{name}` is a number": "nothing is a number and a condition",
    "logic.by_logic: raise RuleError(str(error))": LARGER,
    "truth.Table.countermodel: raise TooOpenError(f'{len(openly)} conditions": LARGER,
    "truth._settle: if plainly": "what is plain may be settled: its value is looked up first",
    "truth._atoms: if plainly": "what is plain may be left open: its value is looked up first",
    "door._admit: require_fact": AGAIN,
    "door._admit: require_open": AGAIN,
    "door._admit: raise": "kinds are looked at before, and what a name becomes by its sort",
    "door.admit_name: check": AGAIN,
    "door.admit_name: raise": "what is no name is of no sort, and the rule refuses it",
    "door._admit_rule: raise": AGAIN,
    "door._admit_rule: check": AGAIN,
    "fact._mint: require_fact": "it is the last of several walls",
    "fact._mint: raise": "it is the last of several walls: no rule concludes a number",
    "fact.require_fact: raise": "what no rule has made says nothing where it is read",
    "fact._mint: require_open": "the door and the builders of terms let no constant come so far",
    "decide.decide: admit": AGAIN,
    "questions.Questions.settle: if failure: return failure": "a piece takes points of a range where all is defined",
    "wellformed.check_sequence: raise": "what one of the two conditions lets in, the other refuses",
    "wellformed._check_node: _check_sorts": UNREADABLE,
    "wellformed._check_power: raise UnknownTermError(f'the exponent": UNREADABLE,
    "wellformed.check: _check_cases": WRITTEN,
    "wellformed._check_node: raise UnknownTermError(f'a `{kind.__name__}` of": WRITTEN,
    "wellformed._check_cases: raise": WRITTEN,
    "wellformed._check_limits: raise UnknownTermError(f'a range of": "its terms are refused as well",
}
"""How the names of mutants begin that are as good as the kernel, and why; a door that is left open is one of them."""


def reason(name: str) -> str:
    """Why nothing can notice a mutant, or ""."""
    known = next((why for start, why in REASONS.items() if name.startswith(start)), "")
    return known or (AGAIN if ": admit(" in name else "")


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
    honest = questions.solver
    questions.solver = lambda engine: Remembering(engine, honest)  # type: ignore[assignment,return-value] # stands in for one
    try:
        yield
    finally:
        questions.solver = honest


def drawn(*, seed: int, count: int, matching: str = "") -> list[Mutant]:
    """Some of the mutants whose names contain a text, reproducibly."""
    found = [mutant for mutant in mutants() if matching in mutant.name]
    return Random(seed).sample(found, min(count, len(found)))


def survivors(*, seed: int, count: int, matching: str = "", excused: bool = True) -> list[str]:
    """The names of the mutants that no control notices; those with a reason are asked about too if they are excused."""
    with remembered():
        known = controls()
        sick = [name for name, control in known.items() if not control()]
        if sick:
            raise AssertionError(f"these controls are red with nothing taken away: {sick}")
        asked = [
            mutant for mutant in drawn(seed=seed, count=count, matching=matching) if excused or not reason(mutant.name)
        ]
        return [mutant.name for mutant in asked if not noticed(mutant, known)]


def noticed(mutant: Mutant, known: dict[str, Control]) -> bool:
    """Whether a control goes red without a check; those of the rule itself are asked first."""
    rule = mutant.function.strip("_").split(".")[-1]
    order = sorted(known, key=lambda name: rule not in name)
    with without(mutant):
        return any(not known[name]() for name in order)
