"""The second part of a derivation: its moves, each formula the conclusion of a fact, each hypothesis said once.

What has been assumed stays assumed for the paragraphs that follow, unless a move says that a name is meant anew; so a
paragraph prints those hypotheses of its facts that are not in force, and all of them are stated where it stands.

Tested in `tests/latex/derivations/test_derivation.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Eq, Expr, Indexed, Ne
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, Equivalent

from ldm_symbolic.claims.moves import Link, Move
from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.latex.derivations.model import squares
from ldm_symbolic.latex.document.nodes import Chain, Formula, Text, between, listed
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.text import prose
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names import definition
from ldm_symbolic.latex.sentences.conclusion import conclusion
from ldm_symbolic.latex.sentences.hypotheses import hypotheses
from ldm_symbolic.latex.sentences.statement import id_tex
from ldm_symbolic.proof.kernel.fact import require_fact
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import free

_TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a link says: a fact's hypotheses and conclusion, and why it holds."""

    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    link: Link


def moves_tex(statement: Statement, letters: Notation | None, kinds: Sequence[type] = ()) -> list[str]:
    """The moves of a statement, a paragraph each.

    Args:
        statement: whose derivation is printed.
        letters: the notation.
        kinds: abbreviations that have been defined before.

    Raises:
        ValueError: naming what has no LaTeX form, or a chain that does not link.
        RuleError: if the source of a link returns something else than a Fact.
    """
    moves = [(move, [_said(statement, link) for link in move.links]) for move in statement.derivation]
    shown = [part for _, links in moves for said in links for part in (*said.hypotheses, said.conclusion)]
    writer = Writer(frozenset().union(*map(free, shown)), letters)
    before = [definition(kind, writer.taken) for kind in kinds]
    defined = {*(writer.tex(writer.defined(kind)) for kind in kinds), *map(writer.tex, squares(writer, before))}
    paragraphs = _Paragraphs(statement, writer, defined)
    return [paragraphs.written(move, links) for move, links in moves]


def _said(statement: Statement, link: Link) -> Said:
    source = statement[link.source] if isinstance(link.source, str) else require_fact(link.source())
    return Said(tuple(source.hypotheses), source.conclusion, link)


