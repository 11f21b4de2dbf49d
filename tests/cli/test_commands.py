"""The command line as programs and people use it: its two streams and its exit status."""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import MAIN, process
from command_line import here as run


def document(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    assert done.stdout == json.dumps(loaded, indent=2, sort_keys=True) + "\n"
    return loaded


def test_one_mode_as_in_the_theory() -> None:
    found = document("stop", "1/2", "--estimated", "1/4", "--horizon", "2")
    row = {
        "alpha_bar": "0.666666666666667",
        "branch": "interior",
        "edm_sigma": "0.707106781186548",
        "error": "0",
        "error_at_end": "0.0428932188134525",
        "gain": "1",
        "k": 1,
        "log_snr": "0.693147180559945",
        "noise": "0.333333333333333",
        "rivals": [],
        "time": "1.79726744594592",
        "time_left": "0.202732554054082",
    }
    assert found == {
        "schema": "ldm-symbolic/stop/1",
        "model": "modes",
        "schedule": "ou",
        "horizon": "2",
        "score": "plugin",
        "start": "noised",
        "process": "sde",
        "readout": "raw",
        "distance": "w2",
        "rows": [row],
        "best": row,
    }


def test_answers_are_the_same_twice() -> None:
    arguments = ("stop", "optdigits-variances", "--dims", "8,32", "--digits", "30", "--json")
    other, done = process(*arguments), run(*arguments)
    assert other.returncode == done.returncode == 0
    assert other.stdout == done.stdout != ""


def test_the_digits_want_early_stopping_for_some_dimension() -> None:
    done = run("stop", "optdigits")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert sum(line.split()[:2][1:] == ["early"] for line in lines) >= 1
    assert sum(line[:4].strip().isdigit() for line in lines) == 64
    assert "the noise has variance 1" in done.stderr
    assert "scaled to [-1, 1]" in done.stderr


def test_error_has_its_schema() -> None:
    found = document("error", "1/2,1/3", "--estimated", "1/4,1/5", "--horizon", "2", "--k", "1", "--time", "2")
    assert set(found) == {"schema", "k", "time", "noise", "error", "kept", "lost"}
    assert (found["schema"], found["k"], found["noise"]) == ("ldm-symbolic/error/1", 1, "0")
    assert (found["lost"], found["kept"]) == ("0.333333333333333", "0.0428932188134525")


def test_defaults_follow_what_is_known() -> None:
    assert document("stop", "1")["score"] == "exact"
    capped = document("stop", "1", "--estimated", "1/2", "--score", "capped", "--cap", "5")
    assert (capped["score"], capped["start"], capped["horizon"]) == ("capped", "standard", "4")
    linear = document("stop", "1", "--schedule", "linear:0.05,10")
    assert (linear["schedule"], linear["horizon"]) == ("linear:1/20,10", "1")


def test_a_spectrum_alone_is_sorted_and_pairs_are_not() -> None:
    alone = run("stop", "1,3,2", "--json")
    assert "has been sorted" in alone.stderr
    assert json.loads(alone.stdout)["rows"][0]["error"] == "3"
    pairs = run("stop", "1,3", "--estimated", "1,3", "--json")
    assert pairs.stderr.count("not non-increasing") == 2
    assert json.loads(pairs.stdout)["rows"][0]["error"] == "3"
    assert json.loads(pairs.stdout)["rows"][0]["k"] == 1


def test_the_best_pair_is_over_all_dimensions_also_unlisted() -> None:
    found = document("stop", "3,2,1", "--dims", "1")
    assert [row["k"] for row in found["rows"]] == [1]
    assert found["best"]["k"] == 3


def test_averages_over_samples_are_quick_and_say_what_is_taken_as_true() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = process("stop", "optdigits", "--samples", "200", "--dims", "all", "--json")
    assert 0 < resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
    found = json.loads(done.stdout)
    assert "the spectrum given is taken as true" in done.stderr
    assert (found["schema"], found["samples"], found["accuracy"]) == ("ldm-symbolic/stop/1", 200, "1e-10")
    assert len(found["rows"]) == 64
    assert found["best"]["expected_error"] == min((row["expected_error"] for row in found["rows"]), key=float)
    for row in found["rows"]:
        assert row["error"] == row["expected_error"]
        assert float(row["expected_error"]) <= float(row["expected_error_at_end"]) == float(row["error_at_end"])
        assert 0 <= float(row["early_helps"]) <= 1
        assert 0 <= float(row["early_helps_normal"]) <= 1
        assert float(row["early_helps_accuracy"]) < 1e-6
    table = run("stop", "1,0.1", "--samples", "20").stdout
    assert "The spectrum given is taken as true." in table
    assert "mean error" in table


def test_steps_are_rounded_both_ways_with_the_error_at_each() -> None:
    found = document("stop", "1/2", "--estimated", "1/4", "--horizon", "2", "--steps", "10")
    down, up = found["rows"][0]["step_down"], found["rows"][0]["step_up"]
    assert found["steps"] == 10
    assert (down["index"], down["fraction"], up["index"], up["fraction"]) == (8, "4/5", 9, "9/10")
    for step, time in ((down, 1.6), (up, 1.8)):
        x = -math.expm1(-2 * (2 - time))
        assert float(step["error"]) == pytest.approx((math.sqrt(x + (1 - x) / 4) - math.sqrt(0.5)) ** 2, rel=1e-9)
    end = document("stop", "1/2", "--steps", "7", "--schedule", "linear:0.1,20")["rows"][0]
    assert end["step_down"] == end["step_up"] == {"index": 7, "fraction": "1", "error": "0"}
    mean = document("stop", "1/2", "--samples", "20", "--steps", "100")["rows"][0]
    assert mean["step_up"]["index"] == mean["step_down"]["index"] + 1
    assert float(mean["expected_error"]) < min(float(mean[name]["error"]) for name in ("step_down", "step_up"))


def test_every_row_is_given_in_the_units_of_samplers() -> None:
    for row in document("stop", "2,1/2,1e-9", "--estimated", "1.9,1/3,1e-9", "--digits", "20")["rows"]:
        assert float(row["edm_sigma"]) == pytest.approx(math.exp(-float(row["log_snr"]) / 2), rel=1e-14)


def test_a_plot_leaves_the_answer_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "when.svg"
    assert json.loads(run("stop", "1/2", "--samples", "30", "--plot", str(path), "--json").stdout)["samples"] == 30
    assert path.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("arguments", [["stop", "1", "--plot", "a.png"], ["figure", "3", "--out", "a.png"]])
def test_without_matplotlib_the_extra_is_named(arguments: list[str], tmp_path: Path) -> None:
    before = f"import os, sys; sys.modules['matplotlib'] = None; os.chdir({str(tmp_path)!r})"
    done = process(*arguments, before=before)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: drawing needs matplotlib: from the project's folder, pip install '.[plot]'"
    ]


