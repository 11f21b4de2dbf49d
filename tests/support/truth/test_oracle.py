"""The oracle checked against what is known on paper, and against a second method that shares no step."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import oracle
import pytest
from mpmath import matrix, mp, mpf
from oracle import Setting

Q = Fraction
TIGHT = mpf(10) ** -38  # asked for 40 digits, so two are left to the comparison's own rounding


def linear(u: Any) -> Any:
    """Return the linear rate 0.05 + 9.95 u."""
    return mpf(1) / 20 + mpf(199) / 20 * u


def linear_integral(u: Any) -> Any:
    """Return its integral over [0, u], done by hand."""
    return u / mpf(20) + mpf(199) / 40 * u * u


def identity(u: Any) -> Any:
    """Return the integral of rate one."""
    return u


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    """Compare at 60 digits, and insist that no call leaves the precision changed."""
    before = mp.dps
    mp.dps = 60
    yield
    assert mp.dps == 60
    mp.dps = before


def close(a: Any, b: Any, tolerance: Any = TIGHT) -> bool:
    """Whether two numbers agree to a relative tolerance."""
    return bool(abs(a - b) <= tolerance * max(abs(a), abs(b)))


def exact(value: Fraction | int) -> Any:
    """Return a rational at the working precision."""
    return mpf(value.numerator) / value.denominator


def test_oracle_imports_nothing_of_ours() -> None:
    """mpmath and the standard library, and nothing else."""
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "." for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    outside = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert outside == {"mpmath"}


# -- the clock ------------------------------------------------------------------------------------


def test_clock_of_the_linear_rate_is_the_integral_by_hand() -> None:
    """∫ (β₀ + β₁ u) du = β₀ u + β₁ u²/2, relative to itself even at tiny u; and the inverse."""
    setting = Setting(horizon=2, rate=linear)
    for u in (mpf(10) ** -30, mpf(10) ** -6, mpf(1) / 3, mpf(2)):
        x = oracle.noise_level(u, setting)
        assert close(x, -mp.expm1(-2 * linear_integral(u)))
        # beyond u = 1/3 the level is so near 1 that it no longer tells u
        assert u > 1 or close(oracle.time_left(x, setting), u)
    assert not close(oracle.noise_level(mpf(1) / 3, setting), -mp.expm1(-linear_integral(mpf(1) / 3)))


# -- one mode -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [oracle.rate_one, linear])
@pytest.mark.parametrize("estimate", [Q(1, 10**12), Q(1, 4), 1 - Q(1, 10**15), 1, Q(7, 2), 10**6])
@pytest.mark.parametrize("horizon", [Q(1, 10**6), 2, 8])
def test_noised_start_stays_the_noised_law(estimate: Fraction, horizon: Fraction, rate: Any) -> None:
    """With the exact or plug-in score, V = a² + b² λ̂ at every time: the marginals are those of the noising."""
    if rate is linear and horizon == 8:
        horizon = Q(3)  # the integral is quadratic: 46 at u = 3, which is beyond any use already
    setting = Setting(horizon=horizon, rate=rate)
    path = oracle.ModePath(estimate, oracle.Clock(setting))
    for share in (Q(0), Q(1, 10**9), Q(1, 7), Q(1, 2), Q(1)):
        u = exact(horizon * share)
        x = -mp.expm1(-2 * (linear_integral(u) if rate is linear else u))
        assert close(path.variance(u), x + (1 - x) * exact(estimate))


def test_estimate_one_from_the_standard_start_is_one() -> None:
    """λ̂ = 1 makes the weight 1, and V = 1 solves dV/dt = 2 w² (1 − V) for any rate."""
    path = oracle.ModePath(1, oracle.Clock(Setting(horizon=2, rate=linear, start="standard")))
    assert all(close(path.variance(mpf(i) / 10), mpf(1)) for i in range(21))
    off = oracle.ModePath(1 + Q(1, 10**30), oracle.Clock(Setting(horizon=2, start="standard")))
    assert not close(off.variance(0), mpf(1))


@pytest.mark.parametrize("estimate", [Q(1, 10**12), Q(1, 10**3), Q(1, 4), Q(3, 2), 10**6])
@pytest.mark.parametrize("horizon", [Q(1, 10**6), Q(1, 3), 8])
def test_standard_start_ends_at_equation_21(estimate: Fraction, horizon: Fraction) -> None:
    """P5, OU: V_T = λ̂ (1 − 2cq + cq²) / (1 − 2cq + c²q²), c = 1 − λ̂, q = e^{−2T}."""
    c, q = 1 - exact(estimate), mp.exp(-2 * exact(horizon))
    setting = Setting(horizon=horizon, start="standard")
    claimed = exact(estimate) * (1 - 2 * c * q + c * q**2) / (1 - 2 * c * q + c**2 * q**2)
    assert close(oracle.mode_variance(estimate, 0, setting), claimed)
    assert not close(oracle.mode_variance(estimate + Q(1, 10**50), 0, setting), 2 * claimed, mpf("0.1"))


@pytest.mark.parametrize(("cap", "horizon"), [(10**6, Q(1, 10**7)), (3, Q(1, 9)), (Q(10001, 10000), 4)])
def test_cap_active_throughout(cap: Fraction, horizon: Fraction) -> None:
    """λ̂ = 0 and a_T² < 1/C: constant weight, V = 1/(2C−1) + (V₀ − 1/(2C−1)) e^{(2−4C) t}."""
    setting = Setting(horizon=horizon, cap=cap, start="standard")
    rest = 1 / (2 * exact(cap) - 1)
    for share in (Q(0), Q(1, 3), Q(9, 10)):
        t = exact(horizon * (1 - share))
        expected = rest + (1 - rest) * mp.exp((2 - 4 * exact(cap)) * t)
        assert close(oracle.mode_variance(0, exact(horizon * share), setting), expected)


@pytest.mark.parametrize("estimate", [Q(0), Q(1, 10**12), Q(1, 10**7), Q(1, 50)])
@pytest.mark.parametrize("cap", [Q(3, 2), 40, 10**6])
@pytest.mark.parametrize("horizon", [Q(3, 5), 8])
def test_cap_active_from_some_time_on_ends_at_the_value_of_p5(estimate: Fraction, cap: Fraction, horizon: Any) -> None:
    """P5, OU, standard start: V_T of the printed proof, t' being when the cap sets in, b² = (1 − 1/C)/(1 − λ̂)."""
    if estimate * cap >= 1:
        cap = Q(49)
    bound, T, c = exact(Q(cap)), exact(Q(horizon)), 1 - exact(estimate)
    left = -mp.log((1 - 1 / bound) / c) / 2  # T − t'
    q, g, e = mp.exp(-2 * T), mp.exp(-2 * left), mp.exp((2 - 4 * bound) * left)
    before = (1 - c * g) * (1 - 2 * c * q + c * mp.exp(-2 * (2 * T - left))) / (1 - c * q) ** 2
    claimed = (1 - e) / (2 * bound - 1) + e * before
    assert left < T
    setting = Setting(horizon=horizon, cap=cap, start="standard")
    assert close(oracle.mode_variance(estimate, 0, setting), claimed)
    assert not close(oracle.mode_variance(estimate, 0, replace(setting, cap=cap + Q(1, 10**30))), claimed)


