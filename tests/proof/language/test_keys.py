"""Two terms are the same when they are the same tree, whatever SymPy says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sympy import (
    Add,
    And,
    Basic,
    Dummy,
    Eq,
    Equivalent,
    Function,
    Ge,
    Gt,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    sin,
    sqrt,
    true,
)
from sympy.functions.elementary.piecewise import ExprCondPair

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.claims.verification import require_same
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.kernel.rules import by_logic
from ldm_symbolic.proof.language import keys
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, without
from ldm_symbolic.proof.language.keys import key, remembered, same
from ldm_symbolic.proof.language.predicate import ForEach, Identity, NonDecreasing
from ldm_symbolic.proof.language.terms import free, substitute
from ldm_symbolic.proof.tactics import for_all

x, y, z = (Symbol(letter, real=True) for letter in "xyz")
i, j = (Symbol(letter, integer=True) for letter in "ij")
s, f = IndexedBase("s", real=True), Function("f", real=True)


class Flattering(Symbol):
    """A symbol that claims to equal everything, under the name of another."""

    def __eq__(self, other: Any) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(x)


class Echo(str):
    """A text that claims to equal every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("x")


SAME = [
    (x + y + 1, 1 + y + x),
    (Add(y, x, evaluate=False), Add(x, y, evaluate=False)),
    (Mul(y, x, evaluate=False), x * y),
    (Max(x, y, z), Max(z, y, x)),
    (Basic.__new__(And, x > 0, y > 0), Basic.__new__(And, y > 0, x > 0)),
    (Equivalent(x > 0, y > 0), Equivalent(y > 0, x > 0)),
    (Symbol("x", real=True) ** 2, x**2),
    (Function("f", real=True)(x), f(x)),
    (IndexedBase("s", real=True)[j], s[j]),
    (Sum(s[j], (j, 1, 3)), Sum(s[j], (j, 1, 3))),
    (ForEach(x > 0, (x, 0, 1)), ForEach(x > 0, Tuple(x, Integer(0), Integer(1)))),
    (Rational(2, 4), Rational(1, 2)),
]
"""Pairs that are one term, though the objects differ."""
OTHER: list[tuple[Any, Any]] = [
    (x, Symbol("x", integer=True)),
    (x, Symbol("x")),
    (x, Symbol("x", positive=True)),
    (x, Dummy("x", real=True)),
    (x, Flattering("x", real=True)),
    (x, Symbol(Echo("q"), real=True)),
    (s[1], IndexedBase(Symbol(Echo("q"), real=True), real=True)[1]),
    (f(x), Function(Echo("f"), real=True)(x)),
    (s[1], IndexedBase("s", positive=True)[1]),
    (s[1], IndexedBase(Symbol("s", real=True), positive=True)[1]),
    (s[1], IndexedBase("s", shape=(3,), real=True)[1]),
    (s, Symbol("s", real=True)),
    (f(x), Function("f", positive=True)(x)),
    (f(x), Function("f", real=True, fdiff=None)(x)),
    (f(x), f(y)),
    (x < y, y < x),
    (Le(x, y), Lt(x, y)),
    (Ge(x, y), Gt(x, y)),
    (Eq(x, y), Ne(x, y)),
    (Eq(x, y), Identity(x, y)),
    (And(x > 0, y > 0), Or(x > 0, y > 0)),
    (Max(x, y), Min(x, y)),
    (x**2, x**3),
    (x**y, y**x),
    (exp(x), log(x)),
    (sqrt(2), sqrt(3)),
    (Integer(1), true),
    (Integer(2), Rational(2, 3)),
    (Tuple(x, x > 0), ExprCondPair(x, x > 0)),
    (Piecewise((x, x > 0), (y, True)), Piecewise((y, x > 0), (x, True))),
    (Sum(s[j], (j, 1, 3)), Sum(s[j], (j, 1, 4))),
    (Sum(s[j], (j, 1, 3)), Sum(s[i], (i, 1, 3))),
    (ForEach(x > 0, (x, 0, 1)), ForEach(y > 0, (y, 0, 1))),
    (NonDecreasing(x, (x, 0, 1)), NonDecreasing(x, (x, 0, 2))),
    (x + y, Add(x, y, y, evaluate=False)),
    (sin(x), f(x)),
    (type("Add", (Add,), {})(x, y, evaluate=False), x + y),
]
"""Pairs that are two."""


