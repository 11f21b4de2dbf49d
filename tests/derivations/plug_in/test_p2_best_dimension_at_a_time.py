"""P2: the verdict of each claim, altered claims, counterexamples from the definitions, and random instances."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

import oracle
import pytest

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import letters, statement
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.hypotheses import times_in_order
from ldm_symbolic.derivations.letters import D, estimated_times, s_hat, t, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_instances import REVERSED
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

STATEMENT = statement("P2")

PROVED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.PROVED]
REFUTED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.REFUTED]


def paper_time(numerator: Fraction, denominator: Fraction, horizon: Fraction) -> Fraction | None:
    """t_k as printed, with the clock a²(u) = u up to the horizon; a/0 = ±∞ by the sign of a, None for 0/0."""
    if denominator > 0:
        return horizon - min(max(numerator / denominator, Fraction(0)), horizon)
    return None if numerator == 0 else Fraction(0) if numerator > 0 else horizon


def paper_times(true: list[Fraction], believed: list[Fraction], horizon: Fraction) -> list[Fraction] | None:
    """t_1, ..., t_{D+1} for deviations s and ŝ; None if one has no value."""
    inner = [paper_time(4 * s**2 - r**2, 1 - r**2, horizon) for s, r in zip(true[1:], believed[1:], strict=True)]
    found = [time for time in inner if time is not None]
    return [Fraction(0), *found, horizon] if len(found) == len(inner) else None


def instance(random: Random) -> dict[Any, Any] | None:
    """Spectra from 1e-6 to 1e3 with ties, values near 1/2 and 1, estimates far off, and times at thresholds."""
    count = random.randrange(1, 5)
    pool = [
        Fraction(text)
        for text in [
            "1/1000",
            "1/10",
            "1/4",
            "1/3",
            "499/1000",
            "1/2",
            "501/1000",
            "3/5",
            "9/10",
            "999/1000",
            "1",
            "1001/1000",
            "3/2",
            "2",
            "30",
        ]
    ]
    true = sorted((random.choice(pool) for _ in range(count)), reverse=True)
    if random.random() < 0.7:
        true = [s * (1 - Fraction(place, 50)) for place, s in enumerate(true)]
    factor = random.choice([Fraction(1), Fraction(9, 10), Fraction(11, 10), Fraction(1, 3), Fraction(3)])
    believed = [s * factor for s in true]
    horizon = random.choice([Fraction(1, 100), Fraction(1, 2), Fraction(3, 4), Fraction(99, 100)])
    times, estimated = paper_times(true, true, horizon), paper_times(true, believed, horizon)
    if times is None or estimated is None:
        return None
    k = random.randrange(1, count + 1)
    moment = random.choice(
        [times[k - 1], estimated[k - 1], (estimated[k - 1] + estimated[k]) / 2, horizon, Fraction(0)]
    )
    return {
        D: count,
        letters.k: k,
        letters.s: (*true, Fraction(0)),
        s_hat: (*believed, Fraction(0)),
        letters.times: tuple(times),
        estimated_times: tuple(estimated),
        t: moment,
        x: random.choice([Fraction(0), horizon - moment, Fraction(1)]),
        **identity_clock(horizon),
    }


def test_proved_claims_hold_on_random_instances_and_meet_their_hypotheses() -> None:
    random, held = Random(2), Counter[str]()
    for _ in range(24):
        drawn = instance(random)
        for claim in PROVED if drawn else []:
            assert drawn is not None
            point = {name: value for name, value in drawn.items() if name in claim.names}
            judgement = judge(claim.hypotheses, claim.conclusion, point)
            assert judgement.outcome not in REFUTES, (claim.id, drawn, judgement.reason)
            held[claim.id] += judgement.outcome is Outcome.TRUE
    assert all(held[claim.id] >= 1 for claim in PROVED), held


def test_the_printed_plugin_claim_fails_by_the_definition_of_the_model() -> None:
    """λ = (1, 9/16), λ̂ = (9, 4): 4 λ_2 < λ̂_2 and (1 - λ̂_2)₊ = 0, so t̂_2 = T, yet k = 2 beats k = 1 at t = 0."""
    setting = oracle.Setting(horizon=1, digits=20)
    spectra = ((1, Fraction(9, 16)), (9, 4))
    assert oracle.error(2, 1, *spectra, setting) < oracle.error(1, 1, *spectra, setting)
    assert oracle.error_dense(2, 1, *spectra, setting) < oracle.error_dense(1, 1, *spectra, setting)
    assert paper_time(4 * spectra[0][1] - 4, Fraction(1 - 4), Fraction(3, 4)) == Fraction(3, 4)
    first, second = (REVERSED[name][1] ** 2 for name in (letters.s, s_hat))
    assert (first, second) == (spectra[0][1], spectra[1][1])


def test_the_exact_score_keeps_the_best_dimension_in_the_ornstein_uhlenbeck_clock() -> None:
    """Away from the clock of the witnesses: the oracle's minimum over k is where the printed times say."""
    true, horizon = [Fraction(2), Fraction(1, 5), Fraction(1, 10), Fraction(1, 50)], 1
    setting = oracle.Setting(horizon=horizon, digits=20)
    for left in (Fraction(9, 10), Fraction(1, 2), Fraction(1, 4), Fraction(1, 10), Fraction(1, 40)):
        errors = [oracle.error(k, left, true, true, setting) for k in range(1, 5)]
        level = float(oracle.noise_level(left, setting))
        kept = 1 + sum(v >= 1 or level <= float(3 * v / (1 - v)) for v in true[1:])
        assert errors.index(min(errors)) + 1 == kept


def test_an_instance_without_an_order_of_the_estimated_times_refutes_the_claim_without_it() -> None:
    claim = STATEMENT["P2.plugin-repaired"]
    true, believed = (
        [Fraction(1, 2), Fraction(9, 20), Fraction(2, 5)],
        [Fraction(9, 10), Fraction(4, 5), Fraction(1, 5)],
    )
    horizon = Fraction(3, 4)
    times = paper_times(true, believed, horizon)
    assert times is not None
    assert times[2] < times[1]
    kept = [h for h in claim.hypotheses if h != times_in_order(estimated_times)]
    values = {
        D: 3,
        letters.s: tuple(true),
        s_hat: tuple(believed),
        estimated_times: tuple(times),
        **identity_clock(horizon),
    }
    outcomes = {
        judge(kept, claim.conclusion, {**values, letters.k: k, t: Fraction(step, 40)}).outcome
        for k in (1, 2, 3)
        for step in (4, 7, 10)
    }
    assert Outcome.FALSE in outcomes
    assert (
        judge(claim.hypotheses, claim.conclusion, {**values, letters.k: 1, t: Fraction(0)}).outcome is Outcome.NOT_MET
    )


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_fails_at_its_counterexample_and_has_a_repair_that_excludes_it(claim: Claim) -> None:
    assert claim.counterexample is not None
    assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome in REFUTES
    (repaired,) = [other for other in STATEMENT.claims if other.repairs == claim.id]
    assert repaired.conclusion == claim.conclusion
    assert judge(repaired.hypotheses, repaired.conclusion, claim.counterexample).outcome is Outcome.NOT_MET
