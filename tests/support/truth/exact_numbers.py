"""Real numbers made of rationals by +, ×, ÷, roots, exp and log, with signs that are certain or not known.

A number is a `Fraction` where it can be. Otherwise it is a `Real`: an enclosure at any precision and, as long as
nothing but square roots of rationals went in, a quotient of two sums Σ c √n, whose sign is always found: square roots
of integers no two of which have a square for their product are linearly independent over the rationals (Besicovitch).

Nothing is shared with the package, and nothing here knows SymPy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, isqrt

Surd = tuple[tuple[Fraction, int], ...]
"""Terms c √n, no two n of which have a square for their product, no c of which is 0."""
Span = tuple[Fraction, Fraction]
Enclosure = Callable[[int], Span]

BITS = (64, 160, 400)
_MOST_TERMS = 48
_LONGEST = 4000  # bits of a radicand that is still kept exactly
_FARTHEST = 2000  # the largest exponent of exp


class UndefinedError(ArithmeticError):
    """Certainly no real number."""


class UnknownError(ArithmeticError):
    """Cannot be told here."""


@dataclass(frozen=True)
class Real:
    """A real number: where it lies, and what it is if that can be said with square roots."""

    enclosure: Enclosure
    exact: tuple[Surd, Surd] | None = None


Number = Fraction | Real


def surd(terms: list[tuple[Fraction, int]]) -> Surd:
    """Merge terms c √n: √8 is 2 √2."""
    classes: list[list[Fraction | int]] = []
    for c, n in terms:
        if not c or not n:
            continue
        for entry in classes:
            root = isqrt(n * int(entry[1]))
            if root * root == n * entry[1]:
                entry[0] += c * Fraction(root, int(entry[1]))
                break
        else:
            root = isqrt(n)
            classes.append([c * root, 1] if root * root == n else [c, n])
    return tuple((Fraction(c), int(n)) for c, n in classes if c)


def _times(a: Surd, b: Surd) -> Surd:
    found = []
    for c, n in a:
        for d, m in b:
            common = gcd(n, m)
            found.append((c * d * common, (n // common) * (m // common)))
    return surd(found)


def _exact(number: Number) -> tuple[Surd, Surd] | None:
    one = ((Fraction(1), 1),)
    return (surd([(number, 1)]), one) if isinstance(number, Fraction) else number.exact


def _small(top: Surd, bottom: Surd) -> tuple[Surd, Surd] | None:
    return (top, bottom) if len(top) + len(bottom) <= _MOST_TERMS else None


def _made(enclosure: Enclosure, exact: tuple[Surd, Surd] | None) -> Number:
    """A number, a Fraction if its surds are rational."""
    if exact is not None:
        top, bottom = exact
        if not top:
            return Fraction(0)
        if len(top) == len(bottom) == 1 and top[0][1] == bottom[0][1]:
            return top[0][0] / bottom[0][0]
    return Real(enclosure, exact)


def span(number: Number, bits: int) -> Span:
    """Rational ends around a number."""
    return (number, number) if isinstance(number, Fraction) else number.enclosure(bits)


def _outwards(low: Fraction, high: Fraction, bits: int) -> Span:
    """Shorter fractions, further out; relative to the size of each."""
    return _cut(low, bits, up=False), _cut(high, bits, up=True)


def _cut(value: Fraction, bits: int, *, up: bool) -> Fraction:
    if value.denominator.bit_length() <= bits:
        return value
    shift = bits + value.denominator.bit_length() - value.numerator.bit_length()
    unit = Fraction(2) ** shift
    scaled = value * unit
    return Fraction(-(-scaled // 1) if up else scaled // 1) / unit


def add(a: Number, b: Number) -> Number:
    """The sum."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    left, right = _exact(a), _exact(b)
    exact = None
    if left and right:
        top = surd([*_times(left[0], right[1]), *_times(right[0], left[1])])
        exact = _small(top, _times(left[1], right[1]))

    def enclosure(bits: int) -> Span:
        (low, high), (other_low, other_high) = span(a, bits), span(b, bits)
        return _outwards(low + other_low, high + other_high, bits)

    return _made(enclosure, exact)


