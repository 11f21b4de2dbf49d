"""The exact engine: what it proves, what it must not prove, and what it says when an engine fails."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import worked_proofs
from decisions import FALSE, TRUE
from sympy import (
    Abs,
    Function,
    Ne,
    Rational,
    Sum,
    Symbol,
    exp,
    expand,
    false,
    sin,
    sqrt,
    true,
)
from worked_proofs import P1_HYPOTHESES, bend, p1_in_time, p2

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.notation import (
    data_dimension,
    deviation,
    deviations,
    estimated_deviation,
    estimated_deviations,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    time,
)
from ldm_symbolic.proof.kernel.decide import NotProvedError, decide, prove
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.predicate import ForEach
from ldm_symbolic.proof.smt import solvers
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.smtlib import question
from ldm_symbolic.proof.smt.solvers import Answer, Solver, solver
from ldm_symbolic.proof.tactics import equal_sums
from ldm_symbolic.search.judge import Outcome, judge

x, X, j, k, D, t = noise, horizon_noise, mode, latent_dimension, data_dimension, time
y, z = Symbol("y", real=True), Symbol("z", real=True)
s, s_hat, S, S_hat = deviation, estimated_deviation, deviations, estimated_deviations
v = s_hat**2 + (1 - s_hat**2) * x
exact = s**2 + (1 - s**2) * x
one_mode = (s_hat > 0, s >= 0, x >= 0, x <= X, X < 1)
keeps = x * (1 - s**2) <= 3 * s**2
helps = exact - 2 * s * sqrt(exact) <= 0
V = Function("V", real=True)
positive = ForEach(S[j] > 0, (j, 1, D))


@pytest.mark.parametrize("constant", [true, false])
def test_a_goal_that_sympy_has_evaluated_is_refused(constant: Any) -> None:
    """`Ne(1/x, 0)` is `true` to SymPy: where that is defined is lost."""
    with pytest.raises(RuleError, match="constant"):
        prove([], constant)


@pytest.mark.parametrize("name", sorted(TRUE))
def test_it_proves_what_is_true(name: str) -> None:
    hypotheses, goal = TRUE[name]
    fact = prove(hypotheses, goal)
    assert fact.conclusion == goal
    assert fact.rule == "decide"


@pytest.mark.parametrize("name", sorted(FALSE))
def test_it_does_not_prove_what_is_false_or_undefined(name: str) -> None:
    hypotheses, goal = FALSE[name]
    decision = decide(hypotheses, goal)
    assert decision.fact is None
    assert decision.reason
    if decision.model is not None and {type(n) for n in decision.model} == {Symbol}:
        outcome = judge(hypotheses, goal, decision.model).outcome
        assert outcome in {Outcome.FALSE, Outcome.UNDEFINED, Outcome.UNDECIDED, Outcome.NOT_MET}


def test_a_model_is_worth_what_its_evaluation_says() -> None:
    decision = decide([x > 1], x**2 > 2)
    assert decision.model is not None
    assert judge([x > 1], x**2 > 2, decision.model).outcome is Outcome.FALSE
    with pytest.raises(NotProvedError, match="has a model against"):
        prove([x > 1], x**2 > 2)


def test_what_is_missing_for_definedness_is_named() -> None:
    with pytest.raises(RuleError, match=re.escape("`Ne(x, 0)` is needed")):
        equal_sums(1 / x, 1 / x, hypotheses=[x >= 0])
    assert (
        "`ForEach(Ne(s_hat[j], 0), (j, 1, k))` is needed" in decide([k >= 1], Sum(1 / S_hat[j], (j, 1, k)) > 0).reason
    )


@pytest.mark.parametrize("term", [sin(x) > 0, x ** Rational(1, 3) > 0, Symbol("z") > 0, x > Rational(1, 2).n()])
def test_unknown_nodes_are_refused_by_name(term: Any) -> None:
    with pytest.raises(UnknownTermError, match="`"):
        decide([x > 0], term)


class TestNormalForm:
    @pytest.mark.parametrize(
        "difference",
        [
            (sqrt(x) + 1) * (sqrt(x) - 1) - x + 1,
            expand((sqrt(v) - s) ** 2) - (v - 2 * s * sqrt(v) + s**2),
            1 / (sqrt(x) + 1) - (sqrt(x) - 1) / (x - 1),
            sqrt(1 + sqrt(x)) ** 4 - 1 - 2 * sqrt(x) - x,
            (sqrt(exact) - s) ** 2 - (sqrt(v) - s) ** 2 - exact + v + 2 * s * (sqrt(exact) - sqrt(v)),
            x ** Rational(3, 2) / sqrt(x) - x,
            exp(2 * x) / exp(x) - exp(x),
        ],
    )
    def test_zero_is_seen(self, difference: Any) -> None:
        assert vanishes(difference)

    @pytest.mark.parametrize(
        "difference",
        [
            x - 1,
            sqrt(x) - x,
            sqrt(x**2 + 1) - x,
            sqrt(x * y) - sqrt(x) * sqrt(y),
            (sqrt(x) + 1) * (sqrt(x) - 1) - x,
            sqrt(x + 1) - sqrt(x) - 1,
            Abs(x) - x,
            S[k] - S[j],
            S[k + 1] - S[k],
            V(t) - V(x),
            Sum(S[j], (j, 1, k)) - Sum(S[j], (j, 1, k + 1)),
            exp(x) - exp(2 * x),
        ],
    )
    def test_nothing_else_is(self, difference: Any) -> None:
        assert not vanishes(difference)


class TestText:
    """The text that is asked is the text that is written, and anyone can replay it."""

    def queries(self) -> list[Query]:
        facts = [p1_in_time(), p2(), *(prove(*TRUE[name]) for name in ("exponential", "capped", "piecewise", "modes"))]
        return list({q.digest: q for fact in facts for step in fact.steps() for q in step.queries}.values())

    def test_the_z3_program_accepts_it_unchanged(self, tmp_path: Path) -> None:
        program = shutil.which("z3", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        assert program is not None, "z3-solver installs the z3 program"
        for query in self.queries():
            file = tmp_path / f"{query.digest}.smt2"
            file.write_text(query.text, encoding="utf-8")
            done = subprocess.run([program, file], capture_output=True, text=True, check=False)
            assert done.stdout.split() == ["unsat"], done.stdout + query.text

    def test_cvc5_accepts_it_unchanged(self) -> None:
        answers = {solver("cvc5").ask(query).status for query in self.queries()}
        assert answers == {"unsat"}

    def test_it_does_not_depend_on_the_hash_seed(self) -> None:
        script = (
            "import worked_proofs as w\n"
            "for fact in (w.p1_in_time(), w.p2(), w.l1(), w.p4()):\n"
            "    for step in fact.steps():\n"
            "        print(step.rule, step.conclusion, *[q.digest for q in step.queries])\n"
        )
        said, here = set(), str(Path(worked_proofs.__file__).parent)
        for seed in ("1", "2"):
            environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": here}
            done = subprocess.run(
                [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
            )
            said.add(done.stdout)
        assert len(said) == 1

    def test_two_things_of_one_name_stay_two(self) -> None:
        query, _ = question([Symbol("a", real=True) > 0], Symbol("a", integer=True) > 0)
        assert "|a #2|" in query.text

    def test_the_denominator_is_multiplied_out(self) -> None:
        query, _ = question([Ne(x, 0)], 1 / x > 1)
        assert "/" not in query.text


@pytest.fixture
def lonely(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Solver]]:
    """Solvers of a test's own, which it may break."""
    mine = {engine: Solver(engine) for engine in solvers.ENGINES}
    monkeypatch.setattr("ldm_symbolic.proof.smt.questions.solver", mine.__getitem__)
    yield mine
    for one in mine.values():
        one.close()


