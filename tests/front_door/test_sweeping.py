"""Sweeps in processes, killed in mid-run, and on a cluster: nothing is lost, and nothing done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import Client
from sympy import Rational

import ldm_symbolic as ldm
from ldm_symbolic.front_door import sweeping
from ldm_symbolic.front_door.sweeping import problem_key

MODES = 24


def problems(count: int) -> list[ldm.StoppingProblem]:
    """Of one size, each with another horizon; the same ones whenever they are asked for."""
    true = 1 / np.arange(1.0, MODES + 1)
    spectrum = ldm.spectrum(true, true * np.random.default_rng(0).chisquare(100, MODES) / 100)
    return [
        ldm.StoppingProblem(spectrum=spectrum, score=ldm.PluginScore(), horizon=Fraction(1) + Fraction(place, 100))
        for place in range(count)
    ]


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """The answers that are kept, with when and where each was written."""
    found = {path.name: path.stat() for path in folder.glob("*.json")}
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in found.items()}


KILLED = """
import sys
from concurrent.futures import ProcessPoolExecutor
sys.path.insert(0, {folder!r})
from test_sweeping import problems
import ldm_symbolic as ldm
with ProcessPoolExecutor(2) as executor:
    ldm.sweep(problems({count}), executor, out={out!r})
"""


def test_a_sweep_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """The processes are killed in mid-run, twice; what was finished is whole, kept, and not written again."""
    count, out = 16, tmp_path / "out"
    script = KILLED.format(folder=str(Path(__file__).parent), count=count, out=str(out))
    finished: dict[str, tuple[int, int]] = {}
    for _ in range(2):
        running = subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while len(files(out)) < len(finished) + 3 and running.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        kept = files(out)
        assert len(finished) + 3 <= len(kept) < count
        assert finished.items() <= kept.items()
        assert all(json.loads((out / name).read_text())["schema"] == "ldm-symbolic/stop/1" for name in kept)
        finished = kept
    found = ldm.sweep(problems(count), out=out)
    assert finished.items() <= files(out).items()
    assert len(files(out)) == count
    assert found == ldm.sweep(problems(count))


def test_processes_give_what_one_process_gives() -> None:
    few = problems(4)
    with ProcessPoolExecutor(2) as executor:
        assert ldm.sweep(few, executor) == ldm.sweep(few)


def test_a_cluster_gives_what_one_process_gives(tmp_path: Path) -> None:
    """Dask's, on this machine; and what it wrote is not computed again."""
    few = problems(3)
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        found = ldm.sweep(few, client.get_executor(), out=tmp_path)
    written = files(tmp_path)
    assert len(written) == 3
    assert found == ldm.sweep(few, out=tmp_path)
    assert files(tmp_path) == written


def test_a_problem_that_comes_twice_is_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[ldm.StoppingProblem] = []

    def counted(problem: ldm.StoppingProblem, digits: int) -> dict[str, Any]:
        solved.append(problem)
        return {"horizon": str(problem.horizon)}

    monkeypatch.setattr(sweeping, "_document", counted)
    one, two = problems(2)
    with ThreadPoolExecutor(2) as executor:
        for by in (None, executor):
            assert [found["horizon"] for found in ldm.sweep([one, two, one], by)] == ["1", "101/100", "1"]
    assert len(solved) == 4


@pytest.mark.parametrize("moment", [(os, "fsync"), (Path, "replace")], ids=["writing", "naming"])
def test_a_file_is_whole_or_not_there(
    moment: tuple[object, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = problems(1)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(*moment, stopped)
    with pytest.raises(KeyboardInterrupt):
        ldm.sweep([one], out=tmp_path)
    assert files(tmp_path) == {}
    assert len(list(tmp_path.glob("*.part"))) == 1
    monkeypatch.undo()
    assert ldm.sweep([one], out=tmp_path) == ldm.sweep([one])


def test_a_file_that_is_no_answer_is_not_taken_for_one(tmp_path: Path) -> None:
    (one,) = problems(1)
    ldm.sweep([one], out=tmp_path)
    (path,) = tmp_path.glob("*.json")
    for text in (path.read_text()[:-9], "[]", '{"schema": "another/1"}'):
        path.write_text(text)
        with pytest.raises(ValueError, match="remove it"):
            ldm.sweep([one], out=tmp_path)


def test_one_failure_calls_off_what_has_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def failing(problem: ldm.StoppingProblem, digits: int) -> dict[str, Any]:
        begun.append(str(problem.horizon))
        time.sleep(0.05)
        raise ArithmeticError("not decided")

    monkeypatch.setattr(sweeping, "_document", failing)
    with ThreadPoolExecutor(1) as executor, pytest.raises(ArithmeticError, match="not decided"):
        ldm.sweep(problems(30), executor)
    assert len(begun) < 10


def changed(values: np.ndarray, place: int) -> np.ndarray:
    other = values.copy()
    other[place] *= 1 + 2.0**-52
    return other


LONG = np.linspace(2, 1, 1000)
ALTERATIONS: list[Callable[[ldm.StoppingProblem], ldm.StoppingProblem]] = [
    lambda p: replace(p, horizon=Fraction(3)),
    lambda p: replace(p, start=ldm.Start.STANDARD),
    lambda p: replace(p, score=ldm.ExactScore()),
    lambda p: replace(p, score=ldm.CappedScore(cap=Rational(3))),
    lambda p: replace(p, score=ldm.CappedScore(cap=Rational(7, 2))),
    lambda p: replace(p, schedule=ldm.linear(Fraction(1, 10), Fraction(2))),
    lambda p: replace(p, spectrum=ldm.spectrum(changed(LONG, 500), LONG)),
    lambda p: replace(p, spectrum=ldm.spectrum(LONG, changed(LONG, 500))),
    lambda p: replace(p, spectrum=ldm.spectrum(LONG[:-1], LONG[:-1])),
    lambda p: replace(p, spectrum=ldm.spectrum(LONG, LONG, multiplicities=[2] * 1000)),
    lambda p: replace(p, spectrum=ldm.spectrum(LONG, LONG, multiplicities=[*[2] * 999, 3])),
    lambda p: replace(p, spectrum=ldm.spectrum([str(value) for value in LONG], LONG)),
]


def test_what_an_answer_depends_on_is_in_its_key() -> None:
    """A difference in the last digit of one of a thousand variances, too."""
    base = ldm.StoppingProblem(spectrum=ldm.spectrum(LONG, LONG), score=ldm.PluginScore())
    keys = [problem_key(base, 15), problem_key(base, 16), *(problem_key(alter(base), 15) for alter in ALTERATIONS)]
    assert len(set(keys)) == len(keys)
    assert problem_key(replace(base), 15) == keys[0]
