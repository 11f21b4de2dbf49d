"""Names for what every statement is about: the generated variance v_j(x) of a mode, and the error E(k, x).

An author writes E(k, x) - E(k-1, x) = v_k(x) - 2 s_k √v_k(x), not the four sums that it stands for. Each name is
defined by an expression of the model; a term is replaced only where it is that expression at some index and level,
term for term, and every fragment says what the names in it mean. A hat marks the plug-in score.

Tested in `tests/latex/test_names.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sympy import Add, Expr, Indexed, Min, Mul, Sum

from ldm_symbolic.latex.names.abbreviated import Abbreviated
from ldm_symbolic.latex.names.at_the_end import at_the_end, with_ends
from ldm_symbolic.latex.names.kinds import (
    AT_THE_END,
    ERROR_OF,
    ERRORS,
    KINDS,
    LETTERS,
    SCORES,
    CappedWeight,
    EndVariance,
    ModeCappedWeight,
    PluginVariance,
    Reach,
    SwitchVariance,
    meaning,
)
from ldm_symbolic.latex.names.order import spelled
from ldm_symbolic.latex.names.rebuilding import is_taken, rebuilt, without
from ldm_symbolic.model import error as frechet
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.model.weight import believed_variance, noised, weight
from ldm_symbolic.notation import (
    cap,
    deviations,
    estimated_deviations,
    estimated_variance,
    estimated_variances,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    variances,
)
from ldm_symbolic.proof.language.terms import substitute


@cache
def definition(kind: Any, taken: frozenset[str] = frozenset()) -> tuple[Expr, Expr]:
    """A name at its usual arguments, and what it stands for there, in names defined before it.

    Args:
        kind: of name.
        taken: the names of the fragment; where the variances have a sequence of their own there, it is used.

    >>> from ldm_symbolic.latex.names.kinds import PluginError
    >>> definition(PluginError)[0].args
    (k, x)
    >>> definition(PluginVariance)[1], definition(PluginVariance, frozenset({"lambda_hat[]"}))[1]
    (x*(1 - s_hat[j]**2) + s_hat[j]**2, x*(1 - lambda_hat[j]) + lambda_hat[j])
    """
    if kind is CappedWeight:
        return kind(noise), meaning(kind)
    if kind in AT_THE_END:
        return at_the_end(kind)
    arguments = (latent_dimension, noise) if kind in ERROR_OF.values() else (mode, noise)
    whole = meaning(kind)
    if kind in ERROR_OF:
        return kind(*arguments), _in_variances(whole, kind) if f"{LETTERS[kind][1]}[]" in taken else whole
    return kind(*arguments), _with_variances(whole, ())


@cache
def shortened(term: Any, taken: frozenset[str] = frozenset()) -> Any:
    """An expression, condition or predicate with the names in place of what they stand for.

    Args:
        term: what is to be printed; comparisons stay as they are written.
        taken: names that mean something else in the fragment and are therefore not used.
    """
    return _with_errors(_with_variances(with_ends(_with_weights(term, taken), taken), taken), taken)


def used(terms: Iterable[Any]) -> tuple[Any, ...]:
    """The kinds of names that occur in terms, with those that their definitions need, definitions first."""
    found = {type(node) for term in terms for node in term.atoms(Abbreviated)}
    found |= {kind for kind, error in ERRORS.items() if error in found}
    found |= {PluginVariance} if ModeCappedWeight in found else set()
    found |= {Reach, SwitchVariance} if EndVariance in found else set()
    return tuple(kind for kind in KINDS if kind in found)


def _is_split(kind: Any, taken: Iterable[str]) -> bool:
    """Whether a fragment has both sequences of which a generated variance could be meant."""
    return all(f"{letters}[]" in taken for letters in LETTERS[kind])


def _with_weights(term: Any, taken: Iterable[str]) -> Any:
    if is_taken(CappedWeight.letter, taken):
        return term

    def change(least: Expr) -> Expr:
        others = [arg for arg in least.args if arg != cap] if isinstance(least, Min) and cap in least.args else []
        if len(others) != 1:
            return least
        for level in sorted(others[0].free_symbols & {noise, horizon_noise}, key=spelled):
            if others[0] == substitute(weight(PluginScore()), {noise: level}):
                return CappedWeight(level)
            for node in sorted(others[0].atoms(Indexed), key=spelled):
                believed = {estimated_variance: node if node.base == estimated_variances else node**2}
                known = node.base in (estimated_variances, estimated_deviations)
                if known and others[0] == substitute(weight(PluginScore()), believed | {noise: level}):
                    return ModeCappedWeight(node.indices[0], level)
        return least

    return rebuilt(term, change)


def _with_variances(term: Any, taken: Iterable[str]) -> Any:
    kinds = tuple(kind for kind in ERROR_OF if not is_taken(kind.letter, taken) and not _is_split(kind, taken))
    return rebuilt(term, lambda total: _varied(total, kinds))


@cache
def _varied(total: Expr, kinds: tuple[Any, ...]) -> Expr:
    bases = {str(node.base) for node in total.atoms(Indexed)} if isinstance(total, Add) else set()
    for kind in kinds:
        if bases.isdisjoint(map(str, LETTERS[kind])):
            continue
        found = [(place, rest) for place in _candidates(total) if (rest := _rest(total, kind, *place)) is not None]
        if found:
            place, rest = min(found, key=lambda pair: tuple(map(spelled, pair[0])))
            return _varied(rest + kind(*place), kinds)
    return total


def _rest(total: Expr, kind: Any, index: Expr, level: Expr) -> Expr | None:
    """What is left of a sum without a generated variance; None if that is no part of it."""
    found = (without(total, form) for form in _forms(kind, index, level))
    return next((rest for rest in found if rest is not None), None)


@cache
def _patterns(kind: Any) -> tuple[Expr, ...]:
    """The two ways in which the model and a paper write v_j(x), in standard deviations and in variances."""
    score = SCORES[kind]
    written = [variance(score, Start.NOISED), noised(believed_variance(score))]
    roots = [frechet.indexed(form) for form in written]
    return (*roots, *(_in_variances(root, kind) for root in roots))


def _in_variances(term: Expr, kind: Any) -> Expr:
    roots, squares = LETTERS[kind]
    return term.subs(roots[mode] ** 2, squares[mode])


@cache
def _forms(kind: Any, index: Expr, level: Expr) -> tuple[Expr, ...]:
    return tuple(substitute(pattern, {mode: index, noise: level}) for pattern in _patterns(kind))


def _candidates(total: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Indices and noise levels at which part of a sum may be a generated variance."""
    letters = {str(base) for base in (deviations, estimated_deviations, variances, estimated_variances)}
    indices = {node.indices[0] for node in total.atoms(Indexed) if str(node.base) in letters}
    levels: dict[Expr, None] = {}
    for term in Add.make_args(total):
        factors = Mul.make_args(term)
        levels[term] = None
        levels.update((Mul(*factors[:i], *factors[i + 1 :]), None) for i in range(len(factors)))
    for index in indices:
        yield from ((index, level) for level in levels if not level.is_number)


