"""What holds for one mode, said of all of them; and what a predicate says beside that.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.logic import by_logic
from ldm_symbolic.proof.kernel.rules.quantifiers import at, range_of_modes, within
from ldm_symbolic.proof.language.build import le
from ldm_symbolic.proof.language.conditions import without
from ldm_symbolic.proof.language.predicate import ForEach, Universal
from ldm_symbolic.proof.language.terms import free
from ldm_symbolic.proof.tactics.discharging import for_all


def in_range(predicate: Universal) -> Fact:
    """Return what a universal predicate says outside its quantifier: a minimiser lies in the range.

    >>> from ldm_symbolic.notation import noise, time
    >>> from ldm_symbolic.proof import Minimises
    >>> in_range(Minimises(time, noise**2, (noise, 0, 1))).conclusion
    (0 <= t) & (t <= 1)
    """
    return at(predicate)


def for_each_mode(fact: Fact, limits: tuple[Symbol, Any, Any]) -> Fact:
    """Return a one-mode fact as a fact about all modes of a range.

    A hypothesis about mode j is asked of every mode of the range.

        h(j), g |- c(j)   gives   ForEach(h(j), (j, lo, hi)), g |- ForEach(c(j), (j, lo, hi))

    Args:
        fact: a fact about mode j; the hypotheses lo <= j and j <= hi are used up.
        limits: (j, lo, hi), bounds without j, all integers.
    Raises:
        RuleError: if j is not an integer symbol or the bounds are not integers free of j.

    >>> from ldm_symbolic.proof import prove
    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> fact = prove([deviations[mode] > 0], deviations[mode] > -1)
    >>> for_each_mode(fact, (mode, 1, latent_dimension))
    ForEach(s[j] > 0, (j, 1, k)) |- ForEach(s[j] > -1, (j, 1, k))  [for_all]
    """
    fact, limits = admit(for_each_mode, fact, limits)
    index, lower, upper = range_of_modes(limits)
    given, pieces = [], [fact]
    for hypothesis in without(fact.hypotheses, within(limits)):
        every = ForEach(hypothesis, limits) if index in free(hypothesis) else hypothesis
        given.append(every)
        pieces += [at(every, index)] if every is not hypothesis else []
    here = by_logic(fact.conclusion, pieces, hypotheses=[*given, le(lower, index), le(index, upper)])
    return for_all(ForEach(fact.conclusion, limits), here, [index])
