"""The child process in which one solver runs, so that it can be killed.

Run as a program: `python -P solver_worker.py z3|cvc5`. It reads one JSON line {"text", "symbols", "tries"} at a time,
each try {"way", "steps", "seconds"}, and answers with one JSON line {"status", "model", "reason", "seconds"}. It
imports nothing of ours: the text that arrives is the text that the solver gets.

Every try is made by a fork of this process, in which nothing was ever asked before: what a question was asked after
changes nothing, a crash costs one try, and the system itself ends what has used up its processor time. Where there is
no fork (Windows) a try is made here, with a new solver and without that last limit. The process ends when its input
does, which is when the process that started it ends, whatever ended that.

Tested in `tests/proof/smt/test_solvers.py`.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

Answer = dict[str, Any]
_DIGITS = 30
_PR_SET_PDEATHSIG = 1
_LIMITS = ("timeout", "canceled", "cancelled", "resource limit", "resourceout")


def z3_solver() -> Callable[[Answer, Answer], Answer]:
    """Return a function that asks z3; ImportError if it is not installed.

    "simple" is the incremental solver: it settles nearly all of our questions and starts quickly; only `unsat` is taken
    from it. "nlsat" is the decision procedure, whose models count too.
    """
    import z3

    ways = {"simple": _simple, "nlsat": lambda z3: z3.SolverFor("QF_NRA", ctx=z3.Context())}
    made = {way: make(z3) for way, make in ways.items()}  # costly: once, for every fork

    def ask(request: Answer, one: Answer) -> Answer:
        solver = made[one["way"]] if _forks() else ways[one["way"]](z3)
        solver.set("rlimit", one["steps"])
        try:
            assertions = z3.parse_smt2_string(request["text"], ctx=solver.ctx)
        except z3.Z3Exception as error:
            return _refused(str(error))
        if len(assertions) != sum(line.startswith("(assert ") for line in request["text"].splitlines()):
            return _refused("z3 did not read every assertion")
        for place in range(len(assertions)):  # `add` would wrap each in Python, which takes as long as to check them
            assertion = z3.Z3_ast_vector_get(solver.ctx.ref(), assertions.vector, place)
            z3.Z3_solver_assert(solver.ctx.ref(), solver.solver, assertion)
        status = str(solver.check())
        if status == "sat" and one["way"] == "simple":
            return {"status": "unknown", "model": {}, "reason": "a model of the simple solver, which is not taken"}
        model = _z3_model(z3, solver.model(), request["symbols"]) if status == "sat" else {}
        reason = solver.reason_unknown() if status == "unknown" else ""
        return {"status": status, "model": model, "reason": reason}

    return ask


def _simple(z3: Any) -> Any:
    """Return an incremental solver."""
    made = z3.SimpleSolver(ctx=z3.Context())
    made.set("arith.nl.delay", 1)  # nonlinear reasoning at once: our questions need it
    made.set("arith.nl.grobner", False)  # its other means settle them sooner
    return made


def _z3_model(z3: Any, model: Any, symbols: list[str]) -> dict[str, str]:
    """Return the values of the symbols, irrational ones rounded to a rational."""
    values = {}
    for declaration in model.decls():
        value = model[declaration]
        if declaration.name() in symbols:
            exact = value if z3.is_rational_value(value) else value.approx(_DIGITS)
            values[declaration.name()] = str(exact.as_fraction())
    return values


def cvc5_solver() -> Callable[[Answer, Answer], Answer]:
    """Return a function that asks cvc5; ImportError if it is not installed."""
    import cvc5

    def ask(request: Answer, one: Answer) -> Answer:
        solver = cvc5.Solver(cvc5.TermManager())
        solver.setOption("rlimit-per", str(one["steps"]))
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, request["text"], "query")
        said = []
        try:
            while not (command := parser.nextCommand()).isNull():
                said.append(str(command.invoke(solver, parser.getSymbolManager())).strip())
        except RuntimeError as error:  # what cvc5 raises on a text that it cannot parse
            return _refused(str(error))
        words = [line.split()[0] for line in said if line]
        status = next((word for word in words if word in ("sat", "unsat", "unknown")), "error")
        reason = "" if status in ("sat", "unsat") else " ".join(filter(None, said)) or "no answer"
        return {"status": status, "model": {}, "reason": reason}

    return ask


def _refused(reason: str) -> Answer:
    return {"status": "error", "model": {}, "reason": reason}


def _settled(ask: Callable[[Answer, Answer], Answer], request: Answer) -> Answer:
    """Return the first decisive answer of the tries, else the last one, with the processor time of all."""
    spent = 0.0
    answer = _refused("nothing was tried")
    given_up: set[str] = set()  # ways that would say the same with more steps
    for one in request["tries"]:
        if one["way"] in given_up:
            continue
        answer = _forked(ask, request, one) if _forks() else _timed(ask, request, one)
        spent += answer["seconds"]
        if answer["status"] in ("sat", "unsat", "error"):
            break
        if answer["status"] == "unknown":
            given_up.add(one["way"])
    return {**answer, "seconds": spent}


def _forks() -> bool:
    return hasattr(os, "fork")


def _timed(ask: Callable[[Answer, Answer], Answer], request: Answer, one: Answer) -> Answer:
    started = process_time()
    return {**_named(ask(request, one)), "seconds": process_time() - started}


def _named(answer: Answer) -> Answer:
    """Tell a limit from another `unknown`."""
    limited = any(word in answer["reason"].lower() for word in _LIMITS)
    return {**answer, "status": "limit"} if answer["status"] == "unknown" and limited else answer


def _forked(ask: Callable[[Answer, Answer], Answer], request: Answer, one: Answer) -> Answer:
    """Make a try in a fork of this process, and end with the input of this one."""
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            end_with(parent)
            _silence()
            signal.setitimer(signal.ITIMER_PROF, one["seconds"])
            os.write(writing, json.dumps(_named(ask(request, one))).encode())
        finally:
            os._exit(0)
    os.close(writing)
    said = b"".join(_until_end(reading, child))
    os.close(reading)
    _, status, usage = os.wait4(child, 0)
    return {**_said(said, status), "seconds": usage.ru_utime + usage.ru_stime}


def _silence() -> None:
    """Let nothing that a solver prints pass for an answer, and hold no pipe open that others wait for."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)


