"""Whatever is put in the place of an argument of the proof language: a refusal of one line, and no other error."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rule_cases import CASES, assume
from rule_cases_of_parts import PARTS
from sympy import (
    Add,
    Basic,
    Float,
    Function,
    Gt,
    I,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Pow,
    Sum,
    Symbol,
    Tuple,
    oo,
    true,
)
from sympy.core.function import UndefinedFunction
from worked_proofs import clock

import ldm_symbolic.proof as face
from ldm_symbolic.notation import deviations, mode, noise, time
from ldm_symbolic.proof import RuleError

x, j, s, F = noise, mode, deviations, Function("F", real=True)
fact = face.prove([x > 0], x >= 0)
total = Sum(s[j], (j, 1, 3))


def nested(depth: int, term: Any = x) -> Any:
    """A term of twice so many levels more."""
    for _ in range(depth):
        term = Add(Pow(term, 2, evaluate=False), 1, evaluate=False)
    return term


def chained(depth: int) -> Any:
    """A condition of so many levels and more."""
    condition = x > 0
    for _ in range(depth):
        condition = Implies(condition, x > 1, evaluate=False)
    return condition


def packed(depth: int) -> Any:
    """A list in a list in a list."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


FITS: dict[str, set[str]] = {
    "a fact": {"Fact"},
    "a condition": {"Boolean"},
    "an int": {"Expr", "Any", "float"},
    "a symbol": {"Expr", "Any", "Symbol", "Basic"},
    "an index": {"Expr", "Any", "Symbol", "Basic"},
    "a sum": {"Expr", "Any", "Sum", "Basic"},
    "a sequence": {"IndexedBase", "Basic"},
    "a rule for entries": {"Lambda"},
    "a clock": {"Clock", "Boolean", "Basic"},
    "a range": {"Limits", "tuple[Symbol, Any, Any]"},
    "no names": {"Substitution"},
    "names": {"Substitution"},
    "a list of ints": {"tuple[Any, Any]"},
    "a short range": {"tuple[Any, Any]"},
    "True": {"bool"},
    "a number of two digits": {"float"},
    "an empty tuple": {"Iterable[Boolean]", "Iterable[Fact]"},
    "an empty list": {"Iterable[Boolean]", "Iterable[Fact]"},
    "a list of true": {"Iterable[Boolean]"},
    "a list of facts": {"Iterable[Fact]"},
}
"""What is of which kind, as a parameter is annotated; whatever is not named here is of none."""

VALUES: dict[str, Any] = {
    "None": None, "an int": 5, "True": True, "a number of two digits": 2.5, "a text": "x", "no text": "", "bytes": b"x",
    "an object": object(), "a type": int, "a function": len, "a list of texts": ["x"], "a list of None": [None],
    "a list of ints": [1, 2], "lists in lists": packed(3000), "no names": {}, "names": {x: 1},
    "texts as names": {"x": 1},
    "names as texts": {x: "1"}, "an empty tuple": (), "an empty list": [], "a list of true": [true], "true": true,
    "a fact": fact, "a list of facts": [fact], "a condition": x > 0, "a symbol": x, "an index": j, "a sequence": s,
    "an undefined function": F, "a rule for entries": Lambda(j, x), "a rule of two": Lambda((x, j), x), "a sum": total,
    "a range": (x, 0, 1), "a short range": (x, 0), "a range of None": (x, None, 1), "a range of 5": (5, 0, 1),
    "a symbol without assumptions": Symbol("w"), "a float": Float(1), "infinity": oo, "an imaginary number": I,
    "a clock": clock, "not a number": Float("nan"), "inf": float("inf"), "a term beyond all depth": nested(3000),
    "a condition beyond all depth": chained(3000), "half of a character": Symbol("\ud800", real=True),
    "half of a character is positive": Symbol("\ud800", real=True) > 0,
    "a name of two lines": Symbol("a\nb", real=True),
    "a sequence of half a character": IndexedBase("\ud800", real=True), "a huge number": Integer(10) ** 5000,
    "a function of two lines": Function("a\nb", real=True)(x), "a matrix-like tuple": Tuple(Tuple(x)),
}  # fmt: skip

HELPERS: dict[str, dict[str, Any]] = {
    "conjuncts": {"conditions": [x > 0]},
    "free": {"term": x},
    "obligations": {"term": x},
    "oriented": {"condition": x > 0},
    "substitute": {"term": x, "mapping": {x: time}},
    "text": {"term": x},
    "without": {"hypotheses": [x > 0], "guard": [x > 0]},
    "prove": {"hypotheses": [x > 0], "goal": x >= 0},
}
RULES = {**CASES, **PARTS}
NAMES = [name for name in face.__all__ if not isinstance(getattr(face, name), type)]
UNREADABLE = (
    "a name",
    "half of a character",
    "a huge number",
    "a sequence of half",
    "a function of two",
    "a term beyond",
)


