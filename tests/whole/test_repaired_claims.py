"""Every repaired claim at 2,000 adversarial instances, and its false neighbours, which the same instances refute.

The number of instances that met the hypotheses is in the record of each test and, with `pytest -rP`, on its screen.
What floating point takes for a violation is called one only if the engines agree at exact numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest
from adversarial import (
    BATCHES,
    SCHEDULES,
    SIZE,
    Case,
    Schedule,
    case,
    deviation,
    estimate,
    falling,
    horizons,
    logarithmic,
    moments,
    pick,
    sequence,
    shares,
)
from adversarial_capped import capped, capped_dimensions, geometric, one_mode, two_cases
from adversarial_dense import MEANS, of_one_sample, projections, small_levels, towards
from adversarial_from_data import (
    any_errors,
    falling_noise,
    from_pure_noise,
    one_ancestral_step,
    shares_of_the_best,
    two_dimensions,
)
from adversarial_paths import PATHS
from adversarial_shapes import (
    averages,
    best_dimensions,
    best_levels,
    carried,
    chances,
    levels_between,
    matrices,
    sample_components,
    standard_starts,
)
from adversarial_steps import STEPS
from adversarial_thresholds import best_twice, estimated_beyond_four, one_large_estimate, one_threshold
from float_numbers import Approx, Array, Real
from float_truth import HELD, Batch
from numpy.random import Generator, default_rng
from sympy import Ge, Gt, IndexedBase, Le, Lt, Not, Piecewise, Symbol
from sympy.logic.boolalg import Boolean

import ldm_symbolic
from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

CLAIMS = {claim.id: claim for statement in ldm_symbolic.catalogue() for claim in statement.claims}
ALSO = ("P2.exact-weak",)  # a stronger form, of role new
REPAIRED = [claim for claim in CLAIMS.values() if claim.role is Role.REPAIRED or claim.id in ALSO]
REFUTED = [CLAIMS[repaired] for repaired in sorted({claim.repairs for claim in REPAIRED} - {""})]
LEAST_MET, ENOUGH = 200, 30
TRUE_NEIGHBOURS = {"P4.open": 1}  # nothing in [-C, C] has |m| > C, so what is said of it is true
Values = dict[Any, Any]

k, D, t, T, x = no.latent_dimension, no.data_dimension, no.time, no.horizon, no.noise
s, s_hat, C = no.deviations, no.estimated_deviations, no.cap
d0, i, M = Symbol("d0", integer=True), Symbol("i", integer=True), Symbol("M", real=True)
tau, tau_hat, m = IndexedBase("tau", real=True), IndexedBase("tau_hat", real=True), IndexedBase("m", real=True)
j, epsilon, xi, A = no.mode, Symbol("epsilon", real=True), Symbol("xi", real=True), Symbol("A", real=True)
y1, y2 = Symbol("y_1", real=True), Symbol("y_2", real=True)


def plugin(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P1: any spectrum; for the remarks, modes whose signs agree or are opposed, and modes that are zero."""
    dimensions = int(rng.integers(1, 6))
    kept = int(rng.integers(1, dimensions + 1))
    support = int(rng.integers(0, (dimensions if "remark-b" in claim.id else kept) + 1))
    true = sequence(rng, deviation, dimensions)
    estimated = tuple(estimate(rng, entry) for entry in true)
    word = claim.id.removeprefix("P1.")
    if word.startswith("remark-b"):
        estimated = tuple(deviation(rng) for _ in true)
        true = tuple(entry * pick(rng, 2 * shares(rng), rng.choice([0.0, 1, 2], SIZE)) for entry in estimated)
    if word.startswith("remark-c"):
        below = (lambda e: e > 1) if "converse" in word else (lambda e: e < 1)
        one = tuple(np.where(below(e), e * shares(rng), e * (1 + logarithmic(rng, -9, 3))) for e in estimated)
        true = tuple(pick(rng, a, b, b) for a, b in zip(true, one, strict=True))
        short = rng.random(SIZE) < 0.3  # numbers at which the engines can settle a doubt
        estimated = tuple(np.where(short, rng.choice([0.25, 0.5, 2], SIZE), e) for e in estimated)
        ratios = [rng.choice([0, 0.875, 1.125, 2], SIZE) for _ in true]
        true = tuple(np.where(short, r * e, a) for r, e, a in zip(ratios, estimated, true, strict=True))
    if word in ("zero-modes", "iff-as-stated") or word.startswith("remark-b"):
        true, estimated = (
            tuple(entry * (j < support) for j, entry in enumerate(entries)) for entries in (true, estimated)
        )
    largest = np.max(np.array([e**2 for e in estimated[:support]] or [np.zeros(SIZE)]), axis=0)
    level = schedule.names(horizons(rng, schedule))
    drawn = {k: kept, D: dimensions, d0: support, i: int(rng.integers(1, kept + 1)), s: true, s_hat: estimated, **level}
    inside = np.asarray(level[no.horizon_noise].value, dtype=np.float64) * shares(rng)
    return case(claim, schedule, {**drawn, M: largest * (1 + pick(rng, np.zeros(SIZE), shares(rng))), x: inside})


