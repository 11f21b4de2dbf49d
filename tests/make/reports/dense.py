"""Check the dense answer where matrix square roots in many digits take too long.

    python tests/make/reports/dense.py [NAME ...]

solves `stop` for all k of

    power-law   two covariances of 784 dimensions (a power law, rotated, estimated from 1.5 D samples)
    digits      the handwritten digits, one half against the other
    mnist       MNIST-5k, likewise (with the practice extra)

and compares listed errors with singular values of thin factors, by SciPy and from the covariances anew, every level
with its neighbours, and every advised stop with running to the end. Prints what was found; `tests/golden/dense.json`
keeps it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import images
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, svdvals

import ldm_symbolic as ldm

SEED = 5
COMPARED = 60
KEPT = Path(__file__).resolve().parents[2] / "golden" / "dense.json"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What `stop` is asked, and the two covariances and the distance of means that it means."""

    asked: dict[str, Any]
    true: Floats
    estimated: Floats
    means_apart: float = 0.0


def power_law(dimension: int = 784) -> Pair:
    """A power law along axes drawn at random, and the covariance of samples of it."""
    rng = np.random.default_rng(SEED)
    axes = np.linalg.qr(rng.standard_normal((dimension, dimension)))[0]
    half = axes * np.sqrt(3 * np.arange(1, dimension + 1) ** -1.2)
    samples = rng.standard_normal((3 * dimension // 2, dimension)) @ half.T
    covariance, estimated = half @ half.T, samples.T @ samples / len(samples)
    return Pair(
        asked={"covariance": covariance, "estimated_covariance": estimated}, true=covariance, estimated=estimated
    )


def halves(samples: Floats | None) -> Pair:
    """One half of samples against the other, as `stop` splits them: in the order of NumPy's generator of seed 0."""
    if samples is None:
        sys.exit("the images are not installed; from the project's folder, pip install '.[practice]'")
    order = np.random.default_rng(0).permutation(len(samples))
    first, second = samples[order[: len(samples) // 2]], samples[order[len(samples) // 2 :]]
    apart = float(((first.mean(axis=0) - second.mean(axis=0)) ** 2).sum())
    true, estimated = (np.cov(part.T, bias=True) for part in (second, first))
    return Pair(asked={"data": samples}, true=true, estimated=estimated, means_apart=apart)


WORLDS: dict[str, Callable[[], Pair]] = {
    "power-law": power_law,
    "digits": lambda: halves(images.digits()),
    "mnist": lambda: halves(images.mnist()),
}


def report(pair: Pair) -> dict[str, object]:
    """Solve, evaluate anew, and say how far apart the two are."""
    began = process_time()
    found = ldm.stop(**pair.asked)
    seconds = process_time() - began
    values, axes = eigh(pair.true)
    root = np.sqrt(np.maximum(values, 0))[:, None] * axes.T
    believed, kept_axes = (part[..., ::-1] for part in eigh(pair.estimated))

    def error(kept: int, level: float) -> float:
        variances = level + (1 - level) * np.maximum(believed[:kept], 0)
        cross = svdvals(root @ kept_axes[:, :kept] * np.sqrt(variances)).sum()
        return float(np.trace(pair.true) + variances.sum() - 2 * cross) + pair.means_apart

    size = float(np.trace(pair.true))
    rank = int((believed > believed[0] * 1e-12).sum())  # beyond it which axes are kept is a choice, but for all of them
    chosen = [*found.rows[: rank : max(1, rank // COMPARED)], *found.rows[-1:]]
    anew = [error(row.k, row.noise) for row in chosen]
    at_end = [error(row.k, 0.0) for row in chosen]
    neighbours = (row.error - error(row.k, row.noise * factor) for row in chosen for factor in (0.99, 1.01))
    return {
        "dimension": len(pair.true),
        "rank of the estimate": rank,
        "rows": len(found.rows),
        "compared": len(chosen),
        "error apart, of the trace": _shown(
            max(abs(x - row.error) for x, row in zip(anew, chosen, strict=True)) / size
        ),
        "a neighbouring level better by, of the trace": _shown(max(neighbours) / size),
        "stops worse than the end": sum(x > end + 1e-12 * size for x, end in zip(anew, at_end, strict=True)),
        "best k": found.best.k,
        "best error": f"{found.best.error:.6g}",
        "at its end": f"{found.best.error_at_end:.6g}",
        "processor seconds for all k": round(seconds),
    }


def _shown(value: float) -> str:
    return f"{value:.1e}"


def main() -> None:
    """Compare, print and keep."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in sys.argv[1:] or WORLDS:
        kept[name] = report(WORLDS[name]())
        print(name, json.dumps(kept[name], indent=2), flush=True)
        KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
