"""Every rule by which a step may follow from others, and what must hold for it.

A rule works out a sequent that follows by its theorem from the premises, and `follows` compares it with the step: each
hypothesis of it must be one of the step's or follow from them, and its conclusion must be that of the step or imply it.
So a rule never needs to know how a term was written down.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ldm_symbolic.checker.questions import abstracted, require, require_all, require_defined, unsatisfiable
from ldm_symbolic.checker.terms import (
    ARITY,
    ONE,
    ZERO,
    Node,
    RefusedError,
    both,
    checked,
    conjuncts,
    differentiated,
    for_each,
    free,
    fresh,
    implies,
    is_condition,
    is_integer,
    le,
    lt,
    minus,
    node,
    obligations,
    plainly,
    plus,
    read,
    same,
    substitute,
    times,
    unfolded,
)
from ldm_symbolic.checker.values import condition_key, key, known_truth, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a file: what it says, the rule it names, the steps that it follows from, what the rule was given."""

    rule: str
    premises: tuple[Step, ...]
    hypotheses: tuple[Node, ...]
    conclusion: Node
    arguments: dict[str, Any]

    def given(self, name: str) -> Any:
        """Return an argument as it stands in the file."""
        if name not in self.arguments:
            raise RefusedError(f"the rule needs to be told `{name}`")
        return self.arguments[name]

    def term(self, name: str) -> Node:
        """Return an argument that is one term, condition, name or lambda."""
        return read(self.given(name))

    def parts(self, name: str) -> list[Any]:
        """Return an argument that is a list, as it stands in the file."""
        found = self.given(name)
        if not isinstance(found, list):
            raise RefusedError(f"`{name}` must be a list")
        return found

    def terms(self, name: str) -> list[Node]:
        """Return an argument that is a list of terms."""
        return [_number(read(part)) for part in self.parts(name)]

    def limits(self, name: str) -> Node:
        """Return an argument that is a range; its index is not free in its ends."""
        return _proper(read(self.given(name)))

    def facts(self, count: int) -> tuple[Step, ...]:
        """Return the premises, of which there must be so many."""
        if len(self.premises) != count:
            raise RefusedError(f"the rule has {count} premises, not {len(self.premises)}")
        return self.premises


def _number(term: Node) -> Node:
    if is_condition(term) or term.kind in ("range", "sequence", "function", "lambda"):
        raise RefusedError(f"`{term}` is no number")
    return term


def _proper(limits: Node) -> Node:
    if limits.kind != "range" or any(limits.parts[0] in free(end) for end in limits.parts[1:]):
        raise RefusedError(f"`{limits}` is no range")
    return limits


def follows(step: Step, hypotheses: Iterable[Node], conclusion: Node) -> None:
    """Refuse a step unless it follows from hypotheses |- conclusion, which is known to be so."""
    stated = {condition_key(h) for h in conjuncts(step.hypotheses)}
    for hypothesis in conjuncts(hypotheses):
        if condition_key(hypothesis) in stated:
            require_defined(step.hypotheses, hypothesis)
        else:
            require(step.hypotheses, hypothesis)
    shown = [*step.hypotheses, conclusion]
    if condition_key(step.conclusion) == condition_key(conclusion):
        require_defined(shown, step.conclusion)
    else:
        require(shown, step.conclusion)


def _shows(fact: Step, wanted: Node) -> None:
    """Refuse unless a premise says what is wanted, where its hypotheses hold."""
    known = [*fact.hypotheses, fact.conclusion]
    if condition_key(fact.conclusion) == condition_key(wanted):
        require_defined(known, wanted)
    else:
        require(known, wanted)


