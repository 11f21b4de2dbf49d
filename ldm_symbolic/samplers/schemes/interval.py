"""What a sampler knows at one step: the noise where it begins and ends, and the linear score that it is given.

The same steps are run with SymPy's letters, from which their laws are derived, and with numbers.

Tested in `tests/samplers/test_affine.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sympy import Symbol, sqrt

Number = Any
"""A letter of SymPy, or a number of any arithmetic, or an array of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One step, from time left u to s < u, on the path X_u = α X_0 + β ε.

    Args:
        believed: λ̂ >= 0, the variance that the score takes for the data's.
        size: h = u - s > 0, in generation time.
        rate, rate_middle, rate_after: w² >= 0 at u, at u - h/2 and at s, of a variance-preserving process.
        signal, noise: α and β at u.
        signal_middle, noise_middle, signal_after, noise_after: at u - h/2 and at s.
        gain: α'/α - 1.
        beta: β_k of the discrete chain that ancestral sampling walks back, in (0, 1).
        lapse, lapse_before, lapse_earlier: this step, the one before it and the one before that, in log α/β.
        eta: in [0, 1], how much noise a step of DDIM adds, from none to all.
        churn: γ >= 0, by how much of itself the noise β/α is raised before a step.
    """

    believed: Number
    size: Number
    rate: Number
    rate_middle: Number
    rate_after: Number
    signal: Number
    noise: Number
    signal_middle: Number
    noise_middle: Number
    signal_after: Number
    noise_after: Number
    gain: Number
    beta: Number
    lapse: Number
    lapse_before: Number
    lapse_earlier: Number
    eta: Number
    churn: Number

    @property
    def score(self) -> Gaussian:
        """The score where the step begins."""
        return Gaussian(believed=self.believed, signal=self.signal, noise=self.noise)

    @property
    def score_middle(self) -> Gaussian:
        """The score half-way in time."""
        return Gaussian(believed=self.believed, signal=self.signal_middle, noise=self.noise_middle)

    @property
    def score_after(self) -> Gaussian:
        """The score where the step ends."""
        return Gaussian(believed=self.believed, signal=self.signal_after, noise=self.noise_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaussian:
    """The linear score of one mode at one noise, -y/(α² λ̂ + β²), and what networks predict in its place.

    >>> Gaussian(believed=3, signal=1, noise=1)(8)
    -2.0
    """

    believed: Number
    signal: Number
    noise: Number

    @property
    def variance(self) -> Number:
        """α² λ̂ + β², the noised variance that it believes in."""
        return self.believed * self.signal**2 + self.noise**2

    def __call__(self, state: Number) -> Number:
        """The score at a state."""
        return -state / self.variance

    def denoised(self, state: Number) -> Number:
        """The posterior mean of the data, α λ̂ y/(α² λ̂ + β²), by Tweedie (y + β² score)/α.

        >>> Gaussian(believed=3, signal=1, noise=1).denoised(8)
        6.0
        """
        return self.signal * self.believed * state / self.variance

    def epsilon(self, state: Number) -> Number:
        """The noise in a state, -β times the score.

        >>> Gaussian(believed=3, signal=1, noise=1).epsilon(8)
        2.0
        """
        return -self.noise * self(state)


LETTERS = Interval(**{entry.name: Symbol(entry.name, positive=True) for entry in fields(Interval)})
"""An interval of letters, each named as its field."""


def root(number: Number) -> Number:
    """The square root, of a letter or of a number.

    >>> root(0.25), root(Symbol("x", positive=True)**2)
    (0.5, x)
    """
    return sqrt(number) if hasattr(number, "free_symbols") else number**0.5
