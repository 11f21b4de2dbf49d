"""What notebooks show of claims, facts and certificates: text, and mathematics between $ or $$ alone.

Environments of text (theorems, lists) and commands of text are for TeX; MathJax and KaTeX do not know them. Stopping
times, which need the numbers, are shown by `latex.stop`.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from sympy import IndexedBase, Symbol

from ldm_symbolic.claims.certificate import OWN, Certificate
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.exact import as_rational
from ldm_symbolic.latex.document.nodes import (
    Formula,
    Text,
)
from ldm_symbolic.latex.document.terms import (
    Entries,
)
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.statement import sentences
from ldm_symbolic.proof.language.terms import free


def shown_claim(claim: Claim) -> str:
    """A claim: its sentences."""
    return _sentences(claim.names, claim.hypotheses, claim.conclusion)


def shown_fact(fact: Any) -> str:
    """A fact: what is assumed, and what follows."""
    conditions = (*fact.hypotheses, fact.conclusion)
    return _sentences(frozenset().union(*map(free, conditions)), fact.hypotheses, fact.conclusion)


def shown_certificate(certificate: Certificate) -> str:
    """A certificate: the claim, the verdict, and who said so.

    >>> from ldm_symbolic.proof.smt.evidence import Evidence
    >>> from ldm_symbolic.claims.certificate import Verdict
    >>> shown_certificate(Certificate(claim="P0.x", role="printed", verdict=Verdict.PROVED, expected=Verdict.PROVED,
    ...     hypotheses=(), conclusion="1 > 0", evidence=(Evidence(engine="z3", outcome="unsat"),)))
    '$\\\\texttt{P0.x}$ is proved, by z3.'
    """
    engines = list(dict.fromkeys(item.engine for item in certificate.evidence))
    by = ", ".join([*engines, *(f"given {cited.split(':')[0]}" for cited in certificate.cited)])
    name = "The claim" if certificate.claim == OWN else rf"$\texttt{{{certificate.claim}}}$"
    text = f"{name} is {certificate.verdict.lower()}, by {by}."
    writer = Writer()
    values = list(filter(None, (_at(writer, *pair) for pair in (certificate.counterexample or {}).items())))
    return text + (f" It is false at {', '.join(values)}." if values else "")


class _NotebookWriter(Writer):
    def block(self, formula: str) -> str:
        return f"\n$$\n{formula}\n$$"

    def items(self, items: Sequence[str], tags: Sequence[str]) -> str:
        return "".join(f"\n• {item}" for item in items)


def _sentences(names: Iterable[Any], hypotheses: Sequence[Any], conclusion: Any) -> str:
    writer = _NotebookWriter(names)
    return "\n".join(map(writer.written, sentences(writer, hypotheses, conclusion)))


def _at(writer: Writer, key: str, value: Any) -> str:
    """A value of an instance as a formula; "" for one that is no number, such as a function."""
    name, entries = key.removesuffix("[]"), value if isinstance(value, list | tuple) else [value]
    try:
        numbers = [as_rational(Fraction(entry)) for entry in entries]
    except ValueError:
        return ""
    if entries is value:
        shown = Formula.of(Entries((IndexedBase(name, real=True)[1], ...)), "=", Entries(tuple(numbers)))
    else:
        shown = Formula.of(Symbol(name, real=True), "=", numbers[0])
    return writer.written(Text(shown))