def _without(hypotheses: Iterable[Node], guard: Iterable[Node]) -> list[Node]:
    """Return hypotheses but those that a guard grants; where one of these needs more to be defined, that stays."""
    guard = conjuncts(guard)
    granted = {condition_key(g) for g in guard}
    defined = granted | {condition_key(o) for g in guard for o in obligations(g)}
    kept: list[Node] = []
    for hypothesis in conjuncts(hypotheses):
        if condition_key(hypothesis) in granted:
            kept += (o for o in obligations(hypothesis) if condition_key(o) not in defined)
        else:
            kept.append(hypothesis)
    return kept


def _absent(names: Iterable[Node], conditions: Iterable[Node]) -> None:
    for condition in conditions:
        for name in names:
            if name in free(condition):
                raise RefusedError(f"`{name}` is not arbitrary: it is free in `{condition}`")


def _all_hypotheses(*facts: Step) -> list[Node]:
    return [hypothesis for fact in facts for hypothesis in fact.hypotheses]


def _inside(limits: Node) -> list[Node]:
    """Return what may be used of an arbitrary value within a range, or inside of it: the ends need not be looked at."""
    index, lower, upper = limits.parts
    return [le(lower, index), le(index, upper), lt(lower, index), lt(index, upper)]


def _sort(name: Node, term: Node) -> Node:
    if is_integer(name) and not is_integer(_number(term)):
        raise RefusedError(f"`{name}` is an integer, `{term}` need not be one")
    return _number(term)


# Logic.


def decide(step: Step) -> None:
    """What two solvers say."""
    step.facts(0)
    require(step.hypotheses, step.conclusion)


def by_logic(step: Step) -> None:
    """Propositional logic; a fact says that where its hypotheses are defined and true, so is its conclusion."""
    goal = step.term("goal")
    if not is_condition(goal) or condition_key(goal) != condition_key(step.conclusion):
        raise RefusedError("the step does not say what its rule was asked for")
    known = {condition_key(c) for h in conjuncts(step.hypotheses) for c in (h, *obligations(h))}
    waiting, before = list(step.premises), -1
    while before != len(waiting):
        before = len(waiting)
        for fact in [f for f in waiting if all(_known(h, known) for h in f.hypotheses)]:
            waiting.remove(fact)
            known |= {condition_key(c) for part in conjuncts([fact.conclusion]) for c in (part, *obligations(part))}
    if _known(step.conclusion, known):
        return
    facts = [implies(both(*_said(f.hypotheses)), both(*_said([f.conclusion]))) for f in step.premises]
    goal = both(*_said([step.conclusion]))
    said = unsatisfiable(abstracted([*_said(step.hypotheses), *facts], goal))
    if said:
        raise RefusedError(f"`{step.conclusion}` does not follow by logic: {said}")


def _known(condition: Node, known: set[Any]) -> bool:
    parts = [c for part in conjuncts([condition]) for c in (*obligations(part), part)]
    return all(known_truth(part) or condition_key(part) in known for part in parts)


def _said(conditions: Iterable[Node]) -> list[Node]:
    """Return conditions together with the conditions under which they are defined."""
    return [c for part in conjuncts(conditions) for c in (*obligations(part), part)] or [le(ZERO, ZERO)]


def instantiate(step: Step) -> None:
    """What holds for all values of a name holds for the value of any term that is defined."""
    (fact,) = step.facts(1)
    mapping: dict[Node, Node] = {}
    for pair in step.parts("mapping"):
        if not isinstance(pair, list) or len(pair) != 2:
            raise RefusedError("a mapping is a list of pairs")
        name, term = map(read, pair)
        mapping[name] = fitting(name, term)
        if name.kind == "symbol":
            require_defined(step.hypotheses, term)
        elif term.kind == "lambda":  # sequences and functions are total
            require_all([], obligations(term.parts[1]))
    follows(step, [substitute(h, mapping) for h in fact.hypotheses], substitute(fact.conclusion, mapping))


