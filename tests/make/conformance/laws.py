"""The laws with which diffusers' schedulers sample, measured on their own code: `laws.json` of the golden files.

`python tests/make/conformance/laws.py` writes them, `--check` compares them with what is written. Needs
`pip install -c constraints.txt -e '.[conformance]'`.
"""

from __future__ import annotations

import argparse
import json
import math
import runpy
import sys
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from ldm_symbolic.conformance.diffusers import CASES, Case, Driven
from ldm_symbolic.testing import PREDICTIONS, expected_law, gaussian_model

OUT = Path(__file__).parents[2] / "golden" / "conformance.json"
REPRODUCERS = Path(__file__).parent / "reproducers"
VARIANCES = np.array([0.25, 1.0, 4.0])
STEPS = (10, 20, 50)
TOLERANCE = 1e-4
"""By what a law may move, relative to its size: their float32 on another processor."""
_PRINTED, _SMALL, _ORDER = 0.05, 0.01, 0.3
_REFINED = (31, 61, 121)


def sampler_of(case: Case, steps: int) -> tuple[Driven, str]:
    """The scheduler with the prediction that its config names, or the first that it knows."""
    spelled = {"v_prediction": "v", "flow_prediction": "velocity"}.get(case.config.get("prediction_type", ""), "")
    for prediction in (*([spelled] if spelled else []), *PREDICTIONS):
        if (found := case.make(steps, prediction)) is not None:
            return found, prediction
    raise ValueError(case.scheduler)


def responses(sampler: Driven, prediction: str) -> np.ndarray:
    """What becomes of the start and of each noise after each step, mode by mode; axes (source, step, mode).

    One run on as many copies of the modes as there are sources, since none mixes with another.
    """
    count, own = len(sampler.signal) - 1, len(VARIANCES)
    sources = 1 + count if sampler.stochastic else 1
    start, noises = np.zeros(sources * own), np.zeros((count, sources, own))
    start[:own] = 1
    if sampler.stochastic:
        noises[np.arange(count), 1 + np.arange(count)] = 1
    model = gaussian_model(np.tile(VARIANCES, sources), prediction)
    states = sampler.run(model, start, noises.reshape(count, -1))
    return np.stack(states).reshape(count, sources, own).transpose(1, 0, 2)


def of_continuous_time(sampler: Driven) -> np.ndarray:
    """The variance at the last level of the exact flow, or of the exact reverse equation, from the same start."""
    laws = sampler.signal[[0, -1], None] ** 2 * VARIANCES + sampler.noise[[0, -1], None] ** 2
    if not sampler.stochastic:
        return np.asarray(laws[1] / laws[0] * sampler.start**2)
    kept = laws[1] / laws[0] * sampler.signal[0] / sampler.signal[-1]
    return np.asarray(laws[1] + kept**2 * (sampler.start**2 - laws[0]))


def from_own_recursion(sampler: Driven, found: np.ndarray) -> float | None:
    """By how much of its size the law differs from that of the scheme that it names."""
    if sampler.scheme is None:
        return None
    own = expected_law(sampler.scheme, sampler.signal, sampler.noise, VARIANCES, eta=sampler.eta)
    starts = np.stack([np.diag(law.growth) for law in own])
    worst = float((np.abs(found[0] - starts).max(axis=1) / np.abs(starts).max(axis=1)).max())
    if not sampler.stochastic:
        return worst
    noises = np.stack([[np.diag(spread) for spread in law.spread] for law in own], axis=1)
    return max(worst, float(np.abs(found[1:] - noises).max() / np.abs(noises).max()))


def apart(sampler: Driven) -> float:
    """By how much the noise level that a timestep tells differs at most from that of the state, as a share of it."""
    begins = [0, *(place + 1 for place in sampler.done[:-1])]
    told = np.array([sampler.heard[place][1] for place in begins])
    state = sampler.noise[:-1] / np.hypot(sampler.signal[:-1], sampler.noise[:-1])
    if sampler.signal[0] + sampler.noise[0] == 1 or sampler.heard[0][0] == 1:
        state = sampler.noise[:-1]
    return float(np.abs(told / state - 1).max())


