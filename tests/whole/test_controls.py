"""End to end: what is proved is proved, and no alteration of it is, unless it is true."""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import pickle
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sympy import And, Equivalent, Expr, Ge, Integer, Min, Ne, Not, Or, Rational, Sum, true
from sympy.core.relational import GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan
from worked_proofs import (
    CLAIMS,
    P1_CONCLUSION,
    P1_HYPOTHESES,
    P2_CONCLUSION,
    P2_HYPOTHESES,
    D,
    X,
    claim,
    clock,
    condition,
    error,
    j,
    k,
    keeps,
    p1_in_the_level,
    p1_in_time,
    p2,
    p2_mode,
    s,
    s_hat,
    x,
)

from ldm_symbolic.claims.certificate import Verdict, canonical_json
from ldm_symbolic.claims.necessity import drop_one, shown
from ldm_symbolic.claims.objects import write_queries
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import certificate_of, require_same, search_claim, verification
from ldm_symbolic.notation import cap, deviation, estimated_variance, weight
from ldm_symbolic.proof.kernel import fact as fact_room
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules import by_logic
from ldm_symbolic.proof.language.predicate import ForEach, Formula, Minimises, NonDecreasing, NonIncreasing
from ldm_symbolic.proof.language.terms import substitute
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.solvers import Answer
from ldm_symbolic.search.judge import Outcome, judge
from ldm_symbolic.search.search import Tally

KERNEL = Path(fact_room.__file__).parent
PACKAGE = KERNEL.parents[1]
half = Fraction(1, 2)


class TestProved:
    @pytest.mark.parametrize("one", CLAIMS, ids=lambda one: one.id)
    def test_the_worked_claims_are_proved(self, one: Claim) -> None:
        found = verification(one)
        assert found.certificate.verdict is Verdict.PROVED, found.certificate.evidence
        assert found.fact is not None
        assert {item.engine for item in found.certificate.evidence} >= {"z3", "cvc5", "rules", "drop-one"}
        assert found.certificate.counterexample is None

    def test_more_hypotheses_do_no_harm(self) -> None:
        stronger = replace(CLAIMS[0], hypotheses=(*CLAIMS[0].hypotheses, D >= 2))
        assert certificate_of(stronger).verdict is Verdict.PROVED

    def test_hypotheses_may_be_written_the_other_way_round_and_together(self) -> None:
        sum_of_all = replace(CLAIMS[0], hypotheses=(And(*P1_HYPOTHESES[2:]), Integer(1) <= k, k <= D))
        assert certificate_of(sum_of_all).verdict is Verdict.PROVED

    def test_json_is_the_same_twice(self) -> None:
        first, second = (canonical_json([certificate_of(one).as_json() for one in CLAIMS]) for _ in range(2))
        assert first == second
        assert "seconds" not in first

    def test_queries_are_written_under_the_names_in_the_evidence(self, tmp_path: Path) -> None:
        found = verification(CLAIMS[2])
        files = write_queries([found, found], tmp_path / "new" / "folder")
        cited = {item.query for item in found.certificate.evidence if item.query}
        assert {file.stem for file in files} == cited
        assert all(file.read_text().endswith("(check-sat)\n") for file in files)


