"""Many steps as one, for few modes: each is V ↦ f V + c with f = A² and c = b², and several in a row are another.

    V_n = Π_i f_i V_0 + Σ_i c_i Π_{j>i} f_j

Nothing in it is negative, so that it is as accurate as one step after another. Steps are cut into runs of one length
that lie side by side, so that each product is taken in all of them at once; the maps of the runs follow in turn.
Where A = p + 1/(q λ̂ + r), as of schemes with one pole a step, several samplers go side by side.

Tested in `tests/samplers/test_joined.py`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.samplers.compiled import Law

_SMALL = 15 << 10
"""Numbers in an array that is allocated again and again: less than 128 KiB, which an allocator keeps."""
LARGE = 1 << 17
"""In one that a thread allocates once."""
_KEPT = threading.local()


class Block(NamedTuple):
    """Some steps of each of some samplers.

    Args:
        first: the first of them.
        samplers, runs, length: how many samplers there are, runs of each, and steps of a run.
    """

    first: int
    samplers: int
    runs: int
    length: int

    def laid(self, numbers: Floats) -> Floats:
        """What differs from step to step, axes (sampler, step, ...), with the axes (step of its run, run, ...)."""
        last = self.first + self.runs * self.length
        within = numbers[:, self.first : last].reshape(self.samplers, self.runs, self.length, -1)
        return within.transpose(2, 1, 0, 3).reshape(self.length, self.runs * self.samplers, -1)


def workroom(count: int) -> Floats:
    """Room for so many numbers, whatever they are now; a thread keeps it, as fresh pages cost as much as the work.

    Args:
        count: how many; beyond twice `LARGE` the room is not kept.

    >>> workroom(5).shape
    (5,)
    """
    if count > 2 * LARGE:
        return np.empty(count)
    if not hasattr(_KEPT, "room"):
        _KEPT.room = np.empty(2 * LARGE)
    room: Floats = _KEPT.room
    return room[:count]


def after(variance: Floats, law: Law, numbers: Sequence[Floats], believed: Floats) -> Floats:
    """The variances after some steps with one law; not finite where a step or a product leaves float64.

    Args:
        variance: those before.
        law: that of each step.
        numbers: what it asks for, with an entry a step.
        believed: λ̂ >= 0, one a mode.
    """
    entries = [entry[None] if np.ndim(entry) else entry for entry in law.of_steps(*numbers)]

    def maps(block: Block) -> tuple[Floats, Floats]:
        """With one b² for all modes where that is enough."""
        growth, (spread,) = law.of_modes(believed, *(block.laid(one) if np.ndim(one) else one for one in entries))
        modes = len(believed) if np.ndim(spread) and np.shape(spread)[-1] > 1 else 1
        return (
            np.square(np.broadcast_to(growth[0][0], (block.length, block.runs, len(believed)))),
            np.square(np.broadcast_to(spread, (block.length, block.runs, modes))),
        )

    return _in_blocks(variance[None], len(numbers[0]), _SMALL, maps)[0]


def after_poles(variances: Floats, poles: Floats, believed: Floats, room: Floats) -> Floats:
    """The variances after steps with A = p + 1/(q λ̂ + r) of each of some samplers; not finite as in `after`.

    Args:
        variances: those before, axes (sampler, mode).
        poles: p, q, r and b², axes (sampler, number, step).
        believed: λ̂ >= 0, one a mode.
        room: where to work; more than so much at a time is not taken.
    """
    powers = np.stack([believed, np.ones_like(believed)])

    def maps(block: Block) -> tuple[Floats, Floats]:
        """With the numbers of all steps in a row each, which costs one copy."""
        last = block.first + block.runs * block.length
        within = poles[:, :, block.first : last].reshape(block.samplers, 4, block.runs, block.length)
        laid = within.transpose(1, 3, 2, 0).reshape(4, -1)
        below = laid[1:3].T
        found = np.matmul(below, powers, out=room[: len(below) * len(believed)].reshape(-1, len(believed)))
        np.divide(1.0, found, out=found)
        found += laid[0][:, None]
        found *= found
        shape = (block.length, block.runs * block.samplers, -1)
        return found.reshape(shape), laid[3].reshape(shape)

    return _in_blocks(variances, poles.shape[2], len(room), maps)


def _in_blocks(variances: Floats, count: int, most: int, maps: Callable[[Block], tuple[Floats, Floats]]) -> Floats:
    """The variances after the maps of so many steps, with at most so many numbers at a time."""
    samplers, modes = variances.shape
    for first, runs, length in cut(count, max(most // variances.size, 1)):
        factors, more = joined(*maps(Block(first, samplers, runs, length)))
        for factor, constant in zip(
            factors.reshape(runs, samplers, modes), more.reshape(runs, samplers, -1), strict=True
        ):
            variances = factor * variances
            variances += constant
    return variances


@lru_cache(maxsize=64)
def cut(count: int, most: int) -> tuple[tuple[int, int, int], ...]:
    """Steps cut into blocks of equal runs: the first step of each block, how many runs it has, and steps each.

    Args:
        count: how many steps there are.
        most: how many a block has at most.

    >>> cut(10, 100), cut(11, 8)
    (((0, 1, 9), (9, 1, 1)), ((0, 1, 6), (6, 1, 5)))
    """
    found, first = [], 0
    while first < count:
        left = count - first
        taken = -(-left // -(-left // most))
        root = math.isqrt(taken)
        length = min(range(min(2 * root, taken), min(3 * root, taken) + 1), key=lambda run: (taken % run, run))
        found.append((first, taken // length, length))
        first += taken // length * length
    return tuple(found)


def joined(factors: Floats, added: Floats) -> tuple[Floats, Floats]:
    """The one map V ↦ f V + c that each run is.

    Args:
        factors: f of each step, axes (step of its run, run, mode); they are overwritten.
        added: c of each, likewise, or one for all modes.

    >>> factor, added = joined(np.array([[[3.0]], [[2.0]]]), np.array([[[5.0]], [[7.0]]]))  # 2 (3 V + 5) + 7
    >>> factor.tolist(), added.tolist()
    ([[6.0]], [[17.0]])
    """
    for early, later in zip(factors[-2::-1], factors[:0:-1], strict=True):
        early *= later
    if added.shape[-1] == factors.shape[-1]:
        more = (added[:-1] * factors[1:]).sum(axis=0)
    else:
        more = np.matmul(np.ascontiguousarray(added[:-1].transpose(1, 2, 0)), factors[1:].transpose(1, 0, 2))[:, 0]
    more += added[-1]
    return factors[0], more
