"""Random alterations of proof files, and what the checker says of each.

Whatever was altered, the head of the file is made to say what its last step says, so that a file is not refused for
that alone. Only the steps that an alteration touches are replayed, and those that name one as a premise; the others are
those of a file that was accepted as a whole.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from told_back import told_back

from ldm_symbolic.checker.__main__ import _step
from ldm_symbolic.checker.rules import RULES, check
from ldm_symbolic.checker.terms import RefusedError
from ldm_symbolic.proof import RuleError, prove
from ldm_symbolic.proof.language.terms import free
from ldm_symbolic.search.search import Counterexample, search

_FLIPPED = {
    "<": ["<=", ">"], "<=": ["<", ">=", "="], ">": [">=", "<"], ">=": [">", "<="], "=": ["!=", "<="], "!=": ["=", "<"],
    "and": ["or"], "or": ["and"], "+": ["*"], "*": ["+"], "max": ["min"], "min": ["max"], "implies": ["and", "iff"],
    "iff": ["implies", "or"], "Identity": ["<=", "<"], "Increasing": ["Decreasing", "NonIncreasing"],
    "NonDecreasing": ["Increasing", "NonIncreasing"], "NonIncreasing": ["Decreasing", "NonDecreasing"],
    "Convex": ["NonDecreasing", "UniqueRoot"], "UniqueRoot": ["Increasing"], "exp": ["log", "abs"], "abs": ["exp"],
}  # fmt: skip
KINDS = (
    "conclusion", "constant", "premise", "rule", "dropped hypothesis", "swapped steps", "duplicated index",
    "later premise", "hypothesis", "argument",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """An altered file.

    Args:
        kind: what was altered, one of `KINDS`.
        steps: the steps of the file.
        place: the step that was altered.
        refused: what the checker said, "" if it accepts the file.
        before: what the steps said before.
    """

    kind: str
    steps: list[Any]
    before: list[Any]
    place: int
    refused: str


def alterations(data: Any, random: Random) -> Iterator[Alteration]:
    """Yield alterations of a file that is accepted, for ever."""
    while True:
        kind, steps = random.choice(KINDS), copy.deepcopy(data["steps"])
        place = random.randrange(len(steps))
        if _alter(kind, steps, place, random) and json.dumps(steps) != json.dumps(data["steps"]):
            refused, before = verdict(data["steps"], steps), list(map(_says, data["steps"]))
            yield Alteration(kind=kind, steps=steps, place=place, refused=refused, before=before)


def verdict(before: list[Any], after: list[Any]) -> str:
    """Return what the checker says of altered steps, "" if all of them follow."""
    steps: list[Any] = []
    changed: set[int] = set()
    for place, entry in enumerate(after):
        try:
            steps.append(_step(entry, steps))
            touched = entry != before[place] or changed & set(entry["premises"])
            if _says(entry) != _says(before[place]):
                changed.add(place)
            if touched:
                check(steps[-1])
        except RefusedError as error:
            return f"step {place} ({entry['rule']}): {error}"
    return ""


def _says(entry: Any) -> Any:
    return entry["hypotheses"], entry["conclusion"]


def _alter(kind: str, steps: list[Any], place: int, random: Random) -> bool:
    step = steps[place]
    match kind:
        case "conclusion":
            return _alter_term(step, "conclusion", random)
        case "hypothesis":
            return bool(step["hypotheses"]) and _alter_term(step["hypotheses"], None, random)
        case "argument":
            return bool(step["arguments"]) and _alter_term(
                step["arguments"], random.choice([*step["arguments"]]), random
            )
        case "constant":
            return _alter_constant(step, random)
        case "rule":
            step["rule"] = random.choice([name for name in (*RULES, "magic") if name != step["rule"]])
        case "dropped hypothesis":
            if not step["hypotheses"]:
                return False
            step["hypotheses"].pop(random.randrange(len(step["hypotheses"])))
        case "swapped steps":
            other = random.randrange(len(steps))
            steps[place], steps[other] = steps[other], steps[place]
        case _:
            return _alter_premise(kind, steps, place, random)
    return True


def _alter_premise(kind: str, steps: list[Any], place: int, random: Random) -> bool:
    premises = steps[place]["premises"]
    if not premises:
        return False
    which = random.randrange(len(premises))
    if kind == "duplicated index":
        premises.insert(which, premises[which])
    elif kind == "later premise":
        premises[which] = random.randrange(place, len(steps) + 1)
    else:
        premises[which] = random.randrange(place)
    return True


def _nodes(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where a node stands: what holds it, and at which place."""
    for place in range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ():
        if isinstance(data[place], list):
            yield data, place
            yield from _nodes(data[place])


