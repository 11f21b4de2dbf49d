"""The sample divided by √(α² + β²): every path becomes the variance-preserving one; its cap and its start change.

Source: ours (G7). n = α² + β², x = β²/n.

    v/n = x + (1-x) λ̂,   x rises iff β/α does,   d(v/n)/dx is the model's equation with the weight n m

How the proof goes. α²/n = 1 - x. On any path the forward equation has the drift α'/α and the noise
(β²)' - 2 β² α'/α; put into the backward one, with a churn κ >= 0, the variance of the rescaled sample obeys the model's
equation in x, in which the score has n times its weight. So wherever β/α rises from 0, strictly and without jumps, to a
horizon at which α > 0, what the paper's own model has proved from the noised start without a cap for any clock (P1 to
P3, S1 to S6) holds for the rescaled sample.

What was refuted. A cap C on the weight of the sample is the cap n C on that of the rescaled one, which changes over
time: the score is not that of (9). N(0, I) rescaled has the variance 1/n: for α = 9/10, β = 1 it is below 1, so that L1
fails at the start for a mode with λ̂ >= 1.

The repairs. With the cap C/n, that is C for the rescaled sample, the weight is that of (9). The rescaled start has
variance 1 iff n = 1 at the horizon: on the variance-preserving path, and for rectified flow started at u = 1.

Tested in `tests/derivations/schedules/test_rescaled.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Expr, Integer, Min, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, modes
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import C, D, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import plugin_error
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, plugin_law
from ldm_symbolic.model.backward import noise_equation, variance
from ldm_symbolic.model.error import squared_error
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.weight import weight
from ldm_symbolic.notation import estimated_variance, generated_variance
from ldm_symbolic.notation import weight as m
from ldm_symbolic.proof import Identity, substitute

total = alpha**2 + beta**2
level = beta**2 / total
"""n, and x."""
other_signal, other_noise = Symbol("p", real=True), Symbol("q", real=True)
turn, rise, churn = Symbol("f", real=True), Symbol("g", real=True), Symbol("kappa", real=True)
"""α' and β', and η²."""


def at_level(term: Expr) -> Expr:
    """A term in x at the level of a point.

    >>> at_level(1 - x)
    -beta**2/(alpha**2 + beta**2) + 1
    """
    return substitute(term, {x: level})


def backward() -> Expr:
    """dV/du on a path: the drift (α'/α) Y and the noise g² of the forward equation, against the score -m Y."""
    drift = turn / alpha
    spread = 2 * beta * rise - 2 * beta**2 * drift
    return 2 * drift * generated_variance + (1 + churn) * spread * m * generated_variance - churn * spread


def along(term: Expr) -> Expr:
    """The derivative in u of a term in α, β and V.

    >>> along(alpha * beta)
    alpha*g + beta*f
    """
    return term.diff(alpha) * turn + term.diff(beta) * rise + term.diff(generated_variance) * backward()


law = variance(PluginScore(), Start.NOISED)
rescaled = generated_variance / total
right = at_level(noise_equation(churn)).subs({m: total * m, generated_variance: rescaled}, simultaneous=True)
same_error = Identity(squared_error(plugin_law / total), at_level(plugin_error))
capped = at_level(weight(CappedScore()))
POSITIVE = plugin_law > 0
CAPPED = (*A_POINT, C > 1, estimated_variance >= 0, POSITIVE)

nine = numbers("9/10")[0]
POINT: dict[Any, Any] = {alpha: nine, beta: Integer(1), estimated_variance: 2}
BOUND: dict[Any, Any] = {alpha: nine, beta: numbers("1/2")[0], estimated_variance: numbers("1/10")[0], C: 2}
TWO: dict[Any, Any] = {alpha: nine, beta: 1, k: 1, D: 2, s: (1, 1), s_hat: (2, 1)}

CLAIMS = {
    "variance": new(
        "divided by √(α² + β²) the sample has the variance of the variance-preserving path at x = β²/(α² + β²)",
        (*A_POINT, estimated_variance >= 0),
        Identity(plugin_law / total, at_level(law)),
        witnesses=(POINT,),
        necessary=((alpha > 0, {**POINT, alpha: 0, beta: 0}),),
    ),
    "error": new(
        "and so its error, for every k",
        (*A_POINT, *a_dimension(), *modes()),
        same_error,
        witnesses=(TWO,),
    ),
    "clock": new(
        "x does not rise from one point to another iff β/α does not",
        (*A_POINT, other_signal > 0, other_noise >= 0),
        Equivalent(
            beta / alpha >= other_noise / other_signal, level >= other_noise**2 / (other_signal**2 + other_noise**2)
        ),
        witnesses=({alpha: 1, beta: 2, other_signal: nine, other_noise: 1},),
        necessary=((beta >= 0, {alpha: 1, beta: -2, other_signal: nine, other_noise: 1}),),
    ),
    "equation": new(
        "where x does not fall its variance solves the model's equation, with α² + β² times the weight, if κ >= 0",
        (*A_POINT, beta * turn <= alpha * rise, churn >= 0),
        Identity(along(rescaled), right * along(level)),
        witnesses=({alpha: 1, beta: 1, turn: -1, rise: 1, churn: 1, generated_variance: 2, m: 1},),
    ),
    "cap": new(
        "with a cap C its weight is that of (9)",
        CAPPED,
        Identity(total * Min(C, 1 / plugin_law), capped),
        counterexample=BOUND,
    ),
    "cap-repaired": repaired(
        "with the cap C/(α² + β²), which is C for the rescaled sample, it is",
        CAPPED,
        Identity(total * Min(C / total, 1 / plugin_law), capped),
        witnesses=(BOUND,),
        repairs="G7.cap",
        necessary=((POSITIVE, {**BOUND, beta: 0, estimated_variance: 0}),),
    ),
    "start": new(
        "from N(0, I) a mode with λ̂ >= 1 has a variance of at least 1 after rescaling, at the start already (L1)",
        (*A_POINT, estimated_variance >= 1),
        1 / total >= 1,
        counterexample=POINT,
    ),
    "start-repaired": repaired(
        "it starts with the variance 1 iff α² + β² = 1",
        A_POINT,
        Equivalent(Identity(1 / total, 1), Identity(total, 1)),
        witnesses=({alpha: numbers("3/5")[0], beta: numbers("4/5")[0]}, {alpha: nine, beta: 1}),
        repairs="G7.start",
    ),
}

STATEMENT = Statement(
    id="G7",
    title="The rescaled sample has the variance-preserving law",
    source=None,
    claims=claims_of("G7", CLAIMS),
)