def order(case: Case) -> float | None:
    """In which order the error falls at the last level with noise, the network being told the level of the state."""
    if not case.order:
        return None
    errors = []
    for steps in _REFINED:
        sampler, prediction = sampler_of(case, steps)
        if len(sampler.done) == len(sampler.heard) and sampler.heard[0][0] != 1:
            levels = np.stack([sampler.signal, sampler.noise])[:, :-1]
            kept = np.hypot(*levels) if sampler.signal[0] == 1 else 1.0
            sampler = replace(sampler, heard=[tuple(level) for level in (levels / kept).T.tolist()])
        last = -2 if sampler.noise[-1] == 0 or sampler.noise[-1] == sampler.noise[-2] else -1
        laws = sampler.signal[:, None] ** 2 * VARIANCES + sampler.noise[:, None] ** 2
        found = responses(sampler, prediction)[0, last]
        errors.append(float(np.abs(found / np.sqrt(laws[last] / laws[0]) - 1).max()))
    return round(math.log2(errors[-2] / errors[-1]), 2)


def measured(case: Case) -> dict[str, Any]:
    """What is recorded of a configuration."""
    by_steps: dict[str, Any] = {}
    for steps in STEPS:
        sampler, prediction = sampler_of(case, steps)
        found = responses(sampler, prediction)
        variance = found[0, -1] ** 2 * sampler.start**2 + (found[1:, -1] ** 2).sum(axis=0)
        by_steps[str(steps)] = {
            "calls": len(sampler.heard),
            "variance": variance.tolist(),
            "continuous": of_continuous_time(sampler).tolist(),
            "w2": float(np.linalg.norm(np.sqrt(variance) - np.sqrt(VARIANCES))),
            "own": from_own_recursion(sampler, found) if not _level_twice(sampler) else None,
            "told_apart": apart(sampler),
        }
    named = {"scheduler": case.scheduler, "config": dict(case.config), "options": dict(case.options)}
    return {**named, "scheme": case.scheme, "order": {"claimed": case.order, "found": order(case)}, "steps": by_steps}


def _level_twice(sampler: Driven) -> bool:
    return bool(sampler.noise[-1] == sampler.noise[-2])


def said(path: Path) -> list[str]:
    """What a reproducer prints."""
    heard = StringIO()
    with redirect_stdout(heard):
        runpy.run_path(str(path), run_name="__main__")
    return heard.getvalue().splitlines()


def document() -> dict[str, Any]:
    """Everything, as it is written."""
    return {
        "versions": {name: version(name).partition("+")[0] for name in ("diffusers", "torch")},
        "variances": VARIANCES.tolist(),
        "cases": {name: measured(case) for name, case in CASES.items()},
        "reproducers": {path.stem: said(path) for path in sorted(REPRODUCERS.glob("*/*.py"))},
    }


def moved(old: Any, new: Any, where: str = "") -> list[str]:
    """Where two documents differ by more than the tolerance."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        return [line for key in old for line in moved(old[key], new[key], f"{where}/{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [line for at, pair in enumerate(zip(old, new, strict=True)) for line in moved(*pair, f"{where}/{at}")]
    if isinstance(old, str) and isinstance(new, str) and where.startswith("/reproducers"):
        near = _close(_numbers(old), _numbers(new))
        return [] if near else [f"{where}: {old!r} became {new!r}"]
    if isinstance(old, float) and isinstance(new, float):
        loose = where.endswith("/found")
        near = abs(old - new) <= (_ORDER if loose else TOLERANCE) * max(1.0, abs(old))
        return [] if near else [f"{where}: {old} became {new}"]
    return [] if old == new else [f"{where}: {old} became {new}"]


def _numbers(line: str) -> list[float]:
    found = []
    for word in line.replace(",", " ").replace(";", " ").replace("=", " ").replace("[", " ").replace("]", " ").split():
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found


def _close(first: list[float], second: list[float]) -> bool:
    """As printed, to one in twenty; what is under a hundredth may be rounding, and need only stay so."""
    pairs = list(zip(first, second, strict=False))
    small = [max(abs(one), abs(other)) < _SMALL for one, other in pairs]
    near = [abs(one - other) <= _PRINTED * abs(one) for one, other in pairs]
    return len(first) == len(second) and all(either for either in map(max, small, near))


def main() -> int:
    """Write the document, or exit with 1 if it has moved."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    found = json.loads(json.dumps(document()))
    if not parser.parse_args().check:
        OUT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    lines = moved(json.loads(OUT.read_text(encoding="utf-8")), found)
    print("\n".join(lines) or f"{len(found['cases'])} configurations sample with the laws that are written")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
