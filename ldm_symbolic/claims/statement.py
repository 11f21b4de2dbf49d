"""A theorem as data: where it is printed, what it assumes, what it concludes, how it is proved.

A `Claim` is read as: for all values of its free names (see `terms`) at which every hypothesis is defined
and true, the conclusion is defined and true. Its hypotheses are its domain, written once and used as
SymPy Booleans, as premises of the solvers, as domain of random tests and as LaTeX. A printed claim and its
repair are two claims.

    claim = Claim(
        id="P2.step-increment", role=Role.STEP, says="one more direction helps iff x (1 - λ) <= 3 λ",
        hypotheses=(deviation > 0, noise >= 0, noise <= 1),
        conclusion=Equivalent(increment <= 0, noise * (1 - deviation**2) <= 3 * deviation**2),
        expected=Verdict.PROVED,
    )

Predicates that SymPy lacks are in `predicate`; whether a claim holds at one instance is in `truth`; how its
verdict is found is in `verification`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Symbol
from sympy.logic.boolalg import Boolean, BooleanAtom

from ldm_symbolic.claims.moves import Move
from ldm_symbolic.claims.words import Role as Role
from ldm_symbolic.claims.words import Severity as Severity
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.terms import Name, free
from ldm_symbolic.proof.language.wellformed import check
from ldm_symbolic.search.neighbourhood.around import Ball as Ball

"""Name -> value: Symbol -> int, Fraction or exact expression; IndexedBase -> tuple of them, entry 1 first;
undefined function -> `Lambda`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a result is printed.

    Args:
        place: the place inside the paper, as a reader would cite it.
        paper: identifier and version.

    >>> print(Source(place="Proposition 1, eq. (7)"))
    arXiv:2510.08409v1, Proposition 1, eq. (7)
    """

    place: str
    paper: str = "arXiv:2510.08409v1"

    def __post_init__(self) -> None:
        if not self.place or not self.paper:
            raise ValueError("a source names a paper and a place in it")

    def __str__(self) -> str:
        return f"{self.paper}, {self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBall:
    """The claim fails at every point of a ball about its counterexample; the verification looks at all of it.

    Args:
        ball: how far the real values move; integers and functions are fixed.
        where: a set to which the failure is confined, in words that follow "only where"; "" where none is known.
        elsewhere: ids of claims, of the same statement, that prove it off that set; none where that is not proved.
    """

    ball: Ball
    where: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def word(self) -> Severity:
        """Open."""
        return Severity.OPEN

    @property
    def confined(self) -> str:
        """The only set on which the claim fails, in words; "" where none is proved to be."""
        return self.where if self.elsewhere else ""

    def __str__(self) -> str:
        """In words."""
        said = f"it fails on the whole ball of radius {self.ball.radius} about this instance"
        return (
            f"{said}, and only where {self.where} (elsewhere: {' and '.join(self.elsewhere)})" if self.where else said
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnEdge:
    """The claim fails on a set without interior.

    Args:
        where: the set, in words that follow "only where".
        elsewhere: ids of claims, of the same statement, that prove it off that set; none where that is not proved.

    >>> print(OnEdge(where="λ̂ = 1"))
    it fails where λ̂ = 1; no other instance was found
    >>> print(OnEdge(where="λ̂ = 1", elsewhere=("P0.above",)))
    it fails only where λ̂ = 1 (elsewhere: P0.above)
    """

    where: str
    elsewhere: tuple[str, ...] = ()

    @property
    def word(self) -> Severity:
        """Edge."""
        return Severity.EDGE

    @property
    def confined(self) -> str:
        """The only set on which the claim fails, in words; "" where none is proved to be."""
        return self.where if self.elsewhere else ""

    def __str__(self) -> str:
        """In words."""
        if not self.elsewhere:
            return f"it fails where {self.where}; no other instance was found"
        return f"it fails only where {self.where} (elsewhere: {' and '.join(self.elsewhere)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByConvention:
    """The claim fails only outside what the source assumes, or where the source reads it otherwise.

    Args:
        source: what the source assumes or how it reads the sentence, in words.

    >>> print(ByConvention(source="the source assumes ŝ_j > 0"))
    the source assumes ŝ_j > 0
    """

    source: str

    @property
    def word(self) -> Severity:
        """Convention."""
        return Severity.CONVENTION

    @property
    def confined(self) -> str:
        """No set: what it fails on the source does not speak of."""
        return ""

    def __str__(self) -> str:
        """In words."""
        return self.source


Weight: TypeAlias = OnBall | OnEdge | ByConvention
"""Any of the three."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Claim:
    """One sentence that is true or false.

    Args:
        id: the id of its statement, a dot, and a word: "P1.iff", "P1.remark-b", "P5.repaired".
        role: printed, step, remark, repaired or new.
        says: the sentence in plain words, one line.
        hypotheses: SymPy Booleans and predicates, all of which are assumed.
        conclusion: a SymPy Boolean or a predicate.
        expected: the verdict that the catalogue records.
        proof: a function without arguments that returns the Fact of this claim; None if there is none.
        witnesses: instances that meet the hypotheses, so that the claim is not empty; each must make it true.
        counterexample: an instance that refutes the claim; None if none is known.
        necessary: pairs of a hypothesis and an instance that refutes the claim without it.
        cited: outside theorems that the proof uses and does not prove.
        repairs: the id of the claim that this one repairs, or "".
        severity: how much its refutation weighs; None where it is not refuted, or nothing is known of that.

    Raises:
        ValueError: if the id or the sentence is missing, or something is not a Boolean that we can read.
    """

    id: str
    role: Role
    says: str
    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    expected: Verdict
    proof: Callable[[], Fact] | None = None
    witnesses: tuple[Assignment, ...] = ()
    counterexample: Assignment | None = None
    necessary: tuple[tuple[Boolean, Assignment], ...] = ()
    cited: tuple[str, ...] = ()
    repairs: str = ""
    severity: Weight | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.says or "\n" in self.says:
            raise ValueError(f"a claim has an id and says something in one line, got {self.id!r}: {self.says!r}")
        if not isinstance(self.hypotheses, tuple):
            raise ValueError(f"{self.id}: hypotheses are a tuple, got {self.hypotheses!r}")
        for part in (*self.hypotheses, self.conclusion):
            if not isinstance(part, Boolean) or isinstance(part, Symbol):
                raise ValueError(f"{self.id}: `{part!r}` is not a Boolean")
            check(part)
        if isinstance(self.conclusion, BooleanAtom):
            raise ValueError(f"{self.id}: SymPy has evaluated the conclusion to {self.conclusion}; use evaluate=False")
        Role(self.role), Verdict(self.expected)

    def __repr__(self) -> str:
        return f"<Claim {self}>"

    def __str__(self) -> str:
        return f"{self.id} ({self.role}, recorded as {self.expected}): {self.says}"

    @property
    def names(self) -> frozenset[Name]:
        """The names over which the claim quantifies."""
        return frozenset().union(*(free(part) for part in (*self.hypotheses, self.conclusion)))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Statement:
    """One result: a title, a source and its claims, in the order in which a reader meets them.

    Args:
        id: as in the theory: "P1", "L1", "S2".
        title: what it states, in a few words.
        source: where it is printed; None if it is ours.
        claims: at least one, with distinct ids that extend the statement's.
        derivation: the moves from the model to the result, for the reader; a proof is with its claim.

    Raises:
        ValueError: if an id is used twice or does not extend the statement's, or a claim repairs an unknown one, or a
            move uses a claim that is not recorded as proved, or does without what no refuted claim does without.
    """

    id: str
    title: str
    source: Source | None
    claims: tuple[Claim, ...]
    derivation: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        ids = [claim.id for claim in self.claims]
        if not ids or len(set(ids)) < len(ids):
            raise ValueError(f"{self.id}: a statement has claims with distinct ids, got {ids}")
        for claim in self.claims:
            if not claim.id.startswith(f"{self.id}."):
                raise ValueError(f"{self.id}: claim id {claim.id} must extend the statement's")
            if claim.repairs and claim.repairs not in ids:
                raise ValueError(f"{claim.id} repairs {claim.repairs}, which is not a claim of {self.id}")
        for move in self.derivation:
            self._require_established(move)

    def __repr__(self) -> str:
        return f"<Statement {self}>"

    def __str__(self) -> str:
        count = len(self.claims)
        return f"{self.id}: {self.title} ({self.source or 'this package'}; {count} claim{'s' * (count != 1)})"

    def is_step(self, claim_id: str) -> bool:
        """Whether a claim is a step of a proof, or repairs one."""
        claim = self[claim_id]
        return claim.role is Role.STEP or bool(claim.repairs and self[claim.repairs].role is Role.STEP)

    def _require_established(self, move: Move) -> None:
        for link in move.links:
            if isinstance(link.source, str) and self[link.source].expected is not Verdict.PROVED:
                raise ValueError(f"{self.id}: the derivation uses {link.source}, which is not recorded as proved")
        if not move.without:
            return
        fewer, last = self[move.without], move.links[-1].source
        if not isinstance(last, str) or fewer.expected is not Verdict.REFUTED:
            raise ValueError(f"{self.id}: {move.without} is refuted and stands beside a claim, or it has no place here")
        if self[last].conclusion != fewer.conclusion or not set(fewer.hypotheses) < set(self[last].hypotheses):
            raise ValueError(f"{self.id}: {move.without} does not conclude what {last} does, from fewer hypotheses")

    def __getitem__(self, claim_id: str) -> Claim:
        """Return the claim with an id; KeyError if there is none."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(claim_id)
