"""Tries to get a wrong certificate by the second key: 200 edits that say something else, after which it must miss.

    python tests/make/checking/sliced.py --folder EMPTY [--edits 200] [--seed 0]

An edit alters one node of a syntax tree - a number, a text, a sign, a name, an argument, a statement of a body - in a
file of a derivation (two times in three) or of an engine, the translation, a rule. After an edit of an engine every
certificate that goes through it must miss. After an edit of a derivation the statement is loaded by Python: a claim
must miss if any of its values is another, or the byte code of any function that its proof can reach, through the
objects that Python has for its names. None of that is read off the text, as a slice is. What misses though nothing of
it changed is counted too: it costs time, not truth. The outcome is written to `sliced.json`.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from types import CodeType, FunctionType, ModuleType
from typing import Any

from cached import ROOT, _said

from ldm_symbolic.cache.sources import Sources
from ldm_symbolic.cache.store import Store
from ldm_symbolic.claims.keeping.kept import Kept
from ldm_symbolic.derivations import MODULES, owner, places, reached
from ldm_symbolic.derivations.recorded import recorded

RESULT = Path(__file__).with_suffix(".json")
WITHIN = "ldm_symbolic.derivations"
_FAR = 2**63 - 1
_SIGNS: Mapping[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def alterations(tree: ast.Module) -> Iterator[tuple[ast.AST, str, Any]]:
    """Yield what can be altered: a node, a field of it, and another value of that field."""
    names = sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name)})
    alone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # docstrings say nothing to Python
    for node in ast.walk(tree):
        if id(node) in alone:
            continue
        match node:
            case ast.Constant(value=int(number)):
                yield node, "value", number + 1
            case ast.Constant(value=str(text)) if text:
                yield node, "value", text + text[-1]
            case ast.BinOp(op=op) if type(op) in _SIGNS:
                yield node, "op", _SIGNS[type(op)]()
            case ast.Compare(ops=[op]) if type(op) in _SIGNS:
                yield node, "ops", [_SIGNS[type(op)]()]
            case ast.Name(id=name, ctx=ast.Load()):
                yield node, "id", names[(names.index(name) + 1) % len(names)]
            case ast.Call(args=[_, _, *_] as args):
                yield node, "args", args[::-1]
            case ast.Tuple(elts=[_, *rest], ctx=ast.Load()):
                yield node, "elts", rest
            case ast.FunctionDef(body=[*_, before, last] as body) if not isinstance(before, ast.Expr):
                yield node, "body", [*body[:-2], last]


def altered(text: str, random: Random) -> tuple[str, str]:
    """Return a file with one node of its tree altered, and what was."""
    tree = ast.parse(text)
    node, name, value = random.choice(list(alterations(tree)))
    setattr(node, name, value)
    after = ast.unparse(ast.fix_missing_locations(tree))
    return after, f"{type(node).__name__}.{name} in line {getattr(node, 'lineno', '?')}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: what was altered, how many claims it alters, those found wrongly, and how many missed in vain."""

    what: str
    loads: bool
    must_miss: int
    kept_wrongly: tuple[str, ...]
    lost_in_vain: int
    hits: int


class Sliced:
    """A copy of all sources, and a cache in which a certificate of each claim is kept for them."""

    def __init__(self, folder: Path, statements: Sequence[str]) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "ldm_symbolic", folder / "ldm_symbolic", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "derivations", folder / "ldm_symbolic" / "derivations")
        self.claims = {s.id: [claim.id for claim in s.claims] for s in recorded() if s.id in statements}
        kept = self.kept()
        for statement_id, names in self.claims.items():
            for name in names:
                kept.keep(statement_id, _said(name.rpartition(".")[0], name))
        self.files = {s: {n: f.path for n, f in kept.basis(places(s)).files.items()} for s in statements}
        self.before = {s: self.fingerprints(s) for s in statements}
        assert all(self.hits(s) == set(names) for s, names in self.claims.items())

    def kept(self) -> Kept:
        """The cache as a process sees it that starts now."""
        homes = {"ldm_symbolic": self.folder / "ldm_symbolic", WITHIN: self.folder / "ldm_symbolic" / "derivations"}
        store = Store(folder=self.folder / "cache")
        return Kept(store=store, sources=Sources(homes), places=places, since=_FAR, reached=reached, within=WITHIN)

    def hits(self, statement_id: str) -> set[str]:
        """The claims of a statement whose certificate is found by a process that starts now."""
        kept = self.kept()
        return {name for name in self.claims[statement_id] if kept.claim(statement_id, name) is not None}

    def fingerprints(self, statement_id: str) -> dict[str, str] | None:
        """What Python makes of the claims of a statement; None if it cannot load them."""
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import sliced; sliced.tell()"
        done = subprocess.run(
            [sys.executable, "-c", code, statement_id],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(self.folder), str(Path(__file__).parent)])},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        found: dict[str, str] | None = json.loads(done.stdout) if done.returncode == 0 else None
        return found

    def edit(self, seed: int) -> Edit:
        """Alter a file at random, ask for every claim of a statement that goes through it, and put it back."""
        random = Random(seed)
        statement_id = random.choice(sorted(self.claims))
        inside = random.random() < 2 / 3
        every = self.files[statement_id].items()
        files = {n: p for n, p in every if p.suffix == ".py" and any(alterations(ast.parse(p.read_bytes())))}
        own = [n for n in files if n.startswith(f"{WITHIN}.")]
        name = random.choice(sorted(own if inside else set(files) - set(own)))
        before = files[name].read_text(encoding="utf-8")
        after, what = altered(before, random)
        files[name].write_text(after, encoding="utf-8")
        try:
            return self._asked(statement_id, f"{statement_id}: {name}, {what}", engine=not inside)
        finally:
            files[name].write_text(before, encoding="utf-8")

    def _asked(self, statement_id: str, what: str, *, engine: bool) -> Edit:
        known, before = self.claims[statement_id], self.before[statement_id] or {}
        hit = self.hits(statement_id)
        if engine:
            return Edit(what, True, len(known), tuple(sorted(hit)), 0, len(hit))
        now = self.fingerprints(statement_id)
        if now is None:  # who asks for a statement that cannot be loaded is told so, and nothing else
            return Edit(what, False, 0, (), 0, len(hit))
        changed = {name for name in known if now.get(name) != before[name]}
        return Edit(what, True, len(changed), tuple(sorted(hit & changed)), len(set(known) - changed - hit), len(hit))


