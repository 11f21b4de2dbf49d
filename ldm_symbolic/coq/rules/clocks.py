"""The proofs of steps that read a clock, or change it.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from ldm_symbolic.checker.terms import Node, is_integer, le, minus, node, read, same, substitute
from ldm_symbolic.coq.rules.step import Step
from ldm_symbolic.coq.scenes.printing import MissingError
from ldm_symbolic.coq.scenes.scene import Scene

_BACKWARD = {
    "NonDecreasing": ("clock_nondecreasing", "nonincreasing_backward"),
    "NonIncreasing": ("clock_nonincreasing", "nondecreasing_backward"),
    "Minimises": ("clock_minimises", "minimises_backward"),
}


def read_clock(step: Step, scene: Scene) -> str:
    """Return tactics for what a clock says of moments and levels."""
    clock = read(step.arguments["clock"])
    moments = [read(term) for term in step.arguments["moments"]]
    levels = [read(term) for term in step.arguments["levels"]]
    level, inverse, (time, lower, upper), (noise, first, last) = (
        *clock.parts[:2], clock.parts[2].parts, clock.parts[3].parts
    )  # fmt: skip
    name = scene.known[scene.printer.condition(clock)][1]
    reached = [substitute(level, {time: moment}) for moment in moments]
    readings = [substitute(inverse, {noise: one}) for one in levels]
    guard = [c for moment in moments for c in (le(lower, moment), le(moment, upper))]
    guard += [le(first, one) for one in levels]
    match len(moments), len(levels):
        case 1, 0:
            lemma, says = "clock_within", [le(first, reached[0]), le(reached[0], last)]
        case 2, 0:
            lemma, says = "clock_order", [node("iff", le(*moments), le(*reached))]
        case 1, 1:
            lemma, says = "clock_reading", [node("iff", le(moments[0], readings[0]), le(reached[0], levels[0]))]
        case _:
            guard.append(le(levels[0], last))
            back = same(substitute(level, {time: readings[0]}), levels[0])
            lemma, says = "clock_back", [le(lower, readings[0]), le(readings[0], upper), back]
    lines, shown = scene.shown(guard)
    proofs = " ".join(shown)
    texts = " ".join(scene.printer.real(term, 4) for term in (*moments, *levels))
    words = [scene.new("A") for _ in says]
    pattern = words[-1]
    for word in reversed(words[:-1]):
        pattern = f"[{word} {pattern}]"
    lines += f"pose proof ({lemma} _ _ _ _ _ _ {texts} {name} {proofs}) as {pattern}. cbv beta in *. "
    for word, part in zip(words, says, strict=True):
        scene.learn(part, word)
    return lines + scene.saturate() + scene.all_of(step.lemma.shows)


def change_of_clock(step: Step, scene: Scene) -> str:
    """Return tactics for what a predicate says in another clock."""
    predicate, clock, moment = (read(step.arguments[name]) for name in ("predicate", "clock", "moment"))
    if not step.arguments["backward"] or predicate.kind not in _BACKWARD:
        raise MissingError(f"no Coq proof of the rule change_of_clock for {predicate.kind} yet")
    level, inverse, time, noise = clock.parts
    _, lower, upper = time.parts
    *point, function, limits = predicate.parts
    index = limits.parts[0]
    name = scene.known[scene.printer.condition(clock)][1]
    printer = scene.printer
    forward, backward = _BACKWARD[predicate.kind]
    lines, shown = scene.shown([le(noise.parts[1], point[0]), le(point[0], noise.parts[2])] if point else [])
    proofs = " ".join(shown)
    word, other = scene.new("A"), scene.new("A")
    there = printer.function(function, index)
    where = f" {printer.real(point[0], 4)}" if point else ""
    lines += f"pose proof ({forward} _ _ _ _ _ _ {there}{where} {name} {proofs}) as {word}. cbv beta in {word}. "
    early = printer.function(substitute(function, {index: level}), time.parts[0])
    reading = f" {printer.real(substitute(inverse, {noise.parts[0]: point[0]}), 4)}" if point else ""
    ends = f"{printer.real(lower, 4)} {printer.real(upper, 4)}"
    lines += f"pose proof ({backward} {early}{reading} {ends}) as {other}. cbv beta in {other}. "
    (goal,) = [part for part in step.lemma.shows if part.kind == "iff"]
    kinds = {"NonDecreasing": "NonIncreasing", "NonIncreasing": "NonDecreasing", "Minimises": "Minimises"}
    changed = next(part for part in goal.parts if part.kind == kinds[predicate.kind] and part is not predicate)
    span = f"{printer.real(upper, 1)} - {printer.real(lower, 1)}"
    shorter = printer.real(changed.parts[-1].parts[2])
    if span != shorter:
        lines += f"replace ({span}) with ({shorter}) in {other} by ring. "
    both_ways = scene.new("A")
    said = node("iff", predicate, changed)
    lines += f"assert ({both_ways} : {printer.condition(said)}). {{ apply (iff_trans {word}). exact {other}. }} "
    scene.learn(said, both_ways)
    scene.learn(node("iff", changed, predicate), f"(iff_sym {both_ways})")

    def within(inner: Scene, values: tuple[Node, ...]) -> str:
        if is_integer(values[0]):
            return ""
        reached = minus(upper, values[0])
        more, needed = inner.shown([le(lower, reached), le(reached, upper)])
        at = substitute(level, {time.parts[0]: reached})
        first, second = inner.new("A"), inner.new("A")
        inner.learn(le(noise.parts[1], at), first)
        inner.learn(le(at, noise.parts[2]), second)
        told = f"(clock_within _ _ _ _ _ _ {printer.real(reached, 4)} {name} {' '.join(needed)})"
        return f"{more}pose proof {told} as [{first} {second}]. cbv beta in *. "

    def changed_here(value: Node) -> bool:
        return value.parts[0].split("#")[0] == moment.parts[0]

    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        return within(inner, values) if changed_here(values[0]) else ""

    return lines + scene.all_of(step.lemma.shows, then)
