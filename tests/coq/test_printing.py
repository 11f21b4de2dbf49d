"""Claims are printed for Coq as they read, and two that differ are printed apart."""

from __future__ import annotations

import pytest
from altered_terms import alterations

from ldm_symbolic.checker.terms import RefusedError, node, read
from ldm_symbolic.coq.scenes.printing import MissingError, Names, Printer, told

S = ["entry", "s", ["symbol", "j", "integer"]]
X, J = ["symbol", "x", "real"], ["symbol", "j", "integer"]


def number(value: str) -> list[str]:
    return ["number", value]


PRINTED = [
    (["<=", number("0"), S], "(0 <= s j)"),
    (["<=", number("0"), ["entry", "s", number("1")]], "(0 <= s 1%Z)"),
    ([">", S, X], "(x < s j)"),
    (["<", ["+", ["*", number("-1"), ["^", S, number("2")]], number("1")], X], "(1 - s j ^ 2 < x)"),
    (["<", ["*", S, ["^", X, number("-1")]], X], "(s j * / x < x)"),
    (["<", ["^", ["+", X, S], number("-3/2")], X], "((/ sqrt (x + s j)) ^ 3 < x)"),
    ([">=", ["symbol", "k", "integer"], number("1")], "(1 <= k)%Z"),
    ([">=", ["symbol", "k", "integer"], X], "(x <= IZR k)"),
    (["ForEach", [">", S, number("0")], [J, number("1"), ["symbol", "k", "integer"]]],
     "(forall j : Z, (1 <= j)%Z -> (j <= k)%Z -> (0 < s j))"),
    (["<", ["sum", S, [J, ["+", ["symbol", "k", "integer"], number("1")], ["symbol", "D", "integer"]]], X],
     "(sum (k + 1)%Z D (fun j => s j) < x)"),
    (["NonIncreasing", ["value", "V", X], [X, number("0"), ["symbol", "T", "real"]]],
     "(nonincreasing (fun x => V x) 0 T)"),
    (["<", ["cases", [X, ["<=", X, number("1/3")]], [number("0"), ["true"]]], X],
     "((if (Rle_dec x (1 / 3)) then x else 0) < x)"),
    (["implies", ["not", ["<", X, S]], ["or", ["!=", X, S], ["=", X, S]]],
     "((~ (x < s j)) -> ((x <> s j) \\/ (x = s j)))"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text"), PRINTED, ids=[text for _, text in PRINTED])
def test_a_condition_is_printed_as_it_reads(data: list[object], text: str) -> None:
    assert Printer(Names()).condition(read(data)) == text


def test_a_symbol_and_a_sequence_of_one_name_are_two_words() -> None:
    both = read(["<", ["symbol", "s", "real"], S])
    assert Printer(Names()).condition(both) == "(s < s_ j)"


def test_no_name_is_a_word_of_coq_or_of_the_theory() -> None:
    names = Names()
    assert [names[node("symbol", word, "real")] for word in ("sum", "fun", "R", "x#1", "1x")] == [
        "sum_", "fun_", "R_", "x_1", "v1x",
    ]  # fmt: skip


def test_where_a_term_is_defined_is_said_before_it() -> None:
    condition = read(["<", ["^", X, number("-1")], ["^", S, number("1/2")]])
    printer = Printer(Names())
    assert list(map(printer.condition, told([condition]))) == ["(x <> 0)", "(0 <= s j)", "(/ x < sqrt (s j))"]


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        (["<", ["^", X, number("1/3")], X], "cannot write the power 1/3 in Coq"),
        (["UniqueRoot", X, [X, number("0"), number("1")]], "cannot write `UniqueRoot` in Coq"),
    ],
)
def test_what_cannot_be_written_is_named(data: list[object], missing: str) -> None:
    with pytest.raises(MissingError, match=missing):
        Printer(Names()).condition(read(data))


@pytest.mark.parametrize("data", [data for data, _ in PRINTED], ids=[text for _, text in PRINTED])
def test_an_altered_claim_is_printed_otherwise(data: list[object]) -> None:
    printer, condition = Printer(Names()), read(data)
    told_apart = 0
    for other in alterations(condition):
        try:
            assert printer.condition(other) != printer.condition(condition)
        except (MissingError, RefusedError):
            continue
        told_apart += 1
    assert told_apart or condition.kind in ("NonIncreasing",)