def fitting(name: Node, term: Node) -> Node:
    """Return what a name can become: a term of its sort, a name of its kind, or a lambda."""
    if name.kind == "symbol":
        return _sort(name, term)
    if name.kind not in ("sequence", "function") or term.kind not in (name.kind, "lambda"):
        raise RefusedError(f"`{name}` cannot become `{term}`")
    if term.kind == "lambda" and is_integer(term.parts[0]) is not (name.kind == "sequence"):
        raise RefusedError(f"`{term}` is of the wrong sort for `{name}`")
    return term


def for_sequence(step: Step) -> None:
    """What holds for all sequences holds for one that is defined at every index, as `total` shows under hypotheses."""
    fact, total = step.facts(2)
    sequence, entries = step.term("sequence"), step.term("entries")
    if sequence.kind != "sequence" or entries.kind != "lambda":
        raise RefusedError("a sequence becomes a lambda")
    mapping = {sequence: fitting(sequence, entries)}
    index, body = entries.parts
    _absent([index], total.hypotheses)
    require_all([*total.hypotheses, total.conclusion], obligations(body))
    hypotheses = [*total.hypotheses, *(substitute(h, mapping) for h in fact.hypotheses)]
    follows(step, hypotheses, substitute(fact.conclusion, mapping))


# Quantifiers.


def _universal(predicate: Node) -> Node:
    if predicate.kind not in ARITY:
        raise RefusedError(f"`{predicate}` says nothing about all values")
    return predicate


def at(step: Step) -> None:
    """What is said of a whole range holds at each point of it."""
    step.facts(0)
    predicate, terms = _universal(step.term("predicate")), step.terms("terms")
    if not terms and plainly(predicate):
        follows(step, [predicate], both(*plainly(predicate)))
        return
    if len(terms) != ARITY[predicate.kind]:
        raise RefusedError(f"`{predicate.kind}` speaks about {ARITY[predicate.kind]} terms, not {len(terms)}")
    for term in terms:
        require_defined(step.hypotheses, _sort(predicate.parts[-1].parts[0], term))
    guard, body = unfolded(predicate, terms)
    follows(step, [predicate, *guard], body)


def for_all(step: Step) -> None:
    """What is shown for arbitrary values within a range holds for all of them."""
    if not step.premises:
        raise RefusedError("there is no fact to generalise")
    fact, *others = step.premises
    predicate, variables = _universal(step.term("predicate")), step.terms("variables")
    index = predicate.parts[-1].parts[0]
    sorts = [v.kind == "symbol" and v.parts[1] == index.parts[1] for v in variables]
    if not all(sorts) or not len(set(variables)) == len(variables) == ARITY[predicate.kind]:
        raise RefusedError(f"{variables} are not distinct symbols of the sort of `{index}`")
    guard, body = unfolded(predicate, variables)
    _shows(fact, body)
    kept = _without(fact.hypotheses, guard)
    _absent(variables, [predicate, *kept])
    if predicate.kind == "Minimises":
        _sort(index, predicate.parts[0])
    known = [*_all_hypotheses(*others), *(other.conclusion for other in others)]
    for condition in plainly(predicate):
        require(known, condition)
    if predicate.kind == "ForEach":  # the fact shows that the body is defined
        for end in predicate.parts[1].parts[1:]:
            require_defined(step.hypotheses, end)
    else:
        require_defined(step.hypotheses, predicate)
    follows(step, [*kept, *_all_hypotheses(*others)], predicate)


def _modes(limits: Node) -> Node:
    if not all(map(is_integer, limits.parts)):
        raise RefusedError(f"`{limits}` is no range of integers")
    return limits


def by_induction(step: Step) -> None:
    """g |- phi(lo) and g', lo <= j, j < hi, phi(j) |- phi(j + 1) give g, g', lo <= j, j <= hi |- phi(j)."""
    base, further = step.facts(2)
    limits, phi = _modes(step.limits("limits")), step.conclusion
    index, lower, upper = limits.parts
    after = plus(index, ONE)
    _shows(base, substitute(phi, {index: lower}))
    _shows(further, substitute(phi, {index: after}))
    allowed = [phi, le(lower, index), le(index, minus(upper, ONE)), lt(index, upper), le(after, upper)]
    kept = _without(further.hypotheses, allowed)
    _absent([index], [*base.hypotheses, *kept])
    follows(step, [*base.hypotheses, *kept, le(lower, index), le(index, upper)], phi)


