"""What the pictures of a sentence's region show: strips of a plane where it holds, fails, or is repaired.

Tested in `tests/figures/test_regions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Claim
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.floats import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What lies between two curves, which are not numbers where there is nothing between them."""

    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a sentence says something in a plane, and what comes of it.

    Args:
        along: values of the axis across, increasing.
        stated: where the sentence says something.
        repaired: where the condition of its repair is met.
        fails: where the sentence is false.
    """

    along: Floats
    stated: tuple[Strip, ...]
    repaired: tuple[Strip, ...]
    fails: tuple[Strip, ...]

    def lies(self, strips: tuple[Strip, ...], across: float, up: float) -> bool:
        """Whether a point lies in one of some strips.

        >>> strip = Strip(low=np.array([1.0, 1.0]), high=np.array([2.0, 4.0]))
        >>> region = Region(along=np.array([1.0, 4.0]), stated=(strip,), repaired=(), fails=())
        >>> region.lies(region.stated, 2.0, 2.5), region.lies(region.stated, 2.0, 3.5)
        (True, False)
        """
        places, at = np.log(self.along), np.log(across)
        ends = ([np.interp(at, places, np.log(end)) for end in (strip.low, strip.high)] for strip in strips)
        return any(low < np.log(up) < high for low, high in ends)


def printed_and_repaired(printed: str, repaired: str) -> tuple[Claim, Claim, tuple[Boolean, ...]]:
    """A printed claim, its repair, and the condition that the repair has beyond it.

    >>> printed_and_repaired("C1.printed", "C1.repaired")[2]
    (L/2 >= 8, exp(-2*T) <= -2 + 2*sqrt(2))
    """
    (statement,) = catalogue([printed.partition(".")[0]])
    claim, repair = statement[printed], statement[repaired]
    return claim, repair, tuple(one for one in repair.hypotheses if one not in claim.hypotheses)
