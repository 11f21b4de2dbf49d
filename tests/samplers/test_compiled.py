"""Laws as functions of numbers: the same as the derived ones, with what no mode changes apart."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from sympy import Float, Symbol

from ldm_symbolic.samplers.affine import affine
from ldm_symbolic.samplers.compiled import compiled
from ldm_symbolic.samplers.schemes import SCHEMES, StepFunction

STEPS = [
    (step, scheme.remembers)
    for scheme in SCHEMES.values()
    for step in dict.fromkeys((*scheme.ramp, *([] if scheme.quiet is None else [scheme.quiet])))
]


@pytest.mark.parametrize(("step", "remembers"), STEPS)
def test_a_compiled_law_is_the_derived_one(step: StepFunction, remembers: int) -> None:
    law, derived = compiled(step, remembers), affine(step, remembers)
    generator = np.random.default_rng(1)
    numbers = {name: float(generator.uniform(0.3, 0.8)) for name in law.names}
    numbers |= {"noise_after": 0.2, "signal_after": 0.9} if "noise_after" in numbers else {}
    growth, spread = law.of_modes(0.7, *law.of_steps(*(numbers[name] for name in law.names)))
    at = {Symbol(name, positive=True): Float(value, 30) for name, value in {**numbers, "believed": 0.7}.items()}
    for own, exact in zip([*chain(*growth), *spread], [*chain(*derived.growth), *derived.spread], strict=True):
        assert float(own) == pytest.approx(float(exact.subs(at).evalf(30)), rel=1e-13, abs=1e-15)
    assert "believed" not in law.names


def test_what_no_mode_changes_is_worked_out_apart() -> None:
    """Of Euler-Maruyama each mode costs a product, a sum, a quotient and a sum; the last number is the noise."""
    law = compiled(SCHEMES["em"].ramp[0], 1)
    assert len(law.of_steps(*np.full(len(law.names), 0.5))) == 5
    growth, spread = law.of_modes(2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
    assert ([growth[0][0]], spread) == ([5.0 / (2.0 * 3.0 + 4.0) + 6.0], [7.0])


def test_a_law_with_one_pole_is_that_quotient() -> None:
    """Where the denoiser or the noise of a mode comes in otherwise there is none."""
    found = {step: compiled(step, remembers) for step, remembers in STEPS}
    assert {step.__module__.rpartition(".")[2] for step, law in found.items() if law.pole is not None} == {
        *("euler_maruyama", "exponential_integrator", "ancestral", "probability_flow")
    }
    for law in found.values():
        if law.pole is None:
            continue
        numbers = np.random.default_rng(2).uniform(0.3, 0.8, len(law.names))
        alone, slope, rest, added = law.pole(*numbers)
        growth, (spread,) = law.of_modes(0.7, *law.of_steps(*numbers))
        assert growth[0][0] == pytest.approx(alone + 1 / (slope * 0.7 + rest), rel=1e-13)
        assert spread**2 == pytest.approx(added, rel=1e-13)
