"""The proof of a claim from its Fact's own tree: what is assumed, step by step, with the theorem behind each step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sympy import Expr, IndexedBase, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.document.nodes import Display, Emphasis, Formula, Items, Proof, Text, between, listed
from ldm_symbolic.latex.document.nodes import Step as ProofStep
from ldm_symbolic.latex.formulas.layout import LINE, width
from ldm_symbolic.latex.formulas.letters import Notation, notation
from ldm_symbolic.latex.formulas.text import prose
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.proofs.distinctions import closed, extra
from ldm_symbolic.latex.proofs.folding import Key
from ldm_symbolic.latex.proofs.outline import Step, outline, theorem
from ldm_symbolic.latex.proofs.scope import assumptions, key, mark_lemmas, names_of, parts, renaming, said_in, shared
from ldm_symbolic.latex.proofs.special_cases import special_case, special_cases, values, worth_telling
from ldm_symbolic.latex.proofs.told import Told, decided
from ldm_symbolic.latex.sentences.conclusion import conclusion
from ldm_symbolic.latex.sentences.hypotheses import hypotheses
from ldm_symbolic.latex.sentences.known import names_said
from ldm_symbolic.latex.sentences.local import defined, named, replaced
from ldm_symbolic.latex.sentences.statement import id_tex, writer_of
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.terms import Name

ARITHMETIC = r"\emph{Arithmetic} means that z3 and cvc5, independently of each other, refute the negation."
_OWN = "A"
"""What the assumptions of the claim are called where a step refers to them."""
_INDENT = 6  # by how much lines are shorter in a list, in digits
_SHORT = 20  # how wide assumptions may be that are rather repeated than named, in digits


def proof_tex(
    claim: Claim,
    fact: Fact,
    letters: Notation | None = None,
    *,
    known: Collection[str] = (),
    explained: bool = False,
    shown: Mapping[Key, str] | None = None,
) -> str:
    """The proof of a claim as an amsthm `proof` environment, to be read after its statement.

    Args:
        claim: what is proved.
        fact: its Fact, such as `verification(claim).fact`.
        letters: the notation.
        known: what abbreviations stand for that a reader has seen already, as `shared_names` gives it.
        explained: whether a reader knows already what is meant by arithmetic, which is `ARITHMETIC`.
        shown: what other proofs show, as `shown_in` gives it, and where; it is cited and not shown again.

    Raises:
        ValueError: naming what has no LaTeX form.
    """
    return _Proof(claim, fact, letters, known, shown or {}).text(explained)


def shown_in(claim: Claim, fact: Fact, shown: Mapping[Key, str] | None = None) -> dict[Key, str]:
    """What the printed proof of a claim shows, and where: "Step 7 of the proof of P5.closed", as LaTeX.

    Args:
        claim: what is proved.
        fact: its Fact.
        shown: what is shown before, as for `proof_tex`.
    Returns:
        For every step that is neither shown elsewhere nor mere arithmetic what it says as it is printed.
    """
    steps = outline(fact, shown)
    mark_lemmas(steps, claim.hypotheses)
    whole = f"the proof of {id_tex(claim.id)}"
    found = {key(steps[-1], claim.hypotheses): id_tex(claim.id)}
    for step in steps:
        if not step.place and step.rule != "decide":
            found.setdefault(key(step, claim.hypotheses), f"Step {step.number} of {whole}")
    return found


class _Proof:
    def __init__(
        self, claim: Claim, fact: Fact, letters: Notation | None, known: Collection[str], shown: Mapping[Key, str]
    ) -> None:
        self.claim = claim
        self.steps = outline(fact, shown)
        mark_lemmas(self.steps, claim.hypotheses)
        said = [part for step in self.steps for part in said_in(step)]
        self.found = {pair: values(*pair) for step in self.steps for pair in special_cases(step)}
        said += [term for found in self.found.values() for term in (found or {}).values() if isinstance(term, Expr)]
        names = claim.names | names_of(dict.fromkeys(said))
        letters = notation() if letters is None else letters
        self.renamed = renaming(letters, names, claim.names)
        self.said = [self.clear(part) for part in dict.fromkeys(said)]
        self.assumed = {step.number: tuple(map(self.clear, assumptions(step, claim.hypotheses))) for step in self.steps}
        self.writer = Writer(claim.names | names_of(self.said), letters)
        told = writer_of(claim, letters).where((*claim.hypotheses, claim.conclusion))
        self.known = {*known, *told}
        groups = [group for group in shared(list(self.assumed.values())) if self.deserves_name(group)]
        self.tags = {group: f"A{number}" for number, group in enumerate(groups, 1)}
        self.explained: set[str] = set()
        self.names: dict[Expr, Any] = {}

    def clear(self, term: Any) -> Any:
        """A term in names that look like nothing else."""
        return replaced(term, self.renamed)

    def text(self, explained: bool) -> str:
        lines = []
        if self.claim.cited:
            lines.append(Text("We use without proof: ", listed(list(map(prose, self.claim.cited))), "."))
        lines += names_said(self.writer, self.said, self.known)
        lines += self.preliminaries()
        if not explained and any(step.queries for step in self.steps):
            lines.append(Text(ARITHMETIC))
        lines += [Text(self.step(step)) for step in self.steps]
        return self.writer.written(Text(Proof(id_tex(self.claim.id), tuple(lines))))

    def preliminaries(self) -> list[Text]:
        """What the assumptions of the claim are called, and those that several steps share, each group under a name."""
        lines = []
        if any(self.is_under_claim(step) for step in self.steps[:-1]):
            lines.append(Text(f"The assumptions of the claim are called ({_OWN})."))
        if self.tags:
            most = (LINE - _INDENT) // 3
            items = tuple(self.writer.displayed(self.assumed_text(group), most) for group in self.tags)
            tags = tuple(f"({name})" for name in self.tags.values())
            lines.append(Text("Several steps refer to these assumptions.", Items(items, tags)))
        return lines

    def is_under_claim(self, step: Step) -> bool:
        return bool(self.claim.hypotheses) and not step.lemma

    def assumed_text(self, conditions: Sequence[Boolean]) -> Text:
        self.writer.scope = self.claim.names | names_of(conditions)
        return between(" ", hypotheses(self.writer, conditions))

    def deserves_name(self, group: Sequence[Boolean]) -> bool:
        return width(self.writer.written(self.assumed_text(group)), inline=True) > _SHORT

    def step(self, step: Step) -> ProofStep:
        """One step: what it assumes, what it says, and why."""
        self.writer.scope = self.claim.names | names_of([*map(self.clear, said_in(step)), *self.assumed[step.number]])
        if self.is_claim(step):
            self.names = {}
            lines = self.reason(step, "The claim")
        else:
            lines = [*self.statement(step), *self.reason(step, "This")]
        digests = tuple(query.digest for query in step.queries)
        return ProofStep(step.number if len(self.steps) > 1 else None, tuple(lines), digests)

    def is_claim(self, step: Step) -> bool:
        return step is self.steps[-1] and not step.lemma

    def statement(self, step: Step) -> list[Text]:
        """What a step assumes and says, in names for the large terms in it."""
        rest, concluded = self.untagged(step), self.clear(step.fact.conclusion)
        definitions, self.names = named(self.writer, [*rest, concluded])
        notes = [Text("Write", Display(tuple(defined(definitions))))] if definitions else []
        tags = [f"({name})" for name in ([_OWN] if self.is_under_claim(step) else []) + self.names_of(step)]
        assumed = [Text("Assume ", listed(tags), ".")] if tags else []
        assumed += hypotheses(self.writer, rest, notes=notes, names=self.names)
        opening = "Then " if assumed else "We show that "
        said = conclusion(self.writer, replaced(concluded, self.names), opening)
        return [*assumed, self.writer.displayed(said, LINE // 3)]

    def names_of(self, step: Step) -> list[str]:
        """The names of the groups of hypotheses that a step assumes."""
        own = set(self.assumed[step.number])
        return [name for group, name in self.tags.items() if set(group) <= own]

    def untagged(self, step: Step) -> list[Boolean]:
        """The hypotheses of a step that have no name."""
        tagged = {condition for group, name in self.tags.items() if name in self.names_of(step) for condition in group}
        return [condition for condition in self.assumed[step.number] if condition not in tagged]

    def reason(self, step: Step, subject: str) -> list[Text]:
        """Why a step holds, in sentences."""
        if step.place:
            return [Text(f"{subject} is {step.place}.")]
        if step.special is not None:
            put = special_case(self.found.get((step.special.fact, step.inner), {}), self.letter)
            fits = "" if step.inner is step.fact else ", whose assumptions hold here"
            arithmetic = " by arithmetic" if fits and any(check.queries for check in step.checks) else ""
            return [Text(f"{subject} is Step {step.special.number}", put, f"{fits}{arithmetic}.")]
        return [*self.supposed(step), *self.definitions(step), *self.cases(step), self.main_reason(step, subject)]

    def supposed(self, step: Step) -> list[Text]:
        """What a proof by contradiction supposes."""
        if step.contrary is None:
            return []
        return [conclusion(self.writer, self.told_of(step.contrary), "Suppose, on the contrary, that ")]

    def told_of(self, condition: Any) -> Any:
        """A condition or a term in the names of the step."""
        return replaced(self.clear(condition), self.names)

    def part(self, condition: Boolean) -> Text:
        """A condition in the names of the step, to be read as part of a sentence."""
        return self.writer.part(self.told_of(condition))

    def letter(self, name: Any) -> Formula:
        """A name as it is written, a sequence with an index."""
        if isinstance(name, Expr) and not isinstance(name, IndexedBase):
            return Formula.of(self.told_of(name))
        return Formula.of(IndexedBase(str(name), real=True)[Symbol("j", integer=True)])

    def definitions(self, step: Step) -> list[Text]:
        """The properties that a step uses, each with what it assumes beyond the step."""
        lines = []
        for fact, guards in self.told(step):
            if guards is not None:
                when = Text("if ", guards, " then ") if guards else ""
                opening = Text("By ", self.rule(fact.rule), ", ", when)
                lines.append(conclusion(self.writer, self.told_of(fact.conclusion), opening))
        return list({self.writer.written(line): line for line in lines}.values())

    def told(self, step: Step) -> list[tuple[Told, Text | None]]:
        """The properties that a step uses, and what they assume beyond the step; None where that is much to say."""
        supposed = [] if step.contrary is None else [step.contrary]
        known = closed((*step.inner.hypotheses, *supposed), step.inner.premises)
        found: list[tuple[Told, Text | None]] = []
        for fact in step.definitions:
            guards = listed([self.part(c) for c in extra(fact, known)])
            short = width(self.writer.written(guards), inline=True) <= _SHORT
            found.append((fact, guards if short else None))
        return found

    def cases(self, step: Step) -> list[Text]:
        """The cases that a step distinguishes."""
        lines = []
        for distinction in step.cases or ():
            guards = [listed([self.part(c) for c in case]) for case in distinction]
            new = sorted(names_of(part for case in distinction for part in case) - self.names_in(step), key=str)
            letters = Text("For arbitrary ", listed([self.letter(name) for name in new]), ", we") if new else "We"
            lines.append(Text(letters, " distinguish the cases ", listed(guards), "."))
        return lines

    def main_reason(self, step: Step, subject: str) -> Text:
        """What a step follows from, and the rule."""
        if step.rule == "decide":
            return Text(decided(step.inner, subject))
        sources = self.used(step)
        named_only = dict.fromkeys(fact.rule for fact, guards in self.told(step) if guards is None)
        sources += [self.rule(name) for name in dict.fromkeys([*named_only, *step.rewriting])]
        solved = [Text("arithmetic")] if any(fact.queries for fact in (*step.checks, step.fact)) else []
        given = self.given() if self.is_claim(step) else Text()
        means = [Text("cases")] if step.cases is None else []
        means += [] if step.rule == "by_logic" else [self.rule(step.rule)]
        if step.contrary is not None:
            return Text("This is contradicted by ", listed([*sources, *solved]), given, ".")
        if sources:
            by = Text(" by ", listed(means)) if means else ""
            return Text(f"{subject} follows", by, " from ", listed([*sources, *solved]), given, ".")
        return Text(f"{subject} holds by ", listed([*means, *solved]) or "logic", given, ".")

    def used(self, step: Step) -> list[Text]:
        """The steps that a step uses, and what each says there if that is a special case."""
        plain: list[int] = []
        special: list[Text] = []
        for used, forms in zip(step.uses, step.forms, strict=True):
            cases = {self.writer.written(case): case for form in forms if (case := self.instance(step, used, form))}
            if cases:
                special.append(Text(f"Step {used.number} (", between(", and ", cases.values()), ")"))
            else:
                plain.append(used.number)
        numbers = listed([str(number) for number in sorted(plain)])
        return [*([Text(f"Step{'s' if len(plain) > 1 else ''} ", numbers)] if plain else []), *special]

    def instance(self, step: Step, used: Step, form: Told) -> Text:
        """Which special case of an earlier step a step uses, empty if it is the earlier step itself."""
        found = worth_telling(self.found.get((used.fact, form), {}), self.names_in(step))
        formulas = map(self.letter, (found or {}).values())
        wide = any(width(self.writer.tex(formula), inline=True) > LINE // 4 for formula in formulas)
        case = special_case(None if wide else found, self.letter)
        return case.without_opening(" ") if case else case

    def names_in(self, step: Step) -> frozenset[Name]:
        """The names that a reader of a step knows."""
        return self.claim.names | names_of(parts(step.fact))

    def given(self) -> Text:
        """The outside theorems of a claim by their names."""
        names = [prose(source.split(":")[0]) for source in self.claim.cited]
        return Text(", given ", listed(names)) if names else Text()

    def rule(self, rule: str) -> Text:
        """A rule by its name, and the theorem behind it the first time that it is used."""
        text, name = theorem(rule), rule.replace("_", " ")
        if not text or rule in self.explained:
            return Text("the rule ", Emphasis(name))
        self.explained.add(rule)
        return Text("the rule ", Emphasis(name), f" ({prose(text).rstrip('.')})")
