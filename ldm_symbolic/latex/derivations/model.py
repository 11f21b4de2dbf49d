"""The first part of a derivation: from the stochastic differential equation to the error, for the scores in question.

Every formula is an expression of the model, as `backward` and `frechet` derive and check it; only the words between
them are typed.

Tested in `tests/latex/derivations/test_derivation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Expr, Piecewise, Pow, Rational, Symbol, Tuple, diff, expand, factor, sqrt

from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.latex.document.nodes import listed
from ldm_symbolic.latex.formulas.layout import block
from ldm_symbolic.latex.formulas.shorthand import (
    CappedWeight,
    ExactError,
    ExactVariance,
    PluginError,
    PluginVariance,
    definition,
    shortened,
    used,
)
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.hypotheses import hypotheses
from ldm_symbolic.model.backward import (
    clock_rate,
    diffusion,
    drift,
    moment_equation,
    noise_equation,
    solution,
    switch_level,
    variance,
)
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.weight import believed_variance, noised
from ldm_symbolic.model.weight import weight as weight_of
from ldm_symbolic.notation import (
    cap,
    data_dimension,
    deviation,
    generated_variance,
    horizon,
    horizon_noise,
    latent_dimension,
    noise,
    noise_at,
    rate,
    sample,
    time,
    time_left,
    weight,
)
from ldm_symbolic.proof.language.predicate import SolvesLinearODE

STATE = Symbol("Y", real=True)


def scores(statement: Statement) -> tuple[Score, ...]:
    """The scores whose generated variances a statement speaks of, the more general one first; none for a statement
    about something else than generation."""
    conditions = [part for claim in statement.claims for part in (*claim.hypotheses, claim.conclusion)]
    if any(part.has(SolvesLinearODE) for part in conditions):
        return (CappedScore(),)
    kinds = used(map(shortened, conditions))
    if any(issubclass(kind, CappedWeight) for kind in kinds):
        return ()
    known: dict[type, Score] = {PluginVariance: PluginScore(), ExactVariance: ExactScore()}
    return tuple(score for kind, score in known.items() if kind in kinds)


def abbreviations(statement: Statement) -> tuple[type, ...]:
    """The names that the model's part of a derivation defines."""
    conditions = [part for claim in statement.claims for part in (*claim.hypotheses, claim.conclusion)]
    kinds = used(map(shortened, conditions))
    of_score = {PluginScore: (PluginError, PluginVariance), ExactScore: (ExactError, ExactVariance)}
    return tuple(kind for score in scores(statement) for kind in of_score.get(type(score), ()) if kind in kinds)


def model_tex(statement: Statement, writer: Writer) -> list[str]:
    """Paragraphs on what is derived from the model for a statement; none if its claims are not about generation.

    Args:
        statement: which decides the scores.
        writer: without abbreviations.
    """
    chosen = scores(statement)
    if not chosen:
        return []
    parts = [*_moments(writer), *_clock(writer)]
    parts += [text for score in chosen for text in _solved(writer, score, first=score is chosen[0])]
    return [*parts, *_error(writer, abbreviations(statement))]


def _moments(writer: Writer) -> Iterator[str]:
    """The equation of the process, and that of its second moment."""
    math = writer.math
    t, u, state, value = math(time), math(time_left), math(STATE), math(generated_variance)
    square, root = STATE**2, math(Pow(diffusion() ** 2, Rational(1, 2), evaluate=False))
    growth = math(factor(drift() / sample))
    mean = f"2 {growth} {math(square)} + {math(diffusion() ** 2)}"
    yield (
        f"With a linear score of weight ${math(weight)}$, a latent coordinate ${state}$ is generated over the time "
        f"${t}$ by"
        + block(rf"d{state} = {growth} {state} \, d{t} + {root} \, dW,")
        + f"\nwhere ${math(rate)}$ is the rate at the noise time ${u} = {math(horizon - time)}$ that is left. "
        r"By It\^o's formula,"
        + block(rf"d({math(square)}) = \left( {mean} \right) d{t} + {math(diff(square, STATE))} {root} \, dW,")
        + f"\nand the last term has mean zero. All laws here are centred, so that the variance ${value}$ of ${state}$ "
        f"is the mean of ${math(square)}$ and obeys"
        + block(f"{_slope(writer, generated_variance, time)} = {math(factor(moment_equation()))}.")
    )


def _clock(writer: Writer) -> Iterator[str]:
    """The equation in the noise level."""
    math, level = writer.math, noise_at(horizon - time)
    yield (
        f"We read it in the noise level ${math(noise)} = {math(level)}$, which falls as ${math(time)}$ grows, from "
        f"${math(horizon_noise)}$ to $0$:"
        + block(rf"{_slope(writer, noise, time)} = {math(clock_rate())}, \qquad " + _noise_equation(writer) + ".")
        + "\nNeither the rate nor the horizon is left in the second equation."
    )


def _noise_equation(writer: Writer) -> str:
    return f"{_slope(writer, generated_variance, noise)} = {writer.math(factor(noise_equation()))}"


def _slope(writer: Writer, value: Expr, index: Symbol) -> str:
    return rf"\frac{{d{writer.math(value)}}}{{d{writer.math(index)}}}"


