"""The law of a step is what the step does: to unit impulses, and after any change of it."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ldm_symbolic.samplers.affine import NotAffineError, affine
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES, Interval, StepFunction

_GENERATOR = np.random.default_rng(5)
KINDS = sorted(
    {(step, scheme.remembers) for scheme in SCHEMES.values() for step in (*scheme.ramp, scheme.quiet) if step}
    | {(step, 1) for step in VARIANCES.values()},
    key=lambda kind: (kind[0].__module__, kind[0].__name__, kind[1]),
)


def interval(seed: int) -> Interval:
    """Some step, its numbers unrelated to each other but for noise and signal going the right way."""
    drawn = dict(
        zip((f.name for f in fields(Interval)), np.random.default_rng(seed).uniform(0.1, 0.9, 18), strict=True)
    )
    drawn |= {"noise_after": drawn["noise"] * 0.5, "signal": drawn["signal_after"] * 0.7}
    return Interval(**drawn)


def responses(step: StepFunction, remembers: int, at: Interval) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What the step makes of each unit of the state, and of a unit of noise."""
    units = np.eye(remembers)

    def run(state: np.ndarray[Any, Any], noise: float) -> np.ndarray[Any, Any]:
        return np.atleast_1d(step(state[0] if remembers == 1 else tuple(state), noise, at))

    return np.stack([run(unit, 0.0) for unit in units], axis=1), run(0 * units[0], 1.0)


@pytest.mark.parametrize(("step", "remembers"), KINDS, ids=lambda kind: getattr(kind, "__qualname__", kind))
@pytest.mark.parametrize("seed", [1, 2])
def test_a_law_is_the_response_to_unit_impulses(step: StepFunction, remembers: int, seed: int) -> None:
    at, law = interval(seed), affine(step, remembers)
    growth, spread = law.numeric()(*(getattr(at, name) for name in law.names))
    matrix, vector = responses(step, remembers, at)
    assert np.allclose(np.array(growth, dtype=float), matrix, rtol=1e-12, atol=1e-13)
    assert np.allclose(np.array(spread, dtype=float), vector, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("step", "remembers"), KINDS, ids=lambda kind: getattr(kind, "__qualname__", kind))
def test_a_changed_step_has_another_law(step: StepFunction, remembers: int) -> None:
    def changed(state: Any, noise: Any, at: Interval) -> Any:
        return step(state, noise, replace(at, signal=at.signal * 2))

    def scaled(state: Any, noise: Any, at: Interval) -> Any:
        return step(state, 2 * noise, replace(at, rate=at.rate * 2, beta=at.beta / 2, gain=at.gain * 2))

    own = affine(step, remembers)
    assert any(affine(other, remembers) != own for other in (changed, scaled))


@pytest.mark.parametrize(
    "step",
    [
        lambda state, noise, at: state**2 + noise,
        lambda state, noise, at: state * (1 + noise),
        lambda state, noise, at: state + at.size + noise,
    ],
)
def test_what_is_not_linear_is_refused(step: StepFunction) -> None:
    with pytest.raises(NotAffineError, match="is not linear in state and noise"):
        affine(step)


@pytest.mark.parametrize("given", ["__import__('pathlib').Path('evaluated').touch() or 0", "y0*2", None])
def test_text_is_never_evaluated(given: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def step(state: Any, noise: Any, at: Interval) -> Any:
        return given

    with pytest.raises(NotAffineError, match="gives what is no number"):
        affine(step)
    assert not list(tmp_path.iterdir())