@pytest.mark.parametrize(
    ("estimate", "left", "rate", "setting"),
    [
        (Q(1, 4), Q(0), oracle.rate_one, Setting(horizon=1)),
        (Q(1, 4), Q(1, 3), oracle.rate_one, Setting(horizon=2, start="standard")),
        (Q(1, 10), Q(0), oracle.rate_one, Setting(horizon=1, cap=3, start="standard")),
        (Q(1, 10), Q(1, 5), oracle.rate_one, Setting(horizon=1, cap=3)),
        (3, Q(1, 10), oracle.rate_one, Setting(horizon=1, start="standard")),
        (Q(1, 100), Q(1, 100), linear, Setting(horizon=Q(1, 2), cap=20, start="standard")),
    ],
)
def test_quadrature_agrees_with_taylor(estimate: Any, left: Any, rate: Any, setting: Setting) -> None:
    """Two routes that share no step: quadrature, and mpmath's Taylor method with the clock done by hand."""
    setting = replace(setting, rate=rate, digits=20)
    integral = linear_integral if rate is linear else identity
    slow = oracle.mode_variance_taylor(estimate, left, setting, integral)
    # the Taylor method works at 25 digits
    assert close(oracle.mode_variance(estimate, left, setting), slow, mpf(10) ** -23)
    near = oracle.mode_variance(estimate + Q(1, 10**20), left, setting)
    assert not close(near, slow, mpf(10) ** -23)


