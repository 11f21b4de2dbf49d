"""Chains of comparisons, and displays that fit on a line.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sympy.core.relational import Relational

from ldm_symbolic.latex.formulas.measure import width as width

LINE = 68  # what fits on a line of an article in 10 pt, in digits
_BRIEF = 8  # digits of a term that needs no line of its own
_UPWARD = {">=": "<=", ">": "<"}


def chained(conditions: Iterable[Relational]) -> list[list[Any]]:
    """Comparisons with lower and upper bounds of one term joined: k >= 1, k <= D becomes 1 <= k <= D.

    Returns:
        For each chain its terms, with the signs between them as text.

    >>> from ldm_symbolic.notation import data_dimension, latent_dimension
    >>> chained([1 <= latent_dimension, latent_dimension <= data_dimension, data_dimension > 2])
    [[1, '<=', k, '<=', D], [D, '>', 2]]
    """
    chains: list[list[Any]] = []
    for condition in conditions:
        condition = condition.reversed if condition.lhs.is_number and not condition.rhs.is_number else condition
        middle, sign, bound = condition.lhs, condition.rel_op, condition.rhs
        shown = {"==": "="}.get(sign, sign)
        other = next((c for c in chains if len(c) == 3 and c[0] == middle), None)
        if other is not None and {other[1], sign} == {">=", "<="} and bound == other[2]:
            other[1] = "="
        elif other is not None and _opposite(other[1], sign) and bound != other[2]:
            low = (other[2], other[1]) if other[1] in (">=", ">") else (bound, sign)
            high = (bound, sign) if other[1] in (">=", ">") else (other[2], other[1])
            other[:] = [low[0], "<=" if low[1] == ">=" else "<", middle, high[1], high[0]]
        else:
            chains.append([middle, shown, bound])
    return _linked(chains)


def _linked(chains: list[list[Any]]) -> list[list[Any]]:
    """Chains a <= b and b <= c put together."""
    upward = [[c[2], _UPWARD[c[1]], c[0]] if len(c) == 3 and c[1] in _UPWARD else c for c in chains]
    for i, first in enumerate(upward):
        for j, second in enumerate(upward):
            open_ends = not first[-1].is_number and {*first[1::2], *second[1::2]} <= {"<=", "<"}
            if i != j and open_ends and first[-1] == second[0]:
                rest = [chain for n, chain in enumerate(chains) if n not in (i, j)]
                return _linked([*rest, [*first, *second[1:]]])
    return chains


def _opposite(first: str, second: str) -> bool:
    lower, upper = (">=", ">"), ("<=", "<")
    return (first in lower and second in upper) or (first in upper and second in lower)


def stacked(parts: Sequence[tuple[str, Sequence[str]]], end: str = "") -> str:
    """Terms with the signs between them, each over the lines that it needs, on as few lines as fit.

    Args:
        parts: the sign in front of each term, "" for the first, and the lines of the term.
        end: the stop behind the last one.
    """
    line = " ".join(" ".join(filter(None, (sign, *lines))) for sign, lines in parts)
    if all(len(lines) == 1 for _, lines in parts) and width(line) <= LINE:
        return line + end
    (_, left), *others = parts
    if len(left) == len(others) == 1 and width(f"{left[0]} {others[0][0]} {others[0][1][0]}") <= LINE:
        sign, (first, *rest) = others[0]
        rows = [f"{left[0]} &{sign} {first}", *(rf"&\quad {text}" for text in rest)]
    else:
        rows = [rf"& {left[0]}", *(rf"&\quad {text}" for text in left[1:])]
        for sign, (first, *rest) in others:
            if not rest and width(first) <= _BRIEF and width(f"{rows[-1]} {sign} {first}") <= LINE:
                rows[-1] += f" {sign} {first}"
                continue
            rows += [rf"&\quad {sign} {first}", *(rf"&\qquad {text}" for text in rest)]
    return "\\begin{split}\n" + " \\\\\n".join(rows) + f"{end}\n\\end{{split}}"


def gathered(formulas: Sequence[str], end: str = ".") -> str:
    """Several formulas in one display, side by side where they fit.

    Args:
        formulas: without stops.
        end: what stands after the last one.
    """
    line = r", \quad ".join(formulas) + end
    if len(formulas) < 2 or (width(line) <= LINE and not any("{split}" in text for text in formulas)):
        return line
    rows = [text.replace("{split}", "{aligned}") for text in formulas]
    return "\\begin{gathered}\n" + ", \\\\\n".join(rows) + f"{end}\n\\end{{gathered}}"


def aligned(rows: Sequence[str], end: str = ".") -> str:
    """Formulas below each other, with commas between them and a stop behind the last one."""
    return "\\begin{aligned}\n" + ", \\\\\n".join(rows) + f"{end}\n\\end{{aligned}}"


def joined(formulas: Sequence[str], word: str) -> str:
    """Several formulas in one display with a word between them, side by side where they fit, and a stop."""
    between = rf" \quad \text{{{word}}}"
    line = rf"{between} \quad ".join(formulas)
    if width(line) <= LINE and "{split}" not in line:
        return f"{line}."
    rows = [text.replace("{split}", "{aligned}") for text in formulas]
    return "\\begin{gathered}\n" + f"{between} \\\\\n".join(rows) + ".\n\\end{gathered}"


def block(text: str) -> str:
    """A displayed formula."""
    return f"\n\\begin{{equation*}}\n{text}\n\\end{{equation*}}"


def is_tall(text: str) -> bool:
    """Whether a formula is better displayed than set in a line."""
    return width(text) > LINE // 2 or r"\frac" in text or r"\sum" in text or r"\begin" in text
