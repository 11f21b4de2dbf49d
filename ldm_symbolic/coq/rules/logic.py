"""The proofs of steps that decide, join, instantiate or generalise.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from ldm_symbolic.checker.terms import Node, is_integer, plainly, read
from ldm_symbolic.coq.rules.step import Step
from ldm_symbolic.coq.scenes.scene import Scene


def decide(step: Step, scene: Scene) -> str:
    scene.apart = False
    return scene.saturate() + scene.all_of(step.lemma.shows)


def by_logic(step: Step, scene: Scene) -> str:
    """Use what follows at once; what is left is implications, from which the conclusion follows as from letters."""
    waiting, lines, before = list(step.premises), [scene.saturate()], -1
    while before != len(waiting):
        before = len(waiting)
        for one in [one for one in waiting if all(map(scene.knows, one.given))]:
            waiting.remove(one)
            lines.append(scene.fire(one))
        lines.append(scene.saturate())
    if all(map(scene.knows, step.lemma.shows)):
        return "".join(lines) + scene.all_of(step.lemma.shows)
    return "".join(lines) + scene.by_letters(waiting, step.lemma.shows)


def instantiate(step: Step, scene: Scene) -> str:
    mapping = {read(name): read(term) for name, term in step.arguments["mapping"]}
    return scene.fire(step.premises[0], mapping) + scene.all_of(step.lemma.shows)


def for_sequence(step: Step, scene: Scene) -> str:
    """A lemma about all sequences, at one whose entries are given; that these are defined is shown entry by entry."""
    fact, total = step.premises
    sequence, entries = read(step.arguments["sequence"]), read(step.arguments["entries"])

    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        return inner.fire(total, {entries.parts[0]: values[-1]}) if is_integer(values[-1]) else ""

    return scene.fire(fact, {sequence: entries}) + scene.all_of(step.lemma.shows, then)


def at_once(step: Step, scene: Scene) -> str:
    """The rule `at`: what is said of a whole range, at certain points of it."""
    predicate = read(step.arguments["predicate"])
    terms = [read(term) for term in step.arguments["terms"]]
    first, (name,) = scene.shown([predicate])
    if not terms:
        for place, part in enumerate(plainly(predicate)):
            proof = f"(proj1 {name})" if place == 0 else f"(proj1 (proj2 {name}))"
            scene.learn(part, f"({proof} : {scene.printer.condition(part)})")
        return first + scene.all_of(step.lemma.shows)
    proof = f"(proj2 (proj2 {name}))" if predicate.kind == "Minimises" else name
    return first + scene.at(predicate, proof, terms) + scene.all_of(step.lemma.shows)


def for_all(step: Step, scene: Scene) -> str:
    variables = [read(variable) for variable in step.arguments["variables"]]
    lines = "".join(scene.fire(other) for other in step.premises[1:])

    def then(inner: Scene, values: tuple[Node, ...]) -> str:
        last = values[-1]
        mapping = {name: values[place] if place < len(values) else last for place, name in enumerate(variables)}
        if is_integer(variables[0]) is not is_integer(values[0]):
            return ""
        return inner.fire(step.premises[0], mapping)

    return lines + scene.all_of(step.lemma.shows, then)
