"""Predicates about every x of an interval, at one instance: refuted at points, proved by signs on boxes.

A refutation is a tuple of rational points at which the defining inequality fails in rigorous arithmetic. A
proof goes by a derivative: f' >= 0 on the whole interval makes f non-decreasing, f'' >= 0 makes it convex. What
neither settles is open.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, cast

from sympy import Expr, Ge, Le, Lt, Piecewise, Symbol, diff
from sympy.core.relational import Equality, GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import And, Boolean, BooleanTrue

from ldm_symbolic.balls import enclose
from ldm_symbolic.balls.boxes import Relation
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.conditions import oriented
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import (
    Clock,
    Convex,
    Decreasing,
    ForEach,
    Formula,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
    UniqueRoot,
    Universal,
)
from ldm_symbolic.proof.language.terms import free, fresh, substitute
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.spans import Span, constants_of, continuous, differentiable, sign_on, smooth, span_of
from ldm_symbolic.search.truth_values import Truth, every

_RELATIONS: Mapping[Any, Relation] = {GreaterThan: ">=", StrictGreaterThan: ">", LessThan: "<=", StrictLessThan: "<"}
_STRICT: tuple[Relation, Relation] = ("<", ">")
_SLOPES: Mapping[Any, Relation] = {NonDecreasing: ">=", Increasing: ">", NonIncreasing: "<=", Decreasing: "<"}


def on_interval(point: Point, predicate: Formula, local: Assignment) -> Truth:
    """Return the value of a predicate over reals at an instance.

    Args:
        point: the instance.
        predicate: a predicate that binds a real symbol.
        local: values of further symbols.
    Raises:
        UnknownTermError: for a predicate without an evaluation.
    """
    written, predicate = predicate, point.grounded(predicate)
    if isinstance(predicate, Clock):
        return _clock(point, predicate, local)
    limit = predicate.args[-1]  # its index may have another name than in the written one
    _, lower, upper = written.args[-1]
    span = span_of(point, lower, upper, local)
    if span is None:
        return Truth.OPEN
    if span.outer[0] > span.outer[1]:
        return Truth.FAILS if isinstance(predicate, Minimises | UniqueRoot) else Truth.TRUE
    if isinstance(predicate, UniqueRoot):
        return _unique_root(point, predicate, span, local)
    if isinstance(predicate, IsDerivative):
        function, slope = predicate.args[:2]
        if not differentiable(function, limit[0]):
            return Truth.TRUE if span.is_point() else Truth.OPEN
        return _same(point, diff(function, limit[0]), slope, limit[0], span, local)
    if isinstance(predicate, SolvesLinearODE):
        return _solves(point, predicate, span, local)
    if isinstance(predicate, Universal):
        return _universal(point, predicate, cast("Universal", written), span, local)
    raise UnknownTermError(f"no evaluation for `{predicate}`")


def _universal(point: Point, predicate: Universal, written: Universal, span: Span, local: Assignment) -> Truth:
    """Return the value of a predicate: refuted as it is written, proved with the functions of the instance put in."""
    plain = {point.value(condition, local) for condition in written.plain()}
    if plain - {Truth.TRUE, Truth.OPEN}:
        return Truth.FAILS
    names = _fresh(written, local)
    _, body = written.at(*names)
    seen = set(plain)
    for choice in _choices(written, span):
        seen.add(point.value(body, {**local, **dict(zip(names, choice, strict=True))}))
        if seen - {Truth.TRUE, Truth.OPEN}:
            return Truth.FAILS
    if Truth.OPEN in plain:
        return Truth.OPEN
    proved = (span.is_point() and Truth.OPEN not in seen) or _proved(point, predicate, span, local)
    if not proved:
        point.note(f"{type(predicate).__name__}: not refuted at {len(span.samples())} points, not proved either")
    return Truth.TRUE if proved else Truth.OPEN


def _fresh(predicate: Universal, local: Assignment) -> list[Symbol]:
    taken = {*free(predicate), *local, predicate.index}
    names: list[Symbol] = []
    for _ in range(predicate.arity):
        names.append(fresh(predicate.index, taken))
        taken.add(names[-1])
    return names


def _choices(predicate: Universal, span: Span) -> Iterator[tuple[Fraction, ...]]:
    """Yield tuples of points that meet the guard of a predicate."""
    samples = span.samples()
    match predicate:
        case Convex():
            yield from ((a, b, Fraction(1, 2)) for a, b in zip(samples, samples[2:], strict=False))
            yield (samples[0], samples[-1], Fraction(1, 2))
        case ForEach() | Minimises():
            yield from ((a,) for a in samples)
        case Increasing() | Decreasing():
            yield from pairwise(samples)
            if samples[0] < samples[-1]:
                yield (samples[0], samples[-1])
        case _:
            yield from pairwise(samples)
            yield (samples[0], samples[-1])


def _proved(point: Point, predicate: Universal, span: Span, local: Assignment) -> bool:
    index = predicate.index
    if isinstance(predicate, ForEach):
        return _condition_on(point, predicate.args[0], index, span, local)
    function = predicate.args[1] if isinstance(predicate, Minimises) else predicate.args[0]
    if not smooth(function, index):
        return False
    slope = diff(function, index)
    if isinstance(predicate, Convex):
        return sign_on(point, diff(slope, index), ">=", index, span, local)
    if isinstance(predicate, Minimises):
        return _convex_minimiser(point, predicate, slope, span, local)
    return sign_on(point, slope, _SLOPES[type(predicate)], index, span, local)


def _convex_minimiser(point: Point, predicate: Minimises, slope: Expr, span: Span, local: Assignment) -> bool:
    """A convex f is smallest where f' = 0, at the lower end if f' >= 0 there, at the upper if f' <= 0."""
    index, candidate = predicate.index, predicate.args[0]
    if not sign_on(point, diff(slope, index), ">=", index, span, local):
        return False
    here = substitute(slope, {index: candidate})
    at_lower = (Identity(candidate, predicate.lower), Ge(here, 0, evaluate=False))
    at_upper = (Identity(candidate, predicate.upper), Le(here, 0, evaluate=False))
    return any(_all_true(point, case, local) for case in ((Identity(here, 0),), at_lower, at_upper))


