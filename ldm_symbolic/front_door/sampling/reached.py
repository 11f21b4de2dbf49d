"""From a spectrum and a scheme, as a user gives them, to what the sampler reaches.

Tested in `tests/cli/test_sampler.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.asking import spectrum_asked
from ldm_symbolic.front_door.covariances import with_example
from ldm_symbolic.front_door.options import DIGITS, Asked, Notice, dimensions_of
from ldm_symbolic.front_door.schedulers import chosen_start, note_clipping, process_of, scheduler_of
from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules.ratios import Edm
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.practice.schedule_names import path_of
from ldm_symbolic.practice.scheduler_steps import edm_grid, grid_of
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.outcome import BestStep, BestTruncation, Outcome, best_truncation, outcome, outcomes
from ldm_symbolic.samplers.recursion import Sampler
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES, Scheme
from ldm_symbolic.spectra.arrays import exact_number, whole_number
from ldm_symbolic.spectra.numbers import InputError, Spelled
from ldm_symbolic.stopping import schemas
from ldm_symbolic.stopping.answers.document import decimal
from ldm_symbolic.stopping.grids import Grid

MOST_POINTS = 1_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSampler:
    """The options of `sampler` beside those of the problem, each as the user gave it.

    Args:
        scheme: its name.
        grid_points: N.
        truncation: ε, the time left at the last point, or None for 0.
        search: whether the best truncation is asked for as well, in the place of one that is given.
        eta: how much noise a step adds, or None for none.
        variance: the noise of ancestral sampling, or None for the large one.
        dims: the latent dimensions to list, or None.
    """

    scheme: str
    grid_points: int
    truncation: object = None
    search: bool = False
    eta: object = None
    variance: str | None = None
    dims: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What a sampler reaches.

    Args:
        sampler: the scheme on its grid.
        modes: those of the spectrum.
        truncation: ε at which the grid ends, exact; 0 where the best one is asked for.
        whole: what it reaches with all modes.
        rows: in each latent dimension that was asked for.
        pair: the best latent dimension of all with its best step, where dimensions were asked for.
        best: the best truncation, where it was asked for.
    """

    sampler: Sampler
    modes: Modes
    truncation: Fraction
    whole: Outcome
    rows: Sequence[Outcome] = ()
    pair: Outcome | None = None
    best: BestTruncation | None = None


def sampled(notice: Notice, asked: Asked, how: AskedSampler, spelled: Spelled) -> Sampled:
    """What the sampler that a user asks for reaches.

    Args:
        notice: told what was done to the input.
        asked: the spectrum, its estimates, the schedule, the horizon and the start.
        how: the scheme and its grid.
        spelled: how the caller spells an option.

    Raises:
        InputError: if something cannot be used; one line.
    """
    spectrum = spectrum_asked(notice, with_example(notice, asked, spelled), spelled)
    true = _floats(spectrum.variances)
    believed = true if spectrum.estimated is None else _floats(spectrum.estimated)
    sampler, truncation = _sampler(notice, asked, how, spelled)
    modes = Modes.of(true, None if spectrum.estimated is None else believed)
    best = None
    if how.search:
        best = best_truncation(sampler, modes.gathered() if modes.exact else modes)
    whole, rows, pair = outcome(sampler, modes), [], None
    if how.dims is not None:
        wanted = dimensions_of(how.dims, range(1, len(true) + 1), spelled("dims"))
        every = outcomes(sampler, true, believed, range(1, len(true) + 1))
        rows = [every[k - 1] for k in wanted]
        pair = min(every, key=lambda found: found.best.error)
    return Sampled(sampler=sampler, modes=modes, truncation=truncation, whole=whole, rows=rows, pair=pair, best=best)


def sampler_document(found: Sampled) -> dict[str, Any]:
    """The answer of `sampler` in the schema `ldm-symbolic/sampler/1`; with `rows` and `best` for dimensions."""
    best = found.best
    document: dict[str, Any] = {
        "schema": schemas.SAMPLER,
        "scheme": found.sampler.scheme.name,
        "grid_points": found.sampler.grid.count + 1,
        "steps": found.sampler.grid.count,
        "score_evaluations": found.sampler.score_evaluations,
        "truncation": decimal(as_mpf(found.truncation), DIGITS),
        "error": _number(found.whole.error),
        "distance": _number(math.sqrt(found.whole.error)),
        "best_step": _step(found.whole.best),
        "best_truncation": None
        if best is None
        else {"truncation": _number(best.truncation), "distance": _number(math.sqrt(best.error))},
    }
    if found.pair is not None:
        document["rows"] = [
            {"k": row.kept, "error": _number(row.error), "best_step": _step(row.best)} for row in found.rows
        ]
        document["best"] = {"k": found.pair.kept, **_step(found.pair.best)}
    return document


