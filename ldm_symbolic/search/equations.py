"""Equations among hypotheses, solved for a name: what a sampler need not draw.

r² = s² + x (1 - s²) gives x when r and s are known; λ_j = s_j² for every j gives the whole sequence λ.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Add, Basic, Dummy, Eq, Expr, Indexed, Integer, Lambda, Piecewise, Rational, Sum, Symbol, diff, sqrt
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from ldm_symbolic.exact import as_fraction, as_rational
from ldm_symbolic.proof.language.predicate import Clock, ForEach, Identity
from ldm_symbolic.proof.language.terms import Name, free, is_function, substitute
from ldm_symbolic.search.values import is_real

_MOST_TERMS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An equation solved for a name.

    Args:
        name: the symbol or sequence that it gives a value to.
        index: for a sequence, the symbol that stands for the position.
        value: the solution.
        needs: the names in it.
    """

    name: Name
    index: Symbol | None
    value: Basic
    needs: frozenset[Name]


def definitions(hypotheses: Iterable[Boolean], names: frozenset[Name]) -> dict[Name, Definition]:
    """Solves equations for one name each, never in a circle.

    Args:
        hypotheses: among them equations, or equations for each mode.
        names: the names that may be defined.

    Example:
        >>> from ldm_symbolic.notation import deviation, variance
        >>> found = definitions([Eq(variance, deviation**2)], frozenset({variance, deviation}))
        >>> [(definition.name, definition.value) for definition in found.values()]
        [(lambda, s**2)]
    """
    hypotheses = tuple(hypotheses)
    found = schedule(hypotheses, names)
    for hypothesis in hypotheses:
        for definition in _solutions(hypothesis):
            new = definition.name in names and definition.name not in found
            if new and not _reaches(definition.needs, definition.name, found):
                found[definition.name] = definition
                break
    return found


def schedule(hypotheses: Iterable[Boolean], names: frozenset[Name]) -> dict[Name, Definition]:
    """Gives a clock the simplest schedule, a² = u up to the horizon: all of it is defined by the horizon.

    Args:
        hypotheses: among them a clock with an undefined level, inverse and ends.
        names: the names that may be defined.
    """
    for clock in hypotheses:
        if isinstance(clock, Clock):
            level, inverse, (time, first, horizon), (noise, lowest, top) = clock.args
            parts = (level.func, inverse.func, horizon, top)
            unknown = isinstance(level, AppliedUndef) and isinstance(inverse, AppliedUndef)
            if unknown and names.issuperset(parts) and first == lowest == 0:
                back = Piecewise((0, noise < 0), (noise, noise <= horizon), (horizon, True))
                given: dict[Name, Any] = {
                    level.func: Lambda(time, time),
                    inverse.func: Lambda(noise, back),
                    top: horizon,
                }
                needs = frozenset({horizon})
                return {n: Definition(name=n, index=None, value=v, needs=needs) for n, v in given.items()}
    return {}


def _reaches(needs: Iterable[Name], goal: Name, found: Mapping[Name, Definition]) -> bool:
    return any(name == goal or (name in found and _reaches(found[name].needs, goal, found)) for name in needs)


def _solutions(hypothesis: Boolean) -> list[Definition]:
    """The ways to solve an equation, or an equation for each mode, for one name: rational ones first."""
    index = None
    if isinstance(hypothesis, ForEach) and hypothesis.index.is_integer:
        index, hypothesis = hypothesis.index, hypothesis.args[0]
    if not isinstance(hypothesis, Eq | Identity):
        return []
    difference = hypothesis.args[0] - hypothesis.args[1]
    if index is None:
        targets = [name for name in free(difference) if isinstance(name, Symbol) and not name.is_integer]
    else:
        targets = [entry for entry in difference.atoms(Indexed) if entry.indices == (index,)]
    solved = [(target, *_solved(difference, target)) for target in sorted(targets, key=str)]
    definitions = [
        (rank, Definition(name=getattr(target, "base", target), index=index, value=value, needs=free(value) - {index}))
        for target, rank, value in solved
        if value is not None
    ]
    return [definition for _, definition in sorted(definitions, key=lambda pair: pair[0])]


def _solved(difference: Expr, target: Expr) -> tuple[int, Expr | None]:
    """Solves a + b z = 0 (rank 0) or a + b z² = 0 (rank 1) for z, the root being taken non-negative."""
    z = Dummy(real=True)
    equation = difference.xreplace({target: z})
    base = getattr(target, "base", target)
    if base in free(equation) or not equation.is_polynomial(z):
        return 2, None
    slope, constant = diff(equation, z), substitute(equation, {z: Integer(0)})
    if z not in free(slope):
        return 0, -constant / slope
    bend = diff(slope, z) / 2
    if z not in free(bend) and substitute(slope, {z: Integer(0)}) == 0:
        return 1, sqrt(-constant / bend)
    return 2, None


def defined_value(definition: Definition, instance: Mapping[Name, Any]) -> Any:
    """The exact value that a definition gives its name, a tuple for a sequence; `None` if it is not real.

    Args:
        definition: a solved equation.
        instance: values of the names that it needs.

    Example:
        >>> from ldm_symbolic.notation import deviation, variance
        >>> found = definitions([Eq(variance, deviation**2)], frozenset({variance, deviation}))
        >>> defined_value(found[variance], {deviation: Fraction(1, 3)})
        Fraction(1, 9)
    """
    if isinstance(definition.value, Lambda):
        return substitute(definition.value, {name: _as_sympy(instance[name]) for name in definition.needs})
    if definition.index is None:
        return _exact(definition.value, instance)
    length = min((len(value) for value in instance.values() if isinstance(value, tuple)), default=0)
    entries = [_exact(definition.value, {**instance, definition.index: place}) for place in range(1, length + 1)]
    return None if None in entries else tuple(entries)


def _exact(term: Expr, instance: Mapping[Name, Any]) -> Fraction | Expr | None:
    """The exact real value of a term, or `None`; a wrong one would not meet the equation that it comes from."""
    symbols = {name: _as_sympy(value) for name, value in instance.items() if isinstance(name, Symbol)}
    term = substitute(term, {**symbols, **{name: f for name, f in instance.items() if is_function(name)}})
    term = written_out(term)
    entries = {
        name[place]: _as_sympy(entry)
        for name, value in instance.items()
        if isinstance(value, tuple)
        for place, entry in enumerate(value, 1)
    }
    try:
        term = term.xreplace(entries)
    except TypeError:  # SymPy compares a quotient by zero
        return None
    if isinstance(term, Rational):
        return as_fraction(term)
    return term if is_real(term) else None


def written_out(term: Expr) -> Expr:
    """A term with each sum between two numbers written out, and any other as SymPy sums it.

    >>> from ldm_symbolic.notation import deviations, mode
    >>> written_out(Sum(mode * deviations[mode], (mode, 1, 2)))
    s[1] + 2*s[2]
    """
    if not term.has(Sum):
        return term
    if not isinstance(term, Sum):
        return term.func(*map(written_out, term.args))
    body, (index, lower, upper) = term.function, term.limits[0]
    if len(term.limits) > 1 or not (lower.is_Integer and upper.is_Integer and upper - lower < _MOST_TERMS):
        return term.doit()
    return Add(*(written_out(substitute(body, {index: Integer(n)})) for n in range(int(lower), int(upper) + 1)))


def _as_sympy(value: Any) -> Expr:
    return as_rational(value) if isinstance(value, int | Fraction) else value
