"""The law that a sampler should have, from the derived laws of its steps.

Tested in `tests/testing/test_kit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.testing.impulses import AffineLaw, Array
from ldm_symbolic.testing.laws import RAMPS, Law

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
        signal, noise: α and β at the start and after each step, N + 1 >= 2 of each; β/α falls. A start may have no
            signal, as a rectified flow's, and an end no noise.
        spectrum: λ >= 0, one a mode.
        eta: η of DDIM.
        churn: γ of EDM's sampler, by how much of itself a step raises the noise first.
        more: what steps in time ask for besides, one number a step: size, rate, rate_middle, rate_after,
            signal_middle, noise_middle, and beta where it is not 1 - (α/α')².

    Raises:
        ValueError: for an unknown scheme, levels that do not fall, or numbers that it lacks or no scheme asks for.

    >>> law = expected_law("ddim", [0.6, 1.0], [0.8, 0.0], [1.0])[-1]
    >>> law.growth.round(12).tolist()
    [[0.6]]
    """
    alpha, beta, modes = (np.asarray(given, dtype=np.float64) for given in (signal, noise, spectrum))
    if scheme not in RAMPS:
        raise ValueError(f"scheme: expected {', '.join(SCHEMES)}, got {scheme!r}")
    _require_levels(alpha, beta)
    ramp, quiet = RAMPS[scheme]
    known = _numbers(alpha, beta) | {"eta": eta, "churn": churn} | more
    _require_names(scheme, _laws(ramp, quiet), known, more)
    count, remembers = len(alpha) - 1, len(ramp)
    numbers = {name: np.broadcast_to(given, count) for name, given in known.items()}
    responses = np.zeros((1 + count, remembers, len(modes)))
    responses[0, 0] = 1.0
    laws = []
    for place in range(count):
        law = quiet if quiet is not None and beta[place + 1] == 0 else ramp[min(place, len(ramp) - 1)]
        with np.errstate(divide="ignore", invalid="ignore"):
            growth, spread = law(**{name: row[place] for name, row in numbers.items()}, believed=modes)
        matrix = np.array([[np.broadcast_to(entry, modes.shape) for entry in row] for row in growth])
        responses = np.einsum("ijm,sjm->sim", matrix, responses)
        responses[1 + place] += np.array([np.broadcast_to(entry, modes.shape) for entry in spread])
        diagonal = np.stack([np.diag(row) for row in responses[:, 0]])
        laws.append(AffineLaw(offset=np.zeros(len(modes)), growth=diagonal[0], spread=diagonal[1:]))
    return laws


def _laws(ramp: Sequence[Law], quiet: Law | None) -> list[Law]:
    return [law for law in (*ramp, quiet) if law is not None]


def _require_levels(alpha: Array, beta: Array) -> None:
    if alpha.shape != beta.shape or alpha.ndim != 1 or len(alpha) < 2:
        raise ValueError("levels: expected as many α as β, two of each or more")
    falls = np.all(beta[:-1] * alpha[1:] > beta[1:] * alpha[:-1])
    if not (falls and np.all(alpha[1:] > 0) and alpha[0] >= 0 and beta[-1] >= 0):
        raise ValueError("levels: expected α > 0 and β >= 0 with β/α falling; the first α may be 0")


def _require_names(scheme: str, laws: Sequence[Law], known: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    missing, unknown = sorted(_asked(laws) - known.keys()), sorted(more.keys() - _OF_ALL)
    if missing:
        raise ValueError(f"scheme {scheme} needs {', '.join(missing)} as well")
    if unknown:
        raise ValueError(f"no scheme asks for {', '.join(unknown)}")


def _asked(laws: Sequence[Law]) -> set[str]:
    """The numbers that some laws ask for."""
    entries = (entry for law in laws for entry in signature(law).parameters.values())
    return {entry.name for entry in entries if entry.kind is Parameter.KEYWORD_ONLY} - {"believed"}


_OF_ALL = frozenset(_asked([law for ramp, quiet in RAMPS.values() for law in _laws(ramp, quiet)]))


def _numbers(alpha: Array, beta: Array) -> dict[str, Array]:
    """What levels say of each step."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lapses = np.diff(np.log(alpha) - np.log(beta))
        gains = alpha[1:] / alpha[:-1] - 1
    places = np.arange(len(lapses))
    return {
        "signal": alpha[:-1],
        "noise": beta[:-1],
        "signal_after": alpha[1:],
        "noise_after": beta[1:],
        "gain": gains,
        "beta": 1 - (alpha[:-1] / alpha[1:]) ** 2,
        "lapse": lapses,
        "lapse_before": lapses[np.maximum(places - 1, 0)],
        "lapse_earlier": lapses[np.maximum(places - 2, 0)],
    }
