"""The names of `import ldm_symbolic`, each with the module that has it and is loaded when the name is first used.

`ldm_symbolic/__init__.pyi` says the same to type checkers and editors.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

_LENT = {
    "ldm_symbolic.claims.certificate": "Certificate",
    "ldm_symbolic.claims.statement": "Claim Statement",
    "ldm_symbolic.claims.summary": "Summary",
    "ldm_symbolic.claims.words": "Role Verdict",
    "ldm_symbolic.front_door.answers": "Answer ErrorAnswer Row",
    "ldm_symbolic.front_door.proving": "prove",
    "ldm_symbolic.front_door.statements": "catalogue claim verify",
    "ldm_symbolic.front_door.stopping": "closed_form error spectrum stop",
    "ldm_symbolic.front_door.sweeping": "sweep",
    "ldm_symbolic.derivations.recorded": "show",
    "ldm_symbolic.model.covariance": "Covariance",
    "ldm_symbolic.model.problem": "StoppingProblem",
    "ldm_symbolic.model.schedules.linear_rate": "OU linear",
    "ldm_symbolic.model.schedules.variance_preserving": "Schedule",
    "ldm_symbolic.model.score": "CappedScore ExactScore PluginScore Score Start",
    "ldm_symbolic.model.spectrum": "Spectrum",
    "ldm_symbolic.model.variances": "Variances",
    "ldm_symbolic.spectra.numbers": "InputError",
    "ldm_symbolic.stopping.answers.solver": "Stopping",
    "ldm_symbolic.stopping.row": "Branch StoppingTime",
    "ldm_symbolic.stopping.surface.blocks": "squared_error_blocks",
    "ldm_symbolic.stopping.surface.grid": "best_dimensions best_times save_surface squared_error_grid",
}

HOMES: Mapping[str, str] = {name: module for module, names in _LENT.items() for name in names.split()}
"""Name -> the module that has it."""

MODULES: Mapping[str, str] = {
    "latex": "ldm_symbolic.latex",
    "notation": "ldm_symbolic.notation",
    "proof": "ldm_symbolic.proof",
}
"""Name -> the module that it is; `latex` can be called."""
