"""LaTeX that an author can paste: what the command `latex` prints, and what notebooks show.

    fragments([(P2, P2.claims)], part="proof")

Statements are in `latex_statement`, derivations in `latex_derivation`, proofs in `latex_proof`, macros in
`latex_macros`, answers of `stop` in `latex_stop`; the preamble that all of them need is `PREAMBLE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ldm_symbolic.certificate import Verdict
from ldm_symbolic.latex_derivation import derivation_tex as derivation_tex
from ldm_symbolic.latex_finding import Finding as Finding
from ldm_symbolic.latex_formula import Writer
from ldm_symbolic.latex_macros import (
    Drift,
    claim_macros,
    claims_mentioned,
    drifted,
    macros_tex,
    model_macros,
)
from ldm_symbolic.latex_notation import Notation
from ldm_symbolic.latex_notation import notation as notation
from ldm_symbolic.latex_printer import AuthorPrinter
from ldm_symbolic.latex_proof import proof_tex as proof_tex
from ldm_symbolic.latex_prose import prose as prose
from ldm_symbolic.latex_statement import PREAMBLE as PREAMBLE
from ldm_symbolic.latex_statement import conclusion_tex, hypotheses_tex, names_tex
from ldm_symbolic.latex_statement import statement_tex as statement_tex
from ldm_symbolic.statement import Claim, Statement
from ldm_symbolic.verification import Verification, verification

PARTS = ("statement", "derivation", "proof", "macros")
Selection = Sequence[tuple[Statement, Sequence[Claim]]]


def fragments(
    selection: Selection, part: str = "statement", *, letters: Notation | None = None, as_stated: bool = False
) -> str:
    """One part of the LaTeX of statements and claims; whatever is printed as proved is verified first.

    Args:
        selection: statements, each with the claims wanted.
        part: "statement", "derivation", "proof" or "macros".
        letters: the notation.
        as_stated: print statements without their verdicts, and so without verifying them.

    Raises:
        ValueError: if a part has no LaTeX form, or a proof is wanted of one claim that is not proved.
    """
    if part == "derivation":
        return "\n".join(derivation_tex(statement, letters) for statement, _ in selection)
    claims = [claim for _, chosen in selection for claim in chosen]
    if part == "statement" and as_stated:
        return "\n".join(statement_tex(claim, None, letters) for claim in claims)
    done = [(claim, verification(claim)) for claim in claims]
    if part == "macros":
        return macros_tex(_macros(done, letters))
    if part == "proof":
        return _proofs(done, letters)
    return "\n".join(statement_tex(claim, Finding.of(found.certificate), letters) for claim, found in done)


def check_macros(text: str, claims: Iterable[Claim], letters: Notation | None = None) -> tuple[Drift, ...]:
    """Which macros of an author's file are not what is verified now.

    Args:
        text: the file.
        claims: of the catalogue; those that the file quotes are verified again.
        letters: the notation in which the macros were written.
    """
    quoted = claims_mentioned(text, claims)
    return drifted(text, _macros([(claim, verification(claim)) for claim in quoted], letters))


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


def shown_claim(claim: Claim) -> str:
    """A claim for a notebook: its sentences without a theorem environment, which MathJax does not know."""
    writer = Writer(claim.names)
    conditions = (*claim.hypotheses, claim.conclusion)
    parts = [*hypotheses_tex(writer, claim.hypotheses), *names_tex(writer, conditions)]
    return "\n".join([*parts, conclusion_tex(writer, claim.conclusion, "Then " if claim.hypotheses else "")])


def shown_fact(fact: Any) -> str:
    """A fact for a notebook: what is assumed, and what follows."""
    from ldm_symbolic.terms import free

    conditions = (*fact.hypotheses, fact.conclusion)
    writer = Writer(frozenset().union(*map(free, conditions)))
    parts = [*hypotheses_tex(writer, fact.hypotheses), *names_tex(writer, conditions)]
    return "\n".join([*parts, conclusion_tex(writer, fact.conclusion, "Then " if fact.hypotheses else "")])


def shown_stop(stop: Any) -> str:
    """A stopping time for a notebook."""
    exact = "" if stop.exact is None else f" = {AuthorPrinter().doprint(stop.exact)}"
    numbers = {"x^*": stop.noise, "t^*": stop.time, "E(k, x^*)": stop.error}
    values = [f"k = {stop.k}", *(f"{name} = {_short(value)}" for name, value in numbers.items())]
    return f"${', '.join(values)}$" + (f" (before clipping $x^*{exact}$)" if exact else "")


def _short(value: Any) -> str:
    from ldm_symbolic.latex_stop import decimal_tex
    from ldm_symbolic.report import decimal

    return decimal_tex(decimal(value, 6))


def verdict_tex(verdict: Verdict) -> str:
    """A verdict in small capitals."""
    return rf"\textsc{{{verdict.lower()}}}"
