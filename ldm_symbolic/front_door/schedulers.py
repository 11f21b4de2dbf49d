"""The scheduler that a user samples with: its training noise as a schedule, and its steps.

Tested in `tests/cli/test_sentences.py`.
"""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.front_door.options import Asked, Notice
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.practice.schedule_names import horizon_of, schedule_of
from ldm_symbolic.practice.scheduler_config import SchedulerConfig
from ldm_symbolic.practice.scheduler_steps import grid_of
from ldm_symbolic.practice.trained_noise import trained_schedule
from ldm_symbolic.spectra.arrays import whole_number
from ldm_symbolic.spectra.numbers import InputError, Spelled
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.units import SchedulerSteps, Steps

MOST_STEPS = 10**9
_SCALED_OTHERWISE = ("EulerDiscreteScheduler", "FlowMatchEulerDiscreteScheduler")


def process_of(asked: Asked, spelled: Spelled) -> tuple[Forward, Fraction]:
    """The forward process and its horizon, by name or from the config of a scheduler.

    Raises:
        InputError: if something cannot be used; one line.

    >>> process_of(Asked(schedule="linear:0.1,20"), str)[1]
    Fraction(1, 1)
    """
    if asked.scheduler is None:
        schedule = schedule_of(asked.schedule, spelled("schedule"))
        return schedule, horizon_of(asked.horizon, schedule, spelled("horizon"))
    what = spelled("scheduler")
    if asked.schedule != Asked().schedule or asked.horizon is not None:
        raise InputError(
            f"{what} brings its own schedule and horizon; it goes with neither {spelled('schedule')} nor "
            f"{spelled('horizon')}"
        )
    config = scheduler_of(asked.scheduler, what)
    if config.kind in _SCALED_OTHERWISE:
        raise InputError(
            f"{what}: the latents of a {config.kind} are not of the variance-preserving form that is solved here; "
            "expected a DDPM, DDIM or DPM-Solver multistep config, such as that of the same model"
        )
    trained = trained_schedule(config.kept_shares(), config.kind)
    return trained, trained.longest


def scheduler_of(given: object, what: str) -> SchedulerConfig:
    """The scheduler of a file, or of an object that has been parsed.

    Raises:
        InputError: if it is none that is known; one line.
    """
    if isinstance(given, SchedulerConfig):
        return given
    return SchedulerConfig.of(given, what) if isinstance(given, dict) else SchedulerConfig.read(str(given), what)


def steps_of(
    notice: Notice, asked: Asked, count: int | None, problem: StoppingProblem | DenseProblem, spelled: Spelled
) -> Steps | None:
    """The steps asked for: equal ones over [0, T], or those of the scheduler.

    Raises:
        InputError: if their number cannot be used; one line.
    """
    what = spelled("steps")
    if count is not None:
        whole_number(count, what, least=1, most=MOST_STEPS)
    if asked.scheduler is None:
        return count
    config = scheduler_of(asked.scheduler, spelled("scheduler"))
    if config.clips:
        notice(f"{spelled('scheduler')}: clip_sample or thresholding is on; the theory knows of no clipping")
    if count is None:
        notice(f"{spelled('scheduler')}: how many steps? {what} N names the step at which to stop")
        return None
    try:
        grid = grid_of(config, count, what)
    except ValueError as error:
        raise InputError(str(error)) from error
    return SchedulerSteps.of(grid, problem.schedule, problem.horizon)
