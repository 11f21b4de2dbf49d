"""Sums without terms.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Integer, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.sums import equal_sums, limits_of_sum
from ldm_symbolic.proof.language.build import lt


def empty_sum(total: Sum, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity that a sum without terms is 0.

    Raises:
        RuleError: if the range is not shown to be empty.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> empty_sum(Sum(deviations[mode], (mode, 1, 0)), hypotheses=[]).conclusion
    Identity(Sum(s[j], (j, 1, 0)), 0)
    """
    total, hypotheses = admit(total, hypotheses)
    _, lower, upper = limits_of_sum(total)
    prove(hypotheses, lt(upper, lower))
    return equal_sums(total, Integer(0), hypotheses=hypotheses)
