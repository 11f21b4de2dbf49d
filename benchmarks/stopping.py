"""How fast the answers come, each as a ratio against a named alternative measured in the same run.

    python benchmarks/stopping.py

Alternatives: the derived error compiled by `lambdify` and called mode by mode, in the place of the float64
grid; SciPy's bounded scalar minimiser on that grid's error, in the place of the solver in k.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
from scipy.optimize import minimize_scalar
from sympy import lambdify

from ldm_symbolic.model.backward import Start, variance
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.notation import estimated_variance, noise
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.spectra.files import embedded
from ldm_symbolic.stopping.answers.stopping import Stopping
from ldm_symbolic.stopping.float_modes import FloatModes, squared_error_grid

PROBLEM = StoppingProblem(spectrum=embedded("optdigits"), score=PluginScore())


def seconds(action: Callable[[], object], repeats: int = 3) -> float:
    """The least time of a few runs, after one that warms the caches."""
    action()
    times = []
    for _ in range(repeats):
        began = perf_counter()
        action()
        times.append(perf_counter() - began)
    return min(times)


def compiled_mode_by_mode(times: np.ndarray) -> np.ndarray:
    """E on a grid from the derived expression, one call a mode: loses digits where terms cancel."""
    term = mode_error(variance(PluginScore(), Start.NOISED), true_variance)
    function = lambdify((noise, estimated_variance, true_variance), term, "numpy")
    level = -np.expm1(-2 * (float(PROBLEM.horizon) - times))
    pairs = zip(PROBLEM.believed, PROBLEM.spectrum.variances, strict=True)
    rows = np.array([function(level, float(b), float(t)) * np.ones_like(level) for b, t in pairs])
    return np.asarray(np.cumsum(rows, axis=0) + FloatModes.of(PROBLEM).lost)


def scalar_minimiser() -> list[float]:
    """The stopping time of every k to float64 at best, by SciPy's bounded search."""
    modes = FloatModes.of(PROBLEM)
    found = []
    for kept in range(1, PROBLEM.spectrum.dimension + 1):
        first = modes.first(kept)
        error = lambda rho, first=first: float(first.mode_errors(first.motion(np.array([rho]))).sum())  # noqa: E731
        found.append(minimize_scalar(error, bounds=(0, modes.horizon), method="bounded", options={"xatol": 1e-12}).x)
    return found


def all_dimensions(digits: int) -> list[object]:
    """The stopping time of every k, to so many digits."""
    stopping = Stopping(PROBLEM, digits=digits)
    return [stopping.at(kept) for kept in range(1, PROBLEM.spectrum.dimension + 1)]


def main() -> None:
    """Print the ratios."""
    times = np.linspace(0, 4, 2001)
    grid, plain = seconds(lambda: squared_error_grid(PROBLEM, times)), seconds(lambda: compiled_mode_by_mode(times))
    print(f"grid of 64 x 2001 errors: {grid:.4f} s, {plain / grid:.2f} times as fast as lambdify mode by mode")
    scalar = seconds(scalar_minimiser)
    for digits in (15, 50):
        solved = seconds(lambda digits=digits: all_dimensions(digits))
        print(f"all 64 k to {digits} digits: {solved:.3f} s, {scalar / solved:.2f} times as fast as SciPy to ~8 digits")


if __name__ == "__main__":
    main()
