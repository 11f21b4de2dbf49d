"""The checks of the conformance suite, each on the exact law of a sampler for Gaussian data.

Tested in `tests/conformance/test_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from ldm_symbolic.testing import PREDICTIONS, affine_laws, assert_trajectory, expected_law, gaussian_model
from ldm_symbolic.testing.impulses import AffineLaw, Array

MODES = np.array([4.0, 1.0, 0.25, 0.01])
_STEPS = 12
_HALVED = (16, 32, 64, 128)
_ROOM = 0.3
_SINGLE = 2e-4


class UnderTest(Protocol):
    """What a maker of samplers gives: one sampler with its levels, and what it claims.

    Args:
        signal, noise: α and β at the start and after each step, N + 1 of each.
        order: of convergence, for a sampler that adds no noise.
        stochastic: whether it adds noise.
        scheme: the name in `ldm_symbolic.testing.SCHEMES` whose law it should have, or None.
        eta: η of that scheme.
    """

    signal: Array
    noise: Array
    order: int
    stochastic: bool
    scheme: str | None
    eta: float

    def run(self, model: Callable[[Any, Any, Any], Any], state: Any, noises: Any) -> Sequence[Any]:
        """The state α X + β ε after each step, from the first one, with a noise for each step.

        Args:
            model: (state, α, β) -> prediction.
            state: the first state, in float64 or float32.
            noises: axes (step, dimension).
        """


Maker = Callable[[int, str], UnderTest | None]
"""(how many steps, what the network predicts) -> a sampler; None where it knows no such prediction."""


def _made(make: Maker, steps: int = _STEPS) -> tuple[UnderTest, str]:
    for prediction in PREDICTIONS:
        found = make(steps, prediction)
        if found is not None:
            return found, prediction
    raise AssertionError(f"the maker gives no sampler for any of {', '.join(PREDICTIONS)}")


def _laws(sampler: UnderTest, prediction: str, kind: Any = np.float64, tolerance: float = 1e-9) -> list[AffineLaw]:
    exact = gaussian_model(MODES, prediction)

    def model(state: Any, signal: Any, noise: Any) -> Any:
        return np.asarray(exact(state, signal, noise), dtype=kind)

    def run(state: Array, noises: Array) -> Sequence[Any]:
        return sampler.run(model, state.astype(kind), noises.astype(kind))

    return affine_laws(run, len(MODES), len(sampler.signal) - 1, tolerance=tolerance)


def _scaling(sampler: UnderTest, prediction: str) -> Array:
    """By what each mode is multiplied in all steps, of a sampler without noise: one run, as modes do not mix."""
    silence = np.zeros((len(sampler.signal) - 1, len(MODES)))
    return np.asarray(sampler.run(gaussian_model(MODES, prediction), np.ones(len(MODES)), silence)[-1])


def marginals(make: Maker) -> None:
    """After every step the law is that of the scheme that the sampler names."""
    sampler, prediction = _made(make)
    if sampler.scheme is None:
        return
    expected = expected_law(sampler.scheme, sampler.signal, sampler.noise, MODES, eta=sampler.eta)
    model = gaussian_model(MODES, prediction)
    assert_trajectory(lambda state, noises: sampler.run(model, state, noises), expected)


def timesteps(make: Maker) -> None:
    """The network is asked at each level once or more, in order: none is skipped, none comes back."""
    sampler, prediction = _made(make)
    asked, model = [], gaussian_model(MODES, prediction)

    def watched(state: Any, signal: Any, noise: Any) -> Any:
        asked.append(float(noise) / max(float(signal), 1e-300))
        return model(state, signal, noise)

    states = sampler.run(watched, np.ones(len(MODES)), np.zeros((len(sampler.signal) - 1, len(MODES))))
    count = len(sampler.signal) - 1
    if len(states) != count:
        raise AssertionError(
            f"{count} levels are left but {len(states)} steps taken: a timestep is repeated or skipped"
        )
    ratios = sampler.noise / np.maximum(sampler.signal, 1e-300)
    if not np.all(np.diff(ratios) < 0):
        raise AssertionError(f"the levels β/α do not fall: {ratios.tolist()}")
    for place, level in enumerate(ratios[:-1], start=1):
        if not np.any(np.isclose(asked, level, rtol=1e-6)):
            raise AssertionError(f"the network is never asked at the level of step {place}, β/α = {level:.6g}: skipped")


def final_level(make: Maker) -> None:
    """What is left at the end has the noise that the last level says, none where it says none."""
    sampler, prediction = _made(make, 1000)
    if sampler.stochastic:
        return
    found = np.abs(_scaling(sampler, prediction))
    exact = _flow(sampler)
    apart = np.abs(found / exact - 1)
    if apart.max() > 0.1:
        raise AssertionError(
            f"with 1,000 steps mode {int(apart.argmax()) + 1} is scaled by {found[apart.argmax()]:.6g}, expected near "
            f"{exact[apart.argmax()]:.6g}: the last step, or its noise level, is another than the levels say"
        )


def order(make: Maker) -> None:
    """The error after all steps falls as fast as the sampler claims."""
    if _made(make)[0].stochastic:
        return
    errors = []
    for steps in _HALVED:
        sampler, prediction = _made(make, steps)
        errors.append(float(np.abs(_scaling(sampler, prediction) - _flow(sampler)).max()))
    claimed = _made(make)[0].order
    found = np.log2(errors[-2] / errors[-1]) if errors[-1] > 0 else np.inf
    if errors[-1] > 1e-11 and found < claimed - _ROOM:
        raise AssertionError(
            f"the error falls with order {found:.2f}, {claimed} is claimed: {dict(zip(_HALVED, errors, strict=True))}"
        )


def parametrisation(make: Maker) -> None:
    """The law does not depend on what the network predicts."""
    known = [(name, sampler) for name in PREDICTIONS if (sampler := make(_STEPS, name)) is not None]
    laws = [(name, _laws(sampler, name)[-1]) for name, sampler in known]
    for name, law in laws[1:]:
        apart = float(np.abs(law.growth - laws[0][1].growth).max())
        if apart > 1e-9:
            raise AssertionError(f"prediction {name} gives another law than {laws[0][0]}, off by {apart:.3g}")


def stochasticity(make: Maker) -> None:
    """Noise is added where it is declared, and nowhere else."""
    sampler, prediction = _made(make)
    added = float(np.abs(_laws(sampler, prediction)[-1].spread).max(initial=0.0))
    if (added > 0) != sampler.stochastic:
        raise AssertionError("noise is declared and none added" if sampler.stochastic else "noise is added undeclared")


def precision(make: Maker) -> None:
    """In float32 the law is that of float64, to what float32 holds."""
    sampler, prediction = _made(make)
    usual, single = (
        _laws(sampler, prediction, kind, tolerance)[-1].growth
        for kind, tolerance in ((np.float64, 1e-9), (np.float32, 1e-3))
    )
    apart = float(np.abs(usual - single).max() / np.abs(usual).max())
    if apart > _SINGLE:
        raise AssertionError(f"float32 and float64 differ by {apart:.3g} of the law")


def _flow(sampler: UnderTest) -> Array:
    """By what the probability flow multiplies each mode from the first level to the last."""
    laws = sampler.signal[:, None] ** 2 * MODES + sampler.noise[:, None] ** 2
    return np.asarray(np.sqrt(laws[-1] / laws[0]))


CHECKS: Mapping[str, Callable[[Maker], None]] = {
    check.__name__: check
    for check in (marginals, timesteps, final_level, order, parametrisation, stochasticity, precision)
}
"""Every check by its name."""
