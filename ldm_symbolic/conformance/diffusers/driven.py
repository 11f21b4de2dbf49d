"""A scheduler of diffusers, driven by the exact network and by noises that are given to it.

Everything that is computed is their code: `set_timesteps`, `scale_model_input` and `step` of a scheduler made from its
config. Two things are changed for a run: the name `randn_tensor` in the scheduler's module hands out the given noises,
and clipping of the predicted sample is off unless the config asks for it, since it is not affine.

Tested in `tests/conformance/test_diffusers.py`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ldm_symbolic.conformance.diffusers.levels import (
    Array,
    Level,
    boundaries,
    ends,
    exploding,
    heard,
    preserving,
    rectified,
)

_MISSING = "the samplers of diffusers need it and torch: from the project's folder, pip install '.[conformance]'"
_SPELLED = {"epsilon": "epsilon", "sample": "sample", "v": "v_prediction", "velocity": "flow_prediction"}
_USUAL = ("epsilon", "sample", "v")
_OF_DATA = {"EDMEulerScheduler": ("sample",), "EDMDPMSolverMultistepScheduler": ("sample",)}
_OF_FLOW = dict.fromkeys(("FlowMatchEulerDiscreteScheduler", "FlowMatchHeunDiscreteScheduler"), ("velocity",))
_NO_SAMPLE = dict.fromkeys(
    (
        "KDPM2DiscreteScheduler",
        "KDPM2AncestralDiscreteScheduler",
        "EulerAncestralDiscreteScheduler",
        "PNDMScheduler",
    ),
    ("epsilon", "v"),
)
ACCEPTED: Mapping[str, tuple[str, ...]] = {**_OF_DATA, **_OF_FLOW, **_NO_SAMPLE}
"""What a network may predict, where it is not one of ε, X and v."""

_EXPLODING = (
    "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler", "LMSDiscreteScheduler",
    "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler", *_OF_DATA,
)  # fmt: skip
_ROUNDING = 2e-5


@contextmanager
def given_noises(module: str, noises: Iterator[Any]) -> Iterator[None]:
    """In a module of diffusers, `randn_tensor` hands out these noises in their order."""
    place = sys.modules[module]
    if not hasattr(place, "randn_tensor"):
        yield
        return
    usual = place.randn_tensor
    place.randn_tensor = lambda shape, **how: next(noises).reshape(shape).to(how.get("dtype"))  # type: ignore[attr-defined]
    try:
        yield
    finally:
        place.randn_tensor = usual  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """One scheduler with its config and number of steps, as `ldm_symbolic.conformance.UnderTest`.

    Args:
        fresh: the scheduler with its timesteps set, of which each run takes a copy.
        heard: α and β that the network reads from the timestep of each call.
        done: after which calls of `step` a whole step is done.
        signal, noise, order, stochastic, scheme, eta: as `UnderTest` has them.
        start: the deviation of the state that pipelines start from, `init_noise_sigma`.
        tolerance: what rounding leaves, as their tables and steps are in float32.
        options: what `step` is called with besides.
        spare: a step may draw again, and is then given zeros; else that is an error.
    """

    fresh: Any
    heard: Sequence[Level]
    done: Sequence[int]
    signal: Array
    noise: Array
    start: float
    order: int = 0
    stochastic: bool = False
    scheme: str | None = None
    eta: float = 0.0
    tolerance: float = _ROUNDING
    options: Mapping[str, Any] = field(default_factory=dict)
    spare: bool = False

    def run(self, model: Callable[[Any, Any, Any], Any], state: Any, noises: Any) -> list[Any]:
        """The state after each whole step; modes are channels of one image of one pixel."""
        import torch

        scheduler = deepcopy(self.fresh)
        sample = torch.from_numpy(np.asarray(state)).reshape(1, -1, 1, 1)
        states: list[Any] = []
        kept, supply = sample.dtype, _drawn(sample, self.spare)
        for place, timestep in enumerate(scheduler.timesteps):
            if place == 0 or place - 1 in self.done:
                supply = _drawn(torch.from_numpy(np.asarray(noises[len(states)])), self.spare)
            said = _asked(model, scheduler, sample, timestep, self.heard[place]).to(kept)
            with given_noises(type(scheduler).__module__, supply):
                sample = scheduler.step(said, timestep, sample, return_dict=False, **self.options)[0].to(kept)
            if place in self.done:
                states.append(sample.reshape(-1).numpy().copy())
        return states


def _drawn(noise: Any, spare: bool) -> Iterator[Any]:
    """The noise of a step, and for what is drawn again zeros or an error."""
    yield noise
    while spare:
        yield 0 * noise
    raise AssertionError("the scheduler draws more than one noise in a step")


def _asked(model: Callable[[Any, Any, Any], Any], scheduler: Any, sample: Any, timestep: Any, heard: Level) -> Any:
    """What the network answers, which is shown the scaled state and the timestep, and nothing else."""
    import torch

    shown = scheduler.scale_model_input(sample, timestep) if hasattr(scheduler, "scale_model_input") else sample
    values = shown.reshape(-1).numpy()
    if hasattr(scheduler, "precondition_inputs"):
        answer = _preconditioned(model, scheduler.config, values, heard[1])
    else:
        answer = model(values, *heard)
    return torch.from_numpy(np.asarray(answer)).reshape(sample.shape)


def told(scheduler: Any, timestep: float, path: Callable[[float], Level]) -> Level:
    """α and β that a timestep tells the network.

    A network of ε, X or v was trained on states α X + β ε with α² + β² = 1, one of velocities on a rectified flow,
    whose timestep is β in thousandths; EDM's is log(σ)/4.
    """
    if hasattr(scheduler, "precondition_inputs"):
        return 1.0, float(np.exp(4 * timestep))
    if path is rectified:
        return rectified(timestep / scheduler.config.num_train_timesteps)
    return preserving(heard(scheduler, timestep))


def _preconditioned(model: Callable[[Any, Any, Any], Any], config: Any, shown: Any, sigma: float) -> Any:
    """What a network in EDM's preconditioning gives: (X - c_skip y)/c_out, from the mean of X."""
    whole = np.hypot(sigma, config.sigma_data)
    state = shown * whole
    out = sigma * config.sigma_data / whole
    if config.prediction_type == "v_prediction":
        out = -out
    return (model(state, 1.0, sigma) - (config.sigma_data / whole) ** 2 * state) / out


