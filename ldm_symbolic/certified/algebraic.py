"""x*(k) as an algebraic number: its minimal polynomial, an interval that isolates it, radicals where there are some.

From the noised start, while no kept mode is capped, an interior x*(k) is the zero of

    Σ (1 - λ̂_j) - Σ (1 - λ̂_j) √(λ_j v_j)/v_j,   v_j = λ̂_j + (1 - λ̂_j) x

Multiplied by the distinct v_j it is a polynomial in x and in the roots w_i = √(a_i v_i), one for each v and each class
of √λ with rational ratios. Its norm, the product over all signs of the w_i, is a polynomial in x with rational
coefficients that x* is a zero of. It is not the zero polynomial: the w_i are independent over the rational functions.
One irreducible factor of it vanishes at x*: the one that balls cannot tell from zero where `optimum`, with every root
taken positive, has enclosed x*. No other branch of the roots can have slipped in: the factor has one zero between the
bounds, and the equation with positive roots changes its sign between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import fmpq_poly
from sympy import Expr, Integer, Rational, expand, sqrt

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.balls.root_sums import merged
from ldm_symbolic.certified.optimum import Certified
from ldm_symbolic.exact import as_ball, as_fmpq
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import LinearRate
from ldm_symbolic.model.schedules.variance_preserving import Schedule, in_symbols
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.notation import noise, time_left
from ldm_symbolic.stopping.row import Branch

MOST_ROOTS = 5
"""Independent square roots up to which the norm is taken: its degree is up to r 2^(r - 1) for r of them."""

_DIGITS = 40
_RAISES = 6

_Element = dict[int, Any]
"""Polynomials in x by the set of roots w_i (as bits) that they are multiplied with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactStop:
    """The optimal noise level for one latent dimension, exactly.

    Args:
        k: latent dimension.
        branch: where x* lies.
        polynomial: integers c_0, c_1, ..., the coefficients of its minimal polynomial c_0 + c_1 x + ..., without a
            common divisor; None where x* = X, which no polynomial with rational coefficients has for a zero.
        noise: bounds that x* is alone between among the zeros of that polynomial.
        radicals: x* in radicals (in exponentials where it is X), where they are known: for degree 1 and 2, and for
            equal estimated variances.
    """

    k: int
    branch: Branch
    polynomial: tuple[int, ...] | None
    noise: Bounds
    radicals: Expr | None

    @property
    def equation(self) -> Expr | None:
        """The minimal polynomial in the symbol of the noise level."""
        if self.polynomial is None:
            return None
        return sum((Integer(c) * noise**n for n, c in enumerate(self.polynomial)), start=Integer(0))


def exact_stop(problem: StoppingProblem, kept: int, *, digits: int = 15) -> ExactStop:
    """x*(k) as an algebraic number.

    Args:
        problem: the model, from the noised start, with no kept mode capped, or with the exact score.
        kept: k in 1..D.
        digits: the isolating bounds differ by at most 10^-digits of x*.

    Raises:
        ValueError: for a k outside 1..D, where x* is not algebraic in this way, or for more than `MOST_ROOTS`
            independent square roots.
        ArithmeticError: if no precision tried decides.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=(Fraction(1, 9), Fraction(1, 9)))
    >>> found = exact_stop(StoppingProblem(spectrum=spectrum, score=PluginScore()), 2)
    >>> found.polynomial, found.radicals
    ((-167, -896, 4096), 7/64 + 3*sqrt(6)/32)
    """
    return exact_of(Certified(problem, digits=digits), kept)


def exact_of(certified: Certified, kept: int) -> ExactStop:
    """The same, from what has been certified already.

    Args:
        certified: the answers of the problem.
        kept: k in 1..D.
    """
    problem, digits = certified.problem, certified.digits
    problem.require_dimension(kept)
    if kept > certified.spots.convex_up_to and not isinstance(problem.score, ExactScore):
        raise ValueError(f"k = {kept}: x* is algebraic from the noised start while no kept mode is capped")
    row = certified.at(kept)
    if row.branch is Branch.START:
        return ExactStop(
            k=kept,
            branch=row.branch,
            polynomial=None,
            noise=row.noise,
            radicals=_horizon_noise(problem.schedule, problem.horizon),
        )
    if row.exact is not None:
        linear = -row.exact.numerator, row.exact.denominator
        radicals = Rational(row.exact)
        return ExactStop(k=kept, branch=row.branch, polynomial=linear, noise=row.noise, radicals=radicals)
    factor, bounds = _isolated(_factors(certified.spots.pairs[:kept], kept), certified, kept, digits)
    coefficients = tuple(int(c) for c in factor.coeffs())
    closed = certified.spots.closed[kept - 1]
    radicals = expand(closed) if closed is not None else _by_radicals(coefficients, bounds)
    return ExactStop(k=kept, branch=row.branch, polynomial=coefficients, noise=bounds, radicals=radicals)


