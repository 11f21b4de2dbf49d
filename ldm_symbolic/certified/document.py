"""Certified and exact answers as documents for programs and as tables for people."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from flint import fmpz
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.algebraic import ExactStop
from ldm_symbolic.certified.listing import CertifiedListing
from ldm_symbolic.certified.optimum import CertifiedTime
from ldm_symbolic.stopping.document import score_name

_ROW = ("noise", "time_left", "time", "alpha_bar", "log_snr", "edm_sigma", "error", "error_at_end")
_TITLES = {
    "noise": "noise x*",
    "time_left": "time left u*",
    "time": "stop at t*",
    "error": "error at t*",
    "error_at_end": "error at T",
}
_BRANCHES = {"end": "end", "interior": "early", "start": "start"}
_SPARE_DIGITS = 3


def certified_document(found: CertifiedListing) -> dict[str, Any]:
    """The answer of `stop --certify`: the schema `ldm-symbolic/stop/1`, bounds in the place of numbers.

    Bounds are decimals rounded outwards, or the number itself as a fraction where it is known. Where two candidates
    cannot be told apart, `rivals` holds the others: noise levels in a row, latent dimensions in `best`.
    """
    problem, digits = found.problem, found.digits
    rows = [_row(row, digits) for row in found.rows]
    if found.exact is not None:
        rows = [row | {"exact": _exact(found.exact[row["k"]])} for row in rows]
    return {
        "schema": "ldm-symbolic/stop/1",
        "certified": True,
        "schedule": problem.schedule.name,
        "horizon": str(problem.horizon),
        "score": score_name(problem),
        "start": problem.start.value,
        "rows": rows,
        "best": _row(found.best.row, digits) | {"rivals": list(found.best.rivals)},
    }


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


def outward(bounds: Bounds, digits: int) -> dict[str, str]:
    """Bounds as decimals of so many significant digits and some to spare, rounded outwards.

    >>> outward(Bounds(Fraction(1, 3), Fraction(1, 3)), 5), outward(Bounds(Fraction(1, 3), Fraction(4, 3)), 2)
    ({'lower': '1/3', 'upper': '1/3'}, {'lower': '0.33333', 'upper': '1.3334'})
    """
    if bounds.lower == bounds.upper:
        return {"lower": str(bounds.lower), "upper": str(bounds.upper)}
    return {
        "lower": _decimal(bounds.lower, digits + _SPARE_DIGITS, up=False),
        "upper": _decimal(bounds.upper, digits + _SPARE_DIGITS, up=True),
    }


def _row(row: CertifiedTime, digits: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _ROW:
        bounds = getattr(row, name)
        values[name] = {"lower": "inf", "upper": "inf"} if bounds is None else outward(bounds, digits)
    return {"k": row.k, "branch": row.branch.value, "rivals": [outward(r, digits) for r in row.rivals], **values}


def _exact(found: ExactStop | None) -> dict[str, Any] | None:
    if found is None:
        return None
    polynomial = None if found.polynomial is None else [str(c) for c in found.polynomial]
    radicals = None if found.radicals is None else str(found.radicals)
    return {"polynomial": polynomial, "radicals": radicals}


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
        return f"< {_decimal(bounds.upper, 2, up=True)}"
    return _decimal((bounds.lower + bounds.upper) / 2, digits, up=None)


def _decimal(value: Fraction, digits: int, *, up: bool | None) -> str:
    """A rational as a decimal of so many significant digits, rounded up, down, or (None) to the nearest."""
    if value == 0:
        return "0"
    size = abs(value)
    power = int((size.numerator.bit_length() - size.denominator.bit_length() + 1) * math.log10(2)) + 1
    while Fraction(10) ** power > size:
        power -= 1
    scaled = value / Fraction(10) ** (power - digits + 1)
    floor = scaled.numerator // scaled.denominator
    mantissa = round(scaled) if up is None else floor + (up and floor != scaled)
    return _written(mantissa, power - digits + 1)


def _written(mantissa: int, power: int) -> str:
    """mantissa times 10^power: plain where that is short, else with an exponent."""
    sign, every = "-" if mantissa < 0 else "", fmpz(abs(mantissa)).str()  # Python's own stops at 4300 digits
    text = every.rstrip("0") or "0"
    power += len(every) - len(text)
    first = power + len(text) - 1  # the exponent of the leading digit
    if not -6 < first < max(len(text), 6):
        return f"{sign}{text[0]}{'.' + text[1:] if text[1:] else ''}e{first:+d}"
    if power >= 0:
        return sign + text + "0" * power
    whole = text[:power] or "0"
    return f"{sign}{whole}.{text[power:].rjust(-power, '0')}"