# Sums.


def sum_over_modes(step: Step) -> None:
    """h(j), g |- a(j) <= b(j) gives h(j) for all j, g |- Σ a <= Σ b; strictly if there is a term."""
    (fact,) = step.facts(1)
    limits, relation = _modes(step.limits("limits")), fact.conclusion
    if relation.kind not in ("<", "<=", ">", ">=", "=", "Identity"):
        raise RefusedError(f"`{relation}` compares no terms of sums")
    index, lower, upper = limits.parts
    for end in (lower, upper):  # what shows that they are defined may be about the index, and go
        require_defined(step.hypotheses, end)
    within = [le(lower, index), le(index, upper), lt(minus(lower, ONE), index), lt(index, plus(upper, ONE))]
    kept = _without(fact.hypotheses, within)
    hypotheses = [for_each(h, limits) if index in free(h) else h for h in kept]
    hypotheses += [le(lower, upper)] if relation.kind in "<>" else []
    follows(step, hypotheses, node(relation.kind, *(node("sum", side, limits) for side in relation.parts)))


def _sum(term: Node) -> Node:
    if term.kind != "sum":
        raise RefusedError(f"`{term}` is no sum")
    return term


def split_sum(step: Step) -> None:
    """lo - 1 <= m, m <= hi |- Σ over lo..hi = Σ over lo..m + Σ over m+1..hi."""
    total, last = _sum(step.term("total")), _number(step.term("last"))
    body, limits = total.parts
    index, lower, upper = limits.parts
    first, second = (
        checked("sum", [body, node("range", index, *ends)]) for ends in ((lower, last), (plus(last, ONE), upper))
    )
    require_defined(step.hypotheses, total)
    require(step.hypotheses, both(le(minus(lower, ONE), last), le(last, upper)))
    follows(step, [], same(total, plus(first, second)))


def equal_sums(step: Step) -> None:
    """A finite sum is linear: the terms of all sums over one range, and what stands outside, vanish."""
    left, right = _number(step.term("left")), _number(step.term("right"))
    require_defined(step.hypotheses, same(left, right))
    _equal(list(step.hypotheses), left, right)
    follows(step, [], same(left, right))


def _equal(hypotheses: list[Node], left: Node, right: Node) -> None:
    """Refuse unless two terms that are defined are shown to be equal, the sums in them term by term."""
    if key(left) == key(right):
        return
    rest: list[Node] = []
    groups: dict[Any, tuple[Node, Node, list[Node]]] = {}
    index = fresh(node("symbol", "j", "integer"), left, right, *hypotheses)
    for coefficient, part in _linear(minus(left, right)):
        if part.kind == "sum":
            own, lower, upper = part.parts[1].parts
            group = groups.setdefault((key(lower), key(upper)), (lower, upper, []))
            group[2].append(times(coefficient, substitute(part.parts[0], {own: index})))
        else:
            rest.append(times(coefficient, part))
    for lower, upper, terms in groups.values():
        _vanishes([*hypotheses, le(lower, index), le(index, upper)], terms)
    _vanishes(hypotheses, rest)


def _vanishes(hypotheses: list[Node], terms: list[Node]) -> None:
    if terms and value(plus(*terms)):
        require(hypotheses, same(plus(*terms), ZERO))


def _linear(term: Node) -> Iterator[tuple[Node, Node]]:
    """Yield coefficients and parts, sums among them, whose products add up to a term."""
    if term.kind == "+":
        for part in term.parts:
            yield from _linear(part)
    elif term.kind == "*" and sum(map(_has_sum, term.parts)) == 1:
        (inner,) = filter(_has_sum, term.parts)
        factor = times(*(part for part in term.parts if part is not inner))
        yield from ((times(factor, coefficient), part) for coefficient, part in _linear(inner))
    else:
        yield ONE, term


