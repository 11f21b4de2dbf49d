"""What is known about a claim, and by what: verdicts, evidence, certificates, and their JSON.

A certificate is a value that can be diffed: it holds no time, no date and no float, and its JSON has
sorted keys. Solver seconds travel beside the evidence and are left out of comparison and of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ldm_symbolic.claims.words import Severity
from ldm_symbolic.claims.words import Verdict as Verdict
from ldm_symbolic.claims.words import combine as combine
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.query import Query

OWN = "own"
"""The id of a claim that is no claim of the catalogue but somebody's own."""
_LONGEST = 72
_ORDER = {"z3": 0, "cvc5": 1, "normal form": 2, "rules": 3}  # in which engines are named


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Certificate:
    """The verdict on one claim, with everything that led to it.

    Args:
        claim: the id of the claim.
        role: printed, step, remark, repaired or new.
        verdict: see `Verdict`.
        expected: the verdict that the catalogue records.
        hypotheses: the claim's, as text.
        conclusion: the claim's, as text.
        evidence: what each engine and rule said, in order.
        counterexample: name -> exact value(s) as text; None unless REFUTED.
        severity: how much a refutation weighs; None where it is none, or nothing is known of that.
        cited: outside theorems that were used and not proved here; they never upgrade a verdict.

    Raises:
        ValueError: if REFUTED and the counterexample do not come together, or nothing is said in evidence.

    >>> c = Certificate(claim="P0.x", role="printed", verdict=Verdict.UNDECIDED, expected=Verdict.PROVED,
    ...     hypotheses=("x > 0",), conclusion="x > 1", evidence=(Evidence(engine="z3", outcome="time-out"),))
    >>> Certificate.from_json(c.as_json()) == c, c.as_expected
    (True, False)
    """

    claim: str
    role: str
    verdict: Verdict
    expected: Verdict
    hypotheses: tuple[str, ...]
    conclusion: str
    evidence: tuple[Evidence, ...]
    counterexample: Mapping[str, Any] | None = None
    severity: Severity | None = None
    cited: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.REFUTED) != (self.counterexample is not None):
            raise ValueError(f"{self.claim}: REFUTED and a counterexample go together, got {self.verdict}")
        if self.severity is not None and self.verdict is not Verdict.REFUTED:
            raise ValueError(f"{self.claim}: only what is REFUTED has a severity, got {self.verdict}")
        if not self.evidence:
            raise ValueError(f"{self.claim}: a verdict needs evidence")

    def __str__(self) -> str:
        """One line, the verdict first: what is claimed, from what, and who said so or where it fails."""
        given = f" given {_short(', '.join(self.hypotheses))}" if self.hypotheses else ""
        name = "" if self.claim == OWN else f"{self.claim}: "
        return f"{self.verdict} {name}{_short(self.conclusion)}{given}{self._because()}"

    def __repr__(self) -> str:
        return f"<Certificate {self.claim}: {self.verdict}, {len(self.evidence)} pieces of evidence>"

    def _because(self) -> str:
        if self.counterexample is not None:
            said = (item.outcome for item in reversed(self.evidence))
            outcome = next((word for word in said if word in ("false", "undefined")), "false")
            return f": it is {outcome} at {_short(written(self.counterexample))}"
        if self.verdict is Verdict.PROVED:
            engines = dict.fromkeys(item.engine for item in self.evidence if item.outcome in ("unsat", "zero"))
            return f" ({', '.join([*(engines or ['rules']), *(f'given {c}' for c in self.cited)])})"
        last = self.evidence[-1]
        return f" ({_short(f'{last.engine}: {last.detail or last.outcome}')})"

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the recorded one."""
        return self.verdict is self.expected

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that established the verdict, and the rules of the kernel; none where it is not established."""
        words = {Verdict.PROVED: ("unsat", "zero", "fact"), Verdict.REFUTED: ("false", "undefined")}
        outcomes = words.get(self.verdict, ())
        said = {item.engine for item in self.evidence if item.outcome in outcomes}
        return tuple(sorted(said, key=lambda engine: (_ORDER.get(engine, -1), engine)))

    @property
    def seconds(self) -> float:
        """The time that engines spent on this claim."""
        return sum(item.seconds for item in self.evidence)

    def as_json(self) -> dict[str, Any]:
        """Return one entry of `claims` in `verify --json`."""
        return {
            "id": self.claim,
            "role": str(self.role),
            "verdict": self.verdict.value,
            "expected": self.expected.value,
            "hypotheses": list(self.hypotheses),
            "conclusion": self.conclusion,
            "evidence": [item.as_json() for item in self.evidence],
            "counterexample": None if self.counterexample is None else dict(self.counterexample),
            "severity": None if self.severity is None else self.severity.value,
            "cited": list(self.cited),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Certificate:
        """Return the certificate that `as_json` wrote; ValueError or KeyError if it is none."""
        return cls(
            claim=data["id"],
            role=data["role"],
            verdict=Verdict(data["verdict"]),
            expected=Verdict(data["expected"]),
            hypotheses=tuple(data["hypotheses"]),
            conclusion=data["conclusion"],
            evidence=tuple(Evidence.from_json(item) for item in data["evidence"]),
            counterexample=data["counterexample"],
            severity=None if data["severity"] is None else Severity(data["severity"]),
            cited=tuple(data["cited"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of one claim, in a form that passes between processes.

    Args:
        certificate: its certificate.
        queries: the solver questions behind it; none where a certificate from the cache was all that was wanted.
        more: what else was made of it, see `audit.examine`.
        sure: whether no solver failed in that process in a way in which it need not fail again.
        seconds: of processor time that it took, solvers included; 0 from the cache.
    """

    certificate: Certificate
    queries: tuple[Query, ...]
    more: Any = None
    sure: bool = True
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Where in a proof a question to the solvers stands; both say `unsat`.

    Args:
        claim: the id of the claim.
        step: the place of the step in the proof, from 0.
        rule: the rule of the step.
        digest: of the question.
    """

    claim: str
    step: int
    rule: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """What others can check of one claim.

    Args:
        proof: the text of its proof file; "" if it has none.
        questions: those that the proof rests on.
    """

    proof: str
    questions: tuple[Question, ...]


def written(instance: Mapping[str, Any]) -> str:
    """An instance in a line.

    >>> written({"x": "1/2", "s": ["1", "1/3"]})
    'x = 1/2, s = (1, 1/3)'
    """
    parts = instance.items()
    return ", ".join(f"{n} = ({', '.join(v)})" if isinstance(v, list) else f"{n} = {v}" for n, v in parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def canonical_json(data: Any) -> str:
    """Return JSON text that depends on nothing but the data: sorted keys, two spaces, no floats.

    Raises:
        ValueError: if the data holds a float, whose text would depend on rounding.

    >>> canonical_json({"b": 1, "a": "1/3"})
    '{\\n  "a": "1/3",\\n  "b": 1\\n}\\n'
    """
    _refuse_floats(data)
    return json.dumps(data, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise ValueError(f"JSON of ours holds exact numbers as text, got the float {data!r}")
    if isinstance(data, Mapping):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
