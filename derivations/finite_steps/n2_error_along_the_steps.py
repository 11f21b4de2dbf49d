"""DDIM with the exact score: whether each step lowers the error against the data.

Source: ours (N2). One mode, start at the noised law, grids on which the noise falls; V of a step becomes g² V.

    (√V' - s)² <= (√V - s)²  iff  (g - 1)((1 + g) √V - 2s) <= 0,   on every path

How the proof goes. √V' = g √V, and (g√V - s)² - (√V - s)² = √V (g - 1)((1 + g) √V - 2s). Of the last step g = αλ/v:
with r = √v on a variance-preserving path the second factor is (r² - 2sr + αλ)/r, which is >= 0 for r >= s iff
r >= s (1 + √(1-α)). The noised law exceeds λ by β²(1-λ) only, so that from little noise it is not.

What was refuted. DDIM takes V below λ (N1), and the error rises where the noised law was nearer to it: at λ = 1 from 0
to (1-α)², and near that. For λ <= 1 a single last step from the noised law raises the error whenever 1 - α <= λ²; so it
does from the smaller V that earlier steps leave, which is not claimed. On an exploding path one step to the data always
lowers the error, if V is at least the noised law's; the V that earlier steps leave is below it, and then the error may
rise.

The repair is the complete answer for a step from any V, and for one step to the data on a variance-preserving path. On
such a path V falls for λ <= 1, so that the error cannot fall any more once V <= λ.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Expr, Integer, Or, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.finite_steps.deterministic_steps import Point, growth, law
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import END, error, positive, s
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import first as here
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import second as there

alpha, ahead = (Symbol(f"alpha_{place}", real=True) for place in (0, 1))
beta = Symbol("beta_0", real=True)
before = Symbol("V", real=True)


def preserving(signal: Expr) -> Point:
    """A point of a variance-preserving path.

    >>> preserving(Integer(1))
    (1, 0)
    """
    return signal, sqrt(1 - signal**2)


def last(point: Point) -> Expr:
    """By what the step to the data multiplies the state."""
    return growth(s**2, point, END)


def rises(factor: Expr, of: Expr) -> Expr:
    """(g - 1)((1 + g) √V - 2s), times √V the change of the error."""
    return (factor - 1) * ((1 + factor) * sqrt(of) - 2 * s)


START = law(s**2, preserving(alpha))
"""The noised law on a variance-preserving path, α²λ + 1 - α²."""
ONE_STEP = last(preserving(alpha)) ** 2 * START
NO_WORSE, WORSE = error(ONE_STEP) <= error(START), error(ONE_STEP) > error(START)
NOISY = (s > 0, alpha > 0, alpha < 1)
FAR = Or(And(s <= 1, sqrt(START) >= s * (1 + sqrt(1 - alpha))), alpha * s**2 >= 1 + alpha)
LITTLE = 1 - alpha <= s**4

any_step = growth(s**2, here, there)
STEP = (s > 0, before > 0, *positive(here), there[0] > 0, there[1] >= 0)
EXACTLY = Equivalent(error(any_step**2 * before) <= error(before), rises(any_step, before) <= 0)

inside = growth(s**2, preserving(alpha), preserving(ahead))
FALLING = (s > 0, s <= 1, before >= 0, alpha > 0, alpha < 1, alpha <= ahead, ahead <= 1)

EXPLODING = (Integer(1), beta)
exploded = last(EXPLODING) ** 2 * before
FROM_THE_LAW = before >= law(s**2, EXPLODING)

three, four = Fraction(3, 5), Fraction(4, 5)
SURE: Assignment = {s: 1, alpha: three}
SMALL: Assignment = {s: Fraction(1, 10), alpha: Fraction(1, 2)}
LARGE: Assignment = {s: Fraction(3, 2), alpha: Fraction(9, 10)}
LETTERS_AT: Assignment = {here[0]: three, here[1]: four, there[0]: four, there[1]: three, s: 1, before: 1}
DOWN: Assignment = {s: Fraction(1, 2), alpha: three, ahead: four, before: Fraction(1, 5)}
WIDE: Assignment = {s: 1, beta: 1, before: 2}

CLAIMS = {
    "falls": new(
        "the error does not rise along the steps: one step from any noise of a variance-preserving path to the data",
        NOISY,
        NO_WORSE,
        counterexample=SURE,
    ),
    "falls-repaired": repaired(
        "in that one step it does not iff λ <= 1 and √v >= s (1 + √(1-α)), or αλ >= 1 + α",
        NOISY,
        Equivalent(NO_WORSE, FAR),
        witnesses=(SURE, SMALL, LARGE),
        repairs="N2.falls",
        necessary=((alpha < 1, {s: Fraction(1, 2), alpha: Fraction(2)}), (s > 0, {s: -3, alpha: Fraction(1, 2)})),
    ),
    "step": repaired(
        "in a step of any path and from any V it does not rise iff (g - 1)((1 + g) √V - 2s) <= 0",
        STEP,
        EXACTLY,
        witnesses=(LETTERS_AT, {**LETTERS_AT, before: 9}),
        repairs="N2.falls",
        necessary=((before > 0, {**LETTERS_AT, before: 0}),),
    ),
    "late": new(
        "for λ <= 1 the last step raises the error from every noise with 1 - α <= λ², if it begins at the noised law",
        (*NOISY, s <= 1, LITTLE),
        WORSE,
        witnesses=(SURE, {s: Fraction(4, 5), alpha: four}),
        necessary=((s <= 1, LARGE), (LITTLE, SMALL), (alpha < 1, {s: 1, alpha: 1})),
    ),
    "shrinks": new(
        "on a variance-preserving path V falls, or stays, with every step for λ <= 1",
        FALLING,
        inside**2 * before <= before,
        witnesses=(DOWN,),
        necessary=((s <= 1, {**DOWN, s: 2}), (alpha <= ahead, {**DOWN, alpha: four, ahead: Fraction(0)})),
    ),
    "below": new(
        "so that for λ <= 1 no step that begins at V <= λ lowers the error",
        (*FALLING, before <= s**2),
        error(inside**2 * before) >= error(before),
        witnesses=(DOWN,),
        necessary=((before <= s**2, {**DOWN, before: 1}), (s <= 1, {**DOWN, s: 2})),
    ),
    "exploding": new(
        "on an exploding path one step to the data lowers the error from every V that is at least the noised law's",
        (s > 0, beta > 0, FROM_THE_LAW),
        error(exploded) < error(before),
        witnesses=(WIDE,),
        necessary=((FROM_THE_LAW, {**WIDE, before: Fraction(36, 25)}), (beta > 0, {s: 1, beta: 0, before: 1})),
    ),
}

STATEMENT = Statement(
    id="N2",
    title="The error along the steps of DDIM",
    source=None,
    claims=claims_of("N2", CLAIMS),
)