class TestMismatch:
    """A proof whose pieces are all true but which ends in another statement must fail."""

    @pytest.mark.parametrize(
        ("hypotheses", "conclusion", "proof"),
        [
            (P1_HYPOTHESES, P2_CONCLUSION, p1_in_the_level),
            (P2_HYPOTHESES, P2_CONCLUSION, p2_mode),
            (P1_HYPOTHESES, P1_CONCLUSION, p1_in_time),
            (P1_HYPOTHESES[1:], p1_in_the_level().conclusion, p1_in_the_level),
            ((*P1_HYPOTHESES[:2], *P1_HYPOTHESES[3:]), p1_in_the_level().conclusion, p1_in_the_level),
            (P1_HYPOTHESES[:-1], p1_in_the_level().conclusion, p1_in_the_level),
            ((*P1_HYPOTHESES[:-1], X <= 1), p1_in_the_level().conclusion, p1_in_the_level),
            (P2_HYPOTHESES[:-1], P2_CONCLUSION, p2),
            (P2_HYPOTHESES, Minimises(k + 1, *P2_CONCLUSION.args[1:]), p2),
            (P2_HYPOTHESES, And(P2_CONCLUSION, k >= 2), p2),
        ],
    )
    def test_it_is_refused_and_shown(self, hypotheses: Any, conclusion: Any, proof: Any) -> None:
        one = claim("mismatch", hypotheses, conclusion)
        with pytest.raises(RuleError, match="the proof") as refusal:
            require_same(proof(), one)
        assert str(proof().conclusion) in str(refusal.value)

    def test_the_certificate_shows_both(self) -> None:
        one = claim("mismatch", P2_HYPOTHESES, Minimises(k - 1, *P2_CONCLUSION.args[1:]), proof=p2)
        found = certificate_of(one, instances=30)
        assert found.verdict is not Verdict.PROVED
        said = " ".join(item.detail for item in found.evidence)
        assert str(one.conclusion) in said
        assert str(P2_CONCLUSION) in said

    @pytest.mark.parametrize("proof", [lambda: None, lambda: True, lambda: "PROVED", lambda: p1_in_the_level])
    def test_a_proof_returns_a_fact_and_nothing_else(self, proof: Any) -> None:
        one = claim("no-fact", [x > 0], x > 1, proof=proof)
        assert certificate_of(one, instances=20).verdict is Verdict.REFUTED

    def test_a_proof_cannot_assume_its_conclusion(self) -> None:
        one = claim("circle", [x > 0], x > 1, proof=lambda: by_logic(x > 1, [], hypotheses=[x > 1]))
        assert certificate_of(one, instances=20).verdict is Verdict.REFUTED


def mutants(term: Any) -> Iterator[Any]:
    """Yield a Boolean or an expression with one place altered."""
    if isinstance(term, Relational):
        swap = {
            LessThan: [GreaterThan, StrictLessThan],
            GreaterThan: [LessThan, StrictGreaterThan],
            StrictLessThan: [StrictGreaterThan, LessThan],
            StrictGreaterThan: [StrictLessThan, GreaterThan],
        }
        for kind in swap.get(type(term), []):
            yield kind(*term.args)
        yield term.func(term.lhs * Rational(101, 100) if term.lhs != 0 else Rational(1, 100), term.rhs)
        yield term.func(term.lhs + Rational(1, 100), term.rhs)
    elif isinstance(term, NonDecreasing | NonIncreasing):
        other = NonIncreasing if isinstance(term, NonDecreasing) else NonDecreasing
        yield other(*term.args)
    elif isinstance(term, Minimises) and term.index.is_integer:
        yield Minimises(term.args[0] + 1, *term.args[1:])
        yield Minimises(term.args[0] - 1, *term.args[1:])
    elif isinstance(term, Minimises):
        yield Minimises(term.args[0] * Rational(101, 100), *term.args[1:])
    if isinstance(term, Sum):
        index, lower, upper = term.limits[0]
        yield Sum(term.function, (index, lower, upper + 1))
        yield Sum(term.function, (index, lower + 1, upper))
        yield Sum(term.function * Rational(101, 100), term.limits[0])
    if isinstance(term, Formula | Relational | Equivalent | Expr) and not isinstance(term, Sum):
        for place, arg in enumerate(term.args):
            if isinstance(arg, Expr | Relational | Formula) and not arg.is_Atom:
                for altered in mutants(arg):
                    yield term.func(*(*term.args[:place], altered, *term.args[place + 1 :]))


def altered_claims() -> list[tuple[str, Claim]]:
    """Every worked claim with one thing changed, with its proof and without."""
    found = []
    for one in CLAIMS:
        conclusions = dict.fromkeys([Not(one.conclusion), *mutants(one.conclusion)])
        for number, conclusion in enumerate(conclusions):
            found.append((f"{one.id}-{number}", replace(one, conclusion=conclusion, witnesses=())))
    return found


ALTERED = altered_claims()


def test_there_are_many_altered_claims() -> None:
    assert len(ALTERED) > 40
    assert all(altered.conclusion not in (true, CLAIMS[0].conclusion) for _, altered in ALTERED)


@pytest.mark.parametrize(("name", "altered"), ALTERED, ids=[name for name, _ in ALTERED])
def test_no_altered_claim_is_proved_by_the_old_proof(name: str, altered: Claim) -> None:
    assert altered.proof is not None
    with pytest.raises(RuleError, match="the proof ends in"):
        require_same(altered.proof(), altered)