def test_samples_say_what_was_done(tmp_path: Path) -> None:
    path = tmp_path / "samples.npy"
    np.save(path, np.random.default_rng(1).standard_normal((50, 3)))
    done = run("stop", "--data", str(path), "--split", "0.4", "--seed", "7", "--json")
    assert done.returncode == 0
    assert "from 20 samples" in done.stderr
    assert "other 30" in done.stderr
    assert "--seed 7" in done.stderr
    document = json.loads(done.stdout)
    assert (document["model"], len(document["rows"])) == ("dense", 3)


def test_samples_and_covariances_take_the_place_of_a_spectrum_that_is_averaged_over(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).standard_normal((50, 3)) * [2, 1, 0.5]
    covariance = np.cov(samples.T, bias=True)
    np.save(tmp_path / "X.npy", samples)
    np.save(tmp_path / "S.npy", covariance)
    values = ",".join(map(repr, np.linalg.eigvalsh(covariance)[::-1].tolist()))
    documents = [
        document("stop", *given, "--samples", "40")
        for given in ((values,), ("--data", str(tmp_path / "X.npy")), ("--covariance", str(tmp_path / "S.npy")))
    ]
    assert {found["samples"] for found in documents} == {40}
    for found in documents[1:]:
        for row, expected in zip(found["rows"], documents[0]["rows"], strict=True):
            assert float(row["expected_error"]) == pytest.approx(float(expected["expected_error"]), rel=1e-8)
    said = run("stop", "--data", str(tmp_path / "X.npy"), "--samples", "40").stderr
    assert "the covariance of all 50 samples is taken as true" in said


