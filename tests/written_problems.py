"""Stopping problems from spectra as a user writes them: "3 1/2" is two variances."""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.backward import Start
from ldm_symbolic.encoder import Spectrum
from ldm_symbolic.problem import StoppingProblem
from ldm_symbolic.schedule import OU, Schedule
from ldm_symbolic.score import ExactScore, PluginScore, Score


def problem_of(
    true: str,
    estimated: str | None = None,
    *,
    score: Score | None = None,
    start: Start = Start.NOISED,
    schedule: Schedule = OU,
    horizon: str = "2",
) -> StoppingProblem:
    """Return a problem; unless a score is given it is exact without estimates and plugs them in otherwise."""
    believed = None if estimated is None else tuple(map(Fraction, estimated.split()))
    spectrum = Spectrum(variances=tuple(map(Fraction, true.split())), estimated=believed)
    chosen = score or (ExactScore() if estimated is None else PluginScore())
    return StoppingProblem(spectrum=spectrum, score=chosen, start=start, schedule=schedule, horizon=Fraction(horizon))