SMALL = [(name, altered) for name, altered in ALTERED if name.startswith(("P0.p2-mode", "P0.p4"))]


@pytest.mark.parametrize(("name", "altered"), SMALL, ids=[name for name, _ in SMALL])
def test_what_the_solvers_prove_of_altered_claims_is_true(name: str, altered: Claim) -> None:
    verdict = certificate_of(replace(altered, proof=None), instances=60).verdict
    if verdict is Verdict.PROVED:
        assert isinstance(search_claim(altered, instances=200, seed=1), Tally)
    else:
        assert verdict in {Verdict.REFUTED, Verdict.UNDECIDED, Verdict.TESTED}


REFUTED: list[tuple[str, Any, Any, dict[Any, Any], Outcome]] = [
    ("undefined-at-zero", [s_hat[1] >= 0], 1 / s_hat[1] > -1, {s_hat: (0,)}, Outcome.UNDEFINED),
    (
        "printed-iff-at-zero-estimate",
        (*P1_HYPOTHESES[:2], ForEach(And(s_hat[j] >= 0, s[j] >= 0), (j, 1, D)), *P1_HYPOTHESES[3:]),
        Equivalent(NonDecreasing(error, (x, 0, X)), condition),
        {k: 1, D: 1, s: (half,), s_hat: (0,), X: half},
        Outcome.UNDEFINED,
    ),
    (
        "strict-second-derivative",
        P1_HYPOTHESES,
        Sum(s[j] * (1 - s_hat[j] ** 2) ** 2, (j, 1, k)) > 0,
        {k: 1, D: 1, s: (half,), s_hat: (1,), X: half},
        Outcome.FALSE,
    ),
    (
        "always-monotone",
        P1_HYPOTHESES,
        NonDecreasing(error, (x, 0, X)),
        {k: 1, D: 1, s: (Fraction(1),), s_hat: (half,), X: half},
        Outcome.FALSE,
    ),
    (
        "open-class",
        [estimated_variance >= 0, cap > 1],
        Min(cap, 1 / (x + (1 - x) * estimated_variance)) < cap,
        {x: Fraction(1, 10), estimated_variance: 0, cap: 2},
        Outcome.FALSE,
    ),
    (
        "threshold-at-one",
        [deviation > 0, estimated_variance > 0],
        (4 * deviation**2 - estimated_variance) / (1 - estimated_variance) > -100,
        {deviation: 1, estimated_variance: 1},
        Outcome.UNDEFINED,
    ),
]


class TestRefuted:
    @pytest.mark.parametrize(("name", "hypotheses", "conclusion", "instance", "outcome"), REFUTED)
    def test_by_the_stored_instance(
        self, name: str, hypotheses: Any, conclusion: Any, instance: dict[Any, Any], outcome: Outcome
    ) -> None:
        one = claim(name, hypotheses, conclusion, counterexample=instance, expected=Verdict.REFUTED)
        found = certificate_of(one)
        assert found.verdict is Verdict.REFUTED
        assert found.counterexample == shown(instance)
        assert found.evidence[0].outcome == outcome.value

    def test_a_stored_instance_that_refutes_nothing_is_not_believed(self) -> None:
        one = claim("true", [x > 1], x > 0, counterexample={x: 2})
        assert certificate_of(one).verdict is Verdict.PROVED
        outside = claim("outside", [x > 1], x > 0, counterexample={x: -1})
        assert certificate_of(outside).verdict is Verdict.PROVED

    def test_a_model_of_a_solver_that_is_wrong_is_not_believed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Liar:
            def ask(self, *_: Any, **__: Any) -> Answer:
                return Answer(engine="z3", status="sat", model={"x": "3"})

        monkeypatch.setattr("ldm_symbolic.proof.smt.questions.solver", lambda engine: Liar())
        found = certificate_of(claim("lied-about", [x > 1], x > 0), instances=30)
        assert found.verdict is Verdict.TESTED

    def test_sampling_never_proves(self) -> None:
        one = claim("sum", [ForEach(s[j] > 0, (j, 1, k)), k >= 1], Sum(s[j], (j, 1, k)) > 0)
        found = certificate_of(one, instances=40)
        assert found.verdict is Verdict.TESTED
        assert "met the hypotheses" in found.evidence[-1].detail
        assert "smallest margin" in found.evidence[-1].detail


