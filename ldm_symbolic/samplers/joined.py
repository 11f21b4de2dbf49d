"""Many steps as one, for few modes: each is V ↦ A² V + b², and two such maps in a row are another.

    V_n = Π_i A_i² V_0 + Σ_i b_i² Π_{j>i} A_j²

Nothing in it is negative, so that it is as accurate as one step after another. Steps lie along the first axis
in an order in which the earlier of each pair is in the first half and the later in the second, at every level.

Tested in `tests/samplers/test_joined.py`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats


@lru_cache(maxsize=64)
def order(count: int) -> NDArray[np.int64]:
    """Where each of so many steps lies; of an odd number the first step lies last.

    >>> order(5).tolist()
    [1, 3, 2, 4, 0]
    """
    if count == 1:
        return np.zeros(1, dtype=np.int64)
    if count % 2:
        return np.append(1 + order(count - 1), 0)
    half = 2 * order(count // 2)
    return np.concatenate([half, half + 1])


def joined(factors: Floats, added: Floats) -> tuple[Floats, Floats]:
    """The one map V ↦ f V + c that several are.

    Args:
        factors: f of each, axes (step, mode), the steps in `order`; they are overwritten.
        added: c of each, likewise, or one column for all modes.

    >>> factor, added = joined(np.array([[3.0], [2.0]]), np.array([[5.0], [7.0]]))  # 2 (3 V + 5) + 7
    >>> factor.tolist(), added.tolist()
    ([6.0], [17.0])
    """
    before: list[tuple[Floats, Floats]] = []
    count, own = len(factors), False
    while count > 1:
        if count % 2:
            count -= 1
            before.append((factors[count].copy(), added[count].copy()))
        count //= 2
        early, later = factors[:count], factors[count : 2 * count]
        sums = np.multiply(later, added[:count], out=added[:count] if own else None)
        sums += added[count : 2 * count]
        added, own = sums, True
        early *= later
    factor, more = factors[0], added[0]
    for first, with_it in reversed(before):
        factor, more = factor * first, factor * with_it + more
    return factor, more
