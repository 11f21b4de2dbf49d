"""Finds proofs of questions to solvers in Coq: python tests/make/coq/question_search.py HOW PROOFS [--only P1,P2]

    find            by a tactic for all of it, where nothing is kept yet
    cases           by cases, each closed by a tactic, for what is left
    certificates    by cases, each closed by a certificate of linear programming, for what is left; slower
    deep            the same with comparisons shown on the way, for what is left; slow

PROOFS is what `verify --proofs` wrote. What Coq accepts is kept, in `tests/make/coq/bundles/`; nothing here is trusted.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import z3
from check_coq import compiled
from cores import core_of
from meaning import Solver
from question_lemmas import BUNDLES, HEAD, TACTICS, Question, stored
from question_proofs import by_statement, files_of, workshop
from trees import Tree

from ldm_symbolic.checker.terms import ONE, ZERO, Node, lt
from ldm_symbolic.coq.scenes.leaves import Known, Leaf

BATCH = 100
SECONDS = 10  # of the clock; a busy machine needs more


def core(question: Question) -> list[int] | None:
    """Return the places of assertions that are enough; by a second way of z3 where the first finds none."""
    leaf = question.leaf
    found = core_of(leaf)
    if found is not None:
        return found
    seen = Solver(leaf.printer)
    goal, facts = z3.Not(seen.condition(leaf.goal)), [seen.condition(fact.says) for fact in leaf.facts]

    def enough(kept: Iterable[int], steps: int) -> bool:
        solver = z3.SolverFor("QF_NRA")
        solver.set("rlimit", steps)
        solver.add(goal, *(facts[place] for place in kept))
        return bool(solver.check() == z3.unsat)

    kept = list(range(len(facts)))
    if not enough(kept, 4_000_000):
        return None
    for place in list(kept):
        less = [one for one in kept if one != place]
        kept = less if enough(less, 1_000_000) else kept
    return kept


def ask_coq(goals: Sequence[str], folder: Path, ends: dict[str, dict[int, int]]) -> dict[str, int]:
    """Return, for each label, the place of the tactic that Coq accepted, and at the ends of which cases which way."""
    found: dict[str, int] = {}
    for start in range(0, len(goals), BATCH):
        (folder / "trials.v").write_text(HEAD + "".join(goals[start : start + BATCH]), encoding="utf-8")
        said = compiled(folder, "trials", 1_200)
        if said.returncode:
            print(" ".join(said.stderr.split())[:300], file=sys.stderr)
        for word, label, *rest in (line.split() for line in said.stdout.splitlines() if line[:1] in "EF"):
            if word == "END":
                ends.setdefault(label, {})[int(rest[0])] = int(rest[1])
            elif word == "FOUND" and rest[0] != "none":
                found[label] = int(rest[0])
    return found


def trial(question: Question, places: Sequence[int], tactics: Sequence[str], seconds: int) -> str:
    """Return a goal of Coq that says which tactic proves the lemma of a question."""
    says, names = question.sentence(places)
    label = question.digest
    tries = " ".join(
        f'tryif (timeout {seconds} (solve [{how}])) then idtac "FOUND {label} {place}" else'
        for place, how in enumerate(tactics)
    )
    return f'Goal {says}.\nProof. intros{names}. {tries} idtac "FOUND {label} none". Abort.\n'


def simple(cores: Mapping[Question, list[int]], folder: Path) -> dict[str, str]:
    """Return the tactics that close questions at once."""
    tactics = {one: fitting(one) for one in cores}
    goals = [trial(one, places, tactics[one], SECONDS) for one, places in cores.items()]
    found = ask_coq(goals, folder, {})
    return {one.digest: tactics[one][found[one.digest]] for one in cores if one.digest in found}


def fitting(question: Question) -> tuple[str, ...]:
    """Return the tactics that may close a question at once: those for letters, or those for numbers."""
    return ("lra", "nra", *fitting_goal(question.leaf.goal)) if "Real" in question.text else ("letters", "tauto")


def fitting_goal(goal: Node) -> tuple[str, ...]:
    """Return tactics for a goal beside linear arithmetic: for an equation, or for what is positive as it is written."""
    if goal.kind == "=":
        return ("nsatz", "cancel")
    return ("positive",) if goal.kind in ("<", "<=", ">", ">=") else ()


class Quick(Tree):
    """A proof by cases with one certificate at most for each; what a program has found is tried first."""

    most = 1_200
    patience = 60
    _WAYS = 7

    def tactic(self, deepest: int = 3) -> str | None:
        """Return a tactic, None if there are too many cases."""
        return super().tactic(deepest)

    def _ways(self, kept: Sequence[str], literals: Mapping[str, Node], goal: Node | None = None) -> list[str]:
        ways = super()._ways(kept, literals, goal)
        return [*ways, *fitting_goal(goal or self.leaf.goal)]

    def _orders_first(self, *rest: Any) -> str:
        return ""

    def _compared_first(self, *rest: Any) -> str:
        return ""

    def attempt(self, tactic: str, label: str) -> str:
        """Return a tactic that tries some ways at each end and says which one it took."""
        for place, ways in enumerate(self.ends):
            order = sorted(
                range(len(ways)), key=lambda which: "pose proof" not in ways[which] and ways[which] not in TACTICS
            )
            order = order[: self._WAYS]
            tries = " | ".join(
                f'timeout {SECONDS} solve [{ways[which]}]; idtac "END {label} {place} {which}"' for which in order
            )
            tactic = tactic.replace(f"@{place}@", f"first [{tries}]")
        return tactic


class Plain(Quick):
    """The same without certificates."""

    def _certificate(self, *rest: Any) -> str:
        return ""


KINDS = {"cases": Plain, "certificates": Quick, "deep": Tree}


def turned(question: Question, places: list[int]) -> tuple[Leaf, list[int], str]:
    """Return a question and its core so that its goal is no negation, and the tactic that turns it."""
    leaf, new = question.leaf, len(question.leaf.facts)
    if leaf.goal.kind != "not":
        return leaf, places, ""
    denied = Known(leaf.goal.parts[0], "")
    return (
        Leaf((*leaf.facts, denied), lt(ONE, ZERO), leaf.printer),
        [*places, new],
        f"intro K{new}; cut (1 < 0); [lra|]; ",
    )


def by_cases(cores: Mapping[Question, list[int]], folder: Path, kind: type[Tree]) -> dict[str, str]:
    """Return tactics that look at cases, or add up products that linear programming has found."""
    trees: dict[Question, tuple[Tree, str]] = {}
    goals: list[str] = []
    for one, places in cores.items():
        leaf, known, opening = turned(one, places)
        tree = kind(leaf, known)
        how = tree.tactic()
        if how:
            how = how.replace("Znot_", "Rnot_")  # whole numbers are real here
            trees[one] = tree, f"({opening}{how})"
            goals.append(trial(one, places, (tree.attempt(trees[one][1], one.digest),), 10 * SECONDS))
    ends: dict[str, dict[int, int]] = {}
    accepted = ask_coq(goals, folder, ends)
    closed = ((one, *made) for one, made in trees.items() if one.digest in accepted)
    return {one.digest: tree.settled(how, ends.get(one.digest, {})) for one, tree, how in closed}


def find(found: Mapping[str, Sequence[Question]], folder: Path, effort: str) -> None:
    """Look for what is not kept yet, and keep it; what is asked no more is dropped."""
    for statement, questions in found.items():
        known = stored(statement)
        kept = {one.digest: known[one.digest] for one in questions if one.digest in known}
        cores = {one: core(one) for one in questions if one.digest not in known}
        open_ones = {one: places for one, places in cores.items() if places is not None}
        kind = KINDS.get(effort)
        tactics = by_cases(open_ones, folder, kind) if kind else simple(open_ones, folder)
        for one in (one for one in open_ones if one.digest in tactics):
            kept[one.digest] = f"{','.join(map(str, open_ones[one])) or '-'} {tactics[one.digest]}"
        BUNDLES.mkdir(exist_ok=True)
        text = json.dumps(dict(sorted(kept.items())), indent=0) + "\n"
        (BUNDLES / f"{statement}.json").write_text(text, encoding="utf-8")
        print(f"{statement}: {len(kept)} of {len(questions)}, {len(cores)} looked at", flush=True)


def main() -> int:
    """Find, and keep what is found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("how", choices=("find", *KINDS))
    parser.add_argument("proofs", type=Path)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    found = by_statement(files_of(given.proofs), [one for one in given.only.split(",") if one])
    with tempfile.TemporaryDirectory() as place:
        find(found, workshop(Path(place)), given.how)
    return 0


if __name__ == "__main__":
    sys.exit(main())
