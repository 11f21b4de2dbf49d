"""What can serve as an instance of a claim, and where an instance must be looked at with more care."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from sympy import Basic, Expr, Lambda, Piecewise, Rational, Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import And, Equivalent, Implies, Or

from ldm_symbolic.proof.language.terms import free


def misfit(instance: Mapping[Any, Any]) -> str:
    """Say why an instance is none: an integer symbol with a value between integers, a value that is not closed."""
    for name, value in instance.items():
        whole = isinstance(value, int | Fraction | Rational) and Rational(value).q == 1
        if isinstance(name, Symbol) and name.is_integer and not whole:
            return f"{name} is an integer, so it cannot be {value}"
        local = value.variables if isinstance(value, Lambda) else ()
        parts = value if isinstance(value, tuple | list) else [value.expr if isinstance(value, Lambda) else value]
        names = {str(inner) for part in parts if isinstance(part, Expr) for inner in free(part) - set(local)}
        if names:
            return f"the value {value} of {name} contains {', '.join(sorted(names))}"
    return ""


@cache
def hides(term: Basic) -> bool:
    """Whether an undefined part can get lost when a term is evaluated.

    Functions are put in by SymPy, which cancels; the ball engine reads "and" and "or" from left to right.
    """
    if term.atoms(AppliedUndef):
        return True
    joined = (pair[1] for case in term.atoms(Piecewise) for pair in case.args)
    return any(condition.has(And, Or, Implies, Equivalent) for condition in joined)
