"""Mutants of the checker: each of its checks taken away in memory, one at a time.

A check is a refusal (`raise`), a call that may refuse, one reason of several for a refusal, one part of a conjunction,
a hypothesis that a rule's sequent has, a condition under which a term is defined, or one under which something is said
to the solvers. The mutated function keeps its place: its code is exchanged, so that whoever has imported it calls the
mutant.
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

from ldm_symbolic.checker.terms import node, read

MODULES = tuple(f"ldm_symbolic.checker.{name}" for name in ("terms", "values", "questions", "rules", "__main__"))
REFUSING = (
    "require", "require_defined", "require_all", "follows", "check", "fitting", "_require", "_require_universal",
    "_require_everywhere",
    "_absent",
    "_shows",
    "_same_range",
    "_continuous",
    "_vanishes",
    "_equal",
    "_sort",
    "_constant",
    "_check_steps", "_check_counterexample",
)  # fmt: skip
"""What is called for its refusals, and gives nothing."""
EASIER: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("_number", "_proper", "_modes", "_sum", "_universal", "_as", "_sorted"), lambda term, *_: term),
    **dict.fromkeys(("_sort", "fitting"), lambda _, term: term),
    "_constant": lambda term: term,
    "checked": lambda kind, parts: node(kind, *parts),
    "facts": lambda step, _: step.premises,
    "limits": lambda step, name: read(step.given(name)),
}
"""What gives back what it looks at, and the same without looking."""
LISTED = ("unfolded", "plainly", "clock_meaning", "sufficient", "_points", "_other_slopes")
"""Functions whose lists are conditions."""
GROWING = ("needed", "hypotheses", "guard", "signs", "finite", "wanted", "kept", "known", "rest")


class _Site(Site):
    """Finds the checks of a module, and takes one of them away."""

    inside = False  # of a function

    def hit(self, what: ast.AST, before: str = "") -> bool:
        return self.inside and super().hit(what, before)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if self.inside:
            return self.generic_visit(node)
        self.scope.append(node.name)
        self.inside = True
        self.generic_visit(node)
        self.inside = False
        self.scope.pop()
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return ast.Pass() if self.hit(node) else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        called = node.value.func if isinstance(node.value, ast.Call) else None
        known = isinstance(called, ast.Name) and called.id in REFUSING
        grown = isinstance(called, ast.Attribute) and called.attr == "append" and _named(called.value) in GROWING
        defined = self.module.endswith("terms") and isinstance(node.value, ast.Yield | ast.YieldFrom)
        defined = defined and self.scope[-1] in ("_conditions", "_under_range", "_of_cases")
        if (known or grown or defined) and self.hit(node):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if _named(node.target) in GROWING and self.hit(node):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = _named(node.func)
        if name == "follows" and isinstance(node.args[1], ast.List):
            node.args[1] = self.shorter(node.args[1], f"{name} ... ")
        if name == "define":
            node.args = node.args[:1] + [one for one in node.args[1:] if not self.hit(one, "define ... ")]
            node.keywords = [one for one in node.keywords if not self.hit(one.value, "define under ")]
        self.generic_visit(node)
        if name in EASIER and self.hit(node, "looked at: "):
            own = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            return ast.Call(ast.Name(f"_easier_{name}", ast.Load()), [*own, *node.args], node.keywords)
        return node

    def shorter(self, listed: ast.List | ast.Tuple, before: str = "") -> Any:
        kept = [one for one in listed.elts if not self.hit(one, before)]
        return type(listed)(kept, listed.ctx)

    def visit_List(self, node: ast.List) -> ast.AST:
        if self.scope and self.scope[-1] in LISTED and isinstance(node.ctx, ast.Load):
            node = self.shorter(node)
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        refuses = isinstance(node.body[0], ast.Raise)
        if refuses and isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
            kept = [one for one in node.test.values if not self.hit(one, "refused if ")]
            node.test = kept[0] if len(kept) == 1 else ast.BoolOp(ast.Or(), kept)
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if isinstance(node.op, ast.And):
            kept = [one for one in node.values if not self.hit(one, "only if ")]
            if len(kept) == 1:
                return self.visit(kept[0])
            node = ast.BoolOp(ast.And(), kept)
        return self.generic_visit(node)


def _named(part: ast.AST) -> str:
    return part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""


@cache
def mutants() -> tuple[Mutant, ...]:
    """All mutants, in the order of the source."""
    return mutants_of(_Site, MODULES)


def without(mutant: Mutant) -> AbstractContextManager[None]:
    """Run with one check less."""
    return one_less(mutant, _Site, EASIER, forget)


def forget() -> None:
    """Empty the caches of the checker, which may hold what a mutant has answered; those of the solvers stay."""
    for name in MODULES:
        for value in vars(sys.modules[name]).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