def make_sampler(
    scheduler_class: str, config: Mapping[str, Any], steps: int, prediction: str = "epsilon", **claims: Any
) -> Driven | None:
    """A scheduler of diffusers, to be tested; None where it knows no network of that kind.

    Args:
        scheduler_class: its name in diffusers, "DDIMScheduler".
        config: what differs from its defaults.
        steps: what `set_timesteps` is given.
        prediction: what the network predicts, as in `gaussian_model`.
        claims: order, stochastic, scheme, eta, options, as `Driven` has them.

    Raises:
        ModuleNotFoundError: without diffusers or torch; one line.

    >>> make_sampler("PNDMScheduler", {}, 10, "sample") is None
    True
    """
    path = _path(scheduler_class, config)
    if prediction not in (("velocity",) if path is rectified else ACCEPTED.get(scheduler_class, _USUAL)):
        return None
    diffusers = _diffusers()
    chosen = {"prediction_type": _SPELLED[prediction]} if scheduler_class not in {**_OF_DATA, **_OF_FLOW} else {}

    fresh = getattr(diffusers, scheduler_class).from_config({"clip_sample": False, **config, **chosen})
    fresh.set_timesteps(steps)
    signal, noise = boundaries(fresh, path)
    return Driven(
        fresh=fresh,
        heard=[told(fresh, float(timestep), path) for timestep in fresh.timesteps],
        done=ends(fresh),
        signal=signal,
        noise=noise,
        start=float(getattr(fresh, "init_noise_sigma", 1.0)),
        **claims,
    )


def _path(scheduler_class: str, config: Mapping[str, Any]) -> Callable[[float], Level]:
    if scheduler_class in _OF_FLOW or config.get("use_flow_sigmas"):
        return rectified
    return exploding if scheduler_class in _EXPLODING else preserving


def _diffusers() -> Any:
    try:
        import diffusers  # type: ignore[import-not-found, unused-ignore]
        import torch
    except ImportError as error:
        raise ModuleNotFoundError(_MISSING) from error
    torch.set_num_threads(1)  # states of four numbers
    logging.getLogger("diffusers").setLevel(logging.ERROR)
    return diffusers
