"""Whatever an unsound rule makes, the checker refuses, though the kernel itself has made it a Fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Ge, Integer, Rational, Sum

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError
from ldm_symbolic.claims.objects import proof_of
from ldm_symbolic.notation import deviations, latent_dimension, mode, noise, time
from ldm_symbolic.proof import (
    Convex,
    Fact,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    UniqueRoot,
    derivative,
    prove,
    sum_over_modes,
)
from ldm_symbolic.proof.kernel.fact import _mint, recorded
from ldm_symbolic.proof.language.build import ge, gt, le, lt

k, j, x, s = latent_dimension, mode, noise, deviations
UNIT = (x, 0, 1)
POSITIVE = ForEach(gt(s[j], 0), (j, 1, k))


def unsound(name: str, conclusion: Any, hypotheses: Any = (), premises: Any = (), **given: Any) -> Fact:
    """A Fact that a rule of some name has made of whatever it was given."""

    def rule(**_: Any) -> Fact:
        return _mint(hypotheses, conclusion, rule=name, premises=premises)

    rule.__name__ = name
    return recorded(rule)(**given) if given else _mint(hypotheses, conclusion, rule=name, premises=premises)


def _monotone() -> Fact:
    slope = derivative(-x, Integer(-1), UNIT, hypotheses=[])
    sign = prove([], lt(Integer(-1), Integer(0)))
    return unsound("monotone_by_slope", Increasing(-x, UNIT), premises=[slope, sign])


def _root() -> Fact:
    slope = derivative(x + 1, Integer(1), UNIT, hypotheses=[])
    rising = unsound("monotone_by_slope", Increasing(x + 1, UNIT), premises=[slope, prove([], gt(Integer(1), 0))])
    order, high = prove([], le(Integer(0), Integer(1))), prove([], ge(Integer(2), 0))
    return unsound("unique_root", UniqueRoot(x + 1, UNIT), premises=[rising, order, high, order])


def _slope() -> Fact:
    function = (x - 1) ** 2
    convex, slope = prove([], Convex(function, UNIT)), derivative(function, 2 * x - 2, UNIT, hypotheses=[])
    least = Minimises(Integer(0), function, UNIT)
    given = {"point": Integer(0), "says": Minimises}
    return unsound("slope_at", least, premises=[convex, slope, prove([], lt(Integer(0), 1))], **given)


def _induction() -> Fact:
    phi = gt(s[j], 0)
    step = prove([ForEach(Ge(s[j + 1], s[j]), (j, 1, k)), phi, j >= 1, j <= k - 1], gt(s[j + 1], 0))
    base = prove([], le(Integer(0), Integer(1)))
    kept = [ForEach(Ge(s[j + 1], s[j]), (j, 1, k)), j >= 1, j <= k]
    return unsound("by_induction", phi, kept, [base, step], limits=(j, Integer(1), k))


MADE: dict[str, Callable[[], Fact]] = {
    "decide does not ask": lambda: unsound("decide", gt(x**2, x), [gt(x, 0)]),
    "by_logic takes any goal": lambda: unsound(
        "by_logic", gt(x, 1), [gt(x, 0)], [prove([gt(x, 0)], ge(x, 0))], goal=gt(x, 1)
    ),
    "instantiate puts a fraction for an integer": lambda: unsound(
        "instantiate",
        ge(Rational(1, 2), 1),
        [gt(Rational(1, 2), 0)],
        [prove([gt(k, 0)], ge(k, 1))],
        mapping={k: Rational(1, 2)},
    ),
    "for_all generalises what is assumed": lambda: unsound(
        "for_all",
        ForEach(gt(x, Rational(1, 2)), UNIT),
        [gt(time, Rational(1, 2))],
        [prove([gt(time, Rational(1, 2))], gt(time, Rational(1, 2)))],
        predicate=ForEach(gt(x, Rational(1, 2)), UNIT),
        variables=[time],
    ),
    "sum_over_modes is strict over nothing": lambda: unsound(
        "sum_over_modes",
        gt(Sum(s[j] ** 2 + 1, (j, 1, k)), 0),
        premises=[prove([], gt(s[j] ** 2 + 1, 0))],
        limits=(j, Integer(1), k),
    ),
    "split_sum cuts outside of the range": lambda: unsound(
        "split_sum",
        Identity(Sum(s[j], (j, 1, k)), Sum(s[j], (j, 1, k + 2)) + Sum(s[j], (j, k + 3, k))),
        premises=[prove([], le(Integer(0), Integer(1)))],
        total=Sum(s[j], (j, 1, k)),
        last=k + 2,
    ),
    "equal_sums takes other ranges": lambda: unsound(
        "equal_sums",
        Identity(Sum(s[j], (j, 1, k)), Sum(s[j], (j, 2, k))),
        left=Sum(s[j], (j, 1, k)),
        right=Sum(s[j], (j, 2, k)),
    ),
    "derivative forgets the inner one": lambda: unsound(
        "derivative",
        IsDerivative((2 * x + 1) ** 2, 2 * (2 * x + 1), UNIT),
        function=(2 * x + 1) ** 2,
        slope=2 * (2 * x + 1),
        limits=(x, Integer(0), Integer(1)),
    ),
    "monotone_by_slope turns the sign": _monotone,
    "unique_root needs no change of sign": _root,
    "slope_at takes any slope": _slope,
    "by_induction needs no base": _induction,
    "at needs no guard": lambda: unsound(
        "at",
        gt(s[k + 1], 0),
        [ForEach(gt(s[j], 0), (j, 1, k))],
        predicate=ForEach(gt(s[j], 0), (j, 1, k)),
        terms=(k + 1,),
    ),
}


@pytest.mark.parametrize("what", MADE)
def test_what_an_unsound_rule_makes_is_refused(what: str) -> None:
    with pytest.raises(RefusedError, match=f"\\({what.split()[0]}\\) does not follow"):
        check_text(proof_of("own", MADE[what]()))


def test_what_the_sound_rule_makes_is_not() -> None:
    fact = sum_over_modes(prove([gt(s[j], 0)], ge(s[j], 0)), (j, 1, k))
    assert check_text(proof_of("own", fact)) == "own"