def _with_errors(term: Any, taken: Iterable[str]) -> Any:
    def change(total: Expr) -> Expr:
        for kind, error in ERRORS.items():
            if is_taken(error.letter, taken):
                continue
            parts = [(part, *part.as_coeff_Mul()) for part in Add.make_args(total)]
            for _, number, rest in parts:
                alike = {_over_modes(term): part for part, factor, term in reversed(parts) if factor == number}
                for last, level in _dimensions_and_levels(rest, kind):
                    wanted = Add.make_args(_error_in(kind, last, level))
                    if alike.keys() >= set(wanted):
                        return change(total - Add(*map(alike.get, wanted)) + number * error(last, level))
        return total

    return rebuilt(term, change)


@cache
def _error_in(kind: Any, last: Expr, level: Expr) -> Expr:
    """The error, as the model derives it, in the name of the generated variance."""
    pattern = frechet.squared_error(kind(mode, noise))
    return substitute(pattern, {latent_dimension: last, noise: level})


@cache
def _dimensions_and_levels(term: Expr, kind: type[Abbreviated]) -> tuple[tuple[Expr, Expr], ...]:
    """Latent dimensions and noise levels at which a term may be part of an error: its bounds, and its variances'."""
    levels = {node.args[1] for node in term.atoms(kind)}
    bounds = {limit for node in term.atoms(Sum) for _, *ends in node.limits for limit in ends} if levels else set()
    found = [(last, level) for last in bounds for level in levels if not last.has(mode) and not level.has(mode)]
    return tuple(sorted(found, key=lambda pair: tuple(map(spelled, pair))))


def _over_modes(term: Expr) -> Expr:
    """A sum with the usual index of the modes, if it has another one; anything else as it is."""
    if not isinstance(term, Sum) or len(term.limits) > 1 or not term.limits[0][0].is_integer or term.has(mode):
        return term
    index, lower, upper = term.limits[0]
    return Sum(term.function.xreplace({index: mode}), (mode, lower, upper))
