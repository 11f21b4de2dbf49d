"""Answers as documents for programs and as tables for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.table import Table

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore
from ldm_symbolic.stopping.averages.mean_error import ACCURATE_DIGITS
from ldm_symbolic.stopping.listing import Listed, Listing
from ldm_symbolic.stopping.optimum import Branch
from ldm_symbolic.stopping.precise_modes import ErrorAt, Number
from ldm_symbolic.stopping.units import Step, edm_sigma

_ROW = ("noise", "time_left", "time", "alpha_bar", "log_snr", "error", "error_at_end")
_TIMES = {"noise": "noise x*", "time_left": "time left u*", "time": "stop at t*"}
_UNITS = {"alpha_bar": "ᾱ", "log_snr": "log SNR", "edm_sigma": "EDM σ"}
_ERRORS = {"error": "error at t*", "error_at_end": "error at T"}
_AVERAGES = {"error": "mean error", "error_at_end": "mean at T"}
_HELPS = {"early_helps": "P(helps)", "early_helps_normal": "normal"}
_UNBOUNDED = 10_000
_BRANCHES = {Branch.END: "end", Branch.INTERIOR: "early", Branch.START: "start"}


def decimal(value: Number, digits: int) -> str:
    """A number of mpmath as a decimal string with so many significant digits.

    >>> decimal(mpmath.mpf(1) / 4, 15), decimal(mpmath.inf, 15)
    ('0.25', 'inf')
    """
    if not mpmath.isfinite(value):
        return "inf" if value > 0 else "-inf"
    text = str(mpmath.nstr(value, digits, min_fixed=-5, max_fixed=max(digits, 5)))
    return text.removesuffix(".0")


def stop_document(found: Listing, digits: int) -> dict[str, Any]:
    """The answer of `stop` in the schema `ldm-symbolic/stop/1`.

    Averages over samples keep the fields of that schema: `error` and `error_at_end` are then mean errors,
    of which `expected_error` and `expected_error_at_end` say so, and `noise` minimises the mean. Steps are
    those of a uniform grid, t_i = i T/N: `step_down` is the last one not after t*, `step_up` the first not before.

    Args:
        found: the answer.
        digits: significant digits of every number.
    """
    document: dict[str, Any] = {
        "schema": "ldm-symbolic/stop/1",
        "schedule": found.problem.schedule.name,
        "horizon": str(found.problem.horizon),
        "score": score_name(found.problem),
        "start": found.problem.start.value,
        "rows": [_row(row, digits) for row in found.rows],
        "best": _row(found.best, digits),
    }
    if found.samples is not None:
        document |= {"samples": found.samples, "accuracy": f"1e-{ACCURATE_DIGITS}"}
    if found.steps is not None:
        document["steps"] = found.steps
    return document


def error_document(found: ErrorAt, digits: int) -> dict[str, Any]:
    """The answer of `error` in the schema `ldm-symbolic/error/1`."""
    names = ("time", "noise", "error", "kept", "lost")
    values = {name: decimal(getattr(found, name), digits) for name in names}
    return {"schema": "ldm-symbolic/error/1", "k": found.k, **values}


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
    problem, best = found.problem, _row(found.best, digits)
    mean = "" if found.samples is None else "mean "
    cap = f" C = {problem.cap}" if problem.cap is not None else ""
    lines = [
        f"Best of all pairs: k = {best['k']}, t* = {best['time']}, {mean}squared Frechet error {best['error']}.",
        f"{score_name(problem)} score{cap}, {problem.start.value} start, schedule {problem.schedule.name}, "
        f"horizon T = {problem.horizon}, largest variance {float(max(problem.spectrum.variances)):.4g} (noise: 1).",
    ]
    return Group(table, *lines, *_captions(found))


def _captions(found: Listing) -> list[str]:
    """What has to be known to read the columns that were asked for."""
    lines = []
    if found.samples is not None:
        accuracy = max(row.helps.accuracy for row in found.rows if row.helps is not None)
        lines += [
            f"The spectrum given is taken as true. Means are over estimates from N = {found.samples} samples along its "
            f"axes, λ̂ = λ χ²_N/N in each, to 1e-{ACCURATE_DIGITS}.",
            f"P(helps): how often stopping early strictly lowers the error, to {accuracy:.0e}; beside it the normal "
            "approximation.",
        ]
    if found.steps is not None:
        lines.append(f"Steps: of {found.steps} equal ones over [0, T], t_i = i T/{found.steps}; those around t*.")
    return lines


def _table(found: Listing, titles: dict[str, str], digits: int) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("k", justify="right")
    table.add_column("stop")
    stepped = [] if found.steps is None else ["step", "error", "or", "error"]
    for title in [*titles.values(), *stepped]:
        table.add_column(title, justify="right", no_wrap=True)
    for row in found.rows:
        values = _row(row, digits)
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


def _row(row: Listed, digits: int) -> dict[str, Any]:
    values = {name: decimal(getattr(row.stop, name), digits) for name in _ROW}
    values["edm_sigma"] = decimal(edm_sigma(row.stop, digits), digits)
    fields: dict[str, Any] = {"k": row.stop.k, "branch": row.stop.branch.value, **values}
    if row.helps is not None:
        fields |= {
            "expected_error": values["error"],
            "expected_error_at_end": values["error_at_end"],
            "early_helps": decimal(mpmath.mpf(row.helps.probability), digits),
            "early_helps_accuracy": f"{row.helps.accuracy:.0e}",
            "early_helps_normal": decimal(mpmath.mpf(row.helps.normal), digits),
        }
    if row.steps is not None:
        fields["step_down"] = _step(row.steps.down, digits)
        fields["step_up"] = _step(row.steps.up, digits)
    return fields


def _step(step: Step, digits: int) -> dict[str, Any]:
    return {"index": step.index, "fraction": str(step.fraction), "error": decimal(step.error, digits)}


def score_name(problem: StoppingProblem) -> str:
    """How the command line spells the score."""
    match problem.score:
        case ExactScore():
            return "exact"
        case PluginScore():
            return "plugin"
        case CappedScore():
            return "capped"