class TestVacuity:
    def test_a_claim_about_nothing_is_not_proved(self) -> None:
        found = certificate_of(claim("nothing", [x > 1, x < 0], x > 7))
        assert found.verdict is Verdict.UNDECIDED
        assert "may be empty" in found.evidence[-1].detail

    def test_a_witness_must_meet_the_hypotheses(self) -> None:
        found = certificate_of(claim("nobody", [x > 1], x > 0, witnesses=({x: 0},)))
        assert found.verdict is Verdict.UNDECIDED
        assert "not seen to meet" in found.evidence[-1].detail

    def test_a_witness_against_a_proof_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        always = {"z3": "unsat", "cvc5": "unsat"}

        class Yes:
            def __init__(self, engine: str) -> None:
                self.engine = engine

            def ask(self, *_: Any, **__: Any) -> Answer:
                return Answer(engine=self.engine, status=always[self.engine])

        monkeypatch.setattr("ldm_symbolic.proof.smt.questions.solver", Yes)
        found = certificate_of(claim("both", [x > 0], x > 1, witnesses=({x: half},)))
        assert found.verdict is Verdict.UNDECIDED
        assert "disagree" in found.evidence[-1].detail
        found = certificate_of(claim("found", [x > 0], x > 1))
        assert found.verdict is Verdict.UNDECIDED
        assert "disagree" in found.evidence[-1].detail


class TestNecessity:
    def test_each_hypothesis_is_listed(self) -> None:
        outside = {deviation: half, x: 5}
        needed = replace(CLAIMS[5], necessary=((x <= 1, outside), (x >= 0, {deviation: 2, x: Fraction(-4, 3)})))
        listed = {i.detail.split(":")[0]: i.outcome for i in certificate_of(needed).evidence if i.engine == "drop-one"}
        assert set(listed) == {"s > 0", "x >= 0", "x <= 1"}
        assert listed["s > 0"] == "not shown necessary"

    def test_a_stored_instance_is_judged_again(self) -> None:
        one = claim(
            "root",
            [x >= 0, x <= 4],
            Or(x >= 0, Ne(x, x + 1)) & (x**2 <= 16),
            necessary=((x <= 4, {x: 5}), (x >= 0, {x: -5})),
        )
        outcomes = [i.outcome for i in certificate_of(one).evidence if i.engine == "drop-one"]
        assert outcomes == ["necessary", "necessary"]
        wrong = replace(one, necessary=((x <= 4, {x: 1}),))
        outcomes = [i.outcome for i in certificate_of(wrong).evidence if i.engine == "drop-one"]
        assert outcomes == ["not shown necessary", "not shown necessary"]

    def test_the_search_finds_what_is_needed(self) -> None:
        square = claim("square", [x > 1, weight > 0], x**2 > x, witnesses=({x: 2, weight: 1},))
        (found,) = drop_one(square)
        assert found.hypothesis == (x > 1)
        instance = {**square.witnesses[found.witness], **found.changes}
        assert judge([weight > 0], x**2 > x, instance).outcome is Outcome.FALSE

    def test_a_joint_change_comes_first(self) -> None:
        product = claim("product", [x > 1, weight > 1], x * weight > 1, witnesses=({x: 2, weight: 2},))
        found = drop_one(product, variants={"small": {x: half, weight: 2}, "foreign": {deviation: 1}})
        assert {needed.variant for needed in found} <= {"", "small"}
        assert len(found) == 2

    def test_nothing_is_found_for_a_hypothesis_that_is_not_needed(self) -> None:
        assert drop_one(claim("always", [x > 1], Ge(x**2, 0, evaluate=False), witnesses=({x: 2},))) == ()


class TestEngines:
    @pytest.mark.parametrize("status", ["missing", "died", "time-out"])
    @pytest.mark.parametrize("engine", ["z3", "cvc5"])
    def test_without_a_solver_nothing_is_proved_and_it_is_said(
        self, monkeypatch: pytest.MonkeyPatch, engine: str, status: str
    ) -> None:
        class Sick:
            def __init__(self, name: str) -> None:
                self.name = name

            def ask(self, *_: Any, **__: Any) -> Answer:
                if self.name == engine:
                    return Answer(engine=self.name, status=status, reason="by order")
                return Answer(engine=self.name, status="unsat")

        monkeypatch.setattr("ldm_symbolic.proof.smt.questions.solver", Sick)
        fresh = claim("fresh", [x > 1], x**2 > 1, proof=lambda: prove([x > 1], x**2 > 1))
        found = certificate_of(fresh)
        assert found.verdict is Verdict.UNDECIDED
        assert Evidence(engine=engine, outcome=status, detail="by order") in [
            replace(e, query="") for e in found.evidence
        ]
        assert f"{engine} says {status}" in found.evidence[-1].detail
        without_proof = replace(fresh, proof=None)
        assert certificate_of(without_proof, instances=10).verdict is Verdict.UNDECIDED