def tell() -> None:
    """Print a fingerprint of every claim of a statement, as Python has loaded it."""
    from ldm_symbolic.derivations import statement

    claims = statement(sys.argv[1]).claims
    print(json.dumps({claim.id: repr(value_of(claim, {})) for claim in claims}))


def value_of(value: Any, seen: dict[int, int]) -> Any:
    """Return a value as nested tuples of texts, functions by their byte code and by what they can reach."""
    from sympy import Basic, srepr
    from sympy.core.function import UndefinedFunction

    if isinstance(value, UndefinedFunction | Basic):
        return "sympy", srepr(value)
    if hasattr(value, "__wrapped__"):
        return "wrapped", value_of(value.__wrapped__, seen)
    if isinstance(value, partial):
        return "partial", value_of((value.func, value.args, value.keywords), seen)
    if isinstance(value, dict):
        return tuple((value_of(k, seen), value_of(v, seen)) for k, v in value.items())
    if isinstance(value, list | tuple):
        return type(value).__name__, *(value_of(part, seen) for part in value)
    if isinstance(value, FunctionType) and value.__module__.startswith(WITHIN):
        if id(value) in seen:
            return "seen", seen[id(value)]
        seen[id(value)] = len(seen)
        cells = tuple(value_of(cell.cell_contents, seen) for cell in value.__closure__ or ())
        return "function", code_of(value.__code__, value.__globals__, seen), cells, value_of(value.__defaults__, seen)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return type(value).__name__, *(value_of(getattr(value, name), seen) for name in fields)
    if isinstance(value, FunctionType | ModuleType | type):
        return "named", value.__name__
    assert " at 0x" not in repr(value), value  # it would differ from run to run
    return type(value).__name__, repr(value)


def code_of(code: CodeType, known: Mapping[str, Any], seen: dict[int, int]) -> Any:
    """Return byte code with its constants, and what its names are."""
    constants = tuple(code_of(c, known, seen) if isinstance(c, CodeType) else repr(c) for c in code.co_consts)
    names = tuple((name, value_of(known[name], seen)) for name in code.co_names if name in known)
    modules = [known[n] for n in code.co_names if isinstance(known.get(n), ModuleType)]
    inside = tuple(value_of(getattr(m, n), seen) for m in modules for n in code.co_names if hasattr(m, n))
    return code.co_code, constants, code.co_names, code.co_varnames, names, inside


def main() -> int:
    """Make all edits, and write down what came of them; 1 where a certificate was found wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True, help="an empty folder to work in")
    parser.add_argument("ids", nargs="*", help="statements; all of them where none is given")
    asked = parser.parse_args()
    random = Random(asked.seed)
    trial = Sliced(asked.folder / "trial", [str(owner(name)) for name in asked.ids] or list(MODULES))
    edits = []
    for _ in range(asked.edits):
        edits.append(trial.edit(random.randrange(2**32)))
        print(edits[-1], flush=True)
    found = {
        "seed": asked.seed,
        "edits": len(edits),
        "of them do not load": sum(not edit.loads for edit in edits),
        "must miss": sum(edit.must_miss for edit in edits),
        "wrong hits": sum(len(edit.kept_wrongly) for edit in edits),
        "right hits": sum(edit.hits - len(edit.kept_wrongly) for edit in edits if edit.loads),
        "missed in vain": sum(edit.lost_in_vain for edit in edits),
        "statements": len(trial.claims),
    }
    RESULT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    return int(found["wrong hits"] > 0)


if __name__ == "__main__":
    sys.exit(main())