@pytest.mark.parametrize("pair", SAME, ids=str)
def test_one_term_has_one_key(pair: tuple[Any, Any]) -> None:
    assert key(pair[0]) == key(pair[1])


@pytest.mark.parametrize("pair", OTHER, ids=str)
def test_two_terms_have_two(pair: tuple[Any, Any]) -> None:
    assert not same(*pair)


def test_sympy_is_not_asked_what_is_equal() -> None:
    assert Flattering("x", real=True) == x
    assert not same(Flattering("x", real=True), x)
    forged = Flattering("x", real=True)
    with pytest.raises((RuleError, UnknownTermError)):
        by_logic(x > 0, [], hypotheses=[forged > 0])


@pytest.mark.parametrize(
    "name",
    [
        Symbol(Echo("q"), real=True),
        IndexedBase(Symbol(Echo("q"), real=True), real=True)[1],
        Function(Echo("q"), real=True)(x),
        Flattering("x", real=True),
    ],
    ids=["symbol", "sequence", "function", "kind"],
)
def test_a_name_that_claims_to_equal_any_is_refused(name: Any) -> None:
    condition = Le(name, 5, evaluate=False)
    with pytest.raises((RuleError, UnknownTermError)):
        by_logic(condition, [], hypotheses=[condition])


@pytest.fixture
def _equal_to_sympy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SymPy takes any two relations of one kind for one."""
    for kind in (Le, Lt, Ge, Gt):
        monkeypatch.setattr(kind, "__eq__", lambda self, other: type(self) is type(other))
        monkeypatch.setattr(kind, "__hash__", lambda self: hash(type(self)))
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("_equal_to_sympy")
class TestWhenSymPyTakesThemForOne:
    """A lie of SymPy about what is equal changes no list of conditions and makes no Fact."""

    ONE, TWO = Le(x, 7, evaluate=False), Le(y, 8, evaluate=False)

    def test_it_does(self) -> None:
        assert self.ONE == self.TWO

    def test_lists_of_conditions_stay_as_they_are(self) -> None:
        assert len(conjuncts([self.ONE, self.TWO])) == 2
        assert without([self.TWO], [self.ONE]) == (self.TWO,)
        assert meaning(self.ONE) != meaning(self.TWO)

    def test_what_is_worked_out_of_one_is_not_told_of_the_other(self) -> None:
        assert free(self.ONE) == {x}
        assert free(self.TWO) == {y}

    def test_a_proof_of_the_one_is_no_proof_of_the_other(self) -> None:
        fact = by_logic(self.TWO, [], hypotheses=[self.TWO])
        claim = Claim(id="P0.x", role=Role.NEW, says="x", hypotheses=(), conclusion=self.TWO, expected=Verdict.PROVED)
        require_same(fact, replace(claim, hypotheses=(self.TWO,)))
        with pytest.raises(RuleError, match="assumes"):
            require_same(fact, replace(claim, hypotheses=(self.ONE,)))
        with pytest.raises(RuleError, match="ends in"):
            require_same(fact, replace(claim, hypotheses=(self.TWO,), conclusion=self.ONE))

    def test_a_rule_looks_at_what_its_premise_shows(self) -> None:
        bounded = ForEach(Le(x, 8, evaluate=False), (x, 0, 1))
        with pytest.raises(RuleError, match="needs"):
            for_all(bounded, by_logic(self.ONE, [], hypotheses=[self.ONE]), [y])

    def test_nothing_follows(self) -> None:
        with pytest.raises(RuleError):
            by_logic(self.TWO, [], hypotheses=[self.ONE])
        assert by_logic(self.TWO, [], hypotheses=[self.TWO]).conclusion is self.TWO


def test_what_is_remembered_is_remembered_by_key() -> None:
    asked: list[Any] = []

    @remembered
    def told(term: Any) -> int:
        asked.append(term)
        return len(asked)

    assert told(x + y) == told(Add(y, x, evaluate=False)) == 1
    assert told(Flattering("x", real=True)) == 2
    told.cache_clear()  # type: ignore[attr-defined] # as `functools.cache` has it
    assert told(x + y) == 3


def test_a_key_is_kept_for_an_object_while_it_lives() -> None:
    term = substitute(x + y, {x: z})
    assert key(term) == key(term)
    assert keys._seen[id(term)][0] is term
