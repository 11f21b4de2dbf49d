"""Checks taken away in memory, one at a time: what mutants of the kernel and of the checker have in common.

The mutated function keeps its place: its code is exchanged, so that whoever has imported it calls the mutant.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """One check less.

    Args:
        module: where.
        function: the qualified name of the function.
        number: of the check in the module, in the order of the source.
        text: what is taken away, in one line.
    """

    module: str
    function: str
    number: int
    text: str

    @property
    def name(self) -> str:
        return f"{self.module.rpartition('.')[2]}.{self.function}: {self.text}"


class Site(ast.NodeTransformer):
    """Finds the checks of a module, and takes one of them away.

    Args:
        module: its dotted name.
        wanted: the number of the check that is taken away; None to find them all.
    """

    def __init__(self, module: str, wanted: int | None = None) -> None:
        self.module, self.wanted, self.count = module, wanted, 0
        self.scope: list[str] = []
        self.found: list[Mutant] = []

    def hit(self, what: ast.AST, before: str = "") -> bool:
        """Count a check, and say whether it is the one to take away."""
        text = " ".join(f"{before}{ast.unparse(what)}".split())[:100]
        self.found.append(Mutant(self.module, ".".join(self.scope), self.count, text))
        self.count += 1
        return self.count - 1 == self.wanted


def mutants_of(site: type[Site], modules: tuple[str, ...]) -> tuple[Mutant, ...]:
    """All mutants of some modules, in the order of the source."""
    found: list[Mutant] = []
    for name in modules:
        visitor = site(name)
        visitor.visit(ast.parse(inspect.getsource(import_module(name))))
        found += visitor.found
    return tuple(found)


@contextmanager
def one_less(
    mutant: Mutant, site: type[Site], easier: Mapping[str, Callable[..., Any]], forget: Callable[[], None]
) -> Iterator[None]:
    """Run with one check less.

    Args:
        site: by which it was found.
        easier: what stands as `_easier_NAME` in the mutated code.
        forget: empties the caches that may hold what a mutant has answered.
    """
    module = import_module(mutant.module)
    tree = site(mutant.module, mutant.number).visit(ast.parse(inspect.getsource(module)))
    code = compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec")
    function, wanted = _function(module, mutant.function), _code(code, mutant.function)
    before = function.__code__
    for name, other in easier.items():
        setattr(module, f"_easier_{name}", other)
    function.__code__ = wanted
    forget()
    try:
        yield
    finally:
        function.__code__ = before
        forget()


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part] if not isinstance(found, ModuleType) else getattr(found, part)
    found = found.fget if isinstance(found, property) else found
    unwrapped: FunctionType = inspect.unwrap(found)
    return unwrapped


def _code(code: CodeType, name: str) -> CodeType:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _code(constant, name)
    raise LookupError(name)
