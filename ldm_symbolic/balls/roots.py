"""Roots of a function of one variable: how many there are in a bracket, and certified bounds on the only one.

The bracket is cut into pieces on which the function is proved non-zero or proved strictly monotone; exact
signs at the ends of the monotone stretches then count the roots. The bounds come from Newton steps of rising
precision that prove nothing; the proof is one pair of opposite signs at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType
from typing import Any, Literal

from flint import arb, fmpq
from sympy import Expr, Piecewise, Symbol

from ldm_symbolic.balls.arithmetic import UNDEFINED, sign_of
from ldm_symbolic.balls.bounds import MAX_PRECISION, precision
from ldm_symbolic.balls.boxes import BOX_PRECISION, MAX_HALVINGS
from ldm_symbolic.balls.function import Function, Side, depends
from ldm_symbolic.balls.prepared import as_value
from ldm_symbolic.exact import Assignment, as_fraction

_MAX_PIECES = 4_000
_BITS_PER_DIGIT = 4
_GUARD_BITS = 64
_NEWTON_ROUNDS = 3
_NEWTON_STEPS = 3
_MAX_HALVINGS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RootEnclosure:
    """What is known about the roots in a bracket.

    Args:
        verdict: "unique", "none" and "several" count the roots of the bracket; "exists" is a sign change of a
            continuous function whose roots were not counted; "undecided" is none of these.
        lower: where "unique" or "exists", a rational at most a root; equal to `upper` for an exact root.
        upper: likewise, at least that root.
        count: how many roots there are, where it is known.
        reason: a sentence, where there is something to explain.
    """

    verdict: Literal["unique", "exists", "none", "several", "undecided"]
    lower: Fraction | None = None
    upper: Fraction | None = None
    count: int | None = None
    reason: str = ""


def isolate_root(
    expression: Expr,
    variable: Symbol,
    lower: Any,
    upper: Any,
    assignment: Assignment = MappingProxyType({}),
    *,
    digits: int = 15,
) -> RootEnclosure:
    """Counts the roots of an expression in a bracket and encloses the only one to a number of digits.

    Args:
        expression: a SymPy expression.
        variable: the symbol it is a function of.
        lower: lower end of the bracket, an exact rational.
        upper: upper end, above `lower`.
        assignment: values of the other symbols and vectors, see `prepare`.
        digits: the bounds differ by at most 10^-digits times the root.

    Raises:
        ValueError: if the bracket is empty or `digits` is not positive.
        UnsupportedExpressionError: for a node or a symbol without a meaning.

    Example:
        >>> from sympy.abc import x
        >>> root = isolate_root(x**2 - 2, x, 1, 2, digits=4)
        >>> root.verdict, root.lower, root.upper
        ('unique', Fraction(353553, 250000), Fraction(282843, 200000))
    """
    bracket = (as_value(lower), as_value(upper))
    if not bracket[0] < bracket[1] or digits < 1:
        raise ValueError(f"no bracket: [{lower}, {upper}] for {digits} digits")
    function = Function.of(expression, [variable], assignment)
    with precision(BOX_PRECISION):
        pieces = _cut(function, bracket)
    finder = _Finder(function=function, digits=digits)
    if all(piece.slope is not None for piece in pieces):
        return finder.count(pieces)
    continuous = all(piece.defined for piece in pieces) and not depends(expression, [variable], Piecewise)
    return finder.cross(bracket, next(piece for piece in pieces if piece.slope is None), continuous)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A closed piece of the bracket.

    Args:
        side: its ends.
        slope: 0 if the function has no zero there, 1 or -1 if its derivative is positive or negative there,
            `None` if neither was proved.
        defined: `True` or `False` if the function is proved to be defined, or undefined, there.
    """

    side: Side
    slope: int | None
    defined: bool | None


def _cut(function: Function, bracket: Side) -> list[_Piece]:
    """Pieces that cover the bracket, from left to right."""
    narrowest = (bracket[1] - bracket[0]) / (1 << MAX_HALVINGS)
    waiting: list[Side] = [bracket]
    pieces: list[_Piece] = []
    while waiting:
        lower, upper = waiting.pop()
        piece = _piece(function, (lower, upper))
        settled = piece.slope is not None or piece.defined is False
        if settled or upper - lower <= narrowest or len(pieces) + len(waiting) >= _MAX_PIECES:
            pieces.append(piece)
        else:
            middle = (lower + upper) / 2
            waiting += [(middle, upper), (lower, middle)]
    return pieces


