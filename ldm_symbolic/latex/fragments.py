"""What the command `latex` prints: fragments of many claims, and which macros of an author's file have drifted.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ldm_symbolic.claims.audit import Keeper, Selection, Source, examine, undecided_instead
from ldm_symbolic.claims.certificate import Certificate, Examined
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.summary import established_by
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
    macro_names,
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
from ldm_symbolic.reading import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What the command prints, and what was found out for it.

    Args:
        text: the LaTeX.
        certificates: of the claims that were verified for it.
        sure: whether another run finds the same, for no solver failed.
    """

    text: str
    certificates: tuple[Certificate, ...] = ()
    sure: bool = True


Found = Sequence[tuple[Claim, Examined]]
"""Claims with what came of them, and more: their proofs as LaTeX where proofs are wanted and there is one."""


def fragments(
    selection: Selection, part: str = "statement", *, letters: Notation | None = None, as_stated: bool = False
) -> str:
    """The text of `printed`, verified in this process.

    Raises:
        ValueError: if a part has no LaTeX form, or a proof is wanted of one claim that is not proved.
    """
    return printed(selection, part, letters=letters, as_stated=as_stated).text


def printed(
    selection: Selection,
    part: str = "statement",
    *,
    letters: Notation | None = None,
    as_stated: bool = False,
    source: Source | None = None,
    jobs: int | None = None,
    effort: float = 1,
    kept: Keeper | None = None,
) -> Printed:
    """One part of the LaTeX of statements and claims; whatever is printed as proved is verified first.

    What all of it takes for granted stands before it, in comment lines.

    Args:
        selection: statements, each with the claims wanted.
        part: "statement", "derivation", "proof" or "macros".
        letters: the notation.
        as_stated: print statements without their verdicts, and so without verifying them.
        source: see `audit.examine`; None to verify in this process.
        jobs: how many statements at a time.
        effort: how many times the usual budget every question to a solver may take.
        kept: see `audit.examine`.

    Raises:
        ValueError: if a part has no LaTeX form, or a proof is wanted of claims that are not recorded as proved.
    """
    claims = [claim for _, chosen in selection for claim in chosen]
    done: Found = ()
    if part == "derivation":
        text = "\n".join(derivation_tex(statement, letters) for statement, _ in selection)
    elif part == "statement" and as_stated:
        text = "\n".join(statement_tex(claim, None, letters) for claim in claims)
    else:
        done = _verified(selection, letters, part == "proof", source, jobs, effort, kept)
        if part == "macros":
            return _printed(macros_tex(_macros(done, letters)), done)
        text = _proofs(done) if part == "proof" else _statements(done, letters)
    whole = [claim for statement, _ in selection for claim in statement.claims] if part == "derivation" else claims
    opening = conventions_comment(whole, letters, text, argued=part != "statement")
    return _printed(opening + text if text else "", done)


def _printed(text: str, done: Found) -> Printed:
    return Printed(text=text, certificates=_certificates(done), sure=all(found.sure for _, found in done))


def _verified(
    selection: Selection,
    letters: Notation | None,
    proofs: bool,
    source: Source | None,
    jobs: int | None,
    effort: float,
    kept: Keeper | None,
) -> Found:
    more = partial(_proof, letters) if proofs else None
    if source is not None:
        results = examine(selection, source, jobs=jobs, effort=effort, more=more, kept=kept)
        return [pair for _, each in results for pair in each]
    done = [(claim, verification(claim, effort=effort)) for _, claims in selection for claim in claims]
    return [
        (claim, Examined(certificate=found.certificate, queries=(), more=None if more is None else more(claim, found)))
        for claim, found in done
    ]


def _certificates(done: Found) -> tuple[Certificate, ...]:
    return tuple(found.certificate for _, found in done)


def _proof(letters: Notation | None, claim: Claim, found: Verification) -> str:
    return "" if found.fact is None else proof_tex(claim, found.fact, letters)


def _statements(done: Found, letters: Notation | None) -> str:
    texts = ((found, statement_tex(claim, Finding.of(found.certificate), letters)) for claim, found in done)
    return "\n".join(f"{_by(found.certificate)}{text}" for found, text in texts)


def _by(certificate: Certificate) -> str:
    """A comment line that says by which engines and kernels a verdict is established; "" where it is not."""
    verdict = certificate.verdict.lower()
    by = established_by(certificate)
    return f"% {certificate.claim} is {verdict} by {by}\n" if by else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of comparing an author's macros with what is verified now.

    Args:
        drifts: the macros that are not what is verified; nothing is said about a claim that is undecided though
            recorded otherwise.
        certificates: of the claims that were verified for it.
    """

    drifts: tuple[Drift, ...]
    certificates: tuple[Certificate, ...]


def check_macros(
    text: str,
    selection: Selection,
    letters: Notation | None = None,
    *,
    source: Source | None = None,
    jobs: int | None = None,
    effort: float = 1,
    kept: Keeper | None = None,
) -> Checked:
    """Which macros of an author's file are not what is verified now.

    Args:
        text: the file.
        selection: of the catalogue; those claims that the file quotes are verified again.
        letters: the notation in which the macros were written.
        source: see `printed`, as the rest.
    """
    quoted = [(statement, claims_mentioned(text, claims)) for statement, claims in selection]
    done = _verified([(s, claims) for s, claims in quoted if claims], letters, False, source, jobs, effort, kept)
    open_ones = [c for c in _certificates(done) if undecided_instead([c])]
    spared = {name for certificate in open_ones for name in macro_names(certificate.claim)}
    verdicts = {claim.id: found.certificate.verdict for claim, found in done}
    drifts = drifted(text, _macros(done, letters), verdicts)
    return Checked(
        drifts=tuple(drift for drift in drifts if drift.name not in spared), certificates=_certificates(done)
    )


def check_file(path: str, selection: Selection, letters: Notation | None = None, **how: Any) -> Checked:
    """`check_macros` of a file.

    Raises:
        ValueError: if the file cannot be read.
    """
    try:
        text = text_of(path)
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return check_macros(text, selection, letters, **how)


def _macros(done: Found, letters: Notation | None) -> dict[str, str]:
    macros = model_macros(letters)
    for claim, found in done:
        macros |= claim_macros(claim, Finding.of(found.certificate), letters)
    return macros


def _proofs(done: Found) -> str:
    """The proofs; none at all is right only where one is missing that is recorded."""
    proofs = [f"{_by(found.certificate)}{found.more}" for _, found in done if found.more]
    if not proofs and not undecided_instead(_certificates(done)):
        verdicts = ", ".join(f"{claim.id} is {found.certificate.verdict}" for claim, found in done)
        raise ValueError(f"there is no proof to print: {verdicts}")
    return "\n".join(proofs)
