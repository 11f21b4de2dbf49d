"""The exact theory of when to stop a latent diffusion model: derived, proved or refuted, solved in k.

    import ldm_symbolic as ldm

A name is loaded with what it needs when it is first used; `__init__.pyi` has them all with their types.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "ldm_symbolic.door.answers": "Answer ErrorAnswer Row",
    "ldm_symbolic.door.proving": "prove",
    "ldm_symbolic.door.statements": "catalogue claim verify",
    "ldm_symbolic.door.stopping": "closed_form error stop sweep",
    "ldm_symbolic.claims.certificate": "Certificate",
    "ldm_symbolic.claims.statement": "Claim Statement",
    "ldm_symbolic.claims.words": "Role Verdict",
    "ldm_symbolic.derivations.index": "show",
    "ldm_symbolic.model.backward": "Start",
    "ldm_symbolic.model.encoder": "Spectrum",
    "ldm_symbolic.model.problem": "StoppingProblem",
    "ldm_symbolic.model.schedules.variance_preserving": "OU Schedule linear",
    "ldm_symbolic.model.score": "CappedScore ExactScore PluginScore",
    "ldm_symbolic.spectra.numbers": "InputError",
    "ldm_symbolic.stopping.optimum": "Branch Stopping StoppingTime",
}
"""Module -> the names that it lends to the front door."""
