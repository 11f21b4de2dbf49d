"""What is proved, and how: the face of the proof language.

`language` says what can be said, `smt` what two solvers say of it, `kernel` is the only code that makes a Fact, and
`tactics` puts rules and answers together. Whoever proves something imports from here; `names` has what there is, loaded
when the first of it is used, so that what is said of proofs can be read without SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ldm_symbolic.proof.names import *  # noqa: F403


def __getattr__(name: str) -> Any:
    names = import_module("ldm_symbolic.proof.names")
    if name in (*names.__all__, "__all__"):
        return getattr(names, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
