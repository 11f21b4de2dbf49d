"""The proof of a claim from its Fact's own tree: what is assumed, step by step, with the theorem behind each step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import Any

from sympy import Expr, IndexedBase, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.fact import Fact, conjuncts, oriented
from ldm_symbolic.latex_formula import Writer
from ldm_symbolic.latex_layout import block, gathered, listed
from ldm_symbolic.latex_local import named, replaced
from ldm_symbolic.latex_notation import Notation
from ldm_symbolic.latex_outline import Step, outline, theorem
from ldm_symbolic.latex_prose import prose
from ldm_symbolic.latex_statement import conclusion_tex, hypotheses_tex, id_tex, names_tex
from ldm_symbolic.notation import data_dimension, horizon, horizon_noise
from ldm_symbolic.statement import Claim
from ldm_symbolic.terms import free, substitute

_ARITHMETIC = r"\emph{Arithmetic} means that z3 and cvc5, independently of each other, refute the negation."
_SHARED = 2  # steps that must assume the same before it is given a name


def proof_tex(claim: Claim, fact: Fact, letters: Notation | None = None) -> str:
    """The proof of a claim as an amsthm `proof` environment.

    Args:
        claim: what is proved.
        fact: its Fact, such as `verification(claim).fact`.
        letters: the notation.

    Raises:
        ValueError: naming what has no LaTeX form.
    """
    return _Proof(claim, fact, letters).text()


class _Proof:
    def __init__(self, claim: Claim, fact: Fact, letters: Notation | None) -> None:
        self.claim = claim
        self.steps = outline(fact)
        shown = [part for step in self.steps for f in (step.fact, *step.definitions) for part in _parts(f)]
        shown += [condition for step in self.steps for case in step.cases for condition in case]
        self.shown = [*claim.hypotheses, claim.conclusion, *dict.fromkeys(shown)]
        self.writer = Writer(frozenset().union(*(free(part) for part in self.shown)), letters)
        self.tags = _tags(self.steps)
        self.explained: set[str] = set()
        self.names: dict[Expr, Symbol] = {}

    def text(self) -> str:
        lines = [rf"\begin{{proof}}[{{Proof of {id_tex(self.claim.id)}}}]"]
        if self.claim.cited:
            cited = listed([prose(source) for source in self.claim.cited])
            lines.append(f"We use without proof: {cited}.")
        lines += names_tex(self.writer, self.shown)
        lines += self.assumptions()
        if any(step.queries for step in self.steps):
            lines.append(_ARITHMETIC)
        lines += [self.step(step) for step in self.steps]
        return "\n".join(lines) + "\n\\end{proof}\n"

    def assumptions(self) -> list[str]:
        """The assumptions that several steps share, each group under a name."""
        if not self.tags:
            return []
        items = [
            rf"\item[({name})] " + " ".join(hypotheses_tex(self.writer, group)) for group, name in self.tags.items()
        ]
        return ["The steps refer to these assumptions.", r"\begin{itemize}", *items, r"\end{itemize}"]

    def step(self, step: Step) -> str:
        """One step: what it assumes, what it says, and why."""
        conditions = list(conjuncts(step.fact.hypotheses))
        known = [fact.conclusion for fact in step.definitions]
        cases = [condition for case in step.cases for condition in case]
        definitions, self.names = named(self.writer, [*self.untagged(step), step.fact.conclusion, *known, *cases])
        written = [f"{self.writer.math(name)} = {self.writer.math(term)}" for name, term in definitions]
        lines = [rf"\par\smallskip\noindent\textbf{{Step {step.number}.}}"]
        lines += [f"Write{block(gathered(written))}"] if written else []
        lines += self.assumed(step)
        lines.append(self.said(step.fact.conclusion, "Then " if conditions else ""))
        lines += self.reason(step)
        lines += [f"% {query.digest}" for query in step.queries]
        return "\n".join(lines)

    def said(self, condition: Any, opening: str) -> str:
        """A condition as a sentence, in the names of the step."""
        return conclusion_tex(self.writer, replaced(condition, self.names), opening)

    def untagged(self, step: Step) -> list[Boolean]:
        """The hypotheses of a step that have no name."""
        own = conjuncts(step.fact.hypotheses)
        names = self.names_of(step)
        named_ones = {oriented(c) for group, name in self.tags.items() if name in names for c in group}
        return [condition for condition in own if oriented(condition) not in named_ones]

    def names_of(self, step: Step) -> list[str]:
        """The names of the groups of hypotheses that a step assumes."""
        own = set(map(oriented, conjuncts(step.fact.hypotheses)))
        return [name for group, name in self.tags.items() if {oriented(c) for c in group} <= own]

    def assumed(self, step: Step) -> list[str]:
        """The hypotheses of a step: the named ones by their names, the others in words."""
        names = self.names_of(step)
        lines = [f"Assume {listed([f'({name})' for name in names])}."] if names else []
        rest = [replaced(condition, self.names) for condition in self.untagged(step)]
        return lines + hypotheses_tex(self.writer, rest)

    def reason(self, step: Step) -> list[str]:
        """Why a step holds, in sentences."""
        lines = [f"{self.said(fact.conclusion, 'We use that ')}{self.rule(fact.rule)}." for fact in step.definitions]
        lines = [re.sub(r"\.(\s*\\end\{\w+\*?\})? \(", r"\1 (", line) for line in lines]
        return [*lines, self.main_reason(step)]

    def main_reason(self, step: Step) -> str:
        if step.special is not None:
            return f"This is Step {step.special.number} {self.instance(step)}."
        if step.fact.rule == "decide":
            return "(Arithmetic.)" if step.queries else "(The two sides have the same normal form.)"
        earlier = ("Steps " if len(step.uses) > 1 else "Step ") + listed([str(used.number) for used in step.uses])
        checked = "arithmetic" if any(check.queries for check in step.checks) else ""
        sources = listed([*([earlier] if step.uses else []), *([checked] if checked else [])])
        rule = "" if step.fact.rule == "by_logic" else self.rule(step.fact.rule)
        if not sources:
            return f"This is an instance of a rule{rule}."
        return f"This follows from {sources}{self.cases(step)}{rule}."

    def cases(self, step: Step) -> str:
        """In which cases a step is shown, if there are several."""
        if not step.cases:
            return ""
        written = []
        for case in step.cases:
            conditions = [replaced(condition, self.names) for condition in case]
            written.append(" and ".join(self.writer.sentence(condition) for condition in conditions))
        return f", in each of the cases {'; '.join(written)}"

    def rule(self, rule: str) -> str:
        """A rule by its name, and the theorem behind it the first time that it is used."""
        text, name = theorem(rule), rule.replace("_", " ")
        if not text or rule in self.explained:
            return rf" (\emph{{{name}}})"
        self.explained.add(rule)
        return rf" (\emph{{{name}}}: {prose(text.replace(' (its docstring)', '')).rstrip('.')})"

    def instance(self, step: Step) -> str:
        """Which sequences a special case puts for which."""
        assert step.special is not None
        general, found = step.special.fact, step.fact
        before, after = (sorted(_sequences(fact), key=str) for fact in (general, found))
        gone = [name for name in before if name not in after]
        for chosen in product(after, repeat=len(gone)):
            mapping: dict[Any, Any] = dict(zip(gone, chosen, strict=True))
            if substitute(general.conclusion, mapping) == found.conclusion:
                wanted = {oriented(c) for c in conjuncts(found.hypotheses)}
                if {oriented(substitute(c, mapping)) for c in conjuncts(general.hypotheses)} <= wanted:
                    written = (f"${self.letter(old)} = {self.letter(new)}$" for old, new in mapping.items())
                    return f"with {listed(list(written))}"
        return "in a special case"

    def letter(self, name: IndexedBase) -> str:
        return self.writer.letters.letter(str(name)).written(index="j")


def _parts(fact: Fact) -> tuple[Boolean, ...]:
    return (*fact.hypotheses, fact.conclusion)


def _sequences(fact: Fact) -> frozenset[Any]:
    names = frozenset().union(*(free(part) for part in _parts(fact)))
    return frozenset(name for name in names if isinstance(name, IndexedBase))


def _tags(steps: Sequence[Step]) -> dict[tuple[Boolean, ...], str]:
    """The groups of hypotheses that the same steps assume, if several do, with a name for each group."""
    setting = {data_dimension, horizon, horizon_noise}
    places: dict[Boolean, list[int]] = {}
    written: dict[Boolean, Boolean] = {}
    for step in steps:
        for condition in conjuncts(step.fact.hypotheses):
            if isinstance(condition, Relational) and not free(condition) <= setting:
                continue
            places.setdefault(oriented(condition), []).append(step.number)
            written.setdefault(oriented(condition), condition)
    groups: dict[tuple[int, ...], list[Boolean]] = {}
    for key, numbers in places.items():
        if len(numbers) >= _SHARED:
            groups.setdefault(tuple(numbers), []).append(written[key])
    return {tuple(group): f"A{number}" for number, group in enumerate(groups.values(), 1)}
