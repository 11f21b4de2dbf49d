"""The outline of a proof: the tree of a Fact with its bookkeeping folded away, so that a reader sees the argument.

Folded are facts repeated under more hypotheses, instances of a fact that keep its sequences, chains of `by_logic`,
what says no more than one of its hypotheses, and solver calls that only check what one step assumes. What is left is
a list of steps, premises first, each with the steps and the definitions that it uses. A fact that several steps use
is one step.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from sympy.logic.boolalg import Boolean

from ldm_symbolic.latex.proofs.distinctions import Distinction, Guard, closed, distinguished, extra
from ldm_symbolic.latex.proofs.folding import (
    LOGIC,
    Key,
    between,
    contrary,
    form_of,
    is_plain,
    is_repetition,
    is_same,
    is_special,
    key_of,
    telling,
    vacuous,
)
from ldm_symbolic.latex.proofs.told import Told, told
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules import RULES
from ldm_symbolic.proof.smt.query import Query

_SOLVED = ("decide",)
_REWRITING = ("equal_sums",)
_LITTLE = 4  # facts: what takes fewer is shown again
_DISTINCTIONS = 2  # in one step, for a reader to follow


@dataclass(slots=True, kw_only=True)
class Step:
    """One step of a proof.

    Attributes:
        fact: what it establishes.
        number: from 1, in the order of the proof.
        uses: earlier steps.
        forms: for each of `uses`, what it says for the values of its letters for which it is used.
        definitions: facts without premises that only this step uses, such as a property of the clock.
        checks: solver calls and the like folded into it.
        rewriting: the rules folded into it by which sums are rewritten.
        contrary: what it supposes in order to find a contradiction, or None.
        cases: each distinction of cases in it: guards of which one holds; None if they cannot be told.
        special: the step of which this one is a special case, or None.
        inner: what the rule gives, whose assumptions those of the step may only imply.
        place: where it is shown, if that is not here.
        lemma: whether it is used for other values of its letters than those of the claim.
    """

    fact: Told
    inner: Told
    number: int = 0
    uses: list[Step] = field(default_factory=list)
    forms: list[list[Told]] = field(default_factory=list)
    definitions: list[Told] = field(default_factory=list)
    checks: list[Told] = field(default_factory=list)
    rewriting: list[str] = field(default_factory=list)
    contrary: Boolean | None = None
    cases: list[Distinction] | None = field(default_factory=list)
    special: Step | None = None
    place: str = ""
    lemma: bool = False

    def use(self, used: Step, form: Told) -> None:
        """Note that an earlier step is used, and in which form."""
        if used not in self.uses:
            self.uses.append(used)
            self.forms.append([])
        forms = self.forms[self.uses.index(used)]
        if key_of(form) not in map(key_of, forms):
            forms.append(form)

    @property
    def rule(self) -> str:
        """The rule by which it follows from what it uses."""
        return self.inner.rule

    @property
    def queries(self) -> tuple[Query, ...]:
        """The solver questions of this step and of what is folded into it, each once; none if it is shown elsewhere."""
        if self.place:
            return ()
        asked = [query for fact in (*self.checks, *self.definitions, self.fact) for query in fact.queries]
        return tuple(dict.fromkeys(asked))

    @property
    def premises(self) -> list[Step]:
        """All steps that it rests on."""
        return [*([] if self.special is None else [self.special]), *self.uses]


def outline(fact: Fact, shown: Mapping[Key, str] | None = None) -> list[Step]:
    """The steps of a proof, premises before what follows from them; the last one is the fact.

    Args:
        fact: what is proved.
        shown: what is shown elsewhere, and where; see `Step.place`.
    """
    return _Outline(told(fact), shown or {}).steps


class _Outline:
    def __init__(self, fact: Told, shown: Mapping[Key, str]) -> None:
        self.root = fact
        self.shown: dict[Boolean, list[tuple[frozenset[Boolean], str]]] = {}
        for (hypotheses, conclusion), place in shown.items():
            self.shown.setdefault(conclusion, []).append((hypotheses, place))
        self.general: set[int] = set()
        self.count: Counter[int] = Counter()
        self.tally()
        self.known: dict[int, Step] = {}
        self.said: dict[Key, Step] = {}
        self.steps: list[Step] = []
        last = self.core(fact)
        self.step_of(last).checks += between(fact, last)
        for number, step in enumerate(self.steps, 1):
            step.number = number

    def tally(self) -> None:
        """Count how many facts rest on each one, and note of which ones instances are taken."""
        waiting, seen = [self.core(self.root)], set()
        while waiting:
            fact = waiting.pop()
            if id(fact) in seen:
                continue
            seen.add(id(fact))
            premises = {id(premise): premise for premise in map(self.core, telling(fact))}
            self.count.update(premises.keys())
            waiting.extend(premises.values())
        for fact in self.root.steps():
            if fact.rule == "instantiate" and not is_same(fact):
                self.general.add(id(self.core(fact.premises[0])))

    def core(self, fact: Told) -> Told:
        """The fact without repetitions and instances around it."""
        while True:
            if is_repetition(fact):
                (fact,) = telling(fact)
            elif fact.rule == "instantiate" and (is_same(fact) or (fact is not self.root and not is_special(fact))):
                fact = fact.premises[0]
            else:
                return fact

    def step_of(self, fact: Told) -> Step:
        if id(fact) in self.known:
            return self.known[id(fact)]
        if key_of(fact) in self.said and not self.place(fact):
            known = self.said[key_of(fact)]
            known.lemma |= id(fact) in self.general
            self.count[id(known.fact)] += 1
            known.checks += [part for part in fact.steps() if part.queries]
            return known
        step = Step(fact=fact, inner=fact, place=self.place(fact), lemma=id(fact) in self.general)
        self.known[id(fact)] = step
        if not step.place:
            step.contrary = contrary(fact)
            self.gather(step, fact)
            step.cases = self.cases(fact)
            self.absorb(step)
        self.said.setdefault(key_of(fact), step)
        self.steps.append(step)
        return step

    def place(self, fact: Told) -> str:
        """Where something that is at least as strong is shown, "" if nowhere or if it takes little to show it here."""
        if not self.shown or sum(1 for _ in islice(fact.steps(), _LITTLE)) < _LITTLE:
            return ""
        assumed, _ = key_of(fact)
        return next((where for given, where in self.shown.get(fact.conclusion, []) if given <= assumed), "")

    def gather(self, step: Step, fact: Told) -> None:
        """Collect what a fact rests on, through the chains of logic that only it uses."""
        step.checks += vacuous(fact)
        for piece in telling(fact):
            premise = self.core(piece)
            step.checks += between(piece, premise)
            alone = self.count[id(premise)] <= 1
            lemma = id(premise) in self.general
            if fact.rule == "instantiate":
                step.special = self.step_of(premise)
            elif premise.rule in _SOLVED and (is_plain(premise) or ((alone or fact.rule == LOGIC) and not lemma)):
                step.checks += [premise] if form_of(piece) is premise else [premise, form_of(piece)]
            elif self.is_folded(premise):
                step.checks += [premise] if premise.queries else []
                step.rewriting += [premise.rule] if premise.rule in _REWRITING else []
                self.gather(step, premise)
            elif alone and not lemma and not premise.premises:
                step.definitions.append(form_of(piece))
            else:
                step.use(self.step_of(premise), form_of(piece))

    def is_folded(self, fact: Told) -> bool:
        """Whether a fact is no step of its own but part of the one that rests on it."""
        alone = self.count[id(fact)] <= 1 and id(fact) not in self.general
        shows = fact.rule in (LOGIC, *_REWRITING) and contrary(fact) is None
        return alone and shows and not self.place(fact)

    def cases(self, fact: Told) -> list[Distinction] | None:
        """The distinctions of cases in a fact and in what is folded into it."""
        pieces, supposed = telling(fact), contrary(fact)
        known = closed((*fact.hypotheses, *([] if supposed is None else [supposed])), pieces)
        found: list[Distinction] = []
        if fact.rule == LOGIC and supposed is None:
            guards = distinguished(fact, pieces)
            if guards is None:
                return None
            found += [tuple(part for guard in guards for part in self.within(guard, fact))] if guards else []
        for piece in pieces:
            inner = self.core(piece)
            if self.is_folded(inner) and (fact.rule != LOGIC or not extra(piece, known)):
                deeper = self.cases(inner)
                if deeper is None:
                    return None
                found += [distinction for distinction in deeper if distinction not in found]
        return found if len(found) <= _DISTINCTIONS else None

    def within(self, guard: Guard, fact: Told) -> Distinction:
        """A case of a fact, or the cases within it where it is shown by a distinction itself."""
        known = closed(fact.hypotheses, telling(fact))
        for piece in telling(fact):
            inner = self.core(piece)
            if piece.conclusion == fact.conclusion and extra(piece, known) == guard and self.is_folded(inner):
                deeper = self.cases(inner)
                if deeper and len(deeper) == 1:
                    return tuple((*guard, *part) for part in deeper[0])
        return (guard,)

    def absorb(self, step: Step) -> None:
        """Fold the one step that a step by logic uses into it, if it says the same under other assumptions."""
        alone = step.rule == LOGIC and len(step.uses) == 1 and not step.definitions and not step.rewriting
        if not alone or step.cases != [] or step.contrary is not None:
            return
        (used,) = step.uses
        single = self.count[id(used.fact)] <= 1 and not used.lemma and not used.place
        if not single or used.fact.conclusion != step.fact.conclusion or self.steps[-1] is not used:
            return
        self.steps.pop()
        del self.said[key_of(used.fact)]
        step.checks += [*used.checks, used.fact]
        for name in ("inner", "uses", "forms", "definitions", "rewriting", "contrary", "cases", "special"):
            setattr(step, name, getattr(used, name))


@cache
def theorem(rule: str) -> str:
    """The theorem that a rule implements, as its docstring names it, in one line; "" if it names none."""
    for function in RULES:
        if function.__name__ == rule:
            _, found, text = (inspect.getdoc(function) or "").partition("Theorem: ")
            return " ".join(text.split("\n\n")[0].split()) if found else ""
    return ""
