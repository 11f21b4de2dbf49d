"""What `stop --certify` and `stop --exact` list.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ldm_symbolic.certified.optimum import Certified, CertifiedBest, CertifiedTime
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.row import Watched

if TYPE_CHECKING:
    from ldm_symbolic.certified.algebraic import ExactStop


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedListing:
    """The certified answer of `stop`.

    Args:
        problem: the question.
        digits: significant digits of the bounds.
        rows: the latent dimensions listed.
        best: the pair with the least error over all k.
        exact: x*(k) as an algebraic number by k, None where it has no such form; None unless asked for.
    """

    problem: StoppingProblem
    digits: int
    rows: tuple[CertifiedTime, ...]
    best: CertifiedBest
    exact: Mapping[int, ExactStop | None] | None

    @property
    def undecided(self) -> str | None:
        """What could not be told apart, in one line; None where everything is decided."""
        levels = [str(row.k) for row in self.rows if row.rivals]
        if levels:
            return f"several noise levels are equally good as far as is decided, for k = {', '.join(levels)}"
        if self.best.rivals:
            ks = ", ".join(str(k) for k in (self.best.row.k, *self.best.rivals))
            return f"several latent dimensions are equally good as far as is decided: k = {ks}"
        return None


def certified_listing(
    problem: StoppingProblem,
    dimensions: Sequence[int],
    *,
    digits: int,
    exact: bool = False,
    watched: Watched = iter,
) -> CertifiedListing:
    """When to stop for each latent dimension listed, and the best pair of all, proved.

    Args:
        problem: the model.
        dimensions: the k to list.
        digits: significant digits of the bounds.
        exact: whether to give x* as an algebraic number too, where it is one of a degree that can be handled.
        watched: shows progress.

    Raises:
        ArithmeticError: if no precision tried decides.
    """
    certified = Certified(problem, digits=digits)
    best = certified.best(watched)
    rows = tuple(certified.rows(dimensions))
    forms = {kept: _form(certified, kept) for kept in dimensions} if exact else None
    return CertifiedListing(problem=problem, digits=digits, rows=rows, best=best, exact=forms)


def _form(certified: Certified, kept: int) -> ExactStop | None:
    from ldm_symbolic.certified.algebraic import exact_of

    try:
        return exact_of(certified, kept)
    except ValueError:  # not algebraic in this way, or of too high a degree
        return None
