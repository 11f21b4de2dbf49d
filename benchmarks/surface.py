"""How fast E(k, t) comes for every k and many t, and the command from a cold process: ratios to what others would do.

    python benchmarks/surface.py [--short] [--json FILE]

Alternatives: the squared Wasserstein distance of two vectors of variances by NumPy, one pair (k, t) after another; a
bare interpreter. Times are processor time, the least of some rounds in which the contenders take turns; memory is what
`tracemalloc` sees, beside what is returned. The growth is p of time ~ D^p, fitted to three sizes.

Wanted at D = 3,072 are 2,700 times as fast as pairs. Found on two processors with a load of six: 2,600 from the noised
start, 1,700 to 2,200 from the standard one, 380 with a cap of 10, which is active in most of these modes most of the
time: there each number costs an exponential, e^y - 1 and three choices between cases, 40 ns in the place of 6.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from measuring import growth, least_times, machine, of_processes, peak, with_one_thread
from sympy import Rational

from ldm_symbolic.floats import Floats
from ldm_symbolic.model import CappedScore, PluginScore, Spectrum, Start, StoppingProblem
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.stopping.surface.blocks import squared_error_blocks
from ldm_symbolic.stopping.surface.grid import squared_error_grid

TIMES = 200
HORIZON = 4.0
PAIRS = 400
KINDS = {
    "noised": (PluginScore(), Start.NOISED),
    "standard": (PluginScore(), Start.STANDARD),
    "capped": (CappedScore(cap=Rational(10)), Start.STANDARD),
}


def spectrum(count: int) -> tuple[Floats, Floats]:
    """A power law, and estimates of it from 1000 samples."""
    true = 1 / np.arange(1.0, count + 1)
    return true, true * np.random.default_rng(0).chisquare(1000, count) / 1000


def problem(kind: str, count: int) -> StoppingProblem:
    """The power law with a score and a start."""
    true, estimated = (Variances(side) for side in spectrum(count))
    score, start = KINDS[kind]
    return StoppingProblem(spectrum=Spectrum(variances=true, estimated=estimated), score=score, start=start)


def one_pair(true: Floats, estimated: Floats, kept: int, noise: float) -> float:
    """Σ (√v - s)², with v = 0 where nothing is kept: two lines of NumPy."""
    variance = estimated + (1 - estimated) * noise
    variance[kept:] = 0
    return float(np.sum((np.sqrt(variance) - np.sqrt(true)) ** 2))


def against_pairs(kind: str, count: int, rounds: int) -> dict[str, Any]:
    """The whole surface in place, beside one pair after another."""
    true, estimated = spectrum(count)
    asked, times = problem(kind, count), HORIZON - np.geomspace(1e-4, HORIZON, TIMES)
    out = np.zeros((count, TIMES))

    def surface() -> None:
        for _ in squared_error_blocks(asked, times, out=out):
            pass

    surface()
    found = least_times(
        {"surface": surface, "pairs": lambda: [one_pair(true, estimated, count // 2, 0.3) for _ in range(PAIRS)]},
        rounds,
    )
    pairs = found["pairs"] / PAIRS * count * TIMES
    return {
        "kind": kind,
        "dimension": count,
        "times": TIMES,
        "seconds": {"surface": found["surface"], "pairs": pairs},
        "times_as_fast_as_pairs": pairs / found["surface"],
        "memory_of_what_is_returned": peak(lambda: squared_error_grid(asked, times)) / out.nbytes,
    }


def grown(kind: str, sizes: tuple[int, ...], rounds: int) -> dict[str, Any]:
    """How the time of the surface grows."""
    times = np.linspace(0, HORIZON, TIMES)
    taken = []
    for count in sizes:
        asked = problem(kind, count)
        taken.append(least_times({"": lambda a=asked: [None for _ in squared_error_blocks(a, times)]}, rounds)[""])  # type: ignore[misc]
    return {"kind": kind, "dimensions": list(sizes), "seconds": taken, "growth": growth(sizes, taken)}


def from_cold(rounds: int) -> dict[str, Any]:
    """The command in a new process, beside an interpreter that does nothing; byte code is there as when installed."""
    stop = ["-m", "ldm_symbolic", "stop", "1/2", "--estimated", "1/4"]
    with TemporaryDirectory() as kept:  # filled in the first round
        found = of_processes({"stop": stop, "interpreter": ["-c", "pass"]}, rounds, byte_code=kept)
    return {"seconds": found, "interpreters": found["stop"] / found["interpreter"]}


def measured(short: bool) -> dict[str, Any]:
    """Everything, as one document."""
    counts, rounds = ((3_072,), 5) if short else ((64, 3_072, 20_000), 7)
    sizes = (1_000, 4_000, 16_000) if short else (1_000, 10_000, 100_000)
    return {
        "schema": "ldm-symbolic/benchmark/1",
        "machine": machine(),
        "pairs": [against_pairs(kind, count, rounds) for count in counts for kind in KINDS],
        "growth": [grown(kind, sizes, 2 if short else 3) for kind in KINDS],
        "start_up": from_cold(3 if short else 5),
    }


def main() -> None:
    """Print the ratios, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="one size, few rounds")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    with_one_thread()
    document = measured(asked.short)
    for row in document["pairs"]:
        print(
            f"{row['kind']:>9} D = {row['dimension']:>6}, {TIMES} times: {row['seconds']['surface'] * 1e3:.2f} ms, "
            f"{row['times_as_fast_as_pairs']:.0f} times as fast as pairs, "
            f"memory {row['memory_of_what_is_returned']:.2f} of what is returned"
        )
    for row in document["growth"]:
        print(f"{row['kind']:>9} D^{row['growth']:.2f} over {row['dimensions']}")
    print(f"stop from a cold process: {document['start_up']['interpreters']:.1f} bare interpreters")
    if asked.json is not None:
        asked.json.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