def _has_sum(term: Node) -> bool:
    return term.kind == "sum" or any(_has_sum(part) for part in term.parts if isinstance(part, Node))


def exchange_sums(step: Step) -> None:
    """Σ_i u_i Σ_j M_ij w_j = Σ_j w_j Σ_i M_ij u_i: a double sum over a rectangle may be taken in either order."""
    step.facts(0)
    weight, inner, outer = _number(step.term("weight")), _sum(step.term("inner")), _modes(step.limits("outer"))
    body, limits = inner.parts
    index, other = outer.parts[0], limits.parts[0]
    ends = (*outer.parts[1:], *limits.parts[1:])
    if index is other or other in free(weight) or any({index, other} & free(end) for end in ends):
        raise RefusedError("the two sums do not run over a rectangle")
    factors = body.parts if body.kind == "*" else (body,)
    moved = times(*(factor for factor in factors if index not in free(factor)))
    coupled = times(*(factor for factor in factors if index in free(factor)))
    sums = node("sum", weight, outer), node("sum", inner, outer), node("sum", moved, limits)
    for part in sums:
        require_defined(step.hypotheses, part)
    left = node("sum", times(weight, inner), outer)
    right = node("sum", times(moved, node("sum", times(coupled, weight), outer)), limits)
    follows(step, [], same(left, right))


# Derivatives.


def derivative(step: Step) -> None:
    """The rules of differentiation; no denominator vanishes, what stands under a root or a logarithm is positive."""
    function, slope, limits = _number(step.term("function")), _number(step.term("slope")), step.limits("limits")
    variable, lower, upper = limits.parts
    predicate = checked("IsDerivative", [function, slope, limits])
    _absent([variable], step.hypotheses)
    inside = [*step.hypotheses, le(lower, variable), le(variable, upper)]
    needed: list[Node] = []
    found = differentiated(function, variable, needed)
    require_defined(step.hypotheses, predicate)
    for condition in needed:
        require(inside, condition, variables=(variable,))
    _equal(inside, found, slope)
    follows(step, [], predicate)


def _derivative_of(fact: Step) -> tuple[Node, Node, Node]:
    if fact.conclusion.kind != "IsDerivative":
        raise RefusedError(f"`{fact.conclusion}` is not about a derivative")
    function, slope, limits = fact.conclusion.parts
    return function, slope, limits


def _same_range(left: Node, right: Node) -> None:
    if left.parts[0] is not right.parts[0] or list(map(key, left.parts[1:])) != list(map(key, right.parts[1:])):
        raise RefusedError(f"`{left}` and `{right}` are not one range")


def _generalised(fact: Step, limits: Node) -> list[Node]:
    kept = _without(fact.hypotheses, _inside(limits))
    _absent([limits.parts[0]], kept)
    return kept


def derivative_of_difference(step: Step) -> None:
    """(f - g)' = f' - g'."""
    first, second = step.facts(2)
    (f, f_slope, limits), (g, g_slope, other) = _derivative_of(first), _derivative_of(second)
    _same_range(limits, other)
    difference = node("IsDerivative", minus(f, g), minus(f_slope, g_slope), limits)
    follows(step, _all_hypotheses(first, second), difference)


def monotone_by_slope(step: Step) -> None:
    """The mean value theorem; the sign of the derivative is needed inside the interval only."""
    slope, sign = step.facts(2)
    function, derived, limits = _derivative_of(slope)
    signs = {
        "NonDecreasing": le(ZERO, derived), "NonIncreasing": le(derived, ZERO), "Increasing": lt(ZERO, derived),
        "Decreasing": lt(derived, ZERO),
    }  # fmt: skip
    kind = step.conclusion.kind
    if kind not in signs:
        raise RefusedError(f"`{step.conclusion}` does not say that a function is monotone")
    _shows(sign, signs[kind])
    follows(step, [*slope.hypotheses, *_generalised(sign, limits)], node(kind, function, limits))