def _alter_term(holder: Any, name: Any, random: Random) -> bool:
    nodes = list(_nodes(holder)) if name is None else [(holder, name), *_nodes(holder[name])]
    nodes = [(inside, place) for inside, place in nodes if isinstance(inside[place], list) and inside[place]]
    if not nodes:
        return False
    inside, place = random.choice(nodes)
    node = inside[place]
    match random.choice(["kind", "drop", "other", "name"]):
        case "kind" if isinstance(node[0], str) and node[0] in _FLIPPED:
            node[0] = random.choice(_FLIPPED[node[0]])
        case "drop" if len(node) > 2:
            node.pop(random.randrange(1, len(node)))
        case "name" if node[0] in ("symbol", "entry", "value"):
            node[1] += "'"
        case "other":
            other, there = random.choice(nodes)
            inside[place] = copy.deepcopy(other[there])
        case _:
            return False
    return True


def _alter_constant(step: Any, random: Random) -> bool:
    parts = {name: step[name] for name in ("hypotheses", "conclusion", "arguments")}
    numbers = [inside[place] for inside, place in _nodes(parts) if inside[place][:1] == ["number"]]
    if not numbers:
        return False
    number = random.choice(numbers)
    number[1] = random.choice([value for value in ("0", "1", "2", "-1", "1/2", "7", "-2") if value != number[1]])
    return True


def judged(altered: Alteration, *, instances: int = 20) -> str:
    """Return what came of an alteration; what the checker accepts is judged by code that it does not share.

    "refused"; "accepted, says the same" where no step says anything else than before; otherwise that a step which does
    was found true at instances by the search for counterexamples; or, where it meets none, that the kernel finds it to
    follow from what the step said before, or does not; that it could not be looked at; or "accepted, and false".
    """
    if altered.refused:
        return "refused"
    new = [step for step in altered.steps if _says(step) not in altered.before]
    if not new:
        return "accepted, says the same"
    outcomes = {_searched(step, altered.before[altered.place], instances) for step in new}
    order = ("and false", "not looked at", "met by no instance", "follows from what it said", "and true")
    return next(f"accepted, {outcome}" for outcome in order if outcome in outcomes)


def _searched(step: Any, before: Any, instances: int) -> str:
    try:
        given, says = _told(*_says(step))
        names = frozenset().union(*(free(part) for part in (*given, says)))
        found = search(given, says, names=names, seed="tampering", instances=instances)
    except (ValueError, TypeError, ArithmeticError):
        return "not looked at"
    if isinstance(found, Counterexample):
        return "and false"
    if found.held:
        return "and true"
    known, said = _told(*before)
    return "follows from what it said" if _implied(known, said, given, says) else "met by no instance"


def _told(hypotheses: Any, conclusion: Any) -> tuple[list[Any], Any]:
    return list(map(told_back, hypotheses)), told_back(conclusion)


def _implied(known: list[Any], said: Any, given: list[Any], says: Any) -> bool:
    """Say whether the kernel shows that known |- said gives given |- says."""
    try:
        for hypothesis in known:
            prove(given, hypothesis)
        prove([*given, said], says)
    except (RuleError, ValueError):
        return False
    return True
