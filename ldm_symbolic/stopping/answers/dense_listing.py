"""What `stop` lists for two covariances: the same rows as for a spectrum, from the dense law in float64."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.stopping.answers.listing import Excess, Listed, Listing, at_times, error_in, listing
from ldm_symbolic.stopping.answers.unmultiplied import unmultiplied, unmultiplied_error
from ldm_symbolic.stopping.averages.full_covariance import estimation_excess
from ldm_symbolic.stopping.dense.chosen import Chosen, ChosenStopping
from ldm_symbolic.stopping.dense.doctor import Diagnosis, Generated, diagnose
from ldm_symbolic.stopping.dense.encoded import EncodedLaw
from ldm_symbolic.stopping.dense.held_out import held_out_gain
from ldm_symbolic.stopping.dense.optimum import DenseStop, DenseStopping
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.process_law import searched
from ldm_symbolic.stopping.dense.read_law import ReadLaw, SearchedStopping
from ldm_symbolic.stopping.distances.law import DistanceLaw, DistanceStopping
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt, Number
from ldm_symbolic.stopping.row import Branch, StoppingTime, Watched
from ldm_symbolic.stopping.units import Steps, StepsAround, steps_around, time_of

DENSE_DIGITS = 12
"""Digits printed: so many that rounding them costs nothing against 1e-10 of the variance, the accuracy promised."""

Solver: TypeAlias = DenseStopping | ChosenStopping
"""Gives for each k a noise level with its errors, and the best pair."""


def listing_of(
    problem: StoppingProblem | DenseProblem,
    dimensions: Sequence[int],
    *,
    digits: int,
    samples: int | None = None,
    steps: Steps | None = None,
    watched: Watched = iter,
) -> Listing:
    """When to stop for each latent dimension listed, of a spectrum or of two covariances; see `listing`."""
    if isinstance(problem, StoppingProblem) and not problem.of_reverse_equation:
        problem = searched(problem)
    if isinstance(problem, DenseProblem):
        found = dense_listing(problem, dimensions, steps=steps, watched=watched)
    else:
        found = listing(problem, dimensions, digits=digits, samples=samples, steps=steps, watched=watched)
    return unmultiplied(found, problem.factor)


def error_of(
    problem: StoppingProblem | DenseProblem, kept: int, time: Fraction, digits: int, *, samples: int | None = None
) -> ErrorAt:
    """E(k, t) and its parts, of a spectrum or of two covariances, or their averages over samples; see `error_at`."""
    if isinstance(problem, DenseProblem):
        return unmultiplied_error(dense_error_at(problem, kept, time), problem.factor)
    if samples is not None:
        return unmultiplied_error(average_error_at(problem, samples, kept, time), problem.factor)
    return unmultiplied_error(error_in(problem, kept, time, digits), problem.factor)


def dense_listing(
    problem: DenseProblem, dimensions: Sequence[int], *, steps: Steps | None = None, watched: Watched = iter
) -> Listing:
    """When to stop for each latent dimension listed, and the best pair over all k.

    Args:
        problem: the two covariances.
        dimensions: the k to list.
        steps: N, the number of equal steps of a sampler, or those of a scheduler.
        watched: shows progress.
    """
    top = level_at(problem, problem.rate_one_horizon())
    diagnosis = None
    if problem.generated is not None:
        diagnosis, dimensions = (
            diagnose(problem.law, problem.generated, top),
            [_listed_alone(problem.generated, dimensions)],
        )
    stopping = _solver(problem, top, diagnosis)

    def error_at_time(kept: int, time: Fraction) -> Number:
        return dense_error_at(problem, kept, time).error

    expected, held_out = expected_excess(problem), problem.held_out
    proxies = None if expected is None else expected + [problem.law.lost(k + 1) for k in range(len(expected))]

    def listed(kept: int) -> Listed:
        stop, around, excess = stopping_time(problem, stopping.at(kept)), None, None
        if steps is not None:
            errors = partial(error_at_time, kept)
            near = partial(at_times, problem.schedule, partial(curve, kept)) if _several_valleys(problem) else None
            around = steps_around(stop, problem.horizon, steps, errors, DENSE_DIGITS, near=near)
        if expected is not None and proxies is not None:
            means = 0.0 if problem.law.means is None else problem.law.means.error(kept, 0.0)
            measured = float(stop.error_at_end) - problem.law.lost(kept) - means
            excess = Excess(measured=measured, expected=float(expected[kept - 1]), proxy=float(proxies[kept - 1]))
        early, last = levels_compared(problem, stop, steps, around)
        gain = None
        if held_out is not None and early > last:
            gain = held_out_gain(problem.law, held_out, kept, early, last=last)
        return Listed(stop=stop, steps=around, helps=None, excess=excess, held_out_gain=gain)

    def curve(kept: int, rho: Floats) -> Floats:
        return np.array([problem.law.error(kept, level_at(problem, rate)) for rate in rho])

    rows = tuple(listed(kept) for kept in watched(dimensions))
    return Listing(
        problem=problem,
        samples=None,
        steps=steps,
        rows=rows,
        best=listed(stopping.best(watched).k),
        rivals=(),
        error_curve=curve,
        least_proxy=None if proxies is None else int(proxies.argmin()) + 1,
        diagnosis=diagnosis,
    )


def _listed_alone(generated: Generated, dimensions: Sequence[int]) -> int:
    """The latent dimension of samples that a model generated, if it is among those listed."""
    if generated.kept in dimensions:
        return generated.kept
    raise ValueError(
        f"the generated samples are of k = {generated.kept}; expected this latent dimension among those listed"
    )


def _solver(problem: DenseProblem, top: float, diagnosis: Diagnosis | None) -> Solver:
    """What finds, or knows, the noise level for each k, up to X."""
    if problem.generated is not None and diagnosis is not None:
        levels = {problem.generated.kept: diagnosis.level}
        return ChosenStopping(problem.law, Chosen(rule="generated", levels=levels))
    if isinstance(problem.law, DistanceLaw):
        return DistanceStopping(problem.law, top)
    if _several_valleys(problem):
        return SearchedStopping(problem.law, top)
    if problem.chosen is not None:
        return ChosenStopping(problem.law, problem.chosen)
    return DenseStopping(problem.law, top)


def _several_valleys(problem: DenseProblem) -> bool:
    """Whether the error of some k need not be convex in the noise level."""
    return isinstance(problem.law, ReadLaw) or not problem.law.convex


def levels_compared(
    problem: DenseProblem, stop: StoppingTime, steps: Steps | None, around: StepsAround | None
) -> tuple[float, float]:
    """The noise level at which to stop, and the one to compare with: of the best step and the last, or x* and 0."""
    if steps is None or around is None:
        return float(stop.noise), 0.0
    times = (time_of(steps, step.index, problem.horizon) for step in (around.best, around.last))
    best, last = (problem.schedule.integrated_rate_at(as_mpf(problem.horizon - time)) for time in times)
    return level_at(problem, best), level_at(problem, last)


def expected_excess(problem: DenseProblem) -> Floats | None:
    """What estimating is expected to cost at the end for every k, from the variances of all samples along the axes.

    Args:
        problem: the covariances, with the held-out samples; without these, for the exact score, or along other axes
            than those of the estimate, None.
    """
    if problem.held_out is None or isinstance(problem.score, ExactScore) or isinstance(problem.law, EncodedLaw):
        return None
    training, held_out = problem.held_out.training, problem.held_out.count
    share, law = training / (training + held_out), problem.law
    found = estimation_excess(share * law.estimated + (1 - share) * law.true.diagonal(), training, held_out)
    return np.pad(found, (0, law.empty), mode="edge")


def average_error_at(problem: StoppingProblem, samples: int, kept: int, time: Fraction) -> ErrorAt:
    """The squared error of stopping at generation time t in latent dimension k, averaged over estimates.

    Raises:
        ValueError: for a k outside 1..D or a time outside [0, T].

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(2), Fraction(1)), estimated=(Fraction(2), Fraction(1)))
    >>> problem = StoppingProblem(spectrum=spectrum, score=PluginScore())
    >>> found = average_error_at(problem, 100, 1, Fraction(4))
    >>> round(float(found.kept), 6), found.lost
    (0.009987, mpf('1.0'))
    """
    from ldm_symbolic.stopping.averages.mean_error import AveragedStopping

    averaged = AveragedStopping(problem, samples)
    rho = _rate_one_time(problem, kept, time)
    error = mpmath.mpf(float(averaged.error_at(kept, [float(rho)])[0]))
    lost = mpmath.mpf(float(problem.spectrum.lost[kept - 1]))
    return ErrorAt(k=kept, time=as_mpf(time), noise=-mpmath.expm1(-2 * rho), error=error, kept=error - lost, lost=lost)


def dense_error_at(problem: DenseProblem, kept: int, time: Fraction) -> ErrorAt:
    """The squared error of stopping at generation time t in latent dimension k.

    Raises:
        ValueError: for a k outside 1..D or a time outside [0, T].
    """
    level = level_at(problem, _rate_one_time(problem, kept, time))
    error, lost = problem.law.error(kept, level), problem.law.lost(kept)
    return ErrorAt(
        k=kept,
        time=as_mpf(time),
        noise=mpmath.mpf(level),
        error=mpmath.mpf(error),
        kept=mpmath.mpf(error - lost),
        lost=mpmath.mpf(lost),
    )


def _rate_one_time(problem: StoppingProblem | DenseProblem, kept: int, time: Fraction) -> Number:
    """ρ at generation time t, of a k and a t that there are."""
    if not 1 <= kept <= problem.dimension:
        raise ValueError(f"the latent dimension k must lie in 1..{problem.dimension}, got {kept}")
    if not 0 <= time <= problem.horizon:
        raise ValueError(f"the generation time must lie in [0, T] = [0, {problem.horizon}], got {time}")
    return problem.schedule.integrated_rate_at(as_mpf(problem.horizon - time))


def level_at(problem: DenseProblem, rate_one_time: Number) -> float:
    """x = 1 - e^{-2ρ} < 1, the noise level at a time ρ of the process run at rate one; float64 would round it to 1."""
    return min(float(-mpmath.expm1(-2 * rate_one_time)), math.nextafter(1.0, 0.0))


def stopping_time(problem: DenseProblem, stop: DenseStop) -> StoppingTime:
    """A dense optimum with its noise level in every unit."""
    top, horizon = problem.rate_one_horizon(), as_mpf(problem.horizon)
    branch = Branch.END if stop.level == 0 else Branch.INTERIOR if stop.level < level_at(problem, top) else Branch.START
    rho = top if branch is Branch.START else -mpmath.log1p(-mpmath.mpf(stop.level)) / 2
    left = horizon if branch is Branch.START else problem.schedule.time_left_at(rho, horizon)
    alpha_bar, level = mpmath.exp(-2 * rho), -mpmath.expm1(-2 * rho)
    return StoppingTime(
        k=stop.k,
        branch=branch,
        noise=level,
        time_left=left,
        time=horizon - left,
        alpha_bar=alpha_bar,
        log_snr=mpmath.log(alpha_bar / level) if level else mpmath.inf,
        error=mpmath.mpf(stop.error),
        error_at_end=mpmath.mpf(stop.error_at_end),
        exact=None,
        bracket=None,
    )
