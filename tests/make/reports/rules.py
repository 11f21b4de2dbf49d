"""The report on rules that choose a noise level from samples alone: computes it, and writes table and picture.

    OMP_NUM_THREADS=1 nice -n 10 python tests/make/reports/rules.py

A world is a law of data whose covariance is known: a Gaussian one, or images from which samples are drawn with
replacement. For each size n of the sample the rules see the sample alone; the error is the dense one against the world.
Cells that stand in `rules.json` beside this file are not computed again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceAverage
from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping
from ldm_symbolic.stopping.rules import RULES, levels_of, nonlinear_shrinkage

Floats = NDArray[np.float64]
Draw = Callable[[int, np.random.Generator], Floats]

PATH = Path(__file__).with_suffix(".json")
SEED = 20
TOP = float(-np.expm1(-8.0))
RATIOS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
DIMENSION = 32
LEAST_GAIN = 1e-3
"""Of the error at the end; below it there is nothing of which to take a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A law of data with a known covariance.

    Args:
        name: of the world.
        covariance: Σ.
        draw: n samples.
        kept: the k to look at; k = D is the case of an encoder that does not depend on the sample.
        draws: how many samples to draw of each size.
    """

    name: str
    covariance: Floats
    draw: Draw
    kept: tuple[int, ...]
    draws: int


def gaussian(name: str, variances: Floats, draws: int) -> World:
    """A Gaussian world; the axes of the encoder are free, so that the covariance may be diagonal."""
    return World(
        name=name,
        covariance=np.diag(variances),
        draw=lambda count, rng: rng.standard_normal((count, len(variances))) * np.sqrt(variances),
        kept=(8, 16, len(variances)),
        draws=draws,
    )


def of_images(name: str, samples: Floats, kept: tuple[int, ...], draws: int) -> World:
    """A world of which the images are all there is."""
    return World(
        name=name,
        covariance=np.cov(samples.T, bias=True),
        draw=lambda count, rng: samples[rng.integers(len(samples), size=count)],
        kept=kept,
        draws=draws,
    )


def worlds() -> Iterator[World]:
    """The worlds of the report; images that no installed package ships are left out, and said to be."""
    import images

    ranks = np.arange(DIMENSION, dtype=np.float64)
    yield gaussian("flat, 0.3", np.full(DIMENSION, 0.3), 60)
    yield gaussian("power law, 4 j^-1.5", 4 * (ranks + 1) ** -1.5, 60)
    yield gaussian("geometric, 4 (0.85)^j", 4 * 0.85**ranks, 60)
    yield of_images("digits", images.digits(), (8, 16, 32, 64), 30)
    for name, found in (("MNIST-5k", images.mnist()), ("Fashion-MNIST", images.fashion())):
        if found is None:
            print(f"{name}: not installed, left out", file=sys.stderr)
            continue
        yield of_images(f"{name}, 128 components", images.leading(found, 128), (16, 64, 128), 12)


def outcome(world: World, samples: Floats) -> dict[int, dict[str, list[float]]]:
    """For each k what each choice gains over running to the end, and what could be gained, of E(k, 0)."""
    centred = samples - samples.mean(axis=0)
    covariance = centred.T @ centred / len(samples)
    law = DenseLaw.of(world.covariance, covariance)
    freedom = len(samples) - 1
    levels = {rule: levels_of(rule, samples, TOP) for rule in RULES if rule != "least"}
    levels["least"] = np.minimum(levels["folds"], levels["shrunk"])  # as the rule has it, at half the cost
    levels["folds, times 4/5"] = 0.8 * levels["folds"]
    shrunk = np.maximum(nonlinear_shrinkage(law.estimated, freedom), 1e-12 * law.total)
    cleaned = DenseLaw.of(world.covariance, (law.axes * shrunk) @ law.axes.T)
    found = {}
    for kept in world.kept:
        at_end, best = law.error(kept, 0.0), DenseStopping(law, TOP).at(kept)
        gains = {rule: at_end - law.error(kept, float(chosen[kept - 1])) for rule, chosen in levels.items()}
        first = FullCovarianceAverage(np.maximum(law.estimated, 1e-12), freedom).first_order_level()[kept - 1] / freedom
        gains["average, first order"] = at_end - law.error(kept, min(float(first), TOP))
        gains["no stop, shrunk eigenvalues"] = at_end - cleaned.error(kept, 0.0)
        found[kept] = {name: [gain, at_end - best.error, at_end] for name, gain in gains.items()}
    return found


def summary(rows: list[list[float]]) -> dict[str, float | None]:
    """Share of the oracle's gain, how often worse than running to the end, with standard errors by the jackknife."""
    gain, oracle, at_end = np.array(rows).T
    count = len(rows)
    share, share_error = None, None
    if np.mean(oracle / at_end) > LEAST_GAIN:
        left_out = (gain.sum() - gain) / (oracle.sum() - oracle)
        share = float(gain.sum() / oracle.sum())
        share_error = float(np.sqrt((count - 1) / count * np.sum((left_out - left_out.mean()) ** 2)))
    worse = float(np.mean(gain < -1e-9 * at_end))
    return {
        "share": share,
        "share_error": share_error,
        "worse": worse,
        "worse_error": float(np.sqrt(max(worse * (1 - worse), 1 / (4 * count)) / count)),
        "gain": float(np.mean(gain / at_end)),
        "gain_error": float(np.std(gain / at_end) / np.sqrt(count)),
        "oracle_gain": float(np.mean(oracle / at_end)),
    }


def cell(world: World, ratio: float) -> list[dict[str, Any]]:
    """Every k and every choice in one world for one size of the sample."""
    dimension = len(world.covariance)
    count = round(ratio * dimension)
    rng = np.random.default_rng([SEED, count, *world.name.encode()])
    outcomes = [outcome(world, world.draw(count, rng)) for _ in range(world.draws)]
    return [
        {"kept": kept, "samples": count, "rule": rule, **summary([each[kept][rule] for each in outcomes])}
        for kept in world.kept
        for rule in outcomes[0][kept]
    ]


def main() -> None:
    """Compute what is missing, a cell at a time."""
    cells = json.loads(PATH.read_text(encoding="utf-8"))["cells"] if PATH.exists() else {}
    for world in worlds():
        for ratio in RATIOS:
            key = f"{world.name}; n/D = {ratio:g}; {world.draws} draws"
            if key not in cells:
                cells[key] = {"world": world.name, "ratio": ratio, "draws": world.draws, "rows": cell(world, ratio)}
                document = {"seed": SEED, "cells": cells}
                PATH.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
                print(key, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
