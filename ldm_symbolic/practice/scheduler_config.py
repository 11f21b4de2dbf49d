"""A `scheduler_config.json` of diffusers, read without importing it: its schedule, and its steps.

What would change the noise levels and is not known is refused; what cannot change them is passed over.

Tested in `tests/practice/test_scheduler_config.py`.
"""

from __future__ import annotations

import json
import math
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.practice.trained_noise import Singles, given_shares, kept_shares, without_last_signal
from ldm_symbolic.spectra.numbers import InputError

LARGEST = 4_000_000
"""Bytes of a config."""
_MOST_STEPS = 100_000

_TRAINED: Mapping[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 0.0001,
    "beta_end": 0.02,
    "beta_schedule": "linear",
    "trained_betas": None,
    "timestep_spacing": "leading",
    "steps_offset": 0,
    "rescale_betas_zero_snr": False,
    "prediction_type": "epsilon",
}
_SIGMAS: Mapping[str, Any] = {
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
}
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "DDPMScheduler": _TRAINED,
    "DDIMScheduler": {**_TRAINED, "set_alpha_to_one": True},
    "EulerDiscreteScheduler": {
        **_TRAINED,
        **_SIGMAS,
        "timestep_spacing": "linspace",
        "interpolation_type": "linear",
        "sigma_min": None,
        "sigma_max": None,
        "timestep_type": "discrete",
        "final_sigmas_type": "zero",
    },
    "DPMSolverMultistepScheduler": {
        **_TRAINED,
        **_SIGMAS,
        "timestep_spacing": "linspace",
        "use_lu_lambdas": False,
        "use_flow_sigmas": False,
        "final_sigmas_type": "zero",
        "lambda_min_clipped": -math.inf,
        "use_dynamic_shifting": False,
    },
    "FlowMatchEulerDiscreteScheduler": {
        **_SIGMAS,
        "num_train_timesteps": 1000,
        "shift": 1.0,
        "use_dynamic_shifting": False,
        "shift_terminal": None,
        "invert_sigmas": False,
    },
}
"""Kind of scheduler -> the fields that decide its noise levels, each with the value that it has if it is missing."""

