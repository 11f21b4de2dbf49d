"""Many problems at once: `sweep`, with the documents that `stop --json` prints.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import Executor
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from ldm_symbolic.front_door.asking import DIGITS
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.spectra.arrays import whole_number
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.answers.dense_listing import listing_of
from ldm_symbolic.stopping.answers.document import stop_document


def sweep(
    problems: Iterable[StoppingProblem],
    executor: Executor | None = None,
    out: str | PathLike[str] | None = None,
    *,
    digits: int = DIGITS,
) -> list[dict[str, Any]]:
    """The answers to many problems in their order, as the documents that `stop --json` prints.

    Args:
        problems: each with its spectrum, score, start, schedule and horizon.
        executor: computes them, such as a `ProcessPoolExecutor`; None for one after the other here.
        out: a directory that keeps each answer in a file named by a hash of its problem; what it holds already is not
            computed again, so that a sweep that was stopped goes on where it was.
        digits: significant digits of every number.

    Raises:
        ValueError: if something is no `StoppingProblem`; before anything is computed.

    >>> from ldm_symbolic.front_door.stopping import spectrum
    >>> documents = sweep(StoppingProblem(spectrum=spectrum([v]), horizon=2) for v in (1, 0.5))
    >>> [document["best"]["time"] for document in documents]
    ['2', '2']
    """
    wanted = list(problems)
    for place, problem in enumerate(wanted, start=1):
        if not isinstance(problem, StoppingProblem):
            raise InputError(f"problems, entry {place}: expected a StoppingProblem, got a {type(problem).__name__}")
    whole_number(digits, "digits", least=1, most=10_000)
    folder = None if out is None else Path(out)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    task = partial(_kept, folder, digits)
    return list(map(task, wanted) if executor is None else executor.map(task, wanted))


def _kept(folder: Path | None, digits: int, problem: StoppingProblem) -> dict[str, Any]:
    """The document of one problem, from its file where there is one."""
    if folder is None:
        return _document(problem, digits)
    path = folder / f"{hashlib.sha256(f'{digits} {problem!r}'.encode()).hexdigest()}.json"
    if path.exists():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    document = _document(problem, digits)
    written = path.with_suffix(".part")
    written.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    written.replace(path)
    return document


def _document(problem: StoppingProblem, digits: int) -> dict[str, Any]:
    dimensions = range(1, problem.spectrum.dimension + 1)
    return stop_document(listing_of(problem, dimensions, digits=digits), digits)
