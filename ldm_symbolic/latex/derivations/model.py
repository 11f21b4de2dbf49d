"""The first part of a derivation: from the stochastic differential equation to the error, for the scores in question.

Every formula is an expression of the model, as `backward` and `frechet` derive and check it; only the words between
them are typed.

Tested in `tests/latex/derivations/test_derivation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Integer, Piecewise, Pow, Rational, Symbol, Tuple, diff, expand, factor, sqrt

from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.latex.document.nodes import (
    Display,
    Formula,
    Text,
    between,
    listed,
)
from ldm_symbolic.latex.document.terms import (
    Added,
    Bracket,
    Differential,
    Product,
    Rate,
)
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names import (
    CappedWeight,
    ExactError,
    ExactVariance,
    PluginError,
    PluginVariance,
    definition,
    shortened,
    used,
)
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

STATE, NOISE = Symbol("Y", real=True), Symbol("W", real=True)


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


def model_said(statement: Statement, writer: Writer) -> list[Text]:
    """Paragraphs on what is derived from the model for a statement; none if its claims are not about generation.

    Args:
        statement: which decides the scores.
        writer: without abbreviations.
    """
    chosen = scores(statement)
    if not chosen:
        return []
    parts = [_moments(), _clock()]
    parts += [text for score in chosen for text in _solved(writer, score, first=score is chosen[0])]
    return [*parts, *_error(writer, abbreviations(statement))]


def _moments() -> Text:
    """The equation of the process, and that of its second moment."""
    square, root = STATE**2, Pow(diffusion() ** 2, Rational(1, 2), evaluate=False)
    growth = factor(drift() / sample)
    mean = Added(Product((Integer(2), growth, square)), diffusion() ** 2)
    state, value = Formula.of(STATE), Formula.of(generated_variance)
    moved = Added(Product((growth, STATE, Differential(time))), Product((root, Differential(NOISE))))
    squared = Added(
        Product((Bracket(mean), Differential(time))), Product((diff(square, STATE), root, Differential(NOISE)))
    )
    return Text(
        "With a linear score of weight ", Formula.of(weight), ", a latent coordinate ", state,
        " is generated over the time ", Formula.of(time), " by",
        Display((Formula.of(Differential(STATE), "=", moved),), ","),
        "\nwhere ", Formula.of(rate), " is the rate at the noise time ", Formula.of(time_left, "=", horizon - time),
        r" that is left. By It\^o's formula,",
        Display((Formula.of(Differential(square), "=", squared),), ","),
        "\nand the last term has mean zero. All laws here are centred, so that the variance ", value, " of ", state,
        " is the mean of ", Formula.of(square), " and obeys",
        Display((Formula.of(Rate(generated_variance, time), "=", factor(moment_equation())),)),
    )  # fmt: skip


def _clock() -> Text:
    """The equation in the noise level."""
    return Text(
        "We read it in the noise level ", Formula.of(noise, "=", noise_at(horizon - time)), ", which falls as ",
        Formula.of(time), " grows, from ", Formula.of(horizon_noise), " to ", Formula.of(Integer(0)), ":",
        Display(
            (Formula.of(Rate(noise, time), "=", clock_rate()),),
            beside=Formula.of(Rate(generated_variance, noise), "=", factor(noise_equation())),
        ),
        "\nNeither the rate nor the horizon is left in the second equation.",
    )  # fmt: skip


def _solved(writer: Writer, score: Score, *, first: bool) -> Iterator[Text]:
    """The weight of a score, and the variance that it generates."""
    believed = believed_variance(score)
    weighted = Formula.of(weight, "=", weight_of(score))
    if isinstance(score, CappedScore):
        yield from _capped(writer, score, weighted)
        return
    start, found = noised(believed, horizon_noise), variance(score, Start.NOISED)
    solved = Formula.of(generated_variance, "=", found)
    if not first:
        yield Text(
            "The exact score knows the true variance ", Formula.of(believed),
            ". In the same way its weight, and the variance that it generates, are",
            Display((weighted,), beside=solved),
        )  # fmt: skip
        return
    name, puts, after = {
        PluginScore: ("plug-in", "puts an estimate ", " in the place of the true variance"),
        ExactScore: ("exact", "knows the true variance ", ""),
    }[type(score)]
    yield Text(
        _assumed(writer, noise > 0, noise <= horizon_noise, horizon_noise < 1, believed >= 0),
        f" The {name} score {puts}", Formula.of(believed),
        f"{after}. Its weight, and the variance of the noised law from which it starts, are",
        Display((weighted,), beside=Formula.of(generated_variance, "=", start, "at", noise, "=", horizon_noise)),
        "\nThe equation is linear, so that there is one solution; as one sees by substitution, it is",
        Display((solved,)),
        "\nGeneration run to the end, to ", Formula.of(noise, "=", Integer(0)), ", gives ",
        Formula.of(generated_variance, "=", found.subs(noise, 0)), ".",
    )  # fmt: skip


def _assumed(writer: Writer, *conditions: Any) -> Text:
    return between(" ", hypotheses(writer, conditions))


def _capped(writer: Writer, score: CappedScore, weighted: Formula) -> Iterator[Text]:
    """The variance that the capped score generates from the standard normal law, phase by phase."""
    believed = believed_variance(score)
    found = variance(score, Start.STANDARD)
    assert isinstance(found, Piecewise)
    (throughout, always), _, (inactive, _) = found.args
    switch, there = Symbol("x_C", real=True), Symbol("v_C", real=True)
    reached = cap * noised(believed) < 1

    def shown(solved: Any) -> Display:
        return Display((Formula.of(generated_variance, "=", solved),))

    yield Text(
        _assumed(writer, noise > 0, noise <= horizon_noise, horizon_noise < 1, believed >= 0, cap > 1),
        " The capped score has the weight", Display((weighted,), ","), "\nand starts from ",
        Formula.of(generated_variance, "=", Integer(1)), " at ", Formula.of(noise, "=", horizon_noise),
        ". As long as the cap is inactive, that is down to the first level with ", Formula.of(reached),
        ", the solution is", shown(inactive),
    )  # fmt: skip
    yield Text(
        "If ", Formula.of(Integer(0), "<", cap * believed, "<", Integer(1)), ", the cap becomes active at the level",
        Display((Formula.of(switch, "=", switch_level(cap, believed)),), ","), "\nprovided that this is at most ",
        Formula.of(horizon_noise), ". From the value ", Formula.of(there), " there the variance goes on as",
        shown(solution(cap, switch, there)), "\nWhere ", Formula.of(always), ", the cap is active throughout, and",
        shown(throughout),
    )  # fmt: skip


def _error(writer: Writer, kinds: tuple[type, ...]) -> Iterator[Text]:
    """The distance on the line, and the error over all directions."""
    rows = Display(tuple(map(writer.defined, kinds)), aligned=True)
    if not {ExactError, PluginError} & set(kinds):
        if kinds:
            yield Text("With the index of a mode,", rows)
        return
    one = mode_error(generated_variance, deviation**2)
    root = (sqrt(generated_variance) - deviation) ** 2
    assert expand(one - root) == 0
    yield Text(
        r"The squared Fr\'echet distance of two centred Gaussian laws on the line, of variances ",
        Formula.of(generated_variance), " and ", Formula.of(deviation**2),
        _named([*squares(writer, [one]), Formula.of(deviation, ">=", Integer(0))]), ", is",
        Display((Formula.of(one, "=", root),)),
        "\nA direction that is kept contributes this, a direction that is lost contributes its variance. With the ",
        "first ",
        Formula.of(latent_dimension), " of ", Formula.of(data_dimension), " directions kept and the modes numbered",
        _named(squares(writer, [definition(kind, writer.taken) for kind in kinds])), ", the error is therefore",
        _of_scores(kinds), rows,
    )  # fmt: skip


def squares(writer: Writer, terms: Iterable[Any]) -> list[Formula]:
    """What the squares in terms are called, where they have names."""
    whole = [Tuple(*term) if isinstance(term, tuple) else term for term in terms]
    others = {writer.tex(writer.defined(kind)) for kind in used(map(writer.shortened, whole))}
    found = {writer.tex(formula): formula for formula in writer.explained(whole)}
    return [formula for text, formula in found.items() if text not in others]


def _named(formulas: list[Formula]) -> Text:
    return Text(", with ", listed(formulas)) if formulas else Text()


def _of_scores(kinds: tuple[type, ...]) -> str:
    return ", for the plug-in and for the exact score," if {ExactError, PluginError} <= set(kinds) else ""
