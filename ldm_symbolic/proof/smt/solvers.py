"""Two solvers that share no code, each in a process of its own that is reused, timed and can be killed.

`unsat` is the only answer that proves anything. A time-out, a crash, a solver that is not installed, or an
`unknown` is an answer with a reason, never an exception and never a pass.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO, Any

from ldm_symbolic.proof.smt.query import Query

ENGINES = ("z3", "cvc5")
TIME_LIMIT = 5.0
_START_LIMIT = 30.0  # seconds for a fresh interpreter to import a solver on a busy machine
_GRACE = 1.0  # seconds that a solver may overrun its own limit before it is killed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a solver said.

    Args:
        engine: "z3" or "cvc5".
        status: "unsat", "sat", "unknown", "time-out", "died", "missing" or "error".
        reason: why there is no decisive answer; "" if there is one.
        model: for "sat" from z3, values of the symbols that were asked for, irrational ones rounded.
        seconds: how long the solver worked on it.
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
        self._known: dict[tuple[str, tuple[str, ...]], Answer] = {}

    @property
    def pid(self) -> int | None:
        """The process id of the running child, None if there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, query: Query, *, symbols: Iterable[str] = (), seconds: float = TIME_LIMIT) -> Answer:
        """Ask a question; the same question is asked only once if it was answered.

        Args:
            query: SMT-LIB text that ends with `check-sat`.
            symbols: whose values are wanted if the answer is `sat`.
            seconds: time limit.
        """
        key = (query.text, tuple(symbols))
        if key in self._known:
            return replace(self._known[key], seconds=0.0)
        trouble = self._start()
        if trouble is None:
            request = {"text": query.text, "symbols": list(key[1]), "seconds": seconds}
            data = self._exchange(json.dumps(request), seconds + _GRACE)
        else:
            data = trouble
        answer = Answer(engine=self.engine, **_classified(data, seconds))
        if answer.status in ("sat", "unsat"):
            self._known[key] = answer
        return answer

    def close(self) -> None:
        """Kill the child process, if there is one."""
        if self._process is not None:
            self._process.kill()
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
        worker = Path(__file__).with_name("solver_worker.py")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(worker), self.engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._lines = queue.Queue()
        threading.Thread(target=_pump, args=(self._process.stdout, self._lines), daemon=True).start()
        data = self._read(_START_LIMIT)
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
            return {"status": "time-out", "reason": f"{self.engine} was stopped after {limit:g} s"}
        if not line:
            self.close()
            return {"status": "died", "reason": f"{self.engine} was killed in mid-query"}
        return json.loads(line)


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


def _classified(data: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Tell a time-out from another `unknown`, and drop what depends on the machine."""
    status, reason = data["status"], data.get("reason", "")
    if status == "unknown" and any(word in reason.lower() for word in ("timeout", "canceled", "cancelled")):
        status, reason = "time-out", f"no answer within {seconds:g} s"
    spent = data.get("seconds", seconds if status == "time-out" else 0.0)
    return {"status": status, "reason": reason, "model": data.get("model", {}), "seconds": spent}


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
