"""Pictures of where a sentence holds: each part of the plane against the claim itself and against errors in floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawing
from sympy import Rational

from ldm_symbolic.book import write_book
from ldm_symbolic.book.content import Book
from ldm_symbolic.claims.audit import select
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import d, ratio
from ldm_symbolic.derivations.letters import C, D, T, s, s_hat
from ldm_symbolic.figures.corollary_region import CAPS, HORIZONS, RATIOS, corollary_region
from ldm_symbolic.figures.drawn_regions import NAMES, draw_region
from ldm_symbolic.figures.pictures import paper_figure
from ldm_symbolic.figures.plugin_region import BELIEVED, START, TRUE, judged, plugin_region
from ldm_symbolic.figures.regions import Region, Strip
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.search.judge import Outcome, judge
from ldm_symbolic.stopping.surface.grid import squared_error_grid

HAIR = 1.02
"""How near a boundary a drawn point may not lie: by this factor in either coordinate."""
MANY, FEW = 1500, 8
TIES = 1e-9


def drawn(random: Random, ends: tuple[float, float]) -> Fraction:
    """A number between two, evenly on the logarithmic axis."""
    return Fraction(float(np.exp(random.uniform(*np.log(ends))))).limit_denominator(500)


def plain(region: Region, across: float, up: float) -> bool:
    """Whether a point lies in no boundary's neighbourhood: all about it there is one answer."""
    near = [(across * left, up * above) for left in (1 / HAIR, HAIR) for above in (1 / HAIR, HAIR)]
    layers = (region.stated, region.repaired, region.fails)
    return all(len({region.lies(layer, *point) for point in (*near, (across, up))}) == 1 for layer in layers)


def points(region: Region, across: tuple[float, float], up: tuple[float, float], seed: int) -> Iterator[list[Fraction]]:
    """Points of a picture at which its sentence says something, off its boundaries."""
    random = Random(seed)
    while True:
        point = [drawn(random, across), drawn(random, up)]
        numbers = [float(value) for value in point]
        if region.lies(region.stated, *numbers) and plain(region, *numbers):
            yield point


def taken(count: int, found: Iterator[list[Fraction]]) -> list[list[Fraction]]:
    return [next(found) for _ in range(count)]


def false_by_errors_plugin(pairs: list[list[Fraction]]) -> Floats:
    """Whether direction k helps at a time before its t̂_k, or does not at a later one: errors on a grid of times."""
    true, believed = ((Fraction(100), *values) for values in zip(*pairs, strict=True))
    horizon = Fraction(-0.5 * float(np.log1p(-float(START))))
    problem = StoppingProblem(
        spectrum=Spectrum(variances=true, estimated=believed), score=PluginScore(), horizon=horizon
    )
    times = np.linspace(0, float(horizon), 201)[:-1]
    change = np.diff(squared_error_grid(problem, times, range(1, len(true) + 1)), axis=0)
    levels = -np.expm1(-2 * (float(horizon) - times))
    above, below = (np.array(part)[1:, None] for part in zip(*map(quotient, true, believed), strict=True))
    late = np.where(below > 0, levels * below <= above, above > 0)
    return np.any(np.where(late, change > TIES, change < -TIES), axis=1)


def quotient(true: Fraction, believed: Fraction) -> tuple[float, float]:
    """The numerator of (8), and its denominator where that is positive, else 0."""
    return float(4 * true - believed), float(max(1 - believed, Fraction(0)))


def best_dimension(ratio_here: Fraction, cap: Fraction, horizon: Fraction) -> int:
    """The k with the least error at the end, for λ_j = L^{-j} and exact estimates."""
    variances = tuple(ratio_here**-place for place in range(1, 13))
    score = CappedScore(cap=Rational(cap))
    problem = StoppingProblem(
        spectrum=Spectrum(variances=variances, estimated=variances), score=score, start=Start.STANDARD, horizon=horizon
    )
    return int(np.argmin(squared_error_grid(problem, [float(horizon)])[:, 0])) + 1


def reached(ratio_here: Fraction, cap: Fraction) -> int:
    """d, the last direction with C λ_d >= 1."""
    return max(place for place in range(13) if cap >= ratio_here**place)


def false_by_errors_corollary(point: list[Fraction], horizon: Fraction) -> bool:
    steep, cap = point
    return best_dimension(steep, cap, horizon) - reached(steep, cap) not in (0, 1)


