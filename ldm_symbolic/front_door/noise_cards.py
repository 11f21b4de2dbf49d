"""From a spectrum, samples or a covariance, as a user gives them, to a noise card.

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.asking import problem_of
from ldm_symbolic.front_door.options import Asked, Notice
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.practice.noise_card import NoiseCard, noise_card
from ldm_symbolic.spectra.arrays import whole_number
from ldm_symbolic.spectra.numbers import Spelled
from ldm_symbolic.spectra.samples import covariance_of_all
from ldm_symbolic.stopping import schemas
from ldm_symbolic.stopping.answers.document import decimal

_DIGITS = 6
"""A minimum is known to half the digits of what is minimised."""


def card_of(notice: Notice, asked: Asked, kept: int | None, scheme: str, steps: int, spelled: Spelled) -> NoiseCard:
    """The noise card of what a user gives.

    Args:
        notice: told what was done to the input.
        asked: the spectrum, the data or the covariance.
        kept: k, or None for all.
        scheme: the sampler.
        steps: N.
        spelled: how the caller spells an option.

    Raises:
        InputError: if something cannot be used; one line.
    """
    variances = _variances(notice, asked, spelled)
    count = len(variances) if kept is None else whole_number(kept, spelled("dims"), least=1, most=len(variances))
    return noise_card(variances[:count], steps, scheme)


def card_document(card: NoiseCard) -> dict[str, Any]:
    """The answer of `noise-card` in the schema `ldm-symbolic/noise-card/1`."""
    names = ("sigma_min", "sigma_max", "sigma_data", "error", "error_karras", "error_uniform")
    numbers = {name: decimal(mpmath.mpf(getattr(card, name)), _DIGITS) for name in names}
    sigmas = [decimal(mpmath.mpf(sigma), _DIGITS) for sigma in card.sigmas]
    return {"schema": schemas.NOISE_CARD, "k": card.k, "scheme": card.scheme, "sigmas": sigmas, **numbers}


def _variances(notice: Notice, asked: Asked, spelled: Spelled) -> list[float]:
    """In the order in which the encoder keeps them."""
    if asked.data is not None and (asked.spectrum, asked.covariance) == (None, None):
        matrix = covariance_of_all(asked.data, spelled("data"), spelled, notice)
        return _told_from_rounding(notice, np.asarray(np.linalg.eigvalsh(matrix)[::-1], dtype=np.float64))
    problem = problem_of(notice, asked, spelled)
    if isinstance(problem, StoppingProblem):
        return [float(value) for value in problem.spectrum.variances]
    return _told_from_rounding(notice, problem.law.true.diagonal())


def _told_from_rounding(notice: Notice, values: Floats) -> list[float]:
    """Variances computed in floats, those that may be nothing but rounding taken for 0: no level is meant for them."""
    rounding = len(values) * float(np.finfo(np.float64).eps) * float(values.max(initial=0.0))
    small = int(np.sum((values != 0) & (values <= rounding)))
    if small:
        notice(f"variances of at most {rounding:.3g}, which may be rounding, are taken for 0: {small}")
    return [float(value) if value > rounding else 0.0 for value in values]
