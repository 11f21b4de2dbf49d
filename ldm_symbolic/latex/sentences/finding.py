"""What is known about a claim when it is printed: its verdict, and the values of its counterexample.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Expr, Lambda

from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.necessity import shown
from ldm_symbolic.claims.statement import Claim, Severity
from ldm_symbolic.exact import as_rational
from ldm_symbolic.latex.formulas.layout import listed
from ldm_symbolic.latex.formulas.text import prose
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.notation import noise_at, time_left, time_left_at
from ldm_symbolic.proof.language.terms import is_function, substitute


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known about a claim when it is printed.

    Args:
        verdict: see `Verdict`.
        cited: outside theorems that the proof uses.
        counterexample: values as text; None unless refuted.
        severity: how much a refutation weighs; None where it is none, or nothing is known of that.
    """

    verdict: Verdict
    cited: tuple[str, ...] = ()
    counterexample: Mapping[str, Any] | None = None
    severity: Severity | None = None

    @classmethod
    def of(cls, certificate: Certificate) -> Finding:
        """What a certificate says."""
        return cls(
            verdict=certificate.verdict,
            cited=certificate.cited,
            counterexample=certificate.counterexample,
            severity=certificate.severity,
        )

    @classmethod
    def recorded(cls, claim: Claim) -> Finding:
        """What the catalogue records of a claim, without verifying it."""
        refuted = claim.expected is Verdict.REFUTED and claim.counterexample is not None
        values = shown(claim.counterexample or {}) if refuted else None
        severity = claim.severity.word if refuted and claim.severity else None
        return cls(verdict=claim.expected, cited=claim.cited, counterexample=values, severity=severity)


def instance_tex(writer: Writer, claim: Claim, values: Mapping[str, Any]) -> str:
    """The values of the names of a claim, in one line; the inverse of a clock goes without saying."""
    stored = claim.counterexample or {}
    exact = dict(zip(shown(stored), stored.items(), strict=True)) if shown(stored) == values else {}
    own = claim.names - ({time_left_at} if noise_at in claim.names else set())
    spelled = set(map(str, own))
    parts = []
    for key, text in values.items():
        name, value = exact.get(key, (None, text))
        if name in own or (name is None and key.removesuffix("[]") in spelled):
            parts.append(_value(writer, key, name, value))
    return listed(parts)


def _value(writer: Writer, key: str, name: Any, value: Any) -> str:
    letters = writer.letters.letter(key.removesuffix("[]"))
    if isinstance(value, Lambda) and is_function(name):
        (variable,) = value.variables
        argument = time_left if name == noise_at else variable
        return f"${writer.math(name(argument))} = {writer.math(substitute(value.expr, {variable: argument}))}$"
    if isinstance(value, list | tuple):
        entries = r", \allowbreak ".join(number_tex(writer, entry) for entry in value)
        indices = [letters.written(index=str(i + 1)) for i in range(len(value))]
        names = indices if len(indices) <= 3 else [indices[0], r"\dots", indices[-1]]
        return f"${names[0]} = {entries}$" if len(value) == 1 else f"$({', '.join(names)}) = ({entries})$"
    return f"${letters.written()} = {number_tex(writer, value)}$"


def number_tex(writer: Writer, value: Any) -> str:
    """An exact number: a fraction, or an expression; text is read as a fraction or shown as it is."""
    if isinstance(value, Expr):
        return writer.math(value)
    try:
        number = Fraction(value)
    except ValueError:
        return rf"\texttt{{{prose(str(value))}}}"
    return writer.math(as_rational(number))