@pytest.mark.parametrize(
    ("estimate", "setting"),
    [
        (Q(1, 10**12), Setting(horizon=8, cap=10**6)),
        (0, Setting(horizon=8, cap=10**6, start="standard")),
        (Q(1, 50), Setting(horizon=2, cap=7, rate=linear, start="standard")),
        (10**6, Setting(horizon=8, start="standard")),
    ],
)
def test_path_satisfies_the_equation_between_its_nodes(estimate: Any, setting: Setting) -> None:
    """dV/dt by numerical differentiation of the path equals the right side; with drift 2(1 − m) it does not."""
    path = oracle.ModePath(estimate, oracle.Clock(setting))
    for share in ("0.91", "0.37", "1e-2", "3e-7", "1e-13"):
        u = path.clock.horizon * mpf(share)
        v, h = path.variance(u), u / 10**4
        ahead = [path.variance(u + i * h) for i in (-3, -2, -1, 1, 2, 3)]
        derivative = -mp.fdot([-1, 9, -45, 45, -9, 1], ahead) / (60 * h)
        right = path.slope(u, v)
        scale = v / u + abs(right)  # the formula's error is (h/u)⁶ of this, and u over V's own scale more
        assert abs(derivative - right) < scale * mpf(10) ** -18
        wrong = 2 * setting.rate(u) * ((1 - path.weight(u)) * v + 1)
        assert abs(derivative - wrong) > abs(right - wrong) / 2 > 0


def test_infinite_weight_has_the_limit_zero() -> None:
    """λ̂ = 0 without a cap: V falls to 0 as u does, and the value at u = 0 is that limit."""
    for start in ("noised", "standard"):
        setting = Setting(horizon=2, start=start)
        values = [oracle.mode_variance(0, mpf(10) ** -n, setting) for n in (3, 6, 9)]
        assert all(0 < after < before / 900 for before, after in pairwise(values))
        assert oracle.mode_variance(0, 0, setting) == 0
    assert oracle.mode_variance(0, 0, Setting(horizon=2, cap=5)) > mpf(1) / 10


def test_doubtful_input_is_refused() -> None:
    """Never NaN, never a number nobody vouches for."""
    for bad in (math.nan, math.inf, -1, "nan", mpf("-1e-30")):
        with pytest.raises(ValueError, match="estimate"):
            oracle.mode_variance(bad, 0, Setting(horizon=1))
    for arguments in ({"horizon": 0}, {"horizon": math.nan}, {"horizon": 1, "cap": 1}, {"horizon": 1, "start": "x"}):
        with pytest.raises(ValueError, match=r"horizon|cap|start"):
            Setting(**arguments)
    with pytest.raises(ValueError, match="outside"):
        oracle.mode_variance(1, 2, Setting(horizon=1))
    with pytest.raises(ValueError, match="rate"):
        oracle.mode_variance(1, 0, Setting(horizon=1, rate=lambda u: u - 1))
    for doubtful in (lambda u: abs(u - mpf(1) / 3), lambda u: mpf(math.exp(float(u)))):
        with pytest.raises(oracle.RefusalError, match="rate"):
            oracle.mode_variance(Q(1, 2), 0, Setting(horizon=1, rate=doubtful))
    with pytest.raises(ValueError, match="k <= D"):
        oracle.error(3, 0, [1, 1], [1, 1], Setting(horizon=1))