def _all_true(point: Point, conditions: Iterable[Boolean], local: Assignment) -> bool:
    return every([point.value(condition, local) for condition in conditions]) is Truth.TRUE


def _condition_on(point: Point, condition: Boolean, index: Symbol, span: Span, local: Assignment) -> bool:
    if isinstance(condition, BooleanTrue):
        return True
    if isinstance(condition, And):
        return all(_condition_on(point, part, index, span, local) for part in condition.args)
    if isinstance(condition, ForEach) and condition.index.is_integer:
        first, last = (point.rational(end, local) for end in (condition.lower, condition.upper))
        if first is None or last is None or index in free(condition.lower) | free(condition.upper):
            return False
        each = ({**local, condition.index: place} for place in range(ceil(first), floor(last) + 1))
        return all(_condition_on(point, condition.args[0], index, span, here) for here in each)
    if not isinstance(condition, Relational):
        return False
    difference = condition.lhs - condition.rhs
    if isinstance(condition, Equality):
        return False
    if type(condition) not in _RELATIONS:
        return any(sign_on(point, difference, sign, index, span, local) for sign in _STRICT)
    return sign_on(point, difference, _RELATIONS[type(condition)], index, span, local)


def _same(point: Point, left: Expr, right: Expr, index: Symbol, span: Span, local: Assignment) -> Truth:
    """Say whether a derivative and another expression agree on an interval; a single point asks for nothing."""
    if span.inner[0] >= span.inner[1]:
        return Truth.TRUE if span.is_point() else Truth.OPEN
    difference = left - right
    constants = {name: value for name, value in constants_of(point, local).items() if name != index}
    try:
        for sample in span.samples():
            if enclose.sign(difference, {**point.instance, **local, index: sample}) not in (0, None):
                point.note(f"{left} and {right} differ at {index} = {sample}")
                return Truth.FAILS
        agree = vanishes(substitute(difference, constants))
    except ValueError as error:  # what the balls cannot read, or SymPy: a quotient by zero inside of Max or Min
        point.note(f"{left} and {right} are not compared at this instance: {error}")
        return Truth.OPEN
    return Truth.TRUE if agree else Truth.OPEN


