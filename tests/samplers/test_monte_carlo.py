"""The simulation, three ways: against the scheme's own recursion, by unit impulses, and in the limit of small steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import oracle
import pytest
from mpmath import mpf
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from ldm_symbolic.samplers import monte_carlo as scheme

Floats = NDArray[np.float64]

ESTIMATED = np.array([9.0, 1.0, 0.2, 0.001, 0.0])
START = np.array([4.0, 2.0, 0.5, 0.25, 0.0])
CAP = 40.0
ALARM = 1e-6  # probability that a right program fails one statistical comparison; the seeds are fixed


def one(u: float) -> float:
    """Return the rate of the Ornstein-Uhlenbeck clock."""
    return 1.0


def linear(u: Any) -> Any:
    """Return the rate 1/2 + 3 u, in floats and in mpmath."""
    return u * 0 + 1 / 2 + 3 * u


INTEGRAL: dict[Callable[..., Any], Callable[[float], float]] = {one: lambda u: u, linear: lambda u: u / 2 + 1.5 * u * u}


def capped(rate: Callable[..., Any], cap: float = CAP) -> scheme.Weight:
    """Return the weight min(C, 1/(a² + b² λ̂)) of every mode, from its definition."""

    def weight(u: float) -> Floats:
        clock = 2 * INTEGRAL[rate](u)
        return 1 / np.maximum(1 / cap, -np.expm1(-clock) + np.exp(-clock) * ESTIMATED)

    return weight


def wrong_step(state: Floats, noise: Floats, *, rate: float, weight: ArrayLike, step_size: float) -> Floats:
    """Return a step whose drift has w² s in place of 2 w² s: the drift of the noiseless (flow) equation."""
    drift = rate * (1 - np.asarray(weight)) * state
    return state + drift * step_size + np.sqrt(2 * rate * step_size) * noise


@pytest.fixture
def wrong_drift() -> Iterator[None]:
    """Put the wrong step in the place of the right one: whatever compares must then go red."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheme, "step", wrong_step)
        yield


def setting(rate: Callable[..., Any], *, time: float | None = None, steps: int = 200) -> dict[str, Any]:
    """Return one instance: five modes from stiff to lazy, horizon 1, some start that favours nothing."""
    return {
        "rate": rate,
        "weight": capped(rate),
        "start_variance": START,
        "horizon": 1.0,
        "steps": steps,
        "time": time,
    }


# -- simulation against the recursion -------------------------------------------------------------


def is_explained(states: Floats, variances: Floats) -> bool:
    """Whether samples are centred Gaussian with independent modes of the given variances.

    Whitened, the sum of squares of each mode, and of each axis of a turned frame (which sees correlations),
    is chi-squared with as many degrees of freedom as there are samples. All of them must lie between
    quantiles that a right program misses with probability at most ALARM in all.
    """
    white = states / np.sqrt(variances)
    turn = np.linalg.qr(np.random.default_rng(5).standard_normal((variances.size, variances.size)))[0]
    sums = np.concatenate([(white**2).sum(axis=0), ((white @ turn) ** 2).sum(axis=0)])
    tail = ALARM / (2 * sums.size)
    low, high = chi2.ppf([tail, 1 - tail], df=len(states))
    return bool(((sums > low) & (sums < high)).all())


@pytest.mark.parametrize("rate", [one, linear])
@pytest.mark.parametrize(("time", "steps"), [(None, 60), (0.6, 10)])
def test_samples_have_the_variance_of_the_recursion(rate: Callable[..., Any], time: float | None, steps: int) -> None:
    """The discretised variance explains the samples; the continuous one does not: it is percents off."""
    instance = setting(rate, time=time, steps=steps)
    states = scheme.simulate(**instance, samples=40_000, seed=20251008)
    assert is_explained(states, scheme.discretised_variance(**instance))
    assert not is_explained(states, scheme.discretised_variance(**(instance | {"steps": 6000})))


