"""Solvers in processes of their own: limited by work, and whatever happens to them is an answer with a reason."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from time import monotonic, process_time, sleep

import pytest
from processes_seen import alive, descendants
from sympy import Le, Symbol, sqrt

from ldm_symbolic.notation import noise as x
from ldm_symbolic.proof.kernel.decide import decide
from ldm_symbolic.proof.smt import budgets, solvers
from ldm_symbolic.proof.smt.budgets import Try, effort_of
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.smtlib import question
from ldm_symbolic.proof.smt.solvers import ENGINES, Solver, solver

EASY = question([x > 1], x**2 > 1)[0]
FALSE = question([x > 1], x**2 > 2)[0]


def hard() -> Query:
    """Three modes of the joint statement at once, which no solver settles in a second."""
    names = [(Symbol(f"a{i}", real=True), Symbol(f"b{i}", real=True)) for i in range(3)]
    y = Symbol("y", real=True)
    roots = [sqrt(a**2 + (1 - a**2) * x) for a, _ in names]
    later = [sqrt(a**2 + (1 - a**2) * y) for a, _ in names]
    slope = sum((1 - b / r) * (1 - a**2) for (a, b), r in zip(names, roots, strict=True))
    rise = sum((q - b) ** 2 - (r - b) ** 2 for (_, b), r, q in zip(names, roots, later, strict=True))
    premises = [c for a, b in names for c in (a > 0, b >= 0)]
    return question([*premises, x >= 0, x <= y, y <= 1, slope >= 0], Le(0, rise))[0]


@pytest.fixture
def own() -> Iterator[Callable[[str], Solver]]:
    """Makes solvers of a test's own, which it may break."""
    made: list[Solver] = []

    def make(engine: str) -> Solver:
        made.append(Solver(engine))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Callable[[str], Solver]) -> Callable[[str], Solver]:
    """Makes a solver whose worker is ready and then, at every question, runs some lines of Python."""

    def make(lines: str) -> Solver:
        path = tmp_path / "worker.py"
        body = "\n".join(f"    {line}" for line in lines.splitlines())
        ready = 'print(\'{"status": "ready", "model": {}, "reason": ""}\', flush=True)'
        path.write_text(
            f"import json, os, signal, sys, time\n{ready}\nfor number, line in enumerate(sys.stdin):\n{body}\n"
        )
        monkeypatch.setattr(solvers, "_WORKER", path)
        return own("z3")

    return make


UNSAT = 'print(json.dumps({"status": "unsat", "model": {}, "reason": "", "seconds": 0.1}), flush=True)'


