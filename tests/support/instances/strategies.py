"""Random instances that look for trouble: log-scaled sizes, ties, zeros, and the edges 1/4 and 1."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from sympy import Rational

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum

_EDGES = ["0", "1", "1/4", "1/2", "4", "1e-12", "1e6", "0.999999999999", "1.000000000001", "0.250000000001"]
_HORIZONS = ["1e-6", "1e-3", "1/3", "1", "2", "4", "8", "15"]
_CAPS = ["1.000001", "1.01", "3/2", "2", "10", "1000", "1e6"]


def logarithmic(least: int, most: int) -> st.SearchStrategy[Fraction]:
    """Rationals of a size between 10**least and 10**most, each order of magnitude alike."""
    powers = st.integers(least - 2, most - 3).map(lambda exponent: Fraction(f"1e{exponent}"))
    return st.builds(Fraction.__mul__, st.integers(100, 999).map(Fraction), powers)


variances = st.one_of(st.sampled_from(_EDGES).map(Fraction), logarithmic(-12, 6), logarithmic(-2, 1))
positive_variances = variances.filter(bool)
horizons = st.one_of(st.sampled_from(_HORIZONS).map(Fraction), logarithmic(-6, 1))
excesses = st.builds(Fraction.__add__, st.just(Fraction(1)), logarithmic(-6, 6))
caps = st.one_of(st.sampled_from(_CAPS).map(Fraction), excesses)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Fraction, Fraction]:
    """A true and an estimated variance: unrelated, close, equal, or one of them zero."""
    true = draw(variances)
    near = st.sampled_from([Fraction(0), Fraction(1, 10**15), Fraction(-1, 10**9), Fraction(1, 10), Fraction(-1, 3)])
    return true, draw(st.one_of(variances, near.map(lambda relative: true * (Fraction(1) + relative))))


@st.composite
def spectra(draw: st.DrawFn, most: int = 5) -> Spectrum:
    """Up to `most` pairs, some of them repeated."""
    drawn = draw(st.lists(pairs(), min_size=1, max_size=most))
    if len(drawn) < most and draw(st.booleans()):
        drawn.append(drawn[0])
    true, estimated = zip(*drawn, strict=True)
    return Spectrum(variances=true, estimated=estimated)


def scores(capped: bool) -> st.SearchStrategy[Score]:
    """The plug-in score, or capped ones."""
    return caps.map(lambda cap: CappedScore(cap=Rational(cap))) if capped else st.just(PluginScore())


@st.composite
def problems(
    draw: st.DrawFn, *, capped: bool, most: int = 5, starts: tuple[Start, ...] = tuple(Start)
) -> StoppingProblem:
    """Stopping problems under the Ornstein-Uhlenbeck process."""
    return StoppingProblem(
        spectrum=draw(spectra(most)),
        score=draw(scores(capped)),
        start=draw(st.sampled_from(starts)),
        horizon=draw(horizons),
    )
