"""Looks for a counterexample to a claim, and makes the one it finds small enough to be checked by hand.

Instances come from the claim's own hypotheses (`instances`), each is judged exactly or in rigorous balls (`judge`),
and nothing depends on the clock or on the machine: the effort is a number of instances. Finding nothing proves nothing:
it gives a tally, which says how many instances met the hypotheses and how close the nearest one came to failing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log10
from random import Random
from typing import Any

from flint import arb
from sympy import Symbol
from sympy.core.relational import Equality, Relational, Unequality
from sympy.logic.boolalg import And, Boolean

from ldm_symbolic.balls import enclose
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.terms import Name, is_function
from ldm_symbolic.search.instances import Sampler
from ldm_symbolic.search.judge import REFUTES, Outcome, judge
from ldm_symbolic.search.openings import Case, cases
from ldm_symbolic.search.shrinking import shrink

INSTANCES = 400
_NEAR, _FAR = arb(10) ** -300, arb(10) ** 300
"""Between these a margin can be written out."""
_LEVELS = 4
_WHOLE = 6  # one in so many instances of a claim about intervals is judged as it stands, which is slow
_SHRINK_ATTEMPTS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """An instance that refutes a claim.

    Args:
        instance: exact values of the claim's names, in the order of their names.
        witnesses: values of the symbols that the claim's quantifiers range over, where they matter.
        hypotheses: what is true there: the claim's hypotheses, and that the witnesses are in range.
        conclusion: what is not true there, at the witnesses: the claim's conclusion, its quantifiers opened.
        outcome: "false" or "undefined".
        reason: what fails and where, as `judge.judge` says it.
        confirmed: whether the claim as it stands is also judged to fail, without being told the witnesses.
    """

    instance: Assignment
    witnesses: Mapping[Symbol, Any]
    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    outcome: Outcome
    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a search that found nothing has looked at.

    Args:
        tried: how many instances were drawn.
        met: how many of them met the hypotheses.
        held: at how many of these the claim was found true.
        margin: how close the nearest of these came to equality, rounded down to three digits; `None` where the
            conclusion is not an inequality.
    """

    tried: int
    met: int
    held: int
    margin: Fraction | None


class EnginesDisagreeError(RuntimeError):
    """Raised when a claim is judged true at an instance that refutes one of its cases: one of the two is wrong."""


def search(
    hypotheses: Iterable[Boolean],
    conclusion: Boolean,
    *,
    names: Iterable[Name],
    seed: str = "0",
    instances: int = INSTANCES,
) -> Counterexample | Tally:
    """Looks for a counterexample.

    Args:
        hypotheses: what is assumed.
        conclusion: what may be false.
        names: to which an instance gives values; those that occur in the cases come with them.
        seed: another seed gives other instances; the same one always gives the same result.
        instances: how many instances to draw.

    Example:
        >>> from ldm_symbolic.notation import noise
        >>> search([noise >= 0], noise**2 >= noise, names=[noise]).instance
        {x: Fraction(1, 2)}
    """
    random = Random(seed)
    whole = _Whole(hypotheses=tuple(hypotheses), conclusion=conclusion, names=frozenset(names))
    turns = _turns(cases(whole.hypotheses, conclusion), whole.names)
    met = held = 0
    margins: list[Fraction] = []
    for number in range(instances):
        case, sampler = turns[number % len(turns)]
        instance = sampler.draw(random, 1 + number * _LEVELS // instances)
        if instance is None:
            continue
        met += 1
        outcome = judge((), case.conclusion, instance).outcome
        if outcome in REFUTES:
            return _counterexample(whole, case, sampler, instance)
        held += outcome is Outcome.TRUE
        margins += _margins(case.conclusion, instance) if outcome is Outcome.TRUE else []
    return Tally(tried=instances, met=met, held=held, margin=min(margins, default=None))


def _turns(found: list[Case], names: frozenset[Name]) -> list[tuple[Case, Sampler]]:
    """The cases in the order in which they take turns: plain ones often, searches over intervals rarely."""
    samplers = [(case, Sampler(case.names | names, case.hypotheses)) for case in found]
    plain = [turn for turn in samplers if turn[0].plain]
    slow = [turn for turn in samplers if not turn[0].plain]
    if not plain or not slow:
        return samplers
    return [turn for late in slow for turn in (*(plain[i % len(plain)] for i in range(_WHOLE * len(plain))), late)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """What the search is about, before it is opened into cases."""

    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    names: frozenset[Name]

    def judged(self, instance: Assignment) -> Outcome:
        """The outcome at the values of its own names."""
        own = {name: value for name, value in instance.items() if name in self.names}
        return judge(self.hypotheses, self.conclusion, own).outcome


def _counterexample(whole: _Whole, case: Case, sampler: Sampler, found: Assignment) -> Counterexample:
    """The found instance made small, judged once more with all hypotheses, and set against the whole."""
    confirmed = whole.judged(found) in REFUTES

    def keeps(candidate: Assignment) -> Assignment | None:
        full = sampler.complete(candidate)
        if full is None or judge(case.hypotheses, case.conclusion, full).outcome not in REFUTES:
            return None
        return full if not confirmed or whole.judged(full) in REFUTES else None

    small = shrink(found, keeps, _SHRINK_ATTEMPTS, sampler.definitions)
    judgement = judge(case.hypotheses, case.conclusion, small)
    outcome = whole.judged(small)
    if judgement.outcome not in REFUTES or outcome in (Outcome.TRUE, Outcome.NOT_MET):
        raise EnginesDisagreeError(
            f"`{whole.conclusion}` is {outcome} at {small}, where `{case.conclusion}` is {judgement.outcome}"
        )
    return Counterexample(
        instance={name: value for name, value in small.items() if name in whole.names},
        witnesses={name: value for name, value in small.items() if name not in whole.names},
        hypotheses=case.hypotheses,
        conclusion=case.conclusion,
        outcome=judgement.outcome,
        reason=judgement.reason,
        confirmed=confirmed,
    )


def _margins(conclusion: Boolean, instance: Assignment) -> list[Fraction]:
    """The distances from equality of the inequalities in a conclusion, rounded down, but for enormous ones."""
    parts = conclusion.args if isinstance(conclusion, And) else (conclusion,)
    if any(map(is_function, instance)):
        return []
    margins = []
    for part in parts:
        if isinstance(part, Relational) and not isinstance(part, Equality | Unequality):
            ball = abs(enclose.evaluate(part.lhs - part.rhs, instance))
            if ball.is_finite() and not ball > _FAR:
                near = ball > _NEAR  # closer than that is rounded down to 0
                margins.append(_rounded_down(enclose.rational_bounds(ball)[0]) if near else Fraction(0))
    return margins


def _rounded_down(value: Fraction) -> Fraction:
    """A non-negative number cut to three significant digits."""
    if value == 0:
        return value
    unit = Fraction(10) ** (int(log10(value.numerator) - log10(value.denominator)) - 4)  # no digits are written out
    while value >= 1000 * unit:
        unit *= 10
    return value // unit * unit
