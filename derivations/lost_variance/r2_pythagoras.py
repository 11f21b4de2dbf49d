"""Pythagoras for the Wasserstein distance: what a projection loses, and the distance of the latents.

Source: ours (R2). Π is an orthogonal projection of rank k; X has the law of the data, and all that is decoded lies in
the range of Π. W2² is the least mean of |Y - X|² over all couplings (Y, X) of two laws.

    W2²(decoded, data) = E |(I - Π) X|² + W2²(latents generated, Π data)

How the proof goes. Coordinates are those of an orthonormal basis of which the first k vectors span the range of Π, so
that the latents are the first k coordinates, and distances are the same. A decoded y has none beyond, whence
|y - x|² = |y - Πx|² + |(I - Π)x|² ("pair"), and so in the mean over any coupling ("coupling"), where the last term is
the same for all couplings, being a mean over the data alone. Therefore what is a best coupling for the one distance is
one for the other ("distance").

What is proved: this for laws with finitely many atoms, couplings being weights on a list of pairs (y_i, x_i) that has
all that occur in either coupling. Nothing is asked of the weights but the same mean of |(I - Π)x|², so that it holds of
any two couplings of the same data. Cited: that best couplings exist, and, for finitely many atoms as for any laws, that
a coupling of latents and Πdata is one of decoded sample and data seen through Π (the gluing lemma); with it the same
two lines prove the sentence, on paper.

It fails for a decoder whose range is not that of the projection: y has then a part beyond, and the two errors interact.

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Integer, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.letters import D, j, k
from ldm_symbolic.proof import ForEach, Identity

i, size = Symbol("i", integer=True), Symbol("N", integer=True)
w, r, y, z = (IndexedBase(name, real=True) for name in ("w", "r", "y", "z"))
"""Two couplings, as weights of pairs; the decoded point and the data point of pair i, from D(i-1) + 1 on."""
generated, data = y[D * (i - 1) + j], z[D * (i - 1) + j]
pairs, latents, all_of, beyond = (i, Integer(1), size), (j, Integer(1), k), (j, Integer(1), D), (j, k + 1, D)

whole = Sum((generated - data) ** 2, all_of)
"""|y - x|² of pair i."""
within = Sum((generated - data) ** 2, latents)
missed = Sum(data**2, beyond)


def mean(weights: IndexedBase, value: Expr) -> Sum:
    """The mean of a value over a coupling.

    >>> mean(w, z[i])
    Sum(w[i]*z[i], (i, 1, N))
    """
    return Sum(weights[i] * value, pairs)


DIMENSIONS = (k >= 0, k <= D)
DECODED = ForEach(Identity(generated, 0), beyond)
EACH_DECODED = ForEach(DECODED, pairs)
SAME_DATA = Identity(mean(w, missed), mean(r, missed))
BEST = mean(w, whole) <= mean(r, whole)
BEST_LATENT = mean(r, within) <= mean(w, within)

GLUING = (
    "Villani (2009), Optimal Transport, Chapter 1 (gluing lemma) and Theorem 4.1: couplings with a law in common are "
    "parts of one coupling of three, and a best coupling exists"
)
half = Fraction(1, 2)
PAIR: Assignment = {D: 2, k: 1, i: 1, y: (1, 0), z: (3, 2)}
FOUR: Assignment = {  # decoded 0 and 1, data (0, 1) and (2, 3): crossed or not
    size: 4,
    D: 2,
    k: 1,
    y: (0, 0, 0, 0, 1, 0, 1, 0),
    z: (0, 1, 2, 3, 0, 1, 2, 3),
    w: (half, 0, 0, half),
    r: (half, 0, 0, half),
}
OBLIQUE: Assignment = {**FOUR, y: (0, 0, 0, 0, 1, 1, 1, 1)}
CROSSED: Assignment = {**FOUR, w: (0, half, half, 0)}

CLAIMS = {
    "pair": new(
        "|y - x|² = |y - Πx|² + |(I - Π)x|² for y in the range of Π, in coordinates of which it has the first k",
        (*DIMENSIONS, DECODED),
        Identity(whole, within + missed),
        witnesses=(PAIR,),
        necessary=((DECODED, {**PAIR, y: (1, 1)}),),
    ),
    "coupling": new(
        "so over any coupling of finitely many atoms E |Y - X|² = E |Y - ΠX|² + E |(I - Π)X|²",
        (*DIMENSIONS, EACH_DECODED),
        Identity(mean(w, whole), mean(w, within) + mean(w, missed)),
        witnesses=(FOUR,),
        necessary=((EACH_DECODED, OBLIQUE),),
    ),
    "distance": new(
        "so W2²(decoded, data) = E |(I - Π)X|² + W2²(latents, Πdata) for laws with finitely many atoms: w, r are best",
        (*DIMENSIONS, EACH_DECODED, SAME_DATA, BEST, BEST_LATENT),
        Identity(mean(w, whole), mean(w, missed) + mean(r, within)),
        witnesses=(FOUR,),
        necessary=(
            (EACH_DECODED, {**OBLIQUE, r: (0, half, half, 0), y: (0, 0, 0, 0, 0, 1, 0, 1)}),
            (BEST, CROSSED),
            (BEST_LATENT, {**FOUR, r: (0, half, half, 0)}),
            (SAME_DATA, {**FOUR, w: (0, 0, 1, 0)}),
        ),
        cited=(GLUING,),
    ),
}

STATEMENT = Statement(
    id="R2",
    title="Pythagoras for the distance after a projection",
    source=None,
    claims=claims_of("R2", CLAIMS),
)