# -- matrices -------------------------------------------------------------------------------------


def test_frechet_of_commuting_covariances_is_the_sum_over_modes() -> None:
    """Σ (√A_j − √B_j)² in any common basis, zeros and twelve decades included."""
    a, b = [mpf(4), mpf(0), mpf(10) ** -12, mpf(0)], [mpf(1), mpf(9), mpf(0), mpf(0)]
    expected = (2 - 1) ** 2 + 9 + mpf(10) ** -12
    turn = mp.qr(matrix([[1, 2, 0, 1], [3, 1, 1, 0], [0, 1, 5, 2], [1, 0, 1, 1]]))[0]
    with mp.workdps(250):  # so that the turned matrices are singular to all the digits that are asked for
        turn = mp.qr(matrix([[1, 2, 0, 1], [3, 1, 1, 0], [0, 1, 5, 2], [1, 0, 1, 1]]))[0]
        turned = [turn * mp.diag(v) * turn.T for v in (a, b)]
        turned = [(m + m.T) / 2 for m in turned]
    assert close(oracle.frechet_squared(mp.diag(a), mp.diag(b)), expected)
    assert close(oracle.frechet_squared(*turned), expected)
    assert not close(oracle.frechet_squared(mp.diag(a), mp.diag(b[::-1])), expected)


def test_frechet_of_singular_and_of_two_by_two_covariances() -> None:
    """|a|² + |b|² − 2 |a·b| for rank one; tr √M = √(tr M + 2 √det M) for two by two; symmetric; zero on itself."""
    x, y = matrix([1, 2, -1]), matrix([0, 1, 3])
    assert close(oracle.frechet_squared(x * x.T, y * y.T), mpf(6 + 10 - 2 * 1))
    a, b = matrix([[2, 1], [1, 3]]), matrix([[1, -1], [-1, 4]])
    product = a * b  # similar to B^½ A B^½
    trace, det = product[0, 0] + product[1, 1], mp.det(a) * mp.det(b)
    expected = 5 + 5 - 2 * mp.sqrt(trace + 2 * mp.sqrt(det))
    assert close(oracle.frechet_squared(a, b), expected)
    assert close(oracle.frechet_squared(b, a), expected)
    assert abs(oracle.frechet_squared(x * x.T, x * x.T)) < TIGHT
    with pytest.raises(ValueError, match="negative"):
        oracle.frechet_squared(matrix([[1, 2], [2, 1]]), b)
    with pytest.raises(ValueError, match="symmetric"):
        oracle.frechet_squared(matrix([[1, 2], [0, 1]]), b)
    with pytest.raises(ValueError, match="size"):
        oracle.frechet_squared(mp.diag([1, 1, 1]), b)


# -- the error and its minimiser ------------------------------------------------------------------

TRUE = (10, Q(1, 5), Q(1, 5), Q(1, 5), 0, Q(1, 10**12))
ESTIMATED = (Q(98, 10), Q(21, 100), Q(19, 100), Q(1, 5), 0, 0)


@pytest.mark.parametrize("k", [1, 3, 6])
@pytest.mark.parametrize("cap", [None, 7])
@pytest.mark.parametrize("start", ["noised", "standard"])
def test_dense_matrices_and_mode_sum_agree(k: int, cap: int | None, start: Any) -> None:
    """The D x D Fréchet distance equals the sum over modes plus the lost tail."""
    setting = Setting(horizon=2, cap=cap, start=start)
    for u in (Q(0), Q(1, 7)):
        dense = oracle.error_dense(k, u, TRUE, ESTIMATED, setting)
        assert abs(dense - oracle.error(k, u, TRUE, ESTIMATED, setting)) < TIGHT * 20  # E's terms are below 20
        assert abs(dense - oracle.error(k, u, TRUE[::-1], ESTIMATED, setting)) > mpf("1e-3")


