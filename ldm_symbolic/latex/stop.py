"""The answer of `stop` as LaTeX: the closed form with its numbers in it, and a booktabs table.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Any

import mpmath
from sympy import Add, Expr, Rational, Symbol, sqrt, sympify

from ldm_symbolic.exact import as_rational
from ldm_symbolic.latex.formulas.layout import LINE, block, width
from ldm_symbolic.latex.formulas.letters import Letter, Notation, notation
from ldm_symbolic.latex.formulas.printer import AuthorPrinter
from ldm_symbolic.latex.formulas.text import decimal_tex
from ldm_symbolic.latex.names import PluginVariance, definition, shortened
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.notation import deviations, estimated_variance, horizon, latent_dimension, mode, noise, variances
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.stopping.answers.document import decimal, stop_document
from ldm_symbolic.stopping.answers.listing import Listed, Listing
from ldm_symbolic.stopping.closed_form import equal_estimates_root, own_root, slope_of
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.modes import derived
from ldm_symbolic.stopping.row import Branch, StoppingTime

_PAGE = 40  # rows that fit on a page
_LONG = 10**4  # denominators from which decimals are easier to read
_PLACES = 30
_DIGITS = 6
_FEW = 6


def stop_tex(found: Listing, digits: int, letters: Notation | None = None) -> str:
    """How each stopping time was found, and the table of k, t* and the error.

    Args:
        found: the answer of `stop`.
        digits: significant digits of every number in the table.
        letters: the notation.
    """
    chosen = notation() if letters is None else letters
    said: dict[tuple[str, bool], list[int]] = {}
    for row in found.rows if found.samples is None else ():
        said.setdefault(closed_form_tex(found, row, chosen), []).append(row.stop.k)
    lines = [(_dimensions(ks, chosen) if own else "") + text for (text, own), ks in said.items() if text]
    mean = AuthorPrinter(chosen).doprint(_mean())
    if any(mean in line for line in lines):
        lines.append(f"Here ${mean}$ is the mean of the true standard deviations that are kept.")
    return "\n".join([*lines, "", r"\medskip\noindent", table_tex(found, digits, chosen)]) + "\n"


def shown_stop(stop: StoppingTime) -> str:
    """A stopping time as a notebook shows it."""
    exact = "" if stop.exact is None else f" = {AuthorPrinter().doprint(sympify(stop.exact))}"
    numbers = {"x^*": stop.noise, "t^*": stop.time, "E(k, x^*)": stop.error}
    values = [f"k = {stop.k}", *(f"{name} = {decimal_tex(decimal(value, _DIGITS))}" for name, value in numbers.items())]
    return f"${', '.join(values)}$" + (f" (before clipping $x^*{exact}$)" if exact else "")


def shown_answer(answer: Any) -> str:
    """The answer of `ldm.stop` as a notebook shows it: a small table, then the best pair."""
    document = stop_document(answer.listing, _DIGITS)
    rows = {row["k"]: row for row in (*document["rows"][:_FEW], document["best"])}
    cells = ("k", "time", "noise", "error", "error_at_end")
    lines = [" & ".join(decimal_tex(str(rows[k][cell])) for cell in cells) for k in sorted(rows)]
    best = answer.best.precise
    head = "k & t^* & x^* & E(k, x^*) & E(k, 0)"
    table = "\\\\ ".join([rf"{head} \\ \hline {lines[0]}", *lines[1:]])
    return (
        rf"$$\begin{{array}}{{rrrrr}} {table} \end{{array}}$$"
        + f" Best of all pairs: {shown_stop(best)}, {best.branch.words}."
    )


def _mean() -> Symbol:
    (mean,) = equal_estimates_root().free_symbols - {estimated_variance}
    return mean


def _dimensions(ks: Sequence[int], letters: Notation) -> str:
    """ "For k = 1, 2 and 5", for a run of three or more its ends alone."""
    is_run = len(ks) > 2 and list(ks) == list(range(ks[0], ks[-1] + 1))
    values = rf"{ks[0]}, \dots, {ks[-1]}" if is_run else ", ".join(map(str, ks))
    return f"For ${AuthorPrinter(letters).doprint(latent_dimension)} = {values}$,"


def table_tex(found: Listing, digits: int, letters: Notation | None = None) -> str:
    """The table of k, t* and the error, the best pair in bold; it needs `booktabs`, a long one also `longtable`."""
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
        rows.append(" & ".join([*cells, Branch(row["branch"]).words]) + r" \\")
    head = [f"${k}$", f"$t^*({k})$", f"{mean}error at $t^*({k})$", f"{mean}error at ${printer.doprint(horizon)}$", ""]
    table = "longtable" if len(rows) > _PAGE else "tabular"
    lines = [
        *([r"% needs \usepackage{longtable}"] if table == "longtable" else []),
        rf"\begin{{{table}}}{{rrrrl}}",
        r"\toprule",
        " & ".join(head).rstrip() + r" \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        rf"\end{{{table}}}",
    ]
    return "\n".join(lines)


def closed_form_tex(found: Listing, row: Listed, letters: Notation) -> tuple[str, bool]:
    """How x*(k) was found: its closed form with the numbers in it, or the equation of which it is the zero.

    Returns:
        What is said, and whether it is said of this latent dimension rather than of all for which nothing else is.
    """
    problem, stop = found.problem, row.stop
    printer = AuthorPrinter(letters)
    level = rf"{printer.doprint(noise)}^*({printer.doprint(latent_dimension)})"
    if isinstance(problem.score, ExactScore):
        return "With the exact score running to the end is best for every latent dimension.", False
    if isinstance(problem, DenseProblem) or stop.exact is None:
        return _equation(found, stop, level, printer), False
    ends = [*takewhile(lambda end: end < stop.k, problem.spectrum.ends), stop.k]
    kept = [(problem.spectrum.variances[end - 1], problem.believed[end - 1]) for end in ends]
    moving = [(true, believed) for true, believed in kept if believed != 1]
    formula, values = _formula(stop, moving)
    if formula is None:
        return f" every mode alone is best at the end, so ${level} = 0$.", True
    at = {str(name): _bracketed(printer, value) for name, value in values.items()}
    filled = AuthorPrinter(_with_values(letters, at), taken=at).doprint(formula)
    clipped = "" if stop.branch is Branch.INTERIOR else f"\nIt lies outside the horizon: {stop.branch.words}."
    general = printer.doprint(formula)
    exact = sympify(stop.exact)
    whole = f"{general} = {filled} = {_value(printer, exact)}"
    if width(whole) > LINE:  # the mean of many roots
        whole = rf"{general} \approx {_decimal(exact)}"
    return f"{block(f'{whole}.')}{clipped}", True


def _value(printer: AuthorPrinter, exact: Expr) -> str:
    """A number as it is, a long fraction also as a decimal."""
    text = printer.doprint(exact)
    if not exact.is_Rational or exact.q < _LONG:
        return text
    return rf"{text} \approx {_decimal(exact)}"


def _decimal(exact: Expr) -> str:
    return decimal_tex(decimal(mpmath.mpf(exact.evalf(2 * _DIGITS)), _DIGITS))


def _formula(stop: StoppingTime, moving: list[tuple[Fraction, Fraction]]) -> tuple[Expr | None, Mapping[Symbol, Expr]]:
    """The closed form that applies, and the numbers that go into it."""
    roots = {derived.own_root(true, believed): (true, believed) for true, believed in moving}
    if stop.exact in roots:
        true, believed = roots[stop.exact]
        return own_root(), {true_variance: as_rational(true), estimated_variance: as_rational(believed)}
    if stop.exact == 0:
        return None, {}
    formula = equal_estimates_root()
    average = Add(*(sqrt(as_rational(true)) for true, _ in moving)) / len(moving)
    return formula, {_mean(): average, estimated_variance: as_rational(moving[0][1])}


def _bracketed(printer: AuthorPrinter, value: Expr) -> str:
    text = _terminating(value) if value.is_Rational and value.q >= _LONG else printer.doprint(value)
    return text if value.is_Rational and value >= 0 else rf"\left( {text} \right)"


def _terminating(value: Rational) -> str:
    """A fraction as the decimal that it is; as a fraction where its decimals never end."""
    places = next((places for places in range(_PLACES) if 10**places % value.q == 0), None)
    if places is None:
        return rf"\frac{{{value.p}}}{{{value.q}}}"
    digits = str(value.p * 10**places // value.q).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


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
    problem = found.problem
    if isinstance(problem, DenseProblem) or problem.start is not Start.NOISED or problem.cap is not None:
        return f"Where nothing else is said, ${level}$ has no closed form and was found numerically."
    if stop.branch is not Branch.INTERIOR:
        return ""  # the table says at which end it lies
    name, value = (printer.doprint(side) for side in definition(PluginVariance))
    root = AuthorPrinter(printer.letters, taken={f"{variances}[]"}).doprint(deviations[mode] ** 2)
    square = printer.doprint(variances[mode])
    given = [f"${name} = {value}$", *([f"${root} = {square}$"] if root != square else [])]
    slope = printer.doprint(shortened(slope_of(problem)))
    return (
        f"Where nothing else is said and generation stops early, ${level}$ is the zero, with {' and '.join(given)}, "
        f"of{block(f'{slope}.')}"
    )
