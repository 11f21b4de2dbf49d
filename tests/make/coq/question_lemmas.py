"""Questions to solvers as lemmas of Coq: what the checker asks, cut to what the answer needs, with the tactic found.

A question is a text of SMT-LIB that nothing satisfies: polynomials, comparisons, letters that are true or false. Its
lemma has some of the assertions as premises and the negation of the last one as its conclusion, so that it says at
least as much. Which assertions and which tactic are kept in `bundles/`, in a file for each statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from ldm_symbolic.checker.terms import ONE, ZERO, Node, free, lt, node, number
from ldm_symbolic.coq.scenes.leaves import Known, Leaf
from ldm_symbolic.coq.scenes.printing import MissingError, Names, Printer

HEAD = r"""Require Import Reals Psatz Nsatz ZArith Lia LdmTheory.
Open Scope R_scope.
Ltac obvious := first [exact I | assumption | split; obvious | left; obvious | right; obvious | intro; obvious].
(* What is implied by what is known, one implication after the other; then one choice at a time. *)
Ltac letters := intros; repeat match goal with
  | H : _ /\ _ |- _ => destruct H
  | H : _ <-> _ |- _ => destruct H
  | H : ?A -> _ |- _ => let P := fresh in assert (P : A) by obvious; specialize (H P); clear P
  end; first [contradiction | obvious | split; letters | match goal with H : _ \/ _ |- _ => destruct H; letters end].
(* What is positive as it is written: products, squares and sums of what is. *)
Ltac positive := first [lra | assumption | match goal with
  | |- 0 <= ?a * ?a => exact (Rle_0_sqr a)
  | |- 0 <= _ * _ => apply Rmult_le_pos; positive
  | |- 0 < _ * _ => apply Rmult_lt_0_compat; positive
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; positive
  | |- 0 < _ + _ => first [apply Rplus_lt_le_0_compat; positive | apply Rplus_le_lt_0_compat; positive]
  | |- - ?a < 0 => enough (0 < a) by lra; positive
  | |- - ?a <= 0 => enough (0 <= a) by lra; positive
  end | nra].
Ltac cancel := match goal with H : 0 < ?a |- _ = _ => apply (Rmult_eq_reg_l a); [nsatz | lra] end.
"""
BUNDLES = Path(__file__).parent / "bundles"
LETTER = "letter"
TACTICS = ("lra", "nra", "tauto", "letters", "positive", "nsatz", "cancel")
"""Those that close a question at once."""
_WORD = re.compile(r"[()]|[^\s()]+")
_KINDS = {"=>": "implies", "and": "and", "or": "or", "not": "not"}


class Letters(Printer):
    """Writes what a question says; a name is a real number, or a letter that is true or false."""

    def condition(self, condition: Node) -> str:
        """Return a condition as a proposition, in brackets where it is compound."""
        if condition.kind == "symbol":
            return self.names[condition]
        if condition.kind in ("and", "or") and not condition.parts:
            return "True" if condition.kind == "and" else "False"
        return super().condition(condition)

    def _relation(self, kind: str, left: Node, right: Node) -> str:
        """Return a comparison of real numbers, also where there are nothing but integers in it."""
        if kind in (">", ">="):
            left, right, kind = right, left, kind.replace(">", "<")
        return f"({self.real(left)} {kind} {self.real(right)})"

    def binders(self, names: Iterable[Node]) -> str:
        """Return names with their sorts."""
        sort = {LETTER: "Prop", "real": "R"}
        return " ".join(f"({self.names[name]} : {sort[name.parts[1]]})" for name in names)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its parts.

    Args:
        text: of SMT-LIB.
        leaf: the assertions as facts, and the negation of the last one as the goal.
        claim: in whose proof it is asked first.
    """

    text: str
    leaf: Leaf
    claim: str

    @property
    def digest(self) -> str:
        """What names the question."""
        return digest_of_text(self.text)

    def lemma(self, how: str) -> str:
        """Return its lemma.

        Args:
            how: the places of the assertions that it needs, and a tactic.
        """
        which, tactic = how.split(" ", 1)
        places = [] if which == "-" else list(map(int, which.split(",")))
        says, names = self.sentence(places)
        return f"Lemma q_{self.digest} : {says}.\nProof. intros{names}. {tactic}. Qed.\n"

    def sentence(self, places: Sequence[int]) -> tuple[str, str]:
        """Return what a lemma says that has some of the assertions as premises, and the names to be introduced."""
        printer, goal = self.leaf.printer, self.leaf.goal
        facts = [self.leaf.facts[place].says for place in places]
        bound = sorted(frozenset().union(*map(free, (*facts, goal))), key=lambda one: int(one.parts[0][1:]))
        words = [*(printer.names[name] for name in bound), *(f"K{place}" for place in places)]
        premises = "".join(f"{printer.condition(fact)} -> " for fact in facts)
        quantified = f"forall {printer.binders(bound)}, " if bound else ""
        return f"{quantified}{premises}{printer.condition(goal)}", "".join(f" {word}" for word in words)


