"""Which statements of the catalogue decide what a table shows, each cited by the id of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.stopping.answers.listing import Listing
from ldm_symbolic.stopping.modes.precise_modes import Number


def decided(found: Listing) -> list[str]:
    """What decides when to stop, in a line that cites a claim; none where no claim is about such a problem.

    The claims are about the reverse equation from the noised start along known axes, the samples read raw.

    Args:
        found: the answer.
    """
    problem = found.problem
    if not isinstance(problem, StoppingProblem) or problem.start is not Start.NOISED or problem.eta != 1:
        return []
    if found.samples is not None:
        positive = _all_positive(found, problem.spectrum.variances)
        helps = "On average stopping early helps where all variances are positive (by S3.helps, of finite laws)"
        return [f"{helps}{_when(found)}."] if positive else []
    if isinstance(problem.score, ExactScore):
        return ["No k is stopped early: the error does not rise towards the end (by P1.exact)."]
    if isinstance(problem.score, PluginScore) and _all_positive(found, problem.believed):
        best = "The end is best just where the slope there is >= 0 (by S1.end); there is a best level (by U5.exists)"
        return [f"{best}{_when(found)}."]
    return []


def _when(found: Listing) -> str:
    """That claims about all levels say nothing of the steps alone, of which the last may be best where it is not."""
    return "" if found.steps is None else ", between two steps too"


def _all_positive(found: Listing, variances: Sequence[Number]) -> bool:
    """Whether all variances of each k that is listed are positive."""
    positive = next((place for place, one in enumerate(variances) if not one > 0), len(variances))
    return all(row.stop.k <= positive for row in found.rows)
