"""Answers of `stop` and `error` as tables for people.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.table import Table

from ldm_symbolic.model.score import score_name
from ldm_symbolic.stopping.answers.document import row_fields
from ldm_symbolic.stopping.answers.listing import Listing
from ldm_symbolic.stopping.averages.mean_error import ACCURATE_DIGITS
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.row import Branch

_TIMES = {"noise": "noise x*", "time_left": "time left u*", "time": "stop at t*"}


_UNITS = {"alpha_bar": "ᾱ", "log_snr": "log SNR", "edm_sigma": "EDM σ"}


_ERRORS = {"error": "error at t*", "error_at_end": "error at T"}


_AVERAGES = {"error": "mean error", "error_at_end": "mean at T"}


_HELPS = {"early_helps": "P(helps)", "early_helps_normal": "normal"}


_UNBOUNDED = 10_000


_WORST = 5
"""Axes of which the figures are shown."""


_BRANCHES = {Branch.END: "end", Branch.INTERIOR: "early", Branch.START: "start"}


@dataclass(frozen=True, slots=True)
class Fitting:
    """The first of some tables for which there is room, or the last."""

    tables: tuple[Table, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        unbounded = options.update(max_width=_UNBOUNDED)
        widths = [console.measure(table, options=unbounded).maximum for table in self.tables]
        yield next(
            (t for t, width in zip(self.tables, widths, strict=True) if width <= options.max_width), self.tables[-1]
        )


def stop_table(found: Listing, digits: int) -> Group:
    """The answer of `stop` as a table, the best pair marked, with what it was computed for below it."""
    titles = _TIMES | _UNITS | (_ERRORS if found.samples is None else _AVERAGES | _HELPS)
    least = ("time_left", "early_helps_normal", "noise", "error_at_end")
    dropped = [(), *((*_UNITS, *least[:count]) for count in range(len(least) + 1))]
    choices = [{name: title for name, title in titles.items() if name not in less} for less in dropped]
    table = Fitting(tuple(_table(found, choice, digits) for choice in choices))
    problem, best = found.problem, row_fields(found.best, digits)
    mean = "" if found.samples is None else "mean "
    cap = f" C = {problem.cap}" if problem.cap is not None else ""
    lines = [
        f"Best of all pairs: k = {best['k']}, t* = {best['time']}, {mean}squared Frechet error {best['error']}.",
        f"{score_name(problem.score)} score{cap}, {problem.start.value} start, schedule {problem.schedule.name}, "
        f"horizon T = {problem.horizon}, largest variance {problem.largest:.4g} (noise: 1).",
    ]
    return Group(table, *lines, *_captions(found))


def _captions(found: Listing) -> list[str]:
    """What has to be known to read the columns that were asked for."""
    lines = []
    if isinstance(found.problem, DenseProblem):
        law = found.problem.law
        means = f"; {law.mean_error:.4g} of each error is the distance of the means" if law.mean_error else ""
        lines.append(f"Dense: the whole {law.dimension} x {law.dimension} covariance along the estimate's axes{means}.")
        lines += _chosen_lines(found.problem) + _excess_lines(found) + _generated_lines(found)
    if found.rivals:
        lines.append(f"As good as far as is decided: k = {', '.join(map(str, found.rivals))}.")
    if found.samples is not None:
        accuracy = max(row.helps.accuracy for row in found.rows if row.helps is not None)
        lines += [
            f"The spectrum given is taken as true. Means are over estimates from N = {found.samples} samples along its "
            f"axes, λ̂ = λ χ²_N/N in each, to 1e-{ACCURATE_DIGITS}.",
            f"P(helps): how often stopping early strictly lowers the error, to {accuracy:.0e}; beside it the normal "
            "approximation.",
            *_whole_lines(found),
        ]
    if found.steps is not None:
        lines.append(f"Steps: of {found.steps} equal ones over [0, T], t_i = i T/{found.steps}; those around t*.")
    return lines


def _chosen_lines(problem: DenseProblem) -> list[str]:
    if problem.chosen is None or problem.held_out is None:
        return []
    return [
        f"Noise levels by the rule {problem.chosen.rule} from the {problem.held_out.training} training samples alone; "
        f"errors on the {problem.held_out.count} held-out ones."
    ]


def _generated_lines(found: Listing) -> list[str]:
    """What the doctor has to say: where the variance is wrong, and whether to stop early."""
    diagnosis, problem = found.diagnosis, found.problem
    if diagnosis is None or not isinstance(problem, DenseProblem) or problem.generated is None:
        return []
    modes = problem.generated.modes
    counts = {verdict: sum(mode.verdict == verdict for mode in modes) for verdict in ("too much", "too little")}
    wrong = sorted(
        (mode for mode in modes if mode.verdict in counts), key=lambda mode: -abs(mode.generated / mode.true - 1)
    )
    lines = [
        f"Of {len(modes)} axes of the data the generated samples have too much variance along {counts['too much']} and "
        f"too little along {counts['too little']}, beyond chance."
    ]
    lines += [
        f"  axis {mode.mode}: {mode.generated:.4g} generated, {mode.true:.4g} in the data, standard error "
        f"{mode.standard_error:.2g}: {mode.verdict}"
        for mode in wrong[:_WORST]
    ]
    gain = f"gains {diagnosis.gain:.3g} with standard error {diagnosis.standard_error:.2g}"
    if diagnosis.level:
        return [*lines, f"Stop early, at noise level {diagnosis.level:.4g}: that {gain}."]
    told = f"; stopping at noise level {diagnosis.best_level:.4g} {gain}" if diagnosis.best_level else ""
    return [*lines, f"Run to the end{told}."]


def _excess_lines(found: Listing) -> list[str]:
    """What estimating costs, measured and expected, where the covariances are those of samples."""
    problem, excess = found.problem, found.best.excess
    if excess is None or not isinstance(problem, DenseProblem) or problem.held_out is None:
        return []
    training, held_out = problem.held_out.training, problem.held_out.count
    return [
        f"Estimation costs {excess.measured:.4g} at the end for k = {found.best.stop.k}; expected of {training} "
        f"training and {held_out} held-out Gaussian samples with a fixed encoder, to leading "
        f"order: {excess.expected:.4g}.",
        f"Lost variance and expected excess together are least for k = {found.least_proxy}.",
        *_gain_lines(found),
    ]


def _gain_lines(found: Listing) -> list[str]:
    """Whether stopping early for the best k is told apart from running to the end by the samples held out."""
    gain = found.held_out_gain
    if gain is None or found.best.stop.branch is Branch.END:
        return []
    told = "more" if gain.supported else "not more"
    return [
        f"Stopping there gains {gain.gain:.3g} on the held-out samples, {told} than its standard error "
        f"{gain.standard_error:.3g}{'' if gain.supported else ': run to the end'}."
    ]


def _whole_lines(found: Listing) -> list[str]:
    """The average where the axes are estimated too, beside the columns, which take them as known."""
    whole, kept = found.best.whole, found.best.stop.k
    if whole is None:
        return [f"Where the whole covariance is estimated: no expansion for k = {kept} >= N = {found.samples}."]
    return [
        f"Where the whole covariance is estimated (Gaussian samples, encoder fixed, leading order in k/N): for k = "
        f"{kept} noise {whole.level:.4g}, mean error {whole.error:.4g}, at T {whole.error_at_end:.4g}."
    ]


def _table(found: Listing, titles: dict[str, str], digits: int) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("k", justify="right")
    table.add_column("stop")
    stepped = [] if found.steps is None else ["step", "error", "or", "error"]
    for title in [*titles.values(), *stepped]:
        table.add_column(title, justify="right", no_wrap=True)
    for row in found.rows:
        values = row_fields(row, digits)
        cells = [str(values[name]) for name in titles]
        for step in (values["step_down"], values["step_up"]) if found.steps is not None else ():
            cells += [str(step["index"]), step["error"]]
        style = "bold green" if row.stop.k == found.best.stop.k else None
        table.add_row(str(row.stop.k), _BRANCHES[row.stop.branch], *cells, style=style)
    return table


def error_table(document: dict[str, Any]) -> Table:
    """The answer of `error` as a table of its fields."""
    table = Table(box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    for name, value in document.items():
        if name != "schema":
            table.add_row(name, str(value))
    return table
