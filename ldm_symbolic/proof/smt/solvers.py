"""Two solvers that share no code, each in a process of its own that is reused, limited in its work and can be killed.

`unsat` is the only answer that proves anything. A budget that is spent, a crash, a solver that is not installed, one
that talks nonsense, or an `unknown` is an answer with a reason, never an exception and never a pass.

Every process that proves has the two for itself: to start them takes a sixth of a second of processor time, and of
shared ones the questions of one process would wait for those of another and be lost with them.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import IO, Any

from ldm_symbolic.proof.smt import budgets
from ldm_symbolic.proof.smt.query import Query

ENGINES = ("z3", "cvc5")
_WORKER = Path(__file__).with_name("solver_worker.py")
_BY_CHANCE = ("time-out", "died", "missing", "error")
_TIMED = "processor time"  # what a worker says whose time was up before its steps were
_troubles: list[str] = []
_ANSWERS = ("unsat", "sat", "unknown", "limit", "died", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a solver said.

    Args:
        engine: "z3" or "cvc5".
        status: "unsat", "sat", "unknown", "limit" (its budget is spent), "time-out" (it hung), "died", "missing" or
            "error".
        reason: why there is no decisive answer; "" if there is one.
        model: for "sat" from z3, values of the symbols that were asked for, irrational ones rounded.
        seconds: of processor time that the solver spent on it.
    """

    engine: str
    status: str
    reason: str = ""
    model: Mapping[str, str] = field(default_factory=dict)
    seconds: float = field(default=0.0, compare=False)


class Solver:
    """One solver in one child process, started when first asked and restarted after it was killed."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self._process: subprocess.Popen[str] | None = None
        self._inherited: subprocess.Popen[str] | None = None
        self._owner = os.getpid()
        self._lines: queue.Queue[str] = queue.Queue()
        self._known: dict[tuple[str, tuple[str, ...], tuple[budgets.Try, ...]], Answer] = {}

    @property
    def pid(self) -> int | None:
        """The process id of the running child, None if there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, query: Query, *, symbols: Iterable[str] = (), effort: float = 1) -> Answer:
        """Ask a question; the same question is asked only once if it was answered.

        Args:
            query: SMT-LIB text that ends with `check-sat`.
            symbols: whose values are wanted if the answer is `sat`.
            effort: how many times the usual budget it may take.
        """
        tries = budgets.budget(self.engine, effort)
        key = (query.text, tuple(symbols), tries)
        if key in self._known:
            return replace(self._known[key], seconds=0.0)
        data = self._start()
        if data is None:
            request = {"text": query.text, "symbols": list(key[1]), "tries": [asdict(one) for one in tries]}
            data = self._exchange(json.dumps(request), max(1.0, effort) * budgets.HANGS)
        if data["status"] in _BY_CHANCE or _TIMED in data["reason"]:
            _troubles.append(f"{self.engine}: {data['status']} {data['reason']}")
        answer = Answer(**{**data, "engine": self.engine, "reason": _reason(data, self.engine, query, tries)})
        if answer.status in ("sat", "unsat"):
            self._known[key] = answer
        return answer

    def close(self) -> None:
        """Kill the child process, if there is one."""
        if self._process is not None:
            _kill(self._process)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    _close(stream)
        self._process = None

    def leave(self) -> None:
        """Kill the child process at the end of the process that started it, and of no other."""
        if self._owner == os.getpid():
            self.close()

    def _start(self) -> dict[str, Any] | None:
        """Make sure that a child of this very process is running; return its complaint if it cannot."""
        if self._owner != os.getpid():  # we were forked: the child and its pipes belong to our parent
            self._inherited, self._process, self._owner = self._process, None, os.getpid()
        if self.pid is not None:
            return None
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER), self.engine, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            process_group=0 if hasattr(os, "killpg") else None,
        )
        self._lines = queue.Queue()
        threading.Thread(target=_pump, args=(self._process.stdout, self._lines), daemon=True).start()
        data = self._read(budgets.HANGS)
        if data["status"] == "ready":
            return None
        self.close()
        return data

    def _exchange(self, request: str, limit: float) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None:
            return {"status": "died", "reason": f"{self.engine} is not running"}
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
        except OSError:
            self.close()
            return {"status": "died", "reason": f"{self.engine} was killed before it could be asked"}
        return self._read(limit)

    def _read(self, limit: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            self.close()
            return {"status": "time-out", "reason": f"{self.engine} hung and was stopped after {limit:g} s"}
        if not line:
            self.close()
            return {"status": "died", "reason": f"{self.engine} was killed in mid-query"}
        data = _understood(line)
        if data is None:
            self.close()
            said = line[:80].strip()
            return {"status": "error", "reason": f"{self.engine} answered with what is no answer: {said!r}"}
        return data


def _pump(stream: IO[str] | None, lines: queue.Queue[str]) -> None:
    """Move lines from a pipe to a queue, and an empty one at the end."""
    if stream is not None:
        try:
            for line in stream:
                lines.put(line)
        except ValueError:  # the pipe was closed under our hands: the child was killed on purpose
            pass
    lines.put("")


def _close(stream: IO[str]) -> None:
    with suppress(OSError):
        stream.close()


def _kill(process: subprocess.Popen[str]) -> None:
    """End a worker, and the fork in which it was asking."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _understood(line: str) -> dict[str, Any] | None:
    """Return what a worker said, None if it is none of the things that a worker says."""
    try:
        data = json.loads(line)
        status, model = data["status"], {str(name): str(Fraction(value)) for name, value in data["model"].items()}
        reason, seconds = str(data["reason"]), float(data.get("seconds", 0.0))
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError):
        return None
    known = status in (*_ANSWERS, "ready", "missing")
    return {"status": status, "model": model, "reason": reason, "seconds": seconds} if known else None


def _reason(data: Mapping[str, Any], engine: str, query: Query, tries: Iterable[budgets.Try]) -> str:
    """Say in full which budget was spent on which query; what else a solver said stands as it is."""
    if data["status"] != "limit":
        return str(data["reason"])
    return f"{engine} spent its budget on query {query.digest}: {', then '.join(map(str, tries))}"


def troubled() -> bool:
    """Whether a solver has ever failed in this process in a way in which it need not fail again.

    What was found out since may depend on that, through what is remembered, so that it is not to be kept.
    """
    return bool(_troubles)


@cache
def solver(engine: str) -> Solver:
    """Return the one process of a solver that everybody shares.

    >>> solver("z3") is solver("z3")
    True
    """
    if engine not in ENGINES:
        raise ValueError(f"the solvers are {' and '.join(ENGINES)}, got {engine!r}")
    shared = Solver(engine)
    atexit.register(shared.leave)
    return shared
