"""Processor time of contenders that take turns, growth exponents, memory, and the ratios that must hold."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from time import process_time
from typing import NamedTuple

import numpy as np


class Bar(NamedTuple):
    """One figure and what it must reach.

    Args:
        says: what is measured.
        found: the figure, a ratio or an exponent.
        least: what it must be at least, or None.
        most: what it may be at most, or None.
    """

    says: str
    found: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the figure is within its bounds."""
        return (self.least is None or self.found >= self.least) and (self.most is None or self.found <= self.most)

    def __str__(self) -> str:
        wanted = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return f"{'ok  ' if self.holds else 'MISS'} {self.says}: {self.found:.3g}, {wanted}"


def with_one_thread() -> None:
    """Begin anew with one thread for linear algebra: one that waits for work counts as processor time."""
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "OPENBLAS_NUM_THREADS": "1"})


def least_times(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least processor time of each, the contenders taking turns."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, action in contenders.items():
            begun = process_time()
            action()
            times[name].append(process_time() - begun)
    return {name: min(taken) for name, taken in times.items()}


def growth(sizes: Sequence[int], times: Sequence[float]) -> float:
    """p in time ~ D^p, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def peak(action: Callable[[], object]) -> int:
    """The most bytes held at a time while something is done a second time."""
    action()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def of_processes(commands: Mapping[str, Sequence[str]], rounds: int, byte_code: str) -> dict[str, float]:
    """The least processor time of commands of this interpreter, from cold, taking turns.

    Args:
        commands: arguments of the interpreter, by name.
        rounds: how often each is run, at least twice.
        byte_code: a folder for what is compiled, whatever the environment says of that.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": byte_code, "PYTHONDONTWRITEBYTECODE": ""}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *command], capture_output=True, check=True, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {name: min(taken) for name, taken in times.items()}


def machine() -> dict[str, float]:
    """How busy the machine is, and how many processors it has."""
    return {"load": os.getloadavg()[0], "processors": float(os.cpu_count() or 1)}
