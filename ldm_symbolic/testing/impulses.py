"""The exact law of a sampler from runs on unit impulses, after a check that it is affine.

    run(y, ξ_1, ..., ξ_n) = c + A y + Σ_i B_i ξ_i

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Run = Callable[[Array, Array], Any]
"""(initial state, noises with the axes (step, dimension)) -> final state."""
Trajectory = Callable[[Array, Array], Sequence[Any]]
"""The same, giving the state after every step."""

_SEED = 20240805


@dataclass(frozen=True, slots=True, kw_only=True)
class AffineLaw:
    """What a sampler makes of its start and of each of its noises.

    Args:
        offset: c, what becomes of nothing.
        growth: A, axes (after, before).
        spread: B, axes (noise, after, before).
    """

    offset: Array
    growth: Array
    spread: Array

    def covariance(self, start: Array) -> Array:
        """The covariance of what is generated: A S Aᵀ + Σ_i B_i B_iᵀ.

        Args:
            start: S, that of the start.

        >>> law = AffineLaw(offset=np.zeros(1), growth=np.array([[0.5]]), spread=np.array([[[1.0]]]))
        >>> law.covariance(np.array([[4.0]])).tolist()
        [[2.0]]
        """
        return np.asarray(self.growth @ start @ self.growth.T + np.einsum("nij,nkj->ik", self.spread, self.spread))


def affine_law(run: Run, dimension: int, noises: int, *, tolerance: float = 1e-9) -> AffineLaw:
    """The exact law of a sampler.

    Args:
        run: takes the initial state and all noises, gives the final state; it may draw nothing itself.
        dimension: of the state.
        noises: how many noises of that dimension it takes.
        tolerance: what rounding may leave, relative to the size of the law.

    Raises:
        AssertionError: if it is not affine, or not the same twice.

    >>> affine_law(lambda state, noises: state / 2 + noises[0], 1, 1).covariance(np.eye(1)).tolist()
    [[1.25]]
    """
    return affine_laws(lambda state, given: [run(state, given)], dimension, noises, tolerance=tolerance)[-1]


def affine_laws(trajectory: Trajectory, dimension: int, noises: int, *, tolerance: float = 1e-9) -> list[AffineLaw]:
    """The exact law of a sampler after every step; arguments as in `affine_law`."""

    def run(state: Array, given: Array) -> Array:
        found = np.stack([np.asarray(one, dtype=np.float64) for one in trajectory(state.copy(), given.copy())])
        if found.shape[1:] != (dimension,):
            raise AssertionError(f"the sampler gives states of shape {found.shape[1:]}, expected ({dimension},)")
        return found

    nothing, silence, units = np.zeros(dimension), np.zeros((noises, dimension)), np.eye(dimension)
    offset = run(nothing, silence)
    growth = np.stack([run(unit, silence) - offset for unit in units], axis=-1)
    impulses = [[_at(silence, place, unit) for unit in units] for place in range(noises)]
    spread = [np.stack([run(nothing, one) - offset for one in of_step], axis=-1) for of_step in impulses]
    whole = np.stack(spread, axis=1) if spread else np.zeros((len(offset), 0, dimension, dimension))
    _require_affine(run, (offset, growth, whole), tolerance)
    return [AffineLaw(offset=c, growth=a, spread=b) for c, a, b in zip(offset, growth, whole, strict=True)]


def _at(silence: Array, place: int, unit: Array) -> Array:
    given = silence.copy()
    given[place] = unit
    return given


def _require_affine(run: Callable[[Array, Array], Array], law: tuple[Array, Array, Array], tolerance: float) -> None:
    offset, growth, spread = law
    generator = np.random.default_rng(_SEED)
    for size in (1.0, 30.0):
        state = np.asarray(size * generator.normal(size=growth.shape[-1]))
        given = np.asarray(size * generator.normal(size=spread.shape[1::2]))
        expected = offset + growth @ state + np.einsum("snij,nj->si", spread, given)
        found = run(state, given)
        scale = size * (np.abs(offset).max() + np.abs(growth).max() + np.abs(spread).max(initial=0.0))
        worst = float(np.abs(found - expected).max())
        if not worst <= tolerance * scale:
            raise AssertionError(
                f"the sampler is not affine in its start and noises: off by {worst:.3g} at states of size {size:g}; "
                "usual causes: clipping or thresholding is on, noise is drawn inside, or more of it is used than given"
            )
        if not np.array_equal(found, run(state, given)):
            raise AssertionError("the sampler gives another result for the same start and noises: it draws some itself")
