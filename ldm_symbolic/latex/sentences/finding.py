"""What is known about a claim when it is printed: its verdict, and the values of its counterexample.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Expr, IndexedBase, Lambda, Symbol

from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.necessity import shown
from ldm_symbolic.claims.statement import Claim, Severity
from ldm_symbolic.exact import as_rational
from ldm_symbolic.latex.document.nodes import (
    Formula,
    Text,
    listed,
)
from ldm_symbolic.latex.document.terms import (
    Code,
    Entries,
)
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


def instance(claim: Claim, values: Mapping[str, Any]) -> Text:
    """The values of the names of a claim, in one line; the inverse of a clock goes without saying."""
    stored = claim.counterexample or {}
    exact = dict(zip(shown(stored), stored.items(), strict=True)) if shown(stored) == values else {}
    own = claim.names - ({time_left_at} if noise_at in claim.names else set())
    spelled = set(map(str, own))
    parts = []
    for key, text in values.items():
        name, value = exact.get(key, (None, text))
        if name in own or (name is None and key.removesuffix("[]") in spelled):
            parts.append(_value(key, name, value))
    return listed(parts)


def _value(key: str, name: Any, value: Any) -> Formula:
    if isinstance(value, Lambda) and is_function(name):
        (variable,) = value.variables
        argument = time_left if name == noise_at else variable
        return Formula.of(name(argument), "=", substitute(value.expr, {variable: argument}))
    bare = key.removesuffix("[]")
    if isinstance(value, list | tuple):
        entries = [IndexedBase(bare, real=True)[i + 1] for i in range(len(value))]
        if len(value) == 1:
            return Formula.of(entries[0], "=", number(value[0]))
        names = entries if len(entries) <= 3 else [entries[0], ..., entries[-1]]
        return Formula.of(Entries(tuple(names)), "=", Entries(tuple(map(number, value)), breaks=True))
    return Formula.of(Symbol(bare, real=True), "=", number(value))


def number(value: Any) -> Any:
    """An exact number: a fraction, or an expression; text is read as a fraction or shown as it is."""
    if isinstance(value, Expr):
        return value
    try:
        return as_rational(Fraction(value))
    except ValueError:
        return Code(str(value))