def _solves(point: Point, predicate: SolvesLinearODE, span: Span, local: Assignment) -> Truth:
    solution, rate, source, start, (time, lower, _) = predicate.args
    if not smooth(solution, time):
        return Truth.OPEN
    begins = point.value(Identity(substitute(solution, {time: lower}), start), local)
    if begins not in (Truth.TRUE, Truth.OPEN):
        return Truth.FAILS
    follows = _same(point, diff(solution, time), rate * solution + source, time, span, local)
    if follows is Truth.TRUE and not all(continuous(part, time) for part in (rate, source)):
        return Truth.OPEN
    return follows if begins is Truth.TRUE or follows is Truth.FAILS else Truth.OPEN


def _unique_root(point: Point, predicate: UniqueRoot, span: Span, local: Assignment) -> Truth:
    function, (index, lower, upper) = predicate.args
    if any(sign_on(point, function, sign, index, span, local) for sign in _STRICT):
        point.note(f"{function} has no zero")
        return Truth.FAILS
    ends = [substitute(function, {index: end}) for end in (lower, upper)]
    crossings: tuple[tuple[Any, Any, Relation], ...] = ((Le, Ge, ">"), (Ge, Le, "<"))
    for first, last, sign in crossings:
        signs = (first(ends[0], 0, evaluate=False), last(ends[1], 0, evaluate=False))
        crosses = _all_true(point, signs, local)
        if crosses and smooth(function, index) and sign_on(point, diff(function, index), sign, index, span, local):
            return Truth.TRUE
    return Truth.OPEN


def _clock(point: Point, predicate: Clock, local: Assignment) -> Truth:
    """A clock is recognised when its level rises by its derivative and its inverse is written as three branches."""
    constants = constants_of(point, local)
    level, inverse, times, levels = substitute(predicate, constants).args
    (time, lower, upper), (noise, first, last) = times, levels
    meets = (Identity(substitute(level, {time: end}), there) for end, there in ((lower, first), (upper, last)))
    met = every([point.value(condition, local) for condition in (*meets, Le(lower, upper, evaluate=False))])
    if met is not Truth.TRUE:
        return Truth.OPEN if met is Truth.OPEN else Truth.FAILS
    rises = on_interval(point, Increasing(level, (time, lower, upper)), local)
    if rises is not Truth.TRUE:
        return rises
    if not isinstance(inverse, Piecewise) or len(inverse.args) != 3:
        return Truth.OPEN
    (below, is_below), (between, is_between), (above, otherwise) = inverse.args
    edges = oriented(Lt(noise, first, evaluate=False)), oriented(Le(noise, last, evaluate=False))
    shape = (below, above, oriented(is_below), oriented(is_between)) == (lower, upper, *edges)
    back, forth = substitute(level, {time: between}) - noise, substitute(between, {noise: level}) - time
    inverts = otherwise == True and (  # noqa: E712 (SymPy's true)
        vanishes(forth) or (vanishes(back) and _stays_inside(point, between, times, levels, local))
    )
    defined = [point.value(ForEach(inner, (noise, first, last))) for inner in obligations(between)]
    return Truth.TRUE if shape and inverts and all(value is Truth.TRUE for value in defined) else Truth.OPEN


def _stays_inside(point: Point, moment: Expr, times: Any, levels: Any, local: Assignment) -> bool:
    """Whether a moment read off a level lies in the clock's time, so that it is the one and not another solution."""
    _, lower, upper = times
    inside = (Le(lower, moment, evaluate=False), Le(moment, upper, evaluate=False))
    return _all_true(point, (ForEach(condition, levels) for condition in inside), local)
