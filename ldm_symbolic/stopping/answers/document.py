"""Answers as documents for programs.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import ReadOut
from ldm_symbolic.model.score import score_name
from ldm_symbolic.stopping import schemas
from ldm_symbolic.stopping.answers.listing import Listed, Listing
from ldm_symbolic.stopping.averages import ACCURATE_DIGITS
from ldm_symbolic.stopping.dense.doctor import Diagnosis, Generated
from ldm_symbolic.stopping.dense.encoded import EncodedLaw
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import ReadLaw
from ldm_symbolic.stopping.distances.law import DistanceLaw
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt, Number
from ldm_symbolic.stopping.units import Step, count_of, edm_sigma, gain_of

_SINGLE = 7
"""Digits of a scheduler's own numbers, which it holds in float32."""
_DIAGNOSIS = ("best_level", "gain", "standard_error", "raw_gain")
_ROW = ("noise", "time_left", "time", "alpha_bar", "log_snr", "error", "error_at_end")


def decimal(value: Number, digits: int) -> str:
    """A number of mpmath as a decimal string with so many significant digits.

    >>> decimal(mpmath.mpf(1) / 4, 15), decimal(mpmath.inf, 15)
    ('0.25', 'inf')
    """
    if not mpmath.isfinite(value):
        return "inf" if value > 0 else "-inf"
    text = str(mpmath.nstr(value, digits, min_fixed=-5, max_fixed=max(digits, 5)))
    return text.removesuffix(".0")


def stop_document(found: Listing, digits: int) -> dict[str, Any]:
    """The answer of `stop` in the schema `ldm-symbolic/stop/1`.

    Averages over samples keep the fields of that schema: `error` and `error_at_end` are then mean errors,
    of which `expected_error` and `expected_error_at_end` say so, and `noise` minimises the mean. Steps are
    those of a uniform grid, t_i = i T/N, or of a scheduler: `step_down` is the last one not after t*, `step_up` the
    first not before, `stop_after_step` the best of them and of all steps, `all_steps` the last.
    With averages, `whole_covariance` is the same where not only variances along known axes are estimated but the whole
    covariance from Gaussian samples, to leading order in k/N; left out where k >= N. Where samples gave both
    covariances, `excess_at_end` is the error at the end less what is lost, and `expected_excess_at_end` its average
    over Gaussian samples for a fixed encoder, to leading order in k/n and k/m.
    Where two candidates cannot be told apart, `rivals` holds the others: noise levels in a row, k in `best`.

    Args:
        found: the answer.
        digits: significant digits of every number.
    """
    document: dict[str, Any] = {
        "schema": schemas.STOP,
        "model": model_name(found.problem),
        "schedule": found.problem.schedule.name,
        "horizon": str(found.problem.horizon),
        "score": score_name(found.problem.score),
        "start": found.problem.start.value,
        "process": process_name(found.problem),
        "readout": read_out_name(found.problem),
        "distance": distance_name(found.problem),
        "rows": [row_fields(row, digits) for row in found.rows],
        "best": row_fields(found.best, digits) | {"rivals": list(found.rivals)},
    }
    if found.problem.factor != 1:
        document["scale"] = str(found.problem.factor)
    if found.samples is not None:
        document |= {"samples": found.samples, "accuracy": f"1e-{ACCURATE_DIGITS}"}
    if found.steps is not None:
        document["steps"] = count_of(found.steps)
    if isinstance(found.problem, DenseProblem) and model_name(found.problem) == "dense":
        document["mean_error"] = decimal(mean_error(found.problem), digits)
        if found.problem.law.means is not None:
            document["squared_mean"] = decimal(_unscaled(found.problem, found.problem.law.means.lost(0)), digits)
        if isinstance(found.problem.law, EncodedLaw):
            document["encoder"] = {"latents": found.problem.dimension, "noise_in": found.problem.law.noise_in}
        if found.problem.held_out is not None:
            held_out = found.problem.held_out
            document |= {"training_samples": held_out.training, "held_out_samples": held_out.count}
        document["rule"] = rule_name(found.problem)
    if found.diagnosis is not None and isinstance(found.problem, DenseProblem) and found.problem.generated is not None:
        document["generated"] = _generated(found.problem.generated, found.diagnosis, digits)
    if found.least_proxy is not None:
        document["least_lost_and_expected_excess"] = found.least_proxy
    return document


def mean_error(problem: DenseProblem) -> Number:
    """The squared distance of the two means, in the unit of the errors; every error at the end includes it."""
    law = problem.law
    return _unscaled(problem, law.mean_error if law.means is None else law.means.error(law.dimension, 0.0))


def _unscaled(problem: DenseProblem, squared: float) -> Number:
    return mpmath.mpf(squared) / as_mpf(problem.factor**2)


def rule_name(problem: DenseProblem) -> str:
    """By what the noise levels were chosen: "held-out" samples, a rule on those of the estimate, or the covariances."""
    if problem.chosen is not None:
        return problem.chosen.rule
    if problem.generated is not None:
        return "generated"
    return "covariance" if problem.held_out is None else "held-out"