def test_best_noise_of_one_mode_is_its_own_root() -> None:
    """k = 1: x* = (λ − λ̂)/(1 − λ̂) clipped to [0, a_T²]; 1/2 and 1/4 give 1/3, also in the linear clock."""
    for rate in (oracle.rate_one, linear):
        best = oracle.best_noise(1, [Q(1, 2)], [Q(1, 4)], Setting(horizon=2, rate=rate))
        assert close(best.noise, mpf(1) / 3)
        assert best.error < mpf(10) ** -80
    tiny = oracle.best_noise(1, [Q(2, 10**12)], [Q(1, 10**12)], Setting(horizon=2))
    assert close(tiny.noise, mpf(1) / (10**12 - 1))
    assert oracle.best_noise(1, [Q(1, 5)], [Q(1, 4)], Setting(horizon=2)).noise == 0
    short = Setting(horizon=Q(1, 10))
    end = oracle.noise_level(Q(1, 10), short)
    assert close(oracle.best_noise(1, [Q(1, 2)], [Q(1, 4)], short).noise, end)
    with mp.workdps(15):  # the caller's precision does not matter
        coarse = oracle.best_noise(1, [Q(1, 2)], [Q(1, 4)], short).noise
    assert close(coarse, end)
    assert oracle.best_noise(1, [3], [1], Setting(horizon=2)).noise == 0  # E constant: stops nowhere, says 0


def test_best_noise_of_equal_estimates_meets_the_mean_deviation() -> None:
    """Equal λ̂: √v(x*) is the mean of s_1..s_k; with λ̂ = 0 there, x* = mean², slope −∞ at 0 or not."""
    true = [Q(9, 10), Q(4, 10), Q(1, 10**12), Q(0)]
    for hat in (Q(1, 20), Q(0)):
        for k in (1, 2, 3, 4):
            with mp.workdps(80):
                mean = mp.fsum(mp.sqrt(exact(v)) for v in true[:k]) / k
                expected = (mean**2 - exact(hat)) / (1 - exact(hat))
            assert close(oracle.best_noise(k, true, [hat] * 4, Setting(horizon=2)).noise, expected)


def test_two_ways_of_minimising_agree() -> None:
    """A cap too large to bind: the backward equation and its slope lead where golden section on a² + b² λ̂ does."""
    plain = Setting(horizon=2)
    true, hat = [Q(13, 10), Q(1, 2), Q(9, 20)], [Q(3, 2), Q(2, 5), Q(1, 3)]
    for k in (1, 2, 3):
        golden = oracle.best_noise(k, true, hat, plain)
        slope = oracle.best_noise(k, true, hat, replace(plain, cap=1000))
        assert abs(golden.noise - slope.noise) < TIGHT
        assert abs(golden.error - slope.error) < TIGHT
        assert mpf(1) / 10 < golden.noise < mpf(1) / 2


def test_best_noise_finds_the_lower_of_two_valleys() -> None:
    """A capped score with a valley at u = 0 (2.611) and a lower one inside (2.542); moved, the first wins."""
    setting = Setting(horizon=Q(23, 10), cap=7, digits=25)
    true, hat = [Q(187, 100), Q(33, 100), Q(79, 10)], [Q(17, 10000), Q(104, 100), Q(286, 100)]
    ends = oracle.error(3, 0, true, hat, setting)
    grid = [oracle.error(3, Q(i, 1000), true, hat, setting) for i in range(1, 400)]
    best = oracle.best_noise(3, true, hat, setting)
    assert max(grid[:20]) > ends  # a hill stands between the two
    assert best.error < ends
    assert best.error <= min(grid)
    assert close(best.error, min(grid), mpf("1e-4"))  # the grid is 1e-3 wide
    # with a mode that regrets noise added, the valley at 0 is the lower one
    other = oracle.best_noise(4, [*true, 0], [*hat, 0], setting)
    assert other.noise == 0
