"""Claims, what is known about them, and by what: `verification` finds verdicts, `audit` those of a selection.

A name is loaded when it is first used, so that the words of `words` can be had without SymPy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ldm_symbolic.claims.moves import Link as Link
    from ldm_symbolic.claims.moves import Move as Move
    from ldm_symbolic.claims.necessity import Needed as Needed
    from ldm_symbolic.claims.statement import Ball as Ball
    from ldm_symbolic.claims.statement import ByConvention as ByConvention
    from ldm_symbolic.claims.statement import Claim as Claim
    from ldm_symbolic.claims.statement import OnBall as OnBall
    from ldm_symbolic.claims.statement import OnEdge as OnEdge
    from ldm_symbolic.claims.statement import Source as Source
    from ldm_symbolic.claims.statement import Statement as Statement
    from ldm_symbolic.claims.words import Role as Role
    from ldm_symbolic.claims.words import Severity as Severity
    from ldm_symbolic.claims.words import Verdict as Verdict
    from ldm_symbolic.exact import Assignment as Assignment

_HOMES = {
    "ldm_symbolic.claims.moves": "Link Move",
    "ldm_symbolic.claims.necessity": "Needed",
    "ldm_symbolic.claims.statement": "Ball ByConvention Claim OnBall OnEdge Source Statement",
    "ldm_symbolic.claims.words": "Role Severity Verdict",
    "ldm_symbolic.exact": "Assignment",
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