_WITHOUT_EFFECT = frozenset().union(*_KINDS.values()) | frozenset(
    (
        "_class_name", "_diffusers_version", "_use_default_values", "algorithm_type",
        "base_image_seq_len", "base_shift", "clip_sample", "clip_sample_range",
        "dynamic_thresholding_ratio", "euler_at_final", "flow_shift", "lower_order_final",
        "max_image_seq_len", "max_shift", "sample_max_value", "skip_prk_steps",
        "solver_order", "solver_p", "solver_type", "stochastic_sampling",
        "thresholding", "time_shift_type", "variance_type",
    )
)  # fmt: skip
"""Passed over: what a config keeps of another scheduler, as that of SDXL does, its own class takes no notice of."""
_UNKNOWN_TO_US = {
    "use_beta_sigmas": "noise levels from a beta distribution",
    "use_lu_lambdas": "the spacing of Lu",
    "use_flow_sigmas": "flow levels in a multistep solver",
    "use_dynamic_shifting": "a shift that depends on the size of the image",
    "invert_sigmas": "a flow that runs from data to noise",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "beta_schedule": ("linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"),
    "timestep_spacing": ("linspace", "leading", "trailing"),
    "prediction_type": ("epsilon", "sample", "v_prediction", "flow_prediction"),
    "interpolation_type": ("linear", "log_linear"),
    "timestep_type": ("discrete", "continuous"),
    "final_sigmas_type": ("zero", "sigma_min"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerConfig:
    """A scheduler, with every field that decides its noise levels.

    Args:
        kind: its class in diffusers.
        fields: the fields, checked.
        clips: whether it clips what it predicts, which no linear score does.

    >>> SchedulerConfig.of({"_class_name": "DDIMScheduler", "steps_offset": 1}, "a.json").fields["set_alpha_to_one"]
    True
    """

    kind: str
    fields: Mapping[str, Any]
    clips: bool

    @classmethod
    def of(cls, given: object, what: str) -> SchedulerConfig:
        """The scheduler of a config that has been parsed.

        Args:
            given: the object in the file.
            what: how messages name it.

        Raises:
            InputError: if it is no scheduler that is known, or has a field that is not; one line.
        """
        if not isinstance(given, dict) or not isinstance(given.get("_class_name"), str):
            raise InputError(f"{what}: expected a scheduler_config.json of diffusers, with a _class_name")
        kind = given["_class_name"]
        if kind not in _KINDS:
            raise InputError(f"{what}: {kind[:60]!r} is not read; expected one of {', '.join(_KINDS)}")
        known = _KINDS[kind]
        for name in given:
            if name not in known and name not in _WITHOUT_EFFECT:
                raise InputError(
                    f"{what}: {name[:60]!r} of {kind} is not known, and might change the answer; leave it out if "
                    "diffusers says that it ignores it"
                )
        fields = {name: given.get(name, usual) for name, usual in known.items()}
        for name, value in fields.items():
            _require(kind, name, value, what)
        found = cls(kind=kind, fields=fields, clips=bool(given.get("clip_sample")) or bool(given.get("thresholding")))
        found._require_together(what)
        return found

    @classmethod
    def read(cls, path: str, what: str) -> SchedulerConfig:
        """The scheduler of a file.

        Raises:
            InputError: if there is no such file, it is no JSON, or no scheduler that is known; one line.
        """
        place = pathlib.Path(path)
        try:
            if not place.is_file():
                raise InputError(f"{what}: no file {path}; expected a scheduler_config.json of diffusers")
            if place.stat().st_size > LARGEST:
                raise InputError(f"{what}: {path} is larger than {LARGEST} bytes; expected a scheduler_config.json")
            given = json.loads(place.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{what}: cannot read {path}: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{what}: {path} is not JSON; expected a scheduler_config.json of diffusers") from error
        return cls.of(given, what)

    @property
    def flow(self) -> bool:
        """Whether it is a rectified flow, α = 1 - β."""
        return self.kind == "FlowMatchEulerDiscreteScheduler"

    @property
    def path(self) -> Path:
        """How its latents hold signal and noise."""
        if self.flow:
            return Path.RECTIFIED_FLOW
        return Path.VARIANCE_EXPLODING if self.kind == "EulerDiscreteScheduler" else Path.VARIANCE_PRESERVING

    @property
    def denoises(self) -> bool:
        """Whether its last step leaves no noise, so that it predicts the sample from the level before."""
        fields = self.fields
        return bool(fields.get("set_alpha_to_one", fields.get("final_sigmas_type", "zero") == "zero"))

    @property
    def trained(self) -> int:
        """The number of steps that the network was trained with."""
        return int(self.fields["num_train_timesteps"])

    def kept_shares(self) -> Singles:
        """1 - β of each of these steps, as the pipeline holds them; of those that are no flow."""
        fields = self.fields
        if fields["trained_betas"] is not None:
            kept = given_shares(fields["trained_betas"])
        else:
            kept = kept_shares(fields["beta_schedule"], fields["beta_start"], fields["beta_end"], self.trained)
        return without_last_signal(kept) if fields["rescale_betas_zero_snr"] else kept

    def _require_together(self, what: str) -> None:
        fields = self.fields
        if sum(bool(fields.get(name)) for name in _SIGMAS) > 1:
            raise InputError(f"{what}: at most one of {', '.join(_SIGMAS)} can be true")
        if self.flow:
            return
        betas = fields["trained_betas"]
        if betas is not None and len(betas) != self.trained:
            raise InputError(f"{what}: trained_betas has {len(betas)} entries, num_train_timesteps is {self.trained}")
        if fields["beta_schedule"] == "sigmoid" and self.kind != "DDPMScheduler":
            raise InputError(f"{what}: beta_schedule = sigmoid goes with a DDPMScheduler")
        converted = fields.get("use_karras_sigmas") or fields.get("use_exponential_sigmas")
        if fields.get("interpolation_type") == "log_linear" and not converted:
            raise InputError(f"{what}: interpolation_type = log_linear is read with Karras or exponential sigmas alone")
        shares = self.kept_shares()
        if not np.all((shares[:-1] > 0) & (shares[:-1] < 1)) or not 0 <= shares[-1] < 1:
            raise InputError(f"{what}: its betas must lie between 0 and 1")


def _require(kind: str, name: str, value: object, what: str) -> None:
    """Refuse a value that a field cannot have, or one that is not read."""
    if name in _UNKNOWN_TO_US and value:
        raise InputError(f"{what}: {name} = true means {_UNKNOWN_TO_US[name]}, which is not read for a {kind}")
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise InputError(f"{what}: {name} is {value!r:.60}; expected one of {', '.join(_CHOICES[name])}")
        return
    if name == "trained_betas":
        if value is not None and not (isinstance(value, list) and value and all(map(_is_number, value))):
            raise InputError(f"{what}: {name} is no list of numbers")
        return
    usual = _KINDS[kind][name]
    if value is None and usual is None:
        return
    fits, wanted = _is_number(value) and (math.isfinite(value) or name == "lambda_min_clipped"), "a finite number"
    if isinstance(usual, bool):
        fits, wanted = isinstance(value, bool), "true or false"
    elif isinstance(usual, int):
        fits, wanted = type(value) is int and 0 <= value <= _MOST_STEPS, f"an integer from 0 to {_MOST_STEPS}"
    if fits and name in ("num_train_timesteps", "shift", "sigma_min", "sigma_max"):
        fits, wanted = value > 0, "a number > 0"  # type: ignore[operator]
    if not fits:
        raise InputError(f"{what}: {name} is {value!r:.60}; expected {wanted}")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
