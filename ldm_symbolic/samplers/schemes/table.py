"""The schemes by name: which step each takes when, how many states it remembers, and what it can be told.

Tested in `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ldm_symbolic.samplers.schemes import (
    ancestral,
    ddim,
    dpm_solver,
    edm_heun,
    euler_maruyama,
    exponential_integrator,
    probability_flow,
)

StepFunction = Callable[..., Any]
"""(state, noise, interval) -> state; affine in state and noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A sampler.

    Args:
        name: how the command line spells it.
        ramp: the step functions of the first, second, ... step; the last of them for all that follow.
        quiet: the step function of a last step that leaves no noise, the usual one unless given.
        remembers: how many numbers of each mode a step hands on, 1 for the state alone.
        evaluations: how often a step asks for the score, each of `ramp` and `quiet`; once unless given.
        in_time: whether it steps the backward equation in time, with the rate of a variance-preserving process.
        takes: what else it can be told, "eta" or "variance".
    """

    name: str
    ramp: tuple[StepFunction, ...]
    quiet: StepFunction | None = None
    remembers: int = 1
    evaluations: Mapping[StepFunction, int] | None = None
    in_time: bool = False
    takes: tuple[str, ...] = ()

    def runs(self, count: int, ends_without_noise: bool) -> tuple[tuple[StepFunction, int], ...]:
        """The step function of each of so many steps, equal ones in a row counted together.

        >>> [number for _, number in SCHEMES["dpmpp3m"].runs(9, True)]
        [1, 1, 6, 1]
        """
        quiet = self.quiet if ends_without_noise else None
        usual = count if quiet is None else count - 1
        first = self.ramp[: min(usual, len(self.ramp))]
        taken = [(step, 1) for step in first[:-1]] + [(step, usual - len(first) + 1) for step in first[-1:]]
        return tuple(taken if quiet is None else [*taken, (quiet, 1)])

    @property
    def asks_once(self) -> bool:
        """Whether each step asks for the score once."""
        return all(number == 1 for number in (self.evaluations or {}).values())

    def adding(self, step: StepFunction) -> Scheme:
        """The same with another step in the place of every one; of those that add another noise."""
        return replace(self, ramp=(step,))

    def score_evaluations(self, count: int, ends_without_noise: bool) -> int:
        """How often the score is asked for in so many steps.

        >>> SCHEMES["heun"].score_evaluations(3, True), SCHEMES["edm-heun"].score_evaluations(3, True)
        (6, 5)
        """
        known = self.evaluations or {}
        return sum(number * known.get(step, 1) for step, number in self.runs(count, ends_without_noise))


def _flow(name: str, step: StepFunction, evaluations: int) -> Scheme:
    return Scheme(name=name, ramp=(step,), evaluations={step: evaluations}, in_time=True)


def _solver(name: str, *ramp: StepFunction) -> Scheme:
    return Scheme(name=name, ramp=ramp, quiet=dpm_solver.first_order, remembers=len(ramp))


VARIANCES: Mapping[str, StepFunction] = {
    "large": ancestral.large,
    "small": ancestral.small,
    "posterior": ancestral.posterior,
}
"""The noise that ancestral sampling adds."""

_ALL = (
    Scheme(name="em", ramp=(euler_maruyama.step,), in_time=True),
    Scheme(name="ei", ramp=(exponential_integrator.step,), in_time=True),
    Scheme(name="ddpm", ramp=(ancestral.large,), in_time=True, takes=("variance",)),
    Scheme(name="ddim", ramp=(ddim.step,), takes=("eta",)),
    _flow("euler", probability_flow.euler, 1),
    _flow("heun", probability_flow.heun, 2),
    _flow("rk4", probability_flow.rk4, 4),
    Scheme(
        name="edm-heun",
        ramp=(edm_heun.heun,),
        quiet=edm_heun.euler,
        evaluations={edm_heun.heun: 2},
        takes=("eta",),
    ),
    _solver("dpmpp2m", dpm_solver.first_order, dpm_solver.second_order),
    _solver("dpmpp3m", dpm_solver.first_order, dpm_solver.second_order, dpm_solver.third_order),
)

SCHEMES: Mapping[str, Scheme] = {scheme.name: scheme for scheme in _ALL}
"""Every scheme by its name."""
