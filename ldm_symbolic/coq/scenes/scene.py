"""What is known at a place of a Coq proof, and the tactics that show more from it.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ldm_symbolic.checker.terms import (
    ARITY,
    ZERO,
    Node,
    both,
    free,
    fresh,
    implies,
    is_integer,
    node,
    plainly,
    substitute,
    unfolded,
)
from ldm_symbolic.checker.values import condition_key
from ldm_symbolic.coq.scenes.leaves import Known, Leaf
from ldm_symbolic.coq.scenes.linear import has_sum, in_place
from ldm_symbolic.coq.scenes.place import Lemma, Place
from ldm_symbolic.coq.scenes.sums import equal, rewritten

RELATIONS = ("<", "<=", ">", ">=", "=", "!=", "Identity")
Then = Callable[["Scene", tuple[Node, ...]], str]


class Scene(Place):
    """A place of a proof, and the tactics that show more from what is known there."""

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
        if goal.kind in ARITY and not then:
            wanted = condition_key(goal)
            for says, name in list(self.known.values()):
                if says.kind == goal.kind and condition_key(says) == wanted:
                    return self._otherwise_written(goal, says, name)
        if goal.kind in ARITY and (goal.kind == "ForEach" or then):
            return self._universal(goal, then)
        match goal.kind:
            case kind if kind in RELATIONS and not free(goal):
                return "first [lra | lia]."
            case "and":
                return self.all_of(goal.parts, then)
            case "implies" if goal.parts[0].kind == "true":
                return self.prove(goal.parts[1], then)
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

    def _otherwise_written(self, goal: Node, says: Node, name: str) -> str:
        scene = self.inner()
        for part, proof in zip(plainly(says), (f"(proj1 {name})", f"(proj1 (proj2 {name}))"), strict=False):
            scene.learn(part, f"({proof} : {self.printer.condition(part)})")

        def then(inner: Scene, values: tuple[Node, ...]) -> str:
            return inner.at(says, f"(proj2 (proj2 {name}))" if says.kind == "Minimises" else name, values)

        return scene._universal(goal, then)

    def at(self, predicate: Node, proof: str, terms: Sequence[Node]) -> str:
        """Return tactics that read what is said of a whole range at certain points of it."""
        whole = is_integer(predicate.parts[-1].parts[0])
        guard, body = unfolded(predicate, terms if whole else [in_place(term) for term in terms])
        more, proofs = self.shown(guard)
        written = [self.printer.index(t) if whole else self.printer.real(t, 4) for t in terms]
        word = self.new("A")
        self.learn(body, word)
        return f"{more}pose proof ({proof} {' '.join([*written, *proofs])}) as {word}. cbv beta in {word}. "

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
                    return rewritten(self, goal, says, name)
            if goal.kind == "Identity" and has_sum(goal) and self.apart:
                return equal(self, *goal.parts)
        return self.leaf(goal)

    # What follows by other lemmas.

    def fire(self, lemma: Lemma, mapping: Mapping[Node, Node] | None = None) -> str:
        """Return tactics that use a lemma at certain terms; its premises are shown."""
        at = {name: term if is_integer(name) else in_place(term) for name, term in (mapping or {}).items()}
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

    def by_letters(self, lemmas: Iterable[Lemma], goals: Sequence[Node]) -> str:
        """Return tactics that close goals by logic, what is quantified a letter in it.

        Args:
            lemmas: may be used where their premises are shown.
            goals: a conjunction.
        """
        same = {condition_key(says): says for says, _ in self.known.values()}
        lines = []
        for lemma in lemmas:
            given = [same.setdefault(condition_key(one), one) for one in lemma.given if not self.knows(one)]
            shows = [same.setdefault(condition_key(one), one) for one in lemma.shows]
            says = implies(both(*given), both(*shows))
            scene, word, name = self.inner(), self.new("W"), self.new("H")
            scene.learn(both(*given), name)
            opened = scene._opened(both(*given), name)
            shown = scene.fire(lemma) + scene.all_of(shows)
            lines.append(f"assert ({word} : {self.printer.condition(says)}). {{ intro {name}. {opened}{shown} }} ")
            self.learn(says, word)
        facts = tuple(Known(says, name) for says, name in self.known.values())
        for goal in goals:
            if self.knows(goal):
                continue
            made = Leaf(facts, same.get(condition_key(goal), goal), self.printer)
            self.leaves.append(made)
            if made.digest in self.cores:
                word = self.new("G")
                lines.append(f"assert ({word} : {self.printer.condition(made.goal)}). {{ {made.script(self.cores)} }} ")
                self.learn(made.goal, word)
        return "".join(lines) + self.all_of(goals)

    def _argument(self, term: Node, name: Node) -> str:
        if term.kind in ("sequence", "function"):
            return self.printer.names[term]
        if term.kind == "lambda":
            return self.printer.function(term.parts[1], term.parts[0])
        if name.kind == "symbol" and is_integer(name):
            return self.printer.integer(term, 4)
        return self.printer.real(term, 4)

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
