"""What the command `latex` prints: fragments of many claims, and which macros of an author's file have drifted.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import Verification, verification
from ldm_symbolic.latex.derivations.derivation import derivation_tex as derivation_tex
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.letters import notation as notation
from ldm_symbolic.latex.formulas.text import prose as prose
from ldm_symbolic.latex.macros import (
    Drift,
    claim_macros,
    claims_mentioned,
    drifted,
    macros_tex,
    model_macros,
)
from ldm_symbolic.latex.notebook import shown_certificate as shown_certificate
from ldm_symbolic.latex.notebook import shown_claim as shown_claim
from ldm_symbolic.latex.notebook import shown_fact as shown_fact
from ldm_symbolic.latex.proofs.proof import proof_tex as proof_tex
from ldm_symbolic.latex.sentences.conventions import conventions_comment
from ldm_symbolic.latex.sentences.finding import Finding as Finding
from ldm_symbolic.latex.sentences.statement import PREAMBLE as PREAMBLE
from ldm_symbolic.latex.sentences.statement import statement_tex as statement_tex

Selection = Sequence[tuple[Statement, Sequence[Claim]]]


def fragments(
    selection: Selection, part: str = "statement", *, letters: Notation | None = None, as_stated: bool = False
) -> str:
    """One part of the LaTeX of statements and claims; whatever is printed as proved is verified first.

    What all of it takes for granted stands before it, in comment lines.

    Args:
        selection: statements, each with the claims wanted.
        part: "statement", "derivation", "proof" or "macros".
        letters: the notation.
        as_stated: print statements without their verdicts, and so without verifying them.

    Raises:
        ValueError: if a part has no LaTeX form, or a proof is wanted of one claim that is not proved.
    """
    claims = [claim for _, chosen in selection for claim in chosen]
    if part == "derivation":
        text = "\n".join(derivation_tex(statement, letters) for statement, _ in selection)
    elif part == "statement" and as_stated:
        text = "\n".join(statement_tex(claim, None, letters) for claim in claims)
    else:
        done = [(claim, verification(claim)) for claim in claims]
        if part == "macros":
            return macros_tex(_macros(done, letters))
        text = _proofs(done, letters) if part == "proof" else _statements(done, letters)
    whole = [claim for statement, _ in selection for claim in statement.claims] if part == "derivation" else claims
    return conventions_comment(whole, letters, text, argued=part != "statement") + text


def _statements(done: Iterable[tuple[Claim, Verification]], letters: Notation | None) -> str:
    return "\n".join(statement_tex(claim, Finding.of(found.certificate), letters) for claim, found in done)


def check_macros(text: str, claims: Iterable[Claim], letters: Notation | None = None) -> tuple[Drift, ...]:
    """Which macros of an author's file are not what is verified now.

    Args:
        text: the file.
        claims: of the catalogue; those that the file quotes are verified again.
        letters: the notation in which the macros were written.
    """
    done = [(claim, verification(claim)) for claim in claims_mentioned(text, claims)]
    verdicts = {claim.id: found.certificate.verdict for claim, found in done}
    return drifted(text, _macros(done, letters), verdicts)


def check_file(path: str, claims: Iterable[Claim], letters: Notation | None = None) -> tuple[Drift, ...]:
    """`check_macros` of a file.

    Raises:
        ValueError: if the file cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from error
    return check_macros(text, claims, letters)


def _macros(done: Iterable[tuple[Claim, Verification]], letters: Notation | None) -> dict[str, str]:
    macros = model_macros(letters)
    for claim, found in done:
        macros |= claim_macros(claim, Finding.of(found.certificate), letters)
    return macros


def _proofs(done: Sequence[tuple[Claim, Verification]], letters: Notation | None) -> str:
    proofs = [proof_tex(claim, found.fact, letters) for claim, found in done if found.fact is not None]
    if not proofs:
        verdicts = ", ".join(f"{claim.id} is {found.certificate.verdict}" for claim, found in done)
        raise ValueError(f"there is no proof to print: {verdicts}")
    return "\n".join(proofs)
