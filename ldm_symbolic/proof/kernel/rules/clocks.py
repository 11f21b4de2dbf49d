"""Rules for a change of clock: a level that rises continuously in time, and the time read off a level.

The hypothesis is always the predicate `Clock(a, b, (u, lo, hi), (x, first, last))`. Generation time runs
backwards, t = hi - u, so a rising error in the level is a falling error in t.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import Expr, Integer, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, _mint_defined, recorded
from ldm_symbolic.proof.language.build import both, equivalent, ge, le
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import key, keys, same
from ldm_symbolic.proof.language.predicate import (
    Clock,
    Decreasing,
    Identity,
    Increasing,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    Universal,
)
from ldm_symbolic.proof.language.remake import minus
from ldm_symbolic.proof.language.terms import free, substitute

_REVERSED = {
    NonDecreasing: NonIncreasing,
    NonIncreasing: NonDecreasing,
    Increasing: Decreasing,
    Decreasing: Increasing,
}


@recorded
def read_clock(clock: Clock, moments: Sequence[Expr], levels: Sequence[Expr]) -> Fact:
    """Return what a clock says about a moment, two moments, a moment and a level, or a level.

    Theorem: the definition of the clock; an increasing function and its inverse compare alike.

        lo <= u, u <= hi |- first <= a(u) and a(u) <= last
        lo <= u, u <= hi, lo <= w, w <= hi |- u <= w iff a(u) <= a(w)
        lo <= u, u <= hi, first <= y |- u <= b(y) iff a(u) <= y
        first <= y, y <= last |- lo <= b(y) and b(y) <= hi and a(b(y)) = y

    Args:
        clock: the predicate, which becomes a hypothesis.
        moments: u, or u and w: real terms.
        levels: y, a real term; a level below the first one is read as lo, one beyond the last as hi.
    Raises:
        RuleError: if it is asked about anything else.

    >>> from sympy import Function
    >>> from ldm_symbolic.notation import horizon, horizon_noise, noise, time_left
    >>> level, reading = Function("a2", real=True)(time_left), Function("abar", real=True)(noise)
    >>> clock = Clock(level, reading, (time_left, 0, horizon), (noise, 0, horizon_noise))
    >>> read_clock(clock, [horizon], []).conclusion
    (a2(T) >= 0) & (a2(T) <= X)
    """
    clock, moments, levels = admit(read_clock, clock, moments, levels)
    rises, inverse, (time, lower, upper), (noise, first, last) = clock.args
    reached = [substitute(rises, {time: moment}) for moment in moments]
    read = [substitute(inverse, {noise: level}) for level in levels]
    guard = [condition for moment in moments for condition in (le(lower, moment), le(moment, upper))]
    guard += (le(first, level) for level in levels)
    match len(moments), len(levels):
        case 1, 0:
            conclusion = both(ge(reached[0], first), le(reached[0], last))
        case 2, 0:
            conclusion = equivalent(le(*moments), le(*reached))
        case 1, 1:
            conclusion = equivalent(le(moments[0], read[0]), le(reached[0], levels[0]))
        case 0, 1:
            moments, guard = read, [*guard, le(levels[0], last)]
            back = Identity(substitute(rises, {time: read[0]}), levels[0])
            conclusion = both(le(lower, read[0]), le(read[0], upper), back)
        case _:
            raise RuleError(f"a clock says nothing about {len(moments)} moments and {len(levels)} levels")
    known: frozenset[int] = frozenset()
    for part, symbol, terms in ((rises, time, moments), (inverse, noise, levels)):
        known |= keys(substitute(condition, {symbol: term}) for term in terms for condition in obligations(part))
    needed = [condition for condition in obligations(conclusion) if key(condition) not in known]
    return _mint([clock, *guard, *needed], conclusion, rule="read_clock")


@recorded
def change_of_clock(
    predicate: Universal, clock: Clock, moment: Symbol, *, backward: bool, hypotheses: Iterable[Boolean]
) -> Fact:
    """Return that a function of the level is monotone, or smallest, as it is in the clock's time.

    Theorem: a strictly increasing bijection preserves order and minima; to look from the other end reverses the order.

        NonDecreasing(f(x), (x, first, last))  iff  NonIncreasing(f(a(hi - t)), (t, 0, hi - lo))

    Args:
        predicate: `NonDecreasing`, `NonIncreasing`, `Increasing`, `Decreasing` or `Minimises` over (x, first, last).
        clock: the predicate, which becomes a hypothesis.
        moment: a new symbol for the time: u, or t if backward.
        backward: whether time runs from hi down to lo.
        hypotheses: under which the function is defined on the range.
    Raises:
        RuleError: if the ranges differ, the symbol is not new, or the function is not shown to be defined.
    """
    predicate, clock, moment, backward, hypotheses = admit(
        change_of_clock, predicate, clock, moment, backward, hypotheses
    )
    level, inverse, (time, lower, upper), (noise, first, last) = clock.args
    monotone = type(predicate) in (*_REVERSED, Minimises)
    if not (monotone and same(predicate.lower, first) and same(predicate.upper, last)):
        raise RuleError(f"`{predicate}` is not monotonicity or a minimum over the range of `{clock}`")
    hypotheses = conjuncts([clock, *hypotheses])
    if moment.is_integer or predicate.index.is_integer or moment in free(predicate) | free(clock):
        raise RuleError(f"`{moment}` must be a real symbol that is new, and `{predicate.index}` a real one")
    now = minus(upper, moment) if backward else moment
    at_moment = substitute(level, {time: now})
    span = (moment, Integer(0), minus(upper, lower)) if backward else (moment, lower, upper)
    position = 1 if isinstance(predicate, Minimises) else 0
    function = predicate.value(position, at_moment)
    inherited = keys(substitute(o, {predicate.index: at_moment}) for o in obligations(predicate.args[position]))
    inherited |= keys(substitute(o, {time: now}) for o in obligations(level))
    lost = [o for o in obligations(function) if key(o) not in inherited]
    if isinstance(predicate, Minimises):
        hypotheses += predicate.plain()
        reading = substitute(inverse, {noise: predicate.args[0]})
        renewed = Minimises(minus(upper, reading) if backward else reading, function, span)
        known = keys(substitute(o, {noise: predicate.args[0]}) for o in obligations(inverse))
        known |= keys(o for part in (predicate.args[0], lower, upper) for o in obligations(part))
        lost += [o for o in obligations(renewed.args[0]) if key(o) not in known]
    else:
        kind = _REVERSED[type(predicate)] if backward else type(predicate)
        renewed = kind(function, span)
    if lost:
        raise RuleError(f"in the new clock the function needs `{lost[0]}`, which it did not need before")
    return _mint_defined(hypotheses, equivalent(predicate, renewed), rule="change_of_clock", needs=[predicate])
