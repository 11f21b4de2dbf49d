"""Claims as data, predicates and their meaning, substitution without capture, and truth at an instance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Float,
    Function,
    I,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
)
from worked_proofs import CLAIMS, claim, clock, error, identity_clock, variance_in_time

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Role, Source, Statement
from ldm_symbolic.notation import (
    data_dimension,
    deviation,
    deviations,
    estimated_deviations,
    horizon,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    time,
    time_left,
)
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import (
    Clock,
    Convex,
    Decreasing,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
    UniqueRoot,
)
from ldm_symbolic.proof.language.terms import free, fresh, substitute
from ldm_symbolic.proof.language.wellformed import check
from ldm_symbolic.search.judge import Outcome, judge

x, y, X, j, k, D, t, u, T = (
    *(noise, Symbol("y", real=True), horizon_noise, mode, latent_dimension, data_dimension),
    *(time, time_left, horizon),
)
s, s_hat = deviations, estimated_deviations
span = (x, Integer(0), Integer(1))


class TestData:
    def test_a_source_prints_as_a_citation(self) -> None:
        assert str(Source(place="Lemma 1")) == "arXiv:2510.08409v1, Lemma 1"

    def test_claims_are_frozen_and_altered_by_replace(self) -> None:
        one = claim("one", [x > 0], x > -1)
        with pytest.raises(FrozenInstanceError):
            one.says = "two"  # type: ignore[misc] # that it is refused is the test
        assert replace(one, conclusion=x > 1).conclusion == (x > 1)
        assert replace(one, conclusion=x > 1).hypotheses == one.hypotheses

    @pytest.mark.parametrize(
        "changes",
        [
            {"id": ""},
            {"says": ""},
            {"says": "two\nlines"},
            {"hypotheses": [x > 0]},
            {"hypotheses": (x + 1,)},
            {"conclusion": x},
            {"conclusion": x + 1},
            {"conclusion": sin(x) > 0},
            {"conclusion": x > Float(0.5)},
            {"conclusion": Symbol("z") > 0},
            {"conclusion": Symbol("p", positive=True) > 1},
            {"conclusion": And(x, x > 1)},
            {"role": "rumour"},
            {"expected": "PASSED"},
        ],
    )
    def test_malformed_claims_are_refused(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"."):
            replace(claim("one", [x > 0], x > -1), **changes)

    @pytest.mark.parametrize(
        "claims",
        [
            (),
            (CLAIMS[0], CLAIMS[0]),
            (replace(CLAIMS[0], id="P1.iff"),),
            (replace(CLAIMS[0], id="P01.iff"),),
            (replace(CLAIMS[0], repairs="P0.unknown"),),
        ],
    )
    def test_malformed_statements_are_refused(self, claims: Any) -> None:
        with pytest.raises(ValueError, match="P0"):
            Statement(id="P0", title="t", source=None, claims=claims)

    def test_a_statement_finds_its_claims(self) -> None:
        statement = Statement(id="P0", title="t", source=Source(place="p"), claims=CLAIMS)
        assert statement["P0.p2"].id == "P0.p2"
        with pytest.raises(KeyError):
            statement["P0.p9"]

    def test_names_are_those_that_are_free(self) -> None:
        assert CLAIMS[0].names == {k, D, X, s, s_hat}
        assert CLAIMS[0].expected is Verdict.PROVED
        assert CLAIMS[0].role is Role.NEW


CAPTURES: list[tuple[Any, dict[Any, Any], str]] = [
    (Sum(s[j] * k, (j, 1, k)), {k: j}, "Sum(j*s[j_1], (j_1, 1, j))"),
    (ForEach(s[j] > x, (j, 1, k)), {x: s[j]}, "ForEach(s[j_1] > s[j], (j_1, 1, k))"),
    (NonDecreasing(X * x, span), {X: x}, "NonDecreasing(x*x_1, (x_1, 0, 1))"),
    (NonDecreasing(x, (x, 0, X)), {X: x}, "NonDecreasing(x_1, (x_1, 0, x))"),
    (NonDecreasing(x, (x, 0, X)), {x: y}, "NonDecreasing(x, (x, 0, X))"),
    (And(x > 0, ForEach(x > 0, span)), {x: y}, "(y > 0) & ForEach(x > 0, (x, 0, 1))"),
    (Minimises(y, x * X, span), {y: X, X: x}, "Minimises(X, x*x_1, (x_1, 0, 1))"),
    (Sum(s[j], (j, 1, k)), {s: s_hat}, "Sum(s_hat[j], (j, 1, k))"),
    (Sum(s[j], (j, 1, k)), {s: Lambda(j, k * s_hat[j])}, "Sum(k*s_hat[j_1], (j_1, 1, k))"),
    (Sum(s[j] * s[j + 1], (j, 1, k)), {s: Lambda(j, 2 * j)}, "Sum(2*j_1*(2*j_1 + 2), (j_1, 1, k))"),
    (clock, {X: u, T: x}, "Clock(a2(u_1), abar(x_1), (u_1, 0, x), (x_1, 0, u))"),
]


class TestTerms:
    @pytest.mark.parametrize(("term", "mapping", "text"), CAPTURES)
    def test_substitution_never_captures(self, term: Any, mapping: dict[Any, Any], text: str) -> None:
        assert str(substitute(term, mapping)) == text

    def test_subs_on_a_predicate_never_captures_either(self) -> None:
        assert str(NonDecreasing(X * x, span).subs(X, x)) == "NonDecreasing(x*x_1, (x_1, 0, 1))"
        assert NonDecreasing(x, span).subs(x, 3) == NonDecreasing(x, span)

    def test_free_names(self) -> None:
        assert free(error) == {x, k, D, s, s_hat}
        assert free(NonDecreasing(error, (x, 0, X))) == {X, k, D, s, s_hat}
        assert NonDecreasing(error, (x, 0, X)).free_symbols == {X, k, D, s, s_hat}
        assert free(variance_in_time) == {t, variance_in_time.func}
        assert free(s[k + j]) == {s, k, j}

    def test_fresh_keeps_the_sort(self) -> None:
        assert fresh(j, [j, Symbol("j_1", real=True)]) == Symbol("j_2", integer=True)
        assert fresh(x, [y]) == x

    @pytest.mark.parametrize(
        "term",
        [
            Float(1.5),
            I * x,
            sin(x),
            pi,
            oo,
            x ** sqrt(2),
            x**y,
            Symbol("z"),
            Symbol("p", positive=True),
            Symbol("n", integer=True, nonnegative=True),
            Function("f")(x),
            IndexedBase("a")[j],
            IndexedBase("a", real=True)[j, k],
            IndexedBase("a", real=True)[x],
            Sum(x, (x, 0, 1)),
            Sum(s[j], (j, 1, x)),
            Sum(s[j], (j, 1, k), (k, 1, D)),
        ],
    )
    def test_unknown_nodes_are_refused_by_name(self, term: Any) -> None:
        with pytest.raises(UnknownTermError, match=r"`|bounds"):
            check(term)


BAD_SHAPES: list[Callable[[], Any]] = [
    lambda: ForEach(x > 0, (x, 0)),
    lambda: ForEach(x > 0, (x + 1, 0, 1)),
    lambda: ForEach(x > 0, (x, 0, x)),
    lambda: Minimises(x, x**2, span),
    lambda: SolvesLinearODE(t, 0, 1, t, (t, 0, 1)),
    lambda: Convex(k, (k, 0, 1)),
    lambda: IsDerivative(k, 1, (k, 0, 1)),
    lambda: UniqueRoot(k, (k, 0, 1)),
    lambda: Clock(x, x, (u, 0, 1), (x, 0, 1)),
    lambda: Clock(u, u, (u, 0, 1), (x, 0, 1)),
    lambda: NonDecreasing(0.5, span),
    lambda: NonDecreasing("x", span),
    lambda: NonDecreasing(x > 0, span),
    lambda: ForEach(x, span),
    lambda: Minimises(x > 0, x, span),
]


class TestPredicates:
    @pytest.mark.parametrize("make", BAD_SHAPES)
    def test_malformed_predicates_are_refused(self, make: Callable[[], Any]) -> None:
        with pytest.raises(ValueError, match=r"."):
            make()

    def test_they_are_booleans_like_any_other(self) -> None:
        rising = NonDecreasing(x**2, span)
        assert rising == NonDecreasing(x**2, span)
        assert hash(rising) == hash(rising.func(*rising.args))
        assert rising != NonIncreasing(x**2, span)
        assert Not(Not(rising)) == rising
        assert Equivalent(rising, rising) == True  # noqa: E712 (SymPy's true)
        assert rising in And(rising, x > 0).args

    def test_identity_never_evaluates(self) -> None:
        assert str(Identity(x, x)) == "Identity(x, x)"

    @pytest.mark.parametrize(
        ("predicate", "terms", "guard", "body"),
        [
            (ForEach(x > 0, span), (y,), "(0 <= y, y <= 1)", "y > 0"),
            (NonDecreasing(x**2, span), (y, X), "(0 <= y, y <= X, X <= 1)", "y**2 <= X**2"),
            (NonIncreasing(x**2, span), (y, X), "(0 <= y, y <= X, X <= 1)", "y**2 >= X**2"),
            (Increasing(x**2, span), (y, X), "(0 <= y, y < X, X <= 1)", "y**2 < X**2"),
            (Decreasing(x**2, span), (y, X), "(0 <= y, y < X, X <= 1)", "y**2 > X**2"),
            (Minimises(T, x**2, span), (y,), "(0 <= y, y <= 1)", "T**2 <= y**2"),
            (
                Convex(x**2, span),
                (y, X, t),
                "(0 <= y, y <= 1, 0 <= X, X <= 1, t >= 0, t <= 1)",
                "(X*t + y*(1 - t))**2 <= X**2*t + y**2*(1 - t)",
            ),
        ],
    )
    def test_meaning(self, predicate: Any, terms: Any, guard: str, body: str) -> None:
        assert tuple(map(str, predicate.at(*terms))) == (guard, body)

    @pytest.mark.parametrize(
        ("term", "wanted"),
        [
            (1 / x, [Ne(x, 0)]),
            (sqrt(x), [x >= 0]),
            (1 / sqrt(x), [x > 0]),
            (x ** Rational(3, 2), [x >= 0]),
            (x ** Rational(-101, 200), [x > 0]),
            (log(x), [x > 0]),
            (sqrt(1 - sqrt(x)), [x >= 0, 1 - sqrt(x) >= 0]),
            (1 / (1 - 1 / x), [Ne(x, 0), Ne(1 - 1 / x, 0)]),
            (Sum(sqrt(s[j]), (j, 1, k)), [ForEach(s[j] >= 0, (j, 1, k))]),
            (NonDecreasing(sqrt(x - y), (x, 0, X)), [ForEach(x - y >= 0, (x, 0, X))]),
            (Minimises(1 / y, 1 / x, span), [Ne(y, 0), ForEach(Ne(x, 0), span)]),
            (Implies(x > 0, log(x) > y), [Implies(x > 0, x > 0)]),
            (Implies(Ne(y, 0), 1 / y > x), []),
            (And(x > 0, 1 / x > y), [Ne(x, 0)]),
            (Or(x > 0, 1 / x > y), [Ne(x, 0)]),
            (Piecewise((1 / x, x > 1), (x, True)), [Implies(x > 1, Ne(x, 0))]),
            (
                Piecewise((x, x > 1), (1 / y, x < 0)),
                [Implies(x <= 1, Implies(x < 0, Ne(y, 0))), Implies(x <= 1, x < 0)],
            ),
            (
                Piecewise((x, x > 1), (y, 1 / y > 0), (1, True)),
                [Implies(x <= 1, Ne(y, 0))],
            ),
            (exp(1 / x), [Ne(x, 0)]),
            (Max(1 / x, Abs(y)), [Ne(x, 0)]),
        ],
    )
    def test_definedness(self, term: Any, wanted: list[Any]) -> None:
        found = set(obligations(term))
        assert found == {w for w in wanted if w != True}  # noqa: E712 (SymPy's true)


F = Fraction
half = F(1, 2)
TRUE, FALSE, UNDEFINED = Outcome.TRUE, Outcome.FALSE, Outcome.UNDEFINED
NOT_MET, UNDECIDED = Outcome.NOT_MET, Outcome.UNDECIDED
INSTANCES: list[tuple[Any, Any, dict[Any, Any], Outcome]] = [
    ([], x > 0, {x: half}, TRUE),
    ([], x > 0, {x: 0}, FALSE),
    ([], x >= 0, {x: 0}, TRUE),
    ([], 1 / x > 0, {x: 0}, UNDEFINED),
    ([], sqrt(x) > -1, {x: -1}, UNDEFINED),
    ([], Or(x >= 0, 1 / x > 1), {x: 0}, UNDEFINED),
    ([], Implies(x > 0, 1 / x > 1), {x: 0}, TRUE),
    ([], Implies(1 / x > 0, x > -1), {x: 0}, UNDEFINED),
    ([], Equivalent(x > 0, x**2 > 0), {x: -1}, FALSE),
    ([x > 1], x > 2, {x: 1}, NOT_MET),
    ([1 / x > 1], x > 2, {x: 0}, NOT_MET),
    ([], sqrt(x) * sqrt(y) >= sqrt(6), {x: 2, y: 3}, TRUE),
    ([], sqrt(x) + sqrt(y) > sqrt(x + y + 2 * sqrt(x * y)), {x: 2, y: 3}, FALSE),
    ([], Identity(sqrt(x) * sqrt(y), sqrt(6)), {x: 2, y: 3}, TRUE),
    ([], Identity(sqrt(x), y), {x: 2, y: F(7, 5)}, FALSE),
    ([], Identity(1 / x, 1 / x), {x: 0}, UNDEFINED),
    ([], Sum(s[j], (j, 1, k)) >= 3, {k: 2, s: (1, 2)}, TRUE),
    ([], Sum(s[j], (j, 1, k)) >= 3, {k: 1, s: (1, 2)}, FALSE),
    ([], Sum(s[j], (j, k + 1, D)) >= 0, {k: 2, D: 2, s: (1, 2)}, TRUE),
    ([], Sum(1 / s[j], (j, 1, k)) >= 0, {k: 2, s: (1, 0)}, UNDEFINED),
    ([], ForEach(s[j] > s[j + 1], (j, 1, k - 1)), {k: 3, s: (3, 2, 1)}, TRUE),
    ([], ForEach(s[j] > s[j + 1], (j, 1, k - 1)), {k: 3, s: (3, 2, 2)}, FALSE),
    ([], ForEach(s[j] > 0, (j, 1, k)), {k: 0, s: ()}, TRUE),
    ([], ForEach(1 / s[j] > 0, (j, 1, k)), {k: 2, s: (1, 0)}, UNDEFINED),
    ([], Not(ForEach(1 / s[j] > 0, (j, 1, k))), {k: 2, s: (1, 0)}, UNDEFINED),
    ([], Not(ForEach(s[j] > 0, (j, 1, k))), {k: 2, s: (1, 0)}, TRUE),
    ([], Minimises(k, (j - 2) ** 2, (j, 1, D)), {k: 2, D: 4}, TRUE),
    ([], Minimises(k, (j - 2) ** 2, (j, 1, D)), {k: 3, D: 4}, FALSE),
    ([], Minimises(k, (j - 2) ** 2, (j, 3, D)), {k: 2, D: 4}, FALSE),
    ([], Minimises(x, (j - 2) ** 2, (j, 1, D)), {x: F(5, 2), D: 4}, FALSE),
    ([], NonDecreasing(x**2, (x, 0, X)), {X: 1}, TRUE),
    ([], NonDecreasing(x**2, (x, -1, X)), {X: 1}, FALSE),
    ([], NonDecreasing(x**2, (x, 1, X)), {X: 0}, TRUE),
    ([], NonIncreasing(x**2, (x, -1, X)), {X: 0}, TRUE),
    ([], Increasing(x + y, (x, 0, 1)), {y: 3}, TRUE),
    ([], Increasing(y + 0 * x, (x, 0, 1)), {y: 3}, FALSE),
    ([], Decreasing(-x * y, (x, 0, 1)), {y: 3}, TRUE),
    ([], NonDecreasing(x + sqrt(y), (x, 0, 1)), {y: -1}, UNDEFINED),
    ([], NonDecreasing(-1 / x, (x, -1, X)), {X: 1}, UNDEFINED),
    ([], NonDecreasing(x**2, (x, 0, X)), {X: sqrt(2)}, TRUE),
    ([], Convex(x**2, (x, -1, X)), {X: 1}, TRUE),
    ([], Convex(x**3, (x, -1, X)), {X: 1}, FALSE),
    ([], Minimises(y, (x - 1) ** 2, (x, 0, 2)), {y: 1}, TRUE),
    ([], Minimises(y, (x - 1) ** 2, (x, 0, 2)), {y: half}, FALSE),
    ([], Minimises(y, (x - 1) ** 2, (x, 0, half)), {y: half}, TRUE),
    ([], Minimises(y, (x - 1) ** 2, (x, 0, half)), {y: 1}, FALSE),
    ([], ForEach(x**2 + y > 0, (x, -1, 1)), {y: 1}, TRUE),
    ([], ForEach(x**2 + y > 0, (x, -1, 1)), {y: F(-1, 4)}, FALSE),
    ([], ForEach(x**2 > y, (x, -1, 1)), {y: 0}, FALSE),
    ([], IsDerivative(x**2, 2 * x, (x, 0, X)), {X: 1}, TRUE),
    ([], IsDerivative(x**2, x, (x, 0, X)), {X: 1}, FALSE),
    ([], UniqueRoot(x - y, span), {y: half}, TRUE),
    ([], UniqueRoot(x - y, span), {y: 2}, FALSE),
    ([], SolvesLinearODE(t * y, 0, y, 0, (t, 0, 1)), {y: 3}, TRUE),
    ([], SolvesLinearODE(t * y, 0, y, 1, (t, 0, 1)), {y: 3}, FALSE),
    ([], SolvesLinearODE(exp(t * y), y, 0, 1, (t, 0, 1)), {y: 3}, TRUE),
    ([clock], X > 0, identity_clock, TRUE),
    ([clock], X > 1, identity_clock, FALSE),
    ([clock], X > 0, {**identity_clock, X: F(1, 3)}, NOT_MET),
    ([clock], X > 0, {**identity_clock, clock.args[0].func: Lambda(u, F(1, 2) - u)}, NOT_MET),
    ([clock], X > 0, {**identity_clock, clock.args[1].func: Lambda(x, x)}, UNDECIDED),
    ([], x > y, {x: 1}, UNDECIDED),
    ([x > y], x > 0, {x: 1}, UNDECIDED),
    ([x > 2, x > y], x > 0, {x: 1}, NOT_MET),
]


class TestTruth:
    @pytest.mark.parametrize(("hypotheses", "conclusion", "instance", "outcome"), INSTANCES)
    def test_at_an_instance(self, hypotheses: Any, conclusion: Any, instance: Any, outcome: Outcome) -> None:
        assert judge(hypotheses, conclusion, instance).outcome is outcome

    def test_a_refutation_names_the_point(self) -> None:
        reason = judge([], NonDecreasing(x**2, (x, -1, X)), {X: 1}).reason
        assert "x_1 = -1" in reason

    def test_an_exact_tie_is_not_too_close_to_call(self) -> None:
        equal = sqrt(deviation) * sqrt(deviation + 1) <= sqrt(deviation**2 + deviation)
        assert judge([], equal, {deviation: F(10) ** -12}).outcome is TRUE
        strictly = sqrt(deviation) * sqrt(deviation + 1) < sqrt(deviation**2 + deviation)
        assert judge([], strictly, {deviation: F(10) ** -12}).outcome is FALSE

    def test_eq_of_sympy_works_too(self) -> None:
        assert judge([Eq(x, y)], x >= y, {x: 1, y: 1}).outcome is TRUE
