"""A sampler against its law: which step and which coefficient differ, and what the usual cause is.

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ldm_symbolic.testing.impulses import AffineLaw, Array, Run, Trajectory, affine_law, affine_laws

_STATE_CAUSES = (
    "a noise level of the wrong step (ᾱ of another timestep, the second σ of a two-stage step), a shift applied twice, "
    "or a timestep that is repeated or skipped"
)
_NOISE_CAUSES = {
    2**-0.5: "the factor 2 is missing under the root of the noise",
    2**0.5: "a factor 2 too many under the root of the noise",
}


def assert_sampler(run: Run, expected: Sequence[AffineLaw], *, tolerance: float = 1e-9) -> None:
    """Assert that a sampler has the law that it should have at the end.

    Args:
        run: (initial state, noises) -> final state.
        expected: its law after each step, from `expected_law`.
        tolerance: what rounding may leave, relative to the size of the law; some 1e-5 for a sampler in float32.

    Raises:
        AssertionError: saying which coefficient differs, and the usual cause.
    """
    last = expected[-1]
    found = affine_law(run, len(last.offset), len(expected), tolerance=tolerance)
    _compare(found, last, f"after all {len(expected)} steps", tolerance)


def assert_trajectory(trajectory: Trajectory, expected: Sequence[AffineLaw], *, tolerance: float = 1e-9) -> None:
    """Assert that a sampler has the law that it should have after every step, and name the first where it has not.

    Args:
        trajectory: (initial state, noises) -> the state after each step.
        expected: its law after each step, from `expected_law`.
        tolerance: what rounding may leave, relative to the size of the law; some 1e-5 for a sampler in float32.

    Raises:
        AssertionError: saying which step and coefficient differ, and the usual cause.
    """
    count = len(expected)
    found = affine_laws(trajectory, len(expected[-1].offset), count, tolerance=tolerance)
    for place, (own, wanted) in enumerate(zip(found, expected, strict=False), start=1):
        before = found[place - 2].growth if place > 1 else np.eye(len(wanted.offset))
        if np.allclose(own.growth, before, rtol=tolerance, atol=0) and not np.allclose(wanted.growth, own.growth):
            raise AssertionError(f"step {place} of {count} leaves the state as it is: a timestep is repeated")
        _compare(own, wanted, f"step {place} of {count}", tolerance, place)
    if len(found) != count:
        raise AssertionError(
            f"the sampler takes {len(found)} steps, expected {count}: a timestep is repeated or skipped"
        )


def _compare(found: AffineLaw, wanted: AffineLaw, where: str, tolerance: float, steps: int | None = None) -> None:
    """The first coefficient that differs after so many steps, the state's before the noises', each worst mode."""
    if np.abs(found.offset - wanted.offset).max() > tolerance:
        raise AssertionError(f"{where}: nothing becomes {found.offset.tolist()}, expected 0: a mean is added")
    _one(found.growth, wanted.growth, f"{where}: the start enters", tolerance, _STATE_CAUSES)
    for place in reversed(range(len(wanted.spread))):
        own, other = found.spread[place], wanted.spread[place]
        later = steps is not None and place >= steps
        cause = "the noise of a later step" if later else _noise_cause(np.diag(own), np.diag(other))
        _one(own, other, f"{where}: the noise of step {place + 1} enters", tolerance, cause)


def _one(found: Array, wanted: Array, what: str, tolerance: float, cause: str) -> None:
    apart = np.abs(found - wanted)
    scale = max(float(np.abs(wanted).max()), float(np.abs(found).max()))
    if not apart.max() <= tolerance * max(scale, 1e-300):
        row, column = np.unravel_index(int(np.argmax(apart)), apart.shape)
        mode = f"mode {row + 1}" if row == column else f"mode {row + 1} from mode {column + 1}"
        raise AssertionError(
            f"{what} with {found[row, column]:.9g} in {mode}, expected {wanted[row, column]:.9g}; usual cause: {cause}"
        )


def _noise_cause(found: Array, wanted: Array) -> str:
    if not np.any(found):
        return "no noise is added where the sampler declares some"
    if not np.any(wanted):
        return "noise is added where the sampler should be deterministic"
    shares = found[wanted != 0] / wanted[wanted != 0]
    for share, cause in _NOISE_CAUSES.items():
        if np.allclose(shares, share, rtol=1e-6):
            return cause
    return "a variance taken for a deviation (a missing square under a root), or the noise of another step"
