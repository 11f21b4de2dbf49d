"""The samplers of diffusers, their own code, as the conformance suite takes them.

    pytest --pyargs ldm_symbolic.conformance --sampler ldm_symbolic.conformance.diffusers:MAKERS

`driven` runs a scheduler with noises that are given to it, `levels` says at which noise it stands and which one the
network is told, `cases` names the configurations that are tested. Needs the extra `conformance`; torch and diffusers
are imported when a scheduler is made, and not before.
"""

from ldm_symbolic.conformance.diffusers.cases import CASES, MAKERS, Case
from ldm_symbolic.conformance.diffusers.driven import Driven, make_sampler

__all__ = ["CASES", "MAKERS", "Case", "Driven", "make_sampler"]
