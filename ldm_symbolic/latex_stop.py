"""The answer of `stop` as LaTeX: the closed form with its numbers in it, and a booktabs table."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Rational, Symbol, sqrt

from ldm_symbolic.backward import Start
from ldm_symbolic.closed_form import equal_estimates_root, own_root, slope_of
from ldm_symbolic.latex_layout import block
from ldm_symbolic.latex_notation import Letter, Notation, notation
from ldm_symbolic.latex_printer import AuthorPrinter
from ldm_symbolic.latex_shorthand import PluginVariance, definition, shortened
from ldm_symbolic.listing import Listed, Listing
from ldm_symbolic.notation import estimated_variance, horizon, latent_dimension, noise
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.report import stop_document
from ldm_symbolic.score import ExactScore
from ldm_symbolic.stopping import Branch, StoppingTime

_STOPS = {"end": "run to the end", "interior": "stop early", "start": "do not start"}


def stop_tex(found: Listing, digits: int, letters: Notation | None = None) -> str:
    """How each stopping time was found, and the table of k, t* and the error.

    Args:
        found: the answer of `stop`.
        digits: significant digits of every number in the table.
        letters: the notation.
    """
    chosen = notation() if letters is None else letters
    lines = [closed_form_tex(found, row, chosen) for row in found.rows] if found.samples is None else []
    return "\n".join([*dict.fromkeys(filter(None, lines)), table_tex(found, digits, chosen)]) + "\n"


def table_tex(found: Listing, digits: int, letters: Notation | None = None) -> str:
    """The table of k, t* and the error, the best pair in bold; it needs `booktabs`."""
    printer = AuthorPrinter(letters)
    document = stop_document(found, digits)
    k = printer.doprint(latent_dimension)
    mean = "mean " if found.samples is not None else ""
    rows = []
    for row in document["rows"]:
        cells = [str(row["k"]), row["time"], row["error"], row["error_at_end"]]
        bold = row["k"] == document["best"]["k"]
        cells = [decimal_tex(cell) for cell in cells]
        cells = [rf"\boldmath ${cell}$" if bold else f"${cell}$" for cell in cells]
        rows.append(" & ".join([*cells, _STOPS[row["branch"]]]) + r" \\")
    head = [f"${k}$", f"$t^*({k})$", f"{mean}error at $t^*({k})$", f"{mean}error at ${printer.doprint(horizon)}$", ""]
    lines = [
        r"\begin{tabular}{rrrrl}",
        r"\toprule",
        " & ".join(head).rstrip() + r" \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines)


def decimal_tex(text: str) -> str:
    """A decimal as mathematics, its power of ten written out.

    >>> decimal_tex("1.5e-7"), decimal_tex("inf")
    ('1.5 \\\\cdot 10^{-7}', '\\\\infty')
    """
    if text.lstrip("-") == "inf":
        return text.replace("inf", r"\infty")
    mantissa, mark, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if mark else mantissa


def closed_form_tex(found: Listing, row: Listed, letters: Notation) -> str:
    """The closed form that gave x*(k), its numbers substituted, or the equation of which x*(k) is the zero."""
    problem, stop = found.problem, row.stop
    printer = AuthorPrinter(letters)
    level = rf"{printer.doprint(noise)}^*({stop.k})"
    if isinstance(problem.score, ExactScore):
        return "" if stop.k > 1 else "With the exact score running to the end is best for every latent dimension."
    if stop.exact is None:
        return _equation(found, stop, rf"{printer.doprint(noise)}^*({printer.doprint(latent_dimension)})", printer)
    kept = list(zip(problem.spectrum.variances[: stop.k], problem.believed[: stop.k], strict=True))
    moving = [(true, believed) for true, believed in kept if believed != 1]
    formula, values = _formula(stop, moving)
    if formula is None:
        return f"For $k = {stop.k}$ every mode alone is best at the end, so ${level} = 0$."
    at = {str(name): _bracketed(printer, value) for name, value in values.items()}
    filled = AuthorPrinter(_with_values(letters, at), taken=at).doprint(formula)
    clipped = "" if stop.branch is Branch.INTERIOR else f"\nIt lies outside the horizon: {_STOPS[stop.branch.value]}."
    result = printer.doprint(stop.exact)
    return f"For $k = {stop.k}$,{block(f'{printer.doprint(formula)} = {filled} = {result}.')}{clipped}"


def _formula(stop: StoppingTime, moving: list[tuple[Fraction, Fraction]]) -> tuple[Expr | None, Mapping[Symbol, Expr]]:
    """The closed form that applies, and the numbers that go into it."""
    roots = {_root(true, believed): (true, believed) for true, believed in moving}
    if stop.exact in roots:
        true, believed = roots[stop.exact]
        return own_root(), {true_variance: _number(true), estimated_variance: _number(believed)}
    if stop.exact == 0:
        return None, {}
    formula = equal_estimates_root()
    (mean,) = (symbol for symbol in formula.free_symbols if symbol != estimated_variance)
    average = Add(*(sqrt(_number(true)) for true, _ in moving)) / len(moving)
    return formula, {mean: average, estimated_variance: _number(moving[0][1])}


def _root(true: Fraction, believed: Fraction) -> Any:
    return own_root().subs({true_variance: _number(true), estimated_variance: _number(believed)})


def _number(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _bracketed(printer: AuthorPrinter, value: Expr) -> str:
    text = printer.doprint(value)
    return text if value.is_Rational and value >= 0 else rf"\left( {text} \right)"


def _with_values(letters: Notation, values: Mapping[str, str]) -> Notation:
    """The notation in which some names are printed as numbers."""
    written = {name: Letter(base=text) for name, text in values.items()}
    return Notation(
        name=letters.name,
        letters={**letters.letters, **written},
        squares={name: square for name, square in letters.squares.items() if square not in values},
        subscripted=letters.subscripted,
    )


def _equation(found: Listing, stop: StoppingTime, level: str, printer: AuthorPrinter) -> str:
    """Where no closed form exists: the slope whose zero x*(k) is, for the plug-in score from the noised start."""
    if stop.branch is not Branch.INTERIOR or found.problem.start is not Start.NOISED or found.problem.cap is not None:
        return f"Where nothing else is said, ${level}$ has no closed form and was found numerically."
    name, value = (printer.doprint(side) for side in definition(PluginVariance))
    slope = printer.doprint(shortened(slope_of(found.problem)))
    return f"Where nothing else is said, ${level}$ is the zero, with ${name} = {value}$, of{block(f'{slope}.')}"
