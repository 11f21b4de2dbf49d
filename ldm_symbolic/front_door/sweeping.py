"""Many problems at once: `sweep`, with the documents that `stop --json` prints, each under the hash of its problem.

Tested in `tests/front_door/test_sweeping.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future
from fractions import Fraction
from os import PathLike
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ldm_symbolic.front_door.options import DIGITS, every_dimension
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.variances import as_variances
from ldm_symbolic.spectra.arrays import whole_number
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.answers.dense_listing import listing_of
from ldm_symbolic.stopping.answers.document import stop_document
from ldm_symbolic.stopping.schemas import STOP

_CHUNK = 1 << 16


def sweep(
    problems: Iterable[StoppingProblem],
    executor: Executor | None = None,
    out: str | PathLike[str] | None = None,
    *,
    digits: int = DIGITS,
) -> list[dict[str, Any]]:
    """The answers to many problems in their order, as the documents that `stop --json` prints.

    With `out` each answer is on the disk, whole, as soon as there is one: a sweep that was killed and is asked for
    again loses nothing of what was finished, and computes none of it twice. A problem that comes twice is solved once.

    Args:
        problems: each with its spectrum, score, start, schedule and horizon.
        executor: computes them: a `ProcessPoolExecutor`, `Client(...).get_executor()` of Dask, an `MPIPoolExecutor`;
            None for one after the other here.
        out: a directory that keeps each answer in a file named by a hash of its problem; every worker must see it.
        digits: significant digits of every number.

    Raises:
        ValueError: if something is no `StoppingProblem`, before anything is computed; or if a file of that directory
            is no answer.

    >>> from ldm_symbolic.front_door.stopping import spectrum
    >>> documents = sweep(StoppingProblem(spectrum=spectrum([v]), horizon=2) for v in (1, 0.5))
    >>> [document["best"]["time"] for document in documents]
    ['2', '2']
    """
    if not isinstance(problems, Iterable):
        raise InputError(f"problems: expected several StoppingProblem, such as a list, got a {type(problems).__name__}")
    wanted = list(problems)
    for place, problem in enumerate(wanted, start=1):
        if not isinstance(problem, StoppingProblem):
            raise InputError(f"problems, entry {place}: expected a StoppingProblem, got a {type(problem).__name__}")
    whole_number(digits, "digits", least=1, most=10_000)
    folder = None if out is None else Path(out)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    keys = [problem_key(problem, digits) for problem in wanted]
    different = dict(zip(keys, wanted, strict=True))
    tasks = [(folder, key, problem, digits) for key, problem in different.items()]
    found = [_kept(*task) for task in tasks] if executor is None else _by(executor, tasks)
    answers = dict(zip(different, found, strict=True))
    return [answers[key] for key in keys]


def _by(executor: Executor, tasks: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The answers in order; where one fails, those that have not begun are called off."""
    pending: list[Future[dict[str, Any]]] = [executor.submit(_kept, *task) for task in tasks]
    try:
        return [future.result() for future in pending]
    finally:
        for future in pending:
            future.cancel()


def problem_key(problem: StoppingProblem, digits: int) -> str:
    """A hash of everything that an answer depends on but the version of the package.

    Args:
        problem: the question.
        digits: significant digits of the answer.

    >>> from ldm_symbolic.front_door.stopping import spectrum
    >>> first, second = (StoppingProblem(spectrum=spectrum([0.5]), horizon=horizon) for horizon in (1, 2))
    >>> problem_key(first, 15) == problem_key(first, 15), problem_key(first, 15) == problem_key(second, 15)
    (True, False)
    """
    digest = hashlib.sha256(
        f"{STOP} {digits} {problem.score!r} {problem.start.value} {problem.schedule!r} {problem.horizon} "
        f"{problem.eta}".encode()
    )
    for side in (problem.spectrum.variances, problem.spectrum.estimated):
        if side is None:
            digest.update(b"\0none")
            continue
        held = as_variances(side)
        digest.update(f"\0{len(held)} {held.multiplicities}".encode())
        if held.are_floats:
            for start in range(0, len(held.nodes), _CHUNK):
                digest.update(held.nodes[start : start + _CHUNK].tobytes())
        else:
            digest.update(" ".join(str(Fraction(value)) for value in held.values).encode())
    return digest.hexdigest()


def _kept(folder: Path | None, key: str, problem: StoppingProblem, digits: int) -> dict[str, Any]:
    """The document of one problem, from its file where there is one."""
    if folder is None:
        return _document(problem, digits)
    path = folder / f"{key}.json"
    if not path.exists():
        _write(path, _document(problem, digits))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("schema") != STOP:
        raise InputError(f"out: {path} is no answer of a sweep; expected a {STOP} document; remove it to have it anew")
    return found


def _write(path: Path, document: dict[str, Any]) -> None:
    """A file that is there whole or not at all, whenever this process or the machine stops."""
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _document(problem: StoppingProblem, digits: int) -> dict[str, Any]:
    return stop_document(listing_of(problem, every_dimension(problem), digits=digits), digits)
