"""The conformance suite on samplers written here: right ones pass, each broken one fails the check that it should."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ldm_symbolic.conformance import CHECKS

Array = Any


@dataclass
class Ddim:
    """DDIM on levels even in log β/α, which may be broken in one way."""

    steps: int
    prediction: str
    fault: str = ""
    eta: float = 0.0
    order: int = 1
    scheme: str | None = "ddim"

    def __post_init__(self) -> None:
        ratios = np.append(np.geomspace(20, 0.01, self.steps), 0.005)
        self.signal = 1 / np.hypot(1, ratios)
        self.noise = ratios * self.signal
        self.stochastic = self.eta > 0

    def run(self, model: Any, state: Array, noises: Array) -> list[Array]:
        states = []
        for at in range(self.steps):
            asked = at - 1 if self.fault == "skip" and at == 3 else at
            alpha, beta = self.signal[asked].astype(state.dtype), self.noise[asked].astype(state.dtype)
            after, level = self.signal[at + 1].astype(state.dtype), self.noise[at + 1].astype(state.dtype)
            said = model(state, alpha, beta)
            if self.prediction == "epsilon":
                data, noise = (state - beta * said) / alpha, said
            else:
                data, noise = said, (state - alpha * said) / beta * (0.99 if self.fault == "sample" else 1)
            added = self.eta * level * np.sqrt(1 - (alpha * level / (after * beta)) ** 2)
            if self.fault == "silent":
                added = 0
            louder = 1.5 if self.fault == "loud" else 1.0
            state = after * data + np.sqrt(level**2 - added**2) * noise + louder * added * noises[at]
            if self.fault == "last" and at == self.steps - 1:
                state = state + noise
            if self.fault == "single":
                state = state.astype(np.float16).astype(state.dtype) if state.dtype == np.float32 else state
            states.append(state)
        return [*states, state] if self.fault == "twice" else states


def make_sampler(steps: int, prediction: str, **how: Any) -> Ddim | None:
    return Ddim(steps, prediction, **how) if prediction in ("epsilon", "sample") else None


@pytest.mark.parametrize("check", sorted(CHECKS))
@pytest.mark.parametrize("eta", [0.0, 0.7])
def test_a_right_sampler_passes(check: str, eta: float) -> None:
    CHECKS[check](lambda steps, prediction: make_sampler(steps, prediction, eta=eta))


@pytest.mark.parametrize(
    ("check", "how", "says"),
    [
        ("marginals", {"fault": "skip"}, "step 4 of 12"),
        ("timesteps", {"fault": "skip"}, "never asked at the level of step 4"),
        ("timesteps", {"fault": "twice"}, "13 steps taken"),
        ("final_level", {"fault": "last"}, "with 500 steps"),
        ("final_level", {"fault": "loud", "eta": 0.7}, "with 500 steps"),
        ("order", {"order": 2}, "2 is claimed"),
        ("parametrisation", {"fault": "sample"}, "sample gives another law"),
        ("stochasticity", {"fault": "silent", "eta": 0.7}, "none added"),
        ("precision", {"fault": "single"}, "float32"),
    ],
)
def test_a_broken_sampler_fails(check: str, how: dict[str, Any], says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        CHECKS[check](lambda steps, prediction: make_sampler(steps, prediction, **how))


def suite(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--pyargs", "ldm_symbolic.conformance", "-q", "-p", "no:cacheprovider"]
    plugin = ["-p", "ldm_symbolic.conformance.plugin"]
    return subprocess.run(
        [*command, *plugin, *options], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_suite_is_run_by_pytest(tmp_path: Path) -> None:
    """As others run it: a maker in their own module, expected failures in their own file."""
    source = Path(__file__).read_text(encoding="utf-8").partition("@pytest.mark.parametrize")[0]
    (tmp_path / "theirs.py").write_text(
        source + "\n\ndef broken(steps, prediction):\n    return make_sampler(steps, prediction, order=2)\n", "utf-8"
    )
    passed = suite(tmp_path, "--sampler", "theirs:make_sampler")
    assert (passed.returncode, "7 passed" in passed.stdout) == (0, True)
    failed = suite(tmp_path, "--sampler", "theirs:broken")
    assert (failed.returncode, "1 failed, 6 passed" in failed.stdout) == (1, True)
    (tmp_path / "xfails.txt").write_text("# ours\norder: is of first order\n", "utf-8")
    excused = suite(tmp_path, "--sampler", "theirs:broken", "--xfails", "xfails.txt")
    assert (excused.returncode, "6 passed, 1 xfailed" in excused.stdout) == (0, True)
    (tmp_path / "xfails.txt").write_text("oder: no such check\n", "utf-8")
    assert "expected 'check: why'" in suite(tmp_path, "--sampler", "theirs:broken", "--xfails", "xfails.txt").stdout


def test_a_mapping_of_makers_is_run_by_name(tmp_path: Path) -> None:
    source = Path(__file__).read_text(encoding="utf-8").partition("@pytest.mark.parametrize")[0]
    broken = "\n\ndef broken(steps, prediction):\n    return make_sampler(steps, prediction, order=2)\n"
    (tmp_path / "theirs.py").write_text(source + broken + "\n\nMAKERS = {'a': make_sampler, 'b': broken}\n", "utf-8")
    (tmp_path / "xfails.txt").write_text("b order: is of first order\n", "utf-8")
    excused = suite(tmp_path, "--sampler", "theirs:MAKERS", "--xfails", "xfails.txt")
    assert (excused.returncode, "13 passed, 1 xfailed" in excused.stdout) == (0, True)
    failed = suite(tmp_path, "--sampler", "theirs:MAKERS")
    assert (failed.returncode, "test_conforms[b order]" in failed.stdout) == (1, True)
