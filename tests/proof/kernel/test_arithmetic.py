"""What is made of terms is made in `language.remake`, where SymPy decides no case: read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ldm_symbolic

PROOF = Path(ldm_symbolic.__file__).parent / "proof"
FILES = [path for wing in ("kernel", "language", "tactics") for path in sorted((PROOF / wing).rglob("*.py"))]
LISTS = {"needed", "hypotheses", "guard", "lost", "known", "inherited", "premises", "kept", "parts", "pieces", "given"}
LISTS |= {"waiting", "enough", "NUMBERS", "facts", "steps"}
"""Names of collections, to which something is added."""
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
NO_TERMS = {
    "number += 1",
    "lower.p - by",
    "n + 1",
    "level + 1",
    "level + known[2]",
    "level + known[2] - 1",
    "1 + max(depth)",
    "(gap.p > 0) - (gap.p < 0)",
}
"""Arithmetic on plain integers."""
SETS = {
    "parts - set(numbers)",
    "free(arg) - bound(term)",
    "vars(function).keys() - {'nargs'}",
    "vars(plain).keys() - {'nargs'}",
}
"""Differences of sets."""


def operators(text: str) -> Iterator[str]:
    """Operators that might join terms."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ARITHMETIC):
            if not (isinstance(node.target, ast.Name) and node.target.id in LISTS):
                yield ast.unparse(node)
        elif (isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)) or (
            isinstance(node, ast.UnaryOp) and type(node.op) is ast.USub and type(node.operand) is not ast.Constant
        ):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROOF)))
def test_no_operator_joins_terms(path: Path) -> None:
    assert set(operators(path.read_text(encoding="utf-8"))) <= NO_TERMS | SETS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROOF)))
def test_nothing_but_the_one_place_makes_a_sum_or_a_product(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    made = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    makers = {"Add", "Mul", "Pow", "exp", "log", "sqrt", "Piecewise", "Max", "Min", "Abs", "Sum", "diff", "expand"}
    assert made & makers <= (
        {"Add", "Mul"} if path.name == "build.py" else {"Pow", "Abs"} if path.name == "remake.py" else set()
    )


@pytest.mark.parametrize("text", ["a + b", "-a", "term *= 2", "x = a - b", "f(a ** b)", "rest += c"])
def test_the_reader_sees_an_operator(text: str) -> None:
    assert list(operators(text))
