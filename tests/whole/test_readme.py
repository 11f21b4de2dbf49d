"""The README is short, its commands run, and what it shows is what they print; so for the other pages at the top."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import click
import numpy as np
import pytest
from audit import README, in_short, shown
from command_line import here
from imports import sources
from packaging.requirements import Requirement
from scheduler_grids import CONFIGS
from sklearn.datasets import load_digits

import ldm_symbolic
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.cli.commands import application
from ldm_symbolic.derivations import MODULES
from ldm_symbolic.model.distances.frechet_dense import plugin_error_dense

ROOT = README.parent
LIMIT = 10_000
"""Bytes of the README."""
SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/ldm-symbolic stop optdigits",
    "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -q -n 2",
)
"""The commands for a fresh machine: `.ci/run` runs the second, and whoever reads the README the first."""
LONG = ("ldm-symbolic verify", "ldm-symbolic book --out book")
"""Commands that take minutes, or have tests of their own that take long: only their arguments are read here."""
MADE = {f"statements/{name}.md" for name in ("index", *MODULES)}
"""Pages of `docs/` that are made when it is built."""
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@cache
def text() -> str:
    return README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The contents of the fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(), re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every line of the blocks for a shell, without its remark."""
    return [line.partition(" #")[0].strip() for block in blocks("sh") for line in block.splitlines() if line.strip()]


