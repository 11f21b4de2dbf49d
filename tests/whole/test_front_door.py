"""The front door: what `import ldm_symbolic as ldm` gives, what it refuses and how, and what it does not load."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import here
from sympy import Rational

import ldm_symbolic as ldm
from ldm_symbolic.front_door.names import HOMES, MODULES
from ldm_symbolic.practice.schedule_names import EXPECTED
from ldm_symbolic.stopping.dense.error import DenseLaw

HEAVY = {"sympy", "numpy", "mpmath", "flint", "z3", "cvc5", "rich", "click", "matplotlib", "IPython"}
SOLVERS = {"z3", "cvc5"}
STUB = Path(ldm.__file__).with_suffix(".pyi")


def spectrum_of(answer: ldm.Answer) -> ldm.Spectrum:
    """The spectrum of a question that has one."""
    assert isinstance(answer.problem, ldm.StoppingProblem)
    return answer.problem.spectrum


def loaded_after(code: str) -> set[str]:
    """Which heavy packages a new process has loaded after a line of Python."""
    after = f"import sys\n{code}\nprint(*{HEAVY!r} & sys.modules.keys(), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", after], capture_output=True, text=True, check=True, timeout=120)
    return set(done.stderr.split())


def refusal(ask: Callable[[], Any]) -> str:
    """The line with which something is refused."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        ask()
    text = str(refused.value)
    assert text
    assert "\n" not in text
    assert "--" not in text
    return text


class TestNames:
    def test_each_is_what_its_home_has(self) -> None:
        for name, home in HOMES.items():
            assert getattr(ldm, name) is getattr(import_module(home), name)
        for name, home in MODULES.items():
            assert getattr(ldm, name) is import_module(home)

    def test_dir_and_star_have_them_all(self) -> None:
        assert set(HOMES) | set(MODULES) | {"__version__"} <= set(dir(ldm))
        space: dict[str, Any] = {}
        exec("from ldm_symbolic import *", space)  # noqa: S102
        assert set(HOMES) | set(MODULES) <= set(space)

    def test_type_checkers_are_told_the_same(self) -> None:
        said = {"latex": "ldm_symbolic.latex"}
        for node in ast.parse(STUB.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                at = f"{node.module}" + ("." + node.names[0].name if node.module == "ldm_symbolic" else "")
                said |= {alias.asname: at for alias in node.names if alias.asname}
        assert said == {**HOMES, **MODULES}

    def test_what_there_is_not_is_an_attribute_error_that_names_it(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'stopp'") as refused:
            _ = ldm.stopp  # type: ignore[attr-defined]
        assert (refused.value.name, refused.value.obj) == ("stopp", ldm)


class TestWeight:
    @pytest.mark.parametrize("code", ["import ldm_symbolic", "import ldm_symbolic; dir(ldm_symbolic)"])
    def test_importing_loads_nothing_heavy(self, code: str) -> None:
        assert loaded_after(code) == set()

    def test_what_is_recorded_is_shown_without_sympy(self) -> None:
        code = "import ldm_symbolic as ldm\nassert str(ldm.show('P5')) and ldm.Verdict.PROVED"
        assert loaded_after(code) == set()

    @pytest.mark.parametrize("options", ["", ", estimated=[0.25]", ", estimated=[0.25], score='capped', cap=10"])
    def test_stopping_needs_neither_solvers_nor_sympy(self, options: str) -> None:
        assert not loaded_after(f"import ldm_symbolic as ldm\nldm.stop([0.5]{options})") & (SOLVERS | {"sympy"})

    @pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["show", "P5"], ["show", "P5", "--json"]])
    def test_list_and_show_load_no_sympy(self, arguments: list[str]) -> None:
        code = (
            f"sys.argv = ['ldm-symbolic', *{arguments!r}]\nfrom ldm_symbolic.cli import main\n"
            "try: main()\nexcept SystemExit as end: assert not end.code"
        )
        assert loaded_after(code) <= {"click", "rich"}


