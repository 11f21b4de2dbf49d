"""The kit on samplers written here: right ones pass, and each of six known bugs is found and named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldm_symbolic.testing import (
    PREDICTIONS,
    SCHEMES,
    affine_law,
    affine_laws,
    assert_sampler,
    assert_trajectory,
    expected_law,
    gaussian_model,
)
from ldm_symbolic.testing.strategies import covariances, schedules, spectra

Array = Any
MODES = np.array([4.0, 0.3])
SIGMAS = np.array([8.0, 3.0, 1.2, 0.4, 0.1, 0.0])
SIGNAL = 1 / np.sqrt(1 + SIGMAS**2)
NOISE = SIGMAS * SIGNAL
CHURN = 0.2
STEPS = len(SIGMAS) - 1


def ddim(wrong: int = 0, eta: float = 0.0, prediction: str = "epsilon") -> Callable[[Array, Array], list[Array]]:
    """DDIM; ᾱ of so many steps before the right one in the denoised state."""
    model = gaussian_model(MODES, prediction)

    def run(state: Array, noises: Array) -> list[Array]:
        states = []
        for at in range(STEPS):
            alpha, beta, after, level = SIGNAL[at], NOISE[at], SIGNAL[at + 1], NOISE[at + 1]
            said = model(state, alpha, beta)
            other = max(at - wrong, 0)
            if prediction == "epsilon":
                data, noise = (state - NOISE[other] * said) / SIGNAL[other], said
            elif prediction == "sample":
                data, noise = said, (state - alpha * said) / beta
            elif prediction == "v":
                data, noise = alpha * state - beta * said, beta * state + alpha * said
            else:
                data = (state - beta * said) / (alpha + beta)
                noise = said + data
            added = eta * np.sqrt(1 - (alpha * level / (after * beta)) ** 2) * level
            state = after * data + np.sqrt(level**2 - added**2) * noise + added * noises[at]
            states.append(state)
        return states

    return run


def heun(wrong_second: bool = False, square: bool = True) -> Callable[[Array, Array], list[Array]]:
    """EDM's sampler in σ with churn; with the σ before in the second evaluation, or churn without its square."""
    model = gaussian_model(MODES, "sample")

    def run(state: Array, noises: Array) -> list[Array]:
        states = []
        for at in range(STEPS):
            now, after = SIGMAS[at], SIGMAS[at + 1]
            level = now * (1 + CHURN)
            state = state + (np.sqrt(level**2 - now**2) if square else np.sqrt(level - now)) * noises[at]
            slope = (state - model(state, 1.0, level)) / level
            ahead = state + (after - level) * slope
            if after > 0:
                second = now if wrong_second else after
                slope = (slope + (ahead - model(ahead, 1.0, second)) / second) / 2
            state = state + (after - level) * slope
            states.append(state)
        return states

    return run


def maruyama(factor: float = 2.0) -> Callable[[Array, Array], list[Array]]:
    """Euler-Maruyama of the Ornstein-Uhlenbeck process in five steps of 1/5."""
    model, size = gaussian_model(MODES), 0.2

    def run(state: Array, noises: Array) -> list[Array]:
        states = []
        for at in range(5):
            alpha = np.exp(-(1 - size * at))
            beta = np.sqrt(1 - alpha**2)
            score = -model(state, alpha, beta) / beta
            state = state + size * (state + 2 * score) + np.sqrt(factor * size) * noises[at]
            states.append(state)
        return states

    return run


def flow(shifts: int = 1, repeats: bool = False) -> tuple[Callable[[Array, Array], list[Array]], Array]:
    """Euler on the velocity of a rectified flow with shift 3, applied so often; the last step may be made twice."""
    model, even = gaussian_model(MODES, "velocity"), np.linspace(0.98, 0.0, 6)
    levels = even
    for _ in range(shifts):
        levels = 3 * levels / (1 + 2 * levels)

    def run(state: Array, noises: Array) -> list[Array]:
        states = []
        for at in range(5):
            now = levels[at]
            after = levels[at] if repeats and at == 3 else levels[at + 1]
            state = state + (after - now) * model(state, 1 - now, now)
            states.append(state)
        return states

    return run, levels


def of_maruyama() -> Any:
    times = np.linspace(1, 0, 6)
    return expected_law("em", np.exp(-times), np.sqrt(-np.expm1(-2 * times)), MODES, size=0.2, rate=1.0)


