"""The proofs of steps that read slopes: derivatives, convexity, monotone functions, linear equations.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ldm_symbolic.checker.terms import (
    ZERO,
    Node,
    conjuncts,
    differentiated,
    free,
    is_integer,
    le,
    lt,
    node,
    plus,
    ranges,
    read,
    same,
    substitute,
)
from ldm_symbolic.coq.rules.step import Step
from ldm_symbolic.coq.scenes.linear import tidy
from ldm_symbolic.coq.scenes.scene import Scene
from ldm_symbolic.coq.scenes.sums import equal


def derivative(step: Step, scene: Scene) -> str:
    function, slope, limits = (read(step.arguments[name]) for name in ("function", "slope", "limits"))
    variable, lower, upper = limits.parts

    def shown(outer: Scene) -> str:
        inner = outer.inner()
        value = inner.bind(variable)
        names = inner.assume([le(lower, value), le(value, upper)])
        at = {variable: value}
        fired = "".join(inner.fire(premise, at) for premise in step.premises)
        word = inner.printer.names[value]
        lines = [f"apply derivative_everywhere. intros {word} {names}. cbv beta. {fired}"]
        needed: list[Node] = []
        found = differentiated(function, variable, needed)
        for condition in needed:
            for part in conjuncts([substitute(condition, at)]):
                name = inner.new("N")
                text = inner.printer.condition(part)
                if text not in inner.known:
                    lines.append(f"assert ({name} : {text}). {{ {inner.prove(part)} }}")
                    inner.learn(part, name)
        for part in _sums(function):
            _sum_slope(inner, part, variable, value, lines)
        name = inner.new("D")
        parts = [tidy(substitute(found, at)), substitute(slope, at)]
        text = inner.printer.condition(same(*parts))
        lines.append(f"assert ({name} : {text}). {{ {equal(inner, *parts)} }}")
        lines.append(
            f"eapply d_is; [derive | ]. rewrite <- {name}. cbv beta. simpl INR. simpl pred. first [lra | ring]."
        )
        return " ".join(lines)

    goals = step.lemma.shows
    lines, proofs, current = [], [], scene
    for goal in goals:
        word = current.new("G")
        text = current.printer.condition(goal)
        how = shown(current) if goal.kind == "IsDerivative" else current.prove(goal, _fired(step, variable))
        lines.append(f"assert ({word} : {text}). {{ {how} }}")
        current.learn(goal, word)
        proofs.append(word)
    term = proofs[-1]
    for name in reversed(proofs[:-1]):
        term = f"(conj {name} {term})"
    return " ".join([*lines, f"exact {term}."])


def _fired(step: Step, variable: Node) -> Callable[[Scene, tuple[Node, ...]], str]:
    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        if is_integer(values[0]):
            return ""
        return "".join(inner.fire(premise, {variable: values[0]}) for premise in step.premises)

    return then


def _sums(term: Node) -> list[Node]:
    if term.kind == "sum":
        return [term]
    if ranges(term):
        return []
    return [found for part in term.parts if isinstance(part, Node) for found in _sums(part)]


def _sum_slope(inner: Scene, total: Node, variable: Node, value: Node, lines: list[str]) -> None:
    if variable not in free(total):
        return
    body, limits = total.parts
    index = limits.parts[0]
    slope = substitute(tidy(node("sum", differentiated(body, variable, []), limits)), {variable: value})
    word, name = inner.printer.names[index], inner.new("D")
    function = inner.printer.function(total, variable)
    scene = inner.inner()
    bound = scene.bind(index)
    word = scene.printer.names[bound]
    names = scene.assume([le(limits.parts[1], bound), le(bound, limits.parts[2])])
    each = f"(fun {inner.printer.names[index]} {inner.printer.names[variable]} => {inner.printer.real(body)})"
    slopes = f"(fun {inner.printer.names[index]} => {inner.printer.real(slope.parts[0])})"
    ends = " ".join(inner.printer.integer(end, 4) for end in limits.parts[1:])
    point = inner.printer.names[value]
    lines.append(
        f"assert ({name} : derivable_pt_lim {function} {point} ({inner.printer.real(slope)})). "
        f"{{ apply (d_sum {ends} {each} {slopes}). intros {word} {names}. cbv beta. "
        f"eapply d_is; [derive | ]. cbv beta. simpl INR. simpl pred. first [lra | ring]. }}"
    )


def convex_by_slopes(step: Step, scene: Scene) -> str:
    first, second, sign = step.premises
    limits = first.shows[-1].parts[-1]
    variable = limits.parts[0]
    lines = scene.fire(first) + scene.fire(second)
    bend = second.shows[-1].parts[1]
    names = [scene.known[scene.printer.condition(one.shows[-1])][1] for one in (first, second)]
    inner = scene.inner()
    value = inner.bind(variable)
    words = inner.assume(_inside(limits, value))
    fired = inner.fire(sign, {variable: value})
    goal = substitute(le(ZERO, bend), {variable: value})
    shown = f"intros {inner.printer.names[value]} {words}. {fired} {inner.prove(goal)}"
    (convex,) = [goal for goal in step.lemma.shows if goal.kind == "Convex"]
    word = scene.new("C")
    lines += (
        f"assert ({word} : {scene.printer.condition(convex)}). "
        f"{{ apply (convex_by_slopes _ _ _ _ _ {names[0]} {names[1]}). cbv beta. {shown} }} "
    )
    scene.learn(convex, word)
    return lines + scene.all_of(step.lemma.shows)


def _inside(limits: Node, value: Node) -> list[Node]:
    _, lower, upper = limits.parts
    return [le(lower, value), le(value, upper), lt(lower, value), lt(value, upper)]


def slope_at(step: Step, scene: Scene) -> str:
    convex, slope, *order = step.premises
    function, derived, limits = slope.shows[-1].parts
    variable, lower, upper = limits.parts
    point, says = read(step.arguments["point"]), step.arguments["says"]
    lines = "".join(scene.fire(one) for one in (convex, slope, *order))
    names = [scene.known[scene.printer.condition(one.shows[-1])][1] for one in (convex, slope)]
    text = scene.printer.real
    at_lower, at_upper = (text(point) == text(end) for end in (lower, upper))
    wanted = [lt(lower, upper)] if at_lower or at_upper else [lt(lower, point), lt(point, upper)]
    more, proofs = scene.shown(wanted)
    lines += more
    what = node(says, *([point] if says == "Minimises" else []), function, limits)
    there = substitute(derived, {variable: point})
    signs = [] if at_upper else [le(ZERO, there)]
    signs += [] if at_lower else [le(there, ZERO)]
    end = {
        ("Minimises", True): "least_at_lower", ("NonDecreasing", True): "convex_rises",
        ("Minimises", False): "least_at_upper", ("NonIncreasing", False): "convex_falls",
    }  # fmt: skip
    lemma = end[says, at_lower] if at_lower or at_upper else "least_inside"
    middle = "" if lemma != "least_inside" else f" {text(point, 4)}"
    fact = node("iff", what, signs[0] if len(signs) == 1 else node("and", *signs))
    word = scene.new("A")
    lines += (
        f"pose proof ({lemma} _ _ {text(lower, 4)} {text(upper, 4)}{middle} {' '.join(proofs)} {names[0]} {names[1]}) "
        f"as {word}. cbv beta in {word}. "
    )
    scene.learn(fact, word)
    return lines + scene.all_of(step.lemma.shows)


def monotone_by_slope(step: Step, scene: Scene) -> str:
    slope, sign = step.premises
    function, derived, limits = slope.shows[-1].parts
    variable = limits.parts[0]
    lines = scene.fire(slope)
    name = scene.known[scene.printer.condition(slope.shows[-1])][1]
    kind = step.conclusion.kind
    lemma = {
        "NonDecreasing": "rises_by_slope", "NonIncreasing": "falls_by_slope", "Increasing": "increases_by_slope",
        "Decreasing": "decreases_by_slope",
    }[kind]  # fmt: skip
    signs = {
        "NonDecreasing": le(ZERO, derived), "NonIncreasing": le(derived, ZERO), "Increasing": lt(ZERO, derived),
        "Decreasing": lt(derived, ZERO),
    }  # fmt: skip
    inner = scene.inner()
    value = inner.bind(variable)
    words = inner.assume(_inside(limits, value))
    fired = inner.fire(sign, {variable: value})
    goal = substitute(signs[kind], {variable: value})
    what = node(kind, function, limits)
    word = scene.new("C")
    lines += (
        f"assert ({word} : {scene.printer.condition(what)}). {{ apply ({lemma} _ _ _ _ {name}). cbv beta. "
        f"intros {inner.printer.names[value]} {words}. {fired}{inner.prove(goal)} }} "
    )
    scene.learn(what, word)
    return lines + scene.all_of(step.lemma.shows)


def stays(step: Step, scene: Scene) -> str:
    forcing, start = step.premises
    equation = read(step.arguments["equation"])
    unknown, rate, source, initial, limits = equation.parts
    bound, above = read(step.arguments["bound"]), step.arguments["above"]
    time, lower, upper = limits.parts
    name = scene.known[scene.printer.condition(equation)][1]
    lines = scene.fire(start)
    inner = scene.inner()
    inner.known = {t: k for t, k in inner.known.items() if time not in free(k[0])}
    value = inner.bind(time)
    names = inner.assume([le(lower, value), le(value, upper)])
    pushed = plus(node("*", rate, bound), source)
    wanted = le(ZERO, pushed) if above else le(pushed, ZERO)
    fired = inner.fire(forcing, {time: value})
    shown = (
        f"intros {inner.printer.names[value]} {names}. cbv beta. {fired}"
        f"{inner.prove(substitute(wanted, {time: value}))}"
    )
    begins = le(bound, initial) if above else le(initial, bound)
    goal = le(bound, unknown) if above else le(unknown, bound)
    guards = " ".join(f"{{ {scene.prove(part)} }}" for part in (begins, le(lower, time), le(time, upper)))
    word = scene.new("V")
    lemma = "stays_above" if above else "stays_below"
    text = scene.printer.condition(goal)
    lines += (
        f"assert ({word} : {text}). {{ refine ({lemma} _ _ _ _ _ _ {scene.printer.real(bound, 4)} {name} _ _ "
        f"{scene.printer.names[time]} _ _). {{ {shown} }} {guards} }} "
    )
    scene.learn(goal, word)
    return lines + scene.all_of(step.lemma.shows)
