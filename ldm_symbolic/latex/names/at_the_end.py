"""The names of what a capped score leaves at the end: G_j, U_j, V_j(T) and E(k, T).

Tested in `tests/latex/test_names.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sympy import Add, Basic, Expr, Indexed

from ldm_symbolic.latex.names.kinds import (
    AT_THE_END,
    EndError,
    EndVariance,
    Reach,
    SwitchVariance,
    entry_of,
    meaning,
)
from ldm_symbolic.latex.names.order import spelled
from ldm_symbolic.latex.names.rebuilding import is_taken, rebuilt, without
from ldm_symbolic.model import error as frechet
from ldm_symbolic.model.capped_end import REACH, final
from ldm_symbolic.notation import estimated_deviations, estimated_variances, horizon, latent_dimension, mode


def at_the_end(kind: Any) -> tuple[Expr, Expr]:
    """A name at the end, and what it stands for in names defined before it."""
    if kind is EndError:
        return kind(latent_dimension, horizon), frechet.squared_error(EndVariance(mode, horizon))
    believed = estimated_deviations[mode] ** 2
    if kind is Reach:
        return kind(mode), meaning(kind)
    if kind is SwitchVariance:
        return kind(mode), _reached(meaning(kind), believed, mode)
    switched = {_reached(meaning(SwitchVariance), believed, mode): SwitchVariance(mode)}
    return kind(mode, horizon), _end_in(believed, mode).xreplace(switched)


def _reached(term: Expr, believed: Expr, index: Expr) -> Expr:
    least = entry_of(REACH, believed)
    return rebuilt(term, lambda part: Reach(index) if part == least else part)


@cache
def _end_in(believed: Expr, index: Expr) -> Expr:
    """The variance at the end, as the model derives it, in the name of its reach."""
    return _reached(entry_of(final, believed), believed, index)


def with_ends(term: Any, taken: Iterable[str]) -> Any:
    """A term with these names in place of what they stand for."""
    if not isinstance(term, Basic) or not term.has(horizon) or any(is_taken(k.letter, taken) for k in AT_THE_END):
        return term

    def change(part: Expr) -> Expr:
        for node in sorted(part.atoms(Indexed), key=spelled):
            if node.base not in (estimated_variances, estimated_deviations):
                continue
            believed, index = node if node.base == estimated_variances else node**2, node.indices[0]
            if part == entry_of(REACH, believed):
                return Reach(index)
            rest = without(part, _end_in(believed, index)) if isinstance(part, Add) and part.has(Reach) else None
            if rest is not None:
                return change(rest + EndVariance(index, horizon))
        return part

    return rebuilt(term, change)
