"""A claim as an amsthm environment: hypotheses in sentences, the conclusion, and the verdict where it is not proved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Indexed, true
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies

from ldm_symbolic.certificate import Verdict
from ldm_symbolic.fact import conjuncts, oriented
from ldm_symbolic.latex_finding import Finding, instance_tex
from ldm_symbolic.latex_formula import Writer, in_words
from ldm_symbolic.latex_layout import LINE, block, chained, gathered, is_tall, listed, widest, width
from ldm_symbolic.latex_local import named, replaced
from ldm_symbolic.latex_notation import Notation
from ldm_symbolic.latex_prose import prose
from ldm_symbolic.predicate import Clock, ForEach, Identity, IsDerivative, SolvesLinearODE
from ldm_symbolic.statement import Claim, Role, Statement
from ldm_symbolic.terms import substitute

ENVIRONMENTS = {
    Role.PRINTED: "proposition",
    Role.STEP: "lemma",
    Role.REMARK: "remark",
    Role.REPAIRED: "proposition",
    Role.NEW: "proposition",
}
_SPARE = 6  # by how much a line may be wider before its parts get names
_SAID = {
    Role.PRINTED: "as printed",
    Role.STEP: "a step as printed",
    Role.REMARK: "a remark as printed",
    Role.REPAIRED: "repaired",
    Role.NEW: "new",
}
PREAMBLE = r"""\usepackage{amsmath,amssymb,amsthm,booktabs}
\newtheorem{proposition}{Proposition}
\newtheorem{lemma}[proposition]{Lemma}
\theoremstyle{remark}
\newtheorem{remark}[proposition]{Remark}
\setlength{\emergencystretch}{3em}
"""
"""What a document needs before `\\begin{document}` for every fragment of this package to compile."""


def writer_of(claim: Claim, letters: Notation | None = None) -> Writer:
    """The writer of the fragments about one claim."""
    return Writer(claim.names, letters)


def statement_tex(claim: Claim, finding: Finding | None = None, letters: Notation | None = None) -> str:
    """A claim as an amsthm environment.

    Args:
        claim: what is stated.
        finding: what is known about it; None prints the claim as it is stated, without a verdict.
        letters: the notation.

    Raises:
        ValueError: naming what has no LaTeX form.
    """
    writer = writer_of(claim, letters)
    kind = ENVIRONMENTS[claim.role]
    head = [f"{id_tex(claim.id)}, {_SAID[claim.role]}"]
    if finding is not None and finding.verdict is not Verdict.PROVED:
        head.append(rf"\textsc{{{finding.verdict.lower()}}}")
    if finding is not None and finding.cited:
        head.append(f"given {'; '.join(prose(cited.split(':')[0]) for cited in finding.cited)}")
    body = "\n".join([*hypotheses_tex(writer, claim.hypotheses), *_names(writer, claim)])
    conclusion = conclusion_tex(writer, claim.conclusion, "Then " if claim.hypotheses else "")
    text = (
        f"\\begin{{{kind}}}[{{{'; '.join(head)}}}]\\label{{{label(claim.id)}}}\n{body}\n{conclusion}\n\\end{{{kind}}}\n"
    )
    return text + ("" if finding is None else _verdict(writer, claim, finding))


def label(claim_id: str) -> str:
    """The name by which fragments refer to a claim."""
    return f"ldm:{claim_id}"


def id_tex(claim_id: str) -> str:
    """The id of a claim in typewriter letters, with places where a line may break."""
    broken = re.sub("([.-])", r"\1\\allowbreak ", claim_id)
    return f"\\texttt{{{broken}}}"


def heading(statement: Statement) -> str:
    """One sentence that says what a result is and where it stands."""
    place = "" if statement.source is None else prose(str(statement.source)).replace(":", r":\allowbreak ", 1)
    source = f" ({place})" if place else ""
    return f"{prose(statement.title[:1].upper() + statement.title[1:])}{source}."


def hypotheses_tex(writer: Writer, hypotheses: Iterable[Boolean]) -> list[str]:
    """Hypotheses as sentences: numbers first, then the schedule, all modes, definitions, and what is left."""
    conditions = list({oriented(c): c for c in conjuncts(hypotheses) if not _is_trivial(c)}.values())
    late = [c for c in conditions if isinstance(c, Relational) and c.atoms(Indexed)]
    numbers = [c for c in conditions if isinstance(c, Relational) and c not in late]
    clocks = [c for c in conditions if isinstance(c, Clock)]
    modes = [c for c in conditions if isinstance(c, ForEach) and not is_definition(c)]
    definitions = [c for c in conditions if is_definition(c)]
    wide = {c for c in (*late, *numbers, *modes) if _is_wide(writer, c)}
    late, numbers, modes = ([c for c in group if c not in wide] for group in (late, numbers, modes))
    known = {*late, *numbers, *clocks, *modes, *definitions}
    others = [c for c in conditions if c not in known]
    lines = []
    if numbers:
        lines.append(f"Let {listed([f'${writer.chain(c)}$' for c in chained(numbers)])}.")
    lines += [f"Suppose that {writer.sentence(clock)}." for clock in clocks]
    if modes:
        lines.append(f"Suppose that {listed(_by_range(writer, modes))}.")
    lines += [definition_tex(writer, condition) for condition in definitions]
    if late:
        lines.append(f"Suppose that {listed([f'${writer.chain(c)}$' for c in chained(late)])}.")
    return lines + [assumption_tex(writer, condition) for condition in others]


def _is_wide(writer: Writer, condition: Boolean) -> bool:
    """Whether a condition holds a formula that does not fit in a line of text."""
    found = re.findall(r"\$([^$]*)\$", writer.sentence(condition))
    return any(width(text) > LINE for text in found)


def _is_trivial(condition: Boolean) -> bool:
    return isinstance(condition, ForEach) and condition.args[0] == true


def assumption_tex(writer: Writer, condition: Boolean) -> str:
    """One hypothesis as a sentence of its own, displayed where it is long."""
    if isinstance(condition, SolvesLinearODE):
        value, growth, forcing, start, limits = condition.args
        derivative = writer.slope_of(value, limits[0])
        right = writer.math(growth * value) + ("" if forcing == 0 else f" + {writer.math(forcing)}").replace(
            "+ -", "- "
        )
        first = writer.math(substitute(value, {limits[0]: limits[1]}))
        display = block(rf"{derivative} = {right}, \qquad {first} = {writer.math(start)}.")
        return f"Let ${writer.math(value)}$ solve, {writer.on(limits)}, the equation{display}"
    return conclusion_tex(writer, condition, "Suppose that ")


def is_definition(condition: Boolean) -> bool:
    """Whether a hypothesis defines the entries of a sequence."""
    if not isinstance(condition, ForEach) or not isinstance(condition.args[0], Identity):
        return False
    left, right = condition.args[0].args
    return isinstance(left, Indexed) and left.indices[0] == condition.index and bool(right.args)


def definition_tex(writer: Writer, condition: ForEach) -> str:
    """A definition of a sequence, displayed."""
    formula = writer.display(condition.args[0])
    return f"For {writer.all_in(condition.args[1])}, let{block(f'{formula}.')}"


def _by_range(writer: Writer, conditions: Sequence[ForEach]) -> list[str]:
    """Conditions on all modes, those with one range said together."""
    ranges: dict[str, list[Boolean]] = {}
    for condition in conditions:
        ranges.setdefault(writer.all_in(condition.args[1]), []).append(condition.args[0])
    said = []
    for words, bodies in ranges.items():
        plain = [body for body in bodies if isinstance(body, Relational)]
        parts = [f"${writer.chain(c)}$" for c in chained(plain)]
        parts += [writer.sentence(body) for body in bodies if body not in plain]
        said.append(f"{listed(parts)} for {words}")
    return said


def _names(writer: Writer, claim: Claim) -> list[str]:
    return names_tex(writer, (*claim.hypotheses, claim.conclusion))


def names_tex(writer: Writer, conditions: Iterable[Any]) -> list[str]:
    """What the abbreviations in conditions stand for: short ones in the line, long ones displayed."""
    found = writer.where(conditions)
    short = [text for text in found if width(text) <= LINE // 2]
    long = [text for text in found if width(text) > LINE // 2]
    lines = [f"Write {listed([f'${text}$' for text in short])}."] if short else []
    return lines + [f"{'Also let' if lines else 'Let'}{block(f'{text}.')}" for text in long]


def conclusion_tex(writer: Writer, condition: Boolean, opening: str = "") -> str:
    """A condition as a sentence that begins with an opening, its long formulas displayed."""
    formula = writer.display(condition)
    spoken = formula if formula is not None else _spoken(writer, condition)
    if widest(spoken) > LINE + _SPARE:
        definitions, names = named(writer, [condition], wide=True)
        if definitions:
            written = [f"{writer.math(name)} = {writer.math(term)}" for name, term in definitions]
            lead = f"{opening}with{block(gathered(written).rstrip('.') + ',')}\n"
            return conclusion_tex(writer, replaced(condition, names), lead)
    if formula is not None:
        end = f", \\qquad {writer.range(condition.args[2])}." if isinstance(condition, IsDerivative) else "."
        if end != "." and width(formula + end) > LINE - 8:
            return f"{opening}for ${writer.range(condition.args[2])}${block(f'{formula}.')}"
        return f"{opening.rstrip()}{block(formula + end)}" if is_tall(formula) else f"{opening}${formula}${_end(end)}"
    match condition:
        case Equivalent():
            return _equivalence(writer, condition, opening)
        case ForEach() if isinstance(condition.args[0], Implies):
            (guard, body), limits = condition.args[0].args, condition.args[1]
            return conclusion_tex(writer, body, f"{opening}for {writer.all_in(limits)} with {writer.sentence(guard)}, ")
        case ForEach():
            inner = writer.formula(condition.args[0])
            if inner is None or is_tall(inner):
                return conclusion_tex(writer, condition.args[0], f"{opening}for {writer.all_in(condition.args[1])}, ")
        case And() if width(writer.sentence(condition)) > LINE:
            parts = _conjuncts(condition)
            formulas = [writer.formula(part) for part in parts]
            if all(formulas):
                return opening.rstrip() + block(gathered([text for text in formulas if text]))
            items = "\n".join(rf"\item {conclusion_tex(writer, part)}" for part in parts)
            lead = f"{opening.rstrip()} the following hold:" if opening else "The following hold:"
            return f"{lead}\n\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
    return f"{opening}{writer.sentence(condition)}."


def _conjuncts(condition: And) -> list[Boolean]:
    """The parts of a conjunction, the bounds of one term kept together."""
    parts: list[Boolean] = in_words(condition.args)
    bounds = [part for part in parts if isinstance(part, Relational)]
    joined = chained(bounds)
    return (
        parts
        if len(joined) == len(bounds) or len(joined) != 1
        else [And(*bounds), *(p for p in parts if p not in bounds)]
    )


def _spoken(writer: Writer, condition: Boolean) -> str:
    """The formula of a condition in which a line cannot be broken; "" if there is none."""
    if isinstance(condition, And | Equivalent | ForEach):
        return ""
    found = re.findall(r"\$([^$]*)\$", writer.sentence(condition))
    return max(found, key=widest, default="")


def _equivalence(writer: Writer, condition: Equivalent, opening: str) -> str:
    first, second = in_words(condition.args)
    texts = [writer.formula(first), writer.formula(second)]
    if texts[0] is not None and texts[1] is not None and any(map(is_tall, filter(None, texts))):
        if width(texts[0] + texts[1]) + 6 <= LINE:
            return opening.rstrip() + block(rf"{texts[0]} \iff {texts[1]}.")
        return f"{opening.rstrip()}{block(texts[0])}\nif and only if{block(f'{texts[1]}.')}"
    if texts[1] is not None and is_tall(texts[1]):
        return f"{opening}{writer.sentence(first)} if and only if{block(f'{writer.display(second)}.')}"
    return f"{opening}{writer.sentence(condition)}."


def _end(text: str) -> str:
    return text if text == "." else f" for {text[9:-1].strip()}."


def _verdict(writer: Writer, claim: Claim, finding: Finding) -> str:
    """What is to be said after a claim that is not proved."""
    if finding.verdict is Verdict.PROVED:
        return ""
    if finding.verdict is Verdict.REFUTED:
        values = instance_tex(writer, claim, finding.counterexample or {})
        head = rf"\begin{{proof}}[Refutation of {id_tex(claim.id)}]"
        return f"{head}\nTake {values}.\nAll hypotheses hold, and the conclusion does not.\n\\end{{proof}}\n"
    return f"\\noindent\\emph{{{id_tex(claim.id)} is not proved here: the verdict is {finding.verdict}.}}\n"
