"""What a table cites is proved, and the table does what is cited."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import here as run
from hypothesis import given, settings
from hypothesis import strategies as st

import ldm_symbolic as ldm
from ldm_symbolic.derivations.recorded import recorded
from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.sampling.deciding import decided
from ldm_symbolic.model.read_outs import Path as NoisePath
from ldm_symbolic.model.schedules import OU
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.recursion import Sampler
from ldm_symbolic.samplers.recursion import variances as steps
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

VERDICTS = {claim.id: claim.verdict for statement in recorded() for claim in statement.claims}
CITED = re.compile(r"(?:by|and) ([A-Z]\d+(?:\.[A-Z]\d+)?\.[\w-]+)")
SAID = re.compile(r"(No k|k = [\d, ]+?) (?:is|are) (?:not )?stopped early[^()]*\(by ([TK]\d\.[\w-]+)\)")
OPTIONS = {
    "T2": ("--readout", "denoised"),
    "T3": ("--readout", "denoised"),
    "K1": ("--distance", "kl"),
    "K2": ("--distance", "reverse-kl"),
}
COMMANDS = {
    ("1/2,1/4",): ["P1.exact"],
    ("1/2,1/4", "--estimated", "2/5,1/5"): ["S1.end", "U5.exists"],
    ("1/2,1/4", "--samples", "20"): ["S3.each-draw"],
    ("1/2,1/4", "--estimated", "0,1/5"): [],
    ("1/2,0", "--estimated", "2/5,0"): [],
    ("1/2,0", "--estimated", "2/5,0", "--dims", "1"): ["S1.end", "U5.exists"],
    ("1/2,0", "--estimated", "2/5,1/5"): ["S1.end", "U5.exists"],
    ("1/2,0", "--samples", "20"): [],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--process", "flow"): [],
    ("1/2,1/4", "--start", "standard"): [],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--score", "capped", "--cap", "3"): [],
    ("1/2,1/4", "--readout", "denoised"): ["T2.exact"],
    ("1/2,1/4", "--readout", "denoised", "--process", "flow"): ["T2.exact"],
    ("1/2,0", "--readout", "denoised"): [],
    ("1/2,1/4", "--readout", "rescaled"): [],
    ("1/2,1/4", "--estimated", "2/5,1/4", "--readout", "denoised"): ["T2.under"],
    ("1/2,1/4", "--estimated", "2/5,1", "--readout", "denoised", "--dims", "all"): ["T2.under", "T3.early"],
    ("1/2,1/4", "--estimated", "1/4,3/10", "--readout", "denoised", "--dims", "2"): [],
    ("1/2,1/4", "--distance", "kl"): ["K1.exact"],
    ("1/2,1/4", "--distance", "reverse-kl"): ["K2.exact"],
    ("1/2,1/4", "--distance", "kl", "--dims", "1"): [],
    ("1/2,1/4", "--distance", "mmd:1"): [],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--distance", "kl"): ["K1.end"],
    ("1/2,1/4", "--estimated", "2/5,1/5", "--distance", "reverse-kl"): [],
}


DDIM = ["N1.shrinks", "N1.inserted"]
SAMPLERS = {
    ("2,1/2", "--scheme", "ddim"): DDIM,
    ("1,1/20", "--scheme", "ddim", "--schedule", "linear:0.05,10"): DDIM,
    ("19/20,9/10", "--scheme", "ddim"): [*DDIM, "N2.shrinks", "N2.below"],
    ("2,1/2", "--scheme", "ddim", "--eta", "1/2"): [],
    ("2,1/2", "--scheme", "ddim", "--truncation", "1/100"): [],
    ("2,1/2", "--scheme", "ddim", "--start", "standard"): [],
    ("2,1/2", "--scheme", "ddim", "--estimated", "1,1/2"): [],
    ("2,0", "--scheme", "ddim"): [],
    ("2,1/2", "--scheme", "ddim", "--schedule", "edm:0.002,80"): DDIM,
    ("1,1/2", "--scheme", "em"): ["N4.run"],
    ("5/4,1/2", "--scheme", "em"): [],
    ("1,1/2", "--scheme", "em", "--schedule", "linear:0.05,10"): [],
    ("5,1/2", "--scheme", "euler"): ["N4.twice"],
    ("5,1/2", "--scheme", "euler", "--schedule", "linear:0.05,10"): [],
    ("1,1/2", "--scheme", "ddpm", "--schedule", "linear:0.01,0.2"): [],
    ("1,1/2", "--scheme", "heun"): [],
}


@pytest.mark.parametrize("options", COMMANDS, ids=" ".join)
def test_what_is_cited_is_proved(options: tuple[str, ...]) -> None:
    shown = run("stop", *options).stdout
    assert CITED.findall(shown) == COMMANDS[options]
    assert {str(VERDICTS[claim]) for claim in COMMANDS[options]} <= {"PROVED"}


@pytest.mark.parametrize("options", [("1/2,1/5", "--samples", "5"), ("1/2,1/5", "--estimated", "9/20,19/100")])
def test_what_is_cited_is_of_all_levels_and_not_of_the_steps_alone(options: tuple[str, ...]) -> None:
    """On average, or by the slope, an earlier level is better, and yet no earlier step is."""
    alone, steps = (run("stop", *options, *more).stdout for more in ((), ("--steps", "3")))
    assert steps.startswith("Run all 3 steps")
    cited = [next(line for line in shown.splitlines() if "(by S" in line) for shown in (alone, steps)]
    assert [line.endswith(", between two steps too.") for line in cited] == [False, True]


def test_a_rule_says_of_which_axes_it_is(tmp_path: Path) -> None:
    """One of the claims is REFUTED: that it helps on average where the axes are of the same sample."""
    np.save(tmp_path / "data.npy", np.random.default_rng(0).standard_normal((60, 3)) * [1.5, 0.7, 0.4])
    shown = run("stop", "--data", str(tmp_path / "data.npy"), "--rule", "average").stdout
    assert CITED.findall(" ".join(shown.split())) == ["A3.pca", "A3.fixed"]
    assert [str(VERDICTS[claim]) for claim in ("A3.pca", "A3.fixed")] == ["REFUTED", "PROVED"]


@pytest.mark.parametrize("options", SAMPLERS, ids=" ".join)
def test_what_is_cited_of_a_sampler_is_proved(options: tuple[str, ...]) -> None:
    shown = run("sampler", *options, "--grid-points", "12").stdout
    assert CITED.findall(shown) == SAMPLERS[options]
    assert {str(VERDICTS[claim]) for claim in SAMPLERS[options]} <= {"PROVED"}


def instance(claim: Any, k: int, true: list[Fraction], seen: list[Fraction]) -> dict[Any, Any]:
    """The input of a command as the letters of a claim: deviations, or variances where it is of divergences."""
    squared = claim.id.startswith("K")
    values = {
        "k": k,
        "D": len(true),
        "X": Fraction(9, 10),
        **({"lambda": tuple(s**2 for s in true), "lambda_hat": tuple(s**2 for s in seen)} if squared else {}),
        **({} if squared else {"s": tuple(true), "s_hat": tuple(seen)}),
    }
    return {name: values[str(name)] for name in claim.names if str(name) in values}


variances = st.lists(st.floats(1e-4, 4), min_size=1, max_size=5).map(lambda values: sorted(values, reverse=True))


@given(true=variances, data=st.data())
def test_the_end_is_best_just_where_the_slope_there_is_not_negative(true: list[float], data: Any) -> None:
    """S1.end and P1.exact, by NumPy: the branch of each k, but where the slope is too small to tell."""
    seen = [value * data.draw(st.floats(0.2, 3)) for value in true]
    slopes = np.cumsum((1 - np.sqrt(np.divide(true, seen))) * (1 - np.array(seen)))
    for row, slope in zip(ldm.stop(true, estimated=seen, horizon=2).rows, slopes, strict=True):
        if abs(slope) > 1e-9:
            assert (row.noise == 0) == (slope > 0), (row, slope)
    assert all(row.noise == 0 for row in ldm.stop(true, horizon=2).rows)


SQUARES = st.lists(st.tuples(st.integers(1, 24), st.integers(1, 24)), min_size=1, max_size=3)


@settings(max_examples=12, deadline=None)
@given(pairs=SQUARES, chosen=st.sampled_from(["T2.exact", "T2.under", "T3.early", "K1.exact", "K2.exact", "K1.end"]))
def test_a_citation_is_tied_to_its_claim(pairs: list[tuple[int, int]], chosen: str) -> None:
    """The hypotheses of the cited claim are evaluated at the input of the command, whose answer is the conclusion.

    Deviations are twelfths, so that variances are exact. With one distance or read-out only some claims can be cited.
    """
    exact, options = chosen.endswith("exact"), OPTIONS[chosen[:2]]
    deviations = sorted((Fraction(a, 12) for a, _ in pairs), reverse=True)
    seen = deviations if exact else [Fraction(b, 12) for _, b in pairs]
    spelled = [",".join(str(value**2) for value in values) for values in (deviations, seen)]
    shown = run("stop", spelled[0], *(() if exact else ("--estimated", spelled[1])), *options, "--dims", "all").stdout
    size, lines = len(pairs), " ".join(shown.split())
    asked: dict[str, Any] = {options[0].strip("-"): options[1]}
    if not exact:
        asked["estimated"] = [value**2 for value in seen]
    answer = ldm.stop([value**2 for value in deviations], **asked)
    for k in range(1, size + 1):
        end = answer.rows[k - 1].noise == 0
        cited = {claim for said, claim in SAID.findall(lines) if str(k) in re.findall(r"\d+", said) or "No k" in said}
        for claim in (ldm.claim(name) for name in cited if name != "K1.end"):
            outcome = judge(claim.hypotheses, claim.conclusion, instance(claim, k, deviations, seen)).outcome
            assert outcome not in (Outcome.NOT_MET, *REFUTES), (claim.id, outcome)
            assert end == (claim.id != "T3.early"), (claim.id, k)


def errors(sampler: Sampler, true: Floats) -> Floats:
    """The squared error of each mode after each step, from one step after another."""
    return (np.sqrt(np.concatenate(list(steps(sampler, true)))) - np.sqrt(true)) ** 2


def levels(signal: Floats) -> Levels:
    return Levels(signal=signal, noise=np.sqrt(1 - signal**2))


@given(
    true=variances.map(np.array),
    signal=st.lists(st.floats(0.02, 0.98), min_size=1, max_size=9, unique=True).map(
        lambda found: np.array(sorted(found))
    ),
    share=st.floats(0.01, 0.99),
    kind=st.sampled_from(["ddim", "small", "large", "posterior"]),
)
def test_what_is_said_of_a_sampler_between_levels_is_so(true: Floats, signal: Floats, share: float, kind: str) -> None:
    """N1, N2 and N3 at random grids; where nothing is said, of the large noise, the opposite is seen, too."""
    scheme = SCHEMES["ddim"] if kind == "ddim" else SCHEMES["ddpm"].adding(VARIANCES[kind])
    sampler = Sampler(scheme=scheme, grid=levels(np.append(signal, 1.0)))
    said, found = decided(sampler, Modes.of(true)), errors(sampler, Modes.of(true).true)
    end, data = list(steps(sampler, Modes.of(true).true))[-1][-1], Modes.of(true).true
    if kind in ("ddim", "small"):
        assert len(said) >= 1
        assert (end <= data * (1 + 1e-9)).all()
    elif kind == "large":
        assert len(said) == (data.max() <= 1)
        assert (end >= data * (1 - 1e-9)).all() or not said
    else:
        assert np.allclose(end, data, rtol=1e-9)
    if kind == "ddim":
        more = np.append(np.sort(np.append(signal, share * signal[-1] + (1 - share))), 1.0)
        finer = errors(replace(sampler, grid=levels(more)), data)[-1]
        assert (finer <= found[-1] * (1 + 1e-9) + 1e-12).all()
        for last in re.findall(r"after step (\d+)", " ".join(said)):
            assert (np.diff(found[int(last) - 1 :], axis=0) >= -1e-12).all()


@given(true=variances.map(np.array), points=st.integers(2, 30), horizon=st.fractions(Fraction(1, 100), 5))
def test_what_is_said_of_steps_in_time_is_so(true: Floats, points: int, horizon: Fraction) -> None:
    """N4 on grids in the integrated rate."""
    grid = TimeGrid(schedule=OU, path=NoisePath.VARIANCE_PRESERVING, horizon=horizon, points=points)
    euler, noisy = (Sampler(scheme=SCHEMES[name], grid=grid) for name in ("euler", "em"))
    data = Modes.of(true).true
    assert len(decided(euler, Modes.of(true))) == 1
    halved = replace(euler, grid=replace(grid, points=2 * points - 1))
    assert (errors(halved, data)[-1] <= errors(euler, data)[-1] * (1 + 1e-9) + 1e-12).all()
    if decided(noisy, Modes.of(true)):
        assert (list(steps(noisy, data))[-1][-1] >= data * (1 - 1e-9)).all()
    assert len(decided(noisy, Modes.of(true))) == (data.max() <= 1.236)