class TestStop:
    @pytest.mark.parametrize(
        ("options", "arguments"),
        [
            ({"dims": [8, 51]}, ["--dims", "8,51"]),
            ({"dims": 8, "steps": 100}, ["--dims", "8", "--steps", "100"]),
            ({"dims": "8", "digits": 30, "score": "exact"}, ["--dims", "8", "--digits", "30", "--score", "exact"]),
            ({"dims": 2, "samples": 50}, ["--dims", "2", "--samples", "50"]),
            ({"dims": 4, "score": "capped", "cap": 5}, ["--dims", "4", "--score", "capped", "--cap", "5"]),
            ({"dims": 4, "schedule": "linear:0.1,2"}, ["--dims", "4", "--schedule", "linear:0.1,2"]),
            (
                {"dims": 1, "horizon": 2.5, "start": "standard"},
                ["--dims", "1", "--horizon", "5/2", "--start", "standard"],
            ),
        ],
        ids=str,
    )
    def test_the_numbers_are_those_of_the_command(self, options: dict[str, Any], arguments: list[str]) -> None:
        found = ldm.stop("optdigits-variances", **options)
        document = json.loads(here("stop", "optdigits-variances", *arguments, "--json").stdout)
        assert found.as_json() == document
        for row, said in zip((*found.rows, found.best), (*document["rows"], document["best"]), strict=True):
            assert (row.k, row.branch.value) == (said["k"], said["branch"])
            for name in ("noise", "time_left", "time", "alpha_bar", "log_snr", "edm_sigma", "error", "error_at_end"):
                assert getattr(row, name) == pytest.approx(float(said[name]), rel=1e-9)

    def test_certified_answers_are_those_of_the_command(self) -> None:
        found = ldm.stop(["1/2", "1/4"], estimated=["1/3", "1/9"], exact=True)
        said = here("stop", "1/2,1/4", "--estimated", "1/3,1/9", "--exact", "--json").stdout
        assert found.as_json() == json.loads(said)
        assert found.certified is not None
        assert "every number is proved to 15 digits" in str(found)

    def test_samples_are_split_as_by_the_command(self, tmp_path: Path) -> None:
        data = np.random.default_rng(1).normal(size=(40, 3))
        np.save(tmp_path / "data.npy", data)
        said = here("stop", "--data", str(tmp_path / "data.npy"), "--seed", "3", "--json").stdout
        for given in (data, data.tolist(), tmp_path / "data.npy"):
            found = ldm.stop(data=given, seed=3)
            assert found.as_json() == json.loads(said)
            assert "split 0.5, seed 3" in found.notices[0]

    def test_what_holds_variances_is_taken_alike(self, tmp_path: Path) -> None:
        values = [2.5, 1.0, 0.1]
        np.savetxt(tmp_path / "v.txt", values, fmt="%.17g")
        exact = tuple(map(Fraction, values))
        for given in (values, tuple(values), np.array(values), iter(values), ldm.Spectrum(variances=exact)):
            assert spectrum_of(ldm.stop(given, dims=1)).variances == exact
        assert spectrum_of(ldm.stop(tmp_path / "v.txt", dims=1)).variances[1] == 1
        assert ldm.spectrum(np.array(values), estimated=["1/3", 1, 2]).estimated == (Fraction(1, 3), 1, 2)

    def test_a_whole_problem_is_asked_alone(self) -> None:
        first = ldm.stop([1, 0.25], estimated=[0.5, 0.5], score="capped", cap="3/2", start=ldm.Start.NOISED, horizon=2)
        assert ldm.stop(first.problem) == replace(first, notices=())
        assert ldm.error(first.problem, k=1, time=1).error > 0
        assert refusal(lambda: ldm.stop(first.problem, horizon=3)).startswith("spectrum: a StoppingProblem fixes")

    def test_scores_and_schedules_as_objects(self) -> None:
        found = ldm.stop(
            [1], estimated=[2], score=ldm.CappedScore(cap=Rational(3)), schedule=ldm.linear(Fraction(1), Fraction(2))
        )
        assert (found.problem.cap, found.problem.horizon, found.problem.start.value) == (3, 1, "standard")
        assert ldm.stop([1], estimated=[2], score="capped", cap="5/2").problem.cap == Fraction(5, 2)
        own = ldm.Schedule(rate=1 + ldm.notation.time_left**2, name="own")
        said = refusal(lambda: ldm.stop([1], schedule=own))
        assert said == "horizon: there is no usual one for schedule own; expected a number > 0"

    def test_it_prints_as_a_small_table(self) -> None:
        found = ldm.stop("optdigits-variances")
        table, _, notes = str(found).partition("\nnote: ")
        assert repr(found) == str(found)
        assert table.splitlines()[-1] == (
            "best: k = 51, t* = 3.99442 of 4 (stop early), error 0.082923, 23.2% less than at the end"
        )
        assert len(table.splitlines()) <= 10
        assert max(map(len, table.splitlines())) <= 100
        assert "scale: largest variance" in notes
        assert "less than" not in str(ldm.stop([2, 1]))
        assert str(found.best.precise) == ("k = 51: stop early, t* = 3.99442, x* = 0.0110902, squared error 0.0829226")

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"spectrum": None}, "give either spectrum, data or covariance, one of the three"),
            ({"spectrum": 0.5}, "spectrum: expected a list of variances such as [10, 0.2, '1/3'], got 0.5 (float)"),
            ({"spectrum": "nofile"}, "spectrum: 'nofile' is no file, no list of numbers"),
            ({"data": [[1, 2]]}, "give either spectrum, data or covariance, one of the three"),
            ({"estimated": [1, 2]}, "estimates are paired with variances entry by entry, got 1 variances and 2"),
            ({"estimated": [-1]}, "estimated, entry 1: expected a variance >= 0, got -1"),
            ({"estimated": "optdigits"}, "estimated: 'optdigits' is no file, no list"),
            ({"samples": 9, "estimated": [1]}, "samples draws the estimates at random; it goes with spectrum alone"),
            ({"samples": 0}, "samples: expected an integer from 1 to 1000000000, got 0"),
            ({"samples": 9, "digits": 11}, "digits: averages over samples have 10 digits, got 11"),
            ({"score": "best"}, "score: expected exact, plugin, capped or a score, got 'best'"),
            ({"score": "capped"}, "cap C and score capped go together"),
            ({"cap": 3}, "cap C and score capped go together"),
            ({"score": ldm.ExactScore(), "cap": 3}, "cap goes with score capped; a score that is given has its own"),
            ({"score": "plugin"}, "the plug-in score needs estimated variances beside the true ones"),
            ({"score": "capped", "cap": 1, "estimated": [1]}, "the cap C must be above 1, got 1"),
            ({"start": "cold"}, "start: expected noised or standard, got 'cold'"),
            ({"schedule": "cosine:x"}, "schedule cosine: expected a number such as 0.2, 1e-3 or 1/3, got 'x'"),
            ({"schedule": 1}, f"schedule: expected {EXPECTED} or a schedule, got 1"),
            ({"horizon": 0}, "the horizon T must be positive, got 0"),
            ({"horizon": float("nan")}, "horizon: nan is not a finite number"),
            ({"dims": 2}, "dims: a latent dimension k must lie in 1..1, got [2]"),
            ({"dims": []}, "dims: a latent dimension k must lie in 1..1, got []"),
            ({"dims": "x"}, "dims: expected all, or numbers such as 1,2,8, got 'x'"),
            ({"dims": 1.0}, "dims: expected an integer, got 1.0 (float)"),
            ({"steps": 1.5}, "steps: expected an integer, got 1.5 (float)"),
            ({"digits": 0}, "digits: expected an integer from 1 to 10000, got 0"),
            ({"certify": True, "steps": 9}, "certify and exact go with neither samples nor steps"),
        ],
        ids=str,
    )
    def test_what_cannot_be_used_is_refused_in_one_line(self, options: dict[str, Any], said: str) -> None:
        assert refusal(lambda: ldm.stop(**{"spectrum": [1], **options})).startswith(said)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"data": np.ones(3)}, "data: the array has shape (3,); expected an (n, D) matrix, one sample a row"),
            ({"data": np.full((9, 2), np.nan)}, "data: the array, row 1, column 1: not a finite number"),
            ({"data": [[1, 2], [3]]}, "data: cannot be read as an array of real numbers"),
            ({"data": [["a"]]}, "data: an array of type <U1 holds no real numbers"),
            ({"data": "nofile.npy"}, "data: no file nofile.npy"),
            ({"data": np.ones((3, 2))}, "data: 3 samples at split 0.5 leave a part with fewer than two"),
            ({"data": np.ones((9, 2)), "split": 2}, "split: expected a share between 0 and 1, got 2"),
            ({"data": np.ones((9, 2)), "seed": -1}, "seed: expected an integer from 0 to"),
            (
                {"data": np.ones((9, 2)), "estimated": [1]},
                "estimated goes with spectrum; data brings its own",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else None,
    )
    def test_what_is_no_matrix_of_samples_is_refused(self, options: dict[str, Any], said: str) -> None:
        assert refusal(lambda: ldm.stop(**options)).startswith(said)

    def test_what_is_not_there_yet_is_no_option(self) -> None:
        with pytest.raises(TypeError, match="whitening"):
            ldm.stop([1], whitening=True)  # type: ignore[call-arg]

    def test_covariances_need_not_share_their_axes(self, tmp_path: Path) -> None:
        turned, estimate = np.array([[2.0, 0.8], [0.8, 1.0]]), np.diag([2.5, 0.5])
        for name, matrix in (("true", turned), ("estimate", estimate)):
            np.save(tmp_path / f"{name}.npy", matrix)
        names = {"covariance": "--covariance", "estimated_covariance": "--estimated-covariance"}
        files = [tmp_path / "true.npy", tmp_path / "estimate.npy"]
        said = here("stop", *(str(part) for pair in zip(names.values(), files, strict=True) for part in pair), "--json")
        document = json.loads(said.stdout)
        assert (document["model"], document["mean_error"], document["best"]["k"]) == ("dense", "0", 2)
        for given in ((turned, estimate), (turned.tolist(), estimate.tolist()), files):
            found = ldm.stop(covariance=given[0], estimated_covariance=given[1])
            assert found.as_json() == document
            law = DenseLaw.of(turned, estimate)
            assert found.best.error == pytest.approx(law.error(2, found.best.noise), rel=1e-12)
            at_end = ldm.error(covariance=given[0], estimated_covariance=given[1], k=2, time=4)
            assert at_end.error == pytest.approx(found.best.error_at_end, rel=1e-9)
        apart = ldm.stop([turned[0, 0], turned[1, 1]], estimated=[2.5, 0.5])
        assert found.best.error > apart.best.error + 0.1  # what the modes of a shared basis do not see

    def test_axes_that_are_not_the_estimates_are_named(self) -> None:
        true, singular = np.diag([3.0, 1.0, 0.5, 0.0]), np.diag([2.0, 0.0, 0.0, 0.0])
        said = ldm.stop(covariance=true, estimated_covariance=singular).notices
        assert [notice for notice in said if "along 2 axes of the data" in notice]
        said = ldm.stop(covariance=true, estimated_covariance=np.diag([2.0, 1.0, 1.0, 0.0])).notices
        assert not [notice for notice in said if "no variance along" in notice]

    def test_the_exact_score_of_a_covariance_runs_to_the_end(self) -> None:
        best = ldm.stop(covariance=[[2.0, 0.8], [0.8, 1.0]]).best
        assert (best.k, best.branch.value, best.gain) == (2, "end", 0.0)
        assert best.error == pytest.approx(0, abs=1e-12)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"estimated_covariance": [[1]]}, "give either spectrum, data or covariance, one of the three"),
            ({"spectrum": [1], "estimated_covariance": [[1]]}, "estimated_covariance goes with covariance"),
            (
                {"covariance": [[1]], "score": "plugin"},
                "the plug-in score needs estimated_covariance beside covariance",
            ),
            (
                {"covariance": [[1]], "score": "capped", "cap": 2},
                "covariances without shared axes are solved for the exact",
            ),
            ({"covariance": [[1]], "start": "standard"}, "covariances without shared axes are solved for the exact"),
            ({"covariance": [[1]], "estimated": [1]}, "estimated goes with spectrum"),
            (
                {"covariance": [[1]], "estimated_covariance": [[1]], "samples": 5},
                "samples draws the estimates at random; it goes with spectrum alone, or with data or covariance",
            ),
            ({"covariance": [[1]], "certify": True}, "certify and exact: covariances without shared axes"),
            ({"covariance": [[1]], "digits": 15}, "digits: covariances without shared axes have 12 digits, got 15"),
            (
                {"covariance": [[1, 2]]},
                "covariance: the array: expected a square matrix, one direction a row, got shape (1, 2)",
            ),
            ({"covariance": [[1, 2], [0, 1]]}, "covariance: the array: it is not symmetric"),
            ({"covariance": [[1]], "estimated_covariance": np.eye(2)}, "covariance: the covariances differ in size"),
            ({"covariance": [[-1]]}, "covariance: the array: it has the negative eigenvalue -1"),
        ],
    )
    def test_what_is_no_question_about_covariances_is_refused(self, options: dict[str, Any], said: str) -> None:
        assert refusal(lambda: ldm.stop(**options)).startswith(said)

    def test_a_model_holds_exact_numbers_alone(self) -> None:
        assert "ldm_symbolic.spectrum reads lists" in refusal(lambda: ldm.Spectrum(variances=(0.5,)))  # type: ignore[arg-type]
        assert ldm.Spectrum(variances=np.array([0.5])).variances == (Fraction(1, 2),)  # type: ignore[arg-type]
        assert "got float32" in refusal(lambda: ldm.Spectrum(variances=np.float32([0.5])))  # type: ignore[arg-type]
        assert "got 0.1 and 1" in refusal(lambda: ldm.linear(0.1, Fraction(1)))  # type: ignore[arg-type]
        exact = ldm.spectrum([1])
        assert "got 0.5" in refusal(lambda: ldm.StoppingProblem(spectrum=exact, horizon=0.5))  # type: ignore[arg-type]


