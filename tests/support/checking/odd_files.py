"""Files that are no proof files, each beside one that is and differs from it by that alone."""

from __future__ import annotations

import json
from typing import Any

from written_files import J, K, S, X, Y, at, each, file, minus, n, step

Data = Any
PLAIN = file(step("decide", [], ["<", n(0), n(1)]))


def _given(condition: Data) -> str:
    return file(step("decide", [condition], ["<", n(0), n(1)]))


def _head(**other: Data) -> str:
    data = {**json.loads(PLAIN), **other}
    return json.dumps({name: part for name, part in data.items() if part is not None})


def _step(**other: Data) -> str:
    data = json.loads(PLAIN)
    return json.dumps({**data, "steps": [{**data["steps"][0], **other}]})


_POSITIVE, _INTEGRAL = ["<", n(0), X], ["<", n(0), K]
_U = ["symbol", "u", "real"]
_A, _B = ["value", "a", _U], ["value", "b", X]


def _clock(level: Data = _A, inverse: Data = _B, time: Data = _U) -> Data:
    return ["Clock", level, inverse, [time, n(0), n(1)], [X, n(0), n(1)]]


def _less(term: Data) -> Data:
    return ["<", n(0), term]


_TERMS: dict[str, tuple[Data, Data]] = {
    "an empty list": (_POSITIVE, []),
    "a text": (_POSITIVE, "x"),
    "a number of JSON": (_POSITIVE, ["<", 0, X]),
    "a kind that is unheard of": (_POSITIVE, ["unheard", X, X]),
    "a number that is none": (_less(n("1/2")), _less(n("0.5"))),
    "a number over zero": (_less(n("1/2")), _less(n("1/0"))),
    "a number that is a number": (_less(n("2")), _less(["number", 2])),
    "a number with more behind it": (_less(n("2")), _less(["number", "2", "3"])),
    "a symbol without a sort": (_POSITIVE, _less(["symbol", "x"])),
    "a symbol of no sort": (_POSITIVE, _less(["symbol", "x", "positive"])),
    "a name that is reserved": (_less(["symbol", "anyx", "real"]), _less(["symbol", "any:x", "real"])),
    "an index that is reserved": (_less(["symbol", "bound", "real"]), _less(["symbol", "bound:1:0", "real"])),
    "a name that is a list": (_POSITIVE, _less(["symbol", ["x"], "real"])),
    "an index that is real": (_less(at(K)), _less(at(X))),
    **{
        f"an index that is no integer by its shape: {place}": (_less(at(K)), _less(at(term)))
        for place, term in enumerate((
            ["^", K, n("1/2")], ["^", K, n(-1)], ["^", K, n("-1/2")], ["^", X, n(2)], ["+", K, n("1/2")], ["*", K, X],
            ["max", K, X], ["min", X, K], ["abs", X], ["exp", K], ["cases", [K, _INTEGRAL], [X, ["true"]]], at(K),
        ))
    },
    "an object": (_POSITIVE, {"a": 1}),
    "a part that is an object": (_POSITIVE, ["<", {"a": 1}, X]),
    "a part that is a number of JSON": (_POSITIVE, ["<", 3, X]),
    "a number with a sort": (_less(n("2")), _less(["number", "2", "real"])),
    "an entry with a sort": (_less(at(K)), _less(["entry", "s", "real"])),
    "a symbol with an index": (_less(X), _less(["symbol", "x", K])),
    "a symbol that is a number": (_less(X), _less(["symbol", "2"])),
    "a number that is an entry": (_less(n(2)), _less(["number", "2", K])),
    "a sequence with a sort": (_less(X), _less(["sequence", "x", "real"])),
    "an atom of nothing": (_less(X), _less(["symbol"])),
    "a range from a condition": (each(_POSITIVE, J, n(1), K), each(_POSITIVE, J, _INTEGRAL, K)),
    "a case that is an object": (_less(["cases", [X, _POSITIVE]]), _less(["cases", {"a": 1, "b": 2}])),
    "a case of three": (_less(["cases", [X, _POSITIVE]]), _less(["cases", [X, _POSITIVE, X]])),
    "an index that is a condition": (_less(at(K)), _less(at(_INTEGRAL))),
    "two indices": (_less(at(K)), _less(["entry", "s", K, K])),
    "a value of nothing": (_less(["value", "f", X]), _less(["value", "f"])),
    "a value of a condition": (_less(["value", "f", X]), _less(["value", "f", _POSITIVE])),
    "a sum of nothing": (_less(["+", X]), _less(["+"])),
    "an exponential of two": (_less(["exp", X]), _less(["exp", X, Y])),
    "an exponent that is a name": (_less(["^", X, n(2)]), _less(["^", X, Y])),
    "a power of a condition": (_less(["^", X, n(2)]), _less(["^", _POSITIVE, n(2)])),
    "a power of three": (_less(["^", X, n(2)]), _less(["^", X, n(2), n(2)])),
    "a sum over reals": (_less(["sum", at(J), [J, n(1), n(2)]]), _less(["sum", X, [X, n(1), n(2)]])),
    "a sum up to a fraction": (_less(["sum", at(J), [J, n(1), n(2)]]), _less(["sum", at(J), [J, n(1), n("3/2")]])),
    "a sum up to its index": (_less(["sum", at(J), [J, n(1), K]]), _less(["sum", at(J), [J, n(1), J]])),
    "a range of two": (_less(["sum", at(J), [J, n(1), K]]), _less(["sum", at(J), [J, n(1)]])),
    "a range of a term": (_less(["sum", at(J), [J, n(1), K]]), _less(["sum", at(J), [n(1), n(1), K]])),
    "a range up to a condition": (each(_POSITIVE, J, n(1), K), each(_POSITIVE, J, n(1), _INTEGRAL)),
    "a range where a term must be": (_POSITIVE, _less([J, n(1), K])),
    "a term of all": (each(_POSITIVE, J, n(1), K), each(X, J, n(1), K)),
    "a condition in a sum": (_less(["+", X, X]), _less(["+", X, _POSITIVE])),
    "a term in a conjunction": (["and", _POSITIVE, _POSITIVE], ["and", _POSITIVE, X]),
    "no condition": (_POSITIVE, X),
    "a case without a condition": (_less(["cases", [X, _POSITIVE]]), _less(["cases", [X]])),
    "a case that is none": (_less(["cases", [X, _POSITIVE]]), _less(["cases", "x"])),
    "no case": (_less(["cases", [X, _POSITIVE]]), _less(["cases"])),
    "a case whose value is a condition": (_less(["cases", [X, _POSITIVE]]), _less(["cases", [_POSITIVE, _POSITIVE]])),
    "a case whose condition is a term": (_less(["cases", [X, _POSITIVE]]), _less(["cases", [X, X]])),
    "a first case that always applies": (
        _less(["cases", [X, _POSITIVE], [Y, ["true"]]]), _less(["cases", [X, ["true"]], [Y, _POSITIVE]]),
    ),
    "what is always true": (["not", _POSITIVE], ["not", ["true"]]),
    "a sequence in a sum": (_less(["+", X, X]), _less(["+", X, S])),
    "a lambda in a sum": (_less(["+", X, X]), _less(["+", X, ["lambda", X, X]])),
    "a lambda of a condition": (_POSITIVE, ["lambda", X, _POSITIVE]),
    "a convex sequence": (["Convex", X, [X, n(0), n(1)]], ["Convex", at(J), [J, n(0), n(1)]]),
    "a minimum at its index": (["Minimises", Y, X, [X, n(0), n(1)]], ["Minimises", X, X, [X, n(0), n(1)]]),
    "a clock whose level depends on the level": (_clock(), _clock(level=minus(_A, X))),
    "a clock whose time depends on the time": (_clock(), _clock(inverse=minus(_B, _U))),
    "a clock of integers": (_clock(), _clock(level=at(J), time=J)),
    "a term that is nested too deeply": (
        _POSITIVE,
        _less(json.loads('["exp",' * 250 + '["symbol", "x", "real"]' + "]" * 250)),
    ),
}  # fmt: skip


