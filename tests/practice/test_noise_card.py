"""The noise card: the sampler's recursion against its product form, and the grid against every neighbour."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from command_line import here as run
from command_line import process

from ldm_symbolic.floats import Floats
from ldm_symbolic.practice import best_grid as module
from ldm_symbolic.practice.best_grid import grid_error
from ldm_symbolic.practice.noise_card import FOLLOWED, noise_card
from ldm_symbolic.practice.scheduler_grids import karras
from ldm_symbolic.samplers.in_noise import generated_deviations, logarithmic_slopes
from ldm_symbolic.samplers.schemes import SCHEMES
from ldm_symbolic.spectra.numbers import InputError

DDIM = SCHEMES["ddim"]
SPECTRA = ([0.25], [1.0, 0.1, 0.01], [1 / j for j in range(1, 33)], [4.0, 4.0, 0.0])


@pytest.mark.parametrize("variances", SPECTRA, ids=len)
def test_the_recursion_is_a_product_of_cosines(variances: list[float]) -> None:
    """Statement N1, with the start from pure noise as one more step from a right angle."""
    sigmas = np.geomspace(7.0, 0.03, 6)
    found = generated_deviations(DDIM, sigmas, np.array(variances))
    for deviation, variance in zip(found, variances, strict=True):
        s = math.sqrt(variance)
        angles = [math.pi / 2, *(math.atan2(sigma, s) for sigma in sigmas), 0.0 if s else math.pi / 2]
        product = math.prod(math.cos(a - b) for a, b in pairwise(angles))
        assert deviation == pytest.approx(s * product, rel=1e-12)


def test_the_slopes_are_those_of_the_recursion() -> None:
    sigmas, modes, step = np.geomspace(3.0, 0.1, 4), np.array([1.0, 0.04]), 1e-6
    found = logarithmic_slopes(sigmas, modes)
    for index in range(len(sigmas)):
        up, down = (sigmas * np.exp(sign * step * np.eye(4)[index]) for sign in (1, -1))
        difference = np.log(generated_deviations(DDIM, up, modes) / generated_deviations(DDIM, down, modes)) / (
            2 * step
        )
        assert found[index] == pytest.approx(difference, abs=1e-8)


@pytest.mark.parametrize("steps", [1, 3, 20])
def test_one_mode_wants_equal_angles(steps: int) -> None:
    card = noise_card([9.0], steps)
    turn = math.pi / 2 / (steps + 1)
    assert card.sigmas == pytest.approx([3 * math.tan(turn * j) for j in range(steps, 0, -1)], rel=1e-6)
    assert card.error == pytest.approx(9 * (1 - math.cos(turn) ** (steps + 1)) ** 2, rel=1e-9)
    assert (card.sigmas[0], card.sigmas[-1]) == pytest.approx((card.sigma_max, card.sigma_min), rel=1e-6)
    assert card.sigma_data == pytest.approx(3)


@pytest.mark.parametrize("variances", SPECTRA[1:], ids=len)
def test_no_neighbour_and_no_other_grid_is_better(variances: list[float]) -> None:
    card, modes = noise_card(variances, 8), np.array(variances)
    best = np.array(card.sigmas)
    assert np.all(np.diff(best) < 0)
    assert card.error == grid_error(DDIM, best, modes)
    for index in range(8):
        for factor in (0.99, 1.01):
            assert grid_error(DDIM, np.where(np.arange(8) == index, factor * best, best), modes) > card.error
    assert card.error_karras == grid_error(DDIM, karras(card.sigma_max, card.sigma_min, 8), modes)
    assert card.error < min(card.error_karras, card.error_uniform)
    generator = np.random.default_rng(0)
    random = np.sort(np.exp(generator.uniform(math.log(0.01), math.log(20), size=(500, 8))))[:, ::-1]
    assert min(grid_error(DDIM, grid, modes) for grid in random) > card.error


def test_more_steps_are_better_and_the_error_falls_with_their_square() -> None:
    errors = [noise_card(SPECTRA[2], steps).error for steps in (10, 40, 160)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[1] / errors[2] == pytest.approx(16, rel=0.1)


@pytest.mark.parametrize("variances", [SPECTRA[2], [4.0, 1e-6]], ids=len)
def test_the_grid_found_from_half_as_many_steps_is_as_good_as_from_several_starts(
    variances: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    from_half = noise_card(variances, 40)
    monkeypatch.setattr(module, "_FEW", 40)
    anew = noise_card(variances, 40)
    assert from_half.error == pytest.approx(anew.error, rel=1e-6)
    assert from_half.sigmas == pytest.approx(anew.sigmas, rel=1e-2)


def heun_by_hand(sigmas: Floats, variance: float) -> float:
    """The deviation after Heun's steps in σ and Euler's to 0, with D = λ y/(λ + σ²), from pure noise."""
    state, levels = float(sigmas[0]), [*sigmas, 0.0]
    for now, after in pairwise(levels):
        slope = state * now / (variance + now**2)
        ahead = state + (after - now) * slope
        state = state + (after - now) * (slope + ahead * after / (variance + after**2)) / 2 if after else ahead
    return abs(state)


@pytest.mark.parametrize("scheme", [name for name in FOLLOWED if name not in ("ddim", "euler")])
def test_other_samplers_have_grids_of_their_own(scheme: str) -> None:
    modes, sampler = np.geomspace(3.0, 0.001, 24), FOLLOWED[scheme]
    card, of_ddim = noise_card(list(modes), 5, scheme), np.array(noise_card(list(modes), 5).sigmas)
    best = np.array(card.sigmas)
    assert np.all(np.diff(best) < 0)
    assert card.error == grid_error(sampler, best, modes)
    assert card.error < min(card.error_karras, card.error_uniform, grid_error(sampler, of_ddim, modes))
    for index in range(5):
        for factor in (0.99, 1.01):
            assert grid_error(sampler, np.where(np.arange(5) == index, factor * best, best), modes) > card.error


def test_an_error_is_that_of_the_samplers_own_steps() -> None:
    sigmas, modes = np.geomspace(7.0, 0.03, 6), np.array([4.0, 1.0, 0.01])
    found = generated_deviations(SCHEMES["edm-heun"], sigmas, modes)
    assert found == pytest.approx([heun_by_hand(sigmas, variance) for variance in modes], rel=1e-12)


def test_levels_that_a_search_may_try_always_fall() -> None:
    logs, _ = module._levels(np.array([-90.0, 90.0, 0.0]), (-2.0, 2.0))
    assert np.all(np.diff(logs) < 0)
    start = np.array([-1.0, 0.5, 0.25])
    step = 1e-6
    slopes = module._levels(start, (-2.0, 2.0))[1](np.array([1.0, 2.0, 3.0]))
    for index in range(3):
        up, down = (module._levels(start + sign * step * np.eye(3)[index], (-2.0, 2.0))[0] for sign in (1, -1))
        assert slopes[index] == pytest.approx(float((up - down) @ [1.0, 2.0, 3.0]) / (2 * step), rel=1e-6)


def test_what_has_no_noise_is_not_generated() -> None:
    assert noise_card([4.0, 4.0, 0.0], 5).error == pytest.approx(2 * noise_card([4.0], 5).error, rel=1e-9)


@pytest.mark.parametrize(
    ("variances", "steps", "scheme", "said"),
    [
        ([0.0], 3, "ddim", "every kept variance is 0"),
        ([1.0], 3, "heun", "dpmpp2m and dpmpp3m, got 'heun'"),
        ([1.0], 0, "ddim", "of ddim is sought for 1 to 256 steps, got 0"),
        ([1.0], 65, "ddpm", "of ddpm is sought for 1 to 64 steps, got 65"),
    ],
)
def test_what_cannot_be_used_is_refused(variances: list[float], steps: int, scheme: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        noise_card(variances, steps, scheme)


def test_the_command_and_its_document(tmp_path: Path) -> None:
    found = json.loads(run("noise-card", "1,0.25,0.01", "--steps", "4", "--dims", "2", "--json").stdout)
    assert set(found) == {
        "schema", "k", "scheme", "sigma_min", "sigma_max", "sigma_data", "sigmas", "error", "error_karras",
        "error_uniform",
    }  # fmt: skip
    assert (found["schema"], found["k"], len(found["sigmas"])) == ("ldm-symbolic/noise-card/1", 2, 4)
    np.save(tmp_path / "S.npy", np.diag([0.25, 1.0]))
    samples = np.array([[1.0, 0.5], [1.0, -0.5], [-1.0, 0.5], [-1.0, -0.5]])
    np.save(tmp_path / "x.npy", samples)
    for more in (("--covariance", str(tmp_path / "S.npy")), ("--data", str(tmp_path / "x.npy"))):
        assert json.loads(run("noise-card", *more, "--steps", "4", "--json").stdout) == found
    shown = run("noise-card", "1,0.25", "--steps", "10").stdout
    assert "Best 10 levels for ddim, then 0: squared error 0.0" in shown
    assert max(map(len, shown.splitlines())) <= 100
    pasted = shown[shown.index("sigmas = [") :].strip()
    levels: dict[str, list[float]] = {}
    exec(compile(pasted, "pasted", "exec"), levels)  # noqa: S102 - what a user pastes
    assert len(levels["sigmas"]) == 10


def test_misuse_and_a_missing_library_are_one_line() -> None:
    for arguments, said in (
        (("noise-card",), "either SPECTRUM, --data or --covariance"),
        (("noise-card", "1", "--dims", "2"), "--dims: expected an integer from 1 to 1"),
        (("noise-card", "1", "--scheme", "rk4"), "dpmpp2m and dpmpp3m, got 'rk4'"),
        (("noise-card", "0"), "every kept variance is 0"),
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    done = process("noise-card", "1", before="import sys; sys.modules['scipy'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs SciPy: from the project's folder, pip install '.[practice]'" in done.stderr
