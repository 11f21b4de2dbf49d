"""The law that a sampler should have, from the derived laws of its steps.

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.testing.impulses import AffineLaw, Array
from ldm_symbolic.testing.laws import RAMPS

SCHEMES = tuple(RAMPS)
"""The schemes whose laws are known."""


def expected_law(
    scheme: str,
    signal: ArrayLike,
    noise: ArrayLike,
    spectrum: ArrayLike,
    *,
    eta: float = 0.0,
    churn: float = 0.0,
    **more: Any,
) -> list[AffineLaw]:
    """The exact law of a scheme after each step, for Gaussian data and the exact score.

    Args:
        scheme: one of `SCHEMES`.
        signal, noise: α and β at the start and after each step, N + 1 of each; β/α falls.
        spectrum: λ >= 0, one a mode.
        eta: η of DDIM.
        churn: γ of EDM's sampler, by how much of itself a step raises the noise first.
        more: what steps in time ask for besides, one number a step: size, rate, rate_middle, rate_after,
            signal_middle, noise_middle, and beta where it is not 1 - (α/α')².

    Raises:
        ValueError: for an unknown scheme, or levels that do not fall.

    >>> law = expected_law("ddim", [0.6, 1.0], [0.8, 0.0], [1.0])[-1]
    >>> law.growth.round(12).tolist()
    [[0.6]]
    """
    alpha, beta, modes = (np.asarray(given, dtype=np.float64) for given in (signal, noise, spectrum))
    if scheme not in RAMPS:
        raise ValueError(f"scheme: expected {', '.join(SCHEMES)}, got {scheme!r}")
    ratio = beta / alpha
    if alpha.shape != beta.shape or not np.all(ratio[:-1] > ratio[1:]) or ratio[-1] < 0:
        raise ValueError("levels: expected as many α as β, with β/α falling")
    ramp, quiet = RAMPS[scheme]
    first, *_ = ramp
    remembers = len(first(**_numbers(alpha, beta, 0, eta, churn, more), believed=modes)[1])
    count = len(alpha) - 1
    responses = np.zeros((1 + count, remembers, len(modes)))
    responses[0, 0] = 1.0
    laws = []
    for place in range(count):
        law = quiet if quiet is not None and beta[place + 1] == 0 else ramp[min(place, len(ramp) - 1)]
        growth, spread = law(**_numbers(alpha, beta, place, eta, churn, more), believed=modes)
        matrix = np.array([[np.broadcast_to(entry, modes.shape) for entry in row] for row in growth])
        responses = np.einsum("ijm,sjm->sim", matrix, responses)
        responses[1 + place] += np.array([np.broadcast_to(entry, modes.shape) for entry in spread])
        diagonal = np.stack([np.diag(row) for row in responses[:, 0]])
        laws.append(AffineLaw(offset=np.zeros(len(modes)), growth=diagonal[0], spread=diagonal[1:]))
    return laws


def _numbers(alpha: Array, beta: Array, place: int, eta: float, churn: float, more: dict[str, Any]) -> dict[str, Any]:
    """What the step at that place may ask for."""
    with np.errstate(divide="ignore"):
        lapses = np.diff(np.log(alpha) - np.log(beta))
    known = {
        "signal": alpha[place],
        "noise": beta[place],
        "signal_after": alpha[place + 1],
        "noise_after": beta[place + 1],
        "gain": alpha[place + 1] / alpha[place] - 1,
        "beta": 1 - (alpha[place] / alpha[place + 1]) ** 2,
        "lapse": lapses[place],
        "lapse_before": lapses[max(place - 1, 0)],
        "lapse_earlier": lapses[max(place - 2, 0)],
        "eta": eta,
        "churn": churn,
    }
    return known | {name: np.broadcast_to(given, len(lapses))[place] for name, given in more.items()}