def test_a_wrong_drift_is_seen_in_the_samples(wrong_drift: None) -> None:
    """Negative control: samples of another drift are not explained by the right recursion."""
    instance = setting(one)
    states = scheme.simulate(**instance, samples=40_000, seed=20251008)
    with pytest.MonkeyPatch.context() as patch:
        patch.undo()
        assert is_explained(states, scheme.discretised_variance(**instance))  # the two cannot drift apart
    assert not is_explained(states, right_variance(**instance))


def right_variance(
    rate: Any, weight: Any, start_variance: Floats, horizon: float, steps: int, time: float | None
) -> Floats:
    """Return the recursion written out by hand: V ↦ (1 + h w² (1 − 2m))² V + 2 w² h."""
    end = horizon if time is None else time
    h, variances = end / steps, start_variance
    for i in range(steps):
        u = horizon - i * h
        variances = (1 + h * rate(u) * (1 - 2 * weight(u))) ** 2 * variances + 2 * rate(u) * h
    return variances


# -- unit impulses --------------------------------------------------------------------------------


def responses(instance: dict[str, Any]) -> Floats:
    """Return what a unit impulse in the start's noise and in each step's becomes at the end, axes (impulse, mode)."""
    steps, modes = instance["steps"], ESTIMATED.size
    end = instance["time"] or instance["horizon"]
    states = np.zeros((steps + 1, modes))
    states[0] = np.sqrt(START)  # the start's noise enters with its standard deviation
    for i in range(steps):
        u = instance["horizon"] - end * i / steps
        noise = np.zeros((steps + 1, modes))
        noise[i + 1] = 1.0
        states = scheme.step(
            states, noise, rate=instance["rate"](u), weight=instance["weight"](u), step_size=end / steps
        )
    return states


