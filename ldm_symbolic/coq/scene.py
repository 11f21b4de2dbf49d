"""What is known at a place of a Coq proof, and the tactics that show more from it.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ldm_symbolic.checker.terms import (
    ARITY,
    ZERO,
    Node,
    free,
    fresh,
    is_integer,
    minus,
    node,
    plainly,
    plus,
    same,
    substitute,
    times,
    unfolded,
)
from ldm_symbolic.checker.values import condition_key, key
from ldm_symbolic.coq.leaves import Leaf, leaf
from ldm_symbolic.coq.linear import has_sum, linear, tidy
from ldm_symbolic.coq.printing import Printer

RELATIONS = ("<", "<=", ">", ">=", "=", "!=", "Identity")
Then = Callable[["Scene", tuple[Node, ...]], str]


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
class Scene:
    """What is known, under which names.

    Args:
        printer: writes terms.
        cores: see `Leaf.script`.
        leaves: those met, for the script that finds cores.
        known: the text of a condition -> the condition and the name of its proof.
        scope: names that may be used.
        count: of names given, in a list so that inner scenes share it.
    """

    printer: Printer
    cores: Mapping[str, str]
    leaves: list[Leaf]
    known: dict[str, tuple[Node, str]] = field(default_factory=dict)
    scope: frozenset[Node] = frozenset()
    count: list[int] = field(default_factory=lambda: [0])

    def inner(self) -> Scene:
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

    # What is to be shown.

    def prove(self, goal: Node, then: Then | None = None) -> str:
        """Return tactics that close a goal.

        Args:
            goal: a condition.
            then: called where arbitrary values have been introduced, with them; returns tactics that show more.
        """
        found = self.known.get(self.printer.condition(goal))
        if found and free(goal):
            return f"exact {found[1]}."
        if goal.kind in ARITY and (goal.kind == "ForEach" or then):
            return self._universal(goal, then)
        match goal.kind:
            case kind if kind in RELATIONS and not free(goal):
                return "first [lra | lia]."
            case "and":
                return self.all_of(goal.parts, then)
            case "implies":
                scene = self.inner()
                name = scene.assume(goal.parts[:1])
                return f"intro {name}. {scene.saturate()}{scene.prove(goal.parts[1], then)}"
            case "iff" if len(goal.parts) == 2:
                ways = []
                for first, second in (goal.parts, goal.parts[::-1]):
                    scene = self.inner()
                    name = scene.assume([first])
                    ways.append(
                        f"{{ intro {name}. {scene._opened(first, name)}{scene.saturate()}{scene.prove(second)} }}"
                    )
                return f"split. {' '.join(ways)}"
        return self.close(goal)

    def _opened(self, says: Node, name: str) -> str:
        if says.kind != "and":
            return ""
        names = [self.new("H") for _ in says.parts]
        for part, word in zip(says.parts, names, strict=True):
            self.learn(part, word)
        return f"destruct {name} as {pattern(names)}. "

    def all_of(self, goals: Sequence[Node], then: Then | None = None) -> str:
        """Return tactics that close a conjunction; each part may be used for those after it."""
        scene, lines = self.inner(), []
        for goal in goals:
            name = scene.new("G")
            text = self.printer.condition(goal)
            lines.append(f"assert ({name} : {text}). {{ {scene.prove(goal, then)} }}")
            scene.learn(goal, name)
        names = [scene.known[self.printer.condition(goal)][1] for goal in goals]
        term = names[-1]
        for name in reversed(names[:-1]):
            term = f"(conj {name} {term})"
        return " ".join([*lines, f"exact {term}."])

    def _universal(self, goal: Node, then: Then | None) -> str:
        scene = self.inner()
        index = goal.parts[-1].parts[0]
        variables: tuple[Node, ...] = ()
        for place in range(ARITY[goal.kind]):
            like = index if place == 0 else fresh(index, *scene.scope, *variables)
            variables += (scene.bind(like),)
        guard, body = unfolded(goal, variables)
        names = scene.assume(guard)
        words = " ".join(self.printer.names[variable] for variable in variables)
        lines = [f"intros {words} {names}. cbv beta."]
        if then:
            lines.append(then(scene, variables))
        lines.append(scene.prove(body, then if body.kind == "ForEach" else None))
        inner = " ".join(lines)
        if goal.kind != "Minimises":
            return inner
        first, second = (self.prove(part) for part in plainly(goal))
        return f"split. {{ {first} }} split. {{ {second} }} {inner}"

    def shown(self, conditions: Iterable[Node]) -> tuple[str, list[str]]:
        """Return tactics that show conditions, which are known then, and the terms that prove them."""
        lines, proofs = "", []
        for condition in conditions:
            if not free(condition):
                proofs.append("ltac:(first [lra | lia])")
                continue
            proofs.append(self.new("A"))
            text = self.printer.condition(condition)
            lines += f"assert ({proofs[-1]} : {text}). {{ {self.prove(condition)} }} "
            self.learn(condition, proofs[-1])
        return lines, proofs

    def close(self, goal: Node) -> str:
        """Return tactics that close a goal without quantifiers by arithmetic, or by what says the same."""
        if goal.kind in RELATIONS:
            for says, name in self.known.values():
                if says.kind in RELATIONS and has_sum(says) and condition_key(says) == condition_key(goal):
                    return self._rewritten(goal, says, name)
            if goal.kind == "Identity" and has_sum(goal):
                return self.equal(*goal.parts)
        return self._leaf(goal)

    def _rewritten(self, goal: Node, says: Node, name: str) -> str:
        left, right = (
            minus(*one.parts) if one.kind not in (">", ">=") else minus(*reversed(one.parts)) for one in (goal, says)
        )
        text, word = self.printer.condition(same(left, right)), self.new("E")
        return f"assert ({word} : {text}). {{ {self.equal(left, right)} }} clear - {word} {name}. lra."

    # Sums.

    def equal(self, left: Node, right: Node) -> str:
        """Return tactics that show two terms to be equal, the sums in them term by term."""
        groups: dict[tuple[str, str], tuple[Node, list[tuple[Node, Node]]]] = {}
        rest: list[Node] = []
        for coefficient, part in linear(minus(left, right)):
            coefficient = tidy(coefficient)
            if part.kind != "sum":
                rest.append(times(coefficient, part))
                continue
            limits = part.parts[1]
            place = (self.printer.integer(limits.parts[1]), self.printer.integer(limits.parts[2]))
            groups.setdefault(place, (limits, []))[1].append((coefficient, part))
        lines, names = [], []
        for limits, terms in groups.values():
            line, name = self._group(limits, terms)
            lines.append(line)
            names.append(name)
        if rest and names:
            gap = plus(*rest)
            name = self.new("E")
            if key(gap) == key(ZERO) and not free(gap):
                return " ".join([*lines, f"clear - {' '.join(names)}. lra."])
            text = self.printer.condition(same(gap, ZERO))
            lines.append(f"assert ({name} : {text}). {{ {self._leaf(same(gap, ZERO))} }}")
            names.append(name)
        if not names:
            return self._leaf(same(left, right))
        return " ".join([*lines, f"clear - {' '.join(names)}. lra."])

    def _leaf(self, goal: Node) -> str:
        made = leaf(list(self.known.values()), goal, self.printer)
        self.leaves.append(made)
        return made.script(self.cores)

    def _group(self, limits: Node, terms: Sequence[tuple[Node, Node]]) -> tuple[str, str]:
        """Return tactics that show a combination of sums over one range to vanish, and the name of what they show."""
        scene = self.inner()
        index = scene.bind(limits.parts[0])
        bodies = [substitute(part.parts[0], {part.parts[1].parts[0]: index}) for _, part in terms]
        each = plus(*(times(c, body) for (c, _), body in zip(terms, bodies, strict=True)))
        text, name = self._combination(terms), self.new("E")
        lower, upper = limits.parts[1:]
        word = self.printer.names[index]
        names = scene.assume(_guard(index, lower, upper))
        goal = same(each, ZERO)
        vanish = self._products(terms, bodies)
        ends = f"{self.printer.integer(lower, 4)} {self.printer.integer(upper, 4)}"
        inner = (
            f"transitivity (sum {ends} (fun _ => 0)); [|apply sum_zero]. rewrite <- ?sum_times, <- ?sum_plus. "
            "apply sum_ext. "
            f"intros {word} {names}. cbv beta. assert (Q : {vanish}). {{ {scene._leaf(goal)} }} clear - Q. lra."
        )
        return f"assert ({name} : {text} = 0). {{ {inner} }}", name

    def _combination(self, terms: Sequence[tuple[Node, Node]]) -> str:
        return " + ".join(f"{self.printer.real(c, 2)} * {self.printer.real(part, 2)}" for c, part in terms)

    def _products(self, terms: Sequence[tuple[Node, Node]], bodies: Sequence[Node]) -> str:
        each = plus(*(times(c, body) for (c, _), body in zip(terms, bodies, strict=True)))
        return self.printer.condition(same(each, ZERO))

    # What follows by other lemmas.

    def fire(self, lemma: Lemma, mapping: Mapping[Node, Node] | None = None) -> str:
        """Return tactics that use a lemma at certain terms; its premises are shown."""
        at = dict(mapping or {})
        at |= {name: _anything(name) for name in lemma.names if name not in at and name not in self.scope}
        word = self.new("F")
        words = " ".join(self._argument(at.get(name, name), name) for name in lemma.names)
        lines = [f"pose proof ({lemma.word} {words}) as {word}. cbv beta in {word}."]
        for condition in lemma.given:
            wanted = substitute(condition, at)
            found = self.known.get(self.printer.condition(wanted))
            if found and free(wanted):
                lines.append(f"specialize ({word} {found[1]}).")
            else:
                more, (proof,) = self.shown([wanted])
                lines.append(f"{more}specialize ({word} {proof}).")
        shown = [substitute(condition, at) for condition in lemma.shows]
        names = [word] if len(shown) == 1 else [self.new("F") for _ in shown]
        if len(shown) > 1:
            lines.append(f"destruct {word} as {pattern(names)}.")
        for says, name in zip(shown, names, strict=True):
            self.learn(says, name)
        return " ".join([*lines, ""])

    def _argument(self, term: Node, name: Node) -> str:
        if term.kind in ("sequence", "function"):
            return self.printer.names[term]
        if term.kind == "lambda":
            return self.printer.function(term.parts[1], term.parts[0])
        if name.kind == "symbol" and is_integer(name):
            return self.printer.integer(term, 4)
        return self.printer.real(term, 4)

    def knows(self, condition: Node) -> bool:
        """Say whether a condition is known, up to the way in which it is written."""
        if self.printer.condition(condition) in self.known:
            return True
        wanted = condition_key(condition)
        return any(condition_key(says) == wanted for says, _ in self.known.values())

    def saturate(self) -> str:
        """Return tactics that use what is known to follow from what is known, as often as there is more."""
        lines, used = [], set()
        again = True
        while again:
            again = False
            for text, (says, name) in list(self.known.items()):
                for first, second, proof in _ways(says, name):
                    if (text, proof) in used or not self.knows(first) or self.knows(second):
                        continue
                    used.add((text, proof))
                    again = True
                    word = self.new("S")
                    lines.append(
                        f"assert ({word} : {self.printer.condition(second)}). {{ apply {proof}. {self.prove(first)} }}"
                    )
                    self.learn(second, word)
                    lines.append(self._opened(second, word))
        return " ".join([*lines, ""]) if lines else ""


def _ways(says: Node, name: str) -> list[tuple[Node, Node, str]]:
    if says.kind == "implies":
        return [(*says.parts, name)]
    if says.kind == "iff" and len(says.parts) == 2:
        first, second = says.parts
        return [(first, second, f"(proj1 {name})"), (second, first, f"(proj2 {name})")]
    return []


def pattern(names: Sequence[str]) -> str:
    """Return the pattern that takes a conjunction apart."""
    text = names[-1]
    for name in reversed(names[:-1]):
        text = f"[{name} {text}]"
    return text


def _anything(name: Node) -> Node:
    if name.kind == "symbol":
        return ZERO
    index = node("symbol", "j", "integer" if name.kind == "sequence" else "real")
    return node("lambda", index, ZERO)


def _guard(index: Node, lower: Node, upper: Node) -> list[Node]:
    return [node("<=", lower, index), node("<=", index, upper)]
