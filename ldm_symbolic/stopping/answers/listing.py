"""What `stop` lists: for each latent dimension its stopping time, and what was asked for beside it.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.averages import ACCURATE_DIGITS
from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceAverage, FullCovarianceStop
from ldm_symbolic.stopping.dense.doctor import Diagnosis
from ldm_symbolic.stopping.dense.held_out import HeldOutGain
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt, Number, error_at
from ldm_symbolic.stopping.row import StoppingTime, Watched
from ldm_symbolic.stopping.runs.modes import error_in_runs
from ldm_symbolic.stopping.runs.optimum import RunStopping, solvable_in_runs
from ldm_symbolic.stopping.units import Steps, StepsAround, steps_around

if TYPE_CHECKING:
    from ldm_symbolic.stopping.averages.early_stopping import HelpsEarly

MOST_MODES = 100_000
"""The most modes that are solved one by one where they were given in runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One latent dimension.

    Args:
        stop: the stopping time that is optimal, or optimal on average.
        steps: the steps of a sampler around it, where their number is known.
        helps: how often stopping early helps, where the estimates are random.
        whole: the best on average where a whole covariance is estimated, where the estimates are random and N > k.
        excess: what estimating costs, where the covariances are those of samples.
        held_out_gain: what stopping early gains on the samples held out, where there are any and it stops early.
    """

    stop: StoppingTime
    steps: StepsAround | None
    helps: HelpsEarly | None
    whole: FullCovarianceStop | None = None
    excess: Excess | None = None
    held_out_gain: HeldOutGain | None = None

    @property
    def supported(self) -> bool:
        """Whether no sample says that the gain of stopping early may be chance."""
        return self.held_out_gain is None or self.held_out_gain.supported


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """What estimating the covariance costs at the end: the error that is neither lost nor of the means.

    Args:
        measured: on the held-out samples.
        expected: its average over Gaussian samples, for a fixed encoder, to leading order in k/n and k/m.
        proxy: the lost variance, with the distance of the means, and what is expected.
    """

    measured: float
    expected: float
    proxy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The answer of `stop`.

    Args:
        problem: the question.
        samples: N where the errors are averages over samples, else None.
        steps: the number of equal steps of the sampler, or those of a scheduler, or None.
        rows: the latent dimensions listed.
        best: the pair with the least (averaged) error over all k.
        rivals: larger k that may be as good, as far as is decided.
        error_curve: E(k, ·) or its average, in float64, at rate-one times left.
        diagnosis: whether stopping early helps, where a model generated the samples of the estimate.
        least_proxy: the k whose lost variance and expected excess are least together, where they are known.
    """

    problem: StoppingProblem | DenseProblem
    samples: int | None
    steps: Steps | None
    rows: tuple[Listed, ...]
    best: Listed
    rivals: tuple[int, ...]
    error_curve: Callable[[int, Floats], Floats]
    least_proxy: int | None = None
    diagnosis: Diagnosis | None = None


def listing(
    problem: StoppingProblem,
    dimensions: Sequence[int],
    *,
    digits: int,
    samples: int | None = None,
    steps: Steps | None = None,
    watched: Watched = iter,
) -> Listing:
    """When to stop for each latent dimension listed, and the best pair of all.

    Args:
        problem: the model; with `samples` its estimates are not used.
        dimensions: the k to list.
        digits: significant digits wanted, at most 10 with `samples`.
        samples: N, to average over samples of that size.
        steps: N, the number of equal steps of a sampler, or those of a scheduler.
        watched: shows progress.
    """
    if problem.in_runs and problem.spectrum.dimension > MOST_MODES and (samples or not solvable_in_runs(problem)):
        raise ValueError(
            f"{problem.spectrum.dimension} modes in runs are solved for given estimates, without a cap and from the "
            f"noised start; else a spectrum has at most {MOST_MODES} modes"
        )
    if samples is None:
        return _for_estimates(problem, dimensions, digits, steps, watched)
    return _on_average(problem, dimensions, samples, steps, watched)


def _for_estimates(
    problem: StoppingProblem, dimensions: Sequence[int], digits: int, steps: Steps | None, watched: Watched
) -> Listing:
    together = problem.in_runs and solvable_in_runs(problem)
    one_valley = problem.start is Start.NOISED and problem.cap is None
    stopping = RunStopping(problem, digits=digits) if together else Stopping(problem, digits=digits)

    def listed(stop: StoppingTime) -> Listed:
        errors = partial(_exact_error, problem, stop.k, digits)
        near = None if one_valley else partial(at_times, problem.schedule, partial(curve, stop.k))
        around = None if steps is None else steps_around(stop, problem.horizon, steps, errors, digits, near=near)
        return Listed(stop=stop, steps=around, helps=None)

    def curve(kept: int, rho: Floats) -> Floats:
        if isinstance(stopping, RunStopping):
            return stopping.runs.errors(kept, rho)
        first = FloatModes.of(problem).part(slice(kept))
        return np.asarray(first.mode_errors(first.motion(rho)).sum(axis=0) + first.lost[-1, 0])

    rows = tuple(listed(stop) for stop in stopping.rows(list(watched(dimensions))))
    return Listing(
        problem=problem,
        samples=None,
        steps=steps,
        rows=rows,
        best=listed(stopping.best(watched)),
        rivals=stopping.rivals(),
        error_curve=curve,
    )


def at_times(schedule: Forward, curve: Callable[[Floats], Floats], left: Floats) -> Floats:
    """A curve over rate-one times left, at times left."""
    return curve(schedule.rate_one_times(left))


def _exact_error(problem: StoppingProblem, kept: int, digits: int, time: Fraction) -> Number:
    return error_in(problem, kept, time, digits).error


def error_in(problem: StoppingProblem, kept: int, time: Fraction, digits: int) -> ErrorAt:
    """E(k, t) and its parts, a term for each mode, or for each run where modes were given in runs; see `error_at`."""
    return (error_in_runs if problem.in_runs else error_at)(problem, kept, time, digits)


def _on_average(
    problem: StoppingProblem, dimensions: Sequence[int], samples: int, steps: Steps | None, watched: Watched
) -> Listing:
    from ldm_symbolic.stopping.averages.early_stopping import helps_early
    from ldm_symbolic.stopping.averages.mean_error import AveragedStopping

    stopping = AveragedStopping(problem, samples)
    helps = helps_early(problem.spectrum.variances, samples)
    best = stopping.best().k
    variances = [float(value) for value in problem.spectrum.variances]
    shown = max(best, *dimensions)
    whole = FullCovarianceAverage(variances, samples)
    wholes = whole.stops(float(-mpmath.expm1(-2 * problem.rate_one_horizon())), most=shown)

    def error_at_time(kept: int, time: Fraction) -> Number:
        rho = problem.schedule.integrated_rate_at(as_mpf(problem.horizon - time))
        return mpmath.mpf(float(stopping.error_at(kept, [float(rho)])[0]))

    def listed(kept: int) -> Listed:
        stop, errors = stopping.at(kept), partial(error_at_time, kept)
        around = None if steps is None else steps_around(stop, problem.horizon, steps, errors, ACCURATE_DIGITS)
        known = wholes[kept - 1] if samples > kept else None
        return Listed(stop=stop, steps=around, helps=helps[kept - 1], whole=known)

    return Listing(
        problem=problem,
        samples=samples,
        steps=steps,
        rows=tuple(listed(kept) for kept in watched(dimensions)),
        best=listed(best),
        rivals=stopping.rivals(),
        error_curve=lambda kept, rho: stopping.error_at(kept, rho.tolist()),
    )
