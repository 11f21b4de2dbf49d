"""The configurations of diffusers that are tested, each a maker by its name, with what it claims.

An order is claimed where the levels refine evenly to the last one that has noise; uniform timesteps do not, as their
last steps in log β/α stay as long as they are.

Tested in `tests/conformance/test_diffusers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ldm_symbolic.conformance.diffusers.driven import Driven, make_sampler

_LATENT = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One configuration.

    Args:
        scheduler: the class in diffusers.
        config: what differs from its defaults.
        order, stochastic, scheme, eta, options, spare: what it claims, as `Driven` has them.
    """

    scheduler: str
    config: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0
    stochastic: bool = False
    scheme: str | None = None
    eta: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)
    spare: bool = False

    def make(self, steps: int, prediction: str) -> Driven | None:
        """The sampler, as the suite asks for it."""
        claims = {name: getattr(self, name) for name in ("order", "stochastic", "scheme", "eta", "options", "spare")}
        return make_sampler(self.scheduler, self.config, steps, prediction, **claims)


def _latent(scheduler: str, claims: Mapping[str, Any], **config: Any) -> Case:
    return Case(scheduler=scheduler, config={**_LATENT, **config}, **claims)


def _plain(scheduler: str, claims: Mapping[str, Any], **config: Any) -> Case:
    return Case(scheduler=scheduler, config=config, **claims)


_KARRAS = {"use_karras_sigmas": True}
_FIRST = {"order": 1, "scheme": "ddim"}
_GIVEN = {"scheme": "ddim"}
_NOISY = {"scheme": "ddim", "eta": 1.0, "stochastic": True}
_HEUN = {"order": 2, "scheme": "edm-heun"}
_SDE = {"stochastic": True}
_CHURN = {"stochastic": True, "options": {"s_churn": 3.0}}
_SMALL = {"scheme": "ddpm-small", "stochastic": True}
_2M, _3M = {"order": 2, "scheme": "dpmpp2m"}, {"order": 3, "scheme": "dpmpp3m"}
_SECOND, _THIRD = {"order": 2}, {"order": 3}
_MULTI, _SINGLE = "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler"
_FLOW = {"use_flow_sigmas": True, "flow_shift": 3.0, "prediction_type": "flow_prediction"}

