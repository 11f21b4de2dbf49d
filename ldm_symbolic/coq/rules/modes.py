"""The proofs of steps about sums over modes, and by induction over them.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from ldm_symbolic.checker.terms import (
    ONE,
    ZERO,
    Node,
    free,
    is_integer,
    le,
    lt,
    minus,
    node,
    plus,
    read,
    same,
    substitute,
)
from ldm_symbolic.coq.rules.step import Step
from ldm_symbolic.coq.scenes.scene import Scene, pattern


def sum_over_modes(step: Step, scene: Scene) -> str:
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


def equal_sums(step: Step, scene: Scene) -> str:
    return scene.all_of(step.lemma.shows)


def split_sum(step: Step, scene: Scene) -> str:
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


def by_induction(step: Step, scene: Scene) -> str:
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
