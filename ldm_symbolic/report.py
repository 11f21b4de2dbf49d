"""Answers as documents for programs and as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

from ldm_symbolic.evaluate import ErrorAt, Number
from ldm_symbolic.problem import StoppingProblem
from ldm_symbolic.score import CappedScore, ExactScore, PluginScore
from ldm_symbolic.stopping import Branch, StoppingTime

_ROW = ("noise", "time_left", "time", "alpha_bar", "log_snr", "error", "error_at_end")
_COLUMNS = {
    "noise": "noise x*",
    "time_left": "time left u*",
    "time": "stop at t*",
    "error": "error at t*",
    "error_at_end": "error at T",
}
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


def stop_document(
    problem: StoppingProblem, rows: Sequence[StoppingTime], best: StoppingTime, digits: int
) -> dict[str, Any]:
    """The answer of `stop` in the schema `ldm-symbolic/stop/1`.

    Args:
        problem: the question.
        rows: one answer for each latent dimension listed.
        best: the answer for the pair with the least error over all k.
        digits: significant digits of every number.
    """
    return {
        "schema": "ldm-symbolic/stop/1",
        "schedule": problem.schedule.name,
        "horizon": str(problem.horizon),
        "score": _score_name(problem),
        "start": problem.start.value,
        "rows": [_row(row, digits) for row in rows],
        "best": _row(best, digits),
    }


def error_document(found: ErrorAt, digits: int) -> dict[str, Any]:
    """The answer of `error` in the schema `ldm-symbolic/error/1`."""
    names = ("time", "noise", "error", "kept", "lost")
    values = {name: decimal(getattr(found, name), digits) for name in names}
    return {"schema": "ldm-symbolic/error/1", "k": found.k, **values}


def stop_table(problem: StoppingProblem, rows: Sequence[StoppingTime], best: StoppingTime, digits: int) -> Group:
    """The answer of `stop` as a table, the best pair marked, with what it was computed for below it."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("k", justify="right")
    table.add_column("stop")
    for title in _COLUMNS.values():
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        cells = [decimal(getattr(row, name), digits) for name in _COLUMNS]
        style = "bold green" if row.k == best.k else None
        table.add_row(str(row.k), _BRANCHES[row.branch], *cells, style=style)
    time, error = decimal(best.time, digits), decimal(best.error, digits)
    cap = f" C = {problem.cap}" if problem.cap is not None else ""
    return Group(
        table,
        f"Best of all pairs: k = {best.k}, t* = {time}, squared Frechet error {error}.",
        f"{_score_name(problem)} score{cap}, {problem.start.value} start, schedule {problem.schedule.name}, "
        f"horizon T = {problem.horizon}, largest variance {float(max(problem.spectrum.variances)):.4g} (noise: 1).",
    )


def error_table(document: dict[str, Any]) -> Table:
    """The answer of `error` as a table of its fields."""
    table = Table(box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    for name, value in document.items():
        if name != "schema":
            table.add_row(name, str(value))
    return table


def _row(row: StoppingTime, digits: int) -> dict[str, Any]:
    values = {name: decimal(getattr(row, name), digits) for name in _ROW}
    return {"k": row.k, "branch": row.branch.value, **values}


def _score_name(problem: StoppingProblem) -> str:
    match problem.score:
        case ExactScore():
            return "exact"
        case PluginScore():
            return "plugin"
        case CappedScore():
            return "capped"