def _piece(function: Function, side: Side) -> _Piece:
    sides = function.sides((side,))
    value = function.value_on(sides)
    if value is UNDEFINED:
        return _Piece(side=side, slope=None, defined=False)
    if isinstance(value, arb) and not value.is_finite():
        return _Piece(side=side, slope=None, defined=None)
    if sign_of(value):
        return _Piece(side=side, slope=0, defined=True)
    slopes = function.slopes_on(sides)
    return _Piece(side=side, slope=sign_of(slopes[0]) or None if slopes else None, defined=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finder:
    """Finds the roots of a function once the shape of its graph is known."""

    function: Function
    digits: int

    def count(self, pieces: list[_Piece]) -> RootEnclosure:
        """The answer when every piece is free of zeros or strictly monotone."""
        roots: list[Side] = []
        for slope, group in groupby(pieces, key=lambda piece: piece.slope):
            run = list(group)
            side = run[0].side[0], run[-1].side[1]
            signs = [self._sign(end) for end in side] if slope else [1, 1]
            if None in signs:
                return _undecided("of unknown sign at an end", side)
            if signs[0] != signs[1]:
                exact = [end for end, sign in zip(side, signs, strict=True) if sign == 0]
                roots.append((exact[0], exact[0]) if exact else side)
        if len(roots) != 1:
            return RootEnclosure(verdict="several" if roots else "none", count=len(roots))
        return self._enclose("unique", roots[0])

    def cross(self, bracket: Side, open_piece: _Piece, continuous: bool) -> RootEnclosure:
        """The answer when the roots cannot be counted: a sign change of a continuous function, or nothing."""
        signs = [self._sign(end) for end in bracket]
        for end, sign in zip(bracket, signs, strict=True):
            if sign == 0:
                return self._enclose("exists", (end, end))
        if continuous and None not in signs and signs[0] != signs[1]:
            return self._enclose("exists", bracket)
        if open_piece.defined:
            return _undecided("neither proved non-zero nor proved monotone", open_piece.side)
        return _undecided("not proved to be defined", open_piece.side)

    def _enclose(self, verdict: Literal["unique", "exists"], side: Side) -> RootEnclosure:
        lower, upper = self._refine(side)
        wide = not _narrow((lower, upper), self._relative_width)
        return RootEnclosure(
            verdict=verdict,
            lower=as_fraction(lower),
            upper=as_fraction(upper),
            count=1 if verdict == "unique" else None,
            reason="the bounds are wider than asked: no sign could be decided nearer to the root" if wide else "",
        )

    @property
    def _relative_width(self) -> Any:
        return fmpq(1, 10**self.digits)

    def _sign(self, point: Any) -> int | None:
        return self.function.sign_at([point], max(MAX_PRECISION, 4 * _BITS_PER_DIGIT * self.digits))

    def _refine(self, side: Side) -> Side:
        """A side with opposite signs, narrowed as far as asked: guesses first, then a proof."""
        rising = self._sign(side[1])
        side = self._bisect(side, rising, fmpq(1, 1 << 12))
        for attempt in range(1, _NEWTON_ROUNDS + 1):
            if side[0] == side[1] or _narrow(side, self._relative_width):
                return side
            guess = self._newton(side, attempt * _BITS_PER_DIGIT * self.digits + _GUARD_BITS)
            if guess is None:
                break
            near = _decimal_bounds(guess, self.digits)
            near = max(near[0], side[0]), min(near[1], side[1])
            signs = [self._sign(end) for end in near]
            if None not in signs and signs[0] != signs[1]:
                exact = [end for end, sign in zip(near, signs, strict=True) if sign == 0]
                return (exact[0], exact[0]) if exact else near
        return self._bisect(side, rising, self._relative_width)

    def _bisect(self, side: Side, rising: int | None, width: Any) -> Side:
        """Halves a side with opposite signs at its ends until it is narrow, or no sign is decided inside."""
        for _ in range(_MAX_HALVINGS):
            if side[0] == side[1] or _narrow(side, width):
                return side
            for share in (fmpq(1, 2), fmpq(3, 7)):
                middle = fmpq(0) if side[0] < 0 < side[1] else side[0] + share * (side[1] - side[0])
                sign = self._sign(middle)
                if sign is not None:
                    break
            else:
                return side
            side = (middle, middle) if sign == 0 else (side[0], middle) if sign == rising else (middle, side[1])
        return side

    def _newton(self, side: Side, bits: int) -> Any:
        """A dyadic guess at the root, by Newton steps of rising precision; `None` if they stray."""
        guess, working = (side[0] + side[1]) / 2, _GUARD_BITS
        while True:
            with precision(working):
                for _ in range(_NEWTON_STEPS):
                    value, slopes = self.function.value_on([guess]), self.function.slopes_on([guess])
                    if not slopes or UNDEFINED in (value, *slopes) or slopes[0] == 0:
                        return None
                    step = arb(guess) - value / arb(slopes[0])
                    if not step.is_finite():
                        return None
                    guess = step.mid().fmpq()
            if not side[0] <= guess <= side[1]:
                return None
            if working >= bits:
                return guess
            working = min(2 * working, bits)


def _undecided(what: str, side: Side) -> RootEnclosure:
    return RootEnclosure(verdict="undecided", reason=f"on [{side[0]}, {side[1]}] the function is {what}")


def _narrow(side: Side, width: Any) -> bool:
    """Whether a side that does not contain 0 is at most `width` wide, relative to its end nearest to 0."""
    if side[0] == side[1]:
        return True
    return bool(side[0] > 0 or side[1] < 0) and bool(side[1] - side[0] <= width * min(abs(side[0]), abs(side[1])))


def _decimal_bounds(guess: Any, digits: int) -> Side:
    """Decimal fractions around a guess, less than 10^-digits of it apart."""
    ratio = abs(as_fraction(guess))
    power = len(str(ratio.numerator)) - len(str(ratio.denominator)) - digits - 2
    unit = fmpq(10) ** power
    below = (guess / unit).floor()
    return (below - 1) * unit, (below + 2) * unit
