"""The definitions of a Python file: which names a statement binds, and what an imported name is.

Tested in `tests/cache/test_slices.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

Place = tuple[str, str]
"""A module, and a name in it; "" for all of it."""


class NoSliceError(Exception):
    """Raised where it cannot be told what matters, so that everything does."""


def imports(whole: ast.Module) -> Iterator[tuple[str, Place]]:
    """Yield the names that imports of a file bind, at its top or inside, each with what it is there.

    >>> list(imports(ast.parse("from a.b import c as d")))
    [('d', ('a.b', 'c'))]
    """
    for node in ast.walk(whole):
        match node:
            case ast.ImportFrom(module=str(of), names=aliases, level=0):
                yield from ((alias.asname or alias.name, (of, alias.name)) for alias in aliases)
            case ast.Import(names=aliases):
                yield from ((alias.asname or alias.name, ("", alias.name)) for alias in aliases)
            case ast.ImportFrom():
                raise NoSliceError


def binds(statement: ast.stmt) -> frozenset[str]:
    """Return the names that a statement of a module binds, imports apart; what a comprehension binds stays in it.

    >>> sorted(binds(ast.parse("a, b = [c for c in d], 1").body[0]))
    ['a', 'b']
    """
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Assign(targets=targets):
            places: list[ast.AST] = [*targets]
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            places = [target]
        case _:
            places = [statement]
    places += [node.target for node in ast.walk(statement) if isinstance(node, ast.NamedExpr)]
    stored = (node for place in places for node in ast.walk(place) if isinstance(node, ast.Name))
    return frozenset(node.id for node in stored if isinstance(node.ctx, ast.Store))


def spread(node: ast.AST | None) -> list[ast.expr]:
    """Return the tables of which a table is put together.

    >>> [ast.unparse(part) for part in spread(ast.parse("{**a, 1: b, **c}", mode="eval").body)]
    ['a', 'c']
    """
    pairs = zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
    return [value for key, value in pairs if key is None and isinstance(value, ast.Name)]
