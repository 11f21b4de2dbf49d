"""A claim as an amsthm environment: hypotheses in sentences, the conclusion, and the verdict where it is not proved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.necessity import shown
from ldm_symbolic.claims.statement import Claim, Role, Statement
from ldm_symbolic.latex.document import nodes
from ldm_symbolic.latex.document.nodes import Display, Emphasis, Text
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.text import prose, sentence
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.conclusion import conclusion
from ldm_symbolic.latex.sentences.finding import Finding, instance
from ldm_symbolic.latex.sentences.hypotheses import hypotheses as assumptions
from ldm_symbolic.latex.sentences.known import names_said
from ldm_symbolic.latex.sentences.local import Names, fitted, replaced, where_defined
from ldm_symbolic.latex.sentences.refutation import NOT_SAID, refutation

ENVIRONMENTS = {
    Role.PRINTED: "proposition",
    Role.STEP: "lemma",
    Role.REMARK: "remark",
    Role.REPAIRED: "proposition",
    Role.NEW: "proposition",
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


def statement_tex(
    claim: Claim,
    finding: Finding | None = None,
    letters: Notation | None = None,
    *,
    known: Collection[str] = (),
) -> str:
    """A claim as an amsthm environment.

    Args:
        claim: what is stated.
        finding: what is known about it; None prints the claim as it is stated, without a verdict.
        letters: the notation.
        known: what abbreviations stand for that a reader has seen already, as `shared_names` gives it.

    Raises:
        ValueError: naming what has no LaTeX form.
    """
    writer = writer_of(claim, letters)
    kind = ENVIRONMENTS[claim.role]
    head = [f"{id_tex(claim.id)}, {claim.role.words}"]
    if finding is not None and finding.verdict is not Verdict.PROVED:
        weight = f" ({finding.severity})" if finding.severity else ""
        head.append(rf"\textsc{{{finding.verdict.lower()}}}{weight}")
    if finding is not None and finding.cited:
        head.append(f"given {'; '.join(prose(cited.split(':')[0]) for cited in finding.cited)}")
    claim = _apart(writer, claim)
    names, body = _body(writer, claim.hypotheses, claim.conclusion, known)
    stated = nodes.Claim(kind, "; ".join(head), label(claim.id), tuple(body))
    return writer.written(Text(stated, *(() if finding is None else _verdict(writer, claim, finding, names))))


def claim_tex(writer: Writer, claim: Claim, known: Collection[str] = ()) -> list[str]:
    """The sentences of a claim, its hypotheses first; a large term that several of them share gets a name once."""
    return list(map(writer.written, sentences(writer, claim.hypotheses, claim.conclusion, known)))


def sentences(
    writer: Writer, hypotheses: Sequence[Boolean], conclusion: Boolean, known: Collection[str] = ()
) -> list[Text]:
    """What is assumed and what follows, as the sentences of one fragment; see `claim_tex`."""
    assumed = [writer.apart(condition) for condition in hypotheses]
    return _body(writer, assumed, writer.apart(conclusion), known)[1]


def _apart(writer: Writer, claim: Claim) -> Claim:
    """A claim in which no bound symbol is printed like one of its names."""
    assumed = tuple(writer.apart(condition) for condition in claim.hypotheses)
    return replace(claim, hypotheses=assumed, conclusion=writer.apart(claim.conclusion))


def _body(
    writer: Writer, hypotheses: Sequence[Boolean], concluded: Boolean, known: Collection[str]
) -> tuple[Names, list[Text]]:
    """The names for large terms in a claim, and its sentences."""
    conditions = (*hypotheses, concluded)
    notes = names_said(writer, conditions, known)
    definitions, names = fitted(writer, conditions)
    if definitions:
        lead = "Also write" if notes else "Write"
        notes.append(Text(lead, where_defined(conditions, names), Display(tuple(definitions))))
    lines = assumptions(writer, hypotheses, notes=notes, names=names)
    opening = "Then " if lines else "It holds that "
    return names, [*lines, conclusion(writer, replaced(concluded, names), opening)]


def label(claim_id: str) -> str:
    """The name by which fragments refer to a claim."""
    return f"ldm:{claim_id}"


def id_tex(claim_id: str) -> str:
    """The id of a claim in typewriter letters, with places where a line may break."""
    broken = claim_id.replace(".", r".\allowbreak ").replace("-", r"-\allowbreak ")
    return f"\\texttt{{{broken}}}"


def heading(statement: Statement) -> str:
    """One sentence that says what a result is and where it stands."""
    place = "" if statement.source is None else prose(str(statement.source)).replace(":", r":\allowbreak ", 1)
    source = f" ({place})" if place else ""
    return f"{prose(statement.title[:1].upper() + statement.title[1:])}{source}."


def _verdict(writer: Writer, claim: Claim, finding: Finding, names: Names) -> Text:
    """What is to be said after a claim that is not proved."""
    if finding.verdict is Verdict.PROVED:
        return Text()
    if finding.verdict is Verdict.REFUTED:
        found = finding.counterexample or {}
        stored = claim.counterexample is not None and shown(claim.counterexample) == found
        lines = [Text("Take ", instance(claim, found), ".")]
        lines.append(refutation(writer, claim, names) if stored else Text(NOT_SAID))
        lines += [Text(f"{sentence(str(claim.severity))}.")] if stored and claim.severity else []
        return Text(nodes.Proof(id_tex(claim.id), tuple(lines), refutes=True))
    unproved = Emphasis(f"{id_tex(claim.id)} is not proved here: the verdict is {finding.verdict}.")
    return Text("\\noindent", unproved, "\n")
