"""What a step of each sampler does to state and noise, as functions of numbers: A row by row, and b.

Written by `python tests/testing/test_laws.py` from the step functions in `samplers.schemes`; the test makes them anew
and compares. A change is made there, not here.

Tested in `tests/testing/test_laws.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Number = Any
"""A number, or an array of them."""


def ancestral_large_1(
    *, believed: Number, beta: Number, noise: Number, signal: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """ancestral, large."""
    return [[(-beta / (believed * signal**2 + noise**2) + 1) / np.sqrt(1 - beta)]], [np.sqrt(beta)]


def ancestral_posterior_1(
    *,
    believed: Number,
    beta: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """ancestral, posterior."""
    x0 = believed * signal**2 + noise**2
    return [[(-beta / x0 + 1) / np.sqrt(1 - beta)]], [
        np.sqrt(beta) * np.sqrt(believed * signal_after**2 + noise_after**2) / np.sqrt(x0)
    ]


def ancestral_small_1(
    *, believed: Number, beta: Number, noise: Number, noise_after: Number, signal: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """ancestral, small."""
    return [[(-beta / (believed * signal**2 + noise**2) + 1) / np.sqrt(1 - beta)]], [
        np.sqrt(beta) * noise_after / noise
    ]


def ddim_step_1(
    *,
    believed: Number,
    eta: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """ddim, step."""
    x0 = noise**2
    x1 = signal**2
    x2 = (believed * x1 + x0) ** (-1.0)
    x3 = -(noise_after**2) * x1 / (signal_after**2 * x0) + 1
    return [[believed * signal * signal_after * x2 + noise * noise_after * x2 * np.sqrt(-(eta**2) * x3 + 1)]], [
        eta * noise_after * np.sqrt(x3)
    ]


def dpm_solver_first_order_2(
    *, believed: Number, noise: Number, noise_after: Number, signal: Number, signal_after: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """dpm solver, first_order."""
    x0 = noise ** (-1.0)
    x1 = believed * signal / (believed * signal**2 + noise**2)
    return [[noise_after * x0 - signal_after * x1 * (noise_after * signal * x0 / signal_after - 1), 0], [x1, 0]], [0, 0]


def dpm_solver_first_order_3(
    *, believed: Number, noise: Number, noise_after: Number, signal: Number, signal_after: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """dpm solver, first_order."""
    x0 = noise ** (-1.0)
    x1 = believed * signal / (believed * signal**2 + noise**2)
    return [
        [noise_after * x0 - signal_after * x1 * (noise_after * signal * x0 / signal_after - 1), 0, 0],
        [x1, 0, 0],
        [0, 1, 0],
    ], [0, 0, 0]


def dpm_solver_second_order_2(
    *,
    believed: Number,
    lapse: Number,
    lapse_before: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """dpm solver, second_order."""
    x0 = noise ** (-1.0)
    x1 = believed * signal / (believed * signal**2 + noise**2)
    x2 = (1 / 2) * lapse / lapse_before
    x3 = signal_after * (noise_after * signal * x0 / signal_after - 1)
    return [[noise_after * x0 - x3 * (x1 * x2 + x1), x2 * x3], [x1, 0]], [0, 0]


def dpm_solver_second_order_3(
    *,
    believed: Number,
    lapse: Number,
    lapse_before: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """dpm solver, second_order."""
    x0 = noise ** (-1.0)
    x1 = believed * signal / (believed * signal**2 + noise**2)
    x2 = (1 / 2) * lapse / lapse_before
    x3 = signal_after * (noise_after * signal * x0 / signal_after - 1)
    return [[noise_after * x0 - x3 * (x1 * x2 + x1), x2 * x3, 0], [x1, 0, 0], [0, 1, 0]], [0, 0, 0]


def dpm_solver_third_order_3(
    *,
    believed: Number,
    lapse: Number,
    lapse_before: Number,
    lapse_earlier: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """dpm solver, third_order."""
    x0 = noise ** (-1.0)
    x1 = noise_after * x0
    x2 = signal_after ** (-1.0)
    x3 = noise_after * signal * x0 * x2 - 1
    x4 = believed * signal / (believed * signal**2 + noise**2)
    x5 = -1 / 2 + (lapse + signal * x1 * x2 - 1) / lapse**2
    x6 = lapse / lapse_before
    x7 = lapse ** (-1.0)
    x8 = (lapse_before * x7 + lapse_earlier * x7) ** (-1.0)
    x9 = x4 * x8
    x10 = x3 * x7 + 1
    x11 = lapse_earlier ** (-1.0)
    x12 = lapse * x11
    x13 = -x12 - x6
    return [
        [
            -signal_after * x3 * x4 + signal_after * (x10 * (x4 * x6 + x9) - x5 * x6 * x9) + x1,
            signal_after * (x10 * (lapse_before * x13 * x7 * x8 - x6) - x13 * x5 * x8),
            signal_after * (lapse_before * x10 * x11 * x8 - x12 * x5 * x8),
        ],
        [x4, 0, 0],
        [0, 1, 0],
    ], [0, 0, 0]


def edm_heun_euler_1(
    *,
    believed: Number,
    churn: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """edm heun, euler."""
    x0 = signal ** (-1.0)
    x1 = churn + 1
    x2 = noise**2 / signal**2
    x3 = x1**2 * x2
    x4 = believed / (believed + x3)
    x5 = signal * (-noise * x0 * x1 + noise_after / signal_after) / (noise * x1)
    x6 = np.sqrt(-x2 + x3)
    return [[signal_after * (x0 + x5 * (-x0 * x4 + x0))]], [signal_after * (x5 * (-x4 * x6 + x6) + x6)]


def edm_heun_heun_1(
    *,
    believed: Number,
    churn: Number,
    noise: Number,
    noise_after: Number,
    signal: Number,
    signal_after: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """edm heun, heun."""
    x0 = signal ** (-1.0)
    x1 = churn + 1
    x2 = -noise * x0 * x1 + noise_after / signal_after
    x3 = noise**2 / signal**2
    x4 = x1**2 * x3
    x5 = believed / (believed + x4)
    x6 = signal / (noise * x1)
    x7 = x6 * (-x0 * x5 + x0)
    x8 = x0 + x2 * x7
    x9 = believed / (believed + noise_after**2 / signal_after**2)
    x10 = (1 / 2) * signal_after / noise_after
    x11 = np.sqrt(-x3 + x4)
    x12 = x6 * (-x11 * x5 + x11)
    x13 = x11 + x12 * x2
    return [[signal_after * (x0 + x2 * (x10 * (-x8 * x9 + x8) + (1 / 2) * x7))]], [
        signal_after * (x11 + x2 * (x10 * (-x13 * x9 + x13) + (1 / 2) * x12))
    ]


def euler_maruyama_step_1(
    *, believed: Number, noise: Number, rate: Number, signal: Number, size: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """euler maruyama, step."""
    return [[size * (rate - 2 * rate / (believed * signal**2 + noise**2)) + 1]], [
        np.sqrt(2) * np.sqrt(rate) * np.sqrt(size)
    ]


def exponential_integrator_step_1(
    *, believed: Number, gain: Number, noise: Number, signal: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """exponential integrator, step."""
    return [[gain * (1 - 2 / (believed * signal**2 + noise**2)) + 1]], [np.sqrt(gain) * np.sqrt(gain + 2)]


def probability_flow_euler_1(
    *, believed: Number, noise: Number, rate: Number, signal: Number, size: Number, **others: Number
) -> tuple[list[list[Number]], list[Number]]:
    """probability flow, euler."""
    return [[rate * size * (1 - 1 / (believed * signal**2 + noise**2)) + 1]], [0]


def probability_flow_heun_1(
    *,
    believed: Number,
    noise: Number,
    noise_after: Number,
    rate: Number,
    rate_after: Number,
    signal: Number,
    signal_after: Number,
    size: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """probability flow, heun."""
    x0 = rate * (1 - 1 / (believed * signal**2 + noise**2))
    x1 = size * x0 + 1
    return [[(1 / 2) * size * (rate_after * (x1 - x1 / (believed * signal_after**2 + noise_after**2)) + x0) + 1]], [0]


def probability_flow_rk4_1(
    *,
    believed: Number,
    noise: Number,
    noise_after: Number,
    noise_middle: Number,
    rate: Number,
    rate_after: Number,
    rate_middle: Number,
    signal: Number,
    signal_after: Number,
    signal_middle: Number,
    size: Number,
    **others: Number,
) -> tuple[list[list[Number]], list[Number]]:
    """probability flow, rk4."""
    x0 = rate * (1 - 1 / (believed * signal**2 + noise**2))
    x1 = (believed * signal_middle**2 + noise_middle**2) ** (-1.0)
    x2 = (1 / 2) * size
    x3 = x0 * x2 + 1
    x4 = rate_middle * (-x1 * x3 + x3)
    x5 = x2 * x4 + 1
    x6 = rate_middle * (-x1 * x5 + x5)
    x7 = size * x6 + 1
    return [
        [
            (1 / 6)
            * size
            * (rate_after * (x7 - x7 / (believed * signal_after**2 + noise_after**2)) + x0 + 2 * x4 + 2 * x6)
            + 1
        ]
    ], [0]


Law = Callable[..., tuple[list[list[Number]], list[Number]]]
RAMPS: Mapping[str, tuple[tuple[Law, ...], Law | None]] = {
    "em": ((euler_maruyama_step_1,), None),
    "ei": ((exponential_integrator_step_1,), None),
    "ddpm": ((ancestral_large_1,), None),
    "ddim": ((ddim_step_1,), None),
    "euler": ((probability_flow_euler_1,), None),
    "heun": ((probability_flow_heun_1,), None),
    "rk4": ((probability_flow_rk4_1,), None),
    "edm-heun": ((edm_heun_heun_1,), edm_heun_euler_1),
    "dpmpp2m": (
        (
            dpm_solver_first_order_2,
            dpm_solver_second_order_2,
        ),
        dpm_solver_first_order_2,
    ),
    "dpmpp3m": (
        (
            dpm_solver_first_order_3,
            dpm_solver_second_order_3,
            dpm_solver_third_order_3,
        ),
        dpm_solver_first_order_3,
    ),
    "ddpm-large": ((ancestral_large_1,), None),
    "ddpm-small": ((ancestral_small_1,), None),
    "ddpm-posterior": ((ancestral_posterior_1,), None),
}
"""The law of the first, second, ... step of each scheme, and of a last step that leaves no noise."""
