"""Reads a printed proof back, step by step, and checks it without the outline that it was printed from.

What a step assumes is what its text says: the groups it names and the conditions that were written out in it. What it
follows from is what its text cites. Whether that is enough is asked of a solver that sees propositions only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import z3
from sympy import expand
from sympy.core.relational import Equality, GreaterThan, LessThan, StrictGreaterThan, StrictLessThan, Unequality
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic import catalogue
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.claims.verification import search_claim
from ldm_symbolic.latex.document.nodes import Text
from ldm_symbolic.latex.proofs import proof as latex_proof
from ldm_symbolic.latex.proofs.outline import Step
from ldm_symbolic.latex.proofs.special_cases import values
from ldm_symbolic.latex.proofs.told import Told
from ldm_symbolic.latex.sentences import conclusion as concluding
from ldm_symbolic.latex.sentences import hypotheses as assuming
from ldm_symbolic.latex.sentences.local import replaced
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import ForEach, Identity
from ldm_symbolic.proof.language.terms import substitute, text
from ldm_symbolic.search.search import Counterexample

CLAIMS = {claim.id: claim for statement in catalogue() for claim in statement.claims}


@cache
def fact_of(claim_id: str) -> Fact:
    """The Fact of a claim that is proved."""
    claim = CLAIMS[claim_id]
    return prove(claim.hypotheses, claim.conclusion) if claim.proof is None else claim.proof()


@dataclass(slots=True, kw_only=True)
class Said:
    """What the text of a step says.

    Attributes:
        text: of the step.
        step: of the outline, for what it cites.
        hypotheses: what it assumes, by name or written out.
        conclusion: what it says.
        definitions: what it recalls by the name of a rule: a fact and those of its hypotheses that are written.
    """

    text: str
    step: Step
    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    definitions: list[tuple[Told, tuple[Boolean, ...]]] = field(default_factory=list)

    @property
    def cited(self) -> set[int]:
        """The numbers of the steps that its reason refers to."""
        reasons = [line for line in self.text.splitlines() if re.match("This|The claim", line)]
        plain = [re.sub(r"\$[^$]*\$|\\texttt\{.*?\}", "", line) for line in reasons]
        runs = re.findall(r"Steps? (\d+(?:(?:, | and |, and )(?:Step )?\d+)*)", " ".join(plain))
        return {int(number) for run in runs for number in re.findall(r"\d+", run)}

    def judged(self, instances: int) -> list[str]:
        """What is found false in it at random instances."""
        supposed = () if self.step.contrary is None else (self.step.contrary,)
        sentences = [(self.hypotheses, self.conclusion)]
        sentences += [((*self.hypotheses, *supposed, *guards), fact.conclusion) for fact, guards in self.definitions]
        return [text for said in sentences if (text := _counterexample(*said, instances))]


def read(claim: Claim, fact: Fact) -> list[Said]:
    """The steps of the printed proof of a claim."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latex_proof, "named", lambda *_: ([], {}))  # every term in full
        proof = latex_proof._Proof(claim, fact, None, (), {})
        return [_said(proof, step, *_written(proof, step, patch)) for step in proof.steps]


def _written(proof: Any, step: Step, patch: pytest.MonkeyPatch) -> tuple[str, list[Boolean], list[tuple[Boolean, str]]]:
    """The text of a step, the conditions that are written out in it as hypotheses, and its other sentences."""
    assumed: list[Boolean] = []
    sentences: list[tuple[Boolean, str]] = []

    def hypotheses(writer: Any, conditions: Sequence[Boolean], **more: Any) -> list[Text]:
        assumed.extend(conditions)
        return assuming.hypotheses(writer, conditions, **more)

    def conclusion(writer: Any, condition: Boolean, opening: str | Text = "") -> Text:
        sentences.append((condition, writer.written(Text(opening))))
        return concluding.conclusion(writer, condition, opening)

    patch.setattr(latex_proof, "hypotheses", hypotheses)
    patch.setattr(latex_proof, "conclusion", conclusion)
    return proof.writer.written(Text(proof.step(step))), assumed, sentences


def _said(
    proof: Any, step: Step, lines: str, assumed: Sequence[Boolean], sentences: Sequence[tuple[Boolean, str]]
) -> Said:
    names = re.findall(r"\(A(\d*)\)", next((line for line in lines.splitlines() if "Assume (" in line), ""))
    groups = {name: group for group, name in proof.tags.items()}
    back = {new: old for old, new in proof.renamed.items()}
    claim = proof.claim
    whole = claim.hypotheses if "" in names or proof.is_claim(step) else ()
    named = [c for name in names if name for c in groups[f"A{name}"]]
    concluded = [c for c, opening in sentences if opening in ("Then ", "We show that ")]
    return Said(
        text=lines,
        step=step,
        hypotheses=conjuncts(replaced(c, back) for c in (*whole, *named, *assumed)),
        conclusion=claim.conclusion if proof.is_claim(step) else replaced(concluded[0], back),
        definitions=[_recalled(proof, step, *said) for said in sentences if said[1].startswith("By the rule")],
    )


