"""The proofs behind `n4_euler_steps` about one short step of Euler-Maruyama: it leaves less than λ where λ > √5 - 1.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, exp

from ldm_symbolic.derivations.euler_steps.n4_euler_steps import ONE, SHORT, law, level_at
from ldm_symbolic.derivations.euler_steps.n4_steps_proof import above_the_line, bent_up, c, v, w, z
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import Fact, Identity, in_turn, instantiate, prove

b = variance - 1


@cache
def short_in_letters() -> Fact:
    """v = 1 + (λ-1) c with 1 - 2T <= c <= 1 and (1 + 2T) c <= 1 - 2T² + 8T³/3."""
    chord = (c >= 1 - 2 * T, c <= 1, c > 0, (1 + 2 * T) * c <= 1 - 2 * T**2 + 8 * T**3 / 3)
    given = (
        variance > 1,
        T > 0,
        9 * variance * b * T <= variance**2 + 2 * variance - 4,
        *chord,
        Identity(v, 1 + b * c),
    )
    place = prove(given, And(v > 1, v <= variance, variance - v <= 2 * b * T))
    flat = prove((v > 1, v <= variance), (v - 2) ** 2 / v <= (variance - 2) ** 2 / variance + 3 * (variance - v))
    least = prove(
        (variance > 1, T > 0, 9 * variance * b * T <= variance**2 + 2 * variance - 4),
        (variance - 2) ** 2 / variance <= 2 * b - 9 * b * T,
    )
    bound = instantiate(prove((w <= z,), T**2 * w <= T**2 * z), {w: (v - 2) ** 2 / v, z: 2 * b - 3 * b * T})
    drift = prove(
        (variance > 1, *chord, Identity(v, 1 + b * c)),
        1 + (v - 1) * (1 + 2 * T) <= 1 + b * (1 - 2 * T**2 + 8 * T**3 / 3),
    )
    cubes = prove((variance > 1, T > 0), b * (1 - 2 * T**2 + 8 * T**3 / 3) + T**2 * (2 * b - 3 * b * T) < b)
    after = (1 + T * (1 - 2 / v)) ** 2 * v + 2 * T
    shape = prove((v > 0,), Identity(after, 1 + (v - 1) * (1 + 2 * T) + T**2 * ((v - 2) ** 2 / v)))
    return in_turn(after < variance, [place, flat, least, bound, drift, cubes, shape], hypotheses=given)


@cache
def short() -> Fact:
    """c = e^{-2T}."""
    decay = exp(-2 * T)
    own = instantiate(short_in_letters(), {c: decay, v: law(level_at(T))})
    bent = instantiate(bent_up(), {z: 2 * T})
    less = instantiate(prove((z <= 0,), exp(z) <= 1), {z: -2 * T})
    line = instantiate(above_the_line(), {z: 2 * T})
    same = prove((), Identity(law(level_at(T)), 1 + b * decay))
    return in_turn(variance > ONE, [bent, less, line, same, own], hypotheses=SHORT)
