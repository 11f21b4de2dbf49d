"""Rules whose conclusions are defined: what a rule of the kernel assumes for that is shown by the solvers.

A rule asks no solver. What must hold for its conclusion to be defined, it writes among its hypotheses (`Fact.needed`);
here these are proved from the others, and `by_logic` cuts them out. Each name is that of the rule.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules.logic import by_logic
from ldm_symbolic.proof.language.build import both
from ldm_symbolic.proof.language.conditions import conjuncts, without


def discharge(fact: Fact, *, hypotheses: Iterable[Boolean] | None = None) -> Fact:
    """Return a fact without the hypotheses that are there only for its conclusion to be defined.

    Args:
        fact: what a rule has made.
        hypotheses: what may be assumed; by default the other hypotheses of the fact.
    Raises:
        RuleError: if these do not show it.

    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.kernel.rules.sums import equal_sums
    >>> fact = equal_sums(1 / noise, 1 / noise, [], hypotheses=[noise > 0])
    >>> fact
    x > 0, Ne(x, 0) |- Identity(1/x, 1/x)  [equal_sums]
    >>> discharge(fact)
    x > 0 |- Identity(1/x, 1/x)  [by_logic]
    """
    own = without(fact.hypotheses, fact.needed) if hypotheses is None else conjuncts(hypotheses)
    if own == fact.hypotheses:
        return fact
    try:
        shown = [prove(own, both(*fact.needed))] if fact.needed else []
    except RuleError as error:
        needed = ", ".join(f"`{condition}`" for condition in fact.needed)
        message = f"`{fact.conclusion}` is not shown to be defined, {needed} is needed: {error}"
        raise RuleError(message, trouble=error.trouble, evidence=error.evidence) from error
    return by_logic(fact.conclusion, [fact, *shown], hypotheses=own)


def discharged(rule: Callable[..., Fact]) -> Callable[..., Fact]:
    """Return a rule that shows of its conclusion that it is defined, and is the same otherwise."""

    @wraps(rule)
    def applied(*args: object, **kwargs: object) -> Fact:
        return discharge(rule(*args, **kwargs))

    return applied


by_induction = discharged(rules.by_induction)
change_of_clock = discharged(rules.change_of_clock)
convex_by_slopes = discharged(rules.convex_by_slopes)
derivative_of_difference = discharged(rules.derivative_of_difference)
for_all = discharged(rules.for_all)
initial_value = discharged(rules.initial_value)
monotone_by_slope = discharged(rules.monotone_by_slope)
only_solution = discharged(rules.only_solution)
restricted = discharged(rules.restricted)
slope_at = discharged(rules.slope_at)
stays = discharged(rules.stays)
