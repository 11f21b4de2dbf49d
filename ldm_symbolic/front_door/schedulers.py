"""The process and the scheduler that a user samples with: noise as a schedule, the equation, its start, its steps.

Tested in `tests/cli/tables/test_sentences.py`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ldm_symbolic.front_door.options import Asked, Notice
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.ratios import Edm, flow
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.practice.schedule_names import horizon_of, path_of, schedule_of
from ldm_symbolic.practice.scheduler_config import SchedulerConfig
from ldm_symbolic.practice.scheduler_steps import edm_grid, grid_of
from ldm_symbolic.practice.trained_noise import trained_schedule
from ldm_symbolic.spectra.arrays import exact_number, whole_number
from ldm_symbolic.spectra.numbers import InputError, Spelled, shown
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.grids import Grid
from ldm_symbolic.stopping.units import SchedulerSteps, Steps

MOST_STEPS = 10**9


def process_of(asked: Asked, spelled: Spelled) -> tuple[Forward, Fraction]:
    """The forward process and its horizon, by name or from the config of a scheduler.

    Raises:
        InputError: if something cannot be used; one line.

    >>> process_of(Asked(schedule="linear:0.1,20"), str)[1]
    Fraction(1, 1)
    """
    if asked.scheduler is None:
        schedule = schedule_of("ou" if asked.schedule is None else asked.schedule, spelled("schedule"))
        return schedule, horizon_of(asked.horizon, schedule, spelled("horizon"))
    what = spelled("scheduler")
    if asked.schedule is not None or asked.horizon is not None:
        raise InputError(
            f"{what} brings its own schedule and horizon; it goes with neither {spelled('schedule')} nor "
            f"{spelled('horizon')}"
        )
    config = scheduler_of(asked.scheduler, what)
    if config.flow:
        schedule = flow(Fraction(str(config.fields["shift"])))
        return schedule, schedule.longest
    trained = trained_schedule(config.kept_shares(), config.kind)
    return trained, trained.longest


def eta_of(asked: Asked, spelled: Spelled) -> Fraction:
    """η of the process that is asked for: 1 for the reverse equation, 0 for the probability flow.

    Raises:
        InputError: if there is no such process, or two are named.

    >>> eta_of(Asked(process="flow"), str), eta_of(Asked(eta="1/2"), str), eta_of(Asked(), str)
    (Fraction(0, 1), Fraction(1, 2), Fraction(1, 1))
    """
    process, eta = spelled("process"), spelled("eta")
    if asked.eta is None:
        if asked.process not in (None, "sde", "flow"):
            raise InputError(f"{process}: expected sde or flow, got {shown(asked.process)}")
        return Fraction(0 if asked.process == "flow" else 1)
    if asked.process is not None:
        raise InputError(f"give {process} or {eta}, not both: {eta} 0 is the flow, {eta} 1 the reverse equation")
    found = exact_number(asked.eta, eta)
    if not 0 <= found <= 1:
        raise InputError(f"{eta}: expected a number in [0, 1], got {shown(asked.eta)}")
    return found


def chosen_start(given: str | Start | None, score: Score, what: str) -> Start:
    """The start with a name; where none is given the standard law for a capped score, else the noised one.

    Raises:
        InputError: if there is none with that name.

    >>> chosen_start(None, CappedScore(), "start").value
    'standard'
    """
    if given is None:
        return Start.STANDARD if isinstance(score, CappedScore) else Start.NOISED
    try:
        return Start(given)
    except ValueError as error:
        raise InputError(f"{what}: expected {' or '.join(s.value for s in Start)}, got {shown(given)}") from error


def scheduler_of(given: object, what: str) -> SchedulerConfig:
    """The scheduler of a file, or of an object that has been parsed.

    Raises:
        InputError: if it is none that is known; one line.
    """
    if isinstance(given, SchedulerConfig):
        return given
    return SchedulerConfig.of(given, what) if isinstance(given, dict) else SchedulerConfig.read(str(given), what)


def read_out_of(asked: Asked, schedule: Forward, spelled: Spelled) -> tuple[ReadOut, Path]:
    """How the sample is read, as asked for or as the scheduler's last step does, and the path on which it lies.

    Raises:
        InputError: if there is no such read-out.

    >>> read_out_of(Asked(readout="denoised"), schedule_of("flow", "schedule"), str)[0].value
    'denoised'
    """
    config = None if asked.scheduler is None else scheduler_of(asked.scheduler, spelled("scheduler"))
    path = path_of(schedule) if config is None else config.path
    if asked.readout is None:
        return ReadOut.DENOISED if config is not None and config.denoises else ReadOut.RAW, path
    try:
        return ReadOut(asked.readout), path
    except ValueError as error:
        names = ", ".join(read_out.value for read_out in ReadOut)
        raise InputError(f"{spelled('readout')}: expected {names}, got {asked.readout!r}") from error


def solved_score(
    asked: Asked, score: Score, start: Start, read: tuple[ReadOut, Path], spelled: Spelled
) -> ExactScore | PluginScore:
    """The score, where a sample is read in another way or lies on another path than the theory is about first.

    Raises:
        InputError: if it goes with something that is solved only for a raw sample of a variance-preserving process.
    """
    given = [name for name in ("samples", "rule") if getattr(asked, name) is not None]
    if isinstance(score, CappedScore) or start is not Start.NOISED or given:
        said = spelled(given[0]) if given else "a cap or the standard start"
        raise InputError(
            f"{said} goes with {spelled('readout')} raw of a variance-preserving process, not with {read[0].value} of "
            f"{read[1].value}"
        )
    return score


def note_clipping(notice: Notice, config: SchedulerConfig, what: str) -> None:
    """Say so where a scheduler clips what it denoises.

    >>> note_clipping(print, scheduler_of({"_class_name": "DDIMScheduler", "clip_sample": True}, "a"), "--scheduler")
    --scheduler: clip_sample or thresholding is on; the theory knows of no clipping
    """
    if config.clips:
        notice(f"{what}: clip_sample or thresholding is on; the theory knows of no clipping")


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
    read_out, _ = read_out_of(asked, problem.schedule, spelled)
    if asked.scheduler is None:
        if count is None or not isinstance(problem.schedule, Edm):
            return count
        return SchedulerSteps.of(_read(edm_grid(problem.schedule, count), read_out), problem.schedule, problem.horizon)
    config = scheduler_of(asked.scheduler, spelled("scheduler"))
    note_clipping(notice, config, spelled("scheduler"))
    if count is None:
        notice(f"{spelled('scheduler')}: how many steps? {what} N names the step at which to stop")
        return None
    try:
        grid = grid_of(config, count, what)
    except ValueError as error:
        raise InputError(str(error)) from error
    return SchedulerSteps.of(_read(grid, read_out), problem.schedule, problem.horizon)


def _read(grid: Grid, read_out: ReadOut) -> Grid:
    return replace(grid, denoised=read_out is ReadOut.DENOISED)
