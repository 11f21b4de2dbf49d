"""Lists, chains of comparisons, and displays that fit on a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy.core.relational import Relational

LINE = 62  # what fits on a line of an article in 10 pt, in digits
_UPWARD = {r"\ge": "<=", ">": "<"}


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


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
        shown = {"!=": r"\ne", "==": "=", ">=": r"\ge"}.get(sign, sign)
        other = next((c for c in chains if len(c) == 3 and c[0] == middle), None)
        if other is not None and _opposite(other[1], sign) and bound != other[2]:
            low = (other[2], other[1]) if other[1] in (r"\ge", ">") else (bound, sign)
            high = (bound, sign) if other[1] in (r"\ge", ">") else (other[2], other[1])
            other[:] = [low[0], "<=" if low[1] in (r"\ge", ">=") else "<", middle, high[1], high[0]]
        else:
            chains.append([middle, shown, bound])
    return _linked(chains)


def _linked(chains: list[list[Any]]) -> list[list[Any]]:
    """Chains a <= b and b <= c put together."""
    upward = [[c[2], _UPWARD[c[1]], c[0]] if len(c) == 3 and c[1] in _UPWARD else c for c in chains]
    for i, first in enumerate(upward):
        for j, second in enumerate(upward):
            open_ends = not first[-1].is_number and {*first[1::2], *second[1::2]} <= {"<=", "<"}
            if i != j and open_ends and first[-1] == second[0] and max(len(first), len(second)) > 3:
                rest = [chain for n, chain in enumerate(chains) if n not in (i, j)]
                return _linked([*rest, [*first, *second[1:]]])
    return chains


def _opposite(first: str, second: str) -> bool:
    lower, upper = (r"\ge", ">=", ">"), ("<=", "<")
    return (first in lower and second in upper) or (first in upper and second in lower)


def split(left: str, sign: str, lines: Sequence[str]) -> str:
    """A formula over several lines: the right side on its own line where both do not fit on one."""
    first, *rest = lines
    if width(left) + width(first) > LINE:
        body = [f"& {left} \\\\", rf"&\quad {sign} {first}", *(rf"&\qquad {line}" for line in rest)]
        head, tail = body[0], body[1:]
        return "\\begin{split}\n" + head + "\n" + " \\\\\n".join(tail) + "\n\\end{split}"
    body = [f"{left} &{sign} {first}", *(rf"&\quad {line}" for line in rest)]
    if len(body) == 1:
        return f"{left} {sign} {first}"
    return "\\begin{split}\n" + " \\\\\n".join(body) + "\n\\end{split}"


def width(text: str) -> int:
    """About how many digits wide a formula is when it is set."""
    text = re.sub(r"\\(left|right|,|;|quad|text|mathrm|mathbf|hat|bar|sqrt)(?![A-Za-z])", "", text)
    text = re.sub(r"\\begin\{cases\}(.*?)\\end\{cases\}", lambda m: max(m[1].split(r"\\"), key=len), text)
    text = re.sub(r"\\(begin|end)\{\w+\}", "", text)
    fraction = re.compile(r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}")
    scripts = re.compile(r"[_^]\{([^{}]*)\}")
    while fraction.search(text) or scripts.search(text):
        text = scripts.sub(lambda m: m[1][: (len(m[1]) + 1) // 2], text)
        text = fraction.sub(lambda m: max(m[1], m[2], key=len), text)
        text = re.sub(r"\{([^{}]*)\}", r"\1", text) if not fraction.search(text) else text
    text = re.sub(r"\\[A-Za-z]+", "o", text)
    return len(re.sub(r"[ {}_^&]", "", text)) + len(re.findall(r"[=<>+-]", text))


def widest(text: str) -> int:
    """The width of the widest line of a display."""
    text = re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", lambda m: "o" * width(m[0]), text, flags=re.DOTALL)
    return max(width(line) for line in text.split(r"\\"))


def gathered(formulas: Sequence[str]) -> str:
    """Several formulas in one display, side by side where they fit."""
    line = r", \quad ".join(formulas)
    if width(line) + 3 * len(formulas) <= LINE:
        return f"{line}."
    return "\\begin{gathered}\n" + ", \\\\\n".join(formulas) + ".\n\\end{gathered}"


def block(text: str) -> str:
    """A displayed formula, with its full stop inside the last line."""
    end = "\n\\end{split}"
    text = re.sub(r"\n\\end\{split\}([.,])$", lambda match: match[1] + end, text)
    return f"\n\\begin{{equation*}}\n{text}\n\\end{{equation*}}"


def is_tall(text: str) -> bool:
    """Whether a formula is better displayed than set in a line."""
    return width(text) > LINE // 2 or r"\frac" in text or r"\sum" in text or r"\begin" in text
