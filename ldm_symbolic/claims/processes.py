"""Work on several tasks at a time, in processes of their own; results come in the order of the tasks.

Tested in `tests/claims/test_audit.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_processes(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, size: Callable[[Task], int] = lambda _: 0
) -> Iterator[Result]:
    """The results of some work on tasks, in order; a single task is done in this process.

    Args:
        work: a function that can be sent to another process, as can the tasks and the results.
        tasks: what to work on.
        size: of a task; the largest are begun first.

    Raises:
        Exception: what the work raises, when its turn comes.
    """
    if len(tasks) < 2:
        yield from map(work, tasks)
        return
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(min(len(tasks), os.cpu_count() or 1), mp_context=context) as pool:
        begun = {i: pool.submit(work, tasks[i]) for i in sorted(range(len(tasks)), key=lambda i: -size(tasks[i]))}
        yield from (begun[i].result() for i in range(len(tasks)))
