"""How much is done at a time, and where a task is cut so that nobody has to wait for the last.

Tested in `tests/claims/test_processes.py`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import TypeVar

_ROUNDS = 4  # how many tasks a process has to do at least, where they can be cut so, lest all wait for the last
_WORTH = 10.0  # seconds below which nothing is cut, for then it costs more than it saves

Key = TypeVar("Key")
Item = TypeVar("Item")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(
    tasks: Sequence[tuple[Key, Sequence[Item]]], costs: Mapping[Key, float], jobs: int | None = None
) -> list[list[tuple[Key, Sequence[Item]]]]:
    """Each task, cut into several where it is so long that the others would wait for it in the end.

    A process does what it is given in one go, so that what several items rest on is found out once.

    Args:
        tasks: what to work on.
        costs: seconds that each key is known to take; an item of one that is not known counts for a second.
        jobs: how many at a time; None for as many as there are processors.

    >>> shares([("P1", "abcd"), ("P2", "ab")], {"P1": 30.0, "P2": 10.0}, jobs=2)
    [[('P1', 'ab'), ('P1', 'cd')], [('P2', 'ab')]]
    >>> shares([("P1", "abcd"), ("P2", "ab")], {"P1": 30.0, "P2": 10.0}, jobs=1)
    [[('P1', 'abcd')], [('P2', 'ab')]]
    """
    at_once = processors() if jobs is None else jobs
    whole = sum(costs.get(key, len(items)) for key, items in tasks)
    fair = max(whole / (_ROUNDS * at_once), _WORTH) if at_once > 1 else math.inf
    found = []
    for key, items in tasks:
        count = min(len(items), math.ceil(costs.get(key, len(items)) / fair))
        size = math.ceil(len(items) / max(count, 1)) or 1
        found.append([(key, items[start : start + size]) for start in range(0, len(items), size)] or [(key, items)])
    return found