def digest_of_text(text: str) -> str:
    """Return what names a question.

    >>> digest_of_text("(check-sat)")
    '6f88caa47c10ce10'
    """
    return sha256(text.encode()).hexdigest()[:16]


def question_of(text: str, claim: str = "") -> Question:
    """Return a question from its text.

    Args:
        text: as the checker writes it.
        claim: in whose proof it is asked.

    Raises:
        MissingError: if there is something in the text that the checker does not write.

    >>> asked = question_of("(declare-const v0 Real)(assert (> v0 1.0))(assert (not (> v0 0.0)))(check-sat)")
    >>> asked.sentence([0])
    ('forall (v0 : R), (1 < v0) -> (0 < v0)', ' v0 K0')
    """
    sorts: dict[str, str] = {}
    asserted: list[Node] = []
    for command in _parsed(text):
        if command[0] == "declare-const":
            sorts[command[1]] = {"Real": "real", "Bool": LETTER}[command[2]]
        elif command[0] == "assert":
            asserted.append(_read(command[1], sorts))
    *facts, last = asserted
    denied = last.kind == "not"
    goal = last.parts[0] if denied else lt(ONE, ZERO)
    known = [Known(fact, "") for fact in (facts if denied else asserted)]
    return Question(text, Leaf(tuple(known), goal, Letters(Names())), claim)


def _parsed(text: str) -> list[Any]:
    stack: list[list[Any]] = [[]]
    for word in _WORD.findall(text):
        if word == "(":
            stack.append([])
        elif word == ")":
            inner = stack.pop()
            stack[-1].append(inner)
        else:
            stack[-1].append(word)
    return stack[0]


def _read(said: Any, sorts: Mapping[str, str]) -> Node:
    if isinstance(said, str):
        if said in ("true", "false"):
            return node("true") if said == "true" else node("or")
        return node("symbol", said, sorts[said]) if said in sorts else number(Fraction(said))
    head, parts = said[0], [_read(part, sorts) for part in said[1:]]
    match head:
        case "+" | "*" | "<" | "<=" | ">" | ">=":
            return node(head, *parts)
        case "-" if len(parts) == 1 and parts[0].kind == "number":
            return number(-parts[0].parts[0])
        case "/" if all(part.kind == "number" for part in parts):
            return number(parts[0].parts[0] / parts[1].parts[0])
        case "=":
            return node("iff" if _is_condition(parts[0]) else "=", *parts)
        case "and" | "or" if len(parts) == 1:
            return parts[0]
        case _ if head in _KINDS:
            return node(_KINDS[head], *parts)
    raise MissingError(f"cannot read `{head}` in a question")


def _is_condition(part: Node) -> bool:
    if part.kind == "symbol":
        return bool(part.parts[1] == LETTER)
    return part.kind not in ("number", "+", "*")


def stored(statement: str) -> dict[str, str]:
    """Return what is kept of a statement: the digest of a question -> assertions and a tactic; nothing if none is.

    Args:
        statement: its id.

    >>> stored("P0")
    {}
    """
    path = BUNDLES / f"{statement}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def kept() -> dict[str, str]:
    """Return what is kept of all statements."""
    return {digest: how for path in sorted(BUNDLES.glob("*.json")) for digest, how in stored(path.stem).items()}


def bundle(questions: Iterable[Question], known: Mapping[str, str]) -> str:
    """Return a file of Coq with a lemma for each question of which something is kept.

    Args:
        questions: of a statement.
        known: see `stored`.

    >>> asked = question_of("(declare-const v0 Real)(assert (not (= v0 v0)))(check-sat)")
    >>> print(bundle([asked], {asked.digest: "- lra"}).splitlines()[-1])
    Proof. intros v0. lra. Qed.
    """
    lemmas = [asked.lemma(known[asked.digest]) for asked in questions if asked.digest in known]
    return "".join([HEAD, *lemmas])
