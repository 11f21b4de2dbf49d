"""How fast x*(k) comes for every k, each time as a ratio against a named alternative in the same run.

    python benchmarks/stopping.py [--short] [--json FILE]

Times are processor time of this process, the least of some rounds in which the contenders take turns. Alternatives:
SciPy's `brentq` on plain NumPy sums, one k after another, to a relative 1e-12; a copy of the input. The growth is the
exponent p of time ~ D^p, fitted to all sizes. Of several spectra the worst is what counts.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from measuring import growth, least_times, with_one_thread
from numpy.typing import NDArray
from scipy.optimize import brentq

from ldm_symbolic.certified.optimum import Certified
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.float_optimum.one_minimum import optima
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes

Floats = NDArray[np.float64]

HORIZON = 4
SHAPES = ("sorted", "steep", "under", "large", "empty", "jump", "raw")
PROMISED = 1e-12


def spectrum(shape: str, count: int) -> tuple[Floats, Floats]:
    """True variances and estimates of them, drawn or understated."""
    drawn, j = np.random.default_rng(0), np.arange(1, count + 1, dtype=float)

    def estimated(true: Floats, samples: int) -> Floats:
        return np.asarray(true * drawn.chisquare(samples, count) / samples)

    match shape:
        case "sorted":
            return 1 / j, _falling(estimated(1 / j, 1000))
        case "steep":
            return j**-2, _falling(estimated(j**-2, 200))
        case "under":
            return 1 / j, _falling(0.8 * estimated(1 / j, 1000))
        case "large":
            return 100 * j**-0.8, _falling(estimated(100 * j**-0.8, 500))
        case "empty":
            true = np.where(j <= count // 2, np.maximum(np.exp(-80 * j / count), 1e-12), 0.0)
            return true, _falling(np.where(true > 0, 0.9 * estimated(true, 400), 1e-12))
        case "jump":
            true = np.where(j <= count // 3, 10 / (10 + j), 1e-5)
            return true, _falling(np.where(j <= count // 3, estimated(true, 300), 1e-12))
        case _:
            return j**-0.5, estimated(j**-0.5, 100)


def _falling(values: Floats) -> Floats:
    return np.sort(values)[::-1].copy()


def one_by_one(true: Floats, believed: Floats) -> Floats:
    """x*(k) for every k by `brentq` on dE/dx."""
    deviation, contrast, top = np.sqrt(true), 1 - believed, -math.expm1(-2 * HORIZON)
    found = np.zeros(len(true))
    for k in range(1, len(true) + 1):
        s, c, b = deviation[:k], contrast[:k], believed[:k]

        def slope(x: float, s: Floats = s, c: Floats = c, b: Floats = b) -> float:
            return float(c @ (1 - s / np.sqrt(b + c * x)))

        if slope(0.0) < 0:
            found[k - 1] = top if slope(top) <= 0 else brentq(slope, 0.0, top, xtol=1e-300, rtol=1e-12)
    return found


def all_in_floats(true: Floats, believed: Floats) -> Floats:
    """The same by the engine, with a bound on every row."""
    found = optima(Modes.of(true, believed), math.log(math.expm1(2 * HORIZON)))
    if not np.all(found.loose <= PROMISED):
        raise ArithmeticError(f"{np.count_nonzero(~(found.loose <= PROMISED))} rows are not as accurate as promised")
    return found.noise


def problem_of(true: Floats, believed: Floats) -> StoppingProblem:
    exact = (tuple(map(Fraction, side.tolist())) for side in (true, believed))
    spectrum_of = Spectrum(variances=next(exact), estimated=next(exact))
    return StoppingProblem(spectrum=spectrum_of, score=PluginScore(), horizon=Fraction(HORIZON))


def against_brentq(shape: str, count: int, rounds: int) -> dict[str, Any]:
    """All k in floats, in proved bounds to 15 and 50 digits, and all columns of all rows, beside brentq."""
    true, believed = spectrum(shape, count)
    problem = problem_of(true, believed)
    every = range(1, count + 1)
    times = least_times(
        {
            "brentq": lambda: one_by_one(true, believed),
            "floats": lambda: all_in_floats(true, believed),
            "proved 15": lambda: Certified(problem).enclose(every),
            "proved 50": lambda: Certified(problem, digits=50).enclose(every),
            "rows 15": lambda: Stopping(problem).rows(every),
            "best": lambda: Stopping(problem).best(),
        },
        rounds,
    )
    ratios = {name: times["brentq"] / taken for name, taken in times.items() if name != "brentq"}
    return {"shape": shape, "dimension": count, "seconds": times, "times_as_fast_as_brentq": ratios}


def against_a_copy(shape: str, sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """All k in floats beside a copy of the input, and how the time grows."""
    times, copies = [], []
    for count in sizes:
        true, believed = spectrum(shape, count)
        found = least_times({"floats": lambda t=true, b=believed: all_in_floats(t, b)}, rounds)  # type: ignore[misc]
        copied = least_times({"copy": lambda t=true, b=believed: [(t.copy(), b.copy()) for _ in range(20)]}, rounds)  # type: ignore[misc]
        times.append(found["floats"])
        copies.append(found["floats"] / max(copied["copy"] / 20, 1e-9))
    return {
        "shape": shape,
        "dimensions": list(sizes),
        "seconds": times,
        "copies": copies,
        "growth": growth(sizes, times),
    }


def certified_growth(shape: str, sizes: Sequence[int], digits: int) -> dict[str, Any]:
    """How the time of proving all k grows."""
    problems = [problem_of(*spectrum(shape, count)) for count in sizes]
    times = [
        least_times({"": lambda p=p: Certified(p, digits=digits).enclose(range(1, p.spectrum.dimension + 1))}, 1)[""]  # type: ignore[misc]
        for p in problems
    ]
    return {
        "shape": shape,
        "digits": digits,
        "dimensions": list(sizes),
        "seconds": times,
        "growth": growth(sizes, times),
    }


def measured(short: bool) -> dict[str, Any]:
    """Everything, as one document."""
    Stopping(problem_of(*spectrum("sorted", 8))).best()  # what is compiled once
    all_in_floats(*spectrum("sorted", 8))
    small, rounds = ((64, 512), 2) if short else ((64, 3072), 2)
    sizes = (1_000, 10_000, 100_000) if short else (1_000, 12_288, 100_000, 1_000_000)
    certified = (500, 2_000) if short else (1_000, 3_000, 10_000)
    chosen = ("steep", "jump") if short else SHAPES
    return {
        "schema": "ldm-symbolic/benchmark/1",
        "load": os.getloadavg()[0],
        "brentq": [against_brentq(shape, count, rounds) for count in small for shape in chosen],
        "copy": [against_a_copy(shape, sizes, rounds) for shape in chosen],
        "certified": [certified_growth(shape, certified, 15) for shape in chosen[:2]],
    }


def main() -> None:
    """Print the ratios, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="small sizes, two spectra")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    with_one_thread()
    document = measured(asked.short)
    print(f"load {document['load']:.1f}; times as fast as brentq, one k after another:")
    for row in document["brentq"]:
        ratios = ", ".join(f"{name} {ratio:.2f}" for name, ratio in row["times_as_fast_as_brentq"].items())
        print(f"  {row['shape']:>7} D = {row['dimension']:>5}: {ratios}  (brentq {row['seconds']['brentq']:.4f} s)")
    for row in document["copy"]:
        pairs = zip(row["dimensions"], row["seconds"], row["copies"], strict=True)
        taken = ", ".join(f"D = {count}: {seconds:.3f} s = {copies:.0f} copies" for count, seconds, copies in pairs)
        print(f"  {row['shape']:>7} floats {taken}; growth D^{row['growth']:.2f}")
    for row in document["certified"]:
        taken = ", ".join(f"D = {n}: {s:.2f} s" for n, s in zip(row["dimensions"], row["seconds"], strict=True))
        print(f"  {row['shape']:>7} proved to {row['digits']} digits {taken}; growth D^{row['growth']:.2f}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