class _Paragraphs:
    def __init__(self, statement: Statement, writer: Writer, defined: set[str]) -> None:
        self.statement = statement
        self.writer = writer
        self.defined = defined
        self.in_force: list[Boolean] = []

    def written(self, move: Move, links: Sequence[Said]) -> str:
        """One paragraph."""
        if move.anew:
            self.in_force = [known for known in self.in_force if not free(known) & set(move.anew)]
        known = {oriented(condition) for condition in self.in_force}
        mentioned = frozenset().union(*map(free, self.in_force))
        needed = conjuncts(condition for said in links for condition in said.hypotheses)
        new = [condition for condition in needed if oriented(condition) not in known]
        self.in_force += new
        lines = [self.filled(move.text, move.terms)] if move.text else []
        again = [c for c in new if isinstance(c, Relational) and not c.atoms(Indexed) and free(c) <= mentioned]
        names = self.names([*new, *(said.conclusion for said in links)])
        said = hypotheses(self.writer, [c for c in new if c not in again], notes=names)
        lines += [*said, *map(_moreover, hypotheses(self.writer, again))]
        opening = "Then " if new else "Thus "
        if len(links) > 1:
            lines.append(Text(opening.rstrip(), self.chain(links)))
        else:
            lines.append(self.single(links[0], opening))
        return self.writer.written(between("\n", [*lines, *self.aside(move, links[-1])]))

    def filled(self, text: str, terms: Sequence[Any]) -> Text:
        """A reason or a sentence with its formulas."""
        first, *rest = map(prose, text.split("{}"))
        pairs = zip(map(self.formula, terms), rest, strict=True)
        return Text(first, *(piece for pair in pairs for piece in pair))

    def formula(self, term: Any) -> Formula:
        formula = Formula.of(term) if isinstance(term, Expr) else self.writer.formula(term)
        if formula is None:
            raise ValueError(f"`{term}` is a sentence and cannot stand in a chain or in a reason")
        return formula

    def names(self, conditions: Sequence[Any]) -> list[Text]:
        """The abbreviations that are new, defined."""
        found = {self.writer.tex(formula): formula for formula in self.writer.explained(conditions)}
        new = [formula for text, formula in found.items() if text not in self.defined]
        self.defined |= set(found)
        return [Text("Write ", listed(new), ".")] if new else []

    def single(self, said: Said, opening: str) -> Text:
        """One fact, with its reason before it, and the name of the claim that it is."""
        reason = self.filled(said.link.reason, said.link.terms)
        text = conclusion(self.writer, said.conclusion, Text("Since ", reason, ", ") if reason else opening)
        source = said.link.source
        return Text(text, self.name(source) if isinstance(source, str) else "")

    def name(self, claim_id: str) -> str:
        """Which claim has been stated, unless it is a mere step; and what it uses from outside without proof."""
        cited = [prose(source.split(":")[0]) for source in self.statement[claim_id].cited]
        if self.statement.is_step(claim_id) and not cited:
            return ""
        return f"\nThis is {id_tex(claim_id)}{f', given {listed(cited).words}' if cited else ''}."

    def aside(self, move: Move, said: Said) -> list[Text]:
        """Which hypotheses a refuted claim does without."""
        if not move.without:
            return []
        fewer = {oriented(condition) for condition in conjuncts(self.statement[move.without].hypotheses)}
        extra = [condition for condition in conjuncts(said.hypotheses) if oriented(condition) not in fewer]
        named = between(", and ", [Text("that ", self.writer.sentence(condition)) for condition in extra])
        kind = "hypothesis" if len(extra) == 1 else "hypotheses"
        return [Text(f"Without the {kind} ", named, f", this fails: {id_tex(move.without)} is refuted.")]

    def chain(self, links: Sequence[Said]) -> Chain:
        """Facts that follow each other, line by line, with their reasons."""
        rows = self.rows(links)
        reasons = [self.filled(said.link.reason, said.link.terms) for said in links]
        told = [Text("(", reason, ")") if reason else reason for reason in reasons]
        return Chain(rows[0][0], tuple((sign, right, why) for (_, sign, right), why in zip(rows, told, strict=True)))

    def rows(self, links: Sequence[Said]) -> list[tuple[Formula, str, Formula]]:
        """For each fact its sides as printed, turned so that each begins where the one before ends."""
        sides = [_sides(said.conclusion) for said in links]
        turned = [sides[0], (sides[0][2], _TURNED.get(sides[0][1], sides[0][1]), sides[0][0])]
        for begin in turned:
            found = [begin]
            for left, sign, right in sides[1:]:
                if found[-1][2] not in (left, right):
                    break
                straight = found[-1][2] == left
                found.append((left, sign, right) if straight else (right, _TURNED.get(sign, sign), left))
            if len(found) == len(sides):
                return [(self.formula(left), sign, self.formula(right)) for left, sign, right in found]
        raise ValueError(f"these facts form no chain: {'; '.join(str(said.conclusion) for said in links)}")


def _sides(condition: Boolean) -> tuple[Any, str, Any]:
    """The two sides of a fact in a chain, and the sign between them."""
    if isinstance(condition, Identity):
        return condition.args[0], "=", condition.args[1]
    if isinstance(condition, Equivalent) and len(condition.args) == 2:
        return condition.args[0], "iff", condition.args[1]
    if isinstance(condition, Relational) and not isinstance(condition, Eq | Ne):
        return condition.lhs, condition.rel_op, condition.rhs
    raise ValueError(f"`{condition}` is not a link of a chain: it has no two sides")


def _moreover(sentence: Text) -> Text:
    """An assumption on names that are known already."""
    opening = next((words for words in ("Let ", "Suppose that ") if sentence.begins(words)), "")
    return Text("Suppose moreover that ", sentence.without_opening(opening)) if opening else sentence
