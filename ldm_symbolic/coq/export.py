"""A proof file as a file of Coq: each step a lemma, and the claim a theorem that reads as the claim does.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ldm_symbolic.checker.terms import Node, free, read
from ldm_symbolic.coq.rules import RULES, Step
from ldm_symbolic.coq.scenes.leaves import Leaf
from ldm_symbolic.coq.scenes.place import Lemma
from ldm_symbolic.coq.scenes.printing import MissingError, Names, Printer, ordered, told
from ldm_symbolic.coq.scenes.scene import Scene

HEAD = "Require Import Reals Psatz ZArith Lia LdmTheory.\nOpen Scope R_scope.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file of Coq.

    Args:
        claim: the id of the claim.
        text: of the file.
        theorem: the name of its theorem.
        leaves: the goals that arithmetic closes, for the script that finds what they need.
    """

    claim: str
    text: str
    theorem: str
    leaves: tuple[Leaf, ...]


def theorem_name(claim: str) -> str:
    """Return the name of the theorem of a claim, such as `P1_exact`."""
    return claim.replace(".", "_").replace("-", "_")


def written(document: Mapping[str, Any], says: Mapping[str, Any], cores: Mapping[str, str]) -> Written:
    """Return the Coq file of a claim.

    Args:
        document: its proof file, `ldm-symbolic/proof/1`.
        says: the claim itself, its `hypotheses` and its `conclusion` in the same language.
        cores: see `Leaf.script`.

    Raises:
        MissingError: if there is no way to write it yet; one line that names what is missing.
    """
    if "steps" not in document:
        raise MissingError("a refutation has no Coq proof yet")
    steps = [_sequent(step) for step in document["steps"]]
    claimed = _sequent(says)
    printer = Printer(Names(frozenset().union(*(free(part) for sides in (*steps, claimed) for part in _all(sides)))))
    lemmas: list[Lemma] = []
    texts: list[str] = []
    leaves: list[Leaf] = []
    for place, (raw, sides) in enumerate(zip(document["steps"], steps, strict=True)):
        lemma = _lemma(f"step_{place}", sides)
        step = Step(
            rule=raw["rule"], premises=tuple(lemmas[one] for one in raw["premises"]), hypotheses=sides[0],
            conclusion=sides[1], arguments=raw["arguments"], lemma=lemma,
        )  # fmt: skip
        scene = Scene(printer, cores, leaves, scope=frozenset(lemma.names))
        texts.append(_text("Lemma", lemma, printer, scene, lambda inner, step=step: proof(step, inner)))
        lemmas.append(lemma)
    name = theorem_name(document["claim"])
    lemma = _lemma(name, claimed)
    scene = Scene(printer, cores, leaves, scope=frozenset(lemma.names))
    texts.append(
        _text("Theorem", lemma, printer, scene, lambda inner: inner.fire(lemmas[-1]) + inner.all_of(lemma.shows))
    )
    body = "\n".join([f"(* {document['claim']} *)", HEAD, *texts, f"Print Assumptions {name}.", ""])
    return Written(claim=document["claim"], text=body, theorem=name, leaves=tuple(leaves))


def _sequent(data: Mapping[str, Any]) -> tuple[tuple[Node, ...], Node]:
    return tuple(map(read, data["hypotheses"])), read(data["conclusion"])


def _all(sides: tuple[tuple[Node, ...], Node]) -> Iterable[Node]:
    return (*sides[0], sides[1])


def _lemma(word: str, sides: tuple[tuple[Node, ...], Node]) -> Lemma:
    hypotheses, conclusion = sides
    names = frozenset().union(*map(free, _all(sides)))
    given = told(hypotheses)
    shows = [part for part in told([conclusion]) if part not in given] or told([conclusion])
    return Lemma(word=word, names=tuple(ordered(names)), given=tuple(given), shows=tuple(shows))


def _text(kind: str, lemma: Lemma, printer: Printer, scene: Scene, prove: Any) -> str:
    binders = printer.binders(lemma.names)
    premises = "".join(f"  {printer.condition(part)} ->\n" for part in lemma.given)
    shows = " /\\\n  ".join(map(printer.condition, lemma.shows))
    words = " ".join(printer.names[name] for name in lemma.names)
    names = scene.assume(lemma.given)
    intros = f"intros {words} {names}. ".replace("  ", " ") if words or names else ""
    head = f"{kind} {lemma.word}{' ' if binders else ''}{f': forall {binders},' if binders else ' :'}"
    return f"{head}\n{premises}  {shows}.\nProof. {intros}{prove(scene)} Qed.\n"


def proof(step: Step, scene: Scene) -> str:
    """Return the tactics that prove the lemma of a step, after its names and premises are introduced.

    Raises:
        MissingError: if its rule has no tactics.
    """
    if step.rule not in RULES:
        raise MissingError(f"no Coq proof of the rule {step.rule} yet")
    return RULES[step.rule](step, scene)
