"""Which statements of the catalogue decide what a table shows, each cited by the id of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import ReadOut
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.stopping.answers.document import distance_name
from ldm_symbolic.stopping.answers.listing import Listing
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import ReadLaw
from ldm_symbolic.stopping.distances.law import DistanceLaw
from ldm_symbolic.stopping.modes.precise_modes import Number

_NEAR = 1e-9
"""How far a slope must be from 0 to have a sign, for each mode: more than float64 rounds."""


def decided(found: Listing) -> list[str]:
    """What decides when to stop, in a line that cites a claim; none where no claim is about such a problem.

    The claims are about the reverse equation from the noised start along known axes. The samples are read raw and
    compared in W2, but for T2 and T3, of denoised ones, and K1 and K2, of divergences.

    Args:
        found: the answer.
    """
    problem = found.problem
    if isinstance(problem, DenseProblem):
        return list(_of_law(found, problem))
    if not isinstance(problem, StoppingProblem) or problem.start is not Start.NOISED or problem.eta != 1:
        return []
    if found.samples is not None:
        positive = _all_positive(found, problem.spectrum.variances)
        helps = "On average stopping early helps where all variances are positive (by S3.each-draw, draw by draw)"
        return [f"{helps}{_when(found)}."] if positive else []
    if isinstance(problem.score, ExactScore):
        return ["No k is stopped early: the error does not rise towards the end (by P1.exact)."]
    if isinstance(problem.score, PluginScore) and _all_positive(found, problem.believed):
        best = "The end is best just where the slope there is >= 0 (by S1.end); there is a best level (by U5.exists)"
        return [f"{best}{_when(found)}."]
    return []


def _of_law(found: Listing, problem: DenseProblem) -> Iterator[str]:
    """What decides where a last step denoises, or another distance measures; positive variances along shared axes."""
    law, exact = problem.law, isinstance(problem.score, ExactScore)
    usual = isinstance(law, ReadLaw) and law.shared and problem.start is Start.NOISED and problem.chosen is None
    if not (isinstance(law, ReadLaw) and usual and law.true.diagonal().min() > 0 and law.estimated.min() > 0):
        return
    if isinstance(law, DistanceLaw):  # of the kept coordinates: with fewer of them the error is infinite here
        name = {"kl": "K1.exact", "reverse-kl": "K2.exact"}.get(distance_name(problem))
        if name and found.rows[-1].stop.k == law.dimension:
            if exact:
                yield f"k = {law.dimension} is not stopped early: the error does not rise towards the end (by {name})."
            elif name == "K1.exact":
                yield f"For k = {law.dimension} the end is best just where the slope there is >= 0 (by K1.end)."
    elif law.read_out is ReadOut.DENOISED:
        yield from _of_denoised(law, [row.stop.k for row in found.rows], exact=exact)


def _of_denoised(law: ReadLaw, dimensions: list[int], *, exact: bool) -> Iterator[str]:
    """T2 and T3: what decides with a last denoising step."""
    if exact:
        yield "No k is stopped early: the last step denoises (by T2.exact)."
        return
    excess = law.factor.diagonal() / np.sqrt(law.estimated) - 1
    under = [k for k in dimensions if excess[:k].min() >= 0]
    early = [k for k in dimensions if excess[:k].sum() < -k * _NEAR]
    if under:
        yield f"No variance is overestimated: k = {_listed(under)} not stopped early (by T2.under)."
    if early:
        yield f"The slope at the end is negative: k = {_listed(early)} stopped early (by T3.early)."


def _listed(dimensions: list[int]) -> str:
    return f"{', '.join(map(str, dimensions))} {'is' if len(dimensions) == 1 else 'are'}"


def _when(found: Listing) -> str:
    """That claims about all levels say nothing of the steps alone, of which the last may be best where it is not."""
    return "" if found.steps is None else ", between two steps too"


def _all_positive(found: Listing, variances: Sequence[Number]) -> bool:
    """Whether all variances of each k that is listed are positive."""
    positive = next((place for place, one in enumerate(variances) if not one > 0), len(variances))
    return all(row.stop.k <= positive for row in found.rows)
