"""The variance of one kept mode as it is read, from the path on which the data was noised.

Tested in `tests/stopping/dense/test_read_law.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, cancel, sqrt

from ldm_symbolic.model.read_outs.kinds import Path, ReadOut
from ldm_symbolic.notation import estimated_variance, noise


def signal_of(path: Path) -> Expr:
    """α² at noise level x.

    >>> signal_of(Path.VARIANCE_PRESERVING), signal_of(Path.VARIANCE_EXPLODING)
    (1 - x, 1)
    """
    ratio = sqrt(noise / (1 - noise))
    return {
        Path.VARIANCE_PRESERVING: 1 - noise,
        Path.VARIANCE_EXPLODING: Integer(1),
        Path.RECTIFIED_FLOW: 1 / (1 + ratio) ** 2,
        Path.SUB_PRESERVING: (2 / (ratio + sqrt(4 + ratio**2))) ** 2,
    }[path]


def read_variance(read_out: ReadOut, path: Path) -> Expr:
    """The variance of one kept mode as it is read, in x and λ̂.

        raw α² λ̂ + β²,   rescaled (α² λ̂ + β²)/α²,   denoised (α λ̂)²/(α² λ̂ + β²)

    The posterior mean of X is α λ̂/(α² λ̂ + β²) times the sample: the covariance of the two over the sample's variance.

    >>> read_variance(ReadOut.RESCALED, Path.RECTIFIED_FLOW)
    lambda_hat + x/(1 - x)
    >>> read_variance(ReadOut.DENOISED, Path.VARIANCE_EXPLODING)
    (lambda_hat**2*x - lambda_hat**2)/(lambda_hat*x - lambda_hat - x)
    """
    signal = signal_of(path)
    ratio = noise / (1 - noise)
    sample = estimated_variance + ratio  # over α²
    match read_out:
        case ReadOut.RAW:
            return signal * sample
        case ReadOut.RESCALED:
            return sample
        case ReadOut.DENOISED:
            gain = estimated_variance / sample  # times α
            return cancel(gain**2 * sample)
