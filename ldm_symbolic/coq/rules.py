"""The proof of each step as a lemma of Coq: for each rule, the tactics that follow its theorem.

The theorems themselves are in `theory/LdmTheory.v`.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ldm_symbolic.checker.terms import (
    ONE,
    ZERO,
    Node,
    conjuncts,
    differentiated,
    free,
    is_integer,
    le,
    lt,
    minus,
    node,
    plainly,
    plus,
    ranges,
    read,
    same,
    substitute,
    unfolded,
)
from ldm_symbolic.coq.printing import MissingError
from ldm_symbolic.coq.scene import Lemma, Scene, pattern, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step whose lemma is to be proved.

    Args:
        rule: its rule.
        premises: lemmas that it follows from.
        hypotheses: as in the proof file.
        conclusion: as in the proof file.
        arguments: what the rule was given, as it stands in the proof file.
        lemma: its own lemma.
    """

    rule: str
    premises: tuple[Lemma, ...]
    hypotheses: tuple[Node, ...]
    conclusion: Node
    arguments: dict[str, Any]
    lemma: Lemma


def proof(step: Step, scene: Scene) -> str:
    """Return the tactics that prove the lemma of a step, after its names and premises are introduced.

    Raises:
        MissingError: if its rule has no tactics.
    """
    if step.rule not in RULES:
        raise MissingError(f"no Coq proof of the rule {step.rule} yet")
    return RULES[step.rule](step, scene)


def _decide(step: Step, scene: Scene) -> str:
    return scene.saturate() + scene.all_of(step.lemma.shows)


def _by_logic(step: Step, scene: Scene) -> str:
    waiting, lines = list(step.premises), []
    while waiting:
        ready = next((one for one in waiting if all(map(scene.knows, one.given))), None)
        ready = ready or min(waiting, key=lambda one: sum(not scene.knows(given) for given in one.given))
        waiting.remove(ready)
        lines.append(scene.fire(ready))
        lines.append(scene.saturate())
    return "".join(lines) + scene.saturate() + scene.all_of(step.lemma.shows)


def _instantiate(step: Step, scene: Scene) -> str:
    mapping = {read(name): read(term) for name, term in step.arguments["mapping"]}
    return scene.fire(step.premises[0], mapping) + scene.all_of(step.lemma.shows)


def _at_once(step: Step, scene: Scene) -> str:
    """The rule `at`: what is said of a whole range, at certain points of it."""
    predicate = read(step.arguments["predicate"])
    terms = [read(term) for term in step.arguments["terms"]]
    first, (name,) = scene.shown([predicate])
    if not terms:
        for place, part in enumerate(plainly(predicate)):
            proof = f"(proj1 {name})" if place == 0 else f"(proj1 (proj2 {name}))"
            scene.learn(part, f"({proof} : {scene.printer.condition(part)})")
        return first + scene.all_of(step.lemma.shows)
    guard, body = unfolded(predicate, terms)
    more, proofs = scene.shown(guard)
    lines = [first, more]
    written = [
        scene.printer.integer(t, 4) if is_integer(predicate.parts[-1].parts[0]) else scene.printer.real(t, 4)
        for t in terms
    ]
    term = f"(proj2 (proj2 {name}))" if predicate.kind == "Minimises" else name
    word = scene.new("A")
    lines.append(f"pose proof ({term} {' '.join([*written, *proofs])}) as {word}. cbv beta in {word}.")
    scene.learn(body, word)
    return " ".join([*lines, scene.all_of(step.lemma.shows)])


def _for_all(step: Step, scene: Scene) -> str:
    variables = [read(variable) for variable in step.arguments["variables"]]
    lines = "".join(scene.fire(other) for other in step.premises[1:])

    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        last = values[-1]
        mapping = {name: values[place] if place < len(values) else last for place, name in enumerate(variables)}
        if is_integer(variables[0]) is not is_integer(values[0]):
            return ""
        return inner.fire(step.premises[0], mapping)

    return lines + scene.all_of(step.lemma.shows, then)


