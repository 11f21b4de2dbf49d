"""Where everything belongs, and which wing may know which: read from the source, so that it cannot drift.

An import inside a function is an arrow like any other, and so is a module's name in a string. A face (`__init__.py`) is
the outside of its folder: it imports from within, and what lies beside it does not count as its folder.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from imports import PACKAGE, ROOT, arrows, circle, imported, module_name, modules, names_in, sources

FACE = 40
FILES = 13
KERNEL = 1_000

MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "checker": (),
    "coq": ("checker",),
    "cache": (),
    "notation": (),
    "exact": (),
    "floats": (),
    "reading": (),
    "proof.language": (),
    "proof.smt": ("proof.language",),
    "proof.kernel": ("proof.language", "proof.smt"),
    "proof.tactics": ("proof.language", "proof.kernel"),
    "proof": ("proof.language", "proof.kernel", "proof.tactics"),
    "balls": ("exact",),
    "model": ("notation", "exact", "floats"),
    "spectra": ("model", "exact", "floats", "reading"),
    "samplers": ("model", "floats"),
    "testing": (),
    "drawn": ("testing",),
    "conformance": ("testing",),
    "stopping": ("model", "notation", "exact", "floats"),
    "stopping.answers": ("stopping", "certified", "model", "balls", "notation", "exact", "floats"),
    "certified": ("stopping", "model", "balls", "notation", "exact", "floats"),
    "search": ("proof", "proof.language", "proof.smt", "balls", "exact"),
    "claims": ("cache", "coq", "exact", "proof", "proof.language", "proof.smt", "proof.kernel", "search"),
    "derivations": ("model", "samplers", "proof", "proof.language", "claims", "notation"),
    "practice": ("spectra", "stopping", "samplers", "model", "exact", "floats"),
    "figures": (
        "stopping", "stopping.answers", "samplers", "spectra", "model", "floats", "claims", "derivations", "proof",
        "search", "exact",
    ),
    "latex": (
        "claims", "proof", "proof.language", "proof.smt", "proof.kernel", "search", "balls", "stopping",
        "stopping.answers", "model", "notation", "exact", "reading",
    ),
    "book": ("latex", "figures", "claims", "derivations", "proof", "proof.language", "notation"),
    "front_door": (
        "model", "spectra", "stopping", "stopping.answers", "certified", "claims", "derivations", "proof.language",
        "practice", "samplers", "exact", "floats",
    ),
    "front_door.names": (
        "front_door", "model", "spectra", "stopping", "stopping.answers", "claims", "derivations", "proof", "latex",
        "notation",
    ),
    "notebook": ("front_door", "latex", "claims", "proof", "proof.kernel", "stopping"),
}  # fmt: skip
"""Wing -> the wings that it may import; the front door and the command line may import everything but each other."""

OPEN = ("", "cli", "__main__")
"""The wings that may import any other."""


@cache
def wing(module: str) -> str:
    """The wing in which a module lies, the longest that is listed; "" is the front door."""
    inside = module.removeprefix(PACKAGE).lstrip(".")
    known = [name for name in (*MAY_IMPORT, *OPEN) if f"{inside}.".startswith(f"{name}.") or inside == name]
    assert known or not inside, f"{module} lies in no wing"
    return max(known, key=len, default="")


def folder(module: str) -> str:
    """The folder of a module; a face is a place of its own, and so is each file at the top, which is a wing."""
    path = modules()[module]
    if module.count(".") == 1:
        return module
    return f"{module}/face" if path.name == "__init__.py" else module.rpartition(".")[0]


def between_folders() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module, targets in arrows().items():
        found.setdefault(folder(module), set()).update({folder(target) for target in targets} - {folder(module)})
    return found


def lines_of_code(path: Path) -> int:
    """Lines that hold code: neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in silent]
    lines = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


@pytest.mark.parametrize("module", sorted(modules()))
def test_arrows_go_one_way(module: str) -> None:
    own = wing(module)
    known = {wing(target) for target in arrows()[module]} - {own}
    if own in OPEN:
        assert known <= {*MAY_IMPORT, "", "cli"} - ({"cli", "book", "figures"} if own == "" else set())
    else:
        assert known <= set(MAY_IMPORT[own])


def test_there_is_no_circle_between_files() -> None:
    assert circle(arrows()) == []


def test_there_is_no_circle_between_folders() -> None:
    assert circle(between_folders()) == []


@pytest.mark.parametrize(
    "path",
    sorted({path.parent for path in sources()} | {path.parent for path in (ROOT / "tests").rglob("*.py")}),
    ids=str,
)
def test_a_folder_is_taken_in_at_a_glance(path: Path) -> None:
    assert len([child for child in path.iterdir() if child.is_file()]) <= FILES


@pytest.mark.parametrize("path", [path for path in sources() if path.name == "__init__.py"], ids=module_name)
def test_a_face_is_short_and_says_what_lives_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert path == ROOT / "derivations" / "__init__.py" or text.count("\n") <= FACE


