"""Runs attempts at a false Fact, judges every Fact that comes out, and counts.

An attempt alters a sound application of a rule, composes one of its own, or goes on from what others came to. What is
not refused must be true wherever its hypotheses are; what is refused must be refused by the kernel's own errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from traceback import walk_tb
from typing import Any
from warnings import catch_warnings, simplefilter

from composed_attacks import COMPOSED
from judging import judged
from limited import TooLongError, sums_remembered, within
from odd_terms import Terms
from rule_cases import CASES
from rule_cases_of_parts import PARTS

from ldm_symbolic.proof import Fact, RuleError

SOUND = {**CASES, **PARTS}
_POOL = 150
_SHOWN = 12
_LONGEST = 3.0
_INSIDE = ("/proof/kernel/", "/proof/tactics")


@dataclass(kw_only=True)
class Tally:
    """What came of the attempts; every counter is by the name of the attack, errors by their type.

    Args:
        facts: how many attempts gave a Fact.
        new: how many of these Facts had not been made before.
        met: how many new ones were judged at an instance that meets all hypotheses.
        held: how many of those were seen to be true at one.
        refused: by the type of the error.
        unfit: attempts whose arguments SymPy or a predicate refused before any rule saw them.
        endless: attempts that were ended after some seconds of processor time.
        false: the Facts with an instance against them.
        raised: what else came out of a rule, an example of each type.
    """

    attempts: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    unfit: int = 0
    endless: int = 0
    false: list[str] = field(default_factory=list)
    raised: dict[str, list[str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)

    def document(self, seed: str) -> dict[str, Any]:
        """The counts, to be kept."""
        counters = {"facts": self.facts, "new": self.new, "met": self.met, "held": self.held}
        return {
            "seed": seed,
            "attempts": self.attempts,
            "unfit": self.unfit,
            "endless": self.endless,
            "refused": dict(self.refused),
            "raised": dict(self.times),
            "false": self.false,
            **{name: sum(counter.values()) for name, counter in counters.items()},
            "by_attack": {
                name: {key: counter[name] for key, counter in counters.items()} for name in sorted(self.facts)
            },
        }


Attempt = Callable[[Terms, list[Fact]], Fact]


def altered(name: str) -> Attempt:
    """The sound case of a rule with one, two or three of its inputs altered."""
    case = SOUND[name]

    def attempt(source: Terms, pool: list[Fact]) -> Fact:
        changes: dict[str, Any] = {}
        if case.bad and source.chance(0.15):
            changes.update(source.pick(case.bad))
        for _ in range(source.pick([1, 1, 2, 3])):
            argument = source.pick(sorted(case.inputs))
            changes[argument] = source.altered(changes.get(argument, case.inputs[argument]), pool)
        return case.apply(**changes)

    return attempt


ATTACKS: dict[str, Attempt] = {**{f"altered {name}": altered(name) for name in SOUND}, **COMPOSED}


class Run:
    """A run of attempts from one seed."""

    def __init__(self, seed: str, *, attacks: dict[str, Attempt] | None = None) -> None:
        self.seed = seed
        self.attacks = attacks or ATTACKS
        self.tally = Tally()
        self.pool: list[Fact] = []
        self.known: set[Any] = set()

    def go(self, attempts: int) -> Tally:
        """Make so many attempts more; the composed ones take half of the turns."""
        composed = [name for name in self.attacks if name in COMPOSED]
        others = [name for name in self.attacks if name not in COMPOSED]
        with catch_warnings(), sums_remembered():
            simplefilter("ignore")  # SymPy warns of some of the terms that it is fed with
            for number in range(self.tally.attempts, self.tally.attempts + attempts):
                random = Random(f"{self.seed}/{number}")
                names = composed if others == [] or (composed and number % 2) else others
                self._one(names[random.randrange(len(names))], random)
        return self.tally

    def _one(self, name: str, random: Random) -> None:
        self.tally.attempts += 1
        try:
            with within(_LONGEST):
                fact = self.attacks[name](Terms(random, random.choice([0.0, 0.05, 0.2])), self.pool)
        except TooLongError:
            self.tally.endless += 1
            return
        except Exception as error:  # noqa: BLE001 (what comes out of a rule is looked at, whatever it is)
            self._refused(name, error)
            return
        self.tally.facts[name] += 1
        content = (fact.hypotheses, fact.conclusion)
        if content in self.known:
            return
        self.known.add(content)
        self.tally.new[name] += 1
        if len(self.pool) < _POOL:
            self.pool.append(fact)
        else:
            self.pool[random.randrange(_POOL)] = fact
        verdict = judged(fact, random)
        self.tally.met[name] += verdict.met > 0
        self.tally.held[name] += verdict.held > 0
        if verdict.against:
            self.tally.false.append(f"{name}: {fact!r} is {verdict.against}")

    def _refused(self, name: str, error: Exception) -> None:
        kind = type(error).__name__
        inside = any(
            place in frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__) for place in _INSIDE
        )
        if isinstance(error, RuleError) or kind == "UnknownTermError":
            self.tally.refused[kind] += 1
        elif inside:
            self.tally.times[kind] += 1
            shown = self.tally.raised.setdefault(kind, [])
            if len(shown) < _SHOWN:
                shown.append(f"{name}: {error}")
        else:
            self.tally.unfit += 1
