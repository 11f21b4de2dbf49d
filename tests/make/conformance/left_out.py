"""Schedulers of diffusers that are not in the table, each with the reason, and the search for one that is nowhere.

Tested in `tests/conformance/test_page.py`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from pathlib import Path

from ldm_symbolic.conformance.diffusers import CASES

LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "Their network is another one, distilled to jump to the data, along the flow or through a policy, and not the "
    "posterior mean that is exact here": (
        "CMStochasticIterativeScheduler", "ConsistencyDecoderScheduler", "FlowMapEulerDiscreteScheduler",
        "FlowMatchLCMScheduler", "HeliosDMDScheduler", "LCMScheduler", "PiflowScheduler", "SCMScheduler",
        "TCDScheduler",
    ),
    "Their state is discrete, tokens or classes, and no Gaussian": (
        "AmusedScheduler", "BlockRefinementScheduler", "DiscreteDDIMScheduler", "EntropyBoundScheduler",
        "VQDiffusionScheduler",
    ),
    "They do not generate from noise alone: two go from data to noise, one fills in a given image": (
        "DDIMInverseScheduler", "DPMSolverMultistepInverseScheduler", "RePaintScheduler",
    ),
    "They draw their noise as a path of torchsde, which is not installed here, and not with `randn_tensor`": (
        "CosineDPMSolverMultistepScheduler", "DPMSolverSDEScheduler",
    ),
    "They have other calls than the three that a pipeline makes of the rest: more arguments to a step, two "
    "calls a step, or none named `step`": (
        "CogVideoXDPMScheduler", "KarrasVeScheduler", "RFD4ProteinaScheduler", "ScoreSdeVeScheduler",
        "ScoreSdeVpScheduler",
    ),
    "Nothing in principle keeps them out; they have not been measured": (
        "CogVideoXDDIMScheduler", "DDIMParallelScheduler", "DDPMParallelScheduler", "DDPMWuerstchenScheduler",
        "HeliosScheduler", "IPNDMScheduler", "LTXEulerAncestralRFScheduler", "MiniMaxH3Scheduler",
        "SASolverScheduler", "UnCLIPScheduler",
    ),
}  # fmt: skip
"""Their names by the reason."""


def left_out() -> str:
    """The list as the page has it."""
    return "\n".join(
        f"- {reason}: {', '.join(name.removesuffix('Scheduler') for name in names)}."
        for reason, names in LEFT_OUT.items()
    )


def unlisted(names: set[str]) -> list[str]:
    """Which of some schedulers are neither in the table nor left out by name.

    >>> unlisted({"DDIMScheduler", "LCMScheduler", "NewScheduler"})
    ['NewScheduler']
    """
    known = {case.scheduler for case in CASES.values()}.union(*LEFT_OUT.values())
    return sorted(names - known)


def installed() -> set[str]:
    """The names of the schedulers of the diffusers that is installed, also of those that lack a dependency."""
    folder = Path(str(importlib.import_module("diffusers.schedulers").__file__)).parent
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("scheduling_*.py"))
    return {name for text in texts for name in re.findall(r"^class (\w+Scheduler)\b", text, re.MULTILINE)}
