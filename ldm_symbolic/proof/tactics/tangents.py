"""Convexity of a function that lies above a line through each of its points.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, require_absent
from ldm_symbolic.proof.kernel.rules.logic import instantiate
from ldm_symbolic.proof.language.build import ge, le
from ldm_symbolic.proof.language.conditions import meaning, without
from ldm_symbolic.proof.language.keys import same
from ldm_symbolic.proof.language.predicate import Convex, mean
from ldm_symbolic.proof.language.remake import minus, plus, times
from ldm_symbolic.proof.language.terms import Limits, free, fresh, substitute
from ldm_symbolic.proof.tactics.combining import follows
from ldm_symbolic.proof.tactics.discharging import for_all

_LETTERS = tuple(Symbol(letter, real=True) for letter in "abcgpqw")


def convex_by_tangents(function: Expr, slope: Expr, limits: Limits, other: Symbol, fact: Fact) -> Fact:
    """Return that a function is convex because it lies above a line through each of its points.

    Add the line at z = (1 - w) x + w y, taken at x and at y, with weights 1 - w and w.

    Args:
        function, slope: f and g, expressions in x; g need not be a derivative.
        limits: (x, lo, hi).
        other: y, another real symbol.
        fact: x and y in the range, ... |- f(y) >= f(x) + g(x) (y - x), at the ends as well.
    Raises:
        RuleError: if the fact shows something else, or x or y is free in another hypothesis.

    >>> from ldm_symbolic.notation import noise, time
    >>> above = prove([], time**2 >= noise**2 + 2 * noise * (time - noise))
    >>> convex_by_tangents(noise**2, 2 * noise, (noise, 0, 1), time, above)
     |- Convex(x**2, (x, 0, 1))  [for_all]
    """
    function, slope, limits, other, fact = admit(convex_by_tangents, function, slope, limits, other, fact)
    predicate = Convex(function, limits)
    variable = predicate.index
    if other.is_integer or same(other, variable) or other in free(predicate) | free(slope):
        raise RuleError(f"`{variable}` and `{other}` must be two real symbols, the second new")
    wanted = ge(predicate.value(0, other), plus(function, times(slope, minus(other, variable))))
    if meaning(fact.conclusion) != meaning(wanted):
        raise RuleError(f"the fact shows `{fact.conclusion}`, but convexity needs `{wanted}`")
    kept = without(fact.hypotheses, [*predicate.within(variable, other)])
    require_absent([variable, other], kept, "cannot generalise")
    share = fresh(Symbol("w", real=True), {variable, other, *free(predicate), *free(slope)}.union(*map(free, kept)))
    between = mean(variable, other, share)
    guard, body = predicate.at(variable, other, share)
    lines = [instantiate(fact, {variable: between, other: end}) for end in (variable, other)]
    values = [predicate.value(0, point) for point in (between, variable, other)]
    terms = (*values, substitute(slope, {variable: between}), variable, other, share)
    chord = instantiate(_chord(), dict(zip(_LETTERS, terms, strict=True)))
    return for_all(predicate, follows(body, [*lines, chord], hypotheses=[*kept, *guard]), [variable, other, share])


def _chord() -> Fact:
    """Return that a number below two others by a line is below what lies between them at the same share."""
    here, first, second, slope, start, end, share = _LETTERS
    lines = [
        ge(value, plus(here, times(slope, minus(at, mean(start, end, share)))))
        for value, at in ((first, start), (second, end))
    ]
    return prove([ge(share, 0), le(share, 1), *lines], le(here, mean(first, second, share)))