def unique_root(step: Step) -> None:
    """The intermediate value theorem for a function that increases and is continuous, as its shape shows."""
    if len(step.premises) < 3:
        raise RefusedError("the rule has at least 3 premises")
    rising, low, high = step.premises[:3]
    if rising.conclusion.kind != "Increasing" or is_integer(rising.conclusion.parts[1].parts[0]):
        raise RefusedError(f"`{rising.conclusion}` does not say that a function of a real variable increases")
    function, limits = rising.conclusion.parts
    variable, lower, upper = limits.parts
    _continuous(function, variable)
    _shows(low, le(substitute(function, {variable: lower}), ZERO))
    _shows(high, le(ZERO, substitute(function, {variable: upper})))
    hypotheses = _all_hypotheses(rising, low, high)
    require(hypotheses, le(lower, upper))
    follows(step, hypotheses, node("UniqueRoot", function, limits))


def _continuous(term: Node, variable: Node) -> None:
    if term.kind in ("cases", "value") and variable in free(term):
        raise RefusedError(f"`{term}` is not known to be continuous in `{variable}`")
    for part in term.parts:
        if isinstance(part, Node):
            _continuous(part, variable)


# Convexity.


def convex_by_slopes(step: Step) -> None:
    """A function whose derivative does not fall is convex; f'' >= 0 is needed inside the interval only."""
    first, second, sign = step.facts(3)
    (function, slope, limits), (again, bend, other) = _derivative_of(first), _derivative_of(second)
    _same_range(limits, other)
    if key(slope) != key(again):
        raise RefusedError(f"`{again}` is not the derivative `{slope}`")
    _shows(sign, le(ZERO, bend))
    hypotheses = [*_all_hypotheses(first, second), *_generalised(sign, limits)]
    follows(step, hypotheses, node("Convex", function, limits))


def slope_at(step: Step) -> None:
    """p is where f is least iff f'(p) >= 0 or p = lo, and f'(p) <= 0 or p = hi; at an end the slope tells all."""
    if len(step.premises) < 3:
        raise RefusedError("the rule has at least 3 premises")
    convex, slope, *order = step.premises
    function, derived, limits = _derivative_of(slope)
    variable, lower, upper = limits.parts
    point, says = _number(step.term("point")), step.given("says")
    if variable in free(point):
        raise RefusedError(f"`{point}` depends on `{variable}`")
    require_defined(step.hypotheses, point)
    _shows(convex, node("Convex", function, limits))
    at_lower, at_upper = key(point) == key(lower), key(point) == key(upper)
    wanted = [lt(lower, upper)] if at_lower or at_upper else [lt(lower, point), lt(point, upper)]
    for condition in wanted:
        require([*_all_hypotheses(*order), *(fact.conclusion for fact in order)], condition)
    possible = {"Minimises": True, "NonDecreasing": at_lower, "NonIncreasing": at_upper}
    if not isinstance(says, str) or not possible.get(says):
        raise RefusedError(f"the slope at `{point}` says nothing about {says}")
    what = node(says, *([point] if says == "Minimises" else []), function, limits)
    there = substitute(derived, {variable: point})
    signs = [] if at_upper else [le(ZERO, there)]
    signs += [] if at_lower else [le(there, ZERO)]
    follows(step, _all_hypotheses(*step.premises), node("iff", what, both(*signs)))


# Clocks: a(u) rises continuously from first at lo to last at hi; b is its inverse, lo below first and hi above last.


def _clock(clock: Node) -> tuple[Node, Node, tuple[Node, Node, Node], tuple[Node, Node, Node]]:
    if clock.kind != "Clock":
        raise RefusedError(f"`{clock}` is no clock")
    level, inverse, time, noise = clock.parts
    return level, inverse, time.parts, noise.parts