@pytest.mark.parametrize("rate", [one, linear])
@pytest.mark.parametrize("time", [None, 0.6])
def test_samples_are_the_sum_of_their_impulses(rate: Callable[..., Any], time: float | None) -> None:
    """The scheme is linear: each sample is Σ impulse · response, and the recursion is Σ response²."""
    instance = setting(rate, time=time)
    answer = responses(instance)
    draws = np.random.default_rng(3).standard_normal((instance["steps"] + 1, 7, ESTIMATED.size))
    states = scheme.simulate(**instance, samples=7, seed=3)
    # 200 steps, each with a rounding of 1e-16 of the largest summand
    np.testing.assert_allclose(states, np.einsum("ij,isj->sj", answer, draws), rtol=0, atol=1e-12)
    np.testing.assert_allclose(scheme.discretised_variance(**instance), (answer**2).sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(scheme.discretised_variance(**instance), right_variance(**instance), rtol=1e-12)
    assert not np.allclose(states, np.einsum("ij,isj->sj", answer[::-1], draws), atol=1e-3)


def test_one_step_exactly() -> None:
    """Binary fractions, by hand: gain 1 + h w² (1 − 2m), noise √(2 w² h); linear in (state, noise)."""
    now: dict[str, Any] = {"rate": 2.0, "weight": np.array([0.0, 0.5, 3.0]), "step_size": 0.25}
    one_, zero = np.ones(3), np.zeros(3)
    assert scheme.step(one_, zero, **now).tolist() == [1.5, 1.0, -1.5]
    assert scheme.step(zero, one_, **now).tolist() == [1.0, 1.0, 1.0]
    assert scheme.step(4 * one_, -2 * one_, **now).tolist() == [4.0, 2.0, -8.0]
    assert wrong_step(one_, zero, **now).tolist() != [1.5, 1.0, -1.5]


def test_a_wrong_drift_is_seen_in_the_impulses(wrong_drift: None) -> None:
    """Negative control: the responses of another drift do not add up to the recursion by hand."""
    instance = setting(one)
    assert not np.allclose((responses(instance) ** 2).sum(axis=0), right_variance(**instance), rtol=1e-2)


# -- small steps ----------------------------------------------------------------------------------

CONTINUOUS = [
    pytest.param(one, None, "standard", id="ou"),
    pytest.param(one, 0.7, "noised", id="ou stopped early"),
    pytest.param(linear, None, "noised", id="linear"),
    pytest.param(linear, 0.7, "standard", id="linear stopped early"),
]


def compared(rate: Callable[..., Any], time: float | None, start: Any) -> Floats:
    """Return the errors of the recursion against the oracle's integration of the backward equation."""
    clock = 2 * INTEGRAL[rate](1.0)
    variances = {"standard": np.ones(ESTIMATED.size), "noised": -np.expm1(-clock) + np.exp(-clock) * ESTIMATED}
    exact = oracle.Setting(horizon=1, rate=rate if rate is linear else oracle.rate_one, cap=CAP, start=start, digits=20)
    u = 0 if time is None else 1 - mpf(time)
    expected = np.array([float(oracle.mode_variance(mpf(v), u, exact)) for v in ESTIMATED])
    return errors(setting(rate, time=time) | {"start_variance": variances[start]}, expected)


def errors(instance: dict[str, Any], expected: Floats) -> Floats:
    """Return the relative error of the recursion at 4000, 8000 and 16000 steps, axes (steps, mode)."""
    runs = [scheme.discretised_variance(**(instance | {"steps": n})) for n in (4000, 8000, 16000)]
    return np.array(runs) / expected - 1


def is_first_order(off: Floats) -> bool:
    """Whether doubling the steps halves the error, and extrapolation to step size 0 leaves far less of it."""
    halves = off[:-1] / off[1:]
    extrapolated = np.abs(2 * off[1:] - off[:-1])
    return bool((np.abs(halves - 2) < 0.1).all() and (extrapolated[-1] < 0.02 * np.abs(off[-1])).all())


@pytest.mark.parametrize(("rate", "time", "start"), CONTINUOUS)
def test_recursion_tends_to_the_backward_equation(rate: Callable[..., Any], time: float | None, start: str) -> None:
    """First order in the step size, to the limit that the oracle integrates, cap switching on the way."""
    off = compared(rate, time, start)
    assert is_first_order(off)
    # negative control: a limit that is wrong by a fifth of the last error is seen
    assert not is_first_order(off + 0.2 * np.abs(off[-1]))


@pytest.mark.parametrize(("rate", "time", "start"), CONTINUOUS)
def test_a_wrong_drift_has_another_limit(
    rate: Callable[..., Any], time: float | None, start: str, wrong_drift: None
) -> None:
    """Negative control: with another drift the error does not fall with the step size."""
    assert not is_first_order(compared(rate, time, start))


# -- contracts ------------------------------------------------------------------------------------


def test_seed_decides_the_samples() -> None:
    """The same seed gives the same samples, another seed others."""
    instance = setting(one, steps=10)
    first, again = (scheme.simulate(**instance, samples=3, seed=1) for _ in range(2))
    assert (first == again).all()
    assert (first != scheme.simulate(**instance, samples=3, seed=2)).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"horizon": 0.0}, "time <= horizon"),
        ({"time": 1.5}, "time <= horizon"),
        ({"time": 0.0}, "time <= horizon"),
        ({"horizon": np.nan}, "time <= horizon"),
        ({"steps": 0}, "one step"),
        ({"start_variance": [1.0, -1.0]}, "start variances"),
        ({"start_variance": [1.0, np.nan]}, "start variances"),
        ({"start_variance": []}, "start variances"),
        ({"start_variance": [1.0]}, "5 weights"),
    ],
)
def test_arguments_outside_their_domain(change: dict[str, Any], sentence: str) -> None:
    """One sentence says which."""
    instance = setting(one) | change
    with pytest.raises(ValueError, match=sentence):
        scheme.discretised_variance(**instance)
    with pytest.raises(ValueError, match=sentence):
        scheme.simulate(**instance, samples=2, seed=0)


def test_no_samples_and_no_finite_result() -> None:
    """Zero samples are refused, and an overflow is an error and not a NaN."""
    with pytest.raises(ValueError, match="one sample"):
        scheme.simulate(**setting(one), samples=0, seed=0)
    explosive = setting(one) | {"weight": lambda u: np.full(ESTIMATED.size, 1e6)}
    with pytest.raises(OverflowError, match="step size"):
        scheme.simulate(**explosive, samples=2, seed=0)
    with pytest.raises(OverflowError, match="step size"):
        scheme.discretised_variance(**explosive)