class TestErrorAndForms:
    def test_the_error_is_that_of_the_command(self) -> None:
        found = ldm.error("optdigits-variances", k=8, time="3.9")
        assert found.as_json() == json.loads(
            here("error", "optdigits-variances", "--k", "8", "--time", "3.9", "--json").stdout
        )
        assert found.error == pytest.approx(found.kept + found.lost)
        said = "E(k = 8, t = 3.9) = 6.53032 = 0.0535694 kept + 6.47675 lost, at noise level 0.181269"
        assert (repr(found), str(found)) == (said, said)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"k": 2, "time": 1}, "k: expected an integer from 1 to 1, got 2"),
            ({"k": 1, "time": 5}, "the stopping time t must lie in [0, 4], got 5"),
            ({"k": 1, "time": None}, "give time or noise, one of the two"),
        ],
    )
    def test_a_pair_that_there_is_not_is_refused(self, options: dict[str, Any], said: str) -> None:
        assert refusal(lambda: ldm.error([1], **options)).startswith(said)

    def test_closed_forms_are_those_of_the_model(self) -> None:
        half = {ldm.notation.noise: Rational(1, 2), ldm.notation.variance: Rational(1, 2)}
        assert ldm.closed_form("exact", form="variance").subs(half) == Rational(3, 4)
        numbers = dict.fromkeys(ldm.closed_form("capped", form="variance").free_symbols, 1)
        assert ldm.notation.cap in numbers
        assert {form: ldm.latex(ldm.closed_form(form=form))[:20] for form in ("error", "slope")} == {
            "error": r"\sum_{j=1}^{k} \left",
            "slope": r"\sum_{j=1}^{k} \left",
        }
        assert refusal(lambda: ldm.closed_form("best")).startswith("score: expected exact, plugin, capped")
        assert refusal(lambda: ldm.closed_form(form="bend")).startswith("form: expected variance, error")  # type: ignore[arg-type]


