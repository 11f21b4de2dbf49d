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
_HALVED = (16, 31, 61, 121)  # one more than what 2 and 3 divide: single-step solvers have whole steps before the last
_ROOM = 0.3
_MANY, _NEAR = 500, 0.15
_SINGLE = 2e-4
_DOUBLE = 1e-9


class UnderTest(Protocol):
    """What a maker of samplers gives: one sampler with its levels, and what it claims.

    Args:
        signal, noise: α and β at the start and after each step, N + 1 of each.
        order: of convergence, for a sampler that adds no noise; 0 where none is claimed.
        stochastic: whether it adds noise.
        scheme: the name in `ldm_symbolic.testing.SCHEMES` whose law it should have, or None.
        eta: η of that scheme.

    One that computes in float32 whatever it is given says so by `tolerance`, what rounding may leave, some 2e-5;
    without it float64 is expected.
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


def _rounding(sampler: UnderTest) -> float:
    """What rounding may leave of a law, relative to its size."""
    return float(getattr(sampler, "tolerance", _DOUBLE))


def _laws(sampler: UnderTest, prediction: str) -> list[AffineLaw]:
    """The exact law after each step, after a check that the sampler is affine."""
    model = gaussian_model(MODES, prediction)
    return affine_laws(
        lambda state, noises: sampler.run(model, state, noises),
        len(MODES),
        len(sampler.signal) - 1,
        tolerance=_rounding(sampler),
    )


def _responses(sampler: UnderTest, prediction: str, kind: Any = np.float64) -> Array:
    """What becomes of the start and of each noise up to each level, mode by mode; axes (source, level, mode).

    One run on as many copies of the modes as there are sources, since none mixes with another.
    """
    count, own = len(sampler.signal) - 1, len(MODES)
    sources = 1 + count if sampler.stochastic else 1
    exact = gaussian_model(np.tile(MODES, sources), prediction)
    start, noises = np.zeros(sources * own), np.zeros((count, sources, own))
    start[:own] = 1
    if sampler.stochastic:
        noises[np.arange(count), 1 + np.arange(count)] = 1

    def model(state: Any, signal: Any, noise: Any) -> Any:
        return np.asarray(exact(state, signal, noise), dtype=kind)

    states = sampler.run(model, start.astype(kind), noises.reshape(count, -1).astype(kind))
    return np.stack([start, *states]).reshape(-1, sources, own).transpose(1, 0, 2)


def marginals(make: Maker) -> None:
    """After every step the law is that of the scheme that the sampler names."""
    sampler, prediction = _made(make)
    if sampler.scheme is None:
        return
    expected = expected_law(sampler.scheme, sampler.signal, sampler.noise, MODES, eta=sampler.eta)
    model = gaussian_model(MODES, prediction)
    assert_trajectory(lambda state, noises: sampler.run(model, state, noises), expected, tolerance=_rounding(sampler))


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
    """With many steps, from the right law, the right law is reached, with the noise that the last level says."""
    sampler, prediction = _made(make, _MANY)
    laws, found = _variances(sampler), _responses(sampler, prediction)[:, -1] ** 2
    apart = np.abs(np.sqrt((found[0] * laws[0] + found[1:].sum(axis=0)) / laws[-1]) - 1)
    if not apart.max() <= _NEAR:
        raise AssertionError(
            f"with {_MANY} steps the deviation of mode {int(apart.argmax()) + 1} is off by {apart.max():.1%}: the last "
            "step, its noise level or the noise that steps add is another than the levels say"
        )


def order(make: Maker) -> None:
    """The error at the last level that has noise falls as fast as the sampler claims.

    A last step to none is a denoising, whose error depends on where it starts and not on how many steps came before.
    """
    first, _ = _made(make)
    if first.stochastic or first.order == 0:
        return
    errors, last = [], -2 if first.noise[-1] == 0 else -1
    for steps in _HALVED:
        sampler, prediction = _made(make, steps)
        errors.append(float(_missed(sampler, prediction, last)))
    claimed = first.order
    found = np.log2(errors[-2] / errors[-1]) if errors[-1] > 0 else np.inf
    if errors[-1] > 1e-2 * _rounding(first) and found < claimed - _ROOM:
        raise AssertionError(
            f"the error falls with order {found:.2f}, {claimed} is claimed: {dict(zip(_HALVED, errors, strict=True))}"
        )


def parametrisation(make: Maker) -> None:
    """The law does not depend on what the network predicts."""
    known = [(name, sampler) for name in PREDICTIONS if (sampler := make(_STEPS, name)) is not None]
    laws = [(name, _responses(sampler, name)[:, -1]) for name, sampler in known]
    for name, law in laws[1:]:
        apart = float(np.abs(law - laws[0][1]).max())
        if not apart <= max(_rounding(sampler) for _, sampler in known):
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
    usual, single = (_responses(sampler, prediction, kind)[:, -1] for kind in (np.float64, np.float32))
    apart = float(np.abs(usual - single).max() / np.abs(usual).max())
    if not apart <= _SINGLE:
        raise AssertionError(f"float32 and float64 differ by {apart:.3g} of the law")


def _variances(sampler: UnderTest) -> Array:
    """Of α X + β ε, axes (level, mode)."""
    return np.asarray(sampler.signal[:, None] ** 2 * MODES + sampler.noise[:, None] ** 2)


def _missed(sampler: UnderTest, prediction: str, level: int) -> float:
    """By what share of itself the scaling of some mode up to a level differs from that of the probability flow."""
    laws, found = _variances(sampler), _responses(sampler, prediction)[0, level]
    return float(np.abs(found / np.sqrt(laws[level] / laws[0]) - 1).max())


CHECKS: Mapping[str, Callable[[Maker], None]] = {
    check.__name__: check
    for check in (marginals, timesteps, final_level, order, parametrisation, stochasticity, precision)
}
"""Every check by its name."""
