"""A claim on a ball of instances: what is not seen on all of it is not decided; a ball has a centre and an extent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sympy import Ge, Gt, Integer, Symbol, log, sqrt, symbols

from ldm_symbolic.proof import Identity
from ldm_symbolic.search.judge import Outcome
from ldm_symbolic.search.neighbourhood.around import Ball, judge_around

a, b = symbols("a b", real=True)
k = Symbol("k", integer=True)
ONE = {a: Fraction(1), b: Fraction(1), k: 2}
SMALL = Ball(radius=Fraction(1, 100))


@pytest.mark.parametrize(
    ("conclusion", "outcome"),
    [
        (a > b + 1, Outcome.FALSE),
        (Identity(a, b + 1), Outcome.FALSE),
        (a > b, Outcome.UNDECIDED),
        (a < b, Outcome.UNDECIDED),
        (Identity(a, b), Outcome.UNDECIDED),
        (~Identity(a, b), Outcome.UNDECIDED),
        (Gt(log(4), 2 * log(2), evaluate=False) & (a > 0), Outcome.UNDECIDED),
        (1 / (a - b) > 5, Outcome.UNDECIDED),
        (sqrt(a - 2) > 5, Outcome.UNDEFINED),
        (Ge(a * a, 1 + a * b, evaluate=False) | (a < 0), Outcome.FALSE),
    ],
    ids=str,
)
def test_a_claim_fails_on_a_ball_only_if_it_does_everywhere(conclusion: Any, outcome: Outcome) -> None:
    assert judge_around((a > 0,), conclusion, ONE, SMALL).outcome is outcome


def test_a_ball_on_which_the_hypotheses_do_not_all_hold_is_none() -> None:
    for hypothesis in (a >= 1, a <= 1, a > 1, Identity(a, b), a >= b):
        assert judge_around((hypothesis,), b > 5, ONE, SMALL).outcome is Outcome.UNDECIDED


def test_the_centre_is_the_instance_and_not_another_root() -> None:
    for root, outcome in ((sqrt(b), Outcome.FALSE), (-sqrt(b), Outcome.UNDECIDED)):
        ball = Ball(radius=Fraction(1, 100), tied={a: root})
        assert judge_around((Identity(a**2, b),), a > 5, ONE, ball).outcome is outcome


def test_integers_alone_make_no_ball() -> None:
    assert judge_around((k >= 1,), k >= 5, ONE, SMALL).outcome is Outcome.UNDECIDED
    assert judge_around((k >= 1, a > 0), k >= 5, ONE, SMALL).outcome is Outcome.FALSE
    held = Ball(radius=Fraction(1, 100), tied={a: Integer(1)})
    assert judge_around((k >= 1, Identity(a, 1)), k >= 5, ONE, held).outcome is Outcome.UNDECIDED
