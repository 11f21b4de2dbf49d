"""`cache clear`, `--no-cache`, and what `verify` says of a hit, from cold processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ldm_symbolic.cache.store import OFF, VARIABLE

HIT = "from the cache"


def run(*arguments: str, cache: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ldm_symbolic", *arguments]
    environment = {**os.environ, VARIABLE: cache}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = str(tmp_path_factory.mktemp("cache"))
    return folder, run("verify", "L2", "--json", cache=folder).stdout


def test_a_hit_says_so_and_nothing_else_differs(filled: tuple[str, str]) -> None:
    folder, cold = filled
    warm = run("verify", "L2", "--json", cache=folder)
    assert warm.returncode == 0
    assert warm.stdout.count(HIT) == len(json.loads(cold)["statements"][0]["claims"])
    document = json.loads(warm.stdout)
    for claim in document["statements"][0]["claims"]:
        assert claim["evidence"].pop()["outcome"] == HIT
    assert json.dumps(document, indent=2, sort_keys=True) + "\n" == cold


def test_a_hit_is_shown_without_sympy(filled: tuple[str, str]) -> None:
    code = (
        "import sys\n"
        "from ldm_symbolic.cli.commands import application\n"
        "application.main(['verify', 'L2', '--json'], standalone_mode=False)\n"
        "assert not {'sympy', 'z3', 'cvc5', 'flint', 'mpmath'} & set(sys.modules), 'something heavy is loaded'\n"
    )
    environment = {**os.environ, VARIABLE: filled[0]}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(HIT) > 0


def test_without_the_cache_nothing_is_read_or_kept(filled: tuple[str, str]) -> None:
    before = written(filled[0])
    assert HIT not in run("verify", "L2.squares", "--json", "--no-cache", cache=filled[0]).stdout
    assert written(filled[0]) == before != {}


def test_a_pipe_shows_each_statement_when_it_is_verified(filled: tuple[str, str]) -> None:
    done = run("verify", "L2.squares", "--json", "--no-cache", cache=filled[0])
    assert re.search(r"^note: L2, 1 of 1: 1 claim verified, [0-9.]+ s$", done.stderr, re.MULTILINE)
    assert "verified" not in run("verify", "L2", "--json", cache=filled[0]).stderr


def written(folder: str) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*.json")}


def test_what_latex_prints_is_kept_by_content(filled: tuple[str, str], tmp_path: Path) -> None:
    letters = tmp_path / "letters.toml"
    letters.write_text('[letters]\nlambda = "\\\\mu"\n')
    arguments = ("latex", "L2.squares", "--notation", str(letters))
    cold, warm = (run(*arguments, cache=filled[0]) for _ in range(2))
    assert (cold.returncode, warm.returncode, warm.stdout) == (0, 0, cold.stdout)
    assert (cold.stderr, warm.stderr) == ("", f"note: {HIT}\n")
    letters.write_text('[letters]\nlambda = "\\\\nu"\n')
    assert HIT not in run(*arguments, cache=filled[0]).stderr


def test_clear(filled: tuple[str, str]) -> None:
    done = run("cache", "clear", cache=filled[0])
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("records removed\n")
    assert list(Path(filled[0]).iterdir()) == []
    assert run("cache", "clear", cache=OFF).stderr == "note: there is no cache\n"


def test_a_cache_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("verify", "L2.squares", "--json", cache=str(tmp_path / "file"))
    assert done.returncode == 0
    assert done.stderr.count("cannot be written") == 1
    assert "--no-cache" in done.stderr
