"""The derivation behind a statement: from the model to what its claims speak of, then the moves of its argument.

The model's part is in `model`, the moves that a statement brings are in `moves`. A
statement without moves shows its proved steps, each with all of its hypotheses.
"""

from __future__ import annotations

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.latex.derivations.model import abbreviations, model_said, scores
from ldm_symbolic.latex.derivations.moves import moves_tex
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.text import prose, sentence
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.conclusion import conclusion
from ldm_symbolic.latex.sentences.hypotheses import hypotheses
from ldm_symbolic.latex.sentences.known import names_said
from ldm_symbolic.latex.sentences.statement import id_tex


def derivation_tex(statement: Statement, letters: Notation | None = None, *, steps: bool = True) -> str:
    """The derivation behind a statement in paragraphs, its formulas displayed with a reason each.

    Args:
        statement: which decides the scores and brings the moves.
        letters: the notation.
        steps: whether a statement without moves shows its proved steps, each with all of its hypotheses.

    Raises:
        ValueError: if there is nothing to derive, or naming what has no LaTeX form.
    """
    writer = Writer(frozenset(), letters, short=False)
    parts = list(map(writer.written, model_said(statement, writer)))
    if statement.derivation:
        parts += moves_tex(statement, letters, abbreviations(statement))
    elif steps:
        parts += [_step(statement, claim, letters) for claim in statement.claims if _is_step(statement, claim)]
    if not parts:
        raise ValueError(f"nothing in {statement.id} is derived in steps; see its statement and its proof")
    return "\n\n".join(parts) + "\n"


def is_derived(statement: Statement) -> bool:
    """Whether a derivation says more than the list of the statement's claims does."""
    return bool(statement.derivation or scores(statement))


def _is_step(statement: Statement, claim: Claim) -> bool:
    """Whether a claim is a proved step of the statement, or repairs a step."""
    return statement.is_step(claim.id) and claim.expected is Verdict.PROVED


def _step(statement: Statement, claim: Claim, letters: Notation | None) -> str:
    """A step in words, and in full."""
    writer = Writer(claim.names, letters)
    says = sentence(claim.says)
    if claim.repairs:
        printed = sentence(statement[claim.repairs].says)
        says = f"{printed}: as printed ({id_tex(claim.repairs)}) this is refuted, and repaired so: {prose(claim.says)}"
    names = names_said(writer, (*claim.hypotheses, claim.conclusion))
    said = [
        *hypotheses(writer, claim.hypotheses, notes=names),
        conclusion(writer, claim.conclusion, "Then " if claim.hypotheses else ""),
    ]
    return "\n".join([f"{says} ({id_tex(claim.id)}).", *map(writer.written, said)])
