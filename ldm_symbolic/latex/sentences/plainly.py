"""How a claim fails at its counterexample in one line of plain text: the numbers that the printed refutation has.

Written to the index of the catalogue, so that `show` can say them without evaluating anything.

Tested in `tests/claims/test_record.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy.logic.boolalg import Boolean, Equivalent, Not

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.exact import Assignment
from ldm_symbolic.latex.document.nodes import (
    Formula,
    Text,
)
from ldm_symbolic.latex.document.terms import (
    Decimal,
)
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.refutation import Refutation
from ldm_symbolic.proof.language.terms import text

_LONGEST = 40
"""Characters of a formula that stays in the line."""
_OPENINGS = ("All hypotheses hold. ", "All hypotheses hold, and the conclusion does not.", "But ", "Then ")


class _Plain(Writer):
    """A writer of formulas as they are typed."""

    signs: Mapping[str, str] = {}

    def math(self, term: Any) -> str:
        return term.digits if isinstance(term, Decimal) else text(term)

    def written(self, said: Text) -> str:
        return "".join(self.tex(piece) if isinstance(piece, Formula) else str(piece) for piece in said)


class _Numbers(Refutation):
    """The numbers of a refutation, without formulas that no line holds."""

    def false(self) -> Text:
        match self.conclusion:
            case Not():
                return Text()
            case Equivalent():
                return self.one_side()
        return super().false()

    def one_side(self) -> Text:
        """What the sides are of the comparison that fails in an equivalence."""
        said = []
        for side in self.conclusion.args:
            self.point.failures.clear()
            self.point.value(side)
            for failed, local in self.point.failures[:1]:
                formula = text(failed)
                what = formula if len(formula) <= _LONGEST else "the comparison that fails"
                said.append(Text(f"of {what} ", self.values(failed, local)))
        return said[0] if said else Text()

    def part_fails(self, failed: Boolean, local: Assignment, values: Text) -> Text:
        formula, place = text(failed), self.where(local, failed)
        shown = Text(formula if len(formula) <= _LONGEST else "it", " fails", place)
        return Text(shown, ": ", values) if values else shown


def values_at(claim: Claim) -> str:
    """What the two sides of a claim are at its counterexample, or what is undefined there; "" if nothing is to say.

    Args:
        claim: refuted by its counterexample.
    """
    writer = _Plain(claim.names)
    said = writer.written(_Numbers(writer, claim, {}).text())
    for opening in _OPENINGS:
        said = said.removeprefix(opening)
    said = said.rstrip(".")
    assert "\\" not in said, said
    return f"the {said[4:]}" if said.startswith("The ") else said
