"""What the derivations about other paths share: the noised law of one mode and its error, from the sampler's own score.

    v_j = α² λ̂_j + β²,   E(k) = Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} λ_j

Tested in `tests/derivations/schedules/test_paths.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from ldm_symbolic.derivations.letters import j, k
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.model.read_outs.variance import read_variance, signal_of
from ldm_symbolic.notation import estimated_variance, noise, variance
from ldm_symbolic.proof import substitute
from ldm_symbolic.samplers.schemes import Gaussian

alpha, beta = Symbol("alpha", real=True), Symbol("beta", real=True)
"""Signal and noise."""
plugin_law = Gaussian(believed=estimated_variance, signal=alpha, noise=beta).variance
exact_law = Gaussian(believed=variance, signal=alpha, noise=beta).variance
"""α² λ̂ + β² and α² λ + β²."""
A_SIGNAL = (alpha > 0, alpha <= 1)
A_POINT = (*A_SIGNAL, beta >= 0)
"""A point of a path: 0 < α <= 1, β >= 0."""
kept = (j, Integer(1), k)


def noise_of(path: Path) -> Expr:
    """β² at noise level x: the variance of the sample where nothing is believed in.

    >>> noise_of(Path.VARIANCE_EXPLODING)
    x/(1 - x)
    """
    return substitute(read_variance(ReadOut.RAW, path), {estimated_variance: Integer(0)})


def on_path(expression: Expr, path: Path) -> Expr:
    """An expression in α² and β² on a path, in the noise level x.

    >>> on_path(alpha**2 + beta**2, Path.VARIANCE_PRESERVING)
    1
    """
    letters = Symbol("a", real=True), Symbol("b", real=True)
    squares = expression.subs({alpha**2: letters[0], beta**2: letters[1]})
    return squares.subs({letters[0]: signal_of(path), letters[1]: noise_of(path)})


LEVEL = (noise >= 0, noise < 1)
