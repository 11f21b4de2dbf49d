"""`--generated` and `--rule` from end to end: what they answer, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import here

import ldm_symbolic as ldm

RNG = np.random.default_rng(1)
DATA = (
    RNG.standard_normal((1200, 6)) @ np.diag([2.0, 1.0, 0.7, 0.5, 0.3, 0.2]) @ np.linalg.qr(RNG.random((6, 6)))[0] + 3
)
POOR = 3 + 0.75 * (DATA[RNG.permutation(1200)] - 3)


def decoded(samples: np.ndarray, kept: int, part: np.ndarray) -> np.ndarray:
    """Samples as a linear decoder with the first axes of a part of the data gives them back."""
    mean = part.mean(axis=0)
    axes = np.linalg.svd(part - mean, full_matrices=False)[2][:kept].T
    return np.asarray(mean + (samples - mean) @ axes @ axes.T)


def test_latents_with_too_little_variance_are_to_stop_early() -> None:
    answer = ldm.stop(data=DATA, generated=POOR)
    document = answer.as_json()
    told = document["generated"]
    assert (document["rule"], told["k"], told["advice"]) == ("generated", 6, "stop early")
    assert float(told["gain"]) > float(told["standard_error"]) > 0
    assert answer.rows == (answer.best,)
    assert answer.best.noise > 0
    assert {mode["verdict"] for mode in told["modes"]} == {"too little"}
    assert [mode["mode"] for mode in told["modes"]] == [1, 2, 3, 4, 5, 6]


def test_a_good_model_runs_to_the_end(tmp_path: Path) -> None:
    good = np.random.default_rng(2).multivariate_normal(DATA.mean(axis=0), np.cov(DATA.T), 2000)
    np.save(tmp_path / "data.npy", DATA)
    np.save(tmp_path / "good.npy", good)
    done = here("stop", "--data", str(tmp_path / "data.npy"), "--generated", str(tmp_path / "good.npy"))
    assert done.returncode == 0
    assert "Run to the end" in done.stdout
    assert "too much variance along 0" in done.stdout
    document = json.loads(
        here("stop", "--data", str(tmp_path / "data.npy"), "--generated", str(tmp_path / "good.npy"), "--json").stdout
    )
    assert document["generated"]["advice"] == "run to the end"
    assert document["best"]["noise"] == "0"


@pytest.mark.parametrize("of_all", [False, True])
def test_decoded_samples_find_their_encoder_in_the_data(of_all: bool) -> None:
    first = DATA[np.random.default_rng(0).permutation(1200)[:600]]
    answer = ldm.stop(data=DATA, generated=decoded(POOR, 3, DATA if of_all else first))
    told = answer.as_json()["generated"]
    assert (told["k"], told["held_against"], len(told["modes"])) == (3, 1200 if of_all else 600, 3)
    assert answer.best.k == 3
    assert any("none is held out" in notice for notice in answer.notices) is of_all
    assert answer.best.error > float(np.linalg.eigvalsh(np.cov(DATA.T))[:3].sum()) * 0.8  # what is lost counts


def test_a_known_covariance_takes_the_place_of_data() -> None:
    answer = ldm.stop(covariance=np.cov(DATA.T), generated=POOR)
    told = answer.as_json()["generated"]
    assert (told["held_against"], told["advice"]) == (0, "stop early")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"data": DATA, "generated": POOR[:, :4]}, "the samples have 4 entries and data has 6"),
        ({"data": DATA, "generated": POOR[:6]}, "6 samples span 5 directions; expected at least k"),
        ({"data": DATA, "generated": decoded(POOR, 3, DATA[:30])}, "are not the first 3 principal axes of data"),
        ({"covariance": np.cov(DATA.T), "generated": decoded(POOR, 3, DATA)}, "as decoded ones do; their encoder"),
        ({"data": DATA, "generated": POOR, "rule": "least"}, "it goes with none of estimated_covariance, rule"),
        ({"data": DATA, "generated": POOR, "dims": 2}, "are of k = 6; expected this latent dimension"),
        ({"spectrum": [1], "generated": POOR}, "generated goes with data, not with spectrum"),
        ({"data": DATA, "generated": np.ones((50, 6))}, "50 samples span 0 directions"),
    ],
)
def test_anything_else_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="generated") as refused:
        ldm.stop(**options)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("rule", ["least", "average", "shrunk"])
def test_a_rule_chooses_from_the_training_part_alone(rule: str) -> None:
    from ldm_symbolic.stopping.rules import levels_of

    first = DATA[np.random.default_rng(0).permutation(1200)[:240]]
    answer = ldm.stop(data=DATA, split="0.2", rule=rule)
    expected = levels_of(rule, first, float(-np.expm1(-8)))
    assert [row.noise for row in answer.rows] == pytest.approx(expected, rel=1e-8, abs=1e-15)
    assert answer.as_json()["rule"] == rule
    free = ldm.stop(data=DATA, split="0.2")
    assert free.as_json()["rule"] == "held-out"
    for row, best in zip(answer.rows, free.rows, strict=True):
        assert row.error >= best.error - 1e-9
        assert row.error_at_end == pytest.approx(best.error_at_end, rel=1e-9)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"covariance": [[1]], "estimated_covariance": [[2]], "rule": "least"}, "rule chooses from samples"),
        ({"data": DATA, "score": "exact", "rule": "least"}, "rule chooses from samples"),
        ({"data": DATA, "rule": "folds"}, "rule: expected least, average, shrunk, got 'folds'"),
        ({"spectrum": [1], "rule": "least"}, "rule goes with data"),
    ],
)
def test_a_rule_without_samples_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="rule") as refused:
        ldm.stop(**options)
    assert said in str(refused.value)


def test_no_early_stop_is_advised_whose_gain_may_be_chance(tmp_path: Path) -> None:
    """Few samples of two modes: the best level gains a fifth, and no more than its standard error."""
    np.save(tmp_path / "few.npy", np.random.default_rng(1).standard_normal((60, 2)) * [0.7, 0.6])
    arguments = ["stop", "--data", str(tmp_path / "few.npy"), "--seed", "1"]
    done = here(*arguments)
    assert done.stdout.startswith("Run to the end")
    assert "not more than its standard error" in done.stdout
    assert "chance?" in done.stdout
    told = json.loads(here(*arguments, "--json").stdout)["best"]
    assert float(told["gain"]) > 0.1
    assert 0 < float(told["held_out_gain"]["gain"]) < float(told["held_out_gain"]["standard_error"])


def test_a_rule_without_a_name_is_the_safest(tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", DATA)
    asked = ("stop", "--data", str(tmp_path / "data.npy"), "--rule")
    assert json.loads(here(*asked, "--json").stdout)["rule"] == "least"
    assert "worse than running to the end in one of five draws" in here(*asked).stderr.replace("\n", " ")
