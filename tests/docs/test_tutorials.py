"""What the pages show is what happens: their commands are run, their Python too, each page in a folder of its own."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import here

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "docs" / "index.md",
    ROOT / "docs" / "what-it-does-not-say.md",
    *sorted((ROOT / "docs" / "tutorials").glob("*.md")),
]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def ran(command: str) -> str:
    """What a command prints: first on standard output, or, where it ends badly, the line that says why."""
    program, *arguments = shlex.split(command)
    if program == "ldm-symbolic":
        done = here(*arguments)
    else:
        assert (program, arguments[:2]) == ("python", ["-m", "ldm_symbolic.checker"]), command
        call = [sys.executable, *arguments]
        done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + (done.stderr if done.returncode else "")


def shown(command: str, output: str) -> None:
    """Hold what a page shows of a command against what happens; `cat` of a file that is not there writes it."""
    program, *rest = shlex.split(command)
    if program == "cat":
        Path(rest[0]).write_text(output, encoding="utf-8")
        return
    found = ran(command)
    same = doctest.OutputChecker().check_output(output, found, FLAGS)
    assert same, f"$ {command}\nthe page shows\n{output}\nand it prints\n{found}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=FLAGS)
    for kind, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python":
            test = parser.get_doctest(block, names, page.stem, str(page), 0)
            assert test.examples
            assert runner.run(test, clear_globs=False).failed == 0
            names = test.globs
        else:
            for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                shown(command, output)


def test_every_page_has_a_command_that_reproduces_it() -> None:
    for page in [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]:
        text = page.read_text(encoding="utf-8")
        command = r"ldm-symbolic [a-z]|python tests/make|python -m ldm_symbolic|pytest|```python|python -c"
        assert re.search(command, text), page