CASES: Mapping[str, Case] = {
    "ddpm": _plain("DDPMScheduler", _SMALL),
    "ddpm-trailing": _plain("DDPMScheduler", _SMALL, timestep_spacing="trailing"),
    "ddpm-large": _plain("DDPMScheduler", _SDE, variance_type="fixed_large"),
    "ddpm-large-trailing": _plain("DDPMScheduler", _SDE, variance_type="fixed_large", timestep_spacing="trailing"),
    "ddim": _plain("DDIMScheduler", _FIRST),
    "ddim-latent": _latent("DDIMScheduler", _FIRST, steps_offset=1, set_alpha_to_one=False),
    "ddim-eta": _plain("DDIMScheduler", {**_NOISY, "options": {"eta": 1.0}}),
    "ddim-trailing": _latent("DDIMScheduler", _GIVEN, timestep_spacing="trailing"),
    "ddim-linspace": _latent("DDIMScheduler", _GIVEN, timestep_spacing="linspace"),
    "pndm": _latent("PNDMScheduler", {}, skip_prk_steps=True, steps_offset=1),
    "pndm-v": _latent("PNDMScheduler", {}, skip_prk_steps=True, steps_offset=1, prediction_type="v_prediction"),
    "pndm-runge-kutta": _latent("PNDMScheduler", {}),
    "pndm-linspace": _latent("PNDMScheduler", {}, skip_prk_steps=True, timestep_spacing="linspace"),
    "euler": _latent("EulerDiscreteScheduler", _FIRST),
    "euler-leading": _latent("EulerDiscreteScheduler", _FIRST, timestep_spacing="leading", steps_offset=1),
    "euler-trailing": _latent("EulerDiscreteScheduler", _GIVEN, timestep_spacing="trailing"),
    "euler-karras": _latent("EulerDiscreteScheduler", _FIRST, **_KARRAS),
    "euler-log-linear": _latent("EulerDiscreteScheduler", _FIRST, interpolation_type="log_linear"),
    "euler-churn": _latent("EulerDiscreteScheduler", _CHURN),
    "euler-ancestral": _latent("EulerAncestralDiscreteScheduler", _NOISY),
    "heun": _latent("HeunDiscreteScheduler", {"scheme": "edm-heun"}),
    "heun-karras": _latent("HeunDiscreteScheduler", _HEUN, **_KARRAS),
    "kdpm2": _latent("KDPM2DiscreteScheduler", {}),
    "kdpm2-karras": _latent("KDPM2DiscreteScheduler", _SECOND, **_KARRAS),
    "kdpm2-ancestral": _latent("KDPM2AncestralDiscreteScheduler", _SDE),
    "lms": _latent("LMSDiscreteScheduler", {}),
    "lms-karras": _latent("LMSDiscreteScheduler", _THIRD, **_KARRAS),
    "dpm-2m": _latent(_MULTI, {"scheme": "dpmpp2m"}),
    "dpm-2m-karras": _latent(_MULTI, _2M, **_KARRAS),
    "dpm-2m-exponential": _latent(_MULTI, _2M, use_exponential_sigmas=True),
    "dpm-2m-noise": _latent(_MULTI, {}, algorithm_type="dpmsolver", final_sigmas_type="sigma_min"),
    "dpm-3m": _latent(_MULTI, {"scheme": "dpmpp3m"}, solver_order=3, lower_order_final=False),
    "dpm-3m-karras": _latent(_MULTI, _3M, solver_order=3, lower_order_final=False, **_KARRAS),
    "dpm-2m-sde": _latent(_MULTI, _SDE, algorithm_type="sde-dpmsolver++"),
    "dpm-3m-sde": _latent(_MULTI, _SDE, algorithm_type="sde-dpmsolver++", solver_order=3),
    "dpm-2m-flow": _plain(_MULTI, {"scheme": "dpmpp2m"}, **_FLOW),
    "dpm-2s": _latent(_SINGLE, {}),
    "dpm-2s-karras": _latent(_SINGLE, _SECOND, **_KARRAS),
    "dpm-3s-karras": _latent(_SINGLE, _THIRD, solver_order=3, **_KARRAS),
    "deis": _latent("DEISMultistepScheduler", {}),
    "deis-karras": _latent("DEISMultistepScheduler", _SECOND, **_KARRAS),
    "deis-3-karras": _latent("DEISMultistepScheduler", {}, solver_order=3, **_KARRAS),
    "unipc": _latent("UniPCMultistepScheduler", {}),
    "unipc-karras": _latent("UniPCMultistepScheduler", _SECOND, **_KARRAS),
    "unipc-3-karras": _latent("UniPCMultistepScheduler", _THIRD, solver_order=3, **_KARRAS),
    "unipc-flow": _plain("UniPCMultistepScheduler", {}, **_FLOW),
    "edm-euler": _plain("EDMEulerScheduler", _FIRST),
    "edm-euler-v": _plain("EDMEulerScheduler", _FIRST, prediction_type="v_prediction"),
    "edm-euler-min": _plain("EDMEulerScheduler", {"order": 1}, final_sigmas_type="sigma_min"),
    "edm-euler-churn": _plain("EDMEulerScheduler", _CHURN),
    "edm-dpm-2m": _plain("EDMDPMSolverMultistepScheduler", _2M),
    "edm-dpm-3m": _plain("EDMDPMSolverMultistepScheduler", _3M, solver_order=3, lower_order_final=False),
    "flow-euler": _plain("FlowMatchEulerDiscreteScheduler", _FIRST),
    "flow-euler-shift": _plain("FlowMatchEulerDiscreteScheduler", _FIRST, shift=3.0),
    "flow-euler-stochastic": _plain("FlowMatchEulerDiscreteScheduler", _SDE, stochastic_sampling=True),
    "flow-euler-churn": _plain("FlowMatchEulerDiscreteScheduler", _CHURN),
    "flow-heun": _plain("FlowMatchHeunDiscreteScheduler", _SECOND),
    "flow-heun-shift": _plain("FlowMatchHeunDiscreteScheduler", _SECOND, shift=3.0),
    "flow-heun-churn": _plain("FlowMatchHeunDiscreteScheduler", {**_CHURN, "spare": True}),
}
"""Every configuration by its name."""

_SLOW = "LMSDiscreteScheduler"
MAKERS: Mapping[str, Callable[[int, str], Driven | None]] = {
    name: case.make for name, case in CASES.items() if case.scheduler != _SLOW
}
"""Their makers, as `--sampler ldm_symbolic.conformance.diffusers:MAKERS` takes them.

Without those of the linear multistep method, which integrates its coefficients numerically: a minute for 500 steps.
"""