def _horizon_noise(schedule: Forward, horizon: Fraction) -> Expr | None:
    """a_T² where the schedule has it as an expression."""
    process = in_symbols(schedule) if isinstance(schedule, LinearRate) else schedule
    return process.noise_level.subs(time_left, Rational(horizon)) if isinstance(process, Schedule) else None


def _factors(pairs: Sequence[tuple[Fraction, Fraction]], kept: int) -> list[Any]:
    """The irreducible factors of the norm."""
    total = sum((1 - believed for _, believed in pairs), start=Fraction(0))
    laws: list[Any] = []
    roots: list[tuple[int, Fraction, Any]] = []  # which v, the coefficient, the square of w
    for believed in sorted({believed for true, believed in pairs if true and believed != 1}):
        law = fmpq_poly([as_fmpq(believed), as_fmpq(1 - believed)])
        terms = merged((1 - believed, true) for true, other in pairs if other == believed)
        roots += [(len(laws), coefficient, law * as_fmpq(square)) for coefficient, square in terms]
        laws.append(law)
    if len(roots) > MOST_ROOTS:
        raise ValueError(f"k = {kept}: {len(roots)} independent square roots, at most {MOST_ROOTS} are eliminated")
    element: _Element = {0: _product(laws) * as_fmpq(total)}
    for bit, (place, coefficient, _) in enumerate(roots):
        element[1 << bit] = _product([law for n, law in enumerate(laws) if n != place]) * as_fmpq(-coefficient)
    norm = _norm(element, [square for _, _, square in roots])
    for law in laws:  # v > 0 at x*: its powers are only there because the equation was multiplied by them
        quotient, rest = divmod(norm, law)
        while rest == 0:
            norm = quotient
            quotient, rest = divmod(norm, law)
    return [factor for factor, _ in norm.numer().factor()[1]]


def _norm(element: _Element, squares: Sequence[Any]) -> Any:
    """The product of an element over all signs of the roots: a + b w becomes a² - b² w², the last root first."""
    for bit in reversed(range(len(squares))):
        without = {key: part for key, part in element.items() if not key >> bit & 1}
        beside = {key ^ 1 << bit: part for key, part in element.items() if key >> bit & 1}
        element = _times(without, without, squares)
        for key, part in _times(beside, beside, squares).items():
            element[key] = element.get(key, fmpq_poly([0])) - part * squares[bit]
    return element[0]


def _times(left: _Element, right: _Element, squares: Sequence[Any]) -> _Element:
    product: _Element = {}
    for key, part in left.items():
        for other, factor in right.items():
            both = [square for bit, square in enumerate(squares) if key & other & 1 << bit]
            product[key ^ other] = product.get(key ^ other, fmpq_poly([0])) + part * factor * _product(both)
    return product


def _isolated(factors: list[Any], certified: Certified, kept: int, digits: int) -> tuple[Any, Bounds]:
    """The factor that x* is a zero of, and bounds between which it has no other."""
    wanted = max(digits, _DIGITS)
    for _ in range(_RAISES):
        bounds = certified.at(kept, wanted).noise
        with precision(8 * wanted + 256):
            ball = as_ball(bounds.lower).union(as_ball(bounds.upper))
            factors = [factor for factor in factors if factor(ball).contains(0)]
            if len(factors) == 1 and not factors[0].derivative()(ball).contains(0):
                return factors[0], bounds
        wanted *= 2
    raise ArithmeticError(f"k = {kept}: {len(factors)} factors of the norm cannot be told from zero at x*")


def _by_radicals(coefficients: tuple[int, ...], bounds: Bounds) -> Expr | None:
    """The zero of a quadratic polynomial between the bounds; None for another degree."""
    if len(coefficients) != 3:
        return None
    constant, linear, leading = (Integer(c) for c in coefficients)
    for root in (sqrt(linear**2 - 4 * leading * constant), -sqrt(linear**2 - 4 * leading * constant)):
        level = ((root - linear) / (2 * leading)).expand()
        if Rational(bounds.lower) < level < Rational(bounds.upper):
            return level
    return None


def _product(polynomials: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left * right, polynomials, fmpq_poly([1]))
