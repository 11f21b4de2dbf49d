"""Proofs of leaves by cases: on comparisons in the goal and the facts; each case is closed by arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3
from certificates import certificate, fact, polynomial
from meaning import Letters, Solver

from ldm_symbolic.checker.terms import Node, is_integer, node, ranges
from ldm_symbolic.coq.leaves import Leaf


def comparisons(condition: Node) -> Iterable[Node]:
    """Yield the comparisons in a condition."""
    if condition.kind in ("<", "<=", ">", ">=", "=", "!=", "Identity"):
        yield condition
    elif condition.kind in ("and", "or", "not", "implies", "iff"):
        for part in condition.parts:
            yield from comparisons(part)


class Tree:
    """A proof of a leaf by cases on comparisons in its goal and its facts; arithmetic closes each case."""

    def __init__(self, leaf: Leaf, core: Sequence[int]) -> None:
        self.leaf, self.core, self.seen = leaf, core, Solver(leaf.printer)
        self.facts = [leaf.facts[place].says for place in core]
        self.goal = z3.Not(self.seen.condition(leaf.goal))
        choices = [c for part in (leaf.goal, *self.facts) if _compound(part) for c in comparisons(part)]
        self.splits = {self._key(c): c for c in reversed(choices)}
        self.count = 0
        self.ends: list[list[str]] = []

    def _ways(self, kept: Sequence[str], literals: Mapping[str, Node]) -> list[str]:
        """Return ways to close a case: at once, or after a look at the sign of a factor."""
        known = {f"K{place}": fact for place, fact in zip(self.core, self.facts, strict=True)} | dict(literals)
        parts = [known[name] for name in kept]
        parts += [] if _compound(self.leaf.goal) else [self.leaf.goal]
        factors = list(dict.fromkeys(factor for part in parts for factor in _factors(part)))
        texts = [self.leaf.printer.real(factor, 4) for factor in factors][:6]
        ways = ["equations", "sign"]
        if with_program := self._certificate(kept, known, factors):
            ways.append(with_program)
        ways += [f"(destruct (Rle_lt_dec 0 {one}); close)" for one in texts]
        pairs = [(a, b) for a in texts[:4] for b in texts[:4] if a < b]
        ways += [f"(destruct (Rle_lt_dec 0 {a}); destruct (Rle_lt_dec 0 {b}); close)" for a, b in pairs]
        return ["close", *ways]

    def _certificate(self, kept: Sequence[str], known: Mapping[str, Node], factors: Sequence[Node]) -> str:
        printer, goal = self.leaf.printer, self.leaf.goal
        facts = [made for name in kept if (made := fact(known[name], name, printer))]
        first = ""
        if not _compound(goal):
            if goal.kind not in ("<", "<=", ">", ">="):
                return ""
            opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[goal.kind]
            facts.append(fact(node(opposite, *goal.parts), "N", printer))  # type: ignore[arg-type]
            first = "opposite; "
        found = certificate(facts, [polynomial(one, printer) for one in factors[:8]])
        if found is None:
            return ""
        return f"({first}{''.join(f'pose proof {one}; ' for one in found)}lra)"

    def attempt(self, tactic: str, label: str) -> str:
        """Return a tactic that tries all ways at each end and says which one it took."""
        for place, ways in enumerate(self.ends):
            tries = " | ".join(
                f'timeout 4 solve [{way}]; idtac "END {label} {place} {which}"' for which, way in enumerate(ways)
            )
            tactic = tactic.replace(f"@{place}@", f"first [{tries}]")
        return tactic

    def settled(self, tactic: str, taken: Mapping[int, int]) -> str:
        """Return a tactic that goes the ways that were taken."""
        for place, ways in enumerate(self.ends):
            tactic = tactic.replace(f"@{place}@", ways[taken.get(place, 0)])
        return tactic

    def _key(self, condition: Node) -> str:
        left, right = _sides(condition)
        return "|".join(map(self.leaf.printer.real, (left, right)))

    def tactic(self, deepest: int = 7) -> str | None:
        """Return a tactic, None if there are too many cases."""
        return self._at({}, list(self.splits), deepest)

    def _at(self, literals: dict[str, Node], splits: list[str], deep: int) -> str | None:
        said = {name: self.seen.condition(one) for name, one in literals.items()}
        names = [f"K{place}" for place in self.core]
        plain = {n: self.seen.condition(f) for n, f in zip(names, self.facts, strict=True) if not _compound(f)}
        # Is there a contradiction among comparisons alone?
        kept = _unsat_core({**plain, **said}, [self.goal] if not _compound(self.leaf.goal) else [])
        if kept is not None:
            away = "exfalso; " if _compound(self.leaf.goal) else ""
            self.ends.append(self._ways(kept, literals))
            clear = f"clear - {' '.join(kept)}; " if kept else ""
            return f"({away}{clear}@{len(self.ends) - 1}@)"
        if _settled([*self.facts, *literals.values()], self.leaf.goal, self.seen):
            return "(logic)"
        if deep == 0 or not splits:
            return None
        first, *rest = splits
        left, right = _sides(self.splits[first])
        if self.splits[first].kind in ("=", "Identity", "!="):
            rest = splits if first not in literals else rest
        self.count += 1
        word = f"D{self.count}"
        ways = []
        whole = is_integer(left) and is_integer(right)
        for kind in ("<=", ">"):
            way = self._at({**literals, word: _compared(kind, left, right)}, rest, deep - 1)
            if way is None:
                return None
            ways.append(way)
        p = self.leaf.printer
        decider = "Z_le_gt_dec" if whole else "Rle_lt_dec"
        sides = [p.integer(one, 4) if whole else p.real(one, 4) for one in (left, right)]
        return f"(destruct ({decider} {' '.join(sides)}) as [{word}|{word}]; [{' | '.join(ways)}])"


def _factors(part: Node) -> Iterable[Node]:
    for inner in part.parts:
        if isinstance(inner, Node) and not ranges(inner):
            if part.kind == "*" and inner.kind in ("+", "symbol", "entry") and not is_integer(inner):
                yield inner
            yield from _factors(inner)


def _compared(kind: str, left: Node, right: Node) -> Node:
    return node(kind, left, right)


def _compound(condition: Node) -> bool:
    return condition.kind in ("and", "or", "not", "implies", "iff", "!=")


def _sides(condition: Node) -> tuple[Node, Node]:
    left, right = condition.parts
    return (right, left) if condition.kind in (">=", "<") else (left, right)


def _settled(conditions: Sequence[Node], goal: Node, seen: Solver) -> bool:
    """Say whether a goal follows by logic, each comparison taken for a letter."""
    letters = Letters(seen)
    solver = z3.Solver()
    solver.set("timeout", 1_000)
    solver.add(*(letters.condition(one) for one in conditions), z3.Not(letters.condition(goal)))
    return bool(solver.check() == z3.unsat)


def _unsat_core(named: Mapping[str, Any], always: Sequence[Any]) -> list[str] | None:
    solver = z3.Solver()
    solver.set("timeout", 3_000)
    solver.add(*always)
    for name, condition in named.items():
        solver.add(z3.Implies(z3.Bool(name), condition))
    if solver.check(*map(z3.Bool, named)) != z3.unsat:
        return None
    kept = [str(name) for name in solver.unsat_core()]
    for name in list(kept):
        less = [one for one in kept if one != name]
        again = z3.Solver()
        again.set("timeout", 1_000)
        again.add(*always, *(named[one] for one in less))
        if again.check() == z3.unsat:
            kept = less
    return sorted(kept)