class TestSweep:
    def test_answers_come_in_order_and_are_those_of_stop(self) -> None:
        problems = [ldm.StoppingProblem(spectrum=ldm.spectrum([v]), horizon=Fraction(2)) for v in (1, 2, 3)]
        found = ldm.sweep(iter(problems))
        assert found == [ldm.stop(problem).as_json() for problem in problems]
        with ThreadPoolExecutor(1) as executor:
            assert ldm.sweep(problems, executor) == found

    def test_what_is_kept_is_not_computed_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        problems = [ldm.StoppingProblem(spectrum=ldm.spectrum([v])) for v in (1, 2)]
        first = ldm.sweep(problems[:1], out=tmp_path / "kept")
        (kept,) = (tmp_path / "kept").iterdir()
        both = ldm.sweep(problems, out=tmp_path / "kept")
        assert both[:1] == first
        assert len(list((tmp_path / "kept").iterdir())) == 2
        assert len(ldm.sweep(problems, out=tmp_path / "kept", digits=20)) == 2
        assert len(list((tmp_path / "kept").iterdir())) == 4
        monkeypatch.setattr("ldm_symbolic.front_door.sweeping.listing_of", None)
        assert ldm.sweep(problems, out=tmp_path / "kept") == both
        assert json.loads(kept.read_text(encoding="utf-8")) == first[0]

    def test_what_is_no_problem_is_refused_before_anything_is_done(self, tmp_path: Path) -> None:
        said = refusal(lambda: ldm.sweep([[1]], out=tmp_path / "out"))  # type: ignore[list-item]
        assert said == "problems, entry 1: expected a StoppingProblem, got a list"
        said = refusal(lambda: ldm.sweep(None))  # type: ignore[arg-type]
        assert said == "problems: expected several StoppingProblem, such as a list, got a NoneType"
        assert not (tmp_path / "out").exists()
