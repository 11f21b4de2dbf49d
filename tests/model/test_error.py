"""The squared error over modes: its increment and slope, and the forms of one mode's term that numbers are put into."""

from __future__ import annotations

import pytest
from sympy import Expr, IndexedBase, Integer, Matrix, Symbol, diff, expand, simplify, sqrt, symbols

from ldm_symbolic.model import error
from ldm_symbolic.model.backward import DerivationError, variance
from ldm_symbolic.model.distances.frechet import frechet_squared
from ldm_symbolic.model.error import gap, increment, mismatch, mode_error, mode_slope, root_gap, slope, squared_error
from ldm_symbolic.model.parts import Part
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import (
    data_dimension,
    deviation,
    deviations,
    estimated_deviations,
    estimated_variance,
    generated_deviation,
    latent_dimension,
    noise,
)

PLUGIN = variance(PluginScore(), Start.NOISED)


def test_increment_and_slope_follow_from_the_sum() -> None:
    k, D = latent_dimension, data_dimension
    error = squared_error(PLUGIN)
    for kept in (1, 2, 3):
        sizes = {k: kept, D: 3}
        this, before = (error.subs({k: n, D: 3}).doit() for n in (kept, kept - 1))
        assert expand(this - before - increment(PLUGIN).subs(sizes)) == 0
        assert expand(diff(this, noise) - slope(PLUGIN).subs(sizes).doit()) == 0
    off_by_one = error.subs({k: 2, D: 3}).doit() - error.subs({k: 0, D: 3}).doit()
    assert expand(off_by_one - increment(PLUGIN).subs({k: 2})) != 0


def test_the_printed_slope_of_proposition_1() -> None:
    s, hat = Symbol("s", positive=True), estimated_variance
    printed = (1 - s / sqrt(noise + (1 - noise) * hat)) * (1 - hat)
    assert simplify(mode_slope(PLUGIN, s**2) - printed) == 0


def test_the_indexed_error_uses_one_vocabulary() -> None:
    bases = set(squared_error(PLUGIN).atoms(IndexedBase))
    assert bases == {deviations, estimated_deviations}
    assert isinstance(squared_error(PLUGIN), Expr)


def test_the_error_of_a_mode_is_the_distance_on_the_line() -> None:
    v, s = symbols("v s", positive=True)
    assert expand(mode_error(v, s**2) - frechet_squared(Matrix([[sqrt(v)]]), Matrix([[s**2]]))) == 0
    assert mode_error(Integer(0), s**2) == s**2


def test_the_forms_for_numbers_are_the_error_and_its_derivative() -> None:
    r, s = generated_deviation, deviation
    assert simplify(root_gap().subs(gap, r**2 - s**2) - (r - s)) == 0
    v = Symbol("v", positive=True)
    derivative = diff(mode_error(v, s**2), v)
    assert simplify(mismatch().subs({gap: r**2 - s**2}).subs(r, sqrt(v)) - derivative) == 0
    assert simplify(mismatch().subs({gap: r**2 + s**2}).subs(r, sqrt(v)) - derivative) != 0


@pytest.mark.parametrize(
    "term", [deviation**2 + generated_deviation**2, deviation**2, (generated_deviation - 2 * deviation) ** 2]
)
def test_an_error_of_another_form_is_not_taken_for_a_square_of_deviations(
    term: Expr, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Part(first=Integer(1), last=latent_dimension, term=expand(term))
    monkeypatch.setattr(error, "parts", lambda: (other, other))
    error._root_of_error.cache_clear()
    with pytest.raises(DerivationError, match=r"difference of deviations|not v - λ"):
        root_gap.__wrapped__()
    error._root_of_error.cache_clear()
