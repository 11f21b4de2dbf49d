"""The derivation behind a statement: from the score to the variance to the error, then the statement's own steps.

Every line is an expression of the model, as `backward` and `frechet` derive and check it; nothing is typed here but
the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Piecewise, Symbol, diff, factor

from ldm_symbolic import frechet
from ldm_symbolic.backward import Start, moment_equation, noise_equation, solution, switch_level, variance
from ldm_symbolic.certificate import Verdict
from ldm_symbolic.latex_formula import Writer
from ldm_symbolic.latex_layout import split
from ldm_symbolic.latex_notation import Notation
from ldm_symbolic.latex_shorthand import (
    ExactError,
    ExactVariance,
    PluginError,
    PluginVariance,
    definition,
    shortened,
    used,
)
from ldm_symbolic.latex_statement import conclusion_tex, id_tex
from ldm_symbolic.notation import (
    cap,
    deviation,
    estimated_deviations,
    estimated_variance,
    estimated_variances,
    generated_variance,
    horizon_noise,
    latent_dimension,
    noise,
    time,
    weight,
)
from ldm_symbolic.predicate import (
    Convex,
    Identity,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
)
from ldm_symbolic.score import CappedScore, ExactScore, PluginScore, Score, believed_variance, noised
from ldm_symbolic.score import weight as weight_of
from ldm_symbolic.statement import Claim, Role, Statement


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation: why, what, and what it equals; a side is an expression or finished LaTeX."""

    reason: str
    left: Any
    right: Any
    note: str = ""


def derivation_tex(statement: Statement, letters: Notation | None = None) -> str:
    """The derivation behind a statement as aligned steps with a reason each.

    Args:
        statement: which decides the score, the start, and whether increments or slopes are derived.
        letters: the notation.

    Raises:
        ValueError: naming what has no LaTeX form.
    """
    writer = Writer(frozenset(), letters, short=False)
    lines = [_written(writer, line) for line in model_lines(statement, writer)]
    lines += [_step(claim, letters) for claim in statement.claims if _is_step(claim)]
    if not lines:
        raise ValueError(f"nothing in {statement.id} is derived from the model; see its statement and its proof")
    return "\n".join(lines) + "\n"


def score_of(statement: Statement) -> Score:
    """The score that a statement is about: capped where there is a cap, plug-in where there are estimates."""
    names = frozenset().union(*(claim.names for claim in statement.claims))
    if cap in names:
        return CappedScore()
    estimates = {estimated_deviations, estimated_variance, estimated_variances}
    return PluginScore() if names & estimates else ExactScore()


def model_lines(statement: Statement, writer: Writer) -> Iterator[Line]:
    """What is derived from the model for a statement, line by line."""
    conclusions = [part for claim in statement.claims for part in (*claim.hypotheses, claim.conclusion)]
    if not used(map(shortened, conclusions)) and not any(part.has(SolvesLinearODE) for part in conclusions):
        return
    score = score_of(statement)
    start = Start.STANDARD if isinstance(score, CappedScore) else Start.NOISED
    yield Line("The score is linear with the weight", weight, weight_of(score))
    equation = factor(moment_equation())
    yield Line(
        r"By It\^o's formula the variance of one mode obeys, in generation time,",
        _slope(writer, generated_variance, time),
        equation,
    )
    yield Line(
        "With the noise level as clock no rate and no horizon is left:",
        _slope(writer, generated_variance, noise),
        factor(noise_equation()),
    )
    yield from _solutions(score, start, writer)
    yield Line(
        r"The squared Fr\'echet distance of two centred Gaussian laws on the line, of variances "
        f"${writer.math(generated_variance)}$ and ${writer.math(deviation**2)}$, is",
        "",
        frechet.mode_error(generated_variance, deviation**2),
    )
    if isinstance(score, CappedScore):
        return
    kinds: Any = (PluginVariance, PluginError) if isinstance(score, PluginScore) else (ExactVariance, ExactError)
    yield Line("A mode that is lost costs its variance. In all,", *definition(kinds[1]))
    yield Line("where", *definition(kinds[0]))
    yield from _consequences(statement, score, kinds[1])


def _solutions(score: Score, start: Start, writer: Writer) -> Iterator[Line]:
    believed, found = believed_variance(score), variance(score, start)
    at = writer.math(horizon_noise)
    checked = "which satisfies the equation and its initial condition,"
    if not isinstance(found, Piecewise):
        first = writer.math(noised(believed, horizon_noise))
        yield Line(f"The solution that is ${first}$ at ${at}$, {checked} is", generated_variance, found)
        return
    (throughout, always), _, (inactive, _) = found.args
    switch, there = Symbol("x_C", real=True), Symbol("v_C", real=True)
    late = solution(cap, switch, there)
    yield Line(
        f"The solution that is $1$ at ${at}$, {checked} is, while the cap is inactive,", generated_variance, inactive
    )
    yield Line("The cap becomes active at the noise level", switch, switch_level(cap, believed))
    yield Line(f"From the value ${writer.math(there)}$ there the variance goes on as", generated_variance, late)
    yield Line(f"Where ${writer.math(always)}$, the cap is active throughout and", generated_variance, throughout)


def _consequences(statement: Statement, score: Score, error: Any) -> Iterator[Line]:
    """What follows from the error: its increment in k, or its slopes in x."""
    kinds = (Minimises, NonIncreasing, NonDecreasing, IsDerivative, Convex)
    found = [node for claim in statement.claims for node in claim.conclusion.atoms(*kinds)]
    generated = variance(score, Start.NOISED)
    if any(isinstance(node, Minimises) and node.index.is_integer for node in found):
        left = error(latent_dimension, noise) - error(latent_dimension - 1, noise)
        yield Line("One more direction changes the error by", left, shortened(frechet.increment(generated)))
    if any(not node.args[-1][0].is_integer for node in found if not isinstance(node, Minimises)):
        slope = frechet.slope(generated)
        yield Line("Term by term, the derivative is", ("d", error(latent_dimension, noise)), shortened(slope))
        bend = slope.func(diff(slope.function, noise), *slope.limits)
        yield Line("and the second derivative", ("d2", error(latent_dimension, noise)), shortened(bend))


def _slope(writer: Writer, value: Expr, index: Symbol) -> str:
    return rf"\frac{{d{writer.math(value)}}}{{d{writer.math(index)}}}"


def _written(writer: Writer, line: Line) -> str:
    """A line as a sentence with a display."""
    left, right = line.left, writer.broken(line.right)
    if isinstance(left, tuple):
        mark, value = left
        over = writer.math(noise)
        top, bottom = ("d", f"d{over}") if mark == "d" else ("d^2", f"d{over}^2")
        left = rf"\frac{{{top}}}{{{bottom}}} {writer.math(value)}"
    elif not isinstance(left, str):
        left = writer.math(left)
    text = split(left, "=", right) if left else " ".join(right)
    return f"{line.reason}\n\\begin{{equation*}}\n{text}\n\\end{{equation*}}"


def _is_step(claim: Claim) -> bool:
    """Whether a claim is a proved step of the statement that is one formula."""
    kinds = Identity | IsDerivative
    step = claim.role is Role.STEP or (claim.role is Role.REPAIRED and isinstance(claim.conclusion, kinds))
    return step and claim.expected is Verdict.PROVED and isinstance(claim.conclusion, kinds)


def _step(claim: Claim, letters: Notation | None) -> str:
    writer = Writer(claim.names, letters)
    return conclusion_tex(writer, claim.conclusion, f"As a step of the statement ({id_tex(claim.id)}), ")
