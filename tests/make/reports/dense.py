"""Check the dense answer where matrix square roots in many digits take too long.

    python tests/make/reports/dense.py [DIMENSION]

solves `stop` for all k of two covariances of that dimension (784 unless given; a power law, rotated, estimated from
1.5 D samples) and compares every listed error with singular values of thin factors, by SciPy and from the covariances
anew, and every level with its neighbours. Prints what was found; `tests/golden/dense.json` keeps it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, svdvals

import ldm_symbolic as ldm

SEED = 5
KEPT = Path(__file__).resolve().parents[2] / "golden" / "dense.json"


def pair(dimension: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A power law along axes drawn at random, and the covariance of samples of it."""
    rng = np.random.default_rng(SEED)
    axes = np.linalg.qr(rng.standard_normal((dimension, dimension)))[0]
    half = axes * np.sqrt(3 * np.arange(1, dimension + 1) ** -1.2)
    samples = rng.standard_normal((3 * dimension // 2, dimension)) @ half.T
    return half @ half.T, samples.T @ samples / len(samples)


def main() -> None:
    """Compare, print and keep."""
    dimension = int(sys.argv[1]) if len(sys.argv) > 1 else 784
    covariance, estimated = pair(dimension)
    began = process_time()
    found = ldm.stop(covariance=covariance, estimated_covariance=estimated)
    seconds = process_time() - began
    values, axes = eigh(covariance)
    root = np.sqrt(np.maximum(values, 0))[:, None] * axes.T
    believed, kept_axes = (part[..., ::-1] for part in eigh(estimated))

    def error(kept: int, level: float) -> float:
        variances = level + (1 - level) * np.maximum(believed[:kept], 0)
        cross = svdvals(root @ kept_axes[:, :kept] * np.sqrt(variances)).sum()
        return float(np.trace(covariance) + variances.sum() - 2 * cross)

    size = float(np.trace(covariance))
    chosen = found.rows[:: max(1, dimension // 20)]
    apart = max(abs(error(row.k, row.noise) - row.error) for row in chosen) / size
    better = max(row.error - error(row.k, row.noise * factor) for row in chosen for factor in (0.99, 1.01)) / size
    report = {
        "dimension": dimension, "seed": SEED, "rows": len(found.rows), "compared": len(chosen),
        "error apart, of the trace": f"{apart:.1e}", "a neighbouring level better by, of the trace": f"{better:.1e}",
        "best k": found.best.k, "processor seconds for all k": round(seconds),
    }  # fmt: skip
    print(json.dumps(report, indent=2))
    KEPT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
