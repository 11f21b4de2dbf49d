"""From the options of the command line to a stopping problem, saying what was done to the input.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Rational

from ldm_symbolic.model.backward import Start
from ldm_symbolic.model.encoder import Spectrum
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.variance_preserving import OU, Schedule, linear
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score
from ldm_symbolic.spectra.files import EMBEDDED, embedded, spectrum_numbers
from ldm_symbolic.spectra.numbers import InputError, non_increasing, number
from ldm_symbolic.spectra.samples import from_samples
from ldm_symbolic.stopping.averages.mean_error import ACCURATE_DIGITS

Notice = Callable[[str], None]
"""Takes one line about what was done to the input."""

_DIGITS = 15
_HORIZONS = {"ou": "4", "linear": "1"}


def problem_of(
    notice: Notice,
    *,
    spectrum: str | None,
    estimated: str | None,
    samples: int | None = None,
    data: str | None,
    split: str,
    seed: int,
    score: str | None,
    cap: str | None,
    start: str | None,
    horizon: str | None,
    schedule: str,
) -> StoppingProblem:
    """The stopping problem that the options of `stop` and `error` describe.

    Args:
        notice: told what was done to the input, and on which scale it is.
        spectrum, estimated, data, split, seed: where the variances come from.
        samples: N, where the estimates are to be random: the spectrum is then taken as true, and known
            estimates are not used.
        score, cap, start, horizon, schedule: the model, each as the user wrote it.

    Raises:
        ValueError: if something cannot be used; one line.
    """
    chosen = _schedule(schedule)
    if samples is not None and (estimated is not None or data is not None):
        raise InputError("--samples draws the estimates at random; it goes with SPECTRUM alone")
    values = _spectrum(notice, spectrum, estimated, data, split, seed)
    if samples is not None:
        values = _random_estimates(notice, values, samples)
    kind = score or ("exact" if values.estimated is None else "plugin")
    return StoppingProblem(
        spectrum=values,
        score=_score(kind, cap),
        start=Start(start or ("standard" if kind == "capped" else "noised")),
        schedule=chosen,
        horizon=number(_HORIZONS[chosen.name.partition(":")[0]] if horizon is None else horizon, "--horizon"),
    )


def _spectrum(
    notice: Notice, spectrum: str | None, estimated: str | None, data: str | None, split: str, seed: int
) -> Spectrum:
    if (spectrum is None) == (data is None):
        raise InputError("give either SPECTRUM or --data, one of the two")
    if data is not None:
        if estimated is not None:
            raise InputError("--estimated goes with SPECTRUM; --data brings its own estimates")
        sampled = from_samples(data, number(split, "--split"), seed)
        notice(
            f"axes and estimated variances from {sampled.estimated_from} samples, the variances taken as true from the "
            f"other {sampled.true_from} along the same axes (--split {split}, --seed {seed}, each part about its mean)"
        )
        notice(f"off the diagonal, and neglected: {sampled.neglected:.2%} of that covariance (squared Frobenius norm)")
        return _scaled(notice, sampled.spectrum)
    if spectrum in EMBEDDED:
        notice(f"{spectrum}: {EMBEDDED[spectrum]}")
        known = embedded(spectrum)
        true, pairs = known.variances, known.estimated
    else:
        true, pairs = spectrum_numbers(spectrum or "", "SPECTRUM"), None
    if estimated is not None:
        pairs = spectrum_numbers(estimated, "--estimated")
    if pairs is None and not non_increasing(true):
        true = tuple(sorted(true, reverse=True))
        notice("SPECTRUM was not non-increasing and has been sorted")
    for name, values in (("SPECTRUM", true), ("the estimated variances", pairs)):
        if values is not None and not non_increasing(values):
            notice(f"{name}: not non-increasing; kept in the order given, entry by entry")
    return _scaled(notice, Spectrum(variances=true, estimated=pairs))


def _random_estimates(notice: Notice, spectrum: Spectrum, samples: int) -> Spectrum:
    """The spectrum with its own variances, which are the means of the estimates, in the place of these."""
    notice(
        f"--samples {samples}: the spectrum given is taken as true, its axes as known; the estimates are random, "
        "λ χ²_N/N in each mode" + ("" if spectrum.estimated is None else ", and those that came with it are not used")
    )
    return Spectrum(variances=spectrum.variances, estimated=spectrum.variances)


def _scaled(notice: Notice, spectrum: Spectrum) -> Spectrum:
    """Say on which scale the data is: noise of variance 1 makes it decide the answer."""
    largest, total = float(max(spectrum.variances)), float(sum(spectrum.variances))
    notice(
        f"scale: largest variance {largest:.6g}, sum {total:.6g}, D = {spectrum.dimension}; the noise has variance 1"
    )
    return spectrum


def _score(kind: str, cap: str | None) -> Score:
    if (kind == "capped") != (cap is not None):
        raise InputError("--cap C and --score capped go together")
    if cap is not None:
        return CappedScore(cap=Rational(number(cap, "--cap")))
    return ExactScore() if kind == "exact" else PluginScore()


def _schedule(text: str) -> Schedule:
    name, _, parameters = text.partition(":")
    if text == "ou":
        return OU
    if name != "linear" or parameters.count(",") != 1:
        raise InputError(f"--schedule: expected ou or linear:BETA_MIN,BETA_MAX, got {text!r}")
    return linear(*(number(part, "--schedule linear") for part in parameters.split(",")))


def dimensions_of(text: str, most: int) -> list[int]:
    """The latent dimensions that `--dims` lists, in increasing order."""
    if text == "all":
        return list(range(1, most + 1))
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise InputError(f"--dims: expected all, or numbers such as 1,2,8, got {text[:40]!r}")
    wanted = sorted({int(part) for part in parts})
    if not 1 <= wanted[0] <= wanted[-1] <= most:
        raise InputError(f"--dims: a latent dimension k must lie in 1..{most}, got {text[:40]}")
    return wanted


def digits_of(digits: int | None, samples: int | None) -> int:
    """The significant digits of numbers in a document: 15 unless asked for, those that are accurate for averages."""
    if samples is None:
        return digits or _DIGITS
    if digits is not None and digits > ACCURATE_DIGITS:
        raise InputError(f"--digits: averages over samples have {ACCURATE_DIGITS} digits, got {digits}")
    return digits or ACCURATE_DIGITS
