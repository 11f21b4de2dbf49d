"""Work on several tasks at a time, in processes of their own that end with this one, whatever ends it.

A task is a key with items, done one after the other by one process, and results are kept as they come: a process that
is killed costs the item that it was working on, and nothing else. Nothing here needs semaphores, for which some systems
have no room.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from ldm_symbolic.claims.tasks.executors import by_executor
from ldm_symbolic.claims.tasks.shares import processors

Key = TypeVar("Key")
Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Key, Sequence[Item]], Iterable[Result]]

_CONTEXT: Any = get_context("fork" if sys.platform == "linux" else "spawn")
_PR_SET_PDEATHSIG = 1


class WorkFailedError(RuntimeError):
    """Raised when work in another process failed with an error that is nobody's input; it shows that traceback."""


def in_processes(
    work: Work[Key, Item, Result],
    tasks: Sequence[tuple[Key, Sequence[Item]]],
    lost: Callable[[Key, Item, str], Result],
    *,
    jobs: int | None = None,
    costs: Mapping[Key, float] | None = None,
    executor: Executor | None = None,
) -> Iterator[list[Result]]:
    """The results of some work on tasks, in their order; a single task, or all of them by one job, is done here.

    Args:
        work: yields one result for each item of a task, in order. It can be sent to another process, as can the rest.
        tasks: what to work on; those that take longest are begun first, or of unknown ones those with most items.
        lost: the result for an item whose process was killed, and in what way it was.
        jobs: how many at a time; None for as many as there are processors.
        costs: seconds that each key is known to take.
        executor: does the work in the place of processes of our own, as one of `concurrent.futures`; of processes.

    Raises:
        ValueError: what the work raises as such.
        ArithmeticError: the same.
        WorkFailedError: for anything else that it raises in another process.

    >>> list(in_processes(lambda key, items: (key * item for item in items), [(2, (3, 4)), (5, (6,))], max, jobs=1))
    [[6, 8], [30]]
    """
    known = costs or {}
    lengths = [known.get(key, len(items)) if items else 0.0 for key, items in tasks]
    longest_first = sorted(range(len(tasks)), key=lambda place: -lengths[place])
    if executor is not None:
        yield from by_executor(executor, work, tasks, lost, longest_first)
        return
    most = min(len(tasks), processors() if jobs is None else jobs)
    if most < 2:
        yield from ([*work(key, items)] for key, items in tasks)
        return
    pool = _Pool(work, tasks, lost, most, longest_first)
    try:
        yield from pool.finished()
    finally:
        pool.close()


@dataclass(frozen=True, slots=True)
class _Made(Generic[Result]):
    """One result, on its way."""

    result: Result


@dataclass(frozen=True, slots=True)
class _Failed:
    """An error, on its way: of itself only what surely survives the journey."""

    kind: str
    text: str
    trace: str

    @classmethod
    def of(cls, error: Exception) -> _Failed:
        kind = next((base.__name__ for base in (ValueError, ArithmeticError) if isinstance(error, base)), "")
        return cls(kind=kind, text=str(error), trace="".join(traceback.format_exception(error)))

    def error(self) -> Exception:
        match self.kind:
            case "ValueError":
                return ValueError(self.text)
            case "ArithmeticError":
                return ArithmeticError(self.text)
            case _:
                return WorkFailedError(f"{self.trace.strip().splitlines()[-1]}\n\n{self.trace}")


class _Worker:
    """A process at the other end of a connection."""

    def __init__(self, work: Work[Any, Any, Any]) -> None:
        self.connection, far = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(work, far, os.getpid()), daemon=True)
        self.process.start()
        far.close()

    def end(self) -> str:
        """End the process, if it has not ended, and say how it did."""
        self.process.join(0.2)
        self.process.kill()
        self.process.join()
        self.connection.close()
        code = self.process.exitcode or 0
        return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


class _Pool(Generic[Key, Item, Result]):
    """Workers, the tasks that wait, and the results so far."""

    def __init__(
        self,
        work: Work[Key, Item, Result],
        tasks: Sequence[tuple[Key, Sequence[Item]]],
        lost: Callable[[Key, Item, str], Result],
        most: int,
        order: Iterable[int],
    ) -> None:
        self.work, self.tasks, self.lost, self.most = work, tasks, lost, most
        self.results: list[list[Result]] = [[] for _ in tasks]
        self.done = [not items for _, items in tasks]
        self.waiting = deque(i for i in order if not self.done[i])
        self.busy: dict[Connection, tuple[_Worker, int]] = {}
        self.idle: list[_Worker] = []

    def finished(self) -> Iterator[list[Result]]:
        for index, results in enumerate(self.results):
            while not self.done[index]:
                while self.waiting and len(self.busy) < self.most:
                    self.begin(self.waiting.popleft())
                for connection in wait(list(self.busy)) if self.busy else ():  # none: it would wait for ever
                    self.hear(connection)  # type: ignore[arg-type]
            yield results

    def begin(self, index: int) -> None:
        """Give a task, or what is left of it, to a worker; where the system starts none, it is done here."""
        key, items = self.tasks[index]
        rest = key, items[len(self.results[index]) :]
        while self.idle:
            if self.send(self.idle.pop(), rest, index):
                return
        try:
            new = _Worker(self.work)
        except OSError:
            self.results[index] += self.work(*rest)
            self.done[index] = True
        else:
            if not self.send(new, rest, index):
                self.waiting.appendleft(index)

    def send(self, worker: _Worker, task: tuple[Key, Sequence[Item]], index: int) -> bool:
        """Send a task to a worker, which may have been killed while it had nothing to do."""
        try:
            worker.connection.send(task)
        except OSError:
            worker.end()
            return False
        self.busy[worker.connection] = worker, index
        return True

    def hear(self, connection: Connection) -> None:
        index = self.busy[connection][1]
        try:
            said = connection.recv()
        except (EOFError, OSError):
            self.miss(connection)
            return
        match said:
            case _Made(result=result):
                self.results[index].append(result)
            case _Failed():
                raise said.error()
            case None:
                self.done[index] = True
                self.idle.append(self.busy.pop(connection)[0])

    def miss(self, connection: Connection) -> None:
        """Go on without a worker that is gone, and without the item that it was working on."""
        worker, index = self.busy.pop(connection)
        how = worker.end()
        key, items = self.tasks[index]
        results = self.results[index]
        if len(results) < len(items):
            results.append(self.lost(key, items[len(results)], f"the process that worked on it was {how}"))
        self.done[index] = len(results) == len(items)
        if not self.done[index]:
            self.waiting.appendleft(index)

    def close(self) -> None:
        workers = [*self.idle, *(worker for worker, _ in self.busy.values())]
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.end()


class _Telling:
    """Tells the other end how the work within it has ended; an error is told too, and goes no further here."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None and not isinstance(error, Exception):
            return False
        self.connection.send(None if error is None else _Failed.of(error))
        return True


def _serve(work: Work[Any, Any, Any], connection: Connection, parent: int) -> None:
    """Work on one task after the other until no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started us decides what a signal means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with(parent)
    with suppress(EOFError, OSError):
        while True:
            task = connection.recv()
            with _Telling(connection):
                for result in work(*task):
                    connection.send(_Made(result))


def _end_with(parent: int) -> None:
    """End this process with its parent: the system sees to it on Linux, a thread that waits for it elsewhere too."""
    Thread(target=_wait_for_parent, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _wait_for_parent() -> None:
    """End this process when its parent has ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