def last(trajectory: Callable[[Array, Array], list[Array]]) -> Callable[[Array, Array], Array]:
    return lambda state, noises: trajectory(state, noises)[-1]


DDIM = expected_law("ddim", SIGNAL, NOISE, MODES)
EDM = expected_law("edm-heun", np.ones(6), SIGMAS, MODES, churn=CHURN)
RIGHT = flow()
FLOW = expected_law("ddim", 1 - RIGHT[1], RIGHT[1], MODES)


def test_right_samplers_pass() -> None:
    for run, law in ((ddim(), DDIM), (heun(), EDM), (maruyama(), of_maruyama()), (RIGHT[0], FLOW)):
        assert_trajectory(run, law)
        assert_sampler(last(run), law)


@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_a_sampler_is_the_same_in_every_parametrisation(prediction: str, eta: float) -> None:
    assert_trajectory(ddim(eta=eta, prediction=prediction), expected_law("ddim", SIGNAL, NOISE, MODES, eta=eta))


BUGS = {
    "a DDIM that uses alpha-bar of the wrong step": (
        ddim(wrong=1),
        DDIM,
        "step 2 of 5",
        "a noise level of the wrong step",
    ),
    "a Heun with the wrong second sigma": (
        heun(wrong_second=True),
        EDM,
        "step 1 of 5",
        "the second σ of a two-stage step",
    ),
    "a churn without its square": (heun(square=False), EDM, "the noise of step 1", "a missing square under a root"),
    "an Euler step with the factor 2 missing": (
        maruyama(1.0),
        of_maruyama(),
        "the noise of step 1",
        "factor 2 is missing",
    ),
    "a duplicated last timestep": (flow(repeats=True)[0], FLOW, "step 4 of 5", "a timestep is repeated"),
    "a flow shift applied twice": (flow(shifts=2)[0], FLOW, "step 1 of 5", "a shift applied twice"),
}


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_known_bug_is_found_and_named(bug: str) -> None:
    run, law, where, cause = BUGS[bug]
    with pytest.raises(AssertionError) as found:
        assert_trajectory(run, law)
    assert where in str(found.value)
    assert cause in str(found.value)
    with pytest.raises(AssertionError, match="expected"):
        assert_sampler(last(run), law)


def test_one_step_more_is_found() -> None:
    with pytest.raises(AssertionError, match="6 steps, expected 5"):
        assert_trajectory(lambda state, noises: [*ddim()(state, noises), state], DDIM)


def test_what_is_not_affine_or_not_the_same_twice_is_refused() -> None:
    generator = np.random.default_rng(0)
    for run in (
        lambda state, noises: np.clip(state, -1, 1),
        lambda state, noises: state * (1 + noises[0]),
        lambda state, noises: state + generator.normal(size=1),
    ):
        with pytest.raises(AssertionError, match=r"not affine|another result"):
            affine_law(run, 1, 1)
    with pytest.raises(AssertionError, match=r"shape \(1,\), expected \(2,\)"):
        affine_law(lambda state, noises: state[:1], 2, 0)


def test_a_mean_that_is_added_is_found() -> None:
    with pytest.raises(AssertionError, match="a mean is added"):
        assert_sampler(lambda state, noises: ddim()(state, noises)[-1] + 1, DDIM)


@pytest.mark.parametrize(("eta", "says"), [(0.0, "no noise is added"), (1.0, "should be deterministic")])
def test_noise_that_is_declared_must_be_there_and_no_other(eta: float, says: str) -> None:
    wanted = expected_law("ddim", SIGNAL, NOISE, MODES, eta=1 - eta)
    own = affine_laws(ddim(eta=eta), 2, STEPS)
    mixed = [type(w)(offset=w.offset, growth=o.growth, spread=w.spread) for o, w in zip(own, wanted, strict=True)]
    with pytest.raises(AssertionError, match=says):
        assert_trajectory(ddim(eta=eta), mixed)


def test_a_covariance_is_that_of_samples_without_any() -> None:
    law = affine_law(last(heun()), 2, STEPS)
    state, noises = np.array([1.0, -2.0]), np.arange(10.0).reshape(5, 2)
    whole = law.growth @ state + np.einsum("nij,nj->i", law.spread, noises)
    assert np.allclose(last(heun())(state, noises), whole)
    assert np.allclose(law.covariance(np.eye(2)), EDM[-1].covariance(np.eye(2)))