def _solved(writer: Writer, score: Score, *, first: bool) -> Iterator[str]:
    """The weight of a score, and the variance that it generates."""
    believed, math = believed_variance(score), writer.math
    weighted = f"{math(weight)} = {math(weight_of(score))}"
    if isinstance(score, CappedScore):
        yield from _capped(writer, score, weighted)
        return
    start, found = math(noised(believed, horizon_noise)), variance(score, Start.NOISED)
    solved = f"{math(generated_variance)} = {math(found)}."
    if not first:
        yield (
            f"The exact score knows the true variance ${math(believed)}$. In the same way its weight, and the variance "
            "that it generates, are" + block(rf"{weighted}, \qquad {solved}")
        )
        return
    name, knows = {
        PluginScore: ("plug-in", f"puts an estimate ${math(believed)}$ in the place of the true variance"),
        ExactScore: ("exact", f"knows the true variance ${math(believed)}$"),
    }[type(score)]
    let = map(writer.written, hypotheses(writer, (noise > 0, noise <= horizon_noise, horizon_noise < 1, believed >= 0)))
    yield (
        f"{' '.join(let)} The {name} score {knows}. Its weight, and the variance of the noised law from which it "
        "starts, are"
        + block(rf"{weighted}, \qquad {math(generated_variance)} = {start} \quad\text{{at }} "
                rf"{math(noise)} = {math(horizon_noise)}.")
        + f"\nThe equation is linear, so that there is one solution; as one sees by substitution, it is{block(solved)}"
        + f"\nGeneration run to the end, to ${math(noise)} = 0$, gives ${math(generated_variance)} = "
        f"{math(found.subs(noise, 0))}$."
    )  # fmt: skip


def _capped(writer: Writer, score: CappedScore, weighted: str) -> Iterator[str]:
    """The variance that the capped score generates from the standard normal law, phase by phase."""
    believed, math = believed_variance(score), writer.math
    found = variance(score, Start.STANDARD)
    assert isinstance(found, Piecewise)
    (throughout, always), _, (inactive, _) = found.args
    switch, there = Symbol("x_C", real=True), Symbol("v_C", real=True)
    value, reached = math(generated_variance), cap * noised(believed) < 1
    assumed = (noise > 0, noise <= horizon_noise, horizon_noise < 1, believed >= 0, cap > 1)
    let = map(writer.written, hypotheses(writer, assumed))
    yield (
        f"{' '.join(let)} The capped score has the weight{block(weighted + ',')}\nand starts from ${value} = 1$ at "
        f"${math(noise)} = {math(horizon_noise)}$. As long as the cap is inactive, that is down to the first level "
        f"with ${math(reached)}$, the solution is{block(f'{value} = {math(inactive)}.')}"
    )
    yield (
        f"If $0 < {math(cap * believed)} < 1$, the cap becomes active at the level"
        + block(f"{math(switch)} = {math(switch_level(cap, believed))},")
        + f"\nprovided that this is at most ${math(horizon_noise)}$. From the value ${math(there)}$ there the variance "
        f"goes on as{block(f'{value} = {math(solution(cap, switch, there))}.')}"
        + f"\nWhere ${math(always)}$, the cap is active throughout, and{block(f'{value} = {math(throughout)}.')}"
    )


def _error(writer: Writer, kinds: tuple[type, ...]) -> Iterator[str]:
    """The distance on the line, and the error over all directions."""
    math = writer.math
    if not {ExactError, PluginError} & set(kinds):
        if kinds:
            yield f"With the index of a mode,{block(_aligned([_defined(writer, kind) for kind in kinds]))}"
        return
    one = mode_error(generated_variance, deviation**2)
    root = (sqrt(generated_variance) - deviation) ** 2
    named = _named([*squares(writer, [one]), rf"{math(deviation)} \ge 0"])
    assert expand(one - root) == 0
    yield (
        r"The squared Fr\'echet distance of two centred Gaussian laws on the line, of variances "
        f"${math(generated_variance)}$ and ${math(deviation**2)}${named}, is"
        + block(f"{math(one)} = {math(root)}.")
        + "\nA direction that is kept contributes this, a direction that is lost contributes its variance. With the "
        f"first ${math(latent_dimension)}$ of ${math(data_dimension)}$ directions kept and the modes numbered"
        f"{_named(squares(writer, [definition(kind, writer.taken) for kind in kinds]))}, the error is therefore"
        + _of_scores(kinds)
        + block(_aligned([_defined(writer, kind) for kind in kinds]))
    )


def squares(writer: Writer, terms: Iterable[Any]) -> list[str]:
    """What the squares in terms are called, where they have names."""
    whole = [Tuple(*term) if isinstance(term, tuple) else term for term in terms]
    others = {writer.tex(writer.defined(kind)) for kind in used(map(writer.shortened, whole))}
    return [text for text in dict.fromkeys(writer.where(whole)) if text not in others]


def _named(formulas: list[str]) -> str:
    return f", with {listed([f'${text}$' for text in formulas]).words}" if formulas else ""


def _of_scores(kinds: tuple[type, ...]) -> str:
    return ", for the plug-in and for the exact score," if {ExactError, PluginError} <= set(kinds) else ""


def _defined(writer: Writer, kind: type) -> tuple[str, str]:
    left, right = definition(kind, writer.taken)
    return writer.math(left), writer.math(right)


def _aligned(rows: list[tuple[str, str]]) -> str:
    """Equations below each other, with commas between them and a stop at the end."""
    lines = [f"{left} &= {right}" for left, right in rows]
    if len(rows) == 1:
        return f"{rows[0][0]} = {rows[0][1]}."
    return "\\begin{aligned}\n" + ", \\\\\n".join(lines) + ".\n\\end{aligned}"
