"""What `stop` says first: the step, the gain and what to paste, and a table that fits."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from command_line import here as run
from scheduler_grids import STABLE

import ldm_symbolic as ldm
from ldm_symbolic.cli.tables.sentences import percent
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.practice.scheduler_config import SchedulerConfig
from ldm_symbolic.practice.scheduler_steps import grid_of
from ldm_symbolic.stopping.grids import Grid
from ldm_symbolic.stopping.units import SchedulerSteps, steps_around

DDIM = {"_class_name": "DDIMScheduler", **STABLE, "set_alpha_to_one": False, "steps_offset": 1}
TWO = ("0.5,0.3", "--estimated", "0.45,0.3")


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "scheduler_config.json"
    path.write_text(json.dumps(DDIM), encoding="utf-8")
    return str(path)


def lines(*arguments: str, width: int | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> list[str]:
    if width is not None and monkeypatch is not None:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("FORCE_COLOR", "1")
    done = run("stop", *arguments)
    assert done.returncode == 0, done.stderr
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).splitlines()


def test_the_first_line_says_after_which_step(config: str) -> None:
    said = lines(*TWO, "--scheduler", config, "--steps", "50", "--dims", "1,2")
    best = json.loads(run("stop", *TWO, "--scheduler", config, "--steps", "50", "--json").stdout)["best"]
    stop, last = best["stop_after_step"], best["all_steps"]
    timestep, sigma = float(stop["timestep"]), float(stop["sigma"])
    gain = 100 * (1 - float(stop["error"]) / float(last["error"]))
    assert said[0].startswith(
        f"Stop after step {stop['index']} of 50 (timestep {timestep:.0f}, sigma {sigma:.2g}) with k = 2: error "
    )
    assert said[0].endswith(f"{gain:.1f} % lower.".replace(".0 %", " %"))
    assert said[1] == "Your scheduler itself ends at noise level 0.00085 (set_alpha_to_one = false)."
    pasted = "\n".join(line[2:] for line in said[3:6])
    assert f"i >= {stop['index'] - 1}; return kw" in pasted
    compile(pasted, "pasted", "exec")
    assert said[-1].startswith("Outside the theory: ")


def test_the_best_step_is_the_best_of_all(config: str) -> None:
    """The errors after all 50 steps, from the noise that the pipeline itself holds."""
    grid = grid_of(SchedulerConfig.of(DDIM, "a.json"), 50)
    true, believed = np.array([0.5, 0.3]), np.array([0.45, 0.3])
    levels = np.array([float(grid.noise(index)) for index in range(51)])[:, None]
    errors = ((np.sqrt(levels + (1 - levels) * believed) - np.sqrt(true)) ** 2).cumsum(axis=1)
    errors += true.sum() - true.cumsum()
    found = json.loads(run("stop", *TWO, "--scheduler", config, "--steps", "50", "--json").stdout)
    for row in found["rows"]:
        column = errors[:, row["k"] - 1]
        assert row["stop_after_step"]["index"] == int(column.argmin())
        assert float(row["stop_after_step"]["error"]) == pytest.approx(column.min(), rel=1e-9)
        assert float(row["all_steps"]["error"]) == pytest.approx(column[-1], rel=1e-9)
        assert row["stop_after_step"]["sigma"] == f"{grid.sigma(int(column.argmin())):.7g}"
    assert ldm.stop([0.5, 0.3], estimated=[0.45, 0.3], scheduler=DDIM, steps=50).as_json()["rows"][0][
        "stop_after_step"
    ] == pytest.approx(found["rows"][0]["stop_after_step"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1",), "Run to the end: exact score, nothing to gain; best k = 1, error 0."),
        (("1/2", "--estimated", "1/2"), "Run to the end: best k = 1, error 0; no earlier stop is better."),
        (
            ("1/2", "--estimated", "1/2", "--steps", "9"),
            "Run all 9 steps: best k = 1, error 0; no earlier stop is better.",
        ),
        (("0.9", "--estimated", "0.01", "--horizon", "1/10"), "Do not start: best k = 1, error "),
    ],
)
def test_what_is_said_where_stopping_gains_nothing(arguments: tuple[str, ...], said: str) -> None:
    assert lines(*arguments)[0].startswith(said)


def test_a_gain_below_half_a_per_cent_is_negligible() -> None:
    said = lines("400,0.5", "--estimated", "400,0.45")
    assert said[0].startswith("Run to the end: best k = 2, error 0.00131")
    assert said[0].endswith(" would gain 0.17 %, negligible.")
    assert sum("0.17 % negligible" in line for line in said) == 1
    assert "2.3 % worth it" in "".join(lines("30,0.5", "--estimated", "30,0.45"))


def test_the_other_dimensions_are_told_to_run_on() -> None:
    said = lines("0.5,0.3,0.0001", "--estimated", "0.4,0.29,0.02")
    assert said[0].startswith("Stop at noise level ")
    assert "with k = 2:" in said[0]
    assert said[1] == "For k = 3 run to the end."
    assert lines("0.5,0.3", "--estimated", "0.4,0.29")[1].strip() == ""


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_narrow_terminal_keeps_the_step_the_noise_and_the_gain(
    width: int, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("optdigits", "--scheduler", config, "--steps", "50", "--dims", "8,51")
    shown = lines(*arguments, width=width, monkeypatch=monkeypatch)
    assert max(map(len, shown)) <= width
    (head,) = (line for line in shown if line.lstrip().startswith("k "))
    assert {"step", "x*", "sigma", "gain"} <= set(head.split())
    assert "t*" not in head or width == 120


def test_piped_tables_have_at_most_100_columns(config: str) -> None:
    for more in ((), ("--samples", "20"), ("--scheduler", config, "--steps", "50"), ("--score", "exact")):
        shown = lines("optdigits", "--dims", "8,51,64", *more)
        start = next(place for place, line in enumerate(shown) if line.lstrip().startswith("k "))
        assert max(map(len, shown[start : start + 5])) <= 100


def test_no_time_is_shown_that_cannot_be_told_from_the_end() -> None:
    said = lines("0.5,0.3", "--estimated", "0.49999,0.3", "--digits", "5", "--dims", "1")
    assert "t* = 4 - " in said[0]
    assert "t* = 4)" not in said[0]


def test_the_scale_is_said_once_and_last(capsys: pytest.CaptureFixture[str]) -> None:
    done = run("stop", "0.5", "--estimated", "0.4")
    assert "largest variance" not in done.stdout
    assert [line.startswith("note: scale: ") for line in done.stderr.splitlines()] == [True]
    assert run("stop", "optdigits", "--dims", "1").stderr.splitlines()[-1].startswith("note: scale: ")


def test_a_scheduler_brings_its_own_schedule(config: str) -> None:
    for more in (("--schedule", "cosine"), ("--horizon", "3")):
        done = run("stop", "1", "--scheduler", config, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert "brings its own schedule and horizon" in done.stderr
    assert "how many steps? --steps N" in run("stop", "1", "--scheduler", config).stderr
    assert "takes 1 to 1000" in run("stop", "1", "--scheduler", config, "--steps", "2000").stderr
    clipped = ldm.stop([1], scheduler={**DDIM, "clip_sample": True}, steps=5)
    assert any("no clipping" in notice for notice in clipped.notices)


def grid_row(level: float) -> Any:
    left = -mpmath.log1p(-level) / 2
    row = ldm.stop([0.5], estimated=[0.5]).best.precise
    return type(row)(**{**{f: getattr(row, f) for f in row.__slots__}, "time_left": left, "time": 4 - left})


@pytest.mark.parametrize(("level", "around"), [(0.3, (0, 1)), (0.1, (1, 2)), (0.001, (2, 2)), (0.5, (0, 0))])
def test_the_steps_around_a_level(level: float, around: tuple[int, int]) -> None:
    ratios = [float(mpmath.sqrt(x / (1 - x))) for x in (0.4, 0.2, 0.01)]
    grid = Grid(timesteps=(2.0, 1.0), sigmas=tuple(ratios[:2]), after=tuple(ratios[1:]), ends="")
    steps = SchedulerSteps.of(grid, OU, Fraction(4))
    found = steps_around(grid_row(level), Fraction(4), steps, lambda time: mpmath.mpf(1))
    assert (found.down.index, found.up.index, found.last.index) == (*around, 2)


def test_where_the_error_has_several_valleys_every_step_is_looked_at() -> None:
    """A narrow valley between two steps is the deepest, and a wide one elsewhere holds the best step."""

    def error(left: Any) -> Any:
        return 1 - np.exp(-(((left - 0.5) / 0.01) ** 2)) - 0.5 * np.exp(-((left - 3.1) ** 2))

    row = replace(grid_row(-math.expm1(-1)), error_at_end=mpmath.mpf(1))
    asked = (Fraction(4), 10, lambda time: mpmath.mpf(error(float(4 - time))))
    assert steps_around(row, *asked).best.index == 8
    found = steps_around(row, *asked, near=error)
    assert (found.down.index, found.up.index, found.best.index) == (8, 9, 2)
    assert found.best.error == error(3.2)
    flat = steps_around(row, Fraction(4), 10, lambda time: mpmath.mpf(1), near=np.ones_like)
    assert flat.best.index == 10


@pytest.mark.parametrize("options", [{"readout": "denoised"}, {"start": "standard"}, {"score": "capped", "cap": 5}])
def test_no_step_is_better_than_the_best(options: dict[str, Any]) -> None:
    law = {"estimated": [0.00934, 4.08, 0.0221, 0.0733], **options}
    true = [0.00206, 0.976, 0.000254, 0.339]
    for row in ldm.stop(true, steps=6, dims=[1, 4], **law).as_json()["rows"]:
        errors = [ldm.error(true, k=row["k"], time=Fraction(4 * i, 6), **law).error for i in range(7)]
        assert row["stop_after_step"]["index"] == int(np.argmin(errors))


def test_shares_in_per_cent() -> None:
    assert [percent(share) for share in (0.5, 0.0999, 0.00501, 0.000001)] == ["50 %", "10 %", "0.5 %", "< 0.001 %"]


def test_a_rule_that_makes_it_worse_is_not_said_to_gain(tmp_path: Path) -> None:
    place = tmp_path / "samples.npy"
    np.save(place, np.random.default_rng(0).normal(size=(60, 5))[:, :1] * 2 + 1)
    said = lines("--data", str(place), "--rule", "least")
    best = json.loads(run("stop", "--data", str(place), "--rule", "least", "--json").stdout)["best"]
    assert float(best["error"]) > float(best["error_at_end"])
    assert said[0].startswith("Run to the end: ")
    assert " would be worse: " in said[0]
    assert "gain" not in said[0]


def test_where_no_step_has_a_finite_error_none_gains() -> None:
    """What is lost makes KL(data || generated) infinite at every step of k = 1: ∞/∞ is no share."""
    shown = run("stop", "1/2,1/5", "--estimated", "2/5,3/10", "--distance", "reverse-kl", "--steps", "4").stdout
    (first,) = (line for line in shown.splitlines() if line.split()[:2] == ["1", "end"])
    assert first.split()[-1] == "none"