def clock_meaning(clock: Node) -> list[Node]:
    """Return conditions under which terms are a clock, the level of which is continuous as its shape shows."""
    level, inverse, (time, lower, upper), (noise, first, last) = _clock(clock)
    _continuous(level, time)
    there = substitute(level, {time: inverse})
    everywhere = node("symbol", "any level", "real")
    below, beyond = lt(noise, first), lt(last, noise)
    within = both(le(lower, inverse), le(inverse, upper), same(there, noise))
    says = (
        implies(below, same(inverse, lower)),
        implies(beyond, same(inverse, upper)),
        implies(both(le(first, noise), le(noise, last)), within),
    )
    ends = [same(substitute(level, {time: end}), value) for end, value in ((lower, first), (upper, last))]
    rises = node("Increasing", level, node("range", time, lower, upper))
    return [le(lower, upper), rises, *ends, *(substitute(part, {noise: everywhere}) for part in says)]


def read_clock(step: Step) -> None:
    """An increasing function and its inverse compare alike."""
    step.facts(0)
    clock, moments, levels = step.term("clock"), step.terms("moments"), step.terms("levels")
    rises, inverse, (time, lower, upper), (noise, first, last) = _clock(clock)
    for term in (*moments, *levels):
        require_defined(step.hypotheses, term)
    reached = [substitute(rises, {time: moment}) for moment in moments]
    readings = [substitute(inverse, {noise: level}) for level in levels]
    guard = [c for moment in moments for c in (le(lower, moment), le(moment, upper))]
    guard += (le(first, level) for level in levels)
    match len(moments), len(levels):
        case 1, 0:
            says = both(le(first, reached[0]), le(reached[0], last))
        case 2, 0:
            says = node("iff", le(*moments), le(*reached))
        case 1, 1:
            says = node("iff", le(moments[0], readings[0]), le(reached[0], levels[0]))
        case 0, 1:
            guard.append(le(levels[0], last))
            back = same(substitute(rises, {time: readings[0]}), levels[0])
            says = both(le(lower, readings[0]), le(readings[0], upper), back)
        case _:
            raise RefusedError(f"a clock says nothing of {len(moments)} moments and {len(levels)} levels")
    follows(step, [clock, *guard], says)


_REVERSED = {
    "NonDecreasing": "NonIncreasing", "NonIncreasing": "NonDecreasing", "Increasing": "Decreasing",
    "Decreasing": "Increasing",
}  # fmt: skip


def change_of_clock(step: Step) -> None:
    """An increasing bijection preserves order and minima; to look from the other end reverses the order."""
    step.facts(0)
    predicate, clock, moment = step.term("predicate"), step.term("clock"), step.term("moment")
    backward = step.given("backward")
    level, inverse, (time, lower, upper), (noise, first, last) = _clock(clock)
    if predicate.kind not in (*_REVERSED, "Minimises") or not isinstance(backward, bool):
        raise RefusedError(f"`{predicate}` does not say that a function is monotone, or where it is least")
    *point, function, limits = predicate.parts
    index = limits.parts[0]
    _same_range(limits, node("range", index, first, last))
    new = moment.kind == "symbol" and moment not in free(predicate) | free(clock)
    if not new or is_integer(moment) or is_integer(index):
        raise RefusedError(f"`{moment}` is no new real symbol, or `{index}` no real one")
    require_defined(step.hypotheses, predicate)
    now = minus(upper, moment) if backward else moment
    renewed = substitute(function, {index: substitute(level, {time: now})})
    span = node("range", moment, *((ZERO, minus(upper, lower)) if backward else (lower, upper)))
    if predicate.kind == "Minimises":
        reading = substitute(inverse, {noise: point[0]})
        there = node("Minimises", minus(upper, reading) if backward else reading, renewed, span)
    else:
        there = node(_REVERSED[predicate.kind] if backward else predicate.kind, renewed, span)
    follows(step, [clock, *plainly(predicate)], node("iff", predicate, there))