def _mapped(name: Data, value: Data) -> str:
    fact = step("decide", [], ["<", n(0), n(1)])
    return file(fact, step("instantiate", [], fact["conclusion"], [0], mapping=[[name, value]]))


_F, _SQUARE = ["function", "f"], ["lambda", X, ["^", X, n(2)]]
_VALUES: dict[str, Data] = {
    "a lambda of nothing": ["lambda", X],
    "a lambda of three": [*_SQUARE, X],
    "a lambda of a number": ["lambda", n("1/2"), X],
    "a lambda that is a condition": ["lambda", X, _POSITIVE], "a lambda of integers": ["lambda", K, K],
    "a function with a sort": ["function", "g", "real"], "a function that is a term": X,
    "a function that is a sequence": S,
}  # fmt: skip

ODD: dict[str, tuple[str, str]] = {
    **{what: (_mapped(_F, _SQUARE), _mapped(_F, value)) for what, value in _VALUES.items()},
    "a number that becomes another": (_mapped(X, n(2)), _mapped(n(1), n(2))),
    "a sum that becomes a number": (_mapped(X, n(2)), _mapped(["+", X, Y], n(2))),
    "a symbol that becomes a condition": (_mapped(X, n(2)), _mapped(X, _POSITIVE)),
    "a symbol that becomes a function": (_mapped(X, n(2)), _mapped(X, _F)),
    "a symbol that becomes a lambda": (_mapped(X, n(2)), _mapped(X, _SQUARE)),
    "a symbol that becomes a range": (_mapped(X, n(2)), _mapped(X, [X, n(1), n(2)])),
    **{what: (_given(twin), _given(odd)) for what, (twin, odd) in _TERMS.items()},
    "no schema": (PLAIN, _head(schema=None)),
    "another schema": (PLAIN, _head(schema="ldm-symbolic/proof/2")),
    "no object": (PLAIN, json.dumps([json.loads(PLAIN)])),
    "no JSON": (PLAIN, PLAIN[:-1]),
    "no claim": (PLAIN, _head(claim=None)),
    "no hypotheses": (PLAIN, _head(hypotheses=None)),
    "no steps": (PLAIN, _head(steps=[])),
    "steps that are no list": (PLAIN, _head(steps={})),
    "a step that is no object": (PLAIN, _head(steps=[[]])),
    "a step without queries": (PLAIN, _step(queries=None)),
    "a step without arguments": (PLAIN, _step(arguments=None)),
    "a rule that is none": (PLAIN, _step(rule="magic")),
    "a rule that is a list": (PLAIN, _step(rule=[])),
    "a head with another conclusion": (PLAIN, _head(conclusion=["<", n(0), n(2)])),
    "a head with another hypothesis": (PLAIN, _head(hypotheses=[["<", n(0), n(1)]])),
    "a step that says no condition": (PLAIN, file(step("decide", [], X))),
    "a step with a premise too many": (
        file(step("decide", [], ["<", n(0), n(1)]), step("decide", [], ["<", n(0), n(2)])),
        file(step("decide", [], ["<", n(0), n(1)]), step("decide", [], ["<", n(0), n(2)], [0])),
    ),
    "two claims": (PLAIN, PLAIN.replace('"claim"', '"claim": "other", "claim"')),
    "a number that is none in an object": (PLAIN, PLAIN.replace('"queries"', '"cost": NaN, "queries"')),
    "a claim of two lines": (PLAIN, _head(claim="own\nother")),
    "a proof and an instance": (PLAIN, _head(counterexample=[])),
    "an instance and a proof": (
        _head(conclusion=["<", n(1), n(0)], counterexample=[], steps=None),
        _head(conclusion=["<", n(1), n(0)], counterexample=[]),
    ),
    "an instance that is no list": (
        _head(conclusion=["<", n(1), n(0)], counterexample=[], steps=None),
        _head(conclusion=["<", n(1), n(0)], counterexample={}, steps=None),
    ),
    **{
        f"a premise that is no earlier step: {place!r}": (
            file(step("decide", [], ["<", n(0), n(1)]),
                 step("by_logic", [], ["<", n(0), n(1)], [0], goal=["<", n(0), n(1)])),
            file(step("decide", [], ["<", n(0), n(1)]),
                 {**step("by_logic", [], ["<", n(0), n(1)], goal=["<", n(0), n(1)]), "premises": [place]}),
        )
        for place in (1, 2, -1, True, 0.0, "0", None)
    },
}  # fmt: skip
"""What is odd -> the file without and the file with it."""
