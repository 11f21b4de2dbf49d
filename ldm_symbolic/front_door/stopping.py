"""When to stop, asked in Python: `stop`, `error`, `closed_form`, `sweep`, with the options of the command line.

Arrays and lists are taken exactly, a float for the rational that it is; what cannot be used is refused in one line.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from ldm_symbolic.front_door.answers import Answer, ErrorAnswer, answer_of
from ldm_symbolic.front_door.asking import chosen_score, problem_of
from ldm_symbolic.front_door.options import Asked, digits_of, dimensions_of, every_dimension, moment_of, provable
from ldm_symbolic.front_door.schedulers import chosen_start, steps_of
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.score import Score, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.spectra.arrays import variances_of, whole_number
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.answers.dense_listing import error_of, listing_of
from ldm_symbolic.stopping.dense.problem import DenseProblem

if TYPE_CHECKING:
    from sympy import Expr


def stop(
    spectrum: object = None,
    *,
    estimated: object = None,
    samples: int | None = None,
    data: object = None,
    split: object = None,
    seed: int | None = None,
    covariance: object = None,
    estimated_covariance: object = None,
    generated: object = None,
    rule: str | None = None,
    score: str | Score | None = None,
    cap: object = None,
    start: str | Start | None = None,
    process: str | None = None,
    eta: object = None,
    schedule: str | Forward | None = None,
    scheduler: object = None,
    horizon: object = None,
    readout: str | None = None,
    distance: str | None = None,
    scale: object = None,
    encoder_noise: object = None,
    uncentred: bool = False,
    encoder: object = None,
    noise_in: str | None = None,
    dims: object = "all",
    steps: int | None = None,
    digits: int | None = None,
    certify: bool = False,
    exact: bool = False,
) -> Answer:
    """When to stop for each latent dimension, and the best pair of both; the numbers are those of the command `stop`.

    Args:
        spectrum: variances >= 0 in the order in which the encoder keeps the directions: a list or array, a `Spectrum`,
            a file, text such as "10,0.2,1/3", or the name of an embedded example; or a whole `StoppingProblem`.
        estimated: estimated variances, paired with them entry by entry.
        samples: N, to average over estimates from N samples; the spectrum is then the truth.
        data: an (n, D) array of samples, or a `.npy` file, in the place of a spectrum.
        split: the share of the data that gives axes and estimates; 1/2.
        seed: of that split; 0.
        covariance: Σ, a D x D array or a `.npy` file, in the place of a spectrum; its axes need not be the estimate's.
        estimated_covariance: Σ̂, likewise; the encoder keeps its first k axes.
        generated: samples that a model generated, beside data or a covariance; their covariance is the estimate.
            Latents are of the dimension of the data, decoded samples lie in the span of its first k axes.
        rule: "least", "average" or "shrunk", to choose the noise level from the part of the data that gives
            the estimate alone.
        score: "exact", "plugin", "capped" or a score; plug-in where estimates are known.
        cap: C > 1 of the capped score.
        start: "noised" or "standard"; standard for the capped score.
        process: "sde" or "flow", the reverse equation or the probability flow.
        eta: η in [0, 1], for a process between them with the noise of η dW.
        schedule: "ou", "linear:MIN,MAX", "vp-linear:MIN,MAX", "ddpm:B0,B1[,N]", "scaled-linear:B0,B1[,N]", "cosine[:S]"
            or a schedule.
        scheduler: a diffusers scheduler_config.json in the place of schedule and horizon: a file, or what it holds.
        horizon: T > 0; 4 for ou, 1 for linear and vp-linear, N for those in steps, 0.999 for cosine.
        readout: "raw", "rescaled" (divided by α) or "denoised"; raw, or as the scheduler's last step leaves the sample.
        distance: "w2", "kl" (of what is generated from the data), "reverse-kl", "sliced-w2", or "mmd:H" with a Gaussian
            kernel of bandwidth H; w2. Squared but for the divergences; infinite where a direction vanishes in one law.
        scale: γ, by which the latents are multiplied before noising and divided after, such as 0.18215.
        encoder_noise: V, the variance of the noise that the encoder left in the latents given: the truth is without it.
        uncentred: whether samples, or covariances with their means, are noised as they are: early stopping then
            shrinks the mean too. Else they are about their mean, as an encoder that subtracts it leaves them.
        encoder: A, k x D of full rank, one row a latent, a file or an array, in the place of the axes of the estimate;
            its decoder is its pseudo-inverse. A latent dimension k then keeps its first k rows.
        noise_in: "latents" (noise N(0, I) there, which it is unless said) or "data" (N(0, A Aᵀ)).
        dims: the latent dimensions to list: "all", "1,2,8", one k or several.
        steps: N, for the steps around t* of a sampler with N equal steps over [0, T], or of the scheduler with N steps.
        digits: significant digits of the precise numbers; 15.
        certify: also proved bounds of every number, in `certified` of the answer.
        exact: x* as an algebraic number among them, where it is one.

    Raises:
        ValueError: if something cannot be used; one line that says what, and what was expected.
        ArithmeticError: if no precision tried settles the digits asked for.

    >>> answer = stop([1/2], estimated=[1/4], horizon=2)
    >>> answer.best.exact, round(answer.best.time, 6), answer.best.branch.value
    (1/3, 1.797267, 'interior')
    """
    notices: list[str] = []
    asked = Asked(
        spectrum=spectrum, estimated=estimated, samples=samples, data=data, split=split, seed=seed,
        covariance=covariance, estimated_covariance=estimated_covariance, generated=generated, rule=rule, score=score,
        cap=cap, start=start, process=process, eta=eta, schedule=schedule,
        scheduler=scheduler, horizon=horizon, readout=readout, distance=distance, scale=scale,
        encoder_noise=encoder_noise, uncentred=uncentred, encoder=encoder, noise_in=noise_in,
    )  # fmt: skip
    problem = _problem(asked, notices)
    taken = steps_of(notices.append, asked, steps, problem, str)
    accurate = digits_of(digits, problem, samples, "digits", best=True)
    wanted = dimensions_of(dims, every_dimension(problem), "dims")
    bounds = None
    if certify or exact:
        if samples is not None or steps is not None:
            raise InputError("certify and exact go with neither samples nor steps")
        proved = provable(problem, "certify and exact")
        from ldm_symbolic.certified.listing import certified_listing

        bounds = certified_listing(proved, wanted, digits=accurate, exact=exact)
    found = listing_of(problem, wanted, digits=accurate, samples=samples, steps=taken)
    return answer_of(found, accurate, tuple(notices), bounds)


def error(
    spectrum: object = None,
    *,
    k: int,
    time: object = None,
    noise: object = None,
    estimated: object = None,
    samples: int | None = None,
    data: object = None,
    split: object = None,
    seed: int | None = None,
    covariance: object = None,
    estimated_covariance: object = None,
    generated: object = None,
    score: str | Score | None = None,
    cap: object = None,
    start: str | Start | None = None,
    process: str | None = None,
    eta: object = None,
    schedule: str | Forward | None = None,
    scheduler: object = None,
    horizon: object = None,
    readout: str | None = None,
    distance: str | None = None,
    scale: object = None,
    encoder_noise: object = None,
    uncentred: bool = False,
    encoder: object = None,
    noise_in: str | None = None,
    digits: int | None = None,
) -> ErrorAnswer:
    """The squared Frechet error E(k, t) and its kept and lost parts; the numbers are those of the command `error`.

    Args:
        k: latent dimension, in 1..D.
        time: t in [0, T], the generation time at which to stop.
        noise: x in [0, a_T²], the noise level there, in the place of the time.
        spectrum: this and all that follow as in `stop`.

    Raises:
        ValueError: if something cannot be used; one line that says what, and what was expected.

    >>> found = error([3, 1], k=1, time=4)
    >>> found.error, found.lost
    (1.0, 1.0)
    """
    notices: list[str] = []
    asked = Asked(
        spectrum=spectrum, estimated=estimated, samples=samples, data=data, split=split, seed=seed,
        covariance=covariance, estimated_covariance=estimated_covariance, generated=generated, score=score, cap=cap,
        start=start, process=process, eta=eta, schedule=schedule, scheduler=scheduler, horizon=horizon,
        readout=readout, distance=distance, scale=scale, encoder_noise=encoder_noise,
        uncentred=uncentred, encoder=encoder, noise_in=noise_in,
    )  # fmt: skip
    problem = _problem(asked, notices)
    accurate = digits_of(digits, problem, samples, "digits")
    kept = whole_number(k, "k", least=1, most=problem.dimension)
    moment = moment_of(time, noise, problem, accurate, str)
    return ErrorAnswer.of(error_of(problem, kept, moment, accurate, samples=samples), accurate, tuple(notices))


def _problem(asked: Asked, notices: list[str]) -> StoppingProblem | DenseProblem:
    """What the options ask about; a whole problem leaves no room for those that would change it."""
    given = asked.spectrum
    if not isinstance(given, StoppingProblem):
        return problem_of(notices.append, asked, str)
    if asked != Asked(spectrum=given, samples=asked.samples):
        raise InputError("spectrum: a StoppingProblem fixes score, start, schedule and horizon; give it alone")
    return given


def closed_form(
    score: str | Score = "plugin",
    *,
    start: str | Start | None = None,
    form: Literal["error", "variance", "slope", "increment"] = "error",
) -> Expr:
    """The closed form of the squared error E(k, x) as SymPy has it, in the noise level x and the standard deviations.

        E(k, x) = Σ_{j≤k} (√v_j(x) - s_j)² + Σ_{j>k} s_j²

    Args:
        score: "exact", "plugin", "capped" or a score; the cap is the symbol C unless the score has one.
        start: "noised" or "standard"; standard for the capped score.
        form: "error" for E(k, x); "variance" for v(x) of one mode; "slope" for dE/dx; "increment" for what
            keeping the k-th direction adds.

    Raises:
        ValueError: if there is no such score, start or form.

    >>> closed_form(form="variance").factor()
    -lambda_hat*x + lambda_hat + x
    >>> closed_form("exact", form="increment")
    x*(1 - s[k]**2) - 2*sqrt(x*(1 - s[k]**2) + s[k]**2)*s[k] + s[k]**2
    """
    from ldm_symbolic.model.backward import variance
    from ldm_symbolic.model.error import increment, slope, squared_error

    law = chosen_score(score, "score")
    forms = {"variance": lambda law: law, "error": squared_error, "slope": slope, "increment": increment}
    if form not in forms:
        raise InputError(f"form: expected {', '.join(forms)}, got {form!r}")
    return forms[form](variance(law, chosen_start(start, law, "start")))


def spectrum(variances: object, estimated: object = None, *, multiplicities: Iterable[int] | None = None) -> Spectrum:
    """A spectrum from lists or arrays, taken exactly, as a `StoppingProblem` holds it.

    Args:
        variances: true variances >= 0, in the order in which the encoder keeps the directions.
        estimated: estimated ones, paired with them, or None.
        multiplicities: how many modes in a row have each pair: nodes and weights of a spectrum of any length.

    Raises:
        ValueError: if they are no such numbers, or not as many; one line.

    >>> spectrum([0.5, "1/3"])
    Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=None)
    >>> spectrum([0.5, "1/3"], multiplicities=[10, 10**9]).dimension
    1000000010
    """
    counts = None if multiplicities is None else tuple(multiplicities)
    true = variances_of(variances, "variances").in_runs(counts)
    if estimated is None:
        return Spectrum(variances=true)
    return Spectrum(variances=true, estimated=variances_of(estimated, "estimated").in_runs(counts))
