"""Texts are made of words and formulas, and answer what is asked of them without any LaTeX."""

from __future__ import annotations

import pytest
from sympy import Integer, Symbol

from ldm_symbolic.latex.document.nodes import Display, Formula, Items, Text, between, listed
from ldm_symbolic.latex.formulas.writer import Writer

X = Symbol("x", real=True)
POSITIVE = Formula.of(X, ">", Integer(0))


def test_words_beside_each_other_are_one_piece() -> None:
    assert Text("if ", Text("so ", POSITIVE), Text(), ", ", "then") == ("if so ", POSITIVE, ", then")
    assert Text("", Text("")) == ()
    assert hash(Text(POSITIVE)) == hash(Text(Text(POSITIVE)))


def test_no_text_is_written_by_chance() -> None:
    """A text in a string would show its Python form to a reader."""
    with pytest.raises(TypeError, match="written by a writer"):
        str(Text("a"))
    with pytest.raises(TypeError, match="written by a writer"):
        f"{Text('a')}"


def test_what_is_asked_of_a_text() -> None:
    text = Text("one holds: ", Items((Text("first ", POSITIVE), Text("second", Display((POSITIVE,))))))
    assert text.words == "one holds: first second"
    assert text.formulas == []
    assert text.is_displayed
    assert not Text("first ", POSITIVE).is_displayed
    assert Text(POSITIVE).capital() == Text(POSITIVE)
    assert not Text(POSITIVE).begins("first")
    assert not Text().begins("")


def test_lists_say_what_belongs_together() -> None:
    """Whether a part has an "and" of its own is asked of its words."""
    assert listed([POSITIVE, POSITIVE, "c"]) == (POSITIVE, ", ", POSITIVE, " and c")
    assert listed([POSITIVE, Text(POSITIVE, " or ", POSITIVE)]) == (POSITIVE, ", and ", POSITIVE, " or ", POSITIVE)
    assert listed([Text(POSITIVE, " for all ", POSITIVE), "b", "c"])[1:] == (" for all ", POSITIVE, "; b; and c")
    assert listed([]) == between(", ", []) == ()


def test_a_formula_is_written_in_the_letters_of_the_writer() -> None:
    squared = Formula.of(Symbol("lambda", real=True), "=", X).then("iff", POSITIVE)
    assert Writer().written(Text(squared)) == r"$\lambda = x \iff x > 0$"
