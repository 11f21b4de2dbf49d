"""The child process in which one solver runs, so that it can be killed.

Run as a program: `python -P solver_worker.py z3|cvc5`. It reads one JSON line {"text", "symbols", "seconds"}
at a time and answers with one JSON line {"status", "model", "reason", "seconds"}. It imports nothing of ours: the text
that arrives is the text that the solver gets.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

Answer = dict[str, Any]
_DIGITS = 30
_QUICK = 250  # milliseconds; what is answered quickly takes one or two, on a busy machine ten times as long
_STEPS = 300_000  # the same in steps of z3, which no load changes; most answers take a few thousand


def z3_solver() -> Callable[[Answer], Answer]:
    """Return a function that asks z3; ImportError if it is not installed.

    Making a context for QF_NRA costs more than most of our questions. So each is put first to one incremental solver
    that is kept, for a short while; only `unsat` is taken from it. What it does not settle goes to fresh solvers, so
    that the answer does not depend on what was asked before.
    """
    import z3

    shared = z3.Context()
    kept = _simple(z3, shared)

    def ask(request: Answer) -> Answer:
        try:
            assertions = z3.parse_smt2_string(request["text"], ctx=shared)
        except z3.Z3Exception as error:
            return _refused(str(error))
        if len(assertions) != sum(line.startswith("(assert ") for line in request["text"].splitlines()):
            return _refused("z3 did not read every assertion")
        kept.push()
        for place in range(len(assertions)):  # `add` would wrap each in Python, which takes as long as to check them
            assertion = z3.Z3_ast_vector_get(shared.ref(), assertions.vector, place)
            z3.Z3_solver_assert(shared.ref(), kept.solver, assertion)
        quick = str(kept.check())
        kept.pop()
        if quick == "unknown":  # it may have learnt the wrong things from what it was asked before
            simple = _simple(z3, context := z3.Context())
            simple.add(z3.parse_smt2_string(request["text"], ctx=context))
            quick = str(simple.check())
        return {"status": quick, "model": {}, "reason": ""} if quick == "unsat" else _ask_fresh(z3, request)

    return ask


def _simple(z3: Any, context: Any) -> Any:
    """Return an incremental solver that gives up soon."""
    made = z3.SimpleSolver(ctx=context)
    made.set("timeout", _QUICK)
    made.set("rlimit", _STEPS)
    made.set("arith.nl.delay", 1)  # nonlinear reasoning at once: our questions need it
    made.set("arith.nl.grobner", False)  # its other means settle them sooner
    return made


def _ask_fresh(z3: Any, request: Answer) -> Answer:
    """Put a question to a solver of its own, with all the time that it may take."""
    context = z3.Context()
    solver = z3.SolverFor("QF_NRA", ctx=context)
    solver.set("timeout", int(1000 * request["seconds"]))
    solver.add(z3.parse_smt2_string(request["text"], ctx=context))
    status = str(solver.check())
    model = _z3_model(z3, solver.model(), request["symbols"]) if status == "sat" else {}
    reason = solver.reason_unknown() if status == "unknown" else ""
    return {"status": status, "model": model, "reason": reason}


def _z3_model(z3: Any, model: Any, symbols: list[str]) -> dict[str, str]:
    """Return the values of the symbols, irrational ones rounded to a rational."""
    values = {}
    for declaration in model.decls():
        value = model[declaration]
        if declaration.name() in symbols:
            exact = value if z3.is_rational_value(value) else value.approx(_DIGITS)
            values[declaration.name()] = str(exact.as_fraction())
    return values


def cvc5_solver() -> Callable[[Answer], Answer]:
    """Return a function that asks cvc5; ImportError if it is not installed."""
    import cvc5

    def ask(request: Answer) -> Answer:
        solver = cvc5.Solver(cvc5.TermManager())
        solver.setOption("tlimit-per", str(int(1000 * request["seconds"])))
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, request["text"], "query")
        said = []
        try:
            while not (command := parser.nextCommand()).isNull():
                said.append(str(command.invoke(solver, parser.getSymbolManager())).strip())
        except RuntimeError as error:  # what cvc5 raises on a text that it cannot parse
            return _refused(str(error))
        status = next((line for line in said if line in ("sat", "unsat", "unknown")), "error")
        reason = "" if status in ("sat", "unsat") else " ".join(filter(None, said)) or "no answer"
        return {"status": status, "model": {}, "reason": reason}

    return ask


def _refused(reason: str) -> Answer:
    return {"status": "error", "model": {}, "reason": reason}


def main(engine: str) -> int:
    """Answer requests until the input ends; 3 if the solver is not installed."""
    try:
        ask = {"z3": z3_solver, "cvc5": cvc5_solver}[engine]()
    except ImportError as error:
        sys.stdout.write(json.dumps({"status": "missing", "model": {}, "reason": str(error)}) + "\n")
        return 3
    sys.stdout.write(json.dumps({"status": "ready", "model": {}, "reason": ""}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        started = perf_counter()
        answer = ask(json.loads(line))
        sys.stdout.write(json.dumps({**answer, "seconds": perf_counter() - started}) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