def false_by_the_claim(point: list[Fraction], horizon: Fraction) -> bool:
    """Whether C1.printed is false for some best dimension, were it printed for every ratio; rounded λ_j are not."""
    root, cap = point
    claim = next(one for one in catalogue(["C1"])[0].claims if one.id == "C1.printed")
    hypotheses = [one for one in claim.hypotheses if one != (ratio > 16)]
    last, chosen = reached(root**2, cap), best_dimension(root**2, cap, horizon)
    count = max(last, chosen) + 1
    deviations = (*(root**-place for place in range(1, count + 1)), Fraction(0), Fraction(0))
    instance = {D: count, C: cap, T: horizon, ratio: root**2, d: last, best: chosen, s: deviations, s_hat: deviations}
    found = judge(hypotheses, claim.conclusion, instance)
    assert found.outcome in (Outcome.TRUE, Outcome.FALSE), found.reason
    return found.outcome is Outcome.FALSE


def disagreeing(region: Region, found: list[list[Fraction]], false: Callable[[list[Fraction]], bool]) -> int:
    """At how many points a picture says another thing than a definition."""
    return sum(region.lies(region.fails, *map(float, point)) is not bool(false(point)) for point in found)


def altered(region: Region) -> Region:
    """The same with all lower boundaries of the failures moved."""
    return replace(region, fails=tuple(replace(strip, low=strip.low * 1.5) for strip in region.fails))


def overlap(first: Strip, second: Strip) -> bool:
    """Whether two strips have more in common than a boundary."""
    with np.errstate(invalid="ignore"):
        return bool(np.any(np.maximum(first.low, second.low) * (1 + TIES) < np.minimum(first.high, second.high)))


def regions() -> dict[str, Region]:
    return {"plugin": plugin_region()} | {name: corollary_region(horizon) for name, horizon in HORIZONS.items()}


def test_the_plugin_half_fails_where_it_is_drawn_to_by_the_claim_itself() -> None:
    region = plugin_region()
    random = Random(18)
    ends = [tuple(np.sqrt(pair)) for pair in (TRUE, BELIEVED)]
    roots = [[drawn(random, (low, high)) for low, high in ends] for _ in range(40)]
    checked = [pair for pair in roots if plain(region, *(float(root) ** 2 for root in pair))][: 2 * FEW]
    assert len(checked) == 2 * FEW
    for pair in checked:
        place = [float(root) ** 2 for root in pair]
        assert judged(*pair) == (not region.lies(region.fails, *place), region.lies(region.repaired, *place))
    assert len({judged(*pair) for pair in checked}) == 3  # as repaired, beyond the repair, and false


def test_the_plugin_half_fails_where_it_is_drawn_to_by_errors() -> None:
    region = plugin_region()
    found = taken(MANY, points(region, TRUE, BELIEVED, 19))
    false = {tuple(point): answer for point, answer in zip(found, false_by_errors_plugin(found), strict=True)}
    assert 100 < sum(false.values()) < MANY - 100
    assert disagreeing(region, found, lambda point: false[tuple(point)]) == 0
    assert disagreeing(altered(region), found, lambda point: false[tuple(point)]) > 10


@pytest.mark.parametrize("name", HORIZONS)
def test_the_corollary_fails_where_it_is_drawn_to_by_errors(name: str) -> None:
    region, horizon = corollary_region(HORIZONS[name]), HORIZONS[name]
    found = taken(200, points(region, RATIOS, CAPS, 20))
    false = {tuple(point): false_by_errors_corollary(point, horizon) for point in found}
    assert 10 < sum(false.values()) < 190
    assert disagreeing(region, found, lambda point: false[tuple(point)]) == 0
    assert disagreeing(altered(region), found, lambda point: false[tuple(point)]) > 3


@pytest.mark.parametrize("name", HORIZONS)
def test_the_corollary_fails_where_it_is_drawn_to_by_the_claim_itself(name: str) -> None:
    region, horizon = corollary_region(HORIZONS[name]), HORIZONS[name]
    random = Random(21)
    answers: list[bool] = []
    while len(answers) < FEW or len(set(answers)) < 2:
        root, cap = drawn(random, (RATIOS[0] ** 0.5, RATIOS[1] ** 0.5)), drawn(random, CAPS)
        place = float(root) ** 2, float(cap)
        if region.lies(region.stated, *place) and plain(region, *place):
            answers.append(false_by_the_claim([root, cap], horizon))
            assert region.lies(region.fails, *place) is answers[-1], (root, cap)


