"""Proofs of leaves by cases: on comparisons in the goal and the facts; each case is closed by arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3
from certificates import certificate, fact, polynomial
from cuts import OPPOSITE, chains, cleared, compared, compound, factors_of, names_of, opposite, sides, substituted
from meaning import Letters, Solver

from ldm_symbolic.checker.terms import ZERO, Node, is_integer, node, number, times
from ldm_symbolic.coq.scenes.leaves import Leaf


def comparisons(condition: Node) -> Iterable[Node]:
    """Yield the comparisons in a condition."""
    if condition.kind in ("<", "<=", ">", ">=", "=", "!=", "Identity"):
        yield condition
    elif condition.kind in ("and", "or", "not", "implies", "iff"):
        for part in condition.parts:
            yield from comparisons(part)


class Tree:
    """A proof of a leaf by cases on comparisons in its goal and its facts; arithmetic closes each case."""

    most = 6_000  # products in a certificate
    patience = 500  # milliseconds for a look at what follows

    def __init__(self, leaf: Leaf, core: Sequence[int], whole: bool = False) -> None:
        self.whole = whole
        self.leaf, self.core, self.seen = leaf, core, Solver(leaf.printer)
        self.facts = [leaf.facts[place].says for place in core]
        self.goal = z3.Not(self.seen.condition(leaf.goal))
        choices = [c for part in (leaf.goal, *self.facts) if compound(part) for c in comparisons(part)]
        choices.sort(key=lambda one: one.kind not in ("=", "Identity", "!="))
        self.splits = {self._key(c): c for c in reversed(choices)}
        self.count = 0
        self.ends: list[list[str]] = []

    def _ways(self, kept: Sequence[str], literals: Mapping[str, Node], goal: Node | None = None) -> list[str]:
        """Return ways to close a case: at once, or after a look at the sign of a factor."""
        known = {f"K{place}": fact for place, fact in zip(self.core, self.facts, strict=True)} | dict(literals)
        aim = goal or self.leaf.goal
        parts = [*([] if compound(aim) else [aim]), *(known[name] for name in kept)]
        factors = list(dict.fromkeys(factor for part in parts for factor in factors_of(part)))
        ways = ["equations", "sign"]
        how = kept, known, factors
        with_program = (
            self._certificate(*how, goal)
            or self._orders_first(*how, parts, goal)
            or ("" if goal else self._compared_first(*how, parts))
        )
        if with_program:
            ways.append(with_program)
        if goal:
            return ["settle", *ways]
        texts = [self.leaf.printer.real(factor, 4) for factor in factors][:6]
        ways += [f"(destruct (Rle_lt_dec 0 {one}); close)" for one in texts]
        pairs = [(a, b) for a in texts[:4] for b in texts[:4] if a < b]
        ways += [f"(destruct (Rle_lt_dec 0 {a}); destruct (Rle_lt_dec 0 {b}); close)" for a, b in pairs]
        return ["close", *ways]

    def _certificate(
        self, kept: Iterable[str], known: Mapping[str, Node], factors: Sequence[Node], goal: Node | None = None
    ) -> str:
        printer, goal = self.leaf.printer, goal or self.leaf.goal
        facts = [made for name in kept if (made := fact(known[name], name, printer))]
        first = ""
        if not compound(goal):
            if goal.kind not in OPPOSITE:
                return ""
            facts.append(fact(opposite(goal), "N", printer))  # type: ignore[arg-type]
            first = "opposite; "
        squares = [polynomial(one, printer) for one in factors[:8]]
        near = {name for monomial in facts[-1].polynomial for name in monomial} if first else set()
        about = [one for one in facts if near.issuperset(name for monomial in one.polynomial for name in monomial)]
        found = (certificate(about, squares, self.most) if first else None) or certificate(facts, squares, self.most)
        if found is None:
            return ""
        return f"({first}{''.join(f'pose proof {one}; ' for one in found)}lra)"

    def _orders_first(
        self,
        kept: Sequence[str],
        known: Mapping[str, Node],
        factors: Sequence[Node],
        parts: Sequence[Node],
        goal: Node | None = None,
    ) -> str:
        """Return a tactic that shows signs of factors and the order of roots first, each by a certificate."""
        names = list(dict.fromkeys(name for part in parts for name in names_of(part)))
        roots = [name for name in names if name.kind == "^"][:3]
        signs = [(factor, ZERO) for factor in factors if factor.kind == "+"][:4]
        aims = list(substituted(parts[0], parts[1:])) if parts else []
        whole = [(ZERO, one) for part in (*aims, *parts) for one in cleared(part)]
        whole[2:2] = [(one.parts[0], one.parts[1]) for one in aims]
        twice = [(root, times(number(2), other)) for root in roots for other in names[:6] if other.kind != "^"]
        pairs = [
            *signs,
            *whole[:8],
            *twice,
            *((root, other) for root in roots for other in names[:6] if other is not root),
        ]
        shown = {name: known[name] for name in kept}
        lines: list[str] = []
        for left, right in pairs:
            for one in (node("<=", left, right), node("<=", right, left)):
                if not self._entailed(shown, one):
                    continue
                how = self._certificate(shown, shown, factors, one)
                if how:
                    word = f"O{len(lines)}"
                    lines.append(f"assert ({word} : {self.leaf.printer.condition(one)}) by {how}; ")
                    shown[word] = one
                    break
        last = self._certificate(shown, shown, factors, goal) if lines else ""
        return last and f"({''.join(lines)}{last})"

    def _compared_first(
        self, kept: Sequence[str], known: Mapping[str, Node], factors: Sequence[Node], parts: Sequence[Node]
    ) -> str:
        """Return a tactic for two cases, on the order of a root and another name, with a certificate for each."""
        names = list(dict.fromkeys(name for part in parts for name in names_of(part)))
        roots = [name for name in names if name.kind == "^"]
        printer = self.leaf.printer
        for root in roots[:2]:
            for other in [name for name in names if name is not root][:5]:
                ways = []
                for kind in ("<=", ">"):
                    more = {**known, "P": compared(kind, root, other)}
                    ways.append(self._certificate([*kept, "P"], more, factors))
                if all(ways):
                    texts = f"{printer.real(root, 4)} {printer.real(other, 4)}"
                    return f"(destruct (Rle_lt_dec {texts}) as [P|P]; [{' | '.join(ways)}])"
        return ""

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
        left, right = sides(condition)
        return "|".join(map(self.leaf.printer.real, (left, right)))

    def tactic(self, deepest: int = 7) -> str | None:
        """Return a tactic, None if there are too many cases."""
        names = [f"K{place}" for place in self.core]
        return self._at(dict(zip(names, self.facts, strict=True)), list(self.splits), deepest, frozenset())

    def _at(self, known: dict[str, Node], splits: list[str], deep: int, used: frozenset[str]) -> str | None:
        lines, known, used = self._chained(known, used)
        last = self._end(known) or self._split(known, splits, deep, used)
        return last and f"({'; '.join([*lines, last])})"

    def _end(self, known: dict[str, Node]) -> str:
        """Return a tactic if there is a contradiction among comparisons alone, or letters are enough."""
        plain = {name: says for name, says in known.items() if not compound(says)}
        said = {name: self.seen.condition(says) for name, says in plain.items()}
        kept = _unsat_core(said, [self.goal] if not compound(self.leaf.goal) else [])
        if kept is not None:
            kept = list(plain) if self.whole else kept
            away = "exfalso; " if compound(self.leaf.goal) else ""
            self.ends.append(self._ways(kept, known))
            clear = f"clear - {' '.join(kept)}; " if kept else ""
            return f"{away}{clear}@{len(self.ends) - 1}@"
        return "logic" if _settled([*known.values()], self.leaf.goal, self.seen) else ""

    def _chained(
        self, known: dict[str, Node], used: frozenset[str]
    ) -> tuple[list[str], dict[str, Node], frozenset[str]]:
        """Return tactics for what follows from what is known by one implication, or one choice, after the other."""
        known, lines, again = dict(known), [], True
        while again:
            again = False
            for name, says in list(known.items()):
                for first, second, how in chains(says, name):
                    if how in used or not self._entailed(known, first):
                        continue
                    used |= {how}
                    while second.kind == "implies" and second.parts[0].kind == "true":
                        second = second.parts[1]
                    text = self.leaf.printer.condition(second)
                    if text in map(self.leaf.printer.condition, known.values()):
                        continue
                    self.count += 1
                    word = f"P{self.count}"
                    lines.append(f"pose proof {self._with_ends(how, known, first)} as {word}")
                    known[word] = second
                    again = True
        return lines, known, used

    def _with_ends(self, how: str, known: Mapping[str, Node], condition: Node) -> str:
        """Return a proof in which what needs more than linear arithmetic is an end of its own."""
        turned = condition.kind == "not" and condition.parts[0].kind in OPPOSITE
        text = self.leaf.printer.condition(condition)
        if (compound(condition) and not turned) or not ("* /" in text or ("*" in text and turned)):
            return how
        condition = opposite(condition.parts[0]) if turned else condition
        kept = [name for name, says in known.items() if not compound(says)]
        self.ends.append(self._ways(kept, known, condition))
        return how.replace("settle", f"{'opposed; ' if turned else ''}@{len(self.ends) - 1}@")

    def _entailed(self, known: Mapping[str, Node], condition: Node) -> bool:
        if condition.kind == "true":
            return True
        solver = z3.Solver()
        solver.set("timeout", self.patience)
        plain = (says for says in known.values() if not compound(says) or says.kind == "!=")
        solver.add(*map(self.seen.condition, plain))
        solver.add(z3.Not(self.seen.condition(condition)))
        return bool(solver.check() == z3.unsat)

    def _noted(self, shown: Node, known: dict[str, Node], rest: list[str], deep: int, used: frozenset[str]) -> str:
        """Return a tactic that shows a comparison which is to be decided and is known, and goes on."""
        text = self.leaf.printer.condition(shown)
        if text in map(self.leaf.printer.condition, known.values()):
            return self._split(known, rest, deep, used)
        self.count += 1
        word, end = f"D{self.count}", len(self.ends)
        self.ends.append(self._ways([name for name, says in known.items() if not compound(says)], known, shown))
        way = self._at({**known, word: shown}, rest, deep, used)
        return f"assert ({word} : {text}) by (@{end}@); {way}" if way else ""

    def _split(self, known: dict[str, Node], splits: list[str], deep: int, used: frozenset[str]) -> str:
        if deep == 0 or not splits:
            return ""
        first, *rest = splits
        left, right = sides(self.splits[first])
        whole = is_integer(left) and is_integer(right)
        shown = next((one for kind in ("<=", ">") if self._entailed(known, one := node(kind, left, right))), None)
        if shown is not None:
            return self._noted(shown, known, rest, deep, used)
        self.count += 1
        word = f"D{self.count}"
        ways = [self._at({**known, word: node(kind, left, right)}, rest, deep - 1, used) for kind in ("<=", ">")]
        if not all(ways):
            return ""
        p = self.leaf.printer
        decider = "Z_le_gt_dec" if whole else "Rle_lt_dec"
        ends = [p.integer(one, 4) if whole else p.real(one, 4) for one in (left, right)]
        return f"destruct ({decider} {' '.join(ends)}) as [{word}|{word}]; [{' | '.join(map(str, ways))}]"


def _settled(conditions: Sequence[Node], goal: Node, seen: Solver) -> bool:
    """Say whether a goal follows by logic, each comparison taken for a letter."""
    letters = Letters(seen)
    solver = z3.Solver()
    solver.set("timeout", 1_000)
    solver.add(*(letters.condition(one) for one in conditions), z3.Not(letters.condition(goal)))
    solver.add(*letters.never_both)
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