def _until_end(reading: int, child: int) -> Iterator[bytes]:
    """What a child says; if our own input ends first, nobody wants to know: the child is killed, and we leave."""
    while True:
        ready, _, _ = select.select([reading, sys.stdin], [], [])
        if reading not in ready:
            os.kill(child, signal.SIGKILL)
            os._exit(0)
        part = os.read(reading, 65536)
        if not part:
            return
        yield part


def _said(said: bytes, status: int) -> Answer:
    if said:
        answer: Answer = json.loads(said)
        return answer
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended == signal.SIGPROF:
        return {"status": "limit", "model": {}, "reason": "processor time"}
    reason = f"killed in mid-query by {signal.Signals(ended).name}" if ended else "it failed without an answer"
    return {"status": "died", "model": {}, "reason": reason}


def end_with(parent: int) -> None:
    """Let the system kill this process when its parent ends; on Linux alone, elsewhere the end of the input does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def main(engine: str, parent: int) -> int:
    """Answer requests until the input ends; 3 if the solver is not installed."""
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides what an interrupt means
    try:
        ask = {"z3": z3_solver, "cvc5": cvc5_solver}[engine]()
    except ImportError as error:
        _say({"status": "missing", "model": {}, "reason": str(error)})
        return 3
    _say({"status": "ready", "model": {}, "reason": ""})
    while line := sys.stdin.readline():
        _say(_settled(ask, json.loads(line)))
    return 0


def _say(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
