"""What the checker accepts, what it refuses, and that it shares no code with what wrote the files."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sympy import sqrt

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError, free, obligations, read, substitute
from ldm_symbolic.checker.values import condition_key, constant, key, value
from ldm_symbolic.claims.objects import proof_object
from ldm_symbolic.claims.terms import told
from ldm_symbolic.claims.verification import verification
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.notation import noise

CHECKER = Path(__file__).parents[2] / "ldm_symbolic" / "checker"
CLAIMS = ("P2.step-level", "P1.step-slope", "P1.step-strict", "P1.step-clock")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    known = {claim.id: claim for statement in catalogue(["P1", "P2"]) for claim in statement.claims}
    return {name: proof_object(known[name], verification(known[name])) for name in CLAIMS}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_proof_is_accepted(files: dict[str, str], name: str) -> None:
    assert check_text(files[name]) == name


def test_the_same_claim_gives_the_same_bytes(files: dict[str, str]) -> None:
    (statement,) = catalogue(["P2"])
    claim = statement["P2.step-level"]
    assert proof_object(claim, verification(claim)) == files["P2.step-level"]


class TestSharing:
    """Nothing of the package, nor SymPy, stands behind the checker."""

    def test_only_the_standard_library_and_itself(self) -> None:
        for path in CHECKER.glob("*.py"):
            for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [found.module or ""] if isinstance(found, ast.ImportFrom) else []
                names += [alias.name for alias in found.names] if isinstance(found, ast.Import) else []
                for name in names:
                    own = name.startswith("ldm_symbolic.checker.")
                    assert own or name.split(".")[0] in sys.stdlib_module_names, (path.name, name)

    def test_at_most_five_modules(self) -> None:
        assert len([path for path in CHECKER.glob("*.py") if path.name != "__init__.py"]) <= 5

    def test_it_runs_where_everything_else_is_blocked(self, files: dict[str, str], tmp_path: Path) -> None:
        file = tmp_path / "claim.json"
        file.write_text(files["P2.step-level"], encoding="utf-8")
        blocked = """
import runpy, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        allowed = ("ldm_symbolic.checker", "ldm_symbolic.front_door")
        ours = name.startswith("ldm_symbolic.") and not name.startswith(allowed)
        if ours or name.split(".")[0] in ("sympy", "numpy", "mpmath", "flint", "z3", "cvc5"):
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Block())
sys.argv = ["checker", sys.argv[1]]
runpy.run_module("ldm_symbolic.checker", run_name="__main__", alter_sys=True)
"""
        done = subprocess.run(
            [sys.executable, "-c", blocked, str(file)], capture_output=True, text=True, timeout=300, check=False
        )
        assert (done.returncode, done.stdout) == (0, "1 claims checked\n"), done.stderr


def told_step(
    rule: str, hypotheses: Iterable[Any], conclusion: Any, premises: Iterable[int] = (), **arguments: Any
) -> dict[str, Any]:
    return {
        "rule": rule,
        "premises": list(premises),
        "hypotheses": list(hypotheses),
        "conclusion": conclusion,
        "arguments": arguments,
        "queries": [],
    }


def told_file(*steps: dict[str, Any]) -> str:
    last = steps[-1]
    head = {"schema": "ldm-symbolic/proof/1", "claim": "own", "steps": list(steps)}
    return json.dumps({**head, "hypotheses": last["hypotheses"], "conclusion": last["conclusion"]})


X, Y = ["symbol", "x", "real"], ["symbol", "y", "real"]
J, K = ["symbol", "j", "integer"], ["symbol", "k", "integer"]
S = ["entry", "s", J]


def n(number: int | str) -> list[str]:
    return ["number", str(number)]


class TestTerms:
    """The language: what is read, substitution without capture, where a term is defined, what is the same."""

    @pytest.mark.parametrize(
        "data",
        [
            [], "x", 3, ["number", 3], n("1/0"), n("0.5"), ["symbol", "x"], ["symbol", "x", "positive"],
            ["symbol", "any:x", "real"], ["symbol", "bound:1:0", "real"], ["entry", "s", X], ["+"], ["^", X, Y],
            ["sum", S, [X, n(1), n(2)]], ["sum", S, [J, n(1), J]], ["ForEach", S, [J, n(1), K]], ["exp", X, Y],
            ["and", X, X], ["<", ["<", X, Y], X], ["cases", [X, ["true"]], [X, ["<", X, Y]]], ["true", X],
            ["Convex", X, [J, n(0), n(1)]], ["Minimises", X, X, [X, n(0), n(1)]], ["unheard", X], ["lambda", X],
            ["+", ["sequence", "s"], X], ["not", ["true"]],
        ],
    )  # fmt: skip
    def test_what_is_no_term(self, data: Any) -> None:
        with pytest.raises(RefusedError):
            read(data)

    def test_what_is_nested_too_deeply(self) -> None:
        deep: Any = X
        for _ in range(10_000):
            deep = ["exp", deep]
        with pytest.raises(RefusedError, match="deeply"):
            read(deep)

    def test_an_index_does_not_capture(self) -> None:
        total = read(["sum", ["*", S, K], [J, n(1), K]])
        put = substitute(total, {read(K): read(J)})
        assert free(put) == {read(J), read(["sequence", "s"])}
        assert key(put) == key(read(["sum", ["*", ["entry", "s", K], J], [K, n(1), J]]))

    def test_where_a_term_is_defined(self) -> None:
        assert list(map(str, obligations(read(["^", ["log", X], n("-1/2")])))) == ["(< 0 x)", "(< 0 (log x))"]

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            (sqrt(noise) ** 2, noise),
            ((noise + 1) ** 2, noise**2 + 2 * noise + 1),
            (1 / (1 + sqrt(noise)) * (1 - noise), 1 - sqrt(noise)),
            (abs(noise) ** 2, noise**2),
            (sqrt(8) * sqrt(3), 2 * sqrt(6)),
        ],
    )
    def test_the_same(self, left: Any, right: Any) -> None:
        assert key(read(told(left))) == key(read(told(right)))

    @pytest.mark.parametrize(
        ("left", "right"), [(sqrt(noise**2), noise), (abs(noise), noise), (noise, -noise), (noise / noise**2, noise)]
    )
    def test_not_the_same(self, left: Any, right: Any) -> None:
        assert key(read(told(left))) != key(read(told(right)))

    @pytest.mark.parametrize(("above", "below", "same"), [(-1, -1, True), (1, 1, True), (1, -1, False), (-1, 1, False)])
    def test_a_quotient_under_a_root_loses_what_is_zero_in_it(self, above: int, below: int, same: bool) -> None:
        """√(a x⁴/(b x²)) = |x| where a = b."""
        parts = [["+", ["*", ["^", X, n(power)], n(sign)], ["*", X, n(0)]] for power, sign in ((4, above), (2, below))]
        root = read(["^", ["*", parts[0], ["^", parts[1], n(-1)]], n("1/2")])
        assert (key(root) == key(read(["abs", X]))) is same

    def test_a_number_is_known(self) -> None:
        assert constant(value(read(["+", X, n("1/3"), ["*", n(-1), X]]))) == constant(value(read(n("1/3"))))
        assert constant(value(read(X))) is None

    def test_an_index_has_no_name(self) -> None:
        indices = (J, ["symbol", "i", "integer"])
        told = [read(["ForEach", ["<", n(0), ["entry", "s", i]], [i, n(1), K]]) for i in indices]
        assert condition_key(told[0]) == condition_key(told[1])
        assert told[0] is not told[1]