class Scripted:
    """A solver that says what it is told to say."""

    def __init__(self, engine: str, status: str, reason: str = "") -> None:
        self.answer = Answer(engine=engine, status=status, reason=reason)

    def ask(self, query: Query, **_: Any) -> Answer:
        return self.answer


class TestEnginesThatFail:
    @pytest.mark.parametrize(
        ("z3", "cvc5"),
        [
            ("unsat", "sat"),
            ("unsat", "unknown"),
            ("unsat", "time-out"),
            ("unsat", "limit"),
            ("unsat", "died"),
            ("unsat", "missing"),
            ("unsat", "error"),
            ("unknown", "unsat"),
            ("time-out", "unsat"),
            ("limit", "unsat"),
            ("died", "unsat"),
            ("missing", "unsat"),
            ("error", "unsat"),
            ("sat", "unsat"),
            ("unknown", "unknown"),
        ],
    )
    def test_only_two_unsats_prove(self, monkeypatch: pytest.MonkeyPatch, z3: str, cvc5: str) -> None:
        said = {"z3": Scripted("z3", z3, "why"), "cvc5": Scripted("cvc5", cvc5, "why not")}
        monkeypatch.setattr("ldm_symbolic.proof.smt.questions.solver", said.__getitem__)
        decision = decide([x > 1], x**2 > 1)
        assert decision.fact is None
        assert decision.trouble is (z3 != "sat")
        if z3 != "sat":
            assert z3 in decision.reason
            assert cvc5 in decision.reason

    def test_a_missing_solver_is_named(self, lonely: dict[str, Solver], tmp_path: Path, monkeypatch: Any) -> None:
        (tmp_path / "cvc5.py").write_text("raise ImportError('No module named cvc5')")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        decision = decide([x > 1], x**2 > 1)
        assert decision.fact is None
        assert "cvc5 says missing" in decision.reason


def test_evidence_names_the_engines_and_the_query() -> None:
    fact = prove(*TRUE["increment"])
    assert {item.engine for item in fact.evidence} == {"z3", "cvc5"}
    assert {item.query for item in fact.evidence} == {query.digest for query in fact.queries}
    assert {item.outcome for item in fact.evidence} == {"unsat"}
    assert Verdict.PROVED.value == "PROVED"


def test_a_statement_about_all_modes_and_all_levels() -> None:
    everywhere = ForEach(ForEach(bend.function >= 0, (j, 1, D)), (x, 0, X))
    assert prove(P1_HYPOTHESES[2:], everywhere).conclusion == everywhere
