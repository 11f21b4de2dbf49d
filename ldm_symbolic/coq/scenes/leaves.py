"""Arithmetic at the leaves of a proof: what may be used, and the tactic that closes a goal from it.

Coq's `lra` and `nra` see polynomials; a root, an inverse, a maximum, a case and an exponential are names to them, with
facts of the theory about each. Which facts a goal needs is found once by a script and stored (`cores/`); without a core
all facts are tried.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Any

from ldm_symbolic.checker.terms import (
    ONE,
    ZERO,
    Node,
    both,
    implies,
    is_integer,
    le,
    lt,
    node,
    number,
    plainly,
    ranges,
    same,
    times,
    unfolded,
)
from ldm_symbolic.checker.values import key
from ldm_symbolic.coq.scenes.printing import Printer

_OPAQUE = (
    "ForEach", "Clock", "IsDerivative", "SolvesLinearODE", "Minimises", "NonDecreasing", "NonIncreasing", "Increasing",
    "Decreasing", "Convex", "UniqueRoot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Something that may be used at a leaf.

    Args:
        says: what it says.
        proof: a Coq term that proves it.
        under: what must hold for that.
    """

    says: Node
    proof: str
    under: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A goal without quantifiers and all that may be used for it.

    Args:
        facts: in an order that depends on nothing but the proof.
        goal: what is to be shown.
        printer: writes them.
    """

    facts: tuple[Known, ...]
    goal: Node
    printer: Printer

    @property
    def digest(self) -> str:
        """Names the leaf: of all its facts and its goal."""
        said = [self.printer.condition(fact.says) for fact in self.facts]
        return sha256("\n".join([*said, self.printer.condition(self.goal)]).encode()).hexdigest()[:16]

    def script(self, cores: Mapping[str, str]) -> str:
        """Return tactics that close the goal: by a stored core, or from all facts.

        Args:
            cores: digest of a leaf -> the places of the facts that it needs, and a tactic.
        """
        if self.digest not in cores:
            return " ".join([*(f"try pose proof {fact.proof}." for fact in self.facts[:40]), "arithmetic."])
        which, how = cores[self.digest].split(" ", 1)
        places = [] if which == "-" else list(map(int, which.split(",")))
        lines = []
        for place in places:
            lines += [f"try pose proof {one.proof}." for one in self._grants(self.facts[place]) if one.under == ()]
            lines.append(f"pose proof {self.facts[place].proof} as K{place}.")
        clear = f"clear - {' '.join(f'K{place}' for place in places)}. " if places else ""
        return " ".join([*lines, f"{clear}{how}."])

    def _grants(self, fact: Known) -> list[Known]:
        wanted = set(map(self.printer.condition, fact.under))
        return [other for other in self.facts if wanted and self.printer.condition(other.says) in wanted]


@dataclass(slots=True)
class _Facts:
    """Facts under their texts, each once."""

    printer: Printer
    found: dict[str, Known] = field(default_factory=dict)

    def add(self, says: Node, proof: str, under: tuple[Node, ...] = (), apart: str = "") -> None:
        parts = says.parts if says.kind == "and" else (says,)
        for place, part in enumerate(parts):
            known, text = Known(part, _part(proof, place, len(parts)), under), self.printer.condition(part) + apart
            if text not in self.found or (self._granted(known) and not self._granted(self.found[text])):
                self.found[text] = known

    def _granted(self, fact: Known) -> bool:
        return all(self.printer.condition(one) in self.found for one in fact.under)


def _part(proof: str, place: int, count: int) -> str:
    if count == 1:
        return proof
    for _ in range(place):
        proof = f"(proj2 {proof})"
    return proof if place == count - 1 else f"(proj1 {proof})"


def leaf(known: Sequence[tuple[Node, str]], goal: Node, printer: Printer) -> Leaf:
    """Return a goal with what is known, what follows at the indices in sight, and what is said of its atoms.

    Args:
        known: conditions and the names of their proofs.
        goal: without quantifiers.
        printer: writes them.
    """
    facts = _Facts(printer)
    for says, name in known:
        if says.kind not in _OPAQUE:
            facts.add(says, name)
        if says.kind == "Minimises":
            for part, proof in zip(plainly(says), (f"(proj1 {name})", f"(proj1 (proj2 {name}))"), strict=True):
                facts.add(part, proof)
    universal = [(says, name) for says, name in known if says.kind == "ForEach"]
    for _ in range(2):
        inside = [*(fact.says for fact in facts.found.values()), goal]
        indices = list(dict.fromkeys(term for part in inside for term in _indices(part)))
        ends = [term for part in inside if part.kind in ("<", "<=", ">", ">=") for term in part.parts]
        ends = [term for term in dict.fromkeys(ends) if term.kind == "symbol" and term not in indices]
        for says, name in universal:
            _instances(facts, says, name, [*indices, *ends] if says.parts[0].kind == "ForEach" else indices)
    _about_atoms(facts, goal)
    return Leaf(tuple(facts.found.values()), goal, printer)


def _indices(part: Node) -> Iterator[Node]:
    if part.kind in ("entry", "value"):
        yield part.parts[1]
    if part.kind == "symbol" and part.parts[1] == "real":
        yield part
    if not ranges(part):
        for inner in part.parts:
            if isinstance(inner, Node):
                yield from _indices(inner)


def _instances(facts: _Facts, says: Node, name: str, terms: Sequence[Node]) -> None:
    sorts, inner = [], says
    while inner.kind == "ForEach":
        sorts.append(is_integer(inner.parts[1].parts[0]))
        inner = inner.parts[0]
    for choice in product(*([term for term in terms if is_integer(term) == sort] for sort in sorts)):
        body, guards, proof = says, [], name
        for term in choice:
            guard, body = unfolded(body, [term])
            guards += guard
            text = facts.printer.index(term) if is_integer(term) else facts.printer.real(term, 4)
            proof += f" {text} ltac:(inside) ltac:(inside)"
        apart = "".join(map(facts.printer.condition, guards)) if len(sorts) > 1 else ""
        facts.add(body, f"({proof})", tuple(guards), apart)


def _about_atoms(facts: _Facts, goal: Node) -> None:
    seen: dict[Node, None] = {}
    for part in [goal, *(fact.says for fact in list(facts.found.values()))]:
        for atom in _atoms(part):
            if atom not in seen:
                seen[atom] = None
                _about(facts, atom)
    _same_atoms(facts, list(seen))


def _same_atoms(facts: _Facts, atoms: Sequence[Node]) -> None:
    """Add that atoms are equal which are written apart: their arguments are the same polynomial."""
    first: dict[tuple[str, Any], Node] = {}
    for atom in atoms:
        bare, exponent = (atom.parts[0], atom.parts[1].parts[0]) if atom.kind == "^" else (atom, Fraction(1))
        if atom.kind == "^" and exponent.denominator == 1 and exponent > 0:
            continue
        unit = node("^", bare, number(Fraction((-1) ** (exponent < 0), exponent.denominator))) if bare != atom else atom
        place = ("", key(unit))
        other = first.setdefault(place, unit)
        if facts.printer.real(other) != facts.printer.real(unit):
            facts.add(same(unit, other), _why_same(facts.printer, unit, other))


def _why_same(printer: Printer, unit: Node, other: Node) -> str:
    text = printer.condition(same(unit, other))
    return f"(ltac:(same_atom) : {text})"


def _atoms(part: Node) -> Iterator[Node]:
    if ranges(part):
        return
    for inner in part.parts:
        if isinstance(inner, Node):
            yield from _atoms(inner)
    if part.kind in ("^", "max", "min", "abs", "cases", "exp", "value", "entry"):
        yield part


def _about(facts: _Facts, atom: Node) -> None:
    written = facts.printer
    match atom.kind:
        case "^":
            _about_power(facts, atom.parts[0], atom.parts[1].parts[0])
        case "exp":
            inner = written.real(atom.parts[0], 4)
            facts.add(lt(ZERO, atom), f"(exp_pos {inner})")
            for relation in (le, lambda a, b: le(b, a)):
                says = node("iff", relation(atom.parts[0], ZERO), relation(atom, ONE))
                facts.add(says, f"(exp_{'below' if relation is le else 'above'} {inner})")
        case "abs":
            inner = atom.parts[0]
            for sign in (lt(ZERO, inner), le(ZERO, inner)):
                if known := facts.found.get(written.condition(sign)):
                    weak = f"(Rlt_le _ _ {known.proof})" if sign.kind == "<" else known.proof
                    facts.add(same(atom, inner), f"(Rabs_pos_eq {written.real(inner, 4)} {weak})", known.under)
                    return
            positive = both(le(ZERO, inner), same(atom, inner))
            negative = both(lt(inner, ZERO), same(atom, times(number(-1), inner)))
            facts.add(node("or", positive, negative), f"(abs_one {written.real(inner, 4)})")
        case "max" | "min":
            left, *more = atom.parts
            right = more[0] if len(more) == 1 else node(atom.kind, *more)
            texts = f"{written.real(left, 4)} {written.real(right, 4)}"
            order = (lambda a, b: le(b, a)) if atom.kind == "max" else le
            facts.add(order(atom, left), f"({atom.kind}_left {texts})")
            facts.add(order(atom, right), f"({atom.kind}_right {texts})")
            facts.add(node("or", same(atom, left), same(atom, right)), f"({atom.kind}_one {texts})")
            if len(more) > 1:
                _about(facts, right)
        case "cases":
            _about_cases(facts, atom)


def _about_power(facts: _Facts, base: Node, exponent: Fraction) -> None:
    text, root, inverse = facts.printer.real(base, 4), base, node("^", base, number(-1))
    if exponent.denominator == 2:
        root, inverse = node("^", base, number(Fraction(1, 2))), node("^", base, number(Fraction(-1, 2)))
        facts.add(le(ZERO, root), f"(sqrt_pos {text})")
        facts.add(same(times(root, root), base), f"(sqrt_sqrt {text} ltac:(inside))", (le(ZERO, base),))
        if exponent < 0:
            facts.add(lt(ZERO, root), f"(sqrt_lt_R0 {text} ltac:(inside))", (lt(ZERO, base),))
    if exponent < 0:
        inner = facts.printer.real(root, 4)
        facts.add(same(times(root, inverse), ONE), f"(Rinv_r {inner} ltac:(inside))", (node("!=", root, ZERO),))
        positive = (le(ZERO, root), node("!=", root, ZERO))
        facts.add(lt(ZERO, inverse), f"(inverse_positive {inner} ltac:(inside) ltac:(inside))", positive)


def _about_cases(facts: _Facts, atom: Node) -> None:
    value, condition = atom.parts[0].parts
    if condition.kind == "true" or len(atom.parts) == 1:
        return
    rest = atom.parts[1].parts[0] if len(atom.parts) == 2 else node("cases", *atom.parts[1:])
    yes = implies(condition, same(atom, value))
    no = implies(node("not", condition), same(atom, rest))
    decider = facts.printer.decider(condition)
    for says, lemma in ((yes, "case_yes"), (no, "case_no")):
        texts = f"{facts.printer.real(value, 4)} {facts.printer.real(rest, 4)}"
        facts.add(says, f"({lemma} _ {decider} {texts})")
    if rest.kind == "cases":
        _about_cases(facts, rest)
