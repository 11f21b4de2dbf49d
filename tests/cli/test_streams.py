"""Any text goes through any stream, and no stream that is closed or full costs the answer."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import MAIN, here, process
from hypothesis import given
from hypothesis import strategies as st

from ldm_symbolic.cli.commands import main
from ldm_symbolic.cli.console import in_one_line, spelled_out

ONE_MODE = ("stop", "1/2", "--estimated", "1/4", "--horizon", "2")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp437", "utf-8"])
@pytest.mark.parametrize(
    "arguments",
    [ONE_MODE, ("list",), ("show", "P5"), ("stop", "1/2", "--samples", "9"), ("stop", "--help"), ("stop", "λ")],
    ids=" ".join,
)
def test_every_encoding_carries_every_text(
    arguments: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict") for _ in range(2))
    monkeypatch.setattr(sys, "argv", ["ldm-symbolic", *arguments])
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with pytest.raises(SystemExit) as end:
        main()
    read = "utf-8" if encoding == "ascii" else encoding  # which click takes for a mistake
    said = [stream.buffer.getvalue().decode(read) for stream in (out, err) if isinstance(stream.buffer, io.BytesIO)]
    assert end.value.code == (2 if "λ" in arguments else 0), said
    assert "defect" not in said[1]
    if arguments == ONE_MODE:
        assert "0.33333" in said[0]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii:strict", "utf-16"])
def test_so_does_a_process(encoding: str) -> None:
    command = [sys.executable, "-c", MAIN, *ONE_MODE]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, check=False, timeout=240, env=environment)
    assert done.returncode == 0
    assert "0.33333" in done.stdout.decode("utf-8" if encoding.startswith("ascii") else encoding)


def test_a_column_is_as_wide_as_its_name_is_spelled() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *ONE_MODE], capture_output=True, check=False, timeout=240, env=environment
    )
    table = [line for line in done.stdout.decode("cp1252").splitlines() if line.startswith(("|", "+"))]
    assert any("alpha_bar" in line for line in table)
    assert len({len(line) for line in table}) == 1


@given(st.text())
def test_what_stands_for_a_character_is_ascii_and_the_same_where_that_is_so(text: str) -> None:
    for character in text:
        assert spelled_out(character).isascii()
        assert spelled_out(character)


SHELL = "{python} -c '{main}' stop 1/2 --json {redirected}"


def through_a_shell(redirected: str) -> subprocess.CompletedProcess[str]:
    command = SHELL.format(python=sys.executable, main=MAIN, redirected=redirected)
    return subprocess.run(
        ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full", "2> >(true)"])
def test_a_standard_error_that_takes_nothing_costs_no_answer(redirected: str) -> None:
    done = through_a_shell(redirected)
    assert done.returncode == 0
    assert json.loads(done.stdout)["rows"][0]["error"] == "0"


@pytest.mark.parametrize("arguments", ["stop 1/2 --json", "list", "--help", "show P5"])
def test_a_reader_that_has_gone_is_no_failure(arguments: str) -> None:
    command = f"{{ {sys.executable} -c '{MAIN}' {arguments}; echo $? >&2; }} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    *said, status = done.stderr.splitlines()
    assert status in ("0", "141")
    assert [line for line in said if not line.startswith("note: ")] == []


TEXTS = ["x" * 100_000, "x " * 50_000, "\x1b[31mred\x1b[0m", "a\rb", "\u202ereversed", "\udcff"]


@pytest.mark.parametrize("text", TEXTS, ids=["a word", "words", "colour", "return", "reversal", "no text"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("stop",), ("stop", "1", "--score"), ("stop", "1", "--dims"), ("stop", "1", "--schedule"), ("stop", "--data"),
        ("stop", "1", "--horizon"), ("stop", "1", "--steps"), ("stop", "--covariance"), ("stop", "1", "--plot"),
        ("error", "1", "--time", "1", "--k"), ("show",), ("latex", "P1", "--notation"), ("latex", "P1", "--check"),
        ("figure", "3", "--out"), (),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_refused_is_not_echoed_whole_and_obeys_nothing(arguments: tuple[str, ...], text: str) -> None:
    done = here(*arguments, text)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
    assert line.startswith("error: ")
    assert len(line) < 2_000
    assert line.isprintable()


@given(st.text())
def test_a_message_is_one_line_that_can_be_printed(text: str) -> None:
    line = in_one_line(text)
    assert line.isprintable()
    assert in_one_line(line) == line


def test_a_short_message_is_left_as_it_is() -> None:
    assert in_one_line("P5: λ̂_1 ≥ 1/C, '/home/a b.npy'") == "P5: λ̂_1 ≥ 1/C, '/home/a b.npy'"


@pytest.mark.parametrize("digits", ["1_0", "١", "1.0", "9" * 5000, " "])
@pytest.mark.parametrize(
    "arguments",
    [
        ("error", "1", "--time", "1", "--k"), ("stop", "1", "--steps"), ("stop", "1", "--samples"),
        ("stop", "1", "--seed"), ("stop", "1", "--digits"), ("figure", "3", "--out", "x.png", "--seed"),
        ("verify", "--jobs"), ("verify", "--effort"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_integers_are_plain_digits(arguments: tuple[str, ...], digits: str) -> None:
    done = here(*arguments, digits)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"'{arguments[-1]}'" in done.stderr


def test_what_stands_already_is_not_replaced_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ldm_symbolic.book.content.verification", None)  # nothing may be proved first
    picture, folder = tmp_path / "mine.png", tmp_path / "paper"
    folder.mkdir()
    kept = [picture, folder / "book.tex", folder / "book.html"]
    for path in kept:
        for other in kept:
            other.unlink(missing_ok=True)
        path.write_text("mine")
        commands = [["stop", "1", "--plot", str(path)], ["figure", "3", "--out", str(path)]]
        if path.parent == folder:
            commands = [["book", "L1.above", "--out", str(folder)]]
        for command in commands:
            done = here(*command)
            assert (done.returncode, done.stdout, path.read_text()) == (2, "", "mine")
            assert f"{path} exists already; give another name, or --overwrite" in done.stderr
    picture.write_text("mine")
    assert here("stop", "1", "--plot", str(picture), "--overwrite").returncode == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("error", ["OverflowError('x')", "ZeroDivisionError('x')", "FloatingPointError('x')"])
def test_an_arithmetic_mistake_of_ours_is_not_called_undecided(error: str) -> None:
    before = (
        f"import ldm_symbolic.front_door.asking as asking\ndef wrong(*a, **k): raise {error}\nasking.problem_of = wrong"
    )
    done = process("stop", "1", before=before)
    assert done.returncode == 70
    assert "undecided" not in done.stderr


@pytest.mark.parametrize("said", [None, "3"])
def test_one_thread_does_the_algebra_unless_the_environment_says_another_number(said: str | None) -> None:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    if said is not None:
        environment |= dict.fromkeys(names, said)
    before = (
        "import atexit, os, sys\n"
        f"atexit.register(lambda: print({{os.environ.get(name) for name in {names}}}, file=sys.stderr))"
    )
    done = process("stop", "1/2", "--estimated", "1/4", before=before, environment=environment)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == str({said or "1"})
