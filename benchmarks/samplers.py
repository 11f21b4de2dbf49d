"""How fast a table of sampler errors comes by nodes, each time as a ratio against all modes in NumPy in the same run.

    python benchmarks/samplers.py [--short] [--json FILE]

The table: Euler-Maruyama, exponential integrator and ancestral sampling, 50, 250, 500 and 1,000 points, four
truncations, standard start, for 3,072 variances that fall like those of images. Alternatives: the same recursion by
this package over every mode, and written by hand in one line of NumPy a step. Times are processor time with all that is
set up, the least of some rounds in which the contenders take turns.

Wanted are 40 times as fast, no further apart than 1e-12. Found on two processors with a load of five: 49 to 52 times as
fast as all modes, 35 to 39 times as fast as by hand, apart by 7.3e-13. Of 4.8 ms, 1.8 are the steps of 38 nodes, 1.4
the grids and numbers of 48 cells, 0.8 the nodes; the rest goes with caches that others take. 35 nodes are too few: the
sums do not settle, and are 4e-12 off. How far apart it is is the rule's error at 50 points, and rounding at 1,000:
there the deviation of the largest mode is off by 0.3 %, of which the error is made, and a rounding of 5e-15 in its
variance shows as 1e-12.
"""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from measuring import least_times, machine, with_one_thread

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.read_outs import Path as NoisePath
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.outcome import squared_errors
from ldm_symbolic.samplers.recursion import Sampler
from ldm_symbolic.samplers.schemes import SCHEMES

LOW, HIGH = Fraction(1, 20), Fraction(10)
TRUNCATIONS = tuple(Fraction(text) for text in ("0", "1e-5", "1e-4", "1e-3"))
NAMES = ("em", "ei", "ddpm")


def spectrum(count: int = 3_072) -> Floats:
    """220 j^-1.6, with some scatter, and nine variances of nothing."""
    scatter = np.exp(np.random.default_rng(0).normal(0, 0.05, count - 9))
    return np.append(220 * np.arange(1.0, count - 8) ** -1.6 * scatter, np.zeros(9))


def table(points: tuple[int, ...]) -> list[tuple[str, int, Fraction]]:
    """The cells, those with one grid together."""
    return [(name, count, end) for count in points for end in TRUNCATIONS for name in NAMES]


def of_package(cells: list[tuple[str, int, Fraction]], modes: Modes) -> list[float]:
    """The errors by this package's recursion."""
    schedule, path, one = linear(LOW, HIGH), NoisePath.VARIANCE_PRESERVING, Fraction(1)
    grids = {
        (count, end): TimeGrid(schedule=schedule, path=path, horizon=one, truncation=end, points=count)
        for count, end in dict.fromkeys(cell[1:] for cell in cells)
    }
    samplers = [Sampler(scheme=SCHEMES[name], grid=grids[count, end], noised=False) for name, count, end in cells]
    return squared_errors(samplers, modes)


def by_hand(name: str, points: int, truncation: float, modes: Floats) -> float:
    """The error by V ↦ (p + q/(w λ + 1 - w))² V + c, with the numbers of each step worked out before."""
    low, high = float(LOW), float(HIGH)
    times = 1 - (1 - truncation) * np.arange(points) / (points - 1)
    lapsed = low * times + (high - low) * times**2 / 2
    size, kept, gain = (1 - truncation) / (points - 1), np.exp(-2 * lapsed[:-1]), np.expm1(lapsed[:-1] - lapsed[1:])
    beta = 2 * size * (low + (high - low) * times[:-1])
    p, q, c = {
        "em": (1 + beta / 2, -beta, beta),
        "ei": (1 + gain, -2 * gain, gain * (2 + gain)),
        "ddpm": (1 / np.sqrt(1 - beta), -beta / np.sqrt(1 - beta), beta),
    }[name]
    variance = np.ones_like(modes)
    for kept_, p_, q_, c_ in zip(kept.tolist(), p.tolist(), q.tolist(), c.tolist(), strict=True):
        variance = (p_ + q_ / (kept_ * modes + 1 - kept_)) ** 2 * variance + c_
    return float(np.sum((np.sqrt(variance) - np.sqrt(modes)) ** 2))


def measured(short: bool) -> dict[str, Any]:
    """Everything, as one document."""
    modes = spectrum()
    cells = table((500, 1_000) if short else (50, 250, 500, 1_000))
    contenders = {
        "nodes": lambda: of_package(cells, Modes.of(modes).gathered()),
        "all_modes": lambda: of_package(cells, Modes.of(modes)),
        "by_hand": lambda: [by_hand(name, points, float(end), modes) for name, points, end in cells],
    }
    errors = {name: np.array(action()) for name, action in contenders.items()}
    found = least_times(contenders, 5 if short else 9)
    return {
        "schema": "ldm-symbolic/benchmark/1",
        "machine": machine(),
        "cells": len(cells),
        "seconds": found,
        "times_as_fast": {name: found[name] / found["nodes"] for name in ("all_modes", "by_hand")},
        "largest_difference": {
            name: float(np.abs(errors["nodes"] / errors[name] - 1).max()) for name in ("all_modes", "by_hand")
        },
    }


def main() -> None:
    """Print the ratios, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="half of the table")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    with_one_thread()
    document = measured(asked.short)
    for name, ratio in document["times_as_fast"].items():
        apart = document["largest_difference"][name]
        print(f"{document['cells']} cells, nodes {ratio:.1f} times as fast as {name}, apart by {apart:.1e} at most")
    if asked.json is not None:
        asked.json.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
