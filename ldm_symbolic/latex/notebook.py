"""What notebooks show of claims, facts and certificates: text, and mathematics between $ or $$ alone.

Environments of text (theorems, lists) and commands of text are for TeX; MathJax and KaTeX do not know them. Stopping
times, which need the numbers, are shown by `latex.stop`.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ldm_symbolic.claims.certificate import OWN, Certificate
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.finding import number_tex
from ldm_symbolic.latex.sentences.statement import sentences_tex
from ldm_symbolic.proof.language.terms import free

_DISPLAY = re.compile(r"\\(?:begin|end)\{equation\*\}")
_LIST = re.compile(r"\\(?:begin|end)\{itemize\}\n?")


def shown_claim(claim: Claim) -> str:
    """A claim: its sentences."""
    return _sentences(Writer(claim.names), claim.hypotheses, claim.conclusion)


def shown_fact(fact: Any) -> str:
    """A fact: what is assumed, and what follows."""
    conditions = (*fact.hypotheses, fact.conclusion)
    return _sentences(Writer(frozenset().union(*map(free, conditions))), fact.hypotheses, fact.conclusion)


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
    values = [
        f"${written}$" for key, value in (certificate.counterexample or {}).items() if (written := _at(key, value))
    ]
    return text + (f" It is false at {', '.join(values)}." if values else "")


def _sentences(writer: Writer, hypotheses: Sequence[Any], conclusion: Any) -> str:
    text = "\n".join(sentences_tex(writer, hypotheses, conclusion))
    text = _LIST.sub("", _DISPLAY.sub("$$", text))
    return text.replace(r"\item ", "• ").replace(r"\noindent", "").replace(r"\allowbreak ", "")


def _at(key: str, value: Any) -> str:
    """A value of an instance as a formula; "" for one that is no number, such as a function."""
    writer = Writer()
    entries = value if isinstance(value, list | tuple) else [value]
    try:
        numbers = [number_tex(writer, str(Fraction(entry))) for entry in entries]
    except ValueError:
        return ""
    letter = writer.letters.letter(key.removesuffix("[]"))
    if entries is value:
        return rf"({letter.written(index='1')}, \dots) = ({', '.join(numbers)})"
    return f"{letter.written()} = {numbers[0]}"
