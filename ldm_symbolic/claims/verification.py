"""From a claim to its certificate: a counterexample, a Fact, or what random instances say.

A claim is PROVED only by a Fact whose hypotheses are among the claim's and whose conclusion is the claim's. It is
REFUTED only by an instance that is judged in exact or ball arithmetic. All else is TESTED or UNDECIDED.

Tested in `tests/claims/test_audit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import true

from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.necessity import necessity, shown
from ldm_symbolic.claims.statement import Claim, OnBall, Severity
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.kernel.decide import NotProvedError, prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, require_fact
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, meanings
from ldm_symbolic.proof.language.keys import same
from ldm_symbolic.proof.smt.budgets import effort_of
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.solvers import troubled
from ldm_symbolic.search.judge import REFUTES, Outcome, judge
from ldm_symbolic.search.neighbourhood.around import judge_around
from ldm_symbolic.search.search import INSTANCES, Counterexample, EnginesDisagreeError, Tally, search

_WITNESS_SEARCH = 40  # instances to draw for a proved claim that carries none, to see that it is not empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A certificate and, if the claim is proved, the Fact behind it.

    Args:
        certificate: what is recorded.
        fact: what can be printed and replayed; None unless PROVED.
        queries: the SMT-LIB questions that were asked, each once.
        sure: whether no solver has failed in this process in a way in which it need not fail again.
    """

    certificate: Certificate
    fact: Fact | None = None
    queries: tuple[Query, ...] = ()
    sure: bool = True


def certificate_of(claim: Claim, *, instances: int = INSTANCES) -> Certificate:
    """Return the certificate of a claim.

    Args:
        claim: of the catalogue, or altered with `dataclasses.replace`.
        instances: how many to draw in search of a counterexample, if nothing else decides.

    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.claims.statement import Role
    >>> claim = Claim(id="P0.square", role=Role.NEW, says="squares", hypotheses=(noise > 1,),
    ...     conclusion=noise**2 > noise, expected=Verdict.PROVED)
    >>> certificate_of(claim).verdict.value
    'PROVED'
    >>> from dataclasses import replace
    >>> false = replace(claim, hypotheses=(noise > 0,))
    >>> certificate_of(false).verdict.value, certificate_of(false).counterexample
    ('REFUTED', {'x': '1/2'})
    """
    return verification(claim, instances=instances).certificate


def verification(claim: Claim, *, instances: int = INSTANCES, effort: float = 1) -> Verification:
    """Return the certificate of a claim together with its Fact; see `certificate_of`.

    Args:
        claim: of the catalogue, or altered.
        instances: how many to draw in search of a counterexample.
        effort: how many times the usual budget every question to a solver may take.
    """
    with effort_of(effort):
        return _Work(claim=claim, instances=instances).run()


def undecided(claim: Claim, engine: str, outcome: str, detail: str) -> Verification:
    """Return what is known of a claim about which nothing could be found out, and why not."""
    work = _Work(claim=claim)
    work.say(engine, outcome, detail)
    return work.close(Verdict.UNDECIDED)


