"""Tasks done by an executor of `concurrent.futures` that somebody else has made.

Tested in `tests/claims/test_processes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from typing import Any, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")
Result = TypeVar("Result")


def by_executor(
    executor: Executor,
    work: Callable[[Key, Sequence[Item]], Iterable[Result]],
    tasks: Sequence[tuple[Key, Sequence[Item]]],
    lost: Callable[[Key, Item, str], Result],
    order: Iterable[int],
) -> Iterator[list[Result]]:
    """Yield the results of tasks in their order; where the executor breaks down, what it has not done is lost.

    Args:
        executor: does each task in one go.
        work: yields one result for each item of a task.
        tasks: what to work on.
        lost: the result for an item that was not done, and why not.
        order: the places of the tasks, in the order in which they are begun.
    """
    futures = {place: executor.submit(_in_one_go, (work, *tasks[place])) for place in order}
    for place, (key, items) in enumerate(tasks):
        try:
            yield futures[place].result()
        except BrokenExecutor as error:
            yield [lost(key, item, f"the executor broke down: {error}") for item in items]


def _in_one_go(task: tuple[Callable[..., Iterable[Any]], Any, Sequence[Any]]) -> list[Any]:
    work, key, items = task
    return list(work(key, items))
