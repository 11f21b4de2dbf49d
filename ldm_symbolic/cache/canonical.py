"""What the text of a Python file says to Python: its syntax tree, without comments, layout and texts that stand alone.

Two texts with the same tree are the same program, unless somebody reads docstrings, lines or the text itself back: a
file in which one of `READS_BACK` is named is told by `reads_back`, and then nothing may be left out.

Tested in `tests/cache/test_slices.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from hashlib import sha256

READS_BACK = frozenset(
    {"__doc__", "getdoc", "getcomments", "getsource", "getsourcelines", "get_docstring", "linecache", "lineno"}
    | {"f_lineno", "tb_lineno", "co_firstlineno", "co_lines", "co_positions"}
)
"""Names by which a program could see what its tree does not hold."""
_DEFINES = (ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef)
_FRESH = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp, ast.BinOp)
_ALTERS = frozenset({"append", "extend", "insert", "pop", "popitem", "remove", "clear", "update", "setdefault"})
_ALTERS |= {"add", "discard", "sort", "reverse", "intersection_update", "difference_update"}
_REACHES = frozenset({"exec", "eval", "compile", "globals", "locals", "vars", "getattr", "setattr", "delattr", "open"})
_REACHES |= {"__import__", "import_module", "__dict__", "__globals__", "__setitem__", "__builtins__", "cache_clear"}
_WORD = re.compile(r"[^\W\d]\w*")


def tree(text: bytes) -> ast.Module | None:
    """Return the syntax tree of a file without what says nothing; None for what is no Python.

    >>> [digest(tree(text)) == digest(tree(b"x = 1")) for text in (b'"What x is."\\nx = (1)  # one', b"x = 2")]
    [True, False]
    """
    try:
        parsed = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    waiting: list[ast.AST] = [parsed]
    while waiting:  # statements alone: in an expression there are none
        node = waiting.pop()
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, [statement for statement in block if not _stands_alone(statement)])
                waiting += getattr(node, name)
        waiting += (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))
    return parsed


def digest(node: ast.AST | None) -> str:
    """Return a name for a tree, that two share only if they are the same; lines and columns do not count."""
    return sha256(("" if node is None else ast.dump(node)).encode(errors="backslashreplace")).hexdigest()


def words(node: ast.AST) -> frozenset[str]:
    """Return every word that stands in a tree: in a name, or in a text.

    >>> sorted(words(ast.parse("f(x.y, z='a.b')")))
    ['a', 'b', 'f', 'x', 'y', 'z']
    """
    texts = (value for part in ast.walk(node) for _, value in ast.iter_fields(part) if isinstance(value, str | list))
    said = (item for value in texts for item in ([value] if isinstance(value, str) else value) if isinstance(item, str))
    return frozenset(word for text in said for word in _WORD.findall(text))


def reads_back(text: bytes, parsed: ast.Module) -> bool:
    """Say whether a file names something by which its text, its lines or a docstring could be read."""
    if text.isascii() and not any(name.encode() in text for name in READS_BACK):
        return False  # in other letters the same name may be written in several ways
    return not READS_BACK.isdisjoint(_names(parsed))


def reaches(parsed: ast.Module) -> bool:
    """Say whether a file names something by which anything could be found or altered that its text does not name."""
    return not _REACHES.isdisjoint(_names(parsed))


def quiet(parsed: ast.Module) -> bool:
    """Say whether a file does nothing but bind names: what it leaves out when it is loaded, nobody else misses.

    It imports by name, assigns to names and defines functions, and alters no object but those that the same function
    has just made. What it calls - SymPy, the rules - is taken to alter nothing but what is remembered.

    >>> [quiet(ast.parse(text)) for text in ("x = f(1)", "f(1)", "x[0] = 1", "def f():\\n y = []\\n y.append(1)")]
    [True, False, False, True]
    """
    defines = all(isinstance(statement, _DEFINES) for statement in parsed.body)
    inside = [node for statement in parsed.body for node in ast.walk(statement) if node is not statement]
    return (
        defines
        and not any(isinstance(node, (*_NEVER, *_NEVER_AT_ALL)) for node in inside)
        and not any(alias.name == "*" for s in parsed.body if isinstance(s, ast.ImportFrom) for alias in s.names)
        and not reaches(parsed)
        and not any(map(_shares_what_is_used_up, parsed.body))
        and all(map(_alters_its_own, parsed.body))
    )


_NEVER = (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Delete, ast.ClassDef, ast.With, ast.Try)
_NEVER_AT_ALL = (ast.Yield, ast.YieldFrom, ast.Await)
_USED_UP = frozenset({"zip", "map", "filter", "iter", "enumerate", "reversed"})


def _used_up(node: ast.AST) -> bool:
    """Say whether a node makes something that can be gone through only once, or takes the next of it."""
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return isinstance(node, ast.GeneratorExp) or (named and node.func.id in _USED_UP)  # type: ignore[attr-defined]


def _shares_what_is_used_up(statement: ast.stmt) -> bool:
    """Say whether a statement may bind something that can be gone through only once, so that an order would matter."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Name(id="next"), args=[first, *_]) if not isinstance(first, ast.GeneratorExp):
                return True
            case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value):
                held = [value]
            case ast.Tuple(elts=held) | ast.List(elts=held) | ast.Set(elts=held) | ast.Dict(values=held):
                pass
            case ast.Lambda(body=body) | ast.keyword(value=body) | ast.Return(value=ast.expr() as body):
                held = [body]
            case _:
                continue
        if any(map(_used_up, held)) and not isinstance(statement, ast.FunctionDef):
            return True
    return False


def _alters_its_own(statement: ast.stmt) -> bool:
    """Say whether a statement alters only what the function that it defines has made by a display, as `x = []`."""
    made: dict[str, list[ast.AST | None]] = {}
    altered: list[ast.expr] = []
    for node in ast.walk(statement):
        for name, value in _bindings(node):
            made.setdefault(name, []).append(value)
        match node:
            case ast.AugAssign(target=target):
                altered.append(target)
            case ast.Attribute(value=value, ctx=ast.Store()) | ast.Subscript(value=value, ctx=ast.Store()):
                altered.append(value)
            case ast.Attribute(value=value, attr=attr) if attr in _ALTERS:
                altered.append(value)
    scopes = sum(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(statement))
    own = {name for name, values in made.items() if all(isinstance(value, _FRESH) for value in values)}
    return not altered or (
        isinstance(statement, ast.FunctionDef)
        and scopes == 1
        and all(isinstance(node, ast.Name) and node.id in own for node in altered)
    )


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield the names that a node binds, each with the expression that is all of its value, None for any other."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            yield name, value
        case ast.arguments(kwarg=ast.arg(arg=name)):
            yield name, ast.Dict(keys=[], values=[])  # a dictionary of this call alone
        case ast.Tuple() | ast.List() if isinstance(node.ctx, ast.Store):
            yield from ((part.id, None) for part in ast.walk(node) if isinstance(part, ast.Name))
        case ast.For(target=target) | ast.comprehension(target=target) | ast.NamedExpr(target=target):
            yield from ((part.id, None) for part in ast.walk(target) if isinstance(part, ast.Name))
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name, None
    if isinstance(node, ast.arguments):
        plain = (*node.posonlyargs, *node.args, *node.kwonlyargs, *([node.vararg] if node.vararg else []))
        yield from ((part.arg, None) for part in plain)


def _names(parsed: ast.Module) -> Iterator[str]:
    for node in ast.walk(parsed):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield from name.split(".")


def _stands_alone(statement: object) -> bool:
    """Say whether a statement is a text that nobody is given: a docstring, or one after what it is about."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