@dataclass(slots=True, kw_only=True)
class _Work:
    """One claim under examination, and the evidence so far."""

    claim: Claim
    instances: int = INSTANCES
    evidence: list[Evidence] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)

    def say(self, engine: str, outcome: str, detail: str = "") -> None:
        self.evidence.append(Evidence(engine=engine, outcome=outcome, detail=detail))

    def run(self) -> Verification:
        claim = self.claim
        if claim.counterexample is not None and self._refutes(claim.counterexample, "stored counterexample"):
            return self._weighed(claim.counterexample, stored=True)
        try:
            fact = self._fact()
        except (RuleError, UnknownTermError, TypeError) as error:  # a TypeError where SymPy meets a quotient by zero
            return self._without_fact(error)
        self.evidence += _said(fact)
        self.queries += (query for step in fact.steps() for query in step.queries)
        return self._inhabited(fact)

    def close(
        self,
        verdict: Verdict,
        *,
        counterexample: Mapping[str, Any] | None = None,
        severity: Severity | None = None,
        fact: Fact | None = None,
    ) -> Verification:
        claim = self.claim
        certificate = Certificate(
            claim=claim.id,
            role=claim.role,
            verdict=verdict,
            expected=claim.expected,
            hypotheses=tuple(map(str, claim.hypotheses)),
            conclusion=str(claim.conclusion),
            evidence=tuple(self.evidence),
            counterexample=counterexample,
            severity=severity,
            cited=claim.cited,
        )
        asked = tuple(dict.fromkeys(self.queries))
        return Verification(certificate=certificate, fact=fact, queries=asked, sure=not troubled())

    def _fact(self) -> Fact:
        """Return the Fact that is the claim, from its proof or, without one, from the solvers alone."""
        claim = self.claim
        if claim.proof is None:
            return prove(claim.hypotheses, claim.conclusion)
        fact = require_fact(claim.proof())
        require_same(fact, claim)
        return fact

    def _refutes(self, instance: Assignment, what: str) -> bool:
        claim = self.claim
        judgement = judge(claim.hypotheses, claim.conclusion, instance)
        refuted = judgement.outcome in REFUTES
        self.say("balls", judgement.outcome.value, judgement.reason or what if refuted else f"{what}: no refutation")
        return refuted

    def _weighed(self, instance: Assignment, *, stored: bool) -> Verification:
        """Close a refuted claim; one that is declared open is undecided unless it fails on its whole ball.

        What is declared of an edge or a convention is declared of the stored instance.
        """
        claim = self.claim
        if not isinstance(claim.severity, OnBall):
            word = claim.severity.word if claim.severity is not None and stored else None
            return self.close(Verdict.REFUTED, counterexample=shown(instance), severity=word)
        ball = claim.severity.ball
        around = judge_around(claim.hypotheses, claim.conclusion, instance, ball)
        if around.outcome not in REFUTES:
            self.say("balls", around.outcome.value, f"declared open, but {around.reason}")
            return self.close(Verdict.UNDECIDED)
        self.say("balls", around.outcome.value, f"on the whole ball of radius {ball.radius} about it")
        return self.close(Verdict.REFUTED, counterexample=shown(instance), severity=Severity.OPEN)

    def _without_fact(self, error: Exception) -> Verification:
        self.evidence += getattr(error, "evidence", ())
        self.say("verify", "not proved", str(error))
        decision = error.decision if isinstance(error, NotProvedError) else None
        self.queries += () if decision is None else decision.queries
        model = None if decision is None else decision.model
        if model is not None and self._refutes(model, "the solver's model"):
            return self._weighed(model, stored=False)
        trouble = getattr(error, "trouble", False)
        if trouble and (self.claim.proof is not None or _half_proved(error)):
            return self.close(Verdict.UNDECIDED)
        return self._by_search(trouble=trouble)

    def _by_search(self, *, trouble: bool) -> Verification:
        try:
            found = search_claim(self.claim, instances=self.instances)
        except EnginesDisagreeError as error:
            self.say("search", "engines disagree", str(error))
            return self.close(Verdict.UNDECIDED)
        if isinstance(found, Counterexample):
            self.say("search", found.outcome.value, found.reason)
            return self._weighed({**found.instance, **found.witnesses}, stored=False)
        margin = "" if found.margin is None else f", smallest margin {found.margin}"
        self.say(
            "search",
            "no counterexample",
            f"{found.met} of {found.tried} instances met the hypotheses, {found.held} were found true{margin}",
        )
        return self.close(Verdict.TESTED if found.held and not trouble else Verdict.UNDECIDED)

    def _inhabited(self, fact: Fact) -> Verification:
        """Close a proved claim, after making sure that it speaks about something."""
        claim = self.claim
        for witness in claim.witnesses:
            met = judge(claim.hypotheses, true, witness)
            if met.outcome is not Outcome.TRUE:
                self.say("balls", met.outcome.value, f"a witness is not seen to meet the hypotheses: {met.reason}")
                return self.close(Verdict.UNDECIDED)
            judgement = judge((), claim.conclusion, witness)
            if judgement.outcome in REFUTES:
                self.say("balls", judgement.outcome.value, f"the proof and an instance disagree: {judgement.reason}")
                return self.close(Verdict.UNDECIDED)
            self.say("balls", judgement.outcome.value, "at a witness that meets the hypotheses")
        if not claim.witnesses and not self._search_witness():
            return self.close(Verdict.UNDECIDED)
        self.evidence += necessity(claim)
        return self.close(Verdict.PROVED, fact=fact)

    def _search_witness(self) -> bool:
        try:
            found = search_claim(self.claim, instances=_WITNESS_SEARCH)
        except EnginesDisagreeError as error:
            self.say("search", "engines disagree", str(error))
            return False
        if isinstance(found, Counterexample):
            self.say("search", found.outcome.value, f"the proof and an instance disagree: {found.reason}")
            return False
        if not found.met:
            self.say("search", "nothing met", "no instance is known that meets the hypotheses: the claim may be empty")
            return False
        self.say("search", "met", f"{found.met} of {found.tried} instances met the hypotheses, none against")
        return True


def search_claim(claim: Claim, *, instances: int = INSTANCES, seed: int = 0) -> Counterexample | Tally:
    """Look for a counterexample to a claim, with a seed of its own; see `search.search`."""
    own_seed = f"{claim.id} {seed}"
    return search(claim.hypotheses, claim.conclusion, names=claim.names, seed=own_seed, instances=instances)


def _half_proved(error: Exception) -> bool:
    """Say whether one solver holds true what the other does not answer: then to look for an instance is in vain."""
    last = {item.outcome for item in getattr(error, "evidence", ())[-2:]}
    return "unsat" in last and not last & {"sat", "zero"}


def require_same(fact: Fact, claim: Claim) -> None:
    """Raise unless a Fact is the claim: no hypothesis that the claim does not make, and the same conclusion.

    Raises:
        RuleError: showing both.
    """
    allowed = meanings(conjuncts(claim.hypotheses))
    extra = [hypothesis for hypothesis in fact.hypotheses if meaning(hypothesis) not in allowed]
    if not same(fact.conclusion, claim.conclusion):
        raise RuleError(f"the proof ends in `{fact.conclusion}`, but {claim.id} claims `{claim.conclusion}`")
    if extra:
        raise RuleError(
            f"the proof of `{fact.conclusion}` assumes `{extra[0]}`, but {claim.id} assumes only {claim.hypotheses}"
        )


def _said(fact: Fact) -> tuple[Evidence, ...]:
    """Return what the engines said in all steps of a proof, and the rules that joined them."""
    steps = tuple(fact.steps())
    said = dict.fromkeys(item for step in steps for item in step.evidence)
    rules = ", ".join(dict.fromkeys(step.rule for step in steps))
    count = f"{len(steps)} step{'s' * (len(steps) != 1)}"
    return (*said, Evidence(engine="rules", outcome="fact", detail=f"{count}: {rules}"))