def borders(region: Region, ends: tuple[float, float], seed: int, count: int) -> Iterator[tuple[float, float, float]]:
    """Points on boundaries of the failures inside the picture, with the side on which they fail: 1 above, -1 below."""
    inside = [
        (float(region.along[place]), float(end[place]), side)
        for strip in region.fails
        for end, side in ((strip.low, 1.0), (strip.high, -1.0))
        for place in range(len(region.along))
        if np.isfinite(end[place]) and strip.high[place] > strip.low[place] * HAIR
        if ends[0] * HAIR < end[place] < ends[1] / HAIR
    ]
    yield from Random(seed).sample(inside, count)


def beside(border: tuple[float, float, float], near: float) -> list[list[Fraction]]:
    """The point on the side on which it fails, and the one on the other."""
    across, up, side = border
    return [[Fraction(across), Fraction(up * (1 + near * turn))] for turn in (side, -side)]


def test_the_boundaries_are_where_the_answer_changes() -> None:
    found = [point for border in borders(plugin_region(), BELIEVED, 24, 60) for point in beside(border, 1e-6)]
    assert false_by_errors_plugin(found).tolist() == [True, False] * 60
    for horizon in HORIZONS.values():
        for border in borders(corollary_region(horizon), CAPS, 25, 30):
            assert [false_by_errors_corollary(point, horizon) for point in beside(border, 1e-6)] == [True, False], (
                border
            )


def test_no_repair_reaches_into_a_failure() -> None:
    for name, region in regions().items():
        assert not any(overlap(one, other) for one in region.repaired for other in region.fails), name
        assert bool(region.repaired) is (name != "corollary-short")
        assert region.fails
    whole = plugin_region()
    moved = [replace(strip, high=strip.high * 1.1) for strip in whole.repaired]
    assert any(overlap(one, other) for one in moved for other in whole.fails)


def test_the_repair_reaches_where_its_condition_is_met() -> None:
    region = plugin_region()
    for true, believed in taken(300, points(region, TRUE, BELIEVED, 22)):
        assert region.lies(region.repaired, float(true), float(believed)) is (believed < 1 or believed < 4 * true)
    region = corollary_region(Fraction(1))
    for steep, cap in taken(300, points(region, RATIOS, CAPS, 23)):
        assert region.lies(region.repaired, float(steep), float(cap)) is (steep >= 16)


def test_the_corollary_as_printed_fails_at_a_short_horizon_alone() -> None:
    long, short = (corollary_region(horizon) for horizon in HORIZONS.values())
    beyond = long.along > 16
    assert all(np.isnan(strip.low[beyond]).all() for strip in long.fails)
    assert any(np.isfinite(strip.low[beyond]).any() for strip in short.fails)


@pytest.mark.parametrize("name", NAMES)
def test_regions_are_drawn_with_a_key_and_no_title(name: str, tmp_path: Path) -> None:
    paper_figure(name, str(tmp_path / "region.png"))
    assert (tmp_path / "region.png").read_bytes().startswith(b"\x89PNG")
    figure = Drawing()
    draw_region(figure, name)
    (axes,) = figure.axes
    assert axes.get_title() == ""
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "fails" in words
    assert len(words) == len(set(words)) >= 3


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    folder = tmp_path_factory.mktemp("book")
    return write_book(select(catalogue(), ["P2.quotient", "C1.step-d2"]), folder), folder


def test_the_chapters_of_these_sentences_have_the_pictures(written: tuple[Book, Path]) -> None:
    book, folder = written
    page, document = ((folder / f"book.{form}").read_text(encoding="utf-8") for form in ("html", "tex"))
    for chapter, names in {"P2": ("plugin",), "C1": tuple(HORIZONS)}.items():
        assert [figure.name for figure in book.figures_of(chapter)] == [f"figure-{name}" for name in names]
        shown = page.split(f'<h2 id="{chapter}">')[1].split("<h2")[0]
        assert shown.count("<figure>") == shown.count("<figcaption>") == len(names)
        printed = document.split(f"\\section{{\\texorpdfstring{{{chapter}: ")[1].split("\\section")[0]
        assert [name for name in NAMES if f"figures/figure-{name}.pdf" in printed] == [*names]
    assert page.split("<h2>Figures</h2>")[1].count("<figure>") == 3