def _sum_over_modes(step: Step, scene: Scene) -> str:
    premise, limits = step.premises[0], read(step.arguments["limits"])
    index, lower, upper = limits.parts
    relation = premise.shows[-1]
    kind = {">": "<", ">=": "<="}.get(relation.kind, relation.kind)
    sides = relation.parts if kind == relation.kind else relation.parts[::-1]

    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        return inner.fire(premise, {index: values[-1]}) if is_integer(values[-1]) else ""

    total = node(kind, *(node("sum", side, limits) for side in sides))
    lemma = {"<": "sum_lt", "<=": "sum_le"}.get(kind, "sum_ext")
    each = node("ForEach", node(kind, *sides), limits)
    word, text = scene.new("T"), scene.printer.condition(total)
    inner = scene.inner()
    shown = inner.prove(each, then)
    first = f"{{ {scene.prove(le(lower, upper))} }} " if kind == "<" else ""
    line = f"assert ({word} : {text}). {{ apply {lemma}. {first}{shown} }} "
    scene.learn(total, word)
    zeros = []
    for side in sides:
        if side is ZERO:
            name = scene.new("Z")
            ends = f"{scene.printer.integer(lower, 4)} {scene.printer.integer(upper, 4)}"
            zeros.append(f"pose proof (sum_zero {ends}) as {name}. ")
            scene.learn(same(node("sum", ZERO, limits), ZERO), name)
    return line + "".join(zeros) + scene.all_of(step.lemma.shows, then)


def _equal_sums(step: Step, scene: Scene) -> str:
    return scene.all_of(step.lemma.shows)


def _split_sum(step: Step, scene: Scene) -> str:
    total, last = read(step.arguments["total"]), read(step.arguments["last"])
    body, limits = total.parts
    index, lower, upper = limits.parts
    parts = [node("sum", body, node("range", index, *ends)) for ends in ((lower, last), (plus(last, ONE), upper))]
    ends = [scene.printer.integer(end, 4) for end in (lower, last, upper)]
    first, proofs = scene.shown([le(minus(lower, ONE), last), le(last, upper)])
    lines = [first]
    word = scene.new("A")
    function = scene.printer.function(body, index)
    lines.append(f"pose proof (sum_split {' '.join([*ends, function, *proofs])}) as {word}.")
    scene.learn(same(total, plus(*parts)), word)
    return " ".join([*lines, scene.all_of(step.lemma.shows)])


def _by_induction(step: Step, scene: Scene) -> str:
    index, lower, upper = read(step.arguments["limits"]).parts
    base, further = step.premises
    shows = step.lemma.shows
    word = scene.printer.names[index]
    phi = node("and", *shows) if len(shows) > 1 else shows[0]
    ends = f"{scene.printer.integer(lower, 4)} {scene.printer.integer(upper, 4)}"
    outside = [(t, k) for t, k in scene.known.items() if index not in free(k[0])]
    first = scene.inner()
    first.known = dict(outside)
    start = {index: lower}
    begun = first.fire(base, {}) + first.all_of([substitute(part, start) for part in shows])
    second = scene.inner()
    second.known = dict(outside)
    new = second.bind(index)
    guard = [le(lower, new), lt(new, upper)]
    names = second.assume(guard)
    taken = second.new("H")
    now = [substitute(part, {index: new}) for part in shows]
    opened = ""
    if len(now) == 1:
        second.learn(now[0], taken)
    else:
        words = [second.new("H") for _ in now]
        opened = f"destruct {taken} as {pattern(words)}. "
        for part, name in zip(now, words, strict=True):
            second.learn(part, name)
    after = [substitute(part, {index: plus(new, ONE)}) for part in shows]
    stepped = second.fire(further, {index: new}) + second.all_of(after)
    more, proofs = scene.shown([le(lower, index), le(index, upper)])
    lines = [more]
    function = f"(fun {word} : Z => {scene.printer.condition(phi)})"
    return (
        "".join(lines) + f"apply (induction_over_range {function} {ends}); [ cbv beta; clear {_cleared(scene, index)}"
        f"| cbv beta; clear {_cleared(scene, index)} | exact {proofs[0]} | exact {proofs[1]} ]. "
        f"{{ {begun} }} {{ intros {scene.printer.names[new]} {names} {taken}. {opened}{stepped} }}"
    )


def _cleared(scene: Scene, index: Node) -> str:
    return " ".join(name for says, name in scene.known.values() if index in free(says)) or "nothing"


def _derivative(step: Step, scene: Scene) -> str:
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
        lines.append(f"assert ({name} : {text}). {{ {inner.equal(*parts)} }}")
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


def _convex_by_slopes(step: Step, scene: Scene) -> str:
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


def _slope_at(step: Step, scene: Scene) -> str:
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


def _monotone_by_slope(step: Step, scene: Scene) -> str:
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


def _stays(step: Step, scene: Scene) -> str:
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


RULES: dict[str, Callable[[Step, Scene], str]] = {
    "at": _at_once, "by_induction": _by_induction, "by_logic": _by_logic, "convex_by_slopes": _convex_by_slopes,
    "decide": _decide, "derivative": _derivative, "equal_sums": _equal_sums, "for_all": _for_all,
    "instantiate": _instantiate, "monotone_by_slope": _monotone_by_slope, "slope_at": _slope_at,
    "split_sum": _split_sum, "stays": _stays, "sum_over_modes": _sum_over_modes,
}  # fmt: skip
