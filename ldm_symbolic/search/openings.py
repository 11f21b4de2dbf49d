"""Cases of a claim: sentences without quantifiers over reals, each of which refutes the claim where it fails.

"f is non-decreasing on [lo, hi]" fails as soon as lo ≤ x ≤ y ≤ hi and not f(x) ≤ f(y); so x and y join the names,
the guard joins the hypotheses, and an instance of the case carries its witnesses with it.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sympy import Basic, Symbol, preorder_traversal
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies

from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import ForEach, Formula, Identity, Minimises, Universal
from ldm_symbolic.proof.language.terms import Name, free, fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hypotheses and a conclusion; where the hypotheses are true and the conclusion is not, the claim is refuted.

    Args:
        hypotheses: the claim's, and the guards of the quantifiers that were opened.
        conclusion: what should follow.
        witnesses: the symbols that the opened quantifiers ranged over.
    """

    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    witnesses: tuple[Symbol, ...] = ()

    @property
    def names(self) -> frozenset[Name]:
        """The names that an instance gives values to."""
        return frozenset().union(*(free(part) for part in (*self.hypotheses, self.conclusion)))

    @property
    def plain(self) -> bool:
        """Whether the conclusion can be evaluated without a search over an interval."""
        return not over_reals(self.conclusion)


def over_reals(term: Basic) -> bool:
    """Whether a Boolean contains a predicate about all reals of an interval.

    Example:
        >>> from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
        >>> from ldm_symbolic.proof.language.predicate import NonDecreasing
        >>> over_reals(NonDecreasing(noise**2, (noise, 0, 1)) & (noise > 0))
        True
        >>> over_reals(ForEach(deviations[mode] > 0, (mode, 1, latent_dimension)))
        False
    """
    return any(isinstance(node, Formula) and not _finite(node) for node in preorder_traversal(term))


def _finite(node: Formula) -> bool:
    return isinstance(node, Identity) or (isinstance(node, ForEach | Minimises) and bool(node.index.is_integer))


def cases(hypotheses: Iterable[Boolean], conclusion: Boolean) -> list[Case]:
    """The cases of a claim, the claim itself among them; each one's failure is a failure of the claim.

    Args:
        hypotheses: of the claim.
        conclusion: of the claim.

    Example:
        >>> from ldm_symbolic.notation import noise
        >>> from ldm_symbolic.proof.language.predicate import NonDecreasing
        >>> opened, whole = cases([], NonDecreasing(noise**2, (noise, -1, 1)))
        >>> opened.conclusion, opened.witnesses, whole.witnesses
        (x_1**2 <= x_2**2, (x_1, x_2), ())
    """
    whole = Case(hypotheses=conjuncts(hypotheses), conclusion=conclusion)
    return [*dict.fromkeys(case for case in _opened(whole) if case != whole), whole]


def _opened(case: Case) -> Iterator[Case]:
    match case.conclusion:
        case And():
            for part in case.conclusion.args:
                yield from _opened(_with(case, (), part))
        case Implies(args=(premise, consequence)):
            if not over_reals(premise):
                yield from _opened(_with(case, (premise,), consequence))
        case Equivalent():
            yield from _directions(case)
        case Universal():
            if over_reals(case.conclusion):
                yield from _instantiated(case, case.conclusion)
            else:
                yield case
        case _:
            yield case


def _directions(case: Case) -> Iterator[Case]:
    """For an equivalence: where one plain side is true, every other side has to be."""
    sides = case.conclusion.args
    if not over_reals(case.conclusion):
        yield case
        return
    for premise in sides:
        if not over_reals(premise):
            for other in sides:
                if other != premise:
                    yield from _opened(_with(case, (premise,), other))


def _instantiated(case: Case, predicate: Universal) -> Iterator[Case]:
    for condition in predicate.plain():
        yield from _opened(_with(case, (), condition))
    taken = {*case.names, predicate.index}
    witnesses: list[Symbol] = []
    for _ in range(predicate.arity):
        witnesses.append(fresh(predicate.index, taken))
        taken.add(witnesses[-1])
    guard, body = predicate.at(*witnesses)
    yield from _opened(_with(case, guard, body, tuple(witnesses)))


def _with(case: Case, further: tuple[Boolean, ...], conclusion: Boolean, witnesses: tuple[Symbol, ...] = ()) -> Case:
    return Case(
        hypotheses=conjuncts([*case.hypotheses, *further]),
        conclusion=conclusion,
        witnesses=(*case.witnesses, *witnesses),
    )
