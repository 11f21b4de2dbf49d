"""No regular expression reads mathematics out of LaTeX: what is asked of a formula is asked of the tree.

`latex.document` has that tree. Regular expressions over `$` or backslashes stand only where TeX itself is the subject:
in those modules that read an author's text or write TeX. The book is not written from the tree yet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from imports import PACKAGE, ROOT

READERS = {
    "latex/formulas/letters.py": "an author's letters, typed in TeX",
    "latex/macros.py": "an author's file",
}
WRITERS = {
    "latex/formulas/forms.py": "how tall brackets are",
    "latex/formulas/measure.py": "how wide what TeX sets is",
}
LEFT = {"book/tex.py": 3, "book/mathml.py": 5}
"""How many still read our own TeX back, to put boxes around formulas and to make HTML of it; they may only go."""


def patterns(tree: ast.AST) -> Iterator[str]:
    """The regular expressions in a module; what is put into one is a letter here.

    >>> list(patterns(ast.parse("re.sub(rf'a{b}', '', c); d.sub('e', f)")))
    ['ax']
    """
    for node in ast.walk(tree):
        function = node.func if isinstance(node, ast.Call) else None
        of_re = (
            isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
        )
        if isinstance(node, ast.Call) and of_re and node.args:
            yield text(node.args[0])


def text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(map(text, values))
        case ast.BinOp(left=left, right=right):
            return text(left) + text(right)
    return "x"


def reads_tex(pattern: str) -> bool:
    """Whether a dollar sign or a backslash is among what a regular expression looks for."""
    parser = import_module("re._parser")
    return any(code in (ord("$"), ord("\\")) for code in literals(parser.parse(pattern)))


def literals(parsed: Any) -> Iterator[int]:
    """The characters that stand in a parsed regular expression, at any depth."""
    for item in parsed:
        if isinstance(item, tuple) and len(item) == 2 and str(item[0]) in ("LITERAL", "NOT_LITERAL"):
            yield item[1]
        elif isinstance(item, tuple | list) or type(item).__name__ == "SubPattern":
            yield from literals(item)


def modules() -> Iterator[str]:
    for wing in ("latex", "book"):
        yield from (str(path.relative_to(ROOT / PACKAGE)) for path in sorted((ROOT / PACKAGE / wing).rglob("*.py")))


def found(source: str) -> int:
    return sum(map(reads_tex, patterns(ast.parse(source))))


@pytest.mark.parametrize("name", list(modules()))
def test_formulas_are_not_read_out_of_tex(name: str) -> None:
    if name not in {*READERS, *WRITERS}:
        assert found(Path(ROOT / PACKAGE / name).read_text(encoding="utf-8")) == LEFT.get(name, 0)


def test_the_list_is_short() -> None:
    assert {*READERS, *WRITERS, *LEFT} <= set(modules())
    for name in {*READERS, *WRITERS}:
        assert found(Path(ROOT / PACKAGE / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    ("source", "number"),
    [
        (r're.findall(r"\$([^$]*)\$", x)', 1),
        (r're.compile("[^$]")', 1),
        (r're.sub(rf"(?<![A-Za-z\\]){name}", "", x)', 1),
        (r're.sub("(Let|(\\\\[a-z]))", "", x)', 1),
        (r're.sub(r"\d+$|\w[.]", "", x)', 0),
    ],
)
def test_what_is_found(source: str, number: int) -> None:
    assert found(source) == number
