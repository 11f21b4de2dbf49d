"""Formulas of the model that never change, as functions of numbers of any kind.

Written by `python tests/stopping/modes/test_derived.py` from the derivations in `model`; the test
makes them anew and compares.
So an answer waits for no derivation. A change is made there, not here.

Tested in `tests/stopping/modes/test_derived.py`.
"""

from __future__ import annotations

from typing import Any

Number = Any
"""A number of some arithmetic, or an array of them."""


def root_gap(gap: Number, root: Number, deviation: Number) -> Number:
    """√v - s from v - λ, √v and s."""
    return gap / (deviation + root)


def mismatch(gap: Number, root: Number, deviation: Number) -> Number:
    """1 - s/√v from v - λ, √v and s."""
    return gap / (root * (deviation + root))


def own_root(true: Number, believed: Number) -> Number:
    """The x at which one mode alone is perfect: v(x) = λ."""
    return (believed - true) / (believed - 1)


def free_noised(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the noised start while the cap is inactive."""
    x0 = 1 - believed
    return believed + level * x0, x0, 0


def late_noised(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the noised start under a cap that became active."""
    x0 = 2 * cap - 1
    x1 = 1 / x0
    x2 = level - 1
    x3 = cap - 1
    x4 = x3 * (cap * x2 * (believed - 1) / x3) ** (-x0)
    x5 = x1 * x4 / cap
    return x1 + x5, -x0 * x5 / x2, 2 * x4 / x2**2


def throughout_noised(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the noised start under a cap that always was active."""
    x0 = 2 * cap
    x1 = x0 - 1
    x2 = 1 / x1
    x3 = level - 1
    x4 = believed * top
    x5 = (x3 / (top - 1)) ** (-x1) * (-believed * x0 + believed - top * x0 + top + x0 * x4 - x4 + 1)
    x6 = x2 * x5
    return x2 - x6, x1 * x6 / x3, -x0 * x5 / x3**2


def free_standard(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the standard start while the cap is inactive."""
    x0 = believed - 1
    x1 = level - 1
    x2 = 1 / x1
    x3 = x0 * x2
    x4 = (top - 1) ** 2
    x5 = -believed * level + believed + level
    x6 = -x5
    x7 = -believed * top + believed + top
    x8 = x7 ** (-2)
    x9 = x4 * x6**2 * x8
    x10 = x1 ** (-2)
    x11 = 2 * x3
    return (
        believed - level * x0 + x3 * x9,
        -x0 * x10 * x9 + x0 * x2 * x4 * x6 * x8 * (2 * believed - 2) - x0,
        x11 * x4 * (x0**2 + x10 * x5**2 + x11 * x5) / x7**2,
    )


def late_standard(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the standard start under a cap that became active."""
    x0 = 2 * cap - 1
    x1 = 1 / x0
    x2 = -believed * top + believed + top
    x3 = 1 / (cap - 1)
    x4 = level - 1
    x5 = 2 * believed
    x6 = 2 * top
    x7 = cap**2
    x8 = believed**2 * x7
    x9 = top**2
    x10 = x7 * x9
    x11 = 4 * cap
    x12 = believed * top
    x13 = 2 * x12
    x14 = (
        x3
        * (cap * x3 * x4 * (believed - 1)) ** (-x0)
        * (
            -believed * x11
            - top * x11
            + x0
            - x10 * x5
            + x10
            + x11 * x12
            + x13 * x7
            - x13
            + x5
            - x6 * x8
            + x6
            + x8 * x9
            + x8
        )
    )
    x15 = x1 * x14 / (cap * x2**2)
    return x1 + x15, -x0 * x15 / x4, 2 * x14 / (x2**2 * x4**2)


def throughout_standard(level: Number, believed: Number, top: Number, cap: Number) -> tuple[Number, ...]:
    """v, dv/dx and d²v/dx² from the standard start under a cap that always was active."""
    x0 = 2 * cap - 1
    x1 = 1 / x0
    x2 = level - 1
    x3 = (x2 / (top - 1)) ** (-x0) * (cap - 1)
    x4 = 2 * x1 * x3
    return x1 + x4, -x0 * x4 / x2, 4 * cap * x3 / x2**2


def churned_free(level: Number, believed: Number, at: Number, value: Number, churn: Number) -> Number:
    """v of a process of churn κ, from its value at a level, while the cap is inactive."""
    return (
        believed
        + level * (1 - believed)
        + ((level - 1) / (at - 1)) ** (-churn)
        * ((believed * level - believed - level) / (at * believed - at - believed)) ** (churn + 1)
        * (at * believed - at - believed + value)
    )


def churned_capped(level: Number, at: Number, value: Number, cap: Number, churn: Number) -> Number:
    """v of a process of churn κ, from its value at a level, while the cap is active."""
    x0 = cap * churn
    x1 = cap + x0 - 1
    x2 = 1 / x1
    return churn * x2 + x2 * ((level - 1) / (at - 1)) ** (-x1) * (cap * value - churn + value * x0 - value)


def switch_level(believed: Number, cap: Number) -> Number:
    """The level at which a cap becomes active."""
    x0 = believed * cap
    return (x0 - 1) / (-cap + x0)