# The linear equation V' = p V + q with V(lo) = start.


def _equation(step: Step) -> tuple[Node, tuple[Node, ...]]:
    equation = step.term("equation")
    if equation.kind != "SolvesLinearODE":
        raise RefusedError(f"`{equation}` is no linear equation")
    return equation, equation.parts


def initial_value(step: Step) -> None:
    """A solution has its initial value."""
    step.facts(0)
    equation, (unknown, _, _, start, limits) = _equation(step)
    time, lower, upper = limits.parts
    follows(step, [equation, le(lower, upper)], same(substitute(unknown, {time: lower}), start))


def only_solution(step: Step) -> None:
    """A linear initial value problem has one solution."""
    slope, start = step.facts(2)
    equation, (unknown, rate, source, initial, limits) = _equation(step)
    candidate = _number(step.term("candidate"))
    time, lower, upper = limits.parts
    _shows(slope, checked("IsDerivative", [candidate, plus(times(rate, candidate), source), limits]))
    _shows(start, same(substitute(candidate, {time: lower}), initial))
    _absent([time], _all_hypotheses(slope, start))
    hypotheses = [equation, *_all_hypotheses(slope, start), le(lower, time), le(time, upper)]
    follows(step, hypotheses, same(unknown, candidate))


def stays(step: Step) -> None:
    """A solution stays on the side of a constant c across which p c + q does not push it, if it starts there."""
    forcing, start = step.facts(2)
    equation, (unknown, rate, source, initial, limits) = _equation(step)
    bound, above = _number(step.term("bound")), step.given("above")
    time, lower, upper = limits.parts
    if time in free(bound) or not isinstance(above, bool):
        raise RefusedError(f"`{bound}` depends on `{time}`")

    def beyond(left: Node, right: Node) -> Node:
        return le(right, left) if above else le(left, right)

    _shows(forcing, beyond(plus(times(rate, bound), source), ZERO))
    _shows(start, beyond(initial, bound))
    guard = [le(lower, time), le(time, upper)]
    kept = [*_without(forcing.hypotheses, guard), *start.hypotheses]
    _absent([time], kept)
    follows(step, [equation, *kept, *guard], beyond(unknown, bound))


def restricted(step: Step) -> None:
    """A solution on an interval is one on any part of it, and only the values of the rate matter."""
    inside, agreeing = step.facts(2)
    equation, (unknown, rate, source, _, limits) = _equation(step)
    time, lower, upper = limits.parts
    new, ends = _number(step.term("rate")), step.terms("ends")
    if len(ends) != 2:
        raise RefusedError("an interval has two ends")
    part = _proper(node("range", time, *ends))
    for condition in (le(lower, ends[0]), le(ends[1], upper)):
        require([*inside.hypotheses, inside.conclusion], condition)
    _shows(agreeing, same(rate, new))
    kept = _without(agreeing.hypotheses, [le(ends[0], time), le(time, ends[1])])
    _absent([time], [*kept, *inside.hypotheses])
    start = substitute(unknown, {time: ends[0]})
    renewed = checked("SolvesLinearODE", [unknown, new, source, start, part])
    require_defined([*step.hypotheses], renewed)
    follows(step, [equation, *inside.hypotheses, *kept], renewed)


RULES: dict[str, Callable[[Step], None]] = {
    rule.__name__: rule
    for rule in (
        at, by_induction, by_logic, change_of_clock, convex_by_slopes, decide, derivative,
        derivative_of_difference, equal_sums, exchange_sums, for_all, for_sequence, initial_value, instantiate,
        monotone_by_slope, only_solution, read_clock, restricted, slope_at, split_sum, stays, sum_over_modes,
        unique_root,
    )
}  # fmt: skip


def check(step: Step) -> None:
    """Refuse a step unless it follows by its rule from its premises."""
    if step.rule not in RULES:
        raise RefusedError(f"cannot check rule {step.rule}")
    RULES[step.rule](step)