def printed(output: str) -> str:
    """What a reader sees of an output: without blanks at the ends."""
    return "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the commands name."""
    (tmp_path / "docs").mkdir()
    np.save(tmp_path / "spectrum.npy", np.array([2.0, 1.0, 0.25]))
    np.save(tmp_path / "estimate.npy", np.array([1.5, 1.25, 0.125]))
    np.save(tmp_path / "S.npy", np.array([[2.0, 0.5], [0.5, 1.0]]))
    np.save(tmp_path / "H.npy", np.eye(2))
    np.save(tmp_path / "images.npy", np.random.default_rng(0).normal(size=(40, 3)))
    (tmp_path / "scheduler_config.json").write_text(json.dumps(CONFIGS["ddim-stable"]), encoding="utf-8")
    (tmp_path / "paper.tex").write_text("nothing of ours\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_is_short() -> None:
    assert len(text().encode()) <= LIMIT


def test_the_commands_for_a_fresh_machine_are_as_they_were() -> None:
    assert [command for command in commands() if not command.startswith("ldm-symbolic")] == list(SET_UP)
    assert next(line for line in text().splitlines() if "pytest" in line) == SET_UP[1]


@pytest.mark.parametrize("command", [c for c in commands() if c.startswith("ldm-symbolic") and c not in LONG])
def test_a_command_runs(command: str, folder: Path) -> None:
    before = set(folder.rglob("*"))
    done = here(*shlex.split(command)[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout or set(folder.rglob("*")) > before or "--check" in command


@pytest.mark.parametrize("command", LONG)
def test_a_long_command_is_one(command: str) -> None:
    assert command in commands()
    name, *arguments = shlex.split(command)[1:]
    found = application.get_command(click.Context(application), name)
    assert found is not None
    assert found.make_context(name, list(arguments)).command is found
    with pytest.raises(click.UsageError):
        found.make_context(name, [*arguments, "--no-such-option"])


def test_the_output_and_the_picture_are_what_the_command_makes(folder: Path) -> None:
    """The picture to the byte where the versions are those of constraints.txt: matplotlib draws as it likes."""
    printing, drawing = blocks("sh")[2].splitlines()
    assert blocks("text") == [printed(here(*shlex.split(printing)[1:]).stdout) + "\n"]
    here(*shlex.split(drawing)[1:])
    path = shlex.split(drawing)[-1]
    assert f"]({path})" in text()
    drawn, kept = ((place / path).read_bytes() for place in (folder, ROOT))
    assert kept.startswith(b"<?xml")
    pinned = all(installed(name) == version for name, version in pins().items() if name in ("matplotlib", "numpy"))
    assert drawn == kept or not pinned


def test_what_is_said_about_the_whole_covariance() -> None:
    images = load_digits().data / 8 - 1
    some = images[np.random.default_rng(0).choice(len(images), 200, replace=False)]
    whole, estimated = (np.cov(part.T, bias=True) for part in (images, some))
    axes = np.linalg.eigh(estimated)[1][:, ::-1].T[:51]
    apart = float(np.sum((images.mean(axis=0) - some.mean(axis=0)) ** 2))
    row = next(line.split() for line in blocks("text")[0].splitlines() if line.split()[:1] == ["51"])
    head = next(line for line in blocks("text")[0].splitlines() if line.split()[:1] == ["k"])
    assert re.split(r"  +", head.strip()) == ["k", "stop", "x*", "sigma", "time left u*", "error", "at the end", "gain"]
    errors = [plugin_error_dense(axes, whole, estimated, level) + apart for level in (float(row[2]), 0.0)]
    assert [float(said) for said in row[5:7]] == pytest.approx(errors, rel=1e-4)
    modes = json.loads(here("stop", "optdigits-variances", "--dims", "51", "--json").stdout)["rows"][0]["gain"]
    said = re.search(r"gains\s+([\d.]+) % at k = 51; [^.]*? would say ([\d.]+) %", text())
    assert said is not None
    assert list(said.groups()) == [f"{100 * (1 - errors[0] / errors[1]):.1f}", f"{100 * float(modes):.0f}"]


def test_python_answers_as_shown() -> None:
    (block,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
    assert len(test.examples) > 2
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_table_is_what_the_catalogue_records() -> None:
    """`python tests/make/audit.py --short` brings it up to date."""
    statements = ldm_symbolic.catalogue()
    assert shown(README) == in_short(statements)
    repairs = [claim for statement in statements for claim in statement.claims if claim.repairs]
    assert {claim.expected for claim in repairs} == {Verdict.PROVED}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_claim_is_named_that_does_not_exist(page: Path) -> None:
    statements = ldm_symbolic.catalogue()
    known = {s.id for s in statements} | {claim.id for s in statements for claim in s.claims}
    ids = "|".join(sorted((re.escape(s.id) for s in statements), key=len, reverse=True))
    words = re.sub(r"\]\([^)\s]+\)", "]", page.read_text(encoding="utf-8"))
    named = set(re.findall(rf"(?<![\w.])(?:{ids}|[PCLS]\d+)(?:\.[a-z0-9][\w-]*)*(?![\w^])", words))
    assert named <= known, named - known
    assert named or page not in (README, ROOT / "docs" / "audit.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or target in MADE or (page.parent / target).exists(), target


def test_the_version_is_the_same_everywhere() -> None:
    assert f"\nversion: {ldm_symbolic.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(
        rf"^## .*\b{re.escape(ldm_symbolic.__version__)}\b",
        (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )


def pins() -> dict[str, str]:
    """The versions of constraints.txt, by the name of the package, but for those of the environment of conformance.

    What that needs is compared in it, by `tests/make/conformance/check.py`.
    """
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").partition("\n# Besides, ")[0].splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def installed(name: str) -> str | None:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def test_every_package_that_ci_runs_with_is_pinned() -> None:
    """From what the tests need on to what that needs."""
    canonical = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins().items()}
    wanted, seen = [("ldm-symbolic", "test")], set()
    while wanted:
        name, extra = wanted.pop()
        for text_of in distribution(name).requires or ():
            needed = Requirement(text_of)
            if needed.marker is not None and not needed.marker.evaluate({"extra": extra}):
                continue
            key = re.sub(r"[-_.]+", "-", needed.name).lower()
            assert key in canonical, f"{needed.name} is needed by {name} and not in constraints.txt"
            assert needed.specifier.contains(canonical[key]), f"{name} needs {needed}, not {canonical[key]}"
            if key not in seen:
                seen.add(key)
                wanted.append((needed.name, ""))
    assert set(canonical) == seen, "pinned and not needed"


def test_nobody_is_sent_to_an_index_that_does_not_have_it() -> None:
    """What is missing is installed from the project's folder, as the README does."""
    advice = re.compile(r"pip3? install\b[^\n]*?[\s'\"]ldm[-_]symbolic\b")
    assert advice.search("drawing needs matplotlib: pip install 'ldm-symbolic[plot]'")
    assert not advice.search("pip install -q . && .venv/bin/ldm-symbolic stop optdigits")
    named = [path for path in (*PAGES, *sources()) if advice.search(path.read_text(encoding="utf-8"))]
    assert not named
