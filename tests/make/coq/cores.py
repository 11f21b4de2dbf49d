"""Finds, for each leaf of the Coq proofs, the facts that it needs and the tactic that closes it from them.

    python tests/make/coq/cores.py PROOFS [CLAIM ...]

PROOFS is what `verify --proofs` wrote. z3 looks for an unsatisfiable core, coqc tries tactics on it; what it accepts is
stored in `ldm_symbolic/coq/cores/`, in one file for each statement. Nothing here is trusted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import z3
from meaning import Solver
from trees import Tree

from ldm_symbolic import catalogue
from ldm_symbolic.checker.terms import free
from ldm_symbolic.checker.values import condition_key
from ldm_symbolic.claims.terms import sequents
from ldm_symbolic.coq.export import HEAD, written
from ldm_symbolic.coq.scenes.leaves import Leaf
from ldm_symbolic.coq.scenes.printing import MissingError, ordered
from ldm_symbolic.coq.writing import stored_cores

FOLDER = Path(__file__).parents[3] / "ldm_symbolic" / "coq"
TACTICS = ("lia", "lra", "nra", "arithmetic")
LONGEST = 600
SIGNS = ("(sqrt_pos", "(sqrt_lt_R0", "(inverse_positive", "(sqrt_sqrt", "(exp_pos")


def core_of(leaf: Leaf, more: bool = False) -> list[int] | None:
    """Return the places of facts that are enough for the goal, few of them; None if z3 finds none.

    Args:
        leaf: what is to be closed.
        more: with what is said of the signs of the roots and inverses in the core.
    """
    alike = _same(leaf)
    if alike is not None:
        return [alike]
    seen = Solver(leaf.printer)
    goal = z3.Not(seen.condition(leaf.goal))
    facts = []
    for fact in leaf.facts:
        says = seen.condition(fact.says)
        under = [seen.condition(one) for one in fact.under]
        facts.append(z3.Implies(z3.And(*under), says) if under else says)
    names = [z3.Bool(f"fact{place}") for place in range(len(facts))]
    solver = z3.Solver()
    solver.set("timeout", 5_000)
    solver.add(goal)
    for name, fact in zip(names, facts, strict=True):
        solver.add(z3.Implies(name, fact))
    if solver.check(*names) != z3.unsat:
        return None
    found = {str(name) for name in solver.unsat_core()}
    kept = [place for place, name in enumerate(names) if str(name) in found]
    for place in list(kept):
        less = [one for one in kept if one != place]
        again = z3.Solver()
        again.set("timeout", 1_000)
        again.add(goal, *(facts[one] for one in less))
        if again.check() == z3.unsat:
            kept = less
    # The guards of what is kept must be shown by Coq; they are not among what a core is cut to.
    return _with_signs(leaf, kept, facts, seen) if more else kept


def _same(leaf: Leaf) -> int | None:
    """Return the place of a fact that says what is to be shown, and holds without more; identities are all alike."""
    if leaf.goal.kind in ("=", "Identity"):
        return None
    known = {leaf.printer.condition(fact.says) for fact in leaf.facts if not fact.under}
    for place, fact in enumerate(leaf.facts):
        granted = all(leaf.printer.condition(one) in known for one in fact.under)
        if granted and condition_key(fact.says) == condition_key(leaf.goal):
            return place
    return None


def _with_signs(leaf: Leaf, kept: Sequence[int], facts: Sequence[Any], seen: Solver) -> list[int]:
    texts = " ".join(leaf.printer.condition(one) for one in (*(leaf.facts[place].says for place in kept), leaf.goal))
    wanted = set(kept)
    for place, known in enumerate(leaf.facts):
        sides = known.says.parts if known.says.kind in ("<", "<=", ">", ">=") else ()
        if sides and all(
            side.kind in ("number", "symbol", "entry") and leaf.printer.real(side) in texts for side in sides
        ):
            wanted |= set() if known.under else {place}
        if known.proof.startswith(SIGNS) and leaf.printer.real(known.says.parts[1]) in texts:
            solver = z3.Solver()
            solver.set("timeout", 1_000)
            under = [seen.condition(one) for one in known.under]
            solver.add(*facts[:place], z3.Not(z3.And(*under)) if under else z3.BoolVal(False))
            wanted |= {place} if not under or solver.check() == z3.unsat else set()
    return sorted(wanted)


def trial(leaf: Leaf, core: Sequence[int], label: str, tactics: Sequence[str] = TACTICS, seconds: int = 10) -> str:
    """Return a goal of Coq that says which tactic closes a leaf from a core."""
    facts = [leaf.facts[place].says for place in core]
    names = frozenset().union(*map(free, (*facts, leaf.goal)))
    bound = ordered(names)
    binders = leaf.printer.binders(bound)
    words = " ".join([*(leaf.printer.names[name] for name in bound), *(f"K{place}" for place in core)])
    said = "".join(f"{leaf.printer.condition(fact)} -> " for fact in facts)
    tries = " ".join(
        f'tryif (timeout {seconds} (solve [{how}])) then idtac "FOUND {label} {place}" else'
        for place, how in enumerate(tactics)
    )
    goal = f"{f'forall {binders}, ' if binders else ''}{said}{leaf.printer.condition(leaf.goal)}"
    return f'Goal {goal}.\nProof. intros {words}. {tries} idtac "FOUND {label} none". Abort.\n'


def ask_coq(goals: Iterable[str], ends: dict[str, dict[int, int]] | None = None) -> dict[str, int]:
    """Return, for each label, the place of the tactic that Coq accepted."""
    with tempfile.TemporaryDirectory() as folder:
        for theory in (FOLDER / "theory").glob("*.v"):
            Path(folder, theory.name).write_bytes(theory.read_bytes())
        Path(folder, "trials.v").write_text(HEAD + "".join(goals))
        for name in ("LdmTheory", "trials"):
            asked = subprocess.run(
                ["coqc", "-q", "-R", ".", "", f"{name}.v"], cwd=folder, capture_output=True, text=True
            )
    if asked.returncode:
        print(asked.stderr[:2000], file=sys.stderr)
    said = [line.split() for line in asked.stdout.splitlines()]
    for _, label, place, which in (words for words in said if words[:1] == ["END"]):
        (ends if ends is not None else {}).setdefault(label, {})[int(place)] = int(which)
    words = (line for line in said if line[:1] == ["FOUND"])
    return {label: int(place) for _, label, place in words if place != "none"}


def closed(leaves: Mapping[str, Leaf], more: bool) -> tuple[dict[str, str], dict[str, list[int] | None]]:
    """Return what closes each leaf, of those that are closed, and the cores of all."""
    cores = {digest: core_of(leaf, more) for digest, leaf in leaves.items()}
    goals = [trial(leaves[digest], core, digest) for digest, core in cores.items() if core is not None]
    found = {digest: TACTICS[place] for digest, place in (ask_coq(goals) if goals else {}).items()}
    again = {}
    for digest, core in cores.items():
        if core is not None and digest not in found:
            tree = Tree(leaves[digest], core, more)
            tactic = tree.tactic()
            if tactic:
                goal = trial(leaves[digest], core, digest, (tree.attempt(tactic, digest),), seconds=60)
                again[digest] = goal, tree, tactic
    ends: dict[str, dict[int, int]] = {}
    accepted = ask_coq([goal for goal, _, _ in again.values()], ends) if again else {}
    found |= {digest: again[digest][1].settled(again[digest][2], ends.get(digest, {})) for digest in accepted}
    return {d: f"{','.join(map(str, cores[d] or [])) or '-'} {how}" for d, how in found.items()}, cores


def open_leaves(
    paths: Sequence[Path], says: Mapping[str, Any], known: Mapping[str, str]
) -> tuple[dict[str, Leaf], set[str]]:
    """Return the leaves of claims that are not closed yet, and the digests of all."""
    leaves: dict[str, Leaf] = {}
    met: set[str] = set()
    for path in paths:
        try:
            made = written(json.loads(path.read_text()), says[path.stem], known)
        except MissingError as error:
            print(path.stem, error)
            continue
        met |= {leaf.digest for leaf in made.leaves}
        leaves |= {leaf.digest: leaf for leaf in made.leaves if leaf.digest not in known}
    return leaves, met


def main(folder: str, claims: Sequence[str]) -> None:
    """Find cores for claims, or for all that can be written."""
    paths = [Path(folder, f"{claim}.json") for claim in claims] or sorted(Path(folder).glob("*.json"))
    says = sequents(catalogue(sorted({path.name.split(".")[0] for path in paths})))
    for statement in sorted({path.name.split(".")[0] for path in paths}):
        stored = FOLDER / "cores" / f"{statement}.json"
        known: dict[str, str] = json.loads(stored.read_text()) if stored.exists() else {}
        own = [path for path in paths if path.name.split(".")[0] == statement]
        leaves, met = open_leaves(own, says, {**stored_cores(), **known})
        found, cores = closed(leaves, more=False)
        left = {digest: leaf for digest, leaf in leaves.items() if digest not in found and cores[digest] is not None}
        found |= closed(left, more=True)[0] if left else {}
        known |= found
        for digest, core in cores.items():
            if digest not in found:
                facts = [leaves[digest].printer.condition(leaves[digest].facts[place].says) for place in core or ()]
                what = leaves[digest].printer.condition(leaves[digest].goal)
                print(f"  missing {digest} {'no core' if core is None else ', '.join(facts)} |- {what}"[:LONGEST])
        known = {digest: how for digest, how in known.items() if claims or digest in met}
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(json.dumps(dict(sorted(known.items())), indent=0) + "\n")
        print(statement, len(leaves), "new leaves,", len(found), "closed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