def thresholds(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P2: falling spectra, mostly below 1/4 where the thresholds are; times at them, between them, anywhere."""
    dimensions = int(rng.integers(1, 6))
    least = 2 if (k >= 2) in claim.hypotheses else 1
    kept = int(rng.integers(min(least, dimensions), dimensions + 1))
    true = falling(sequence(rng, lambda rng: pick(rng, deviation(rng), logarithmic(rng, -1.5, 0)), dimensions))
    if claim.id != "P2.exact-weak":
        true = tuple(entry * (1 - 1e-3 * place * rng.uniform()) for place, entry in enumerate(true))
    true = tuple(pick(rng, entry, entry.astype(np.float32)) for entry in true)  # the squares of short numbers are exact
    estimated = falling(tuple(estimate(rng, entry) for entry in true))
    drawn = {k: kept, D: dimensions, s: true, s_hat: estimated, **schedule.names(horizons(rng, schedule))}
    before = case(claim, schedule, drawn)
    times = [np.broadcast_to(each.value, SIZE) for name in before.defined for each in before.defined[name]]
    return case(claim, schedule, {**drawn, t: moments(rng, drawn[T], tuple(times[kept - 1 : kept + 1]))})


def matching(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P4: caps next to 1 and next to 1/λ̂, weights next to the cap and to the best one."""
    dimensions = int(rng.integers(1, 6))
    variance = deviation(rng) ** 2
    cap = 1 + logarithmic(rng, -9, 6)
    ratio = (1 + pick(rng, logarithmic(rng, -12, 3), -logarithmic(rng, -12, -1))) / np.maximum(variance, 1e-9)
    cap = pick(rng, cap, np.maximum(ratio, 1 + 1e-9))
    level = np.maximum(shares(rng), 1e-12)
    spectrum = tuple(deviation(rng) ** 2 for _ in range(dimensions + 1))
    exact = [np.minimum(cap, 1 / (level + (1 - level) * e)) for e in spectrum]
    weights = tuple(pick(rng, e, e * (1 + 1e-9), cap * (2 * shares(rng) - 1)) for e in exact)
    names = {x: level, C: cap, D: dimensions, no.estimated_variances: spectrum, m: weights}
    return case(claim, schedule, {**names, no.estimated_variance: variance, no.weight: weights[0]})


def equal_variances(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P3 and P8: d0 equal variances, estimates within eps of them or not, levels and times at the thresholds."""
    dimensions = int(rng.integers(1, 6))
    support = int(rng.integers(1, dimensions + 1))
    one = pick(rng, deviation(rng), logarithmic(rng, -2, 0))
    eps = pick(rng, np.clip(shares(rng), 1e-12, 1 - 1e-12), logarithmic(rng, -6, -0.01))
    off = [eps * pick(rng, 2 * shares(rng) - 1, rng.choice([-1.0, 0, 1], SIZE)) for _ in range(support)]
    off[-1] = pick(rng, off[-1], off[-1], off[-1], off[-1], np.full(SIZE, -1.0))
    zeros = (np.zeros(SIZE),) * (dimensions + 1 - support)
    estimated = falling(tuple(one * np.sqrt(1 + np.where(e == -1, e, e * (1 - 1e-15))) for e in off)) + zeros
    level = schedule.names(horizons(rng, schedule))
    last = np.asarray(level[no.horizon_noise].value, dtype=np.float64)
    with np.errstate(all="ignore"):
        start = np.nan_to_num((4 * one**2 - estimated[0] ** 2) / (1 - estimated[0] ** 2), posinf=1e9, neginf=-1e9)
        late = np.nan_to_num(
            (3 - eps) / (1 + eps) * estimated[0] ** 2 / np.maximum(1 - estimated[0] ** 2, 0), posinf=1e9
        )
    read = level[T] - level[no.time_left_at](Approx(late)).value.astype(np.float64)
    drawn = {d0: support, D: dimensions, i: int(rng.integers(1, support + 1)), j: int(rng.integers(1, support + 1))}
    drawn |= {s: (one,) * support + zeros, s_hat: estimated, no.deviation: one, epsilon: eps, **level}
    drawn |= {
        t: moments(rng, level[T], (read, level[T])),
        x: pick(rng, last * shares(rng), start, start * (1 + shares(rng))),
    }
    y = pick(rng, deviation(rng), 1 + logarithmic(rng, -9, 1))
    drawn |= {A: pick(rng, shares(rng), -deviation(rng)), y1: y, y2: pick(rng, y * (1 + shares(rng)), deviation(rng))}
    return case(claim, schedule, {**drawn, xi: _stop(one, estimated[:support], last)})


def _stop(true: Array, estimated: tuple[Array, ...], last: Array) -> Array:
    """The level at which the error is least, by halving on the sign of its slope."""
    low, high = np.zeros(SIZE, dtype=Real), last.astype(Real)
    with np.errstate(all="ignore"):
        for _ in range(90):
            level = (low + high) / 2
            slope = sum((1 - true / np.sqrt(e**2 + (1 - e**2) * level)) * (1 - e**2) for e in estimated)
            low, high = np.where(slope < 0, level, low), np.where(slope < 0, high, level)
        ends = np.where(high > last * (1 - 1e-15), last, np.where(low == 0, 0, level))
    return np.asarray(ends)


def by_name(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """Any other statement: every name gets what its kind suggests, and what an equation defines is computed."""
    drawn: Values = {D: int(rng.integers(1, 5)), **schedule.names(horizons(rng, schedule))}
    for name in sorted(claim.names - drawn.keys(), key=str):
        if isinstance(name, IndexedBase):
            drawn[name] = sequence(rng, deviation, 25)
        elif isinstance(name, Symbol):
            wide = pick(rng, shares(rng), deviation(rng), -deviation(rng), rng.choice([0.0, 1.0], SIZE))
            drawn[name] = int(rng.integers(0, drawn[D] + 1)) if name.is_integer else wide
    for hypothesis in claim.hypotheses:
        if isinstance(hypothesis, Identity) and isinstance(hypothesis.args[0], Symbol):
            drawn[hypothesis.args[0]] = Batch(drawn).number(hypothesis.args[1], {})
    return case(claim, schedule, drawn)


SHAPES: dict[str, Callable[[Generator, Claim, Schedule], Case]] = {
    "P1": plugin,
    "P2": thresholds,
    "U1": thresholds,
    "U2": standard_starts,
    "U3": best_dimensions,
    "U3.plugin-below-one": carried,
    "U3.plugin-sharp": estimated_beyond_four,
    "U5.unique": best_twice,
    "U5.unique-line": best_twice,
    "U6": levels_between,
    "U7": one_large_estimate,
    "U8": one_threshold,
    **PATHS,
    **STEPS,
    **MEANS,
    "P3": equal_variances,
    "P4": matching,
    "P5": capped_dimensions,
    "P5.A6": two_cases,
    "C1": geometric,
    "P6": thresholds,
    "P7": sample_components,
    "P8": equal_variances,
    "L1": capped,
    "L2": matrices,
    "S2": best_levels,
    "S3": averages,
    "S8": shares_of_the_best,
    "A2": towards,
    "A3": of_one_sample,
    "U4": of_one_sample,
    "A6": small_levels,
    "M5": projections,
    "N1": falling_noise,
    "N3": one_ancestral_step,
    "N5": from_pure_noise,
    "K6": any_errors,
    "R3": two_dimensions,
    "S4": chances,
}


def shape_of(claim: Claim) -> Callable[[Generator, Claim, Schedule], Case]:
    """The draws for a claim: of its own statement, or by the names that occur."""
    statement, *rest = claim.id.split(".")
    if statement == "P5" and not {s, s_hat} & claim.names:
        return one_mode
    return SHAPES.get(f"{statement}.{rest[0]}", SHAPES.get(statement, by_name))


@dataclass(slots=True, kw_only=True)
class Survey:
    """How a claim fares at the instances that met its hypotheses, and which of its neighbours were seen to be false."""

    met: int = 0
    seen: int = 0
    open: int = 0
    false: list[tuple[Case, int]] = field(default_factory=list)
    doubtful: list[tuple[Case, int]] = field(default_factory=list)
    alive: list[Boolean] = field(default_factory=list)

    @property
    def suspects(self) -> list[tuple[Case, int]]:
        """What seems to violate the claim, under the simplest schedules first."""
        return sorted(self.false + self.doubtful, key=lambda suspect: SCHEDULES.index(suspect[0].schedule))

    def __str__(self) -> str:
        calls = f"{self.seen} true, {self.open} too close to call, {len(self.false)} false"
        return f"{self.met} of {SIZE * BATCHES} met the hypotheses: {calls}, {len(self.doubtful)} open to the grid"


@cache
def survey(claim_id: str) -> Survey:
    """Evaluate a claim, and its neighbours until each has failed somewhere, at instances of its statement's shape."""
    claim = CLAIMS[claim_id]
    alive = [] if claim in REFUTED else list(neighbours(claim.conclusion))
    found, rng = Survey(alive=alive), default_rng(2510_08409)
    shape = shape_of(claim)
    for number in range(BATCHES):
        drawn = shape(rng, claim, SCHEDULES[number % len(SCHEDULES)])
        batch = drawn.batch
        met = np.broadcast_to(batch.met(claim.hypotheses), SIZE)
        if met.any():
            truth = np.broadcast_to(batch.conclusion(claim.conclusion), SIZE)
            found.met += int(met.sum())
            found.seen += int((met & (truth >= HELD)).sum())
            found.open += int((met & (truth == 0.5)).sum())
            found.false += [(drawn, int(c)) for c in np.flatnonzero(met & (np.isnan(truth) | (truth == 0)))]
            found.doubtful += [(drawn, int(c)) for c in np.flatnonzero(met & (truth == 0.25))]
            found.alive = [other for other in found.alive if not (met & (batch.conclusion(other) <= 0.25)).any()]
        if claim in REFUTED and sum(drawn.schedule in SCHEDULES[:2] for drawn, _ in found.suspects) >= ENOUGH:
            break
    return found


def neighbours(conclusion: Boolean) -> Iterator[Boolean]:
    """The negation, and each relation turned round, but for those that choose the case of a formula."""
    yield Not(conclusion)
    turned = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt}
    inside = {node for cases in conclusion.atoms(Piecewise) for node in cases.atoms(*turned)}
    for node in sorted(conclusion.atoms(*turned) - inside, key=str):
        yield conclusion.xreplace({node: turned[type(node)](*node.args, evaluate=False)})


@pytest.mark.parametrize("claim", REPAIRED, ids=lambda claim: claim.id)
def test_a_repaired_claim_survives(claim: Claim, record_property: Callable[[str, object], None]) -> None:
    found = survey(claim.id)
    record_property("instances that met the hypotheses", found.met)
    print(f"{claim.id}: {found}")
    assert found.met >= LEAST_MET, f"{claim.id.split('.')[0]} needs a shape of its own in SHAPES: {found}"
    assert found.seen >= found.met / 3, found
    for drawn, column in found.false:  # the engines must be able to clear each of them
        judgement = judge(claim.hypotheses, claim.conclusion, drawn.exact(column))
        assert judgement.outcome in (Outcome.TRUE, Outcome.NOT_MET), (judgement, drawn.exact(column))
    for drawn, column in found.doubtful[:5]:
        assert judge(claim.hypotheses, claim.conclusion, drawn.exact(column)).outcome not in REFUTES
    assert len(found.doubtful) <= found.met / 10, found


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_what_was_repaired_does_not_survive(claim: Claim) -> None:
    found = survey(claim.id)
    print(f"{claim.id}: {found}")
    exact = (drawn.exact(column) for drawn, column in found.suspects[:ENOUGH])
    outcomes = (judge(claim.hypotheses, claim.conclusion, instance).outcome for instance in exact)
    assert any(outcome in REFUTES for outcome in outcomes), found


@pytest.mark.parametrize("claim", REPAIRED, ids=lambda claim: claim.id)
def test_no_false_neighbour_survives(claim: Claim) -> None:
    alive = {str(other) for other in survey(claim.id).alive}
    assert len(alive) <= TRUE_NEIGHBOURS.get(claim.id, 0), alive