def test_the_kernel_can_be_read_in_an_hour() -> None:
    kernel = sorted((ROOT / PACKAGE / "proof" / "kernel").rglob("*.py"))
    assert 300 < sum(map(lines_of_code, kernel)) < KERNEL


def test_no_rule_of_the_kernel_asks_a_solver() -> None:
    rules = {module for module in modules() if module.startswith(f"{PACKAGE}.proof.kernel.rules")}
    assert rules
    asking = {f"{PACKAGE}.proof.kernel.decide", f"{PACKAGE}.proof.smt.questions", f"{PACKAGE}.proof.smt.solvers"}
    assert {module for module in rules if arrows()[module] & asking} == set()


@pytest.mark.parametrize("path", [path for path in sources() if path.name != "__init__.py"], ids=module_name)
def test_a_module_says_where_it_is_tested(path: Path) -> None:
    """By a test file of its own name in the folder of its own name, or in its docstring."""
    inside = path.relative_to(ROOT / PACKAGE if PACKAGE in path.relative_to(ROOT).parts else ROOT)
    if (ROOT / "tests" / inside.with_name(f"test_{path.name}")).exists():
        return
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    named = re.findall(r"tests/[\w/]+\.py", text.rpartition("Tested in ")[2] if "Tested in " in text else "")
    assert named
    assert all((ROOT / name).exists() for name in named)


LISTED = (
    "balls", "book", "cache", "certified", "checker", "front_door", "latex", "latex.formulas", "latex.proofs",
    "latex.sentences", "practice", "proof.language", "proof.smt", "search", "spectra", "stopping",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTED)
def test_a_folder_says_which_module_holds_what(name: str) -> None:
    path = ROOT / PACKAGE / name.replace(".", "/")
    text = ast.get_docstring(ast.parse((path / "__init__.py").read_text(encoding="utf-8"))) or ""
    folders = {child.parent.name for child in path.glob("*/__init__.py")}
    inside = {child.stem for child in path.glob("[a-z]*.py")} | folders
    assert inside <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize("module", ["samplers.monte_carlo"])
def test_the_simulation_knows_nothing_of_the_package(module: str) -> None:
    assert arrows()[f"{PACKAGE}.{module}"] == frozenset()
    assert "sympy" not in imported(modules()[f"{PACKAGE}.{module}"])


def test_no_sampler_sees_a_closed_form() -> None:
    closed = {f"{PACKAGE}.model.{name}" for name in ("backward", "error", "parts")}
    assert not [name for name in modules() if wing(name) == "samplers" and arrows()[name] & closed]


def test_the_oracle_shares_no_code_with_the_package() -> None:
    roots = {name.split(".")[0] for name in imported(ROOT / "tests" / "support" / "truth" / "oracle.py")}
    assert "mpmath" in roots
    assert not roots & {PACKAGE, "sympy", "numpy", "scipy", "flint"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".cli",
        ".cli.commands",
        ".cli.catalogue_commands",
        ".cli.options",
        ".cli.cache_command",
        ".cli.console",
        ".cli.noise_card",
        ".cli.sampler",
    ],
)
def test_help_imports_nothing_heavy(name: str) -> None:
    at_once = imported(modules()[f"{PACKAGE}{name}"], nested=False)
    heavy = {"sympy", "numpy", "mpmath", "rich", "z3", "cvc5", "flint", "scipy", "matplotlib"}
    assert not {module.split(".")[0] for module in at_once} & heavy
    assert {wing(module) for module in at_once & modules().keys()} <= {"", "cli", "front_door.names"}


class TestReading:
    """The reader of imports sees what it must."""

    @pytest.mark.parametrize(
        "text",
        [
            "from ldm_symbolic.claims.audit import select",
            "import ldm_symbolic.claims.audit",
            "from ldm_symbolic.claims import audit",
            "def later():\n    from ldm_symbolic.claims.audit import select",
            "import_module('ldm_symbolic.claims.audit')",
            "SHOWN = {'x': ('ldm_symbolic.claims.audit', 'select')}",
            "if TYPE_CHECKING:\n    from ldm_symbolic.claims.audit import select",
        ],
    )
    def test_every_way_to_import(self, text: str) -> None:
        assert set(names_in(ast.parse(text))) == {f"{PACKAGE}.claims.audit"}

    def test_a_face_is_imported_as_itself(self) -> None:
        text = "from ldm_symbolic.proof import prove, kernel\nfrom ldm_symbolic.proof.kernel import fact"
        inside = {f"{PACKAGE}.proof.kernel", f"{PACKAGE}.proof.kernel.fact"}
        assert set(names_in(ast.parse(text))) == {f"{PACKAGE}.proof", *inside}

    def test_an_arrow_back_is_a_circle(self) -> None:
        back = {**arrows(), f"{PACKAGE}.notation": frozenset({f"{PACKAGE}.cli.commands"})}
        assert circle(back)[0] == circle(back)[-1]

    def test_a_wing_that_is_not_listed_is_noticed(self) -> None:
        with pytest.raises(AssertionError, match="no wing"):
            wing(f"{PACKAGE}.somewhere.else")
