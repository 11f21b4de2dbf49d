"""The options of `stop` and `error`, each as the user gave it.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ldm_symbolic.model.backward import Start
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.score import Score

Notice = Callable[[str], None]
"""Takes one line about what was done to the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `stop` and `error` that fix the problem, each as the user gave it: text, numbers or arrays.

    Args:
        spectrum, estimated: variances along the encoder's directions, and their estimates.
        data, split, seed: or samples, of which one part gives axes and estimates and the other the truth.
        rule: how the noise level is chosen from the part that gives axes and estimates, where not on the other.
        generated: samples that a model generated, whose covariance takes the place of the estimate.
        covariance, estimated_covariance: or two covariances, whose axes need not be the same.
        samples: N, where the estimates are to be random: the spectrum is then taken as true, and known
            estimates are not used.
        score, cap, start, horizon, schedule: the model.
        scale: γ, by which latents are multiplied before noising and divided after.
        encoder_noise: V, the variance of the noise that the encoder left in the latents given.
        scheduler: in the place of the last two a scheduler_config.json of diffusers, a file or what it holds.
    """

    spectrum: object = None
    estimated: object = None
    data: object = None
    split: object = "0.5"
    seed: int = 0
    covariance: object = None
    estimated_covariance: object = None
    rule: str | None = None
    generated: object = None
    samples: int | None = None
    score: str | Score | None = None
    cap: object = None
    start: str | Start | None = None
    horizon: object = None
    schedule: str | Forward = "ou"
    scheduler: object = None
    scale: object = None
    encoder_noise: object = None
