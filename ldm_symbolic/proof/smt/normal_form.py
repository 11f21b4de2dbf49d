"""Identities by normal form in declared algebraic variables.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from sympy import Add, Expr, Poly, expand

from ldm_symbolic.proof.smt.polynomials import ratio
from ldm_symbolic.proof.smt.smtlib import Translation


def vanishes(difference: Expr) -> bool:
    """Say whether an expression is zero wherever it is defined, by its normal form in algebraic variables.

    Every root √v is a variable r with r² = v. A normal form that is not zero proves nothing, because roots may
    depend on each other (√2 √3 = √6); a normal form that is zero proves the identity.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import noise
    >>> vanishes((sqrt(noise) - 1) * (sqrt(noise) + 1) - noise + 1), vanishes(noise - 1)
    (True, False)
    """
    translation = Translation()
    numerator = ratio(translation.term(difference))[0]
    for root, square in reversed(translation.relations):
        polynomial = Poly(expand(numerator), root)  # a wrong polynomial would make a false identity: trusted
        powers = [(divmod(power, 2), coefficient) for (power,), coefficient in polynomial.terms()]
        reduced = Add(*(coefficient * square**half * root**odd for (half, odd), coefficient in powers))
        numerator = ratio(reduced)[0]
    return bool(expand(numerator) == 0)
