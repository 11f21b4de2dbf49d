"""What `stop` answers in one sentence, and the few lines that have to be read with it.

Tested in `tests/cli/tables/test_sentences.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.schedules.ratios import Edm
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.stopping.answers.document import decimal, row_fields
from ldm_symbolic.stopping.answers.listing import Listed, Listing
from ldm_symbolic.stopping.modes.precise_modes import Number
from ldm_symbolic.stopping.row import Branch
from ldm_symbolic.stopping.units import SchedulerSteps, Step, StepsAround, count_of, edm_sigma, gain_of

NEGLIGIBLE = 0.005
"""A gain below this share of the error is called so."""
_SAME = 0.05
_MOST_LISTED = 6


def gain_words(row: Listed, *, exact: bool) -> str:
    """The share of the error that stopping early saves, with a word for it.

    Args:
        row: one latent dimension; its steps count, where it has any.
        exact: whether the score is the exact one.
    """
    gain = gain_of(row.stop.error, row.stop.error_at_end) if row.steps is None else row.steps.gain
    if exact:
        return "nothing to gain"
    if gain <= 0:
        return "none"
    word = "negligible" if gain < NEGLIGIBLE else "worth it" if row.supported else "chance?"
    return f"{percent(gain)} {word}"


def percent(share: Number) -> str:
    """A share in per cent, with two digits or one decimal; what is less than one in 10⁷ has no digits.

    >>> percent(0.126), percent(0.0013), percent(1e-9), percent(1)
    ('12.6 %', '0.13 %', '< 0.001 %', '100 %')
    """
    value = 100 * float(share)
    if value < 1e-3:
        return "< 0.001 %"
    return f"{value:.2g} %" if value < 1 else f"{value:.1f} %".replace(".0 %", " %")


def stop_sentence(found: Listing, digits: int) -> list[str]:
    """What to do, for the best pair first, then for what was listed beside it.

    Args:
        found: the answer.
        digits: significant digits shown.
    """
    best = found.best
    if isinstance(found.problem.score, ExactScore):
        at_end = best.stop.error_at_end if best.steps is None else best.steps.last.error
        first = [f"Run to the end: exact score, nothing to gain; best k = {best.stop.k}, {_mean(found)}error "
                 f"{decimal(at_end, digits)}."]  # fmt: skip
    elif best.steps is None:
        first = [_without_steps(found, digits)]
    else:
        first = [_with_steps(found, best.steps, digits)]
    others = _others(found) if first[0].startswith("Stop") else []
    return [*first, *others, *_scheduler(found)]


def time_shown(row: Listed, found: Listing, digits: int) -> str:
    """t*, or its distance from T where that is below the digits shown."""
    horizon, shown = found.problem.horizon, decimal(row.stop.time, digits)
    left = row.stop.time_left
    if left and abs(as_mpf(horizon) - float(shown) - left) > _SAME * left:
        return f"{horizon} - {decimal(left, 3)}"
    return shown


def _mean(found: Listing) -> str:
    return "" if found.samples is None else "mean "


def _without_steps(found: Listing, digits: int) -> str:
    best = found.best
    fields = row_fields(best, digits)
    error, at_end = fields["error"], fields["error_at_end"]
    match best.stop.branch:
        case _ if best.stop.error > best.stop.error_at_end:  # a level that was chosen without the held-out samples
            return (
                f"Run to the end: best k = {best.stop.k}, {_mean(found)}error {at_end}; "
                f"stopping at noise level {fields['noise']} would be worse: {error}."
            )
        case Branch.END:
            return f"Run to the end: best k = {best.stop.k}, {_mean(found)}error {error}; no earlier stop is better."
        case Branch.START:
            return f"Do not start: best k = {best.stop.k}, {_mean(found)}error {error}; at the end {at_end}."
    gain = gain_of(best.stop.error, best.stop.error_at_end)
    level = f"noise level {fields['noise']} (sigma {decimal(edm_sigma(best.stop), 3)}, t* = "
    return _advice(
        f"at {level}{time_shown(best, found, digits)})", "to the end", found, gain, (error, at_end), "at the end"
    )


def _with_steps(found: Listing, steps: StepsAround, digits: int) -> str:
    best, last = steps.best, steps.last
    count, errors = last.index, (decimal(best.error, digits), decimal(last.error, digits))
    if best.index == count or steps.gain <= 0:
        best_pair = f"best k = {found.best.stop.k}, {_mean(found)}error {errors[0]}"
        return f"Run all {count} steps: {best_pair}; no earlier stop is better."
    return _advice(
        f"after step {best.index} of {count}{_label(best)}", f"all {count} steps", found, steps.gain, errors,
        f"all {count} steps",
    )  # fmt: skip


def _advice(where: str, run: str, found: Listing, gain: Number, errors: tuple[str, str], end: str) -> str:
    """Stop there; or run on, where that gains next to nothing."""
    k, mean = found.best.stop.k, _mean(found)
    if gain < NEGLIGIBLE:
        would = f"stopping {where} would gain {percent(gain)}, negligible"
        return f"Run {run}: best k = {k}, {mean}error {errors[1]}; {would}."
    if not found.best.supported:
        would = f"stopping {where} would gain {percent(gain)}, not more than its standard error"
        return f"Run {run}: best k = {k}, {mean}error {errors[1]}; {would}."
    return f"Stop {where} with k = {k}: {mean}error {errors[0]}; {end}: {errors[1]}, {percent(gain)} lower."


def _label(step: Step) -> str:
    if step.sigma is None:
        return ""
    timestep = "" if step.timestep is None else f"timestep {step.timestep:.6g}, "
    return f" ({timestep}sigma {step.sigma:.2g})"


def _others(found: Listing) -> list[str]:
    """For which of the latent dimensions listed nothing is gained."""
    if isinstance(found.problem.score, ExactScore):
        return []
    others = [row for row in found.rows if row.stop.k != found.best.stop.k]
    still = [row.stop.k for row in others if runs_on(row)]
    if not still:
        return []
    do = "run to the end" if found.steps is None else f"run all {count_of(found.steps)} steps"
    return [f"For {_dimensions(still, len(found.rows))} {do}."]


def runs_on(row: Listed) -> bool:
    """Whether no early stop is better for this latent dimension."""
    if not row.supported:
        return True
    if row.steps is not None:
        return row.steps.best.index == row.steps.last.index or row.steps.gain <= 0
    return row.stop.branch is Branch.END


def _dimensions(ks: Sequence[int], listed: int) -> str:
    if len(ks) > _MOST_LISTED:
        return f"{len(ks)} of the {listed} k listed"
    return f"k = {ks[0]}" if len(ks) == 1 else f"k = {', '.join(map(str, ks[:-1]))} and {ks[-1]}"


def _scheduler(found: Listing) -> list[str]:
    """Where the scheduler itself ends, and what to paste to stop where the sentence says."""
    steps, best = found.steps, found.best.steps
    if not isinstance(steps, SchedulerSteps) or best is None:
        return []
    grid, after = steps.grid, best.best.index
    ends = f"{float(grid.noise(grid.steps)):.3g}"
    stops = 0 < after < best.last.index and best.gain >= NEGLIGIBLE
    if grid.denoised:
        lines = [f"Your scheduler's last step denoises from noise level {ends} ({grid.ends})."]
        taken = f"To stop there, take what step {after} predicts without noise (pred_original_sample) as the sample."
        return [*lines, taken] if stops else lines
    lines = [f"Your scheduler itself ends at noise level {ends} ({grid.ends})."]
    if stops and not isinstance(found.problem.schedule, Edm):
        lines += [
            "To stop there, paste:",
            "  def stop(pipe, i, t, kw):",
            f"      pipe._interrupt = i >= {after - 1}; return kw",
            "  pipe(..., callback_on_step_end=stop)",
        ]
    return lines


OUTSIDE = "Outside the theory: what the network gets wrong, the error of finite steps, data that is not Gaussian."
"""What no answer of `stop` knows."""