SHAPES = {"conjuncts", "free", "obligations", "oriented", "substitute", "text", "without"}
"""What looks at no more than the shape of a term, whatever it is."""


def refused(call: Callable[[], Any], what: str) -> str:
    """ "" if a call is refused in one printable line, else what came instead."""
    try:
        call()
    except RuleError as error:
        said = str(error)
        return "" if said.isprintable() and len(said) < 2000 else f"{what}: {said[:200]!a}"
    except Exception as error:  # noqa: BLE001 (whatever it is, it is not a refusal)
        return f"{what}: {type(error).__name__}: {str(error)[:200]!a}"
    return f"{what}: taken"


def wrong_for(kind: str) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in VALUES.items() if kind not in FITS.get(name, ()))


def applied(name: str, **inputs: Any) -> None:
    """The public function of a name, applied; what a sound case only assumes is assumed."""
    function = getattr(face, name)
    ready = {n: assume(v) if n in RULES[name].facts and v is RULES[name].inputs[n] else v for n, v in inputs.items()}
    terms: Any = ready.pop("terms", ())
    function(*ready.values(), *terms) if terms else function(**ready)


@pytest.mark.parametrize("name", [name for name in NAMES if name in RULES])
def test_a_rule_refuses_arguments_of_wrong_kinds(name: str) -> None:
    inputs, parameters = RULES[name].inputs, inspect.signature(getattr(face, name)).parameters
    faults = []
    for place in inputs:
        for shown, value in wrong_for(str(parameters[place].annotation)):
            given = {**inputs, place: [value] if place == "terms" else value}
            faults.append(refused(lambda: applied(name, **given), f"{place} = {shown}"))  # noqa: B023 (called at once)
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize("name", sorted(HELPERS))
def test_a_helper_refuses_arguments_of_wrong_kinds(name: str) -> None:
    function, sound = getattr(face, name), HELPERS[name]
    faults = []
    for place in sound:
        kind = str(inspect.signature(function).parameters[place].annotation)
        for shown, value in wrong_for(kind):
            seen_by_its_shape = (
                isinstance(value, Basic | UndefinedFunction | dict)
                and name in SHAPES
                and not shown.startswith(UNREADABLE)
            )
            if not seen_by_its_shape:
                faults.append(refused(lambda: function(*{**sound, place: value}.values()), f"{place} = {shown}"))  # noqa: B023
    assert [fault for fault in faults if fault] == []


def test_every_public_function_is_here() -> None:
    assert set(NAMES) == {name for name in NAMES if name in RULES} | set(HELPERS)


@pytest.mark.parametrize("name", sorted(set(face.__all__) - set(NAMES) - {"Fact", "RuleError", "NotProvedError"}))
def test_a_predicate_refuses_arguments_of_wrong_kinds(name: str) -> None:
    predicate = getattr(face, name)
    sound = {"t": x**2, "c": x > 0, "l": (x, 0, 1)}
    whole = [sound[letter] for letter in predicate.shape]
    kinds = {"t": "Expr", "c": "Boolean", "l": "Limits"}
    faults = [
        refused(lambda: face.prove([], predicate(*whole[:place], value, *whole[place + 1 :])), f"{place} = {shown}")  # noqa: B023
        for place, letter in enumerate(predicate.shape)
        for shown, value in wrong_for(kinds[letter])
    ]
    faults += [refused(lambda: predicate(*whole[:count]), f"{count} of them") for count in range(len(whole))]  # noqa: B023
    assert [fault for fault in faults if fault] == []


def test_terms_of_some_depth_are_taken() -> None:
    above = Gt(nested(2), 1, evaluate=False)
    assert face.prove([x > 1], above).conclusion == above
    assert face.prove([x > 1], chained(40)).hypotheses == (x > 1,)


def test_the_depth_is_that_of_the_whole_whatever_was_seen_before() -> None:
    inner = nested(40)
    assert face.free(inner) == {x}
    assert face.free(nested(49)) == {x}
    for term in (nested(50), nested(10, inner), nested(50)):
        assert refused(lambda: face.free(term), "it") == ""  # noqa: B023 (called at once)


@pytest.mark.parametrize("effort", [0, -1, "1", None, float("nan"), float("inf"), True, x])
def test_an_effort_is_a_positive_number(effort: Any) -> None:
    with pytest.raises(RuleError, match="`effort` of `decide` must be a positive number"):
        face.prove([x > 0], x >= 0, effort=effort)


@pytest.mark.parametrize("arguments", [(), (x, time)])
def test_a_function_of_one_variable_takes_one_argument(arguments: tuple[Any, ...]) -> None:
    condition = F(*arguments) > 0
    with pytest.raises(RuleError, match="takes 1 arguments and is given"):
        face.instantiate(assume(condition), {F: Lambda(x, x + 1)})
    assert face.instantiate(assume(F(time) > 0), {F: Lambda(x, x + 1)}).conclusion == (time + 1 > 0)