class TestWork:
    """Budgets are steps; processor time is the last resort, and wall time counts for nothing."""

    @pytest.mark.parametrize("engine", ENGINES)
    def test_a_budget_that_is_spent_names_engine_budget_and_query(
        self, engine: str, own: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(budgets.BUDGETS, engine, (Try(way=_way(engine), steps=1000, seconds=30),))
        answer = own(engine).ask(hard())
        assert answer.status == "limit"
        assert answer.reason == (
            f"{engine} spent its budget on query {hard().digest}: 1000 steps or 30 s of processor time ({_way(engine)})"
        )

    @pytest.mark.parametrize("engine", ENGINES)
    def test_processor_time_ends_what_steps_do_not(
        self, engine: str, own: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(budgets.BUDGETS, engine, (Try(way=_way(engine), steps=10**9, seconds=0.3),))
        mine = own(engine)
        answer = mine.ask(hard())
        assert answer.status == "limit"
        assert 0.2 < answer.seconds < 1
        assert mine.ask(EASY).status == "unsat"

    @pytest.mark.parametrize("engine", ENGINES)
    def test_effort_scales_the_budget(
        self, engine: str, own: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = own(engine)
        monkeypatch.setitem(budgets.BUDGETS, engine, (Try(way=_way(engine), steps=5, seconds=30),))
        assert mine.ask(EASY).status == "limit"
        assert mine.ask(EASY, effort=10_000).status == "unsat"
        assert mine.ask(EASY).status == "limit"  # what a greater effort found is not what this one finds
        with effort_of(10_000):
            assert mine.ask(EASY).status == "unsat"
        with pytest.raises(ValueError, match="positive"), effort_of(0):
            pass

    def test_time_is_processor_time_of_the_solver(self, own: Callable[[str], Solver]) -> None:
        mine = own("cvc5")
        mine.ask(EASY)
        before = monotonic()
        pid = mine.pid
        assert pid is not None
        threading.Timer(0.05, os.kill, (pid, signal.SIGSTOP)).start()
        threading.Timer(1.0, os.kill, (pid, signal.SIGCONT)).start()
        sleep(0.2)
        answer = mine.ask(question([x > 3], x**2 > 8)[0])
        assert monotonic() - before > 0.9
        assert answer.status == "unsat"
        assert 0 < answer.seconds < 0.5

    @pytest.mark.parametrize("engine", ENGINES)
    def test_what_was_asked_before_changes_nothing(self, engine: str, own: Callable[[str], Solver]) -> None:
        """Not even the steps that a question takes: the least budget that settles it is the same in any order."""
        asked = [question([x > n], x**2 + n * x > n**2)[0] for n in range(1, 5)]
        least = {query.text: self._least(own(engine), query) for query in asked}
        late = own(engine)
        random.Random(0).shuffle(asked)
        for query in [FALSE, *asked]:
            late.ask(query)
        for query in asked:
            assert self._least(late, query) == least[query.text]

    def _least(self, mine: Solver, query: Query) -> int:
        low, high = 0, 20_000
        while high - low > 1:
            steps = (low + high) // 2
            one = (Try(way=_way(mine.engine), steps=steps, seconds=30),)
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(budgets.BUDGETS, mine.engine, one)
                low, high = (low, steps) if mine.ask(query).status == "unsat" else (steps, high)
        return high

    def test_a_model_comes_back_as_exact_numbers(self, own: Callable[[str], Solver]) -> None:
        answer = own("z3").ask(FALSE, symbols=["x"])
        assert answer.status == "sat"
        assert 1 < Fraction(answer.model["x"]) ** 2 <= 2


def _way(engine: str) -> str:
    return {"z3": "simple", "cvc5": "default"}[engine]


class TestWorkersThatFail:
    def test_a_worker_killed_in_mid_query_is_said_and_restarted(self, own: Callable[[str], Solver]) -> None:
        mine = own("z3")
        assert mine.ask(EASY).status == "unsat"
        first = mine.pid
        assert first is not None
        threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
        answer = mine.ask(hard(), effort=100)
        assert answer.status == "died"
        assert "killed in mid-query" in answer.reason
        assert mine.ask(question([x > 2], x**2 > 1)[0]).status == "unsat"
        assert mine.pid != first

    def test_a_try_that_is_killed_costs_that_try(
        self, own: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(budgets.BUDGETS, "z3", (Try(way="simple", steps=10**9, seconds=60),))
        mine = own("z3")
        assert mine.ask(EASY).status == "unsat"
        worker = mine.pid
        assert worker is not None
        threading.Timer(0.3, kill_descendants, (worker,)).start()
        answer = mine.ask(hard())
        assert (answer.status, answer.reason) == ("died", "killed in mid-query by SIGKILL")
        assert mine.pid == worker

    def test_one_that_hangs_is_stopped_and_its_late_answer_is_no_answer_to_the_next_question(
        self, scripted: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = scripted(f"time.sleep(60 if number == 0 else 0)\n{UNSAT}")
        monkeypatch.setattr(budgets, "HANGS", 1.0)
        answer = mine.ask(EASY)
        assert (answer.status, answer.reason) == ("time-out", "z3 hung and was stopped after 1 s")
        assert mine.pid is None
        late = scripted(f"time.sleep(0.3)\n{UNSAT}")
        monkeypatch.setattr(budgets, "HANGS", 0.2)
        assert late.ask(EASY).status == "time-out"
        sleep(0.4)
        monkeypatch.setattr(solvers, "_WORKER", Path(solvers.__file__).with_name("solver_worker.py"))
        monkeypatch.setattr(budgets, "HANGS", 60)
        assert late.ask(FALSE).status == "sat"

    @pytest.mark.parametrize(
        "said",
        [
            "unsat",
            "{}",
            "[]",
            "null",
            '{"status": "unsat"}',
            '{"status": "proved", "model": {}, "reason": ""}',
            '{"status": ["unsat"], "model": {}, "reason": ""}',
            '{"status": "sat", "model": {"x": "1/0"}, "reason": ""}',
            '{"status": "sat", "model": {"x": "one"}, "reason": ""}',
            '{"status": "sat", "model": [], "reason": ""}',
            '{"status": "unsat", "model": {}, "reason": "", "seconds": "long"}',
            "\x00",
        ],
    )
    def test_what_is_no_answer_is_the_engines_fault(self, said: str, scripted: Callable[[str], Solver]) -> None:
        mine = scripted(f"print({said!r}, flush=True)")
        answer = mine.ask(EASY)
        assert answer.status == "error"
        assert answer.reason.startswith("z3 answered with what is no answer: ")
        assert mine.pid is None

    def test_garbage_is_evidence_and_no_fact(
        self, scripted: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = scripted("print('segmentation fault, sorry', flush=True)")
        monkeypatch.setattr(
            "ldm_symbolic.proof.smt.questions.solver", lambda engine: mine if engine == "z3" else solver(engine)
        )
        decision = decide([x > 1], x**2 > 1)
        assert decision.fact is None
        assert decision.trouble
        assert "segmentation fault" in decision.evidence[0].detail

    @pytest.mark.parametrize("engine", ENGINES)
    def test_a_text_that_no_parser_accepts_is_an_error(self, engine: str, own: Callable[[str], Solver]) -> None:
        answer = own(engine).ask(Query(text="(set-logic QF_NRA)\n(assert (> |q| 0.0))\n(check-sat)\n"))
        assert answer.status == "error"
        assert answer.reason


class TestProcesses:
    def test_a_process_is_reused(self, own: Callable[[str], Solver]) -> None:
        mine = own("z3")
        pids = {(mine.ask(question([x > bound], x > bound - 1)[0]).status, mine.pid) for bound in range(4)}
        assert len(pids) == 1

    def test_a_forked_process_does_not_share_its_parents_solver(self, own: Callable[[str], Solver]) -> None:
        mine = own("z3")
        assert mine.ask(question([x > 1], x > 0)[0]).status == "unsat"
        parents = mine._process
        mine._owner = -1  # as it looks from a forked process
        assert mine.ask(question([x > 2], x > 0)[0]).status == "unsat"
        assert parents is not None
        assert mine._process is not parents
        parents.kill()
        parents.communicate()

    @pytest.mark.parametrize("engine", ENGINES)
    def test_it_ends_with_its_input_in_mid_query(self, engine: str) -> None:
        """The portable way, for which nobody needs to send a signal."""
        with started(engine) as process:
            ask_hard(process)
            sleep(0.3)
            (fork,) = descendants(process.pid)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(2) == 0
            assert gone([fork])

    @pytest.mark.parametrize("engine", ENGINES)
    @pytest.mark.skipif(sys.platform != "linux", reason="the system tells a child of its parent's end on Linux alone")
    def test_it_ends_with_its_parent_though_its_input_is_held_open(self, engine: str, tmp_path: Path) -> None:
        reading, writing = os.pipe()
        code = (
            "import os, subprocess, sys, time\n"
            f"child = subprocess.Popen([sys.executable, '-P', {str(solvers._WORKER)!r}, {engine!r}, str(os.getpid())],"
            f" stdin={reading}, stdout=open({str(tmp_path / 'out')!r}, 'w'))\n"
            "print(child.pid, flush=True)\ntime.sleep(60)"
        )
        parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, pass_fds=[reading])
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        while "ready" not in (tmp_path / "out").read_text():
            sleep(0.05)
        os.write(writing, request().encode())
        sleep(0.3)
        family = [worker, *descendants(worker)]
        assert len(family) == 2
        parent.kill()
        parent.communicate()
        assert gone(family)
        os.close(reading)
        os.close(writing)

    def test_closing_ends_the_fork_too(self, own: Callable[[str], Solver], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(budgets.BUDGETS, "z3", (Try(way="simple", steps=10**9, seconds=60),))
        mine = own("z3")
        assert mine.ask(EASY).status == "unsat"
        worker = mine.pid
        assert worker is not None
        monkeypatch.setattr(budgets, "HANGS", 0.6)
        seen: list[int] = [worker]
        threading.Timer(0.3, lambda: seen.extend(descendants(worker))).start()
        assert mine.ask(hard()).status == "time-out"
        assert len(seen) == 2
        assert gone(seen)

    def test_only_the_two_solvers_are_known(self) -> None:
        with pytest.raises(ValueError, match="z3 and cvc5"):
            solver("mathematica")

    def test_asking_costs_this_process_little(self, own: Callable[[str], Solver]) -> None:
        mine = own("z3")
        mine.ask(EASY)
        before = process_time()
        mine.ask(hard(), effort=0.5)
        assert process_time() - before < 0.2


def started(engine: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", str(solvers._WORKER), engine, str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["status"] == "ready"
    return process


def request() -> str:
    tries = [{"way": "simple", "steps": 10**9, "seconds": 60}]
    return json.dumps({"text": hard().text, "symbols": [], "tries": tries}) + "\n"


def ask_hard(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write(request())
    process.stdin.flush()


def kill_descendants(pid: int) -> None:
    for child in descendants(pid):
        os.kill(child, signal.SIGKILL)


def gone(pids: list[int]) -> bool:
    """Whether no process with these numbers is left within two seconds."""
    end = monotonic() + 2
    while any(map(alive, pids)) and monotonic() < end:
        sleep(0.02)
    return not any(map(alive, pids))
