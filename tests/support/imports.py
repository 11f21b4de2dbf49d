"""Reads from the source who imports whom: at the top, inside functions, by a name given to `import_module`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "ldm_symbolic"
_NAME = re.compile(rf"{PACKAGE}(\.\w+)*\.?")


def sources() -> Iterator[Path]:
    """Every file of the package and of the derivations."""
    yield from sorted((ROOT / PACKAGE).rglob("*.py"))
    yield from sorted((ROOT / "derivations").rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = (PACKAGE, *parts) if parts[0] == "derivations" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> Mapping[str, Path]:
    """Every module of ours, by its name."""
    return {module_name(path): path for path in sources()}


def names_in(tree: ast.AST, *, nested: bool = True) -> Iterator[str]:
    """The dotted names of modules that a syntax tree imports, or gives as text to whatever imports by name."""
    for node in ast.walk(tree) if nested else ast.iter_child_nodes(tree):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                inside = [f"{module}.{alias.name}" for alias in node.names]
                yield from (name if name in modules() else module for name in inside)
            case ast.Constant(value=str(text)) if _NAME.fullmatch(text) and text != PACKAGE:
                yield text.rstrip(".")


def imported(path: Path, *, nested: bool = True) -> frozenset[str]:
    """The dotted names of the modules that a file imports, ours or not."""
    return frozenset(names_in(ast.parse(path.read_text(encoding="utf-8")), nested=nested))


@cache
def arrows() -> Mapping[str, frozenset[str]]:
    """Module -> the modules of ours that it imports."""
    return {name: imported(path) & modules().keys() - {name} for name, path in modules().items()}


def circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """A circle in a graph, as the nodes on it; [] if there is none.

    >>> circle({"a": ["b"], "b": ["c"], "c": ["b"]})
    ['b', 'c', 'b']
    >>> circle({"a": ["b"], "b": []})
    []
    """
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for following in sorted(graph.get(node, ())):
            found = visit(following, [*path, node])
            if found:
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := visit(node, []))), [])
