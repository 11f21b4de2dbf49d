"""DDIM turns a mode by angles: V_N = λ Π cos²(θ_i - θ_{i+1}), and what that says of grids.

Source: ours (N1). One mode, any path X_u = α X_0 + β ε, a grid on which β/α falls to β = 0, α = 1 at its last point,
start at the noised law; θ = arctan(β/(α s)). For rectified flow DDIM is Euler's method on the velocity.

    V/(α²λ + β²) is multiplied by cos² of the angle of each step (a product, written as the recursion W ↦ W cos²)

How the proof goes. g (α²λ + β²) = αα'λ + ββ' is the product of (αs, β) and (α's, β'), so that g²v/v' is a squared
cosine, at most 1: no V exceeds the noised law's variance, and V_N <= λ. Where a step is cut in two,
⟨0,1⟩⟨1,2⟩ - ⟨0,2⟩⟨1,1⟩ = λ (α_1β_0 - α_0β_1)(α_2β_1 - α_1β_2) >= 0: the factor does not fall, later steps keep the
order, and of two variances up to λ the larger is nearer to s. Of two steps with ⟨0,2⟩ given the mirror image of (2) at
(1) is nowhere nearer to (0) than by the angle 0: cos a cos b <= (1 + cos(a + b))/2, reached by equal angles.

What was refuted. With the plug-in score V_N = λ̂ Π cos² by the same proof, and a refined grid takes it nearer to λ̂, not
to λ: for λ̂ = 4, s = 3/2 and signal 3/5, 4/5, 1 against noise 4/5, 3/5, 0 one step gives 36/13 = 2.77, and two
3.33. It is never worse where λ̂ <= λ.

Of any number of steps equal angles are best. -log cos² is convex on [0, π/2) with the derivative 2 tan, and so lies
above its tangent at the mean angle; summed over the steps, what the tangent adds to equal angles cancels ("equal").
This holds for every convex function in the place of -log cos², and asks each angle to be below π/2, as those between
arctangents are. Equal angles have the bound itself, and by "product" V_N is λ times e to minus the sum; of variances up
to λ the larger is the nearer one, so that equal angles have the least error ("best"). Whether other grids are as good
is not said.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Expr, Function, IndexedBase, Integer, Lambda, Symbol, exp, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.finite_steps.deterministic_steps import Point, growth, law, squared_cosine, wider
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import u
from ldm_symbolic.notation import deviation, estimated_variance, variance
from ldm_symbolic.proof import Convex, ForEach, Identity, IsDerivative, substitute
from ldm_symbolic.samplers.schemes import Gaussian

i, m, N = (Symbol(name, integer=True) for name in ("i", "m", "N"))
alpha, beta, V, W, U = (IndexedBase(name, real=True) for name in ("alpha", "beta", "V", "W", "U"))
first, second, third = (
    (Symbol(f"alpha_{place}", real=True), Symbol(f"beta_{place}", real=True)) for place in (0, 1, 2)
)
before = Symbol("V", real=True)
s = deviation


def point(place: Any) -> Point:
    """Signal and noise at a point of the grid."""
    return alpha[place], beta[place]


def moves(sequence: IndexedBase, start: Any, believed: Expr = variance) -> ForEach:
    """A variance goes through the steps of DDIM from a point on."""
    step = growth(believed, point(i), point(i + 1))
    return ForEach(Identity(sequence[i + 1], step**2 * sequence[i]), (i, start, N - 1))


def error(of: Expr, true: Expr = s) -> Expr:
    """(√V - s)²."""
    return (sqrt(of) - true) ** 2


after = Symbol("w", real=True)
BELIEF = Gaussian(believed=variance, signal=1 - u, noise=u)
BY_VELOCITY = 1 + (after - u) * (BELIEF.epsilon(Integer(1)) - BELIEF.denoised(Integer(1)))
"""What a step of Euler from u to w multiplies by: the velocity is the mean of ε - X given the sample."""


def positive(*points: Point) -> tuple[Any, ...]:
    """There is signal and noise."""
    return tuple(part > 0 for each in points for part in each)


GRID = (
    N >= 1,
    ForEach(alpha[i] > 0, (i, 1, N)),
    ForEach(beta[i] > 0, (i, 1, N - 1)),
    Identity(alpha[N], 1),
    Identity(beta[N], 0),
)
TRUE, BELIEVED = variance > 0, estimated_variance > 0


def run(believed: Expr) -> tuple[Any, ...]:
    """DDIM from its noised law, and the product of the squared cosines."""
    cosine = squared_cosine(believed, point(i), point(i + 1))
    turns = ForEach(Identity(W[i + 1], W[i] * cosine), (i, 1, N - 1))
    return Identity(V[1], law(believed, point(1))), moves(V, 1, believed), Identity(W[1], 1), turns


FALLS = ForEach(wider(point(i), point(i + 1)), (i, 1, N - 1))
SKIPPED = Identity(U[m + 1], growth(variance, point(m - 1), point(m + 1)) ** 2 * V[m - 1])
NOISE = ForEach(beta[i] >= 0, (i, 1, N))
INSERTED = (m >= 2, m <= N - 1, NOISE, SKIPPED, moves(U, m + 1))
PARTS = (*positive(first, second), third[0] > 0, third[1] >= 0, wider(first, second), wider(second, third))
CUT = tuple(growth(variance, *pair) ** 2 for pair in ((first, second), (second, third), (first, third)))
END = (Integer(1), Integer(0))
NOISED = law(estimated_variance, first)
ONE_STEP = growth(estimated_variance, first, END) ** 2 * NOISED
TWO_STEPS = growth(estimated_variance, first, second) ** 2 * growth(estimated_variance, second, END) ** 2 * NOISED
TWO = (s > 0, BELIEVED, *positive(first, second), wider(first, second))
NO_WORSE = error(TWO_STEPS) <= error(ONE_STEP)
UNIT = tuple((Symbol(f"a_{place}", real=True), Symbol(f"b_{place}", real=True)) for place in (0, 1, 2))


def cosine(here: int, there: int) -> Expr:
    """The product of two of the three unit vectors."""
    return UNIT[here][0] * UNIT[there][0] + UNIT[here][1] * UNIT[there][1]


ON_CIRCLE = tuple(Identity(a**2 + b**2, 1) for a, b in UNIT)
IN_ORDER = (wider(UNIT[0], UNIT[1]), wider(UNIT[1], UNIT[2]))
SAME_ANGLE = And(cosine(0, 1) <= cosine(1, 2), cosine(0, 1) >= cosine(1, 2))
MOST = (1 + cosine(0, 2)) / 2

angle, lost, phi = IndexedBase("theta", real=True), IndexedBase("L", real=True), Symbol("phi", real=True)
"""θ_i, and -log W_i; an angle, and the bound of all steps."""
widest = Symbol("c", real=True)
turning, its_slope = (Function(name, real=True)(phi) for name in "FG")
angles = (phi, Integer(0), widest)
step_angle = angle[i] - angle[i + 1]
LOSS = (Convex(turning, angles), IsDerivative(turning, its_slope, angles))
ADDS = ForEach(Identity(lost[i + 1], lost[i] + substitute(turning, {phi: step_angle})), (i, 1, N - 1))
TURNS = ForEach(And(step_angle >= 0, step_angle <= widest), (i, 1, N - 1))
equal_angle = angle[1] / (N - 1)
MEAN = (angle[1] > 0, equal_angle < widest, Identity(angle[N], 0))
LOST = (Identity(lost[1], 0), ADDS)
at_mean = substitute(turning, {phi: equal_angle})
of_equal = (N - 1) * at_mean

COSINE = "-log cos² is convex on [0, π/2) with the derivative 2 tan, as its second derivative is 2/cos²"
three, four = Fraction(3, 5), Fraction(4, 5)
PATH: Assignment = {N: 3, alpha: (three, four, 1), beta: (four, three, 0), variance: 4}
RUN: Assignment = {**PATH, V: numbers("52/25", "36/13", "230400/69277"), W: numbers("1", "900/949", "57600/69277")}
LETTERS_AT: Assignment = {first[0]: three, first[1]: four, second[0]: four, second[1]: three}
PLUG_IN: Assignment = {**LETTERS_AT, s: Fraction(3, 2), estimated_variance: 4}
BELOW: Assignment = {**PLUG_IN, s: 2}
FINER: Assignment = {**without(RUN, W), U: numbers("0", "0", "36/13"), m: 2}
THREE: Assignment = {**LETTERS_AT, third[0]: 1, third[1]: 0, variance: 4}
TURNED: Assignment = {**LETTERS_AT, first[0]: four, first[1]: three, second[0]: three, second[1]: four}
CIRCLE: Assignment = {
    **dict(zip(UNIT[0], numbers("7/25", "24/25"), strict=True)),
    **dict(zip(UNIT[1], numbers("3/5", "4/5"), strict=True)),
    **dict(zip(UNIT[2], numbers("1", "0"), strict=True)),
}
SQUARES = {turning.func: Lambda(phi, phi**2), its_slope.func: Lambda(phi, 2 * phi)}
ANGLES: Assignment = {N: 3, angle: (1, Fraction(1, 4), 0), lost: numbers("0", "9/16", "5/8"), widest: Fraction(3, 2)}
ANGLES = {**ANGLES, **SQUARES}
CONCAVE: Assignment = {turning.func: Lambda(phi, -(phi**2)), its_slope.func: Lambda(phi, -2 * phi)}
CONCAVE = {**CONCAVE, lost: numbers("0", "-9/16", "-5/8")}
BENT: Assignment = {turning.func: Lambda(phi, phi * (2 - phi)), its_slope.func: Lambda(phi, 2 - 2 * phi)}
BENT = {**BENT, lost: numbers("0", "15/16", "11/8")}
LOW: Assignment = {turning.func: Lambda(phi, phi**2 - 1), lost: numbers("0", "-7/16", "-11/8")}
ANGLES_LEFT: Assignment = {**ANGLES, angle: numbers("1", "3/4", "3/4"), lost: numbers("0", "1/16", "1/16")}
HALVES: Assignment = {**CIRCLE, UNIT[1][0]: four, UNIT[1][1]: three}

CLAIMS = {
    "cosine": new(
        "a step multiplies V/(α²λ + β²) by the squared cosine of its angle, on every path, where there is signal",
        (TRUE, *positive(first), second[0] > 0, second[1] >= 0),
        Identity(
            growth(variance, first, second) ** 2 * before / law(variance, second),
            before / law(variance, first) * squared_cosine(variance, first, second),
        ),
        witnesses=({**LETTERS_AT, variance: 4, before: 1},),
    ),
    "product": new(
        "so V_N = λ Π cos²(θ_i - θ_{i+1}), where the product is W_N: W_1 = 1, W_{i+1} = W_i cos²(θ_i - θ_{i+1})",
        (TRUE, *GRID, *run(variance)),
        Identity(V[N], variance * W[N]),
        witnesses=(RUN,),
    ),
    "plug-in": new(
        "with the plug-in score, from its own noised law, the same with λ̂",
        (BELIEVED, *GRID, *run(estimated_variance)),
        Identity(V[N], estimated_variance * W[N]),
        witnesses=({estimated_variance: 4, **without(RUN, variance)},),
    ),
    "shrinks": new(
        "V_N <= λ",
        (TRUE, *GRID, *run(variance)[:2]),
        V[N] <= variance,
        witnesses=(without(RUN, W),),
    ),
    "flow": new(
        "of rectified flow a step from u to w is that of Euler's method on the velocity, the mean of ε - X given X_u",
        (TRUE, after >= 0, after <= u, u <= 1),
        Identity(growth(variance, (1 - u, u), (1 - after, after)), BY_VELOCITY),
        witnesses=({variance: 4, u: Fraction(1), after: Fraction(1, 2)},),
    ),
    "refined": new(
        "where β/α does not rise along three points, two steps over the middle one do not shrink V more than one step",
        (TRUE, *PARTS),
        CUT[2] <= CUT[0] * CUT[1],
        witnesses=({**THREE, third[1]: Fraction(1, 10)},),
        necessary=((PARTS[-2], {**TURNED, third[0]: 1, third[1]: Fraction(1, 10), variance: 4}),),
    ),
    "inserted": new(
        "a point more in the grid is never worse against the data: U skips point m, (√V_N - √λ)² <= (√U_N - √λ)²",
        (TRUE, *GRID, *run(variance)[:2], FALLS, *INSERTED),
        error(V[N], sqrt(variance)) <= error(U[N], sqrt(variance)),
        witnesses=(FINER,),
    ),
    "two": new(
        "of two steps: cos a cos b <= (1 + cos(a + b))/2, with equality where the angles are equal",
        (*ON_CIRCLE, *IN_ORDER),
        And(cosine(0, 1) * cosine(1, 2) <= MOST, Equivalent(cosine(0, 1) * cosine(1, 2) >= MOST, SAME_ANGLE)),
        witnesses=(CIRCLE, HALVES),
    ),
    "equal": new(
        "of N - 1 steps θ_1 to 0 equal ones have the least Σ F(θ_i - θ_{i+1}) >= (N-1) F(θ_1/(N-1)), F = -log cos²",
        (N >= 2, *LOSS, *LOST, TURNS, *MEAN),
        lost[N] >= of_equal,
        witnesses=(ANGLES,),
        necessary=((LOSS[0], {**ANGLES, **CONCAVE}), (MEAN[2], ANGLES_LEFT)),
        cited=(COSINE,),
    ),
    "best": new(
        "so equal angles are the best N - 1 steps: of λ e^{-Σ F}, which is V_N, theirs has the least error, as F >= 0",
        (TRUE, N >= 2, *LOSS, *LOST, TURNS, *MEAN, at_mean >= 0),
        error(variance * exp(-of_equal), sqrt(variance)) <= error(variance * exp(-lost[N]), sqrt(variance)),
        witnesses=({**ANGLES, variance: 4},),
        necessary=(
            (LOSS[0], {**ANGLES, **BENT, variance: 4}),
            (MEAN[2], {**ANGLES_LEFT, variance: 4}),
            (at_mean >= 0, {**ANGLES, **LOW, variance: 4}),
        ),
        cited=(COSINE,),
    ),
    "plug-in-refined": new(
        "with the plug-in score a refined grid is never worse against the data: two steps are as good as one",
        TWO,
        NO_WORSE,
        counterexample=PLUG_IN,
    ),
    "plug-in-repaired": repaired(
        "they are where λ̂ <= λ",
        (*TWO, estimated_variance <= s**2),
        NO_WORSE,
        witnesses=(BELOW,),
        repairs="N1.plug-in-refined",
        necessary=((estimated_variance <= s**2, PLUG_IN),),
    ),
}

STATEMENT = Statement(
    id="N1",
    title="DDIM turns a Gaussian mode by angles",
    source=None,
    claims=claims_of("N1", CLAIMS),
)
