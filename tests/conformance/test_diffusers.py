"""The adapters of diffusers' schedulers, as far as they go without diffusers; `.ci/run` runs them on its code."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ldm_symbolic.conformance.diffusers import CASES, MAKERS, make_sampler
from ldm_symbolic.conformance.diffusers.driven import given_noises, told
from ldm_symbolic.conformance.diffusers.levels import begins, boundaries, ends, exploding, heard, preserving, rectified


class Table(list[float]):
    """What a scheduler keeps as a tensor."""

    def numpy(self) -> Any:
        return np.array(self)


KEPT = Table([0.9, 0.5, 0.2, 0.1])


def scheduler(**more: Any) -> Any:
    return SimpleNamespace(
        **{"alphas_cumprod": KEPT, "order": 1, "config": SimpleNamespace(num_train_timesteps=4), **more}
    )


@pytest.mark.parametrize("missing", ["diffusers", "torch"])
def test_without_diffusers_the_refusal_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", SimpleNamespace())
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModuleNotFoundError, match=r"^the samplers of diffusers need .* '\.\[conformance\]'$"):
        make_sampler("DDIMScheduler", {}, 10)


def test_an_unknown_prediction_is_no_sampler_and_imports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", None)
    assert make_sampler("FlowMatchEulerDiscreteScheduler", {}, 10, "epsilon") is None
    assert make_sampler("EDMEulerScheduler", {}, 10, "v") is None
    assert make_sampler("UniPCMultistepScheduler", {"use_flow_sigmas": True}, 10, "epsilon") is None


def test_every_configuration_has_its_maker_but_the_slow_ones() -> None:
    assert {name for name in CASES if name not in MAKERS} == {"lms", "lms-karras"}


class TestLevels:
    def test_of_a_grid_of_timesteps_and_the_final_level(self) -> None:
        signal, noise = boundaries(scheduler(timesteps=[3, 1], final_alpha_cumprod=1.0), preserving)
        np.testing.assert_allclose(signal**2, [0.1, 0.5, 1.0])
        np.testing.assert_allclose(noise**2, [0.9, 0.5, 0.0], atol=1e-15)

    @pytest.mark.parametrize("sigmas", [[8, 3, 3, 1, 1, 0], [8, 3, 3, 1, 1, 0, 0, 0]])
    def test_of_two_stages_each_level_once(self, sigmas: list[float]) -> None:
        stages = scheduler(order=2, sigmas=sigmas, timesteps=[3, 2, 2, 1, 1])
        assert boundaries(stages, exploding)[1].tolist() == [8, 3, 1, 0]
        assert ends(stages) == [1, 3, 4]

    def test_of_pseudo_numerical_steps(self) -> None:
        plain = scheduler(timesteps=[3, 2, 2, 1], prk_timesteps=[])
        assert (ends(plain), begins(plain)) == ([1, 2, 3], [0, 2, 3])
        slow = scheduler(timesteps=[*range(12), 0], prk_timesteps=list(range(12)))
        assert ends(slow) == [3, 7, 11, 12]


class TestWhatTheNetworkHears:
    def test_at_a_whole_timestep_the_table(self) -> None:
        assert heard(scheduler(), 1.0) == pytest.approx(1.0)
        assert told(scheduler(), 1.0, exploding) == pytest.approx((0.5**0.5, 0.5**0.5))

    def test_between_two_the_level_of_the_state_if_it_lies_there(self) -> None:
        assert heard(scheduler(sigmas=[1.5, 9.0]), 1.5) == 1.5
        assert heard(scheduler(sigmas=[2.5, 9.0]), 1.5) == pytest.approx(2**0.5)  # σ is 1 and 2 at its neighbours

    def test_of_a_flow_and_of_edm(self) -> None:
        assert told(scheduler(), 1.0, rectified) == (0.75, 0.25)
        assert told(scheduler(precondition_inputs=None), 0.0, exploding) == (1.0, 1.0)


def test_noises_are_given_and_the_name_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(randn_tensor=len)
    monkeypatch.setitem(sys.modules, "theirs", module)

    class Noise:
        def reshape(self, shape: Any) -> Any:
            return self

        def to(self, kind: Any) -> str:
            return f"noise in {kind}"

    with given_noises("theirs", iter([Noise()])):
        assert module.randn_tensor((1,), dtype="float32") == "noise in float32"
        with pytest.raises(StopIteration):
            module.randn_tensor((1,))
    assert module.randn_tensor is len
