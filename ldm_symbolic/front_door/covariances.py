"""From samples or covariances, as a user gives them, to a dense law, saying what was done to the input.

Tested in `tests/whole/test_front_door.py` and `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.options import Asked, Notice, split_of
from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.spectra.arrays import exact_number
from ldm_symbolic.spectra.files import EMBEDDED, HANDWRITTEN, embedded_covariances
from ldm_symbolic.spectra.numbers import InputError, Spelled, shown
from ldm_symbolic.spectra.samples import centred, covariance, encoder_of, from_samples, matrix_of
from ldm_symbolic.stopping.dense import DenseLaw, HeldOut
from ldm_symbolic.stopping.dense.changed import multiplied, without_noise
from ldm_symbolic.stopping.dense.encoded import EncodedLaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of two covariances.

    Args:
        law: of both.
        held_out: the samples that stand for the truth, where there are any.
        training: those that gave the estimate, axes (sample, direction), where there are any.
        means: the true one and the one that the score knows, where both are known.
    """

    law: DenseLaw
    held_out: HeldOut | None = None
    training: Floats | None = None
    means: tuple[Floats, Floats] | None = None


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
    if asked.data is None:
        known = _of_covariances(notice, asked, spelled, exact)
    else:
        known = _of_samples(notice, asked, spelled, exact)
    if asked.encoder is not None:
        known = _encoded(notice, known, asked, spelled)
    if asked.uncentred:
        known = _uncentred(notice, known, spelled)
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
    """Say what was clipped, which axes are not the estimate's, and on which scale the data is: noise has variance 1."""
    if law.clipped:
        notice(f"negative by rounding and taken for 0: an eigenvalue of {law.clipped:.3g}")
    unseen = int(np.sum((law.estimated == 0) & (law.true.diagonal()[: len(law.estimated)] > 0)))
    if unseen:
        notice(f"the estimate has no variance along {unseen} axes of the data; there the data's own axes are taken")
    largest = law.true.diagonal().max(initial=0.0)
    notice(f"scale: largest variance {largest:.6g}, sum {law.total:.6g}, D = {law.dimension}; the noise has variance 1")


def with_example(notice: Notice, asked: Asked, spelled: Spelled) -> Asked:
    """The same question, with the covariances of the embedded example in the place of its name.

    Raises:
        InputError: if other estimates are given beside them.

    >>> with_example(print, Asked(spectrum="optdigits"), str).covariance.dimension
    optdigits: handwritten digits, pixels scaled to [-1, 1]: the covariances of all 1797 images and of 200 of them
    64
    """
    if not isinstance(asked.spectrum, str) or asked.spectrum != HANDWRITTEN:
        return asked
    if asked.estimated is not None:
        raise InputError(
            f"{HANDWRITTEN} brings its own estimates; {spelled('estimated')} goes with {HANDWRITTEN}-variances"
        )
    notice(f"{HANDWRITTEN}: {EMBEDDED[HANDWRITTEN]}")
    true, estimated = embedded_covariances(HANDWRITTEN)
    known = estimated if asked.samples is None else None
    return replace(asked, spectrum=None, covariance=true, estimated_covariance=known)


def spectrum_of(notice: Notice, asked: Asked, spelled: Spelled) -> Spectrum:
    """The variances along the axes of a covariance, or of that of all samples, to draw random estimates of.

    Raises:
        InputError: if something cannot be used; one line.
    """
    if asked.data is not None:
        samples = matrix_of(asked.data, spelled("data"), spelled, notice)
        values = np.zeros(samples.shape[1])
        found = np.linalg.svd(centred(samples), compute_uv=False) ** 2
        values[: len(found)] = found
        notice(f"the covariance of all {len(samples)} samples is taken as true")
    else:
        values = covariance(asked.covariance, spelled("covariance"), spelled("data"), notice).deviations() ** 2
    return Spectrum(variances=tuple(map(Fraction, values.tolist())))


