"""From samples or covariances, as a user gives them, to a dense law, saying what was done to the input.

Tested in `tests/whole/test_front_door.py` and `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.options import Asked, Notice
from ldm_symbolic.model.encoder import Spectrum
from ldm_symbolic.spectra.arrays import exact_number, whole_number
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.spectra.samples import Spelled, covariance, from_samples
from ldm_symbolic.stopping.dense import DenseLaw, HeldOut
from ldm_symbolic.stopping.dense.changed import multiplied, without_noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of two covariances.

    Args:
        law: of both.
        held_out: the samples that stand for the truth, where there are any.
        training: those that gave the estimate, axes (sample, direction), where there are any.
    """

    law: DenseLaw
    held_out: HeldOut | None = None
    training: Floats | None = None


def law_of(notice: Notice, asked: Asked, spelled: Spelled, *, exact: bool) -> Known:
    """The law of two covariances, or of two parts of samples and those held out; the exact score believes in the truth.

    Args:
        notice: told what was done to the input, and on which scale it is.
        asked: the options.
        spelled: how the caller spells an option, for messages.
        exact: whether the score is the exact one.

    Raises:
        InputError: if something cannot be used; one line.

    >>> law_of(print, Asked(covariance=[[2]], estimated_covariance=[[1]]), str, exact=False).law.dimension
    scale: largest variance 2, sum 2, D = 1; the noise has variance 1
    1
    """
    try:
        if asked.data is None:
            known = Known(law=_of_covariances(asked, spelled, exact))
        else:
            known = _of_samples(notice, asked, spelled, exact)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{spelled('covariance')}: {error}") from error
    said_of(notice, known.law)
    return known


def latents_of(notice: Notice, asked: Asked, spelled: Spelled) -> tuple[Fraction, Fraction]:
    """γ and V: by what the latents are multiplied before noising, and the noise that the encoder left in them.

    Raises:
        InputError: if they are no such numbers, or go with an option that leaves no room for them.

    >>> latents_of(print, Asked(scale="0.5"), str)
    scale: the latents are multiplied by 1/2 before noising, their variances by 1/4; errors are of those before
    (Fraction(1, 2), Fraction(0, 1))
    """
    given = {name: getattr(asked, name) for name in ("scale", "encoder_noise")}
    named = [name for name, value in given.items() if value is not None]
    for name in named:
        for other in ("generated", "rule"):
            if getattr(asked, other) is not None:
                raise InputError(f"{spelled(name)} goes not with {spelled(other)}; multiply the samples themselves")
    factor = Fraction(1) if asked.scale is None else exact_number(asked.scale, spelled("scale"))
    noise = Fraction(0) if asked.encoder_noise is None else exact_number(asked.encoder_noise, spelled("encoder_noise"))
    if not factor > 0:
        raise InputError(f"{spelled('scale')}: expected a number > 0, got {asked.scale}")
    if not noise >= 0:
        raise InputError(f"{spelled('encoder_noise')}: expected a variance >= 0, got {asked.encoder_noise}")
    if noise and (asked.samples is not None or asked.score == "exact"):
        raise InputError(
            f"{spelled('encoder_noise')}: the score believes in the noise, so that it is a plug-in score of what is "
            f"given; leave out {spelled('score')} exact and {spelled('samples')}"
        )
    if factor != 1:
        notice(
            f"scale: the latents are multiplied by {factor} before noising, their variances by {factor**2}; errors are "
            "of those before"
        )
    if noise:
        notice(f"{spelled('encoder_noise')} {noise}: the truth is without it, what the score believes in contains it")
    return factor, noise


def changed(known: Known, factor: Fraction, noise: Fraction, spelled: Spelled) -> Known:
    """What is known of the latents without the encoder's noise, believed to contain it, after multiplication.

    Raises:
        InputError: if the noise is more than the variance of some direction.
    """
    law, held_out = known.law, known.held_out
    if noise:
        try:
            law, held_out = without_noise(law, float(noise)), None
        except ValueError as error:
            raise InputError(f"{spelled('encoder_noise')}: {error}") from error
    if factor != 1:
        law = multiplied(law, float(factor))
        if held_out is not None:
            held_out = replace(held_out, coordinates=held_out.coordinates * float(factor))
    return replace(known, law=law, held_out=held_out)


def without_noise_multiplied(values: Spectrum, factor: Fraction, noise: Fraction, what: str) -> Spectrum:
    """The spectrum of the latents without the encoder's noise, believed to contain it, after multiplication.

    Args:
        values: the spectrum given.
        factor: γ.
        noise: V.
        what: how messages name V.

    Raises:
        InputError: if the noise is more than the variance of some direction.
    """
    if (factor, noise) == (1, 0):
        return values
    believed = values.estimated if values.estimated is not None or not noise else values.variances
    least = min(values.variances)
    if noise > least:
        raise InputError(f"{what}: {float(noise):.6g} is more than the variance {float(least):.6g} of some direction")
    return Spectrum(
        variances=tuple((value - noise) * factor**2 for value in values.variances),
        estimated=None if believed is None else tuple(value * factor**2 for value in believed),
    )


def said_of(notice: Notice, law: DenseLaw) -> None:
    """Say what was clipped, and on which scale the data is: noise of variance 1 makes it decide the answer."""
    if law.clipped:
        notice(f"negative by rounding and taken for 0: an eigenvalue of {law.clipped:.3g}")
    largest = law.true.diagonal().max()
    notice(f"scale: largest variance {largest:.6g}, sum {law.total:.6g}, D = {law.dimension}; the noise has variance 1")


def _of_covariances(asked: Asked, spelled: Spelled, exact: bool) -> DenseLaw:
    true = covariance(asked.covariance, spelled("covariance"))
    given = true if exact else asked.estimated_covariance
    return DenseLaw.of(true, covariance(given, spelled("estimated_covariance")))


def _of_samples(notice: Notice, asked: Asked, spelled: Spelled, exact: bool) -> Known:
    split, seed = spelled("split"), spelled("seed")
    whole_number(asked.seed, seed, least=0, most=2**64)
    given = "" if asked.data is None else asked.data
    found = from_samples(given, exact_number(asked.split, split), asked.seed, spelled)
    notice(
        f"axes and estimates from {found.estimated_from} samples, the covariance taken as true from the other "
        f"{found.true_from} ({split} {asked.split}, {seed} {asked.seed}, each part about its mean)"
    )
    if found.mean_error:
        notice(f"squared distance of the two means, in every error: {found.mean_error:.6g}")
    law = DenseLaw.of(found.true, found.true if exact else found.estimated, mean_error=found.mean_error)
    held_out = HeldOut(coordinates=found.held_out @ law.axes, training=found.estimated_from)
    return Known(law=law, held_out=held_out, training=found.training)
