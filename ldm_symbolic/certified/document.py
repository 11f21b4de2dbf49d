"""Certified and exact answers as documents for programs.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpz

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.listing import CertifiedListing
from ldm_symbolic.certified.optimum import CertifiedTime
from ldm_symbolic.model.score import score_name
from ldm_symbolic.stopping import schemas

if TYPE_CHECKING:
    from ldm_symbolic.certified.algebraic import ExactStop

_ROW = ("noise", "time_left", "time", "alpha_bar", "log_snr", "edm_sigma", "error", "error_at_end")
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
        "schema": schemas.STOP,
        "certified": True,
        "model": "modes",
        "schedule": problem.schedule.name,
        "horizon": str(problem.horizon),
        "score": score_name(problem.score),
        "start": problem.start.value,
        "rows": rows,
        "best": _row(found.best.row, digits) | {"rivals": list(found.best.rivals)},
    }


def outward(bounds: Bounds, digits: int) -> dict[str, str]:
    """Bounds as decimals of so many significant digits and some to spare, rounded outwards.

    >>> outward(Bounds(Fraction(1, 3), Fraction(1, 3)), 5), outward(Bounds(Fraction(1, 3), Fraction(4, 3)), 2)
    ({'lower': '1/3', 'upper': '1/3'}, {'lower': '0.33333', 'upper': '1.3334'})
    """
    if bounds.lower == bounds.upper:
        return {"lower": str(bounds.lower), "upper": str(bounds.upper)}
    return {
        "lower": rounded(bounds.lower, digits + _SPARE_DIGITS, up=False),
        "upper": rounded(bounds.upper, digits + _SPARE_DIGITS, up=True),
    }


def _row(row: CertifiedTime, digits: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _ROW:
        bounds = getattr(row, name)
        values[name] = {"lower": "inf", "upper": "inf"} if bounds is None else outward(bounds, digits)
    values["gain"] = outward(_gain(row.error, row.error_at_end), digits)
    return {"k": row.k, "branch": row.branch.value, "rivals": [outward(r, digits) for r in row.rivals], **values}


def _gain(error: Bounds, error_at_end: Bounds) -> Bounds:
    """Bounds on 1 - E(k, x*)/E(k, 0), which lies in [0, 1], and is 0 where there is no error.

    >>> _gain(Bounds.exactly(Fraction(3)), Bounds(Fraction(4), Fraction(6)))
    Bounds(lower=Fraction(1, 4), upper=Fraction(1, 2))
    """
    if error_at_end.upper == 0:
        return Bounds.exactly(Fraction(0))
    if error_at_end.lower <= 0:
        return Bounds(Fraction(0), Fraction(1))
    lower, upper = 1 - error.upper / error_at_end.lower, 1 - error.lower / error_at_end.upper
    return Bounds(max(lower, Fraction(0)), min(upper, Fraction(1)))


def _exact(found: ExactStop | None) -> dict[str, Any] | None:
    if found is None:
        return None
    polynomial = None if found.polynomial is None else [str(c) for c in found.polynomial]
    radicals = None if found.radicals is None else str(found.radicals)
    return {"polynomial": polynomial, "radicals": radicals}


def rounded(value: Fraction, digits: int, *, up: bool | None) -> str:
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