def multiply(a: Number, b: Number) -> Number:
    """The product."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    left, right = _exact(a), _exact(b)
    exact = _small(_times(left[0], right[0]), _times(left[1], right[1])) if left and right else None

    def enclosure(bits: int) -> Span:
        ends = [x * y for x in span(a, bits) for y in span(b, bits)]
        return _outwards(min(ends), max(ends), bits)

    return _made(enclosure, exact)


def invert(a: Number) -> Number:
    """The inverse; undefined at 0."""
    signed = sign(a)
    if signed == 0:
        raise UndefinedError
    if isinstance(a, Fraction):
        return 1 / a
    exact = a.exact[::-1] if a.exact else None

    def enclosure(bits: int) -> Span:
        for more in (bits, 2 * bits, 8 * bits):
            low, high = span(a, more)
            if low > 0 or high < 0:
                return _outwards(1 / high, 1 / low, bits)
        raise UnknownError

    return _made(enclosure, (exact[0], exact[1]) if exact else None)


def root(a: Number, degree: int) -> Number:
    """The root of a number that is not negative."""
    if sign(a) < 0:
        raise UndefinedError
    exact = None
    if isinstance(a, Fraction):
        whole = tuple(_whole_root(part, degree) for part in (a.numerator, a.denominator))
        if all(part is not None for part in whole):
            return Fraction(whole[0] or 0, whole[1] or 1)
        if degree == 2 and a.numerator.bit_length() + a.denominator.bit_length() < _LONGEST:
            exact = surd([(Fraction(1, a.denominator), a.numerator * a.denominator)]), ((Fraction(1), 1),)

    def enclosure(bits: int) -> Span:
        low, high = span(a, 2 * bits)
        return _root_below(max(low, Fraction(0)), degree, bits), _root_above(high, degree, bits)

    return _made(enclosure, exact)


def _whole_root(n: int, degree: int) -> int | None:
    found = _floor_root(n, degree)
    return found if found**degree == n else None


def _floor_root(n: int, degree: int) -> int:
    if degree == 2:
        return isqrt(n)
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle - 1)
    return low


def _scale(value: Fraction, bits: int) -> int:
    return bits + max(0, value.denominator.bit_length() - value.numerator.bit_length())


def _root_below(value: Fraction, degree: int, bits: int) -> Fraction:
    shift = _scale(value, bits)
    scaled = value * 2 ** (shift * degree)
    return Fraction(_floor_root(scaled.numerator // scaled.denominator, degree), 2**shift)


def _root_above(value: Fraction, degree: int, bits: int) -> Fraction:
    shift = _scale(value, bits)
    scaled = value * 2 ** (shift * degree)
    return Fraction(_floor_root(-(-scaled.numerator // scaled.denominator), degree) + 1, 2**shift)


def power(a: Number, exponent: Fraction) -> Number:
    """a^(p/q); a negative base for integer exponents only."""
    if exponent.denominator > 1:
        a = root(a, exponent.denominator)
    times = abs(exponent.numerator)
    if times > 1000:
        raise UnknownError
    found: Number = Fraction(1)
    for bit in bin(times)[2:]:
        found = multiply(found, found)
        found = multiply(found, a) if bit == "1" else found
    return invert(found) if exponent < 0 else found


def exponential(a: Number) -> Number:
    """The exponential."""
    if a == Fraction(0):
        return Fraction(1)
    if max(map(abs, span(a, BITS[0]))) > _FARTHEST:
        raise UnknownError

    def enclosure(bits: int) -> Span:
        low, high = span(a, bits + 16)
        return _exp(low, bits)[0], _exp(high, bits)[1]

    return Real(enclosure)


def _exp(value: Fraction, bits: int) -> Span:
    """Taylor's series after halving the argument until it is below 1/2, then squaring."""
    halvings = max(0, int(abs(value)).bit_length() + 1)
    small, working = _cut(value, 2 * bits, up=False) / 2**halvings, 2 * bits + 4 * halvings
    slack = Fraction(1, 2 ** (2 * bits)) * (1 + abs(int(value)))  # of the cut
    total, term, n = Fraction(1), Fraction(1), 0
    while abs(term) > Fraction(1, 2**working):
        n += 1
        term = term * small / n
        term = _cut(term, working, up=False)
        total += term
    error = Fraction(n + 3, 2 ** (working - 1)) + 2 * slack
    low, high = _outwards(total - error, total + error, working)
    for _ in range(halvings):
        low, high = _outwards(low * low, high * high, working)
    return low, high


def logarithm(a: Number) -> Number:
    """The natural logarithm; undefined at and below 0."""
    if sign(a) <= 0:
        raise UndefinedError
    if a == Fraction(1):
        return Fraction(0)

    def enclosure(bits: int) -> Span:
        low, high = span(a, bits + 16)
        return _log(low, bits)[0], _log(high, bits)[1]

    return Real(enclosure)


def _log(value: Fraction, bits: int) -> Span:
    """log m 2^e = 2 artanh((m-1)/(m+1)) + 2 e artanh(1/3), with 1/2 < m < 2."""
    if value <= 0:
        raise UnknownError
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    mantissa = value / Fraction(2) ** exponent
    pieces = [(Fraction(1), (mantissa - 1) / (mantissa + 1)), (Fraction(exponent), Fraction(1, 3))]
    low = high = Fraction(0)
    for factor, argument in pieces:
        total, term, n, working = Fraction(0), argument, 1, 2 * bits
        while abs(term) > Fraction(1, 2**working):
            total += term / n
            term, n = _cut(term * argument * argument, working + 8, up=False), n + 2
        error = Fraction(2 * n + 4, 2**working)
        ends = [2 * factor * (total - error), 2 * factor * (total + error)]
        low, high = low + min(ends), high + max(ends)
    return _outwards(low, high, bits)


def sign(a: Number) -> int:
    """The sign: certain.

    Raises:
        UnknownError: if the enclosures do not tell, and no exact form is known.
    """
    if isinstance(a, Fraction):
        return (a > 0) - (a < 0)
    if a.exact is not None and not a.exact[0]:
        return 0
    for bits in BITS if a.exact is None else (*BITS, 2000, 8000):
        low, high = a.enclosure(bits)
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
    raise UnknownError


def compare(a: Number, b: Number) -> int:
    """The sign of a - b."""
    return 0 if a is b else sign(add(a, multiply(Fraction(-1), b)))


def largest(numbers: list[Number]) -> Number:
    """The largest of some numbers."""
    return reduce(lambda a, b: a if compare(a, b) >= 0 else b, numbers)
