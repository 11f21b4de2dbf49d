"""The independent oracle: the model's numbers straight from its definitions, by mpmath alone.

It imports nothing of the package and knows no closed form of the generated variance. Signal and
noise levels come from quadrature of the rate, the variance of one mode from quadrature of the
variation-of-constants integral of the backward equation, whose integrating factor is obtained by
quadrature of the weight as well; matrix roots come from eigen-decompositions; minimisers from a
dense scan. The noised-start law of an uncapped score is a² + b² λ̂ by definition of the model.

    dV/dt = 2 w² (1 − 2 m(T − t)) V + 2 w²,   w² at T − t,   a² = 1 − b²,   b = exp(−∫₀ᵘ w²)

How it is kept honest: every function that is integrated is expanded in Legendre polynomials on each
piece, the pieces are halved until the last coefficients are below the tolerance, and `RefusalError` is
raised where that does not happen. Numbers are returned at the working precision, which is higher
than `digits`. Give exact numbers (int, Fraction, text such as "1/3" or "0.2", mpf): a float is taken
as the binary number it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from mpmath import matrix, mp, mpf

Number = Any  # int, Fraction, text, mpf: whatever mpmath converts to the working precision
Rate = Callable[[Any], Any]

GUARD = 20  # digits carried beyond those asked for: clock differences and sums lose some
PIECES = 400  # pieces of one expansion before the oracle gives up: the stiffest of ours needs a sixth
LENGTH = "1.6"  # of a first piece, in log(u + shift): two halvings are seldom needed


class RefusalError(ArithmeticError):
    """Raised when the oracle cannot vouch for its number: it never returns a doubtful one."""


def rate_one(u: Any) -> Any:
    """Return the rate of the Ornstein-Uhlenbeck clock."""
    return 1 + 0 * u


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Everything but the spectrum: horizon T > 0, rate w²(u), cap C > 1 or None, start, digits."""

    horizon: Number
    rate: Rate = rate_one
    cap: Number | None = None
    start: Literal["noised", "standard"] = "noised"
    digits: int = 40

    def __post_init__(self) -> None:
        """Refuse a horizon, a cap or a start outside the model."""
        _number(self.horizon, "horizon", above=0)
        if self.cap is not None:
            _number(self.cap, "cap", above=1)
        if self.start not in ("noised", "standard"):
            raise ValueError(f"start must be 'noised' or 'standard', not {self.start!r}")

    @property
    def precision(self) -> int:
        """Return the working precision in digits."""
        return self.digits + GUARD


def _number(value: Number, name: str, *, above: int | None = None, least: int | None = None) -> Any:
    """Return a finite mpf at the current precision, or raise ValueError."""
    number = mp.mpmathify(value)
    if not isinstance(number, mpf) or not mp.isfinite(number):
        raise ValueError(f"{name} must be a finite real number, not {value!r}")
    if (above is not None and number <= above) or (least is not None and number < least):
        raise ValueError(f"{name} is out of its domain: {value!r}")
    return number


def _clipped(value: Any, low: Any, high: Any, digits: int) -> Any:
    """Return a value of [low, high], a rounding beyond its ends forgiven, or raise ValueError."""
    slack = mpf(10) ** -digits
    if not low * (1 - slack) <= value <= high * (1 + slack):
        raise ValueError(f"{mp.nstr(value)} is outside [{mp.nstr(low)}, {mp.nstr(high)}]")
    return max(low, min(high, value))


# -- Legendre expansions on one piece ------------------------------------------------------------


@dataclass(frozen=True)
class _Rule:
    """Gauss-Legendre rule on [-1, 1] with the matrices, in fixed point, that turn values at its nodes
    into Legendre coefficients and into integrals from -1 to each node."""

    nodes: list[Any]
    bits: int
    weights: list[int]
    coefficients: list[list[int]]
    integrals: list[list[int]]

    def apply(self, rows: Sequence[Sequence[int]], values: Sequence[Any]) -> list[Any]:
        """Return the product of a fixed-point matrix with a vector, accurate relative to its largest entry."""
        scale = max(mp.mag(value) for value in values if value) if any(values) else 0
        fixed = [int(mp.ldexp(value, self.bits - scale)) for value in values]
        shift = scale - 2 * self.bits
        return [mp.ldexp(sum(a * b for a, b in zip(row, fixed, strict=True)), shift) for row in rows]


