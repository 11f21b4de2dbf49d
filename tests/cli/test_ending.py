"""How commands end: on a signal, on a defect, with what cannot be written or decided; and nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest
from command_line import MAIN, here, process
from processes_seen import alive, descendants

from ldm_symbolic.claims import verification
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.smt.evidence import Evidence

LONG = ("verify", "P4", "L1", "--jobs", "2")


@contextmanager
def begun(*arguments: str, family: int) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A command that has begun, in a group of its own, with so many descendants."""
    command = [sys.executable, "-c", MAIN, *arguments]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        end = monotonic() + 60
        while len(found := descendants(running.pid)) < family:
            assert running.poll() is None, running.communicate()
            assert monotonic() < end
            sleep(0.05)
        yield running, found
    finally:
        running.kill()
        running.communicate()


def left(pids: list[int], seconds: float = 2) -> list[int]:
    """Which of some processes run on after a while."""
    end = monotonic() + seconds
    while any(map(alive, pids)) and monotonic() < end:
        sleep(0.02)
    return [pid for pid in pids if alive(pid)]


FAMILY = 4
"""Two workers and a solver of each."""


class TestSignals:
    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    @pytest.mark.parametrize("arguments", [LONG, ("verify", "P4")], ids=["workers", "one process"])
    def test_it_ends_within_a_second_and_leaves_nobody_though_only_the_parent_is_told(
        self, arguments: tuple[str, ...], number: signal.Signals, status: int
    ) -> None:
        with begun(*arguments, family=FAMILY if arguments == LONG else 1) as (running, family):
            told = monotonic()
            running.send_signal(number)
            assert running.wait(10) == status
            assert monotonic() - told < 2  # a second, on a machine that has other work
            assert left([*family, *descendants(running.pid)]) == []
            out, err = running.communicate()
            assert out == ""
            assert "Traceback" not in err

    def test_an_interrupt_of_the_whole_group_is_no_traceback(self) -> None:
        with begun(*LONG, family=FAMILY) as (running, family):
            os.killpg(running.pid, signal.SIGINT)
            assert running.wait(10) == 130
            assert running.communicate()[1].strip() == ""
            assert left(family) == []

    def test_it_ends_though_what_it_does_swallows_every_exception(self) -> None:
        before = (
            "import ldm_symbolic.cli.commands as c, sys, time\n"
            "class Deaf:\n"
            "    def __del__(self):\n"
            "        print('deaf', flush=True)\n"
            "        while True:\n"
            "            try: time.sleep(60)\n"
            "            except BaseException: pass\n"
            "c.catalogue_ = Deaf()\n"
            "import ldm_symbolic.derivations as d\n"
            "d.catalogue = lambda ids=(): vars(c).pop('catalogue_') and ()\n"
        )
        command = [sys.executable, "-c", f"{before}\n{MAIN}", "verify"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "deaf\n"
            sleep(0.3)
            running.send_signal(signal.SIGTERM)
            assert running.wait(10) == 143

    def test_killed_it_leaves_nobody(self) -> None:
        with begun(*LONG, family=FAMILY) as (running, family):
            running.kill()
            running.wait()
            assert left(family) == []


class TestDefects:
    BROKEN = "import ldm_symbolic.claims.{module} as module\nmodule.{name} = lambda *a, **k: {what}\n"

    @pytest.mark.parametrize("what", ["{}['x']", "[].x", "open('/absent')", "next(iter(()))", "1 + 'x'"])
    def test_a_crash_is_one_line_and_status_70(self, what: str) -> None:
        done = process("verify", "P4", before=self.BROKEN.format(module="audit", name="examine", what=what))
        assert (done.returncode, done.stdout) == (70, "")
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("error: a defect of ldm-symbolic, please report it: ")
        assert "LDM_SYMBOLIC_TRACEBACK=1" in done.stderr

    def test_a_crash_in_a_worker_is_the_same(self) -> None:
        before = self.BROKEN.format(module="verification", name="verification", what="{}['x']")
        done = process(*LONG, before=before)
        assert done.returncode == 70
        assert done.stderr.splitlines() == [
            "error: a defect of ldm-symbolic, please report it: WorkFailedError: KeyError: 'x' "
            "(LDM_SYMBOLIC_TRACEBACK=1 shows where)"
        ]

    @pytest.mark.parametrize("arguments", [LONG, ("verify", "P4")], ids=["workers", "one process"])
    def test_the_traceback_can_be_had(self, arguments: tuple[str, ...]) -> None:
        before = self.BROKEN.format(module="verification", name="verification", what="{}['x']")
        shown = {**os.environ, "LDM_SYMBOLIC_TRACEBACK": "1"}
        done = process(*arguments, before=before, environment=shown)
        assert done.returncode == 70
        assert "KeyError: 'x'" in done.stderr
        assert "in _examined" in done.stderr

    def test_memory_that_runs_out_and_recursion_are_defects_too(self) -> None:
        for error in ("MemoryError", "RecursionError"):
            done = process(
                "verify", "P1", before=f"import ldm_symbolic.derivations as d\nd.catalogue = lambda ids=(): {error}.x"
            )
            assert done.returncode == 70
            assert "Traceback" not in done.stderr


class TestWhatCannotBeWritten:
    @pytest.mark.parametrize("command", [("verify", "--smtlib"), ("book", "--out")])
    @pytest.mark.parametrize("place", ["file", "file/inside", "/proc/nowhere"])
    def test_a_folder_is_tried_before_anything_is_proved(
        self, command: tuple[str, str], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: object, **__: object) -> None:
            raise AssertionError("something was proved first")

        (tmp_path / "file").write_text("")
        monkeypatch.setattr("ldm_symbolic.book.content.verification", never)  # first, for it takes the name from there
        monkeypatch.setattr("ldm_symbolic.claims.verification.verification", never)
        monkeypatch.setattr("ldm_symbolic.book.writing._draw", never)
        done = here(command[0], "L1.above", command[1], str(tmp_path / place))
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("error: cannot write ")

    def test_a_disk_that_is_full_in_the_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_text", full)
        done = here("verify", "P2.step-level", "--smtlib", str(tmp_path))
        assert (done.returncode, done.stdout) == (2, "")
        assert "No space left on device" in done.stderr.splitlines()[-1]


class TestUndecided:
    """What is undecided though recorded otherwise is told by all commands alike."""

    @pytest.fixture(autouse=True)
    def spent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One solver holds it true, the other has spent its budget; no Fact that was found before is used."""

        def no_fact(_: object) -> None:
            said = (
                Evidence(engine="z3", outcome="unsat", query="ab"),
                Evidence(engine="cvc5", outcome="limit", query="ab"),
            )
            raise RuleError("cvc5 spent its budget", trouble=True, evidence=said)

        monkeypatch.setattr(verification._Work, "_fact", no_fact)

    @pytest.mark.parametrize(
        "arguments",
        [
            ("verify", "P2.step-level"),
            ("latex", "P2.step-level"),
            ("latex", "P2.step-level", "--part", "proof"),
            ("latex", "P2.step-level", "--part", "macros"),
        ],
        ids=" ".join,
    )
    def test_it_is_named_and_the_status_is_3(self, arguments: tuple[str, ...]) -> None:
        done = here(*arguments)
        assert done.returncode == 3
        (line,) = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
        assert line.startswith("undecided: P2.step-level is recorded as PROVED and is UNDECIDED now: ")
        assert "cvc5 spent its budget" in line
        assert "proof" in arguments or "ndecided" in done.stdout.lower() or arguments[0] == "verify"

    def test_the_book_too(self, tmp_path: Path) -> None:
        done = here("book", "P2.step-level", "--out", str(tmp_path))
        assert done.returncode == 3
        assert "P2.step-level is recorded as PROVED and is UNDECIDED now" in done.stderr

    def test_no_drift_is_made_of_it(self, tmp_path: Path) -> None:
        path = tmp_path / "paper.tex"
        path.write_text("\\newcommand{\\ldmPTwoStepLevelVerdict}{proved}\n")
        done = here("latex", "--check", str(path))
        assert (done.returncode, done.stdout) == (3, "")
        path.write_text("\\newcommand{\\ldmPTwoStepLevelVerdict}{proved}\n\\newcommand{\\ldmSlope}{1}\n")
        done = here("latex", "--check", str(path))
        assert (done.returncode, done.stdout.count("has drifted")) == (1, 1)

    def test_no_instance_is_sought_where_one_solver_says_that_it_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object, **__: object) -> None:
            raise AssertionError("a search")

        monkeypatch.setattr(verification, "search_claim", never)
        (statement,) = catalogue(["P2.step-level"])
        unaided = replace(statement["P2.step-level"], proof=None)
        assert verification.certificate_of(unaided).verdict is Verdict.UNDECIDED


def test_as_recorded_it_is_printed_and_the_status_is_0() -> None:
    done = here("latex", "P2.step-level", "--effort", "2", "--jobs", "1")
    assert (done.returncode, done.stderr) == (0, "")


def test_latex_is_the_same_by_one_job_and_by_two() -> None:
    for part in ("statement", "proof", "macros"):
        ids = ("P2.step-level", "L1.above", "--part", part)
        one, two = (here("latex", *ids, "--jobs", jobs) for jobs in ("1", "2"))
        assert one.returncode == two.returncode == 0, (one.stderr, two.stderr)
        assert one.stdout == two.stdout != ""


@pytest.mark.parametrize("option", ["--jobs", "--effort"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_jobs_and_effort_are_counts(option: str, value: str) -> None:
    done = here("verify", "P2.step-level", option, value)
    assert done.returncode == 2
    assert option in done.stderr


def test_effort_reaches_the_solvers() -> None:
    before = (
        "from ldm_symbolic.proof.smt import budgets\n"
        "budgets.BUDGETS['cvc5'] = (budgets.Try(way='default', steps=3, seconds=30),)"
    )
    ids = ("verify", "P2.step-level", "--json")
    short = process(*ids, before=before)
    assert short.returncode == 3
    assert [claim["verdict"] for claim in json.loads(short.stdout)["statements"][0]["claims"]] == ["UNDECIDED"]
    assert "cvc5 spent its budget on query" in short.stdout
    assert process(*ids, "--effort", "100000", before=before).returncode == 0
