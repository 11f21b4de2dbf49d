"""What the derivations about the plug-in score share: the error of the model in both clocks, and how to move in them.

Nothing is typed here that the model can compute: the generated variance comes from `backward`, the error from
`frechet`. The start is the noised law (the paper's Sections 3 and 4).

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, Rational, Sum, Symbol, sqrt

from ldm_symbolic.derivations.hypotheses import in_time
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, x
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.error import indexed, squared_error
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.notation import horizon, horizon_noise, noise, noise_at, time
from ldm_symbolic.proof import Minimises, NonIncreasing, substitute

plugin_variance = indexed(variance(PluginScore(), Start.NOISED))
plugin_error = squared_error(variance(PluginScore(), Start.NOISED))
exact_variance = indexed(variance(ExactScore(), Start.NOISED))
exact_error = squared_error(variance(ExactScore(), Start.NOISED))
levels = (noise, Integer(0), horizon_noise)
all_times = (time, Integer(0), horizon)
other_noise = Symbol("y", real=True)
i, largest = Symbol("i", integer=True), Symbol("M", real=True)

# Mode by mode, f, f', f'' and the left side of (7), typed as printed.

kept = (j, Integer(1), k)
generated = x + (1 - x) * s_hat[j] ** 2
mode_error = (sqrt(generated) - s[j]) ** 2
mode_slope = (1 - s[j] / sqrt(generated)) * (1 - s_hat[j] ** 2)
mode_bend = s[j] * (1 - s_hat[j] ** 2) ** 2 / (2 * generated ** Rational(3, 2))
aligned = (1 - s[j] / s_hat[j]) * (1 - s_hat[j] ** 2)
lost = Sum(s[j] ** 2, (j, k + 1, D))


def never_rises(error: Expr) -> NonIncreasing:
    """Return that an error, an expression in x, does not rise with generation time: x = a²_{T-t}."""
    return NonIncreasing(substitute(error, {noise: noise_at(horizon - time)}), all_times)


best_at_the_horizon = Minimises(T, in_time(plugin_error), all_times)
