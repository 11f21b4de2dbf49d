"""Mutants of the kernel: each of its checks taken away in memory, one at a time.

A check is a refusal (`raise`), a call that may refuse (`require_...`, `admit`, `prove` for a side condition), a
condition of definedness that a rule collects, or a guard (`if ...: return`) of the engine and of the truth table. The
mutated function keeps its place: its code is exchanged, so that whoever has imported it calls the mutant.
"""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from taken_away import Mutant, Site, mutants_of, one_less

from ldm_symbolic.proof.kernel import fact

KERNEL = "ldm_symbolic.proof.kernel"
MODULES = (
    *(f"{KERNEL}.rules.{name}" for name in ("clocks", "convexity", "derivatives", "equations", "logic", "quantifiers")),
    f"{KERNEL}.rules.sums",
    f"{KERNEL}.door",
    f"{KERNEL}.fact",
    f"{KERNEL}.decide",
    "ldm_symbolic.proof.smt.questions",
    "ldm_symbolic.proof.language.truth",
    "ldm_symbolic.proof.language.wellformed",
)
GUARDED = (f"{KERNEL}.decide", "ldm_symbolic.proof.smt.questions", "ldm_symbolic.proof.language.truth")
"""Where a guard that returns early is a check as well."""


def unchecked(*arguments: Any) -> Any:
    """What is handed on without looking."""
    return arguments[0] if len(arguments) == 1 else arguments


def granted(hypotheses: Any, goal: Any, **_: Any) -> Any:
    """What `prove` returns, without asking."""
    return fact._mint(hypotheses, goal, rule="decide")


def undefended(hypotheses: Any, conclusion: Any, *, rule: str, premises: Any = (), **_: Any) -> Any:
    """What `_mint_defined` returns, without asking where the conclusion is defined."""
    return fact._mint(hypotheses, conclusion, rule=rule, premises=premises)


EASIER: dict[str, Callable[..., Any]] = {
    "admit": lambda rule, *arguments: unchecked(*arguments),
    "require_fact": unchecked,
    "prove": granted,
    "_mint_defined": undefended,
}


class _Site(Site):
    """Finds the checks of a module, and takes one of them away."""

    def hit(self, what: ast.AST, before: str = "") -> bool:
        return bool(self.scope) and super().hit(what, before)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    visit_ClassDef = visit_FunctionDef  # type: ignore[assignment] # noqa: N815 (a class is a scope as well)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return ast.Pass() if self.hit(node) else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        called = node.value.func if isinstance(node.value, ast.Call) else None
        known = isinstance(called, ast.Name) and called.id not in EASIER
        if known and called.id.lstrip("_").startswith(("require_", "check")) and self.hit(node):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if isinstance(node.target, ast.Name) and node.target.id in ("needed", "hypotheses") and self.hit(node):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in EASIER and self.hit(node):
            return ast.Call(ast.Name(f"_easier_{node.func.id}", ast.Load()), node.args, node.keywords)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if self.module in GUARDED and isinstance(node.body[0], ast.Return) and not node.orelse and self.hit(node):
            return ast.Pass()
        return self.generic_visit(node)


@cache
def mutants() -> tuple[Mutant, ...]:
    """All mutants, in the order of the source."""
    return mutants_of(_Site, MODULES)


def without(mutant: Mutant) -> AbstractContextManager[None]:
    """Run with one check less."""
    return one_less(mutant, _Site, EASIER, forget)


def forget() -> None:
    """Empty the caches of the proof engine, which may hold what a mutant has answered."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ldm_symbolic.proof."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.__module__ == name:
                    value.cache_clear()
            if hasattr(module, "_known"):
                module._known.clear()
