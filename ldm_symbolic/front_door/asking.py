"""From what a user asks, on the command line or in Python, to a stopping problem, saying what was done to the input.

Tested in `tests/cli/test_commands.py` and `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import mpmath

from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.covariances import (
    changed,
    latents_of,
    law_of,
    spectrum_of,
    with_example,
    without_noise_multiplied,
)
from ldm_symbolic.front_door.generated import generated_law
from ldm_symbolic.front_door.options import MOST, Asked, Notice, distance_of, require_plain
from ldm_symbolic.front_door.schedulers import chosen_start, eta_of, process_of, read_out_of, solved_score
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import AS_IT_IS
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import as_variances
from ldm_symbolic.spectra.arrays import exact_number, variances_of, whole_number
from ldm_symbolic.spectra.files import EMBEDDED, HANDWRITTEN, embedded, spectrum_numbers
from ldm_symbolic.spectra.numbers import InputError, Spelled, non_increasing, shown
from ldm_symbolic.stopping.dense.chosen import Chosen
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import ReadLaw
from ldm_symbolic.stopping.distances.law import Distance, DistanceLaw
from ldm_symbolic.stopping.rules import OFFERED, levels_of

_SCORES = ("exact", "plugin", "capped")


def problem_of(notice: Notice, asked: Asked, spelled: Spelled) -> StoppingProblem | DenseProblem:
    """The stopping problem that the options of `stop` and `error` describe; a dense one for samples and covariances.

    Args:
        notice: told what was done to the input, and on which scale it is.
        asked: the options.
        spelled: how the caller spells an option, for messages.

    Raises:
        ValueError: if something cannot be used; one line.

    >>> problem_of(print, Asked(spectrum=[0.5], estimated="1/4", horizon=2), str).score
    scale: largest variance 0.5, sum 0.5, D = 1; the noise has variance 1
    PluginScore()
    """
    problem = _problem_of(notice, asked, spelled)
    eta = eta_of(asked, spelled)
    if eta != 1 and asked.samples is not None:
        raise InputError(f"{spelled('samples')} averages over the reverse equation, {spelled('process')} sde alone")
    return replace(problem, eta=eta)


def _problem_of(notice: Notice, asked: Asked, spelled: Spelled) -> StoppingProblem | DenseProblem:
    schedule, horizon = process_of(asked, spelled)
    if asked.samples is not None:
        whole_number(asked.samples, spelled("samples"), least=1, most=MOST)
        if asked.estimated is not None or asked.estimated_covariance is not None:
            raise InputError(
                f"{spelled('samples')} draws the estimates at random; it goes with {spelled('spectrum')} alone, or "
                f"with {spelled('data')} or {spelled('covariance')}, without estimates"
            )
    _require_one_source(asked, spelled)
    require_plain(asked, spelled)
    for name in ("rule", "generated"):
        if getattr(asked, name) is not None and asked.spectrum is not None:
            raise InputError(f"{spelled(name)} goes with {spelled('data')}, not with {spelled('spectrum')}")
        if getattr(asked, name) is not None and asked.samples is not None:
            raise InputError(f"{spelled(name)} goes not with {spelled('samples')}, which draws estimates at random")
    asked, distance = with_example(notice, asked, spelled), distance_of(asked, spelled)
    if asked.spectrum is None and asked.samples is None:
        return _dense_problem(notice, asked, spelled, schedule, horizon)
    factor, noise = latents_of(notice, asked, spelled)
    values = without_noise_multiplied(spectrum_asked(notice, asked, spelled), factor, noise, spelled("encoder_noise"))
    if asked.samples is not None:
        values = _random_estimates(notice, values, f"{spelled('samples')} {asked.samples}")
    score = _score("plugin" if values.estimated is not None else "exact", asked, spelled)
    if isinstance(score, ExactScore) and values.estimated is not None and asked.samples is None:
        _not_used(notice, spelled)
    read_out, path = read_out_of(asked, schedule, spelled)
    if distance is not None:
        law: ReadLaw = _in_distance(asked, distance, values, score, spelled)
        return DenseProblem(law=law, score=score, schedule=schedule, horizon=horizon)
    if (read_out, path) != AS_IT_IS:
        start = chosen_start(asked.start, score, spelled("start"))
        score = solved_score(asked, score, start, (read_out, path), spelled)
        believed = values.variances if values.estimated is None else values.estimated
        law = ReadLaw.of_modes(values.variances, believed, read_out=read_out, path=path)
        return DenseProblem(law=law, score=score, schedule=schedule, horizon=horizon, factor=factor)
    return StoppingProblem(
        spectrum=values,
        score=score,
        start=chosen_start(asked.start, score, spelled("start")),
        schedule=schedule,
        horizon=horizon,
        factor=factor,
    )


def _in_distance(asked: Asked, distance: Distance, values: Spectrum, score: Score, spelled: Spelled) -> DistanceLaw:
    """The law of the reverse equation from the noised start, read as it is, with another distance than W2."""
    start, schedule = chosen_start(asked.start, score, spelled("start")), process_of(asked, spelled)[0]
    plain = start is Start.NOISED and eta_of(asked, spelled) == 1 and not isinstance(score, CappedScore)
    if not plain or read_out_of(asked, schedule, spelled) != AS_IT_IS:
        raise InputError(
            f"{spelled('distance')} {distance.name} goes with the exact and the plug-in score, the noised start and "
            "the reverse equation of a variance-preserving process, read raw"
        )
    believed = values.variances if values.estimated is None else values.estimated
    try:
        return DistanceLaw.measured(values.variances, believed, distance)
    except ValueError as error:
        raise InputError(f"{spelled('distance')}: {error}") from error


def _require_one_source(asked: Asked, spelled: Spelled) -> None:
    given = [name for name in ("spectrum", "data", "covariance") if getattr(asked, name) is not None]
    if len(given) != 1:
        what, data, covariance = (spelled(name) for name in ("spectrum", "data", "covariance"))
        raise InputError(f"give either {what}, {data} or {covariance}, one of the three")
    if asked.estimated is not None and given != ["spectrum"]:
        raise InputError(
            f"{spelled('estimated')} goes with {spelled('spectrum')}; {spelled('data')} brings its own estimates, and "
            f"{spelled('covariance')} goes with {spelled('estimated_covariance')}"
        )
    parted = asked.data is not None and asked.samples is None
    if not parted and (asked.split, asked.seed) != (None, None):
        raise InputError(
            f"{spelled('split')} and {spelled('seed')} go with {spelled('data')}, which they split, and not with "
            f"{spelled('samples')}"
        )
    if asked.estimated_covariance is not None and given != ["covariance"]:
        raise InputError(f"{spelled('estimated_covariance')} goes with {spelled('covariance')}")


def _dense_problem(
    notice: Notice, asked: Asked, spelled: Spelled, schedule: Forward, horizon: Fraction
) -> DenseProblem:
    estimates = any(given is not None for given in (asked.data, asked.estimated_covariance, asked.generated))
    score = _score("plugin" if estimates else "exact", asked, spelled)
    if isinstance(score, CappedScore) or chosen_start(asked.start, score, spelled("start")) is not Start.NOISED:
        raise InputError(
            "covariances without shared axes are solved for the exact and the plug-in score from the noised start; "
            f"for a cap or the standard start give the variances along the axes as {spelled('spectrum')}, "
            f"such as {HANDWRITTEN}-variances"
        )
    if isinstance(score, PluginScore) and not estimates:
        raise InputError(f"the plug-in score needs {spelled('estimated_covariance')} beside {spelled('covariance')}")
    factor, noise = latents_of(notice, asked, spelled)
    model = partial(DenseProblem, score=score, schedule=schedule, horizon=horizon, factor=factor)
    if asked.generated is not None:
        if read_out_of(asked, schedule, spelled) != AS_IT_IS:
            raise InputError(f"{spelled('generated')} goes with samples read raw from a variance-preserving process")
        law, generated = generated_law(notice, asked, spelled)
        return model(law=law, generated=generated)
    exact = isinstance(score, ExactScore)
    if exact and estimates:
        _not_used(notice, spelled)
    known = changed(law_of(notice, asked, spelled, exact=exact), factor, noise, spelled)
    problem = model(law=known.law, held_out=known.held_out)
    read_out, path = read_out_of(asked, schedule, spelled)
    if (read_out, path) != AS_IT_IS:
        for name, given in (("uncentred", asked.uncentred), ("encoder", asked.encoder is not None)):
            if given:
                raise InputError(f"{spelled(name)} goes with samples read raw from a variance-preserving process")
        solved_score(asked, score, Start.NOISED, (read_out, path), spelled)
        return replace(problem, law=ReadLaw.read(problem.law, read_out, path), held_out=None)
    return problem if asked.rule is None else _ruled(notice, problem, known.training, asked.rule, spelled("rule"))


def _ruled(notice: Notice, problem: DenseProblem, training: Floats | None, rule: str, said: str) -> DenseProblem:
    """The problem with noise levels chosen from the samples that gave the estimate alone."""
    if rule not in OFFERED:
        raise InputError(f"{said}: expected {', '.join(OFFERED)}, got {str(rule)[:40]!r}")
    if training is None or isinstance(problem.score, ExactScore):
        raise InputError(f"{said} chooses from samples that give an estimate; it goes with data and the plug-in score")
    top = float(-mpmath.expm1(-2 * problem.rate_one_horizon()))
    try:
        levels = levels_of(rule, training, top).tolist()
        notice(
            f"{said} {rule}: for k < D the axes are of the samples that the rule sees; in the report such a stop was "
            "worse than running to the end in one of five draws, for k = D in one of a hundred (docs/rules.md)"
        )
        return replace(problem, chosen=Chosen(rule=rule, levels=dict(enumerate(levels, start=1))))
    except ValueError as error:
        raise InputError(f"{said}: {error}") from error


def spectrum_asked(notice: Notice, asked: Asked, spelled: Spelled) -> Spectrum:
    """The spectrum that is asked about, or that of a covariance or of samples of which estimates are to be random."""
    read = _of_variances if asked.spectrum is not None else spectrum_of
    return _scaled(notice, read(notice, asked, spelled))


def _of_variances(notice: Notice, asked: Asked, spelled: Spelled) -> Spectrum:
    what = spelled("spectrum")
    true, pairs = _variances(notice, asked.spectrum, what, spelled)
    if asked.estimated is not None:
        pairs, _ = _variances(notice, asked.estimated, spelled("estimated"), spelled, examples=False)
    if pairs is None and not non_increasing(true):
        true = as_variances(true).sorted()
        notice(f"{what} was not non-increasing and has been sorted")
    for name, values in ((what, true), ("the estimated variances", pairs)):
        if values is not None and not non_increasing(values):
            notice(f"{name}: not non-increasing; kept in the order given, entry by entry")
    return Spectrum(variances=true, estimated=pairs)


def _variances(
    notice: Notice, given: object, what: str, spelled: Spelled, *, examples: bool = True
) -> tuple[Sequence[Fraction], Sequence[Fraction] | None]:
    """Variances and, where they come with them, their estimates; an embedded example where one may stand."""
    if isinstance(given, Spectrum):
        return given.variances, given.estimated
    if examples and isinstance(given, str) and given in EMBEDDED:
        notice(f"{given}: {EMBEDDED[given]}")
        known = embedded(given)
        return known.variances, known.estimated
    if isinstance(given, str | Path):
        return spectrum_numbers(str(given), what, notice, spelled), None
    return variances_of(given, what, notice), None


def _random_estimates(notice: Notice, spectrum: Spectrum, said: str) -> Spectrum:
    """The spectrum with its own variances, which are the means of the estimates, in the place of these."""
    notice(
        f"{said}: the spectrum given is taken as true, its axes as known; the estimates are random, "
        "λ χ²_N/N in each mode" + ("" if spectrum.estimated is None else ", and those that came with it are not used")
    )
    return Spectrum(variances=spectrum.variances, estimated=spectrum.variances)


def _scaled(notice: Notice, spectrum: Spectrum) -> Spectrum:
    """Say on which scale the data is: noise of variance 1 makes it decide the answer."""
    true = as_variances(spectrum.variances)
    notice(
        f"scale: largest variance {true.largest:.6g}, sum {true.total:.6g}, D = {spectrum.dimension}; "
        "the noise has variance 1"
    )
    return spectrum


def _not_used(notice: Notice, spelled: Spelled) -> None:
    notice(f"{spelled('score')} exact knows the truth: the estimates given are not used")


def _score(usual: str, asked: Asked, spelled: Spelled) -> Score:
    cap, given = spelled("cap"), usual if asked.score is None else asked.score
    if isinstance(given, str) and given in _SCORES and (given == "capped") != (asked.cap is not None):
        raise InputError(f"{cap} C and {spelled('score')} capped go together")
    if not isinstance(given, str) and asked.cap is not None:
        raise InputError(f"{cap} goes with {spelled('score')} capped; a score that is given has its own")
    return CappedScore(cap=exact_number(asked.cap, cap)) if given == "capped" else chosen_score(given, spelled("score"))


def chosen_score(given: str | Score, what: str) -> Score:
    """A score, or the one with a name; the cap of a capped one is then the symbol C.

    Raises:
        InputError: if there is none with that name.

    >>> chosen_score("capped", "score").cap
    C
    """
    match given:
        case ExactScore() | PluginScore() | CappedScore():
            return given
        case "exact":
            return ExactScore()
        case "plugin":
            return PluginScore()
        case "capped":
            return CappedScore()
    raise InputError(f"{what}: expected {', '.join(_SCORES)} or a score, got {shown(given)}")
