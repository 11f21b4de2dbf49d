"""The generated variance of one kept mode: from the backward equation to its closed form.

The backward process dY = (w² Y + 2 w² s(Y, T-t)) dt + sqrt(2 w²) dW with s(y, u) = -m(u) y has a
variance V that obeys a linear equation. In the noise level x = a²_{T-t} the rate drops out of it:

    dV/dx = -((1 - 2 m) V + 1)/(1 - x)

so its solutions are rational in x, or a power of 1 - x while the cap is active. Between this process and the
probability flow lies a family with the noise of η dW, of churn κ = η² in [0, 1]: κ = 1 here, κ = 0 for the flow. Every
solution is put back into the equation and its initial condition before it is returned.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import (
    Dummy,
    Expr,
    Function,
    Integer,
    Piecewise,
    cancel,
    diff,
    exp,
    factor,
    factor_list,
    fraction,
    linsolve,
    sqrt,
    together,
)

from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.weight import believed_variance, noised
from ldm_symbolic.notation import (
    generated_variance,
    horizon_noise,
    noise,
    rate,
    sample,
    time_left,
)
from ldm_symbolic.notation import weight as score_weight

ALL = Integer(1)
"""The churn of the reverse stochastic differential equation."""


class DerivationError(ArithmeticError):
    """A derived solution does not satisfy its own equation: a defect of the derivation, never of input."""


def drift(churn: Expr = ALL) -> Expr:
    """The drift of the backward process of one mode at the state y, with the linear score -m y: w² y + (1 + κ) w² s.

    Source: arXiv:2510.08409v1, eq. (2), for κ = 1
    """
    return rate * sample + (1 + churn) * rate * (-score_weight * sample)


def diffusion(churn: Expr = ALL) -> Expr:
    """The factor of dW in the backward process, √(2 κ w²)."""
    return sqrt(2 * rate * churn)


def moment_equation(churn: Expr = ALL) -> Expr:
    """dV/dt of one mode in generation time, by Itô's formula applied to y².

        dV/dt = 2 w² (1 - (1 + κ) m) V + 2 κ w²

    Args:
        churn: κ in [0, 1], 1 unless given.

    Returns:
        The right-hand side in V, m and the rate w².

    Raises:
        DerivationError: if the second moment does not close, that is for a drift that is not linear.

    >>> moment_equation()
    -4*m*omega*v + 2*omega*v + 2*omega

    Source: arXiv:2510.08409v1, eq. (2)
    """
    second_moment = sample**2
    spread = diffusion(churn) ** 2 / 2 * diff(second_moment, sample, 2)
    moved = drift(churn) * diff(second_moment, sample) + spread
    closed = moved.expand().subs(sample**2, generated_variance)
    if closed.has(sample):
        raise DerivationError(f"the second moment does not close: {closed}")
    return closed


def clock_rate() -> Expr:
    """dx/dt of the noise level x in generation time.

    >>> clock_rate()
    -2*omega*(1 - x)
    """
    integrated = Function("R")(time_left)
    level = 1 - exp(-2 * integrated)
    forward = diff(level, time_left).subs(diff(integrated, time_left), rate)
    return -forward.subs(exp(-2 * integrated), 1 - noise)


def noise_equation(churn: Expr = ALL) -> Expr:
    """dV/dx of one mode in the noise level x, the clock in which no rate and no horizon remains.

        dV/dx = -((1 - (1 + κ) m) V + κ)/(1 - x)

    Args:
        churn: κ in [0, 1], 1 unless given.

    Returns:
        The right-hand side in V, m and x.

    >>> noise_equation()
    (-2*m*v + v + 1)/(x - 1)
    """
    return cancel(moment_equation(churn) / clock_rate())


@lru_cache(maxsize=16)
def variance(score: Score, start: Start, churn: Expr = ALL) -> Expr:
    """The variance generated in one kept mode when generation stops at noise level x.

    With p(x) = x + (1 - x) λ̂ it is p where the start is the noised law and the cap is inactive.

    Args:
        score: exact, plug-in or capped.
        start: the law at noise level X.
        churn: κ in [0, 1], 1 unless given, 0 for the probability flow.

    Returns:
        V(x), an expression in x, X, λ̂ (λ for the exact score) and the cap; for the capped score a
        `Piecewise` with the cap active throughout, active from some time on (C p(x) < 1), and inactive.

    >>> cancel(variance(PluginScore(), Start.NOISED) - noised(believed_variance(PluginScore())))
    0

    Source: arXiv:2510.08409v1, eq. (5), Proposition 5, eq. (17)-(21)
    """
    believed = believed_variance(score)
    law = noised(believed)
    match start:
        case Start.NOISED:
            first = noised(believed, horizon_noise)
        case Start.STANDARD:
            first = noised(believed, horizon_noise) ** 0
    inactive = solution(1 / law, horizon_noise, first, churn)
    match score:
        case ExactScore() | PluginScore():
            return inactive
        case CappedScore(cap=cap):
            switch = switch_level(cap, believed)
            late = solution(cap, switch, inactive.subs(noise, switch), churn)
            throughout = solution(cap, horizon_noise, first, churn)
            return Piecewise(
                (throughout, cap * noised(believed, horizon_noise) <= 1),
                (late, cap * law < 1),
                (inactive, True),
            )


def switch_level(cap: Expr, believed: Expr) -> Expr:
    """The noise level at which the cap becomes active, where 0 < C λ̂ < 1.

        x_C = (1 - C λ̂)/(C (1 - λ̂))

    Args:
        cap: C > 1.
        believed: λ̂.
    """
    ((level,),) = linsolve([cap * noised(believed) - 1], noise)
    return cancel(level)


def solution(mode_weight: Expr, at: Expr, value: Expr, churn: Expr = ALL) -> Expr:
    """The solution V of the equation in x with V(at) = value: a particular solution plus a propagated rest.

        V(x) = Q(x) + G(x, at) (value - Q(at))

    Q is the affine particular solution (the law that the score believes in, or the balance 1/(2C - 1) of
    the cap), G the propagator of the homogeneous equation. Q and G are put back into their equations, and
    G into its initial condition G(at, at) = 1; the equation is linear, so V then satisfies its own.

    Args:
        mode_weight: m(x), a rational function of x, or a constant.
        at: the noise level of the initial condition.
        value: the variance there.
        churn: κ in [0, 1], 1 unless given.

    Raises:
        DerivationError: if the result does not satisfy the equation or the initial condition.
    """
    right = noise_equation(churn).subs(score_weight, mode_weight)
    particular = _affine_solution(right)
    growth = diff(right, generated_variance)
    propagated = _propagator(growth, at)
    residues = (
        diff(particular, noise) - right.subs(generated_variance, particular),
        diff(propagated, noise) / propagated - growth,
        propagated.subs(noise, at) - 1,
    )
    if any(_normal(residue) != 0 for residue in residues):
        raise DerivationError(f"{particular} and {propagated} do not solve V' = {right} from {at}")
    return particular + propagated * factor(value - particular.subs(noise, at))


def _affine_solution(right: Expr) -> Expr:
    """A solution of V' = right of the form q0 + q1 x, its coefficients compared power by power; 0 where one is free."""
    constant, slope = Dummy("q0"), Dummy("q1")
    guess = constant + slope * noise
    numerator, _ = fraction(cancel(together(slope - right.subs(generated_variance, guess))))
    found = linsolve(numerator.as_poly(noise).all_coeffs(), constant, slope)
    if len(found) != 1:
        raise DerivationError(f"V' = {right} has {len(found)} affine solutions, expected one")
    return guess.subs(zip((constant, slope), *found, strict=True)).subs({constant: 0, slope: 0})


def _propagator(rate_of_growth: Expr, at: Expr) -> Expr:
    """exp(∫_at^x α) for a rational α with simple poles: Π (ℓ(x)/ℓ(at))^ρ over its linear factors ℓ."""
    numerator, denominator = fraction(cancel(rate_of_growth))
    propagator: Expr = noise**0
    for linear, multiplicity in factor_list(denominator, noise)[1]:
        if multiplicity != 1 or linear.as_poly(noise).degree() != 1:
            raise DerivationError(f"{rate_of_growth} has another pole than a simple one, at {linear} = 0")
        ((pole,),) = linsolve([linear], noise)
        residue = cancel((numerator / diff(denominator, noise)).subs(noise, pole))
        propagator *= factor(linear / linear.subs(noise, at)) ** residue
    return propagator


def _normal(expression: Expr) -> Expr:
    """The canonical form of a rational function of the variables and of powers with symbolic exponents."""
    powers = expression.replace(
        lambda node: node.is_Pow and not node.exp.is_Integer, lambda node: factor(node.base) ** node.exp
    )
    return cancel(powers)
