"""LaTeX of one thing that somebody holds in Python: a claim, a certificate, a fact, or an expression of their own.

Tested in `tests/whole/test_front_door_claims.py`.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from sympy import Basic
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Certificate
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.latex.formulas.letters import Notation, notation
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.notebook import shown_certificate, shown_fact
from ldm_symbolic.latex.sentences.statement import statement_tex
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.terms import free


def latex_of(shown: Any, letters: Notation | str | None = None) -> str:
    """The LaTeX of a claim, a statement, a certificate, a fact, a condition or an expression.

    Args:
        shown: what is wanted; a claim is written as stated, for nothing is verified here.
        letters: the notation: "ours", "paper", a TOML file with your letters, or a `Notation`.

    Raises:
        ValueError: if nothing is known of its kind, or it holds what cannot be printed.

    >>> from ldm_symbolic.notation import noise, variance
    >>> latex_of(noise * (1 - variance) <= 3 * variance)
    'x (1 - \\\\lambda) \\\\le 3 \\\\lambda'
    """
    chosen = notation(letters) if isinstance(letters, str) else letters
    match shown:
        case Claim():
            return statement_tex(shown, None, chosen)
        case Statement():
            return "\n".join(statement_tex(claim, None, chosen) for claim in shown.claims)
        case Certificate():
            return shown_certificate(shown)
        case Fact():
            return shown_fact(shown)
        case Boolean():
            writer = Writer(free(shown), chosen, short=False)
            formula = writer.formula(shown)
            return writer.written(writer.sentence(shown)) if formula is None else writer.tex(formula)
        case Basic():
            return Writer(free(shown), chosen, short=False).math(shown)
    hint = "; ldm_symbolic.claim(ID) gives a claim" if isinstance(shown, str) else ""
    raise ValueError(f"expected a claim, a certificate, a fact or a SymPy expression, got {shown!r}{hint}")


class CallableModule(ModuleType):
    """The folder `latex` itself, which can be called: it is both the wing and a function of the front door."""

    def __call__(self, shown: Any, notation: Notation | str | None = None) -> str:
        """The LaTeX of what is shown; see `latex_of`."""
        return latex_of(shown, notation)
