"""The module of formulas that never change is what is derived today; run as a script it writes it anew.

python tests/stopping/modes/test_derived.py
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sympy import Expr, Integer, Piecewise, Symbol, cse, diff
from sympy.printing.pycode import PythonCodePrinter

import ldm_symbolic
from ldm_symbolic.model.backward import solution, switch_level, variance
from ldm_symbolic.model.error import gap, mismatch, root_gap
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.weight import weight
from ldm_symbolic.notation import cap, deviation, estimated_variance, generated_deviation, horizon_noise, noise
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.stopping.closed_form import own_root

WRITTEN = Path(ldm_symbolic.__file__).parent / "stopping" / "modes" / "derived.py"
HEAD = '''"""Formulas of the model that never change, as functions of numbers of any kind.

Written by `python tests/stopping/modes/test_derived.py` from the derivations in `model`; the test
makes them anew and compares.
So an answer waits for no derivation. A change is made there, not here.

Tested in `tests/stopping/modes/test_derived.py`.
"""

from __future__ import annotations

from typing import Any

Number = Any
"""A number of some arithmetic, or an array of them."""
'''
MODE = ("level", "believed", "top", "cap")


class Code(PythonCodePrinter):
    """Operators alone, which every arithmetic has; a number with another form would be rounded or not be understood."""

    def _print_Rational(self, expr: Expr) -> str:
        assert expr.is_Integer, f"{expr} is no whole number"
        return str(expr)

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        assert expr.exp.is_Integer or expr.exp.free_symbols, f"{expr} is no power that every arithmetic has"
        return str(super()._print_Pow(expr, rational=False))


def function(name: str, says: str, arguments: Sequence[str], results: Sequence[Expr]) -> str:
    """A function with common parts computed once."""
    parts, found = cse(results)
    code = Code()
    signature = ", ".join(f"{argument}: Number" for argument in arguments)
    kind = "Number" if len(results) == 1 else "tuple[Number, ...]"
    lines = [f"    {code.doprint(symbol)} = {code.doprint(part)}" for symbol, part in parts]
    answer = ", ".join(code.doprint(expression) for expression in found)
    return "\n".join([f"def {name}({signature}) -> {kind}:", f'    """{says}"""', *lines, f"    return {answer}"])


def motion(generated: Expr) -> list[Expr]:
    letters = dict(zip((noise, estimated_variance, horizon_noise, cap), map(Symbol, MODE), strict=True))
    return [diff(generated, noise, order).xreplace(letters) for order in range(3)]


def functions() -> list[str]:
    """The functions, derived now."""
    terms = {gap: Symbol("gap"), generated_deviation: Symbol("root"), deviation: Symbol("deviation")}
    pair = {true_variance: Symbol("true"), estimated_variance: Symbol("believed")}
    names = tuple(map(str, terms.values()))
    found = [
        function("root_gap", "√v - s from v - λ, √v and s.", names, [root_gap().xreplace(terms)]),
        function("mismatch", "1 - s/√v from v - λ, √v and s.", names, [mismatch().xreplace(terms)]),
        function(
            "own_root", "The x at which one mode alone is perfect: v(x) = λ.", ("true", "believed"),
            [own_root().xreplace(pair)],
        ),
    ]  # fmt: skip
    for start in Start:
        law = variance(CappedScore(), start)
        assert isinstance(law, Piecewise)
        throughout, late, _ = (expression for expression, _ in law.args)
        for name, says, generated in (
            ("free", "while the cap is inactive", variance(PluginScore(), start)),
            ("late", "under a cap that became active", late),
            ("throughout", "under a cap that always was active", throughout),
        ):
            said = f"v, dv/dx and d²v/dx² from the {start.value} start {says}."
            found.append(function(f"{name}_{start.value}", said, MODE, motion(generated)))
    return found + of_processes()


def of_processes() -> list[str]:
    """One mode of any process between the reverse equation and the flow, from a level where its variance is known."""
    names = ("level", "believed", "at", "value", "cap", "churn")
    level, believed, at, value, limit, churn = letters = [Symbol(name) for name in names]
    known = dict(zip((noise, estimated_variance, cap), (level, believed, limit), strict=True))
    free = solution(weight(PluginScore()), at, value, churn).xreplace(known)
    capped = solution(cap, at, value, churn).xreplace(known)
    switch = switch_level(cap, estimated_variance).xreplace(known)
    assert set(letters) >= free.free_symbols | capped.free_symbols
    said = "v of a process of churn κ, from its value at a level, while the cap is"
    return [
        function("churned_free", f"{said} inactive.", ("level", "believed", "at", "value", "churn"), [free]),
        function("churned_capped", f"{said} active.", ("level", "at", "value", "cap", "churn"), [capped]),
        function("switch_level", "The level at which a cap becomes active.", ("believed", "cap"), [switch]),
    ]


def derived() -> str:
    """The module, derived now."""
    return "\n\n\n".join([HEAD.rstrip(), *functions()]) + "\n"


def tidy(text: str) -> str:
    """The text as ruff lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(WRITTEN), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def test_what_is_written_down_is_what_is_derived() -> None:
    assert ast.dump(ast.parse(WRITTEN.read_text(encoding="utf-8"))) == ast.dump(ast.parse(derived()))


def test_what_another_arithmetic_would_not_understand_is_not_written() -> None:
    x = Symbol("x")
    for expression in (x / 3 * 2, x ** (Integer(1) / 2)):
        with pytest.raises(AssertionError, match="is no"):
            function("wrong", "", ("x",), [expression])


if __name__ == "__main__":
    WRITTEN.write_text(tidy(derived()), encoding="utf-8")
