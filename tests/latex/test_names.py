"""The names of the error and the variance are found in whatever form the model derives the error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sympy import Expr, Integer, Sum, Symbol, expand, sqrt

from ldm_symbolic.latex.names import (
    ExactError,
    PluginError,
    PluginVariance,
    meaning,
    recognition,
    shortened,
)
from ldm_symbolic.model import error, parts
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.parts import Part
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.notation import (
    data_dimension,
    deviation,
    deviations,
    generated_deviation,
    latent_dimension,
    mode,
    noise,
    variances,
)

K, D = latent_dimension, data_dimension
SCORES: dict[Any, Any] = {ExactError: ExactScore(), PluginError: PluginScore()}
R, S = generated_deviation, deviation


def as_a_square() -> Callable[[Expr], Expr]:
    """(√v_j - s_j)² and the tail."""
    kept, lost = parts.parts()
    changed = Part(first=kept.first, last=kept.last, term=(R - S) ** 2), lost
    return _of_parts(changed)


def as_all_less_what_is_won() -> Callable[[Expr], Expr]:
    """Σ_{j≤D} s_j² and, over the kept modes, v_j - 2 s_j √v_j."""
    won = Part(first=Integer(1), last=K, term=R**2 - 2 * R * S)
    return _of_parts((won, Part(first=Integer(1), last=D, term=S**2)))


def as_three_sums() -> Callable[[Expr], Expr]:
    """The variances that are generated, those of all data, and what both have in common."""
    terms = R**2, -2 * R * S
    kept = (Part(first=Integer(1), last=K, term=term) for term in terms)
    return _of_parts((*kept, Part(first=Integer(1), last=D, term=S**2)))


def _of_parts(found: tuple[Part, ...]) -> Callable[[Expr], Expr]:
    def whole(generated: Expr) -> Expr:
        law = error.indexed(generated)
        terms = [part.term.xreplace({R: sqrt(law), S: deviations[mode]}) for part in found]
        return sum(Sum(term, (mode, part.first, part.last)) for term, part in zip(terms, found, strict=True))

    return whole


FORMS = (as_a_square, as_all_less_what_is_won, as_three_sums)


@pytest.fixture(params=FORMS, ids=lambda form: form.__name__)
def another_form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Expr], Expr]]:
    """The model derives the same error in another form."""
    derived = error.squared_error(variance(PluginScore(), Start.NOISED))
    form = request.param()
    changed = form(variance(PluginScore(), Start.NOISED))
    sizes = {K: 2, D: 3}
    assert changed != derived
    assert expand((changed - derived).subs(sizes).doit()) == 0
    monkeypatch.setattr(error, "squared_error", form)
    _forget()
    yield form
    _forget()


def _forget() -> None:
    for name in ("definition", "meaning", "shortened", "_error_in"):
        getattr(recognition, name).cache_clear()


@pytest.mark.parametrize("kind", SCORES)
def test_the_error_is_named(kind: Any) -> None:
    whole = meaning(kind)
    assert shortened(whole) == kind(K, noise)
    assert shortened(whole - whole.subs(K, K + 1)) == kind(K, noise) - kind(K + 1, noise)


@pytest.mark.parametrize("kind", SCORES)
def test_the_error_is_named_in_another_form(kind: Any, another_form: Callable[[Expr], Expr]) -> None:
    whole = another_form(variance(SCORES[kind], Start.NOISED))
    assert whole == meaning(kind)
    level = Symbol("y", real=True)
    assert shortened(whole) == kind(K, noise)
    assert shortened(whole.subs(noise, level)) == kind(K, level)
    assert shortened(3 * whole.subs(K, K - 1)).args == (3, kind(K - 1, noise))


def test_what_is_no_error_is_not_named() -> None:
    kept, lost = sorted(meaning(PluginError).args, key=lambda part: part.limits[0][1] != 1)
    for term in (kept, lost, kept + 2 * lost, kept - lost, kept + lost.subs(K, K + 1), kept.subs(K, 3) + lost):
        assert not shortened(term).has(PluginError, ExactError)
    assert shortened(kept).has(PluginVariance)


def test_a_taken_letter_is_not_used() -> None:
    assert not shortened(meaning(PluginError), frozenset({"E_hat"})).has(PluginError)
    assert not shortened(meaning(PluginError).subs(deviations, variances)).has(PluginError)