def _generated(samples: Generated, found: Diagnosis, digits: int) -> dict[str, Any]:
    """What generated samples say: the advice, its gain less what the samples add to it, and every mode."""
    numbers = {name: decimal(mpmath.mpf(getattr(found, name)), digits) for name in _DIAGNOSIS}
    modes = [
        {"mode": mode.mode, "verdict": mode.verdict}
        | {name: decimal(mpmath.mpf(getattr(mode, name)), digits) for name in ("true", "generated", "standard_error")}
        for mode in samples.modes
    ]
    return {
        "k": samples.kept,
        "samples": len(samples.generated),
        "held_against": len(samples.data),
        "advice": "stop early" if found.level else "run to the end",
        "modes": modes,
        **numbers,
    }


def model_name(problem: StoppingProblem | DenseProblem) -> str:
    """Whether the covariances share their axes: "modes", or "dense" where nothing is said of that."""
    shared = isinstance(problem, StoppingProblem) or (isinstance(problem.law, ReadLaw) and problem.law.shared)
    return "modes" if shared else "dense"


def process_name(problem: StoppingProblem | DenseProblem) -> str:
    """The process: "sde", "flow", or η between them."""
    return {Fraction(1): "sde", Fraction(0): "flow"}.get(problem.eta, str(problem.eta))


def read_out_name(problem: StoppingProblem | DenseProblem) -> str:
    """How the sample is read: "raw", "rescaled" or "denoised"."""
    if isinstance(problem, DenseProblem) and isinstance(problem.law, ReadLaw):
        return problem.law.read_out.value
    return ReadOut.RAW.value


def distance_name(problem: StoppingProblem | DenseProblem) -> str:
    """In which distance errors are measured: "w2", squared, unless another was asked for."""
    if isinstance(problem, DenseProblem) and isinstance(problem.law, DistanceLaw):
        return problem.law.distance.name
    return "w2"


def error_document(found: ErrorAt, digits: int) -> dict[str, Any]:
    """The answer of `error` in the schema `ldm-symbolic/error/1`."""
    names = ("time", "noise", "error", "kept", "lost")
    values = {name: decimal(getattr(found, name), digits) for name in names}
    return {"schema": schemas.ERROR, "k": found.k, **values}


def row_fields(row: Listed, digits: int) -> dict[str, Any]:
    values = {name: decimal(getattr(row.stop, name), digits) for name in _ROW}
    values["gain"] = decimal(gain_of(row.stop.error, row.stop.error_at_end), digits)
    values["edm_sigma"] = decimal(edm_sigma(row.stop, digits), digits)
    rivals = [decimal(level, digits) for level in row.stop.rivals]
    fields: dict[str, Any] = {"k": row.stop.k, "branch": row.stop.branch.value, "rivals": rivals, **values}
    if row.helps is not None:
        fields |= {
            "expected_error": values["error"],
            "expected_error_at_end": values["error_at_end"],
            "early_helps": decimal(mpmath.mpf(row.helps.probability), digits),
            "early_helps_accuracy": f"{row.helps.accuracy:.0e}",
            "early_helps_normal": decimal(mpmath.mpf(row.helps.normal), digits),
        }
    if row.whole is not None:
        numbers = {"noise": row.whole.level, "error": row.whole.error, "error_at_end": row.whole.error_at_end}
        fields["whole_covariance"] = {name: decimal(mpmath.mpf(x), min(digits, 4)) for name, x in numbers.items()}
    if row.held_out_gain is not None:
        gain = row.held_out_gain
        names = ("gain", "standard_error", "bias")
        fields["held_out_gain"] = {name: decimal(mpmath.mpf(getattr(gain, name)), digits) for name in names}
    if row.excess is not None:
        fields |= {
            "excess_at_end": decimal(mpmath.mpf(row.excess.measured), digits),
            "expected_excess_at_end": decimal(mpmath.mpf(row.excess.expected), digits),
            "lost_and_expected_excess": decimal(mpmath.mpf(row.excess.proxy), digits),
        }
    if row.steps is not None:
        fields["step_down"] = _step(row.steps.down, digits)
        fields["step_up"] = _step(row.steps.up, digits)
        fields["stop_after_step"] = _labelled(row.steps.best, digits)
        fields["all_steps"] = _labelled(row.steps.last, digits)
    return fields


def _labelled(step: Step, digits: int) -> dict[str, Any]:
    """A step as a scheduler names it: its timestep and its own noise; both null where the steps are equal."""
    timestep, sigma = (
        None if value is None else decimal(mpmath.mpf(value), _SINGLE) for value in (step.timestep, step.sigma)
    )
    return {"index": step.index, "timestep": timestep, "sigma": sigma, "error": decimal(step.error, digits)}


def _step(step: Step, digits: int) -> dict[str, Any]:
    return {"index": step.index, "fraction": str(step.fraction), "error": decimal(step.error, digits)}
