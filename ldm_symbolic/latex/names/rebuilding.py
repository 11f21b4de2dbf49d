"""Terms made anew with names for some of their parts, and nothing else evaluated.

Tested in `tests/latex/test_names.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sympy import Add, Basic, Expr, Indexed, Max, Min
from sympy.core.relational import Relational


def is_taken(letter: str, taken: Iterable[str]) -> bool:
    """Whether a letter means something else in a fragment."""
    return letter in taken or f"{letter}[]" in taken


def rebuilt(term: Any, change: Callable[[Expr], Expr]) -> Any:
    """A term in which every sum, minimum and maximum has been changed, inner ones first, and nothing else evaluated."""
    if not _has_parts_to_change(term):
        return term
    args = [rebuilt(arg, change) for arg in term.args]
    if isinstance(term, Relational):
        return term.func(*args, evaluate=False)
    same = all(new is old for new, old in zip(args, term.args, strict=True))
    kept = isinstance(term, Min | Max) and len(set(args)) > 1  # SymPy takes long to compare what it has compared before
    made = term if same else term.func(*args, evaluate=False) if kept else term.func(*args)
    return change(made) if isinstance(made, Add | Min) else made


@cache
def _has_parts_to_change(term: Any) -> bool:
    """Whether there is a sum or a minimum in a term, other than in what numbers an entry."""
    if not isinstance(term, Basic) or not term.args or isinstance(term, Indexed):
        return False
    return isinstance(term, Add | Min) or any(map(_has_parts_to_change, term.args))


def without(total: Expr, part: Expr) -> Expr | None:
    """What is left of a sum when all terms of another are taken from it; None if one is not in it."""
    if len(Add.make_args(part)) < 2:
        return None
    numbers = {rest: number for number, rest in (term.as_coeff_Mul() for term in Add.make_args(total))}
    for number, rest in (term.as_coeff_Mul() for term in Add.make_args(part)):
        if rest not in numbers or numbers[rest] < number:
            return None
    return total - part