def _recalled(proof: Any, step: Step, conclusion: Boolean, opening: str) -> tuple[Told, tuple[Boolean, ...]]:
    """The fact that is recalled, and its hypotheses that are written."""
    fact = next(fact for fact in step.definitions if proof.clear(fact.conclusion) == conclusion)
    return fact, tuple(c for c in conjuncts(fact.hypotheses) if proof.writer.written(proof.part(c)) in opening)


def _counterexample(hypotheses: Sequence[Boolean], conclusion: Boolean, instances: int) -> str:
    if isinstance(conclusion, BooleanAtom):
        return "" if conclusion else "false"
    claim = Claim(
        id="T.step",
        role=Role.STEP,
        says="a printed step",
        hypotheses=tuple(hypotheses),
        conclusion=conclusion,
        expected=Verdict.PROVED,
    )
    found = search_claim(claim, instances=instances)
    return f"{conclusion} at {found.instance}" if isinstance(found, Counterexample) else ""


def gaps(said: Sequence[Said]) -> Iterator[str]:
    """Steps by logic that do not follow from what their text cites, and citations that are not those of the proof."""
    for one in said:
        step = one.step
        if step.place:
            continue
        expected = {used.number for used in step.premises}
        if one.cited != expected:
            yield f"step {step.number} cites {sorted(one.cited)}, not {sorted(expected)}"
        asked = any(fact.queries for fact in (*step.checks, step.fact))
        if asked and "arithmetic" not in one.text:
            yield f"step {step.number} does not say that it needs arithmetic"
        pieces = _pieces(one, said)
        if step.rule == "by_logic" and step.special is None and not _implied(one.hypotheses, one.conclusion, pieces):
            yield f"step {step.number} does not follow from what it cites"
        supposed = [] if step.contrary is None else [step.contrary]
        for fact, guards in one.definitions:
            if not _implied((*one.hypotheses, *supposed, *guards), And(*fact.hypotheses), pieces):
                yield f"step {step.number} recalls {fact.conclusion} without all that it assumes"


def _pieces(one: Said, said: Sequence[Said]) -> list[tuple[tuple[Boolean, ...], Boolean]]:
    """What a step may use: what the steps that it cites say, what it recalls, and what its solvers are asked."""
    step = one.step
    found = []
    for used, forms in zip(step.uses, step.forms, strict=True):
        there = said[used.number - 1]
        for form in forms:
            put = values(used.fact, form)
            printed = (there.hypotheses, there.conclusion)
            if put is None:
                found.append((form.hypotheses, form.conclusion))
            elif used.number in one.cited:
                found.append((tuple(substitute(c, put) for c in printed[0]), substitute(printed[1], put)))
    recalled = [*step.definitions, *(fact for fact in step.checks if fact.rule in ("decide", "instantiate"))]
    recalled += [fact for fact in step.fact.steps() if fact.rule in step.rewriting]
    return found + [(fact.hypotheses, fact.conclusion) for fact in recalled]


def _implied(given: Iterable[Boolean], goal: Boolean, pieces: Iterable[tuple[tuple[Boolean, ...], Boolean]]) -> bool:
    solver = z3.Solver()
    solver.add(*map(_proposition, given), z3.Not(_proposition(goal)))
    for hypotheses, conclusion in pieces:
        solver.add(z3.Implies(z3.And(*map(_proposition, hypotheses)), _proposition(conclusion)))
    return bool(solver.check() == z3.unsat)


def _proposition(condition: Boolean) -> Any:
    """A condition as z3 sees it: its relations and predicates are letters."""
    match condition:
        case BooleanAtom():
            return z3.BoolVal(bool(condition))
        case And():
            return z3.And(*map(_proposition, condition.args))
        case Or():
            return z3.Or(*map(_proposition, condition.args))
        case Not():
            return z3.Not(_proposition(condition.args[0]))
        case Implies():
            return z3.Implies(*map(_proposition, condition.args))
        case Equivalent():
            first, *rest = map(_proposition, condition.args)
            return z3.And(*(first == other for other in rest))
        case ForEach() if isinstance(condition.args[0], And):
            return z3.And(*(_proposition(ForEach(part, condition.args[1])) for part in condition.args[0].args))
        case GreaterThan() | StrictGreaterThan():
            return _proposition(oriented(condition))
        case StrictLessThan():
            return z3.Not(_proposition(LessThan(condition.rhs, condition.lhs, evaluate=False)))
        case Equality() | Unequality() | Identity():
            same = z3.Bool(" = ".join(sorted(text(_multiplied_out(side)) for side in condition.args)))
            return z3.Not(same) if isinstance(condition, Unequality) else same
        case LessThan():
            left, right = map(_multiplied_out, condition.args)
            return z3.BoolVal(True) if left == right else z3.Bool(f"{text(left)} <= {text(right)}")
        case _:
            return z3.Bool(text(condition))


@cache
def _multiplied_out(term: Any) -> Any:
    """A term in one form, for what is put in for a letter is not multiplied out where it stands."""
    return expand(term)