def _encoded(notice: Notice, known: Known, asked: Asked, spelled: Spelled) -> Known:
    """The same under an encoder that is given."""
    said, noise_in = spelled("encoder"), asked.noise_in or "latents"
    if noise_in not in ("latents", "data"):
        raise InputError(f"{spelled('noise_in')}: expected latents or data, got {shown(noise_in)}")
    encoder = encoder_of(asked.encoder, said, notice)
    try:
        law = EncodedLaw.encoded(known.law, encoder, noise_in=noise_in)
    except ValueError as error:
        raise InputError(f"{said}: {error}") from error
    notice(f"{said}: {law.dimension} latents of {len(law.axes)} directions; noise in the {noise_in}")
    if known.held_out is None:
        return replace(known, law=law)
    turned = known.held_out.coordinates @ (known.law.axes.T @ law.axes)
    return replace(known, law=law, held_out=replace(known.held_out, coordinates=turned))


def _uncentred(notice: Notice, known: Known, spelled: Spelled) -> Known:
    said = spelled("uncentred")
    if known.means is None:
        raise InputError(f"{said} takes covariances with their means, such as mu and sigma in one .npz file each")
    try:
        law = known.law.uncentred(*known.means)
    except ValueError as error:
        raise InputError(f"{said}: {error}") from error
    size = float(known.means[0] @ known.means[0])
    notice(f"{said}: √(1-x) of the mean is left at noise level x; the squared mean is {size:.6g}")
    return replace(known, law=law)


def _of_covariances(notice: Notice, asked: Asked, spelled: Spelled, exact: bool) -> Known:
    true = covariance(asked.covariance, spelled("covariance"), spelled("data"), notice)
    if exact:
        return Known(law=DenseLaw.of(true, true), means=None if true.mean is None else (true.mean, true.mean))
    believed = covariance(asked.estimated_covariance, spelled("estimated_covariance"), spelled("data"), notice)
    if true.dimension != believed.dimension:
        raise InputError(
            f"{spelled('covariance')}: the covariances differ in size: {true.dimension} and {believed.dimension} "
            "dimensions; expected the same space"
        )
    apart = 0.0 if asked.uncentred else _distance(notice, true, believed)
    means = None if true.mean is None or believed.mean is None else (true.mean, believed.mean)
    return Known(law=DenseLaw.of(true, believed, mean_error=apart), means=means)


def _distance(notice: Notice, true: Covariance, believed: Covariance) -> float:
    """The squared distance of two means; 0 where one is not known."""
    if true.mean is not None and believed.mean is not None:
        found = float(np.sum((true.mean - believed.mean) ** 2))
        notice(f"squared distance of the two means, in every error: {found:.6g}")
        return found
    if true.mean is not None or believed.mean is not None:
        notice("the mean is known of one of the two covariances alone, and is not used")
    return 0.0


def _of_samples(notice: Notice, asked: Asked, spelled: Spelled, exact: bool) -> Known:
    split, seed = split_of(asked, spelled)
    found = from_samples(asked.data, split, seed, spelled, notice)
    said = f"{spelled('split')} {'0.5' if asked.split is None else asked.split}, {spelled('seed')} {seed}"
    notice(
        f"axes and estimates from {len(found.estimated)} samples, the covariance taken as true from the other "
        f"{len(found.true)} ({said}, each part about its mean)"
    )
    if exact:
        return Known(law=_of_factors(found.true, found.true, 0.0), means=(found.means[1], found.means[1]))
    if found.mean_error and not asked.uncentred:
        notice(f"squared distance of the two means, in every error: {found.mean_error:.6g}")
    law = _of_factors(found.true, found.estimated, found.mean_error)
    coordinates = np.sqrt(len(found.true)) * found.true @ law.axes
    return Known(
        law=law,
        held_out=HeldOut(coordinates=coordinates, training=len(found.estimated)),
        training=found.training,
        means=(found.means[1], found.means[0]),
    )


def _of_factors(true: Floats, estimated: Floats, mean_error: float) -> DenseLaw:
    """The law by D x D covariances, or by the samples where these are fewer."""
    if len(true) + len(estimated) < true.shape[1]:
        return DenseLaw.of_factors(true, estimated, mean_error=mean_error)
    return DenseLaw.of(true.T @ true, estimated.T @ estimated, mean_error=mean_error)
