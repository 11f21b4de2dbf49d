"""The proofs behind `l2_loewner_order`: sums taken in the other order, and the square of A z = B z + μ z.

Tested in `tests/derivations/principal_components/test_l2_loewner_order.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Equivalent, Sum

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import D
from ldm_symbolic.derivations.principal_components.l2_loewner_order import (
    CONGRUENT,
    OF_DIFFERENCE,
    ORDERED_THERE,
    POSITIVE,
    ROOTS,
    SQUARES,
    SYMMETRIC,
    TOGETHER,
    A,
    B,
    S,
    congruent,
    eigenvector,
    entry,
    h,
    here,
    i,
    image,
    inner,
    j,
    moved,
    mu,
    of,
    symmetric,
    twice,
    z,
)
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    sum_over_modes,
)


@cache
def moved_across() -> Fact:
    """(z, Sᵀ A S z) = (S z, A S z): the double sum in the other order."""
    other = exchange_sums(z[i], Sum(entry(S, h, i) * image(A, moved, h), (h, 1, D)), (i, 1, D))
    there = inner(moved, lambda row: image(A, moved, row))
    rows = equal_sums(image(S, here, h, i), moved(h), hypotheses=[])
    term = Identity(image(A, moved, h) * image(S, here, h, i), moved(h) * image(A, moved, h))
    total = sum_over_modes(follows(term, [rows], hypotheses=[]), (h, 1, D))
    renamed = equal_sums(total.conclusion.args[1], there, hypotheses=[])
    return follows(Identity(inner(here, congruent(A)), there), [other, total, renamed], hypotheses=[])


@cache
def congruence() -> Fact:
    """The order at S z is the order of the congruent matrices at z."""
    pair = [moved_across(), instantiate(moved_across(), {A: B})]
    return follows(CONGRUENT, pair, hypotheses=[ORDERED_THERE])


@cache
def length() -> Fact:
    """(z, A² z) = |A z|² for a symmetric A."""
    other = exchange_sums(z[i], Sum(entry(A, i, h) * of(A)(h), (h, 1, D)), (i, 1, D))
    row, column = entry(A, h, j), entry(A, j, h)
    total = sum_over_modes(prove([Identity(row, column)], Identity(column * z[j], row * z[j])), (j, 1, D))
    transposed = Sum(entry(A, i, h) * z[i], (i, 1, D))
    names = equal_sums(transposed, total.conclusion.args[0], hypotheses=[])
    goal = Identity(of(A)(h) * transposed, of(A)(h) * of(A)(h))
    within = (symmetric(A), h >= 1, h <= D)
    squares = follows(goal, [at(symmetric(A), h), total, names], hypotheses=within)
    summed = sum_over_modes(squares, (h, 1, D))
    renamed = equal_sums(summed.conclusion.args[1], inner(of(A), of(A)), hypotheses=[])
    ends = Identity(inner(here, twice(A)), inner(of(A), of(A)))
    return follows(ends, [other, summed, renamed], hypotheses=[symmetric(A)])


@cache
def expanded() -> Fact:
    """|A z|² = |B z|² + 2 μ (z, B z) + μ² |z|² where A z = B z + μ z."""
    a, b, c = of(A)(i), of(B)(i), z[i]
    one = prove([Identity(a, b + mu * c)], Identity(a * a, b * b + 2 * mu * c * b + mu**2 * c * c))
    total = sum_over_modes(one, (i, 1, D))
    parts = inner(of(B), of(B)) + 2 * mu * inner(here, of(B)) + mu**2 * inner(here, here)
    split = equal_sums(total.conclusion.args[1], parts, hypotheses=[])
    return follows(Identity(inner(of(A), of(A)), parts), [total, split], hypotheses=[eigenvector(A, B)])


@cache
def together() -> Fact:
    """(z, A z) = (z, B z) + μ |z|²."""
    a, b, c = of(A)(i), of(B)(i), z[i]
    total = sum_over_modes(prove([Identity(a, b + mu * c)], Identity(c * a, c * b + mu * c * c)), (i, 1, D))
    parts = inner(here, of(B)) + mu * inner(here, here)
    split = equal_sums(total.conclusion.args[1], parts, hypotheses=[])
    return follows(Identity(inner(here, of(A)), parts), [total, split], hypotheses=[eigenvector(A, B)])


@cache
def roots() -> Fact:
    """The order of the squares leaves A - B no positive eigenvalue if B ⪰ 0."""
    lengths = [length(), instantiate(length(), {A: B})]
    base = (*SYMMETRIC[1:], *OF_DIFFERENCE, SQUARES, POSITIVE)
    return in_turn(mu <= 0, [*lengths, expanded()], hypotheses=base)


@cache
def sums() -> Fact:
    """If A + B is positive at the eigenvector, its eigenvalue has the sign of the difference of the squares."""
    lengths = [length(), instantiate(length(), {A: B})]
    base = (*SYMMETRIC[1:], *OF_DIFFERENCE, TOGETHER)
    return in_turn(Equivalent(SQUARES, mu <= 0), [*lengths, expanded(), together()], hypotheses=base)


PROOFS: Proofs = {
    "congruence": congruence,
    "squares-repaired": roots,
    "squares-sum": sums,
    "roots": lambda: instantiate(roots(), ROOTS),
}