@pytest.mark.parametrize("given", [["1", "--estimated", "1/2"], ["optdigits"], ["optdigits-variances"]])
def test_the_exact_score_says_that_estimates_are_not_used(given: list[str]) -> None:
    done = run("stop", *given, "--score", "exact", "--dims", "1")
    assert done.returncode == 0
    assert "note: --score exact knows the truth: the estimates given are not used" in done.stderr
    assert "not used" not in run("stop", given[0], "--dims", "1").stderr


def test_the_exact_score_of_samples_knows_their_mean_too(tmp_path: Path) -> None:
    np.save(tmp_path / "X.npy", np.random.default_rng(1).standard_normal((50, 3)))
    found = document("stop", "--data", str(tmp_path / "X.npy"), "--score", "exact")
    assert found["mean_error"] == "0"
    assert float(found["best"]["error"]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stop", "/dev/zero"], "does not end within 256 MiB"),
        (["stop", "--data", "/dev/zero"], "does not end within 256 MiB"),
        (["latex", "P1", "--notation", "/dev/zero"], "does not end within 256 MiB"),
        (["stop"], "either SPECTRUM, --data or --covariance"),
        (["stop", ""], "SPECTRUM: it is empty"),
        (["stop", "1,-1"], "entry 2"),
        (["stop", "-1,2"], "variances are not negative"),
        (["stop", "nan"], "not a finite number"),
        (["stop", "mnist"], "no known name"),
        (["stop", "1,x"], "entry 2"),
        (["stop", "1,2", "--estimated", "1"], "2 variances and 1 estimates"),
        (["stop", "1", "--horizon", "0"], "must be positive"),
        (["stop", "1", "--horizon", "-2"], "must be positive"),
        (["stop", "1", "--horizon", "soon"], "--horizon"),
        (["stop", "1", "--dims", "2"], "1..1"),
        (["stop", "1", "--dims", "few"], "--dims"),
        (["stop", "1", "--dims", "1_0"], "--dims"),
        (["stop", "1", "--horizon", ""], "--horizon"),
        (["stop", "1", "--seed", "-1"], "--seed"),
        (["stop", "1", "--seed", "0"], "--split and --seed go with --data"),
        (["stop", "1", "--split", "0.5"], "--split and --seed go with --data"),
        (["stop", "optdigits", "--split", "0.5"], "--split and --seed go with --data"),
        (["stop", "--data", "absent.npy", "--samples", "9", "--seed", "1"], "and not with --samples"),
        (["stop", "1", "--schedule", "ou", "--scheduler", "absent.json"], "goes with neither --schedule nor --horizon"),
        (["stop", "1", "--overwrite"], "--overwrite goes with --plot"),
        (["stop", "1", "--score", "plugin"], "needs estimated variances"),
        (["stop", "1", "--score", "magic"], "'magic' is not one of"),
        (["stop", "1", "--estimated", "1", "--score", "capped"], "--cap C and --score capped"),
        (["stop", "1", "--estimated", "1", "--cap", "3"], "--cap C and --score capped"),
        (["stop", "1", "--estimated", "1", "--score", "capped", "--cap", "1"], "above 1"),
        (["stop", "1", "--schedule", "sine"], "expected ou, linear:MIN,MAX, "),
        (["stop", "1", "--schedule", "linear:1"], "expected linear:MIN,MAX"),
        (["stop", "1", "--schedule", "linear:-1,2"], "β_min"),
        (["stop", "1", "--schedule", "linear:1,0", "--horizon", "2"], "negative at u"),
        (["stop", "1", "--digits", "0"], "--digits"),
        (["stop", "1", "--samples", "0"], "--samples"),
        (["stop", "1", "--samples", "10", "--estimated", "1"], "goes with SPECTRUM alone"),
        (["stop", "1", "--samples", "10", "--score", "exact"], "plug-in score from the noised start"),
        (["stop", "1", "--samples", "10", "--digits", "11"], "have 10 digits"),
        (["stop", "1", "--steps", "0"], "--steps"),
        (["stop", "1", "--plot", "picture.gif"], ".png, .pdf, .svg"),
        (["stop", "1", "--plot", "absent/picture.png"], "cannot write"),
        (["figure", "5", "--out", "picture.png"], "4-left"),
        (["figure", "3", "--out", "picture"], ".png, .pdf, .svg"),
        (["stop", "1", "--certify", "--steps", "9"], "--certify and --exact go with none"),
        (["stop", "--data", "absent.npy"], "no file"),
        (["stop", "1", "--data", "absent.npy"], "one of the three"),
        (["error", "1", "--k", "2", "--time", "1"], "1..1"),
        (["error", "1", "--k", "1", "--time", "9"], "must lie in [0, 4]"),
        (["error", "1", "--k", "1"], "--time"),
        (["unknown"], "No such command"),
        (["latex", "P99"], "P99"),
    ],
)
def test_misuse_is_one_line_and_exit_2(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    errors = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert said in errors[0]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["stop", "--help"], ["error", "-h"], ["figure", "-h"]]
)
def test_help_is_quick_because_nothing_heavy_is_loaded(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom ldm_symbolic.cli.commands import main\nsys.argv[1:] = " + repr(arguments) + "\n"
        "try: main()\nexcept SystemExit as end: status = end.code\n"
        "heavy = {'sympy', 'numpy', 'mpmath', 'rich', 'z3', 'cvc5', 'flint', 'matplotlib'} & set(sys.modules)\n"
        "sys.exit(status or (f'loaded {heavy}' if heavy else 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_process_that_refuses_writes_to_standard_error_alone() -> None:
    done = process("stop", "1,x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: SPECTRUM, entry 2: ")
    assert done.stderr.count("\n") == 1


def test_help_has_examples() -> None:
    assert "Examples:" in run("stop", "--help").stdout
    assert "Examples:" in run("error", "--help").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["--version"]])
