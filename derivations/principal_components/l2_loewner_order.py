"""The Loewner order: congruence keeps it, and so do square roots; squares alone do not.

Source: arXiv:2510.08409v1, Appendix C, Lemma 2.

    (i) A ⪯ B ⟹ Sᵀ A S ⪯ Sᵀ B S;   (ii) A² ⪯ B² ⟹ A ⪯ B;   in particular A ⪯ B ⟹ √A ⪯ √B for A, B ⪰ 0

How it is written. A D x D matrix M is the sequence of its rows, M_ij = M[D (i-1) + j]; its quadratic form at a vector
z is Σ_i z_i Σ_j M_ij z_j. M ⪯ N compares these forms at every vector. (i) is shown vector by vector: the order of A and
B at the one vector S z gives the order of the congruent matrices at z. In (ii), A - B is symmetric, so that A ⪯ B says
that it has no positive eigenvalue (cited); this is shown for every eigenvector z, from the order of the squares at z
alone. Each claim assumes less than the lemma does, the order at one vector, and so implies it; at D = 1 it is the same.

How the proof goes. (i) A double sum taken in the other order moves S to the other side. (ii) If A z = B z + μ z then
|A z|² = |B z|² + 2 μ (z, B z) + μ² |z|². With A² ⪯ B² the left side is at most |B z|², with B ⪰ 0 the middle term has
the sign of μ; so μ > 0 is impossible. For the roots Q² = A, R² = B of A ⪯ B this is what the lemma says.

What was added. (ii) is false as printed, already for numbers: A = 1, B = -1. It holds if B ⪰ 0, with no condition on A,
and if A + B is positive definite; that B is symmetric is not enough. The use made of it (roots) is right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Equivalent, Expr, IndexedBase, Rational, Sum, Symbol

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired
from ldm_symbolic.derivations.letters import D
from ldm_symbolic.proof import ForEach, Identity, substitute

i, j, h, m = (Symbol(letter, integer=True) for letter in "ijhm")
A, B, S, z = (IndexedBase(letter, real=True) for letter in "ABSz")
Q, R = (IndexedBase(letter, real=True) for letter in "QR")
mu = Symbol("mu", real=True)
Vector = Callable[[Expr], Expr]


def entry(matrix: IndexedBase, row: Any, column: Any) -> Expr:
    """M_ij, the matrix being stored row by row."""
    return matrix[D * (row - 1) + column]


def image(matrix: IndexedBase, vector: Vector, row: Expr, index: Symbol = j) -> Expr:
    """(M v)_i = Σ_j M_ij v_j."""
    return Sum(entry(matrix, row, index) * vector(index), (index, 1, D))


def inner(first: Vector, second: Vector, index: Symbol = i) -> Expr:
    """(u, v) = Σ_i u_i v_i."""
    return Sum(first(index) * second(index), (index, 1, D))


def here(row: Expr) -> Expr:
    """z_i."""
    return z[row]


def of(matrix: IndexedBase) -> Vector:
    """M z."""
    return lambda row: image(matrix, here, row)


def twice(matrix: IndexedBase) -> Vector:
    """M (M z), the vector M² z."""
    return lambda row: image(matrix, of(matrix), row, h)


def moved(row: Expr) -> Expr:
    """(S z)_i."""
    return image(S, here, row, m)


def congruent(matrix: IndexedBase) -> Vector:
    """Sᵀ M S z."""
    return lambda row: Sum(entry(S, h, row) * image(matrix, moved, h), (h, 1, D))


def symmetric(matrix: IndexedBase) -> ForEach:
    """M_ij = M_ji."""
    return ForEach(ForEach(Identity(entry(matrix, i, j), entry(matrix, j, i)), (j, 1, D)), (i, 1, D))


def eigenvector(first: IndexedBase, second: IndexedBase) -> ForEach:
    """(M - N) z = μ z."""
    return ForEach(Identity(of(first)(i), of(second)(i) + mu * z[i]), (i, 1, D))


NOT_ZERO = inner(here, here) > 0
SYMMETRIC = (D >= 1, symmetric(A), symmetric(B))
OF_DIFFERENCE = (NOT_ZERO, eigenvector(A, B))
SQUARES = inner(here, twice(A)) <= inner(here, twice(B))
POSITIVE, FIRST_POSITIVE = inner(here, of(B)) >= 0, inner(here, of(A)) >= 0
TOGETHER = inner(here, of(A)) + inner(here, of(B)) > 0
ORDERED_THERE = inner(moved, lambda row: image(A, moved, row)) <= inner(moved, lambda row: image(B, moved, row))
CONGRUENT = inner(here, congruent(A)) <= inner(here, congruent(B))
ROOTS = {A: Q, B: R}


EIGENVALUES = (
    "Horn & Johnson (2013), Matrix Analysis, 2nd ed., Theorem 7.2.1: "
    "a symmetric matrix is positive semidefinite iff no eigenvalue of it is negative"
)
half = Rational(1, 2)
NUMBERS: Assignment = {D: 1, A: (1,), B: (-2,), z: (1,), mu: 3}
PLANE: Assignment = {D: 2, A: (1, half, half, 1), B: (2, half, half, 1), z: (1, 0), mu: -1}  # B - A = diag(1, 0)
TILTED: Assignment = {D: 2, A: (0, 1, 1, 0), B: (2, 1, 1, 2), z: (1, 1), mu: -2}
SHEARED: Assignment = {D: 2, A: (1, 2, 2, 1), B: (2, 2, 2, 3), S: (1, 1, 0, 2), z: (1, -1)}


def renamed(instance: Assignment) -> Assignment:
    """The same numbers for the roots Q and R."""
    return {ROOTS.get(name, name): value for name, value in instance.items()}


def in_roots(condition: Any) -> Any:
    """The same condition about Q and R."""
    return substitute(condition, ROOTS)


CLAIMS = {
    "congruence": printed(
        "if A ⪯ B at the vector S z then Sᵀ A S ⪯ Sᵀ B S at z",
        (D >= 1, ORDERED_THERE),
        CONGRUENT,
        witnesses=(SHEARED,),
        necessary=((ORDERED_THERE, {**SHEARED, A: SHEARED[B], B: SHEARED[A]}),),
    ),
    "squares": printed(
        "if A² ⪯ B² then A - B has no positive eigenvalue, so A ⪯ B",
        (*SYMMETRIC, *OF_DIFFERENCE, SQUARES),
        mu <= 0,
        counterexample=NUMBERS,
        cited=(EIGENVALUES,),
    ),
    "squares-repaired": repaired(
        "the same if B is positive semidefinite, whatever the signs of A",
        (*SYMMETRIC, *OF_DIFFERENCE, SQUARES, POSITIVE),
        mu <= 0,
        witnesses=(PLANE, TILTED),
        repairs="L2.squares",
        cited=(EIGENVALUES,),
        necessary=(
            (POSITIVE, NUMBERS),
            (NOT_ZERO, {**NUMBERS, z: (0,)}),
            (SQUARES, {D: 1, A: (1,), B: (0,), z: (1,), mu: 1}),
            (OF_DIFFERENCE[1], {D: 1, A: (0,), B: (1,), z: (1,), mu: 1}),
        ),
    ),
    "squares-sum": new(
        "an eigenvalue of A - B is <= 0 iff A² ⪯ B² there, wherever A + B is positive",
        (*SYMMETRIC, *OF_DIFFERENCE, TOGETHER),
        Equivalent(SQUARES, mu <= 0),
        witnesses=(PLANE, TILTED, {D: 1, A: (3,), B: (-2,), z: (1,), mu: 5}),
        cited=(EIGENVALUES,),
        necessary=((TOGETHER, NUMBERS),),
    ),
    "roots": printed(
        "for A, B ⪰ 0 with roots Q, R: if A ⪯ B then Q - R has no positive eigenvalue, so √A ⪯ √B",
        tuple(map(in_roots, (*SYMMETRIC, FIRST_POSITIVE, POSITIVE, *OF_DIFFERENCE, SQUARES))),
        mu <= 0,
        witnesses=(renamed(PLANE),),
        cited=(EIGENVALUES,),
        necessary=((in_roots(SQUARES), {D: 1, Q: (1,), R: (0,), z: (1,), mu: 1}),),
    ),
}

STATEMENT = Statement(
    id="L2",
    title="Congruence and square roots keep the Loewner order",
    source=Source(place="Lemma 2, Appendix C"),
    claims=claims_of("L2", CLAIMS),
)
