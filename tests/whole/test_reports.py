"""The pages of the reports show what the reports found, and what is offered is what they support."""

from __future__ import annotations

import images
import numpy as np
import pages
import pytest

from ldm_symbolic.stopping.averages.full_covariance import estimation_excess
from ldm_symbolic.stopping.dense import DenseLaw
from ldm_symbolic.stopping.rules import OFFERED, RULES

FIXED = [
    (world, ratio, row)
    for world, ratio, rows in pages._cells()
    for row in rows
    if row["kept"] == max(each["kept"] for each in rows)
]
LESS = [row for world, ratio, rows in pages._cells() for row in rows if row["kept"] < max(r["kept"] for r in rows)]


@pytest.mark.parametrize("name", pages.TABLES)
def test_a_page_shows_what_was_found(name: str) -> None:
    assert (pages.DOCS / name).read_text(encoding="utf-8") == pages.page(name)


@pytest.mark.parametrize("rule", OFFERED)
def test_a_rule_that_is_offered_does_no_harm_where_the_encoder_is_fixed(rule: str) -> None:
    own = [row for _, _, row in FIXED if row["rule"] == rule]
    assert len(own) == len(pages.WORLDS) * 6
    assert all(row["gain"] > -1e-4 for row in own)
    assert max(row["worse"] for row in own) <= 0.07


@pytest.mark.parametrize("rule", sorted(set(RULES) - set(OFFERED)))
def test_a_rule_that_is_not_offered_does_harm_there(rule: str) -> None:
    assert max(row["worse"] for _, _, row in FIXED if row["rule"] == rule) > 0.5


def test_the_figures_in_the_text() -> None:
    def shares(rule: str) -> list[float]:
        return [row["share"] for _, _, row in FIXED if row["rule"] == rule and row["share"] is not None]

    assert float(np.median(shares("least"))) == pytest.approx(0.96, abs=0.005)
    assert float(np.median(shares("no stop, shrunk eigenvalues"))) == pytest.approx(1.09, abs=0.005)
    least = [row for row in LESS if row["rule"] == "least"]
    assert float(np.mean([row["worse"] for row in least])) == pytest.approx(0.21, abs=0.005)
    assert max(row["worse"] for row in least) == pytest.approx(0.80, abs=0.005)
    assert min(row["gain"] for row in least) == pytest.approx(-0.016, abs=0.0005)
    assert float(np.mean([row["oracle_gain"] for row in least])) == pytest.approx(0.019, abs=0.0005)
    fixed = [row["oracle_gain"] for _, _, row in FIXED if row["rule"] == "least"]
    assert float(np.mean(fixed)) == pytest.approx(0.19, abs=0.005)


@pytest.mark.parametrize("count", [60, 200])
def test_lost_variance_and_expected_excess_tell_latent_dimensions_apart(count: int) -> None:
    order, samples = np.random.default_rng(0).permutation(1797), images.digits()
    training, rest = samples[order[:count]], samples[order[count:]]
    law = DenseLaw.of(np.cov(rest.T, bias=True), np.cov(training.T, bias=True))
    share = count / 1797
    pooled = share * law.estimated + (1 - share) * law.true.diagonal()
    proxy = estimation_excess(pooled, count, 1797 - count) + [law.lost(kept) for kept in range(1, 65)]
    errors = np.array([law.error(kept, 0.0) for kept in range(1, 65)])
    assert np.abs(proxy / errors - 1).max() <= 0.12
    assert errors[proxy.argmin()] == pytest.approx(errors.min(), rel=1e-4)


def test_the_figures_in_the_text_on_networks() -> None:
    cells = pages.trained()
    gains = {name: [cell["gains"][name] for cell in cells] for name in cells[0]["predicted"]}
    possible = [pages.possible(cell) for cell in cells]
    told, three = gains["generated samples"], gains["generated samples at three noise levels"]
    wrong = int(np.argmax(possible))
    others = sum(possible) - possible[wrong]
    assert (len(cells), sum(gain > 0.005 for gain in possible)) == (45, 9)
    assert min(told) >= 0
    assert sum(told) / sum(possible) == pytest.approx(0.26, abs=0.005)
    assert (sum(told) - told[wrong]) / others == pytest.approx(0.06, abs=0.005)
    assert sum(three) / sum(possible) == pytest.approx(0.73, abs=0.005)
    assert (sum(three) - three[wrong]) / others == pytest.approx(0.71, abs=0.005)
    assert min(three) == pytest.approx(-0.0022, abs=0.0001)