class TestFactsAreSealed:
    def test_nobody_constructs_one(self) -> None:
        good = p2_mode()
        for seal in (None, object(), "seal", Fact):
            with pytest.raises(TypeError, match="made by"):
                Fact(seal, content=(good.hypotheses, good.conclusion))
        with pytest.raises(TypeError):
            Fact()

    def test_nobody_changes_one(self) -> None:
        good = p2_mode()
        for name in ("conclusion", "hypotheses", "_content", "rule", "anything"):
            with pytest.raises(AttributeError):
                setattr(good, name, (x > 1,))
            with pytest.raises(AttributeError):
                delattr(good, name)

    def test_nobody_copies_one_into_another(self) -> None:
        good = p2_mode()
        assert copy.copy(good) is good
        assert copy.deepcopy(good) is good
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(good)
        with pytest.raises(TypeError):
            dataclasses.replace(good, conclusion=x > 1)  # type: ignore[type-var] # that it fails is the test

    def test_nobody_subclasses_it(self) -> None:
        with pytest.raises(TypeError, match="subclassed"):
            type("Forged", (Fact,), {})

    def test_a_fact_without_content_proves_nothing(self) -> None:
        hollow = object.__new__(Fact)
        with pytest.raises(RuleError, match="no rule"):
            _ = hollow.conclusion
        assert certificate_of(claim("hollow", [x > 0], x > 1, proof=lambda: hollow)).verdict is not Verdict.PROVED

    def test_what_a_fact_says_is_kept_under_a_private_name(self) -> None:
        """No descriptor of the class, and no attribute of an instance, holds what can be written."""
        assert not [name for name, value in vars(Fact).items() if inspect.ismemberdescriptor(value)]
        hollow = object.__new__(Fact)
        for name in ("_content", "conclusion", "hypotheses", "__dict__"):
            with pytest.raises((AttributeError, TypeError)):
                object.__setattr__(hollow, name, (x > 1,))

    def test_only_the_engine_and_the_rules_can_mint(self) -> None:
        allowed = {"decide"} | {path.stem for path in (KERNEL / "rules").glob("*.py")}
        minters = set()
        for path in [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "derivations").rglob("*.py")]:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            names |= {a.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for a in node.names}
            if names & {"_mint", "_mint_defined", "_mint_from", "_CONTENTS"}:
                minters.add(path.stem)
        assert minters - {"fact"} <= allowed

    def test_a_fact_remembers_how_it_was_made(self) -> None:
        steps = list(p1_in_time().steps())
        assert steps[-1] is p1_in_time()
        assert {step.rule for step in steps} >= {"decide", "derivative", "convex_by_slopes", "change_of_clock"}
        assert len(steps) == len({id(step) for step in steps})
        for number, step in enumerate(steps):
            assert all(premise in steps[:number] for premise in step.premises)


def test_the_clock_is_a_hypothesis_of_the_claim_in_time() -> None:
    assert clock in p1_in_time().hypotheses
    assert clock not in p1_in_the_level().hypotheses


def test_swapping_true_and_estimated_deviations_is_not_free() -> None:
    swapped = substitute(CLAIMS[0].conclusion, {s: s_hat, s_hat: s})
    found = certificate_of(replace(CLAIMS[0], conclusion=swapped, witnesses=()), instances=60)
    assert found.verdict is not Verdict.PROVED


def test_the_exact_threshold_is_three_and_nothing_near() -> None:
    for factor in (Rational(299, 100), Rational(301, 100), Rational(2), Rational(4)):
        helps = p2_mode().conclusion.args
        near = [arg for arg in helps if arg != keeps(deviation)]
        other = Equivalent(*near, x * (1 - deviation**2) <= factor * deviation**2)
        found = certificate_of(claim("near", (deviation > 0, x >= 0, x <= 1), other), instances=30)
        assert found.verdict is Verdict.REFUTED
