"""False neighbours of the claims of the catalogue, none of which may be proved.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Ge, Gt, Le, Lt, Not, Rational, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import require_same
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.language.build import UnknownTermError

TRUE_NEIGHBOURS = {
    "303*s[k]**2/(100*Max(0, 1 - s[k]**2)) > 0": "P2.quotient-repaired: a positive multiple of a positive number",
}
"""Altered conclusions that are true themselves, so that proving them is right; with the reason."""


def equivalent(first: Boolean, second: Boolean) -> bool:
    """Whether two conclusions say the same, seen without the solvers: a relation turned round."""
    return first == second or getattr(first, "reversed", None) == second


def alterations(conclusion: Boolean) -> Iterator[Boolean]:
    """False neighbours: a relation swapped, a coefficient off by a hundredth, a bound off by one, the negation."""
    yield Not(conclusion)
    swapped = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt}
    for node in conclusion.atoms(Le, Ge, Lt, Gt):
        yield conclusion.xreplace({node: swapped[type(node)](*node.args, evaluate=False)})
    for number in sorted((n for n in conclusion.atoms(Rational) if n not in (0, 1, -1)), key=str)[:3]:
        yield conclusion.xreplace({number: number * Rational(101, 100)})
    for total in conclusion.atoms(Sum):
        index, low, high = total.limits[0]
        yield conclusion.xreplace({total: Sum(total.function, (index, low, high + 1))})


def wrongly_proved(claim: Claim, fact: Fact) -> list[Boolean]:
    """Return the alterations of a proved claim that its own proof shows, or the solvers alone where it has none."""
    proved = []
    for altered in alterations(claim.conclusion):
        told = claim.proof is None and str(altered) in TRUE_NEIGHBOURS
        if equivalent(altered, claim.conclusion) or told:
            continue
        try:
            found = fact if claim.proof is not None else prove(claim.hypotheses, altered)
            require_same(found, replace(claim, conclusion=altered))
        except (RuleError, UnknownTermError):
            continue
        proved.append(altered)
    return proved