def _legendre(x: Any, count: int) -> list[Any]:
    """Return P_0(x) .. P_{count-1}(x) by the three-term recurrence."""
    values = [mpf(1), x]
    for n in range(1, count - 1):
        values.append(((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1))
    return values[:count]


def _node(i: int, n: int) -> Any:
    """Return the i-th zero of P_n, in decreasing order, by Newton's method."""
    x = mp.cos(mp.pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
    for _ in range(20):
        p = _legendre(x, n + 1)
        step = p[n] * (x * x - 1) / (n * (x * p[n] - p[n - 1]))
        x -= step
        if abs(step) < mpf(10) ** (-mp.dps // 2 - 5):  # quadratic: the next error is its square
            return x
    raise RefusalError(f"no Gauss-Legendre node {i} of {n}")


@lru_cache(maxsize=8)
def _rule(precision: int) -> _Rule:
    """Return the rule whose size suits a working precision in decimal digits."""
    count = 4 * (precision // 5)
    with mp.workdps(precision + 10):
        nodes = [_node(i, count) for i in reversed(range(count))]
        table = [_legendre(x, count + 1) for x in nodes]
        weights = [
            2 * (1 - x * x) / (count * (p[count - 1] - x * p[count])) ** 2 for x, p in zip(nodes, table, strict=True)
        ]
        analysis = [[(2 * n + 1) * w * p[n] / 2 for w, p in zip(weights, table, strict=True)] for n in range(count)]
        primitive = [
            [x + 1] + [(p[n + 1] - p[n - 1]) / (2 * n + 1) for n in range(1, count)]
            for x, p in zip(nodes, table, strict=True)
        ]
        columns = list(zip(*analysis, strict=True))
        integrals = [[mp.fdot(row, column) for column in columns] for row in primitive]
        bits = mp.prec

        def fix(row: Sequence[Any]) -> list[int]:
            return [int(mp.ldexp(value, bits)) for value in row]

        return _Rule(nodes, bits, fix(weights), [fix(r) for r in analysis], [fix(r) for r in integrals])


def _resolved(tail: Sequence[Any], size: Any, digits: int) -> bool:
    """Whether the last Legendre coefficients are negligible beside `size`."""
    return bool(max(abs(c) for c in tail) <= size * mpf(10) ** (-digits - 4))


class _Series:
    """A Legendre series Σ c_n P_n(z) on [-1, 1], accurate relative to its largest coefficient."""

    def __init__(self, coefficients: Sequence[Any]) -> None:
        """Store the coefficients in fixed point, without a tail that cannot be told from rounding."""
        self._bits = mp.prec + 10
        self._scale = max(mp.mag(c) for c in coefficients if c) if any(coefficients) else 0
        fixed = [int(mp.ldexp(c, self._bits - self._scale)) for c in coefficients]
        while len(fixed) > 1 and abs(fixed[-1]) < 1 << 20:  # ten bits of rounding beyond the working precision
            fixed.pop()
        self._fixed = fixed

    def __call__(self, z: Any) -> Any:
        """Return the sum at z by Clenshaw's recurrence."""
        place, ahead, after = int(mp.ldexp(z, self._bits)), 0, 0
        for n in range(len(self._fixed) - 1, 0, -1):
            raised = ((2 * n + 1) * place * ahead >> self._bits) // (n + 1)
            ahead, after = self._fixed[n] + raised - (n + 1) * after // (n + 2), ahead
        total = self._fixed[0] + (place * ahead >> self._bits) - after // 2
        return mp.ldexp(total, self._scale - self._bits)


# -- the clock -----------------------------------------------------------------------------------


class Clock:
    """The integral of the rate over [0, u], by quadrature of the rate, for every u in [0, T]."""

    def __init__(self, setting: Setting) -> None:
        """Expand the rate on pieces of [0, T] and integrate it from 0."""
        self.setting = setting
        self.rate = setting.rate
        with mp.workdps(setting.precision):
            self.horizon = _number(setting.horizon, "horizon", above=0)
            self._ends: list[Any] = [mpf(0)]
            self._totals: list[Any] = [mpf(0)]
            self._pieces: list[tuple[Any, Any, _Series]] = []
            self._extend(mpf(0), self.horizon)
            if self._totals[-1] == 0:
                raise ValueError("the rate is zero on all of [0, T]")

    def _extend(self, low: Any, high: Any) -> None:
        """Append the piece [low, high], halved as often as the rate needs."""
        rule = _rule(self.setting.precision)
        middle, half = (low + high) / 2, (high - low) / 2
        values = [_number(self.rate(middle + half * z), "rate", least=0) for z in rule.nodes]
        c = rule.apply(rule.coefficients, values)
        if not _resolved(c[-3:], max(values), self.setting.digits + GUARD // 2):
            if high - low < self.horizon / PIECES:
                raise RefusalError(f"the rate is not smooth near u = {mp.nstr(middle)}, or not computed by mpmath")
            self._extend(low, middle)
            self._extend(middle, high)
            return
        integrals = [half * value for value in rule.apply(rule.integrals, values)]
        if low == 0:  # the mean rate over [0, u]: its product with u is accurate relative to itself, however small u is
            integrals = [i / (middle + half * z) for i, z in zip(integrals, rule.nodes, strict=True)]
        self._pieces.append((middle, half, _Series(rule.apply(rule.coefficients, integrals))))
        self._totals.append(self._totals[-1] + half * rule.apply([rule.weights], values)[0])
        self._ends.append(high)

    def rate_integral(self, u: Any) -> Any:
        """Return ∫₀ᵘ w², for 0 <= u <= T."""
        if u == 0:
            return mpf(0)
        i = bisect_left(self._ends, u) - 1
        middle, half, series = self._pieces[i]
        value = series((u - middle) / half)
        return self._totals[i] + value if i else u * value

    def signal(self, u: Any) -> Any:
        """Return b²."""
        return mp.exp(-2 * self.rate_integral(u))

    def noise(self, u: Any) -> Any:
        """Return a² = 1 − b², without cancellation."""
        return -mp.expm1(-2 * self.rate_integral(u))

    def noised(self, variance: Any, u: Any) -> Any:
        """Return a² + b² times a variance: the law of the noised latent at u."""
        return self.noise(u) + self.signal(u) * variance


@lru_cache(maxsize=64)
def _clock(setting: Setting) -> Clock:
    """Return the clock of a setting, once."""
    return Clock(setting)


def _bisect(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """Return the zero of a function that is < 0 at low and >= 0 at high, to relative working precision."""
    while high - low > 4 * mp.eps * high:
        # far from zero in ratio the geometric mean gains more than the arithmetic one
        middle = mp.sqrt(low * high) if low > 0 and high > 4 * low else (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return high


# -- one mode ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Piece:
    """The generated variance on u in [low, high], as a Legendre series in log(u + shift)."""

    low: Any
    high: Any
    middle: Any
    half: Any
    series: _Series


class ModePath:
    """The generated variance of one mode for every time left u in [low, T], by quadrature.

    The weight is that of the score built on `estimate` (the true variance for the exact score). An
    uncapped score on an estimate of 0 has an infinite weight at u = 0, where V − a² has been multiplied
    by exp(−∞): there the value is the limit 0, and `low` must be positive to have values in between.
    """

    def __init__(self, estimate: Number, clock: Clock, *, low: Number = 0) -> None:
        """Integrate from u = T down to u = low."""
        setting = clock.setting
        self.clock, self.digits, self._precision = clock, setting.digits, setting.precision
        with mp.workdps(self._precision):
            self._limit = mpf(0) if setting.cap is None else 1 / _number(setting.cap, "cap", above=1)
            self.estimate = _number(estimate, "estimate", least=0)
            self.low = _number(low, "low", least=0)
            self.singular = bool(self.estimate == 0 and self._limit == 0)
            if self.low > clock.horizon or (self.singular and self.low == 0):
                raise ValueError(f"low must be in [0, T], and positive for an infinite weight: {low!r}")
            self.switch = self._find_switch()
            self._shift = self._find_shift()
            self._pieces: list[_Piece] = []
            self._last = clock.noised(self.estimate, clock.horizon) if setting.start == "noised" else mpf(1)
            self._start = self._last
            self._integrate()
            self._lows = [-piece.low for piece in self._pieces]

    def weight(self, u: Any) -> Any:
        """Return m(u) = min(C, 1/(a² + b² λ̂)), from the definition."""
        return 1 / max(self._limit, self.clock.noised(self.estimate, u))

    def slope(self, u: Any, variance: Any) -> Any:
        """Return dV/dt at time left u, from the backward equation."""
        rate = _number(self.clock.rate(u), "rate", least=0)
        return 2 * rate * ((1 - 2 * self.weight(u)) * variance + 1)

    def _find_switch(self) -> Any:
        """Return the u at which the cap switches, or 0 or T."""
        clock, limit = self.clock, self._limit
        if self.estimate >= limit:  # a² + b² λ̂ lies between λ̂ and 1, and 1 > 1/C
            return mpf(0)
        if clock.noised(self.estimate, clock.horizon) <= limit:
            return clock.horizon
        return _bisect(lambda u: clock.noised(self.estimate, u) - limit, mpf(0), clock.horizon)

    def _find_shift(self) -> Any:
        """Return the scale in u below which nothing happens: it steers the first pieces only."""
        mean_rate = self.clock.rate_integral(self.clock.horizon) / self.clock.horizon
        scale = min(mpf(1), max(self.estimate, self._limit)) / (2 * mean_rate)
        return min(scale, self.clock.horizon)

    def _breaks(self) -> list[Any]:
        """Return decreasing first breakpoints from T to low, the switch among them."""
        clock = self.clock
        mean_rate = clock.rate_integral(clock.horizon) / clock.horizon
        points, factor = [clock.horizon], mp.exp(-mpf(LENGTH))
        while points[-1] > self.low:
            u = max((points[-1] + self._shift) * factor - self._shift, points[-1] - 1 / mean_rate)
            if u <= self.low or (u - self.low) < (points[-1] - u) / 8:
                u = self.low
            if u < self.switch < points[-1]:
                u = self.switch
            points.append(u)
        return points

    def _integrate(self) -> None:
        """Fill the list of pieces, generation running from u = T downwards."""
        points = self._breaks()
        for high, low in pairwise(points):
            self._extend(high, low)

    def _extend(self, high: Any, low: Any) -> None:
        """Append the piece from high down to low, halved as often as it needs."""
        top, bottom = mp.log(high + self._shift), mp.log(low + self._shift)
        middle, half = (top + bottom) / 2, (top - bottom) / 2
        solved = self._solve(middle, half)
        if solved is None:
            if half < mpf(1) / PIECES or len(self._pieces) == PIECES:
                raise RefusalError(f"the backward equation is not resolved near u = {mp.nstr(high)}")
            centre = mp.exp(middle) - self._shift
            self._extend(high, centre)
            self._extend(centre, low)
            return
        series, self._last = solved
        self._pieces.append(_Piece(low, high, middle, half, series))

    def _solve(self, middle: Any, half: Any) -> tuple[_Series, Any] | None:
        """Return the series of V on one piece and its value at the end, or None if not resolved.

        V(z) = e^G(z) (V(-1) + ∫ e^-G f), G = ∫ g, with z from -1 to 1 as generation runs,
        g = 2 w² (1 − 2m) dt/dz and f = 2 w² dt/dz.
        """
        rule, digits = _rule(self._precision), self.digits
        source, drift = [], []
        for z in rule.nodes:
            shifted = mp.exp(middle - half * z)
            u = max(mpf(0), min(self.clock.horizon, shifted - self._shift))
            source.append(2 * _number(self.clock.rate(u), "rate", least=0) * half * shifted)
            drift.append(source[-1] * (1 - 2 * self.weight(u)))
        total, *tail = rule.apply([rule.weights, *rule.coefficients[-3:]], drift)
        if abs(total) > 8 or not _resolved(tail, 1, digits):
            return None
        growth = [mp.exp(g) for g in rule.apply(rule.integrals, drift)]
        forcing = [f / e for f, e in zip(source, growth, strict=True)]
        gained, *tail = rule.apply([rule.weights, *rule.coefficients[-3:]], forcing)
        forced = rule.apply(rule.integrals, forcing)
        values = [e * (self._last + i) for e, i in zip(growth, forced, strict=True)]
        c = rule.apply(rule.coefficients, values)
        if not _resolved([*tail, *c[-3:]], min(values), digits) or min(values) <= 0:
            return None
        return _Series(c), mp.exp(total) * (self._last + gained)

    def variance(self, u: Number) -> Any:
        """Return V at time left u, in [low, T] (or 0)."""
        with mp.workdps(self._precision):
            u = _number(u, "u", least=0)
            if u == 0 and self.singular:
                return mpf(0)
            u = _clipped(u, self.low, self.clock.horizon, self.digits)
            if u == self.clock.horizon:
                return self._start
            if u == self.low:
                return self._last
            piece = self._pieces[bisect_left(self._lows, -u)]
            z = (piece.middle - mp.log(u + self._shift)) / piece.half
            return piece.series(max(mpf(-1), min(mpf(1), z)))  # a rounding beyond the ends


def noise_level(u: Number, setting: Setting) -> Any:
    """Return the noise level a² at u, from quadrature of the rate."""
    clock = _clock(setting)
    with mp.workdps(setting.precision):
        return clock.noise(_clipped(_number(u, "u", least=0), mpf(0), clock.horizon, setting.digits))


def time_left(noise: Number, setting: Setting) -> Any:
    """Return the u in [0, T] with a² = noise, by bisection: the inverse clock on [0, a_T²]."""
    clock = _clock(setting)
    with mp.workdps(setting.precision):
        top = clock.noise(clock.horizon)
        level = _clipped(_number(noise, "noise", least=0), mpf(0), top, setting.digits)
        return _bisect(lambda u: clock.noise(u) - level, mpf(0), clock.horizon) if level else mpf(0)


def mode_variance(estimate: Number, u: Number, setting: Setting) -> Any:
    """Return the generated variance of one mode when u of the noise time is left (t = T − u)."""
    clock = _clock(setting)
    with mp.workdps(setting.precision):
        left = _clipped(_number(u, "u", least=0), mpf(0), clock.horizon, setting.digits)
        if left == 0 and setting.cap is None and mp.mpmathify(estimate) == 0:
            return mpf(0)
        return ModePath(estimate, clock, low=left).variance(left)


def mode_variance_taylor(estimate: Number, u: Number, setting: Setting, rate_integral: Rate) -> Any:
    """Return the same variance by mpmath's Taylor method for the equation in t: slow, shares no step.

    `rate_integral` is u ↦ ∫₀ᵘ w², done by hand, so that not even the clock is shared.
    """
    with mp.workdps(setting.digits + 5):
        horizon, left = _number(setting.horizon, "horizon", above=0), _number(u, "u", least=0)
        hat = _number(estimate, "estimate", least=0)
        limit = mpf(0) if setting.cap is None else 1 / _number(setting.cap, "cap", above=1)

        def latent(w: Any) -> Any:
            return -mp.expm1(-2 * rate_integral(w)) + mp.exp(-2 * rate_integral(w)) * hat

        value = latent(horizon) if setting.start == "noised" else mpf(1)
        cuts = [horizon, left]
        if latent(horizon) > limit > latent(left):
            cuts.insert(1, mp.findroot(lambda w: latent(w) - limit, (left, horizon), solver="anderson"))
        for high, low in pairwise(cuts):
            capped = latent((high + low) / 2) < limit

            def slope(t: Any, v: Any, high: Any = high, capped: bool = capped) -> Any:
                m = 1 / limit if capped else 1 / latent(high - t)
                return 2 * setting.rate(high - t) * ((1 - 2 * m) * v + 1)

            if high > low:
                value = mp.odefun(slope, 0, value)(high - low)
        return value


# -- matrices ------------------------------------------------------------------------------------


def _root(a: Any) -> Any:
    """Return the symmetric square root of a covariance."""
    values, vectors = mp.eigsy(a)
    return vectors * mp.diag([mp.sqrt(v) for v in _spectrum(values)]) * vectors.T


def _spectrum(values: Any) -> list[Any]:
    """Return eigenvalues with rounding below zero removed, or raise where it is no rounding."""
    size = max(abs(v) for v in values)
    if min(values) < -size * mpf(10) ** (-mp.dps // 3):
        raise ValueError(f"not a covariance to the digits carried: eigenvalue {mp.nstr(min(values))} is negative")
    return [max(mpf(0), v) for v in values]


def frechet_squared(a: Any, b: Any, *, digits: int = 40) -> Any:
    """Return tr(A + B − 2 (B^½ A B^½)^½) of two covariances (nested lists or mpmath matrices).

    A root turns a rounded zero of 10^-p into 10^-p/2, and there are two: four times the digits.
    """
    with mp.workdps(4 * (digits + 10)):
        left, right = matrix(a), matrix(b)
        if left.rows != left.cols or (left.rows, left.cols) != (right.rows, right.cols):
            raise ValueError("two square matrices of one size are needed")
        if left != left.T or right != right.T:
            raise ValueError("a covariance is symmetric")
        root = _root(right)
        inner = root * left * root
        values = mp.eigsy((inner + inner.T) / 2, eigvals_only=True)
        trace = mp.fsum(left[i, i] + right[i, i] for i in range(left.rows))
        return trace - 2 * mp.fsum(mp.sqrt(v) for v in _spectrum(values))


# -- the error -----------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _path(estimate: Number, setting: Setting) -> ModePath:
    """Return the path of one mode on all of [0, T], or down to the first scan point where it is singular."""
    clock = _clock(setting)
    with mp.workdps(setting.precision):
        singular = setting.cap is None and mp.mpmathify(estimate) == 0
        return ModePath(estimate, clock, low=_positions(clock.horizon)[1] if singular else 0)


def _positions(end: Any) -> list[Any]:
    """Return the scan points of [0, end]: both ends, and a linear and two logarithmic grids between."""
    fine = [mpf(10) ** (-mpf(i) / 6) for i in range(6 * 30 + 1)]
    near = [1 - mpf(10) ** (-mpf(i) / 2) for i in range(1, 40)]
    even = [mpf(i) / 64 for i in range(65)]
    return [end * p for p in sorted({*fine, *near, *even})]


class ErrorCurve:
    """E(k, ·) from the definitions, for a diagonal spectrum: kept modes generated, the others lost.

    `true` and `estimated` hold variances in the order in which the encoder keeps the directions; for
    the exact score they are the same list.
    """

    def __init__(self, k: int, true: Sequence[Number], estimated: Sequence[Number], setting: Setting) -> None:
        """Check the instance and convert it."""
        if len(true) != len(estimated) or not 1 <= k <= len(true):
            raise ValueError(f"need two spectra of one length D and 1 <= k <= D: {len(true)}, {len(estimated)}, {k}")
        self.k, self.setting, self.clock = k, setting, _clock(setting)
        self.by_definition = setting.cap is None and setting.start == "noised"
        self.precision = 2 * setting.digits + 50 if self.by_definition else setting.precision
        with mp.workdps(self.precision):
            self.true = [_number(v, "true variance", least=0) for v in true]
            self.roots = [mp.sqrt(v) for v in self.true]
            self.estimated = [_number(v, "estimated variance", least=0) for v in estimated[:k]]
            self.lost = mp.fsum(self.true[k:])
            self.scale = mp.fsum(self.true) + mp.fsum(self.estimated) + 1
        self.paths = () if self.by_definition else tuple(_path(v, setting) for v in estimated[:k])
        with mp.workdps(self.precision):
            self.end = self.clock.noise(self.clock.horizon) if self.by_definition else self.clock.horizon

    def variances(self, position: Any) -> list[Any]:
        """Return the k generated variances at noise level x (by definition) or at time left u (by quadrature)."""
        if self.by_definition:
            return [position + (1 - position) * v for v in self.estimated]
        return [path.variance(position) for path in self.paths]

    def value(self, position: Any) -> Any:
        """Return E = Σ_{j≤k} (√V_j − s_j)² + Σ_{j>k} λ_j, at x or u as in `variances`."""
        kept = zip(self.variances(position), self.roots, strict=False)
        return mp.fsum((mp.sqrt(v) - s) ** 2 for v, s in kept) + self.lost

    def slope(self, u: Any) -> Any:
        """Return dE/du, dV/dt being the right side of the backward equation."""
        slopes = []
        for path, s in zip(self.paths, self.roots, strict=False):
            v = path.variance(u)
            slopes.append(-(1 - s / mp.sqrt(v)) * path.slope(u, v))
        return mp.fsum(slopes)


def error(k: int, u: Number, true: Sequence[Number], estimated: Sequence[Number], setting: Setting) -> Any:
    """Return E(k, t), squared, when u = T − t of the noise time is left, as a sum over modes."""
    curve = ErrorCurve(k, true, estimated, setting)
    with mp.workdps(curve.precision):
        left = _clipped(_number(u, "u", least=0), mpf(0), curve.clock.horizon, setting.digits)
        return curve.value(curve.clock.noise(left) if curve.by_definition else left)


def error_dense(k: int, u: Number, true: Sequence[Number], estimated: Sequence[Number], setting: Setting) -> Any:
    """Return the same E(k, t) as the Fréchet distance of the decoded D x D covariance and the data's.

    The encoder keeps the first k coordinates; each generated variance solves the backward equation.
    """
    with mp.workdps(setting.precision):
        encoder = matrix(k, len(true))
        for j in range(k):
            encoder[j, j] = 1
        latent = mp.diag([mode_variance(v, u, setting) for v in estimated[:k]])
        data = mp.diag([_number(v, "true variance", least=0) for v in true])
        return frechet_squared(encoder.T * latent * encoder, data, digits=setting.digits)


# -- the best stopping level ---------------------------------------------------------------------


class Best(NamedTuple):
    """A minimiser of E(k, ·): the noise level x = a² in [0, a_T²], and the error there."""

    noise: Any
    error: Any


def best_noise(k: int, true: Sequence[Number], estimated: Sequence[Number], setting: Setting) -> Best:
    """Return a global minimiser of E(k, ·) by brute force: a dense scan, every valley of it refined.

    A constant E gives noise 0. Valleys narrower than the scan (6 points in a decade down to 1e-30 of
    the interval, 64 even ones, and as near to its other end as 1e-19) are not seen.
    """
    curve = ErrorCurve(k, true, estimated, setting)
    with mp.workdps(curve.precision):
        points = [mpf(0), *_positions(curve.end)[1:]]
        values = [curve.value(p) for p in points]
        if max(values) - min(values) <= curve.scale * mpf(10) ** (-setting.digits - 2):
            return Best(mpf(0), values[0])
        refine = _golden_valleys if curve.by_definition else _slope_valleys
        found = [(points[0], values[0]), (points[-1], values[-1]), *refine(curve, points, values)]
        place, lowest = min(found, key=lambda pair: pair[1])
        if lowest > min(values) + curve.scale * mpf(10) ** (-setting.digits):
            raise RefusalError("the refined minima lie above the scan: a valley was missed")
        return Best(place if curve.by_definition else curve.clock.noise(place), lowest)


def _golden_valleys(curve: ErrorCurve, points: list[Any], values: list[Any]) -> list[tuple[Any, Any]]:
    """Return the local minima of E by golden section, at twice the digits: it halves them."""
    found = []
    ratio = (mp.sqrt(5) - 1) / 2
    for i in range(len(points)):
        low, high = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        if values[i] > min(values[max(i - 1, 0)], values[min(i + 1, len(points) - 1)]):
            continue
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        at_left, at_right = curve.value(left), curve.value(right)
        while high - low > high * mpf(10) ** (-curve.setting.digits - 5):
            if at_left <= at_right:
                high, right, at_right = right, left, at_left
                left = high - ratio * (high - low)
                at_left = curve.value(left)
            else:
                low, left, at_left = left, right, at_right
                right = low + ratio * (high - low)
                at_right = curve.value(right)
            if high < points[1] * mpf(10) ** (-curve.setting.digits):
                break
        found.append(min(((left, at_left), (right, at_right)), key=lambda pair: pair[1]))
    return found


def _slope_valleys(curve: ErrorCurve, points: list[Any], values: list[Any]) -> list[tuple[Any, Any]]:
    """Return the local minima of E by bisection of its slope, which the backward equation gives."""
    singular = any(path.singular for path in curve.paths)
    inner = points[1:] if singular else points
    slopes = [curve.slope(u) for u in inner]
    found = []
    for low, high, before, after in zip(inner, inner[1:], slopes, slopes[1:], strict=False):
        if before < 0 <= after:
            place = _bisect(curve.slope, low, high)
            found.append((place, curve.value(place)))
    return found
