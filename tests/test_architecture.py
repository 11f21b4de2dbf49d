"""Which room may know which: read from the imports of every file, so that it cannot drift."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ldm_symbolic"
MODEL = {"notation", "schedule", "encoder", "score", "backward", "frechet", "problem"}
NUMBERS = {
    "surface", "evaluate", "minimise", "stopping", "reading", "report", "dense", "closed_form", "asking",
    "chi_squared", "averages", "early_stopping", "units", "listing", "fourier", "one_mode",
}  # fmt: skip
CERTIFIED = {
    "switches", "ball_modes", "valleys", "slope_root", "spots", "certified_row", "certify", "algebraic", "proxy",
    "certified_listing", "certified_report",
}  # fmt: skip
"""The model's numbers with proved bounds: they know the model and the ball engine."""
BALLS = {"balls", "bounds", "enclose", "prepared", "root_sums"}
PICTURES = {"drawing", "figures", "paper_figures"}
"""They show the numbers, and the simulation beside them."""
WRITERS = {"latex", "book"}
"""They print claims, proofs and the model's own expressions, and are imported by nothing but the command line."""


@cache
def rooms() -> tuple[str, ...]:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return tuple(sorted(folders | {path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"}))


@cache
def imported(path: Path, nested: bool = True) -> frozenset[str]:
    """The modules that a file imports, those within functions included if asked."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if nested else iter(tree.body)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def own(room: str) -> set[str]:
    """The rooms of the package that a room imports; a folder is one room."""
    single = PACKAGE / f"{room}.py"
    paths = [single] if single.exists() else sorted((PACKAGE / room).glob("*.py"))
    assert paths
    parts = [name.split(".") for path in paths for name in imported(path)]
    return {part[1] for part in parts if part[0] == "ldm_symbolic" and len(part) > 1} & {*rooms(), "derivations"}


def test_every_room_is_read() -> None:
    assert MODEL | NUMBERS | {"cli", "simulate"} <= set(rooms())


@pytest.mark.parametrize("folder", ["latex", "book"])
def test_a_folder_says_which_module_holds_what(folder: str) -> None:
    text = ast.get_docstring(ast.parse((PACKAGE / folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    names = re.findall(r"`(\w+)`", text[text.index("\n- ") :])
    modules = [path.stem for path in (PACKAGE / folder).glob("[a-z]*.py")]
    assert sorted(names) == sorted(modules)


@pytest.mark.parametrize("room", sorted(MODEL | NUMBERS))
def test_the_model_never_imports_claims_or_engines(room: str) -> None:
    assert own(room) <= MODEL | NUMBERS


@pytest.mark.parametrize("room", sorted(MODEL))
def test_the_model_never_imports_its_numbers(room: str) -> None:
    assert own(room) <= MODEL


@pytest.mark.parametrize(
    "room", [room for room in rooms() if room not in MODEL | NUMBERS | CERTIFIED | PICTURES | WRITERS | {"cli"}]
)
def test_engines_never_import_the_model(room: str) -> None:
    assert own(room) & (MODEL | NUMBERS | CERTIFIED) <= {"notation"}


@pytest.mark.parametrize("room", sorted(CERTIFIED))
def test_certified_numbers_know_the_model_and_the_ball_engine_alone(room: str) -> None:
    assert own(room) <= MODEL | NUMBERS | CERTIFIED | BALLS


@pytest.mark.parametrize("room", sorted(PICTURES))
def test_pictures_know_the_numbers_and_the_simulation_alone(room: str) -> None:
    assert own(room) <= MODEL | NUMBERS | PICTURES | {"simulate"}


def test_nothing_but_the_command_line_needs_the_writers() -> None:
    """Notebook hooks ask for them by name, when they are shown."""
    others = [room for room in rooms() if room not in WRITERS | {"cli"}]
    assert not [room for room in others if own(room) & WRITERS]


def test_the_simulation_knows_nothing_of_the_package() -> None:
    assert own("simulate") == set()
    assert "sympy" not in imported(PACKAGE / "simulate.py")


def test_derivations_are_imported_lazily_and_by_the_catalogue_alone() -> None:
    importers = [room for room in rooms() if "derivations" in own(room)]
    assert importers == []
    assert not any("derivations" in name for name in imported(PACKAGE / "__init__.py", nested=False))


def test_the_oracle_shares_no_code_with_the_package() -> None:
    roots = {name.split(".")[0] for name in imported(ROOT / "tests" / "oracle.py")}
    assert "mpmath" in roots
    assert not roots & {"ldm_symbolic", "sympy", "numpy", "scipy", "flint"}


def test_help_imports_nothing_heavy() -> None:
    heavy = {"sympy", "numpy", "mpmath", "rich", "z3", "cvc5", "flint", "scipy", "matplotlib"}
    for name in ("cli", "options", "__init__"):
        at_once = imported(PACKAGE / f"{name}.py", nested=False)
        assert not {module.split(".")[0] for module in at_once} & heavy
        own_rooms = {module.split(".")[1] for module in at_once if module.startswith("ldm_symbolic.")}
        assert own_rooms <= {"__version__", "console", "options"}
