"""The options of `stop` and `error`, each as the user gave it.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.score import Score, Start
from ldm_symbolic.spectra.arrays import exact_number, whole_number
from ldm_symbolic.spectra.files import HANDWRITTEN
from ldm_symbolic.spectra.numbers import InputError, shown
from ldm_symbolic.stopping.answers.dense_listing import DENSE_DIGITS
from ldm_symbolic.stopping.answers.listing import MOST_MODES
from ldm_symbolic.stopping.averages import ACCURATE_DIGITS
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import ReadLaw
from ldm_symbolic.stopping.distances import DistanceLaw, distance_named
from ldm_symbolic.stopping.distances.law import Distance
from ldm_symbolic.stopping.units import time_at_noise

Notice = Callable[[str], None]
"""Takes one line about what was done to the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `stop` and `error` that fix the problem, each as the user gave it: text, numbers or arrays.

    Args:
        spectrum, estimated: variances along the encoder's directions, and their estimates.
        data, split, seed: or samples, of which one part gives axes and estimates and the other the truth; one half,
            and seed 0, where they are not given.
        rule: how the noise level is chosen from the part that gives axes and estimates, where not on the other.
        generated: samples that a model generated, whose covariance takes the place of the estimate.
        covariance, estimated_covariance: or two covariances, whose axes need not be the same.
        samples: N, where the estimates are to be random: the spectrum is then taken as true, and known
            estimates are not used.
        score, cap, start, horizon, schedule: the model.
        distance: in which errors are measured: "w2", "kl", "reverse-kl", "sliced-w2" or "mmd:H".
        process, eta: "sde", "flow", or η in [0, 1] between them.
        readout: how the sample is read: "raw", "rescaled" or "denoised"; as the scheduler's last step does.
        scale: γ, by which latents are multiplied before noising and divided after.
        encoder_noise: V, the variance of the noise that the encoder left in the latents given.
        uncentred: whether data is noised as it is, and not about its mean.
        encoder: A, k x D, in the place of the estimate's axes, decoded by its pseudo-inverse.
        noise_in: of that encoder: "latents", N(0, I) there, or "data", N(0, A Aᵀ).
        scheduler: in the place of the last two a scheduler_config.json of diffusers, a file or what it holds.
    """

    spectrum: object = None
    estimated: object = None
    data: object = None
    split: object = None
    seed: int | None = None
    covariance: object = None
    estimated_covariance: object = None
    rule: str | None = None
    generated: object = None
    samples: int | None = None
    score: str | Score | None = None
    cap: object = None
    start: str | Start | None = None
    horizon: object = None
    schedule: str | Forward | None = None
    scheduler: object = None
    readout: str | None = None
    distance: str | None = None
    process: str | None = None
    eta: object = None
    scale: object = None
    encoder_noise: object = None
    uncentred: bool = False
    encoder: object = None
    noise_in: str | None = None


def require_plain(asked: Asked, spelled: Callable[[str], str]) -> None:
    """Refuse a mean, or an encoder, where there is no place for it.

    Raises:
        InputError: naming both options.

    >>> require_plain(Asked(data="latents.npy", uncentred=True), str)
    """
    given = {"uncentred": asked.uncentred, "encoder": asked.encoder is not None}
    for name, further in (("uncentred", ()), ("encoder", ("scale", "encoder_noise"))):
        for other in ("spectrum", "samples", "generated", "rule", *further):
            if given[name] and getattr(asked, other) is not None:
                raise InputError(
                    f"{spelled(name)} goes with {spelled('data')} or {spelled('covariance')}, and not with "
                    f"{spelled(other)}{'; multiply the encoder instead' if other == 'scale' else ''}"
                )
    if asked.noise_in is not None and asked.encoder is None:
        raise InputError(f"{spelled('noise_in')} goes with {spelled('encoder')}")


def distance_of(asked: Asked, spelled: Callable[[str], str]) -> Distance | None:
    """The distance that is asked for, where it is another than W2.

    Raises:
        InputError: if there is none with that name, or it goes with something that is solved for W2 alone.

    >>> distance_of(Asked(spectrum="1", distance="kl"), str).name
    'kl'
    """
    said = spelled("distance")
    try:
        found = None if asked.distance is None else distance_named(asked.distance)
    except ValueError as error:
        raise InputError(f"{said}: {error}") from error
    if found is None:
        return None
    if asked.spectrum is None:
        raise InputError(f"{said} {found.name} goes with {spelled('spectrum')}, variances along shared axes")
    for name in ("samples", "scale", "encoder_noise"):
        if getattr(asked, name) is not None:
            raise InputError(f"{said} {found.name} goes not with {spelled(name)}; that is solved for w2")
    return found


def split_of(asked: Asked, spelled: Callable[[str], str]) -> tuple[Fraction, int]:
    """The share of samples that gives axes and estimates, and the seed of the split: 1/2 and 0 unless asked for.

    Raises:
        InputError: if they are no numbers, or the seed is no integer from 0 to 2⁶⁴.

    >>> split_of(Asked(data="latents.npy", split="1/3"), str)
    (Fraction(1, 3), 0)
    """
    share = Fraction(1, 2) if asked.split is None else exact_number(asked.split, spelled("split"))
    return share, 0 if asked.seed is None else whole_number(asked.seed, spelled("seed"), least=0, most=2**64)


MOST = 10**9
"""The largest number of samples or steps."""
DIGITS = 15
"""Significant digits unless asked for."""
_MOST_DIGITS = 10_000


def dimensions_of(given: object, every: Sequence[int], what: str) -> list[int]:
    """The latent dimensions that `dims` lists, in increasing order.

    Args:
        given: "all", numbers such as "1,2,8", an integer or several.
        every: the k listed for "all", increasing up to D.
        what: how the caller spells the option.

    Raises:
        InputError: if it lists something else, nothing, or a dimension outside 1..D.

    >>> dimensions_of([8, 1, 8], range(1, 65), "dims"), dimensions_of("all", range(1, 4), "dims")
    ([1, 8], [1, 2, 3])
    """
    most = every[-1]
    if isinstance(given, str):
        if given == "all":
            return list(every)
        parts = [part.strip() for part in given.split(",")]
        if not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts):
            raise InputError(f"{what}: expected all, or numbers such as 1,2,8, got {shown(given)}")
        wanted, text = sorted({int(part) for part in parts}), given
    else:
        listed = list(given) if isinstance(given, Iterable) else [given]
        wanted = sorted({whole_number(k, what, least=-MOST, most=max(MOST, most)) for k in listed})
        text = str(wanted)
    if not wanted or not 1 <= wanted[0] <= wanted[-1] <= most:
        raise InputError(f"{what}: a latent dimension k must lie in 1..{most}, got {text[:40]}")
    return wanted


def moment_of(
    time: object, noise: object, problem: StoppingProblem | DenseProblem, digits: int, spelled: Callable[[str], str]
) -> Fraction:
    """The generation time at which to stop: given as it is, or by the noise level there.

    Args:
        time: t in [0, T], or None.
        noise: x in [0, a_T²], or None.
        problem: its schedule and horizon.
        digits: significant digits wanted of the numbers there.
        spelled: how the caller spells an option.

    Raises:
        InputError: unless just one of the two is given, and a number; ValueError if the noise is outside its range.
    """
    if (time is None) == (noise is None):
        raise InputError(f"give {spelled('time')} or {spelled('noise')}, one of the two")
    if noise is None:
        return exact_number(time, spelled("time"))
    return time_at_noise(problem.schedule, problem.horizon, exact_number(noise, spelled("noise")), digits)


def every_dimension(problem: StoppingProblem | DenseProblem) -> Sequence[int]:
    """The k that "all" lists: 1..D, or, where equal modes were given as runs, the ends of these.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> every_dimension(StoppingProblem(spectrum=Spectrum(variances=(Fraction(1), Fraction(0)))))
    range(1, 3)
    """
    return range(1, problem.dimension + 1) if isinstance(problem, DenseProblem) else problem.spectrum.ends


def provable(problem: StoppingProblem | DenseProblem, what: str) -> StoppingProblem:
    """A problem whose answers can be proved, mode by mode.

    Raises:
        InputError: for covariances without shared axes, for multiplied latents, and for more modes than are proved one
            by one.
    """
    if problem.factor != 1:
        raise InputError(f"{what}: multiply the variances by scale² yourself; errors are then scale² times as large")
    if isinstance(problem, StoppingProblem) and not problem.of_reverse_equation:
        raise InputError(f"{what}: of the processes the reverse equation is proved, --process sde")
    if isinstance(problem, DenseProblem):
        if isinstance(problem.law, DistanceLaw):
            raise InputError(f"{what}: of the distances w2 is proved; leave out --distance {problem.law.distance.name}")
        if isinstance(problem.law, ReadLaw):
            raise InputError(
                f"{what}: only --readout raw of a variance-preserving process is proved, such as --schedule ou; "
                "leave out --readout, and a ve, edm, flow or sub-vp schedule"
            )
        raise InputError(
            f"{what}: covariances without shared axes are solved in floats, without proof; a spectrum is proved, "
            f"such as {HANDWRITTEN}-variances"
        )
    if problem.in_runs and problem.dimension > MOST_MODES:
        raise InputError(f"{what}: a spectrum in runs is proved mode by mode, of at most {MOST_MODES} modes")
    return problem


def digits_of(
    digits: int | None, problem: StoppingProblem | DenseProblem, samples: int | None, what: str, *, best: bool = False
) -> int:
    """The significant digits of numbers in a document: 15 unless asked for, or as many as are accurate.

    Args:
        digits: as many as are asked for.
        problem: what the numbers are about.
        samples: N of the samples over which they are averages, or None.
        what: how the caller spells the option.
        best: whether the best noise level is among them.

    Raises:
        InputError: if there are less than one, or more than are accurate.
    """
    most = {"averages over samples": ACCURATE_DIGITS} if samples is not None else {}
    if isinstance(problem, DenseProblem):
        most = {"covariances without shared axes": DENSE_DIGITS}
    elif best and not problem.of_reverse_equation:
        most = {"best noise levels of another process than the reverse equation": DENSE_DIGITS}
    accurate = min(most.values(), default=None)
    if digits is None:
        return DIGITS if accurate is None else accurate
    whole_number(digits, what, least=1, most=_MOST_DIGITS)
    for reason, limit in most.items():
        if digits > limit:
            raise InputError(f"{what}: {reason} have {limit} digits, got {digits}")
    return digits