def _number(value: float) -> str:
    return decimal(mpmath.mpf(value), DIGITS)


def _step(best: BestStep) -> dict[str, Any]:
    return {"index": best.index, "error": _number(best.error)}


def _floats(given: Sequence[Fraction]) -> Floats:
    return np.array([float(value) for value in given])


def _sampler(notice: Notice, asked: Asked, how: AskedSampler, spelled: Spelled) -> tuple[Sampler, Fraction]:
    scheme = _scheme(how, spelled)
    points = whole_number(how.grid_points, spelled("grid_points"), least=2, most=MOST_POINTS)
    if how.search and how.truncation is not None:
        raise InputError(f"give {spelled('truncation')} or {spelled('best_truncation')}, not both")
    truncation = Fraction(0) if how.truncation is None else exact_number(how.truncation, spelled("truncation"))
    eta = Fraction(0) if how.eta is None else exact_number(how.eta, spelled("eta"))
    if not 0 <= eta <= 1:
        raise InputError(f"{spelled('eta')}: expected a number in [0, 1], got {how.eta}")
    start = chosen_start(asked.start, ExactScore(), spelled("start"))
    grid = _grid(notice, asked, scheme, points, truncation, spelled)
    if isinstance(grid, Levels):
        in_time = {"best_truncation": how.search or None, "truncation": how.truncation, "horizon": asked.horizon}
        for name, given in in_time.items():
            if given is not None:
                apart = "points evenly spaced in time; a scheduler and edm bring their own levels"
                raise InputError(f"{spelled(name)} goes with {apart}")
    return Sampler(scheme=scheme, grid=grid, noised=start is Start.NOISED, eta=float(eta)), truncation


def _scheme(how: AskedSampler, spelled: Spelled) -> Scheme:
    scheme = SCHEMES.get(how.scheme)
    if scheme is None:
        raise InputError(f"{spelled('scheme')}: expected {', '.join(SCHEMES)}, got {how.scheme!r}")
    for name in ("eta", "variance"):
        if getattr(how, name) is not None and name not in scheme.takes:
            fitting = " and ".join(known.name for known in SCHEMES.values() if name in known.takes)
            raise InputError(f"{spelled(name)} goes with {spelled('scheme')} {fitting}, not with {scheme.name}")
    if how.variance is None:
        return scheme
    if how.variance not in VARIANCES:
        raise InputError(f"{spelled('variance')}: expected {', '.join(VARIANCES)}, got {how.variance!r}")
    return scheme.adding(VARIANCES[how.variance])


def _grid(
    notice: Notice, asked: Asked, scheme: Scheme, points: int, truncation: Fraction, spelled: Spelled
) -> TimeGrid | Levels:
    schedule, horizon = process_of(asked, spelled)
    config = None if asked.scheduler is None else scheduler_of(asked.scheduler, spelled("scheduler"))
    path = path_of(schedule) if config is None else config.path
    if scheme.in_time and path is not Path.VARIANCE_PRESERVING:
        raise InputError(
            f"{spelled('scheme')} {scheme.name} steps a variance-preserving process in time, not a {path.value} one; "
            "take ddim, edm-heun, dpmpp2m or dpmpp3m"
        )
    try:
        if config is not None:
            note_clipping(notice, config, spelled("scheduler"))
            what = f"{spelled('grid_points')} {points}, {points - 1} steps"
            return _levels(grid_of(config, points - 1, what), path)
        if isinstance(schedule, Edm):
            return _levels(edm_grid(schedule, points - 1), path)
        schedule.require_horizon(horizon)
        return TimeGrid(schedule=schedule, path=path, horizon=horizon, truncation=truncation, points=points)
    except ValueError as error:
        raise InputError(str(error)) from error


def _levels(grid: Grid, path: Path) -> Levels:
    """The levels of a scheduler, whose noise is β/α, or β in a rectified flow."""
    if grid.after[:-1] != grid.sigmas[1:]:
        raise ValueError("a step of this scheduler ends at another noise than the next begins with")
    sigmas = np.array([*grid.sigmas, grid.after[-1]])
    match path:
        case Path.VARIANCE_PRESERVING:
            signal, silent = 1 / np.hypot(1, sigmas), np.isinf(sigmas)
            return Levels(signal=signal, noise=np.where(silent, 1, np.where(silent, 0, sigmas) * signal))
        case Path.VARIANCE_EXPLODING:
            return Levels(signal=np.ones_like(sigmas), noise=sigmas, standard=float(sigmas[0] ** 2))
        case Path.RECTIFIED_FLOW:
            return Levels(signal=1 - sigmas, noise=sigmas, standard=float(sigmas[0] ** 2))
        case Path.SUB_PRESERVING:
            raise ValueError("no scheduler has the levels of a sub-VP process")
