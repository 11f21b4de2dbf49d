"""From samples that a model generated to a dense law: their covariance takes the place of the estimate.

Tested in `tests/whole/test_generated.py`.
"""

from __future__ import annotations

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.front_door.covariances import said_of
from ldm_symbolic.front_door.options import Asked, Notice, split_of
from ldm_symbolic.spectra.numbers import InputError, Spelled
from ldm_symbolic.spectra.samples import covariance, halves, matrix_of
from ldm_symbolic.stopping.dense.doctor import Generated, GeneratedMode, generated_modes
from ldm_symbolic.stopping.dense.error import DenseLaw

_RANK = 1e-9
_OUTSIDE = 1e-6


def generated_law(notice: Notice, asked: Asked, spelled: Spelled) -> tuple[DenseLaw, Generated]:
    """The law of the data and of generated samples, latent ones with k = D or decoded ones by the axes of the data.

    Args:
        notice: told what was done to the input.
        asked: the options; `generated` with `data` or `covariance`.
        spelled: how the caller spells an option, for messages.

    Raises:
        InputError: if something cannot be used; one line.
    """
    what = spelled("generated")
    if asked.estimated_covariance is not None or asked.rule is not None or asked.score == "exact":
        raise InputError(
            f"{what} takes the place of an estimate; it goes with none of {spelled('estimated_covariance')}, "
            f"{spelled('rule')} and the exact score"
        )
    samples = matrix_of(asked.generated, what, spelled, notice)
    mean = samples.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(samples.T, bias=True).reshape(len(mean), len(mean)))
    kept = int(np.sum(values > _RANK * max(float(values[-1]), 0.0)))
    if not 0 < kept < len(samples) - 1:
        raise InputError(f"{what}: {len(samples)} samples span {kept} directions; expected at least k + 2 samples")
    if asked.covariance is not None:
        return _against_covariance(notice, asked, spelled, samples, kept)
    data = matrix_of(asked.data, spelled("data"), spelled, notice)
    _require_size(samples, data.shape[1], what, spelled("data"))
    return _against_samples(notice, asked, spelled, samples, data, axes[:, ::-1][:, :kept])


def _against_covariance(
    notice: Notice, asked: Asked, spelled: Spelled, samples: Floats, kept: int
) -> tuple[DenseLaw, Generated]:
    true = covariance(asked.covariance, spelled("covariance"), spelled("data"), notice)
    _require_size(samples, true.dimension, spelled("generated"), spelled("covariance"))
    if kept < true.dimension:
        raise InputError(
            f"{spelled('generated')}: the samples span {kept} of {true.dimension} directions, as decoded ones do; "
            f"their encoder comes from {spelled('data')}, which is to be given in the place of {spelled('covariance')}"
        )
    centred = samples - samples.mean(axis=0)
    law = DenseLaw.of(true, centred.T @ centred / len(samples))
    said_of(notice, law)
    modes = generated_modes(centred @ true.axes, None, true.variances)
    return law, Generated(kept=kept, generated=centred @ law.axes, data=np.zeros((0, kept)), modes=modes)


def _against_samples(
    notice: Notice, asked: Asked, spelled: Spelled, samples: Floats, data: Floats, span: Floats
) -> tuple[DenseLaw, Generated]:
    first, second = halves(data, *split_of(asked, spelled), spelled)
    encoder, truth = np.eye(data.shape[1]), data
    if span.shape[1] < data.shape[1]:
        encoder, truth = _encoder(notice, spelled, span, first, second, data)
    centred, held = samples - samples.mean(axis=0), truth - truth.mean(axis=0)
    latent = centred @ encoder
    believed = encoder @ (latent.T @ latent / len(samples)) @ encoder.T
    apart = float(np.sum((samples.mean(axis=0) - truth.mean(axis=0)) ** 2))
    law = DenseLaw.of(held.T @ held / len(held), believed, mean_error=apart)
    notice(f"generated: {len(samples)} samples of k = {span.shape[1]}, held against {len(truth)} samples of the data")
    notice(f"squared distance of the two means, in every error: {apart:.6g}")
    said_of(notice, law)
    kept = span.shape[1]
    modes = _modes(latent, first @ encoder, second @ encoder)
    given = Generated(kept=kept, generated=centred @ law.axes[:, :kept], data=held @ law.axes[:, :kept], modes=modes)
    return law, given


def _encoder(
    notice: Notice, spelled: Spelled, span: Floats, first: Floats, second: Floats, data: Floats
) -> tuple[Floats, Floats]:
    """The axes of the data that span what was generated, and the samples that did not give them."""
    kept = span.shape[1]
    outside = []
    for part, rest in ((first, second), (data, data)):
        axes = np.linalg.eigh(np.cov(part.T, bias=True))[1][:, ::-1][:, :kept]
        outside.append(1 - float(np.sum((axes.T @ span) ** 2)) / kept)
        if outside[-1] < _OUTSIDE:
            if rest is data:
                notice("the encoder is of all samples of the data, so that none is held out")
            return axes, rest
    raise InputError(
        f"{spelled('generated')}: the samples span {kept} directions, which are not the first {kept} principal axes of "
        f"{spelled('data')} or of its first part ({min(outside):.1%} lie outside); expected latents in all directions, "
        f"or samples decoded by these axes"
    )


def _modes(latent: Floats, first: Floats, second: Floats) -> tuple[GeneratedMode, ...]:
    """Along the axes of one part of the data, against the variances of the other: no axis has a high one by luck."""
    axes = np.linalg.eigh(np.cov(first.T, bias=True).reshape(first.shape[1], first.shape[1]))[1][:, ::-1]
    along = (second - second.mean(axis=0)) @ axes
    return generated_modes(latent @ axes, along, (along**2).mean(axis=0))


def _require_size(samples: Floats, dimension: int, what: str, beside: str) -> None:
    if samples.shape[1] != dimension:
        raise InputError(
            f"{what}: the samples have {samples.shape[1]} entries and {beside} has {dimension}; expected latents of "
            f"the dimension of the data, or decoded samples"
        )
