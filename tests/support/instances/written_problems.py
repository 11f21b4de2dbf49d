"""Stopping problems from spectra as a user writes them: "3 1/2" is two variances."""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.score import ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum


def problem_of(
    true: str,
    estimated: str | None = None,
    *,
    score: Score | None = None,
    start: Start = Start.NOISED,
    schedule: Forward = OU,
    horizon: str = "2",
) -> StoppingProblem:
    """Return a problem; unless a score is given it is exact without estimates and plugs them in otherwise."""
    believed = None if estimated is None else tuple(map(Fraction, estimated.split()))
    spectrum = Spectrum(variances=tuple(map(Fraction, true.split())), estimated=believed)
    chosen = score or (ExactScore() if estimated is None else PluginScore())
    return StoppingProblem(spectrum=spectrum, score=chosen, start=start, schedule=schedule, horizon=Fraction(horizon))
