"""Certified answers as tables for people.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.document import outward, rounded
from ldm_symbolic.certified.listing import CertifiedListing

if TYPE_CHECKING:
    from ldm_symbolic.certified.algebraic import ExactStop

_TITLES = {
    "noise": "noise x*",
    "time_left": "time left u*",
    "time": "stop at t*",
    "error": "error at t*",
    "error_at_end": "error at T",
}


_BRANCHES = {"end": "end", "interior": "early", "start": "start"}


def certified_table(found: CertifiedListing, digits: int) -> Group:
    """The answer of `stop --certify` as a table.

    Args:
        found: the answer.
        digits: significant digits shown, at most those of the answer.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("k", justify="right")
    table.add_column("stop")
    for title in _TITLES.values():
        table.add_column(title, justify="right", no_wrap=True)
    best = found.best
    for row in found.rows:
        cells = [_middle(getattr(row, name), digits) for name in _TITLES]
        style = "bold green" if row.k == best.row.k else None
        table.add_row(str(row.k), _BRANCHES[row.branch.value] + ("?" if row.rivals else ""), *cells, style=style)
    time, error = _middle(best.row.time, digits), _middle(best.row.error, digits)
    lines = [
        f"Best of all pairs: k = {best.row.k}, t* = {time}, squared Frechet error {error}.",
        f"Proved: each number is within one unit of its last digit; --json gives bounds of {found.digits} digits.",
    ]
    return Group(table, *lines, *(_exact_line(k, form) for k, form in (found.exact or {}).items()))


def _exact_line(k: int, found: ExactStop | None) -> str:
    if found is None:
        return f"x*({k}): no exact form."
    if found.radicals is not None:
        return f"x*({k}) = {found.radicals}"
    lower, upper = outward(found.noise, 3).values()
    return f"x*({k}): the zero between {lower} and {upper} of {found.equation}"


def _middle(bounds: Bounds, digits: int) -> str:
    """A decimal with so many significant digits within the bounds, or as near to them as rounding it allows."""
    if bounds.lower <= 0 < bounds.upper:
        return f"< {rounded(bounds.upper, 2, up=True)}"
    return rounded((bounds.lower + bounds.upper) / 2, digits, up=None)