def test_an_answer_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    command = [sys.executable, "-c", MAIN, *arguments]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("error: standard output cannot be written: ")


@pytest.mark.parametrize("noise", ["0", "1/3", "1e-30", "0.9"])
@pytest.mark.parametrize(
    "asked",
    [
        ("1/2,1/5", "--estimated", "1/4,1/3"),
        ("2,1/5", "--estimated", "1,1/3", "--score", "capped", "--cap", "3"),
        ("1/2,1/5", "--schedule", "ddpm:0.0001,0.02"),
    ],
)
def test_the_error_at_a_noise_level_is_that_at_its_time(asked: tuple[str, ...], noise: str) -> None:
    found = document("error", *asked, "--k", "2", "--noise", noise, "--digits", "25")
    assert abs(Fraction(found["noise"]) - Fraction(noise)) <= Fraction(noise) / 10**22
    if noise == "0":
        assert found["error"] == document("stop", *asked, "--digits", "25")["rows"][1]["error_at_end"]
    if "--schedule" in asked:
        there = document("error", asked[0], "--k", "2", "--noise", noise, "--digits", "25")
        assert there["error"] == found["error"]  # whatever the schedule is


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "give --time or --noise, one of the two"),
        (("--time", "1", "--noise", "0.1"), "give --time or --noise, one of the two"),
        (("--noise", "1"), "the noise level x must lie in [0, a_T²] = [0, 0.999665], got 1"),
        (("--noise", "-0.1"), "the noise level x must lie in [0, a_T²]"),
        (("--noise", "x"), "--noise: "),
    ],
)
def test_a_moment_is_given_once_and_lies_in_the_process(given: tuple[str, ...], said: str) -> None:
    done = run("error", "1/2", "--k", "1", *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_averaged_error_is_that_which_stop_names_at_the_best_level() -> None:
    asked = ("2,1/2", "--samples", "200")
    best = document("stop", *asked, "--json")["best"]
    found = document("error", *asked, "--k", str(best["k"]), "--noise", best["noise"], "--json")
    assert math.isclose(float(found["error"]), float(best["expected_error"]), rel_tol=1e-9)
    certain = document("error", "2,1/2", "--estimated", "2,1/2", "--k", "2", "--noise", best["noise"], "--json")
    assert float(found["error"]) > 2 * float(certain["error"])


def test_the_distance_of_the_means_is_in_the_unit_of_the_errors(tmp_path: Path) -> None:
    data = tmp_path / "data.npy"
    np.save(data, np.random.default_rng(0).standard_normal((40, 2)))
    whole, scaled = (("stop", "--data", str(data), *more) for more in ((), ("--scale", "1/2")))
    apart = document(*whole, "--json")["mean_error"]
    assert float(document(*scaled, "--json")["mean_error"]) == pytest.approx(float(apart))
    for asked in (whole, scaled):
        assert f"; {float(apart):.4g} of each error is the distance of the means." in run(*asked).stdout


def test_the_error_of_generated_samples_is_that_which_stop_names_at_the_end(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    data, generated = tmp_path / "data.npy", tmp_path / "generated.npy"
    np.save(data, random.standard_normal((60, 2)) * [2, 1])
    np.save(generated, random.standard_normal((50, 2)) * [1, 1])
    asked = ("--data", str(data), "--generated", str(generated))
    (row,) = document("stop", *asked, "--dims", "2", "--json")["rows"]
    found = document("error", *asked, "--k", "2", "--time", "4", "--json")
    assert found["error"] == row["error_at_end"]
    alone = document("error", "--data", str(data), "--k", "2", "--time", "4", "--json")
    assert float(alone["error"]) < float(found["error"]) / 2


def test_the_error_of_a_process() -> None:
    """From the standard start the flow leaves p(x)/p(X), the reverse equation p + (p/p_X)² (1 - p_X) b_T²/b²."""
    given = ("error", "2", "--horizon", "1", "--k", "1", "--time", "3/4", "--start", "standard")
    law, first = (1 + math.exp(-2 * u) for u in (0.25, 1))
    flow = (math.sqrt(law / first) - math.sqrt(2)) ** 2
    reverse = law + (law / first) ** 2 * (1 - first) * math.exp(-2 * 0.75)
    for arguments, expected in (
        (("--process", "flow"), flow),
        (("--eta", "0"), flow),
        (("--process", "sde"), (math.sqrt(reverse) - math.sqrt(2)) ** 2),
        ((), (math.sqrt(reverse) - math.sqrt(2)) ** 2),
    ):
        assert float(document(*given, *arguments)["error"]) == pytest.approx(expected, rel=1e-13)
    between = float(document(*given, "--eta", "1/2")["error"])
    assert (
        min(flow, (math.sqrt(reverse) - math.sqrt(2)) ** 2)
        < between
        < max(flow, (math.sqrt(reverse) - math.sqrt(2)) ** 2)
    )
    assert document("stop", "2", "--horizon", "1", "--process", "flow", "--start", "standard")["process"] == "flow"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--process", "sde", "--eta", "1"), "give --process or --eta, not both"),
        (("--eta", "2"), "--eta: expected a number in [0, 1], got '2'"),
        (("--process", "flow", "--samples", "5"), "--samples averages over the reverse equation"),
        (("--process", "flow", "--start", "standard", "--certify"), "--certify: of the processes"),
        (("--process", "flow", "--start", "standard", "--exact"), "--exact: of the processes"),
        (("--eta", "1/2", "--start", "standard", "--digits", "13"), "have 12 digits, got 13"),
    ],
)
def test_what_no_process_is(arguments: tuple[str, ...], says: str) -> None:
    done = run("stop", "2", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