@settings(max_examples=25, deadline=None)
@given(levels=schedules(), modes=spectra(), name=st.sampled_from(["ddim", "edm-heun", "dpmpp2m", "dpmpp3m"]))
def test_laws_are_finite_on_any_levels(levels: tuple[Array, Array], modes: Array, name: str) -> None:
    laws = expected_law(name, *levels, modes)
    assert len(laws) == len(levels[0]) - 1
    assert all(np.isfinite(law.growth).all() for law in laws)
    if name == "ddim":
        start = np.diag(levels[0][0] ** 2 * modes + levels[1][0] ** 2)
        assert np.all(np.diag(laws[-1].covariance(start)) <= modes * (1 + 1e-12) + 1e-300)  # statement N1


@settings(max_examples=25, deadline=None)
@given(covariance=covariances())
def test_covariances_are_such(covariance: Array) -> None:
    values = np.linalg.eigvalsh(covariance)
    assert values.min() >= -1e-12 * max(values.max(), 1e-300)


def test_what_cannot_be_used_is_refused() -> None:
    assert "dpmpp3m" in SCHEMES
    for call, says in (
        (lambda: expected_law("ddmi", SIGNAL, NOISE, MODES), "scheme: expected em, ei"),
        (lambda: expected_law("ddim", SIGNAL, NOISE[::-1], MODES), "falling"),
        (lambda: expected_law("ddim", [1.0], [1.0], MODES), "two of each or more"),
        (lambda: expected_law("ddim", [1.0, 0.0], [1.0, 0.0], MODES), "the first α may be 0"),
        (lambda: expected_law("em", SIGNAL, NOISE, MODES, size=0.1), "scheme em needs rate as well"),
        (lambda: expected_law("ddim", SIGNAL, NOISE, MODES, sise=0.1), "no scheme asks for sise"),
        (lambda: gaussian_model(MODES, "noise"), "prediction: expected epsilon"),
    ):
        with pytest.raises(ValueError, match=says):
            call()


def test_the_kit_needs_numpy_alone() -> None:
    """And hypothesis, for the strategies, which it is told of: no SymPy at run time, and nothing else of ours."""
    code = (
        "import sys, ldm_symbolic.testing, ldm_symbolic.testing.strategies\n"
        "ours = {name for name in sys.modules if name.startswith('ldm_symbolic.')}\n"
        "assert not {'sympy', 'mpmath', 'z3', 'flint', 'scipy', 'torch'} & sys.modules.keys()\n"
        "lazy = {'ldm_symbolic.front_door', 'ldm_symbolic.front_door.names', 'ldm_symbolic.drawn'}\n"
        "assert all(name.startswith('ldm_symbolic.testing') for name in ours - lazy), ours\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_sampler_in_single_precision_passes() -> None:
    single = np.float32

    def run(state: Array, noises: Array) -> list[Array]:
        states, now = [], state.astype(single)
        for at in range(STEPS):
            alpha, beta, after, level = (single(x) for x in (SIGNAL[at], NOISE[at], SIGNAL[at + 1], NOISE[at + 1]))
            data = alpha * MODES.astype(single) * now / (alpha**2 * MODES.astype(single) + beta**2)
            now = after * data + level * (now - alpha * data) / beta
            states.append(now)
        return states

    assert_trajectory(run, DDIM, tolerance=1e-5)
    assert_sampler(last(run), DDIM, tolerance=1e-5)


@pytest.mark.parametrize("name", ["ddim", "dpmpp2m", "dpmpp3m"])
def test_a_flow_may_begin_with_noise_alone(name: str) -> None:
    noise = np.array([1.0, 0.7, 0.3, 0.0])
    laws = expected_law(name, 1 - noise, noise, MODES)
    assert np.allclose(np.diag(laws[0].growth), 0.7)
    assert all(np.isfinite(law.growth).all() for law in laws)
    assert expected_law("edm-heun", 1 - noise, noise, MODES)  # which divides by the signal, and says so by no warning


def test_noise_of_a_later_step_is_found_where_it_enters() -> None:
    def run(state: Array, noises: Array) -> list[Array]:
        states = ddim(eta=1.0)(state, noises)
        states[1] = states[1] + 0.1 * noises[3]
        return states

    with pytest.raises(AssertionError, match=r"step 2 of 5: the noise of step 4 enters .* the noise of a later step"):
        assert_trajectory(run, expected_law("ddim", SIGNAL, NOISE, MODES, eta=1.0))
