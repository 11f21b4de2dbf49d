"""The outline of a proof: the tree of a Fact with its bookkeeping folded away, so that a reader sees the argument.

Folded are facts repeated under more hypotheses, instances of a fact that keep its sequences, chains of `by_logic`,
and solver calls that only check what one step assumes. What is left is a list of steps, premises first, each with
the steps and the definitions that it uses. A fact that several steps use is one step.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from sympy import IndexedBase
from sympy.logic.boolalg import Boolean

from ldm_symbolic.fact import Fact, Query, conjuncts, without
from ldm_symbolic.terms import free

_LOGIC = "by_logic"
_SOLVED = ("decide",)
_REWRITING = ("equal_sums",)


@dataclass(slots=True, kw_only=True)
class Step:
    """One step of a proof.

    Attributes:
        fact: what it establishes.
        number: from 1, in the order of the proof.
        uses: earlier steps.
        definitions: facts without premises that only this step uses, such as a property of the clock.
        checks: solver calls folded into it.
        cases: what is assumed in each case, where the step is shown case by case.
        special: the step of which this one is a special case, or None.
    """

    fact: Fact
    number: int = 0
    uses: list[Step] = field(default_factory=list)
    definitions: list[Fact] = field(default_factory=list)
    checks: list[Fact] = field(default_factory=list)
    cases: list[tuple[Boolean, ...]] = field(default_factory=list)
    special: Step | None = None

    @property
    def queries(self) -> tuple[Query, ...]:
        """The solver questions of this step and of what is folded into it, each once."""
        asked = [query for fact in (*self.checks, *self.definitions, self.fact) for query in fact.queries]
        return tuple(dict.fromkeys(asked))


def outline(fact: Fact) -> list[Step]:
    """The steps of a proof, premises before what follows from them; the last one is the fact."""
    return _Outline(fact).steps


class _Outline:
    def __init__(self, fact: Fact) -> None:
        self.root = fact
        self.general: set[int] = set()
        self.count: Counter[int] = Counter()
        self.tally()
        self.known: dict[int, Step] = {}
        self.steps: list[Step] = []
        self.step_of(self.core(fact))
        for number, step in enumerate(self.steps, 1):
            step.number = number

    def tally(self) -> None:
        """Count how many facts rest on each one, and note of which ones instances are taken."""
        waiting, seen = [self.core(self.root)], set()
        while waiting:
            fact = waiting.pop()
            if id(fact) in seen:
                continue
            seen.add(id(fact))
            premises = {id(premise): premise for premise in map(self.core, fact.premises)}
            self.count.update(premises.keys())
            waiting.extend(premises.values())
        for fact in self.root.steps():
            if fact.rule == "instantiate":
                self.general.add(id(self.core(fact.premises[0])))

    def core(self, fact: Fact) -> Fact:
        """The fact without repetitions and instances around it."""
        while True:
            repeated = fact.rule == _LOGIC and [p.conclusion for p in fact.premises] == [fact.conclusion]
            if not repeated and (fact.rule != "instantiate" or fact is self.root or _is_special(fact)):
                return fact
            fact = fact.premises[0]

    def step_of(self, fact: Fact) -> Step:
        if id(fact) in self.known:
            return self.known[id(fact)]
        step = Step(fact=fact)
        self.known[id(fact)] = step
        self.gather(step, fact)
        self.steps.append(step)
        return step

    def gather(self, step: Step, fact: Fact) -> None:
        """Collect what a fact rests on, through the chains of logic that only it uses."""
        premises = list(map(self.core, fact.premises))
        for premise in premises:
            extra = _assumed(fact, premise, premises)
            alone = self.count[id(premise)] <= 1
            lemma = id(premise) in self.general
            if fact.rule == "instantiate":
                step.special = self.step_of(premise)
            elif alone and extra and fact.rule == _LOGIC and _is_case(fact, premise):
                step.cases.append(extra)
                step.checks += [premise] if premise.queries else []
                self.gather(step, premise)
            elif premise.rule in _SOLVED and (alone or fact.rule == _LOGIC) and not lemma:
                step.checks.append(premise)
            elif alone and not lemma and premise.rule in (_LOGIC, *_REWRITING):
                step.checks += [premise] if premise.queries else []
                self.gather(step, premise)
            elif alone and not lemma and not premise.premises:
                step.definitions.append(premise)
            else:
                used = self.step_of(premise)
                if used not in step.uses:
                    step.uses.append(used)


def _assumed(fact: Fact, premise: Fact, premises: list[Fact]) -> tuple[Boolean, ...]:
    """What a premise assumes beyond the fact that rests on it and beyond what the other premises conclude."""
    others = [*fact.premises, *(other for other in premises if other is not premise)]
    known = [part for other in others for part in conjuncts([other.conclusion]) if part != premise.conclusion]
    whole = [other.conclusion for other in others if other.conclusion != premise.conclusion]
    return without(premise.hypotheses, (*fact.hypotheses, *known, *whole))


def _is_case(fact: Fact, premise: Fact) -> bool:
    """Whether a premise says the same as the fact, so that extra assumptions make it one case of it."""
    return premise.conclusion == fact.conclusion and premise.rule in (_LOGIC, *_SOLVED)


def _is_special(fact: Fact) -> bool:
    """Whether an instance speaks about other sequences than the fact does, so that a reader must be told."""
    before, after = (_sequences(f) for f in (fact.premises[0], fact))
    return not before <= after


def _sequences(fact: Fact) -> frozenset[IndexedBase]:
    names = frozenset().union(*(free(part) for part in (*fact.hypotheses, fact.conclusion)))
    return frozenset(name for name in names if isinstance(name, IndexedBase))


@cache
def theorem(rule: str) -> str:
    """The theorem that a rule implements, as its docstring names it, in one line; "" if it names none."""
    for function in _rules():
        if function.__name__ == rule:
            _, found, text = (inspect.getdoc(function) or "").partition("Theorem: ")
            return " ".join(text.split("\n\n")[0].split()) if found else ""
    return ""


def _rules() -> Iterator[Any]:
    """Every function of the modules of rules."""
    folder = files("ldm_symbolic")
    names = sorted(path.name.removesuffix(".py") for path in folder.iterdir() if path.name.startswith("rules_of_"))
    for name in names:
        module = import_module(f"ldm_symbolic.{name}")
        yield from (member for _, member in inspect.getmembers(module, inspect.isfunction))
