"""The words in which the catalogue speaks: what a claim is to its source, and how far it is established.

They are read where nothing is proved, so that nothing heavy is imported here.

Tested in `tests/claims/test_record.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a claim is in relation to its source."""

    PRINTED = "printed"
    STEP = "step"
    REMARK = "remark"
    REPAIRED = "repaired"
    NEW = "new"

    @property
    def words(self) -> str:
        """The role as a sentence has it.

        >>> Role.STEP.words
        'a step as printed'
        """
        match self:
            case Role.PRINTED:
                return "as printed"
            case Role.STEP | Role.REMARK:
                return f"a {self} as printed"
            case Role.REPAIRED | Role.NEW:
                return str(self)


class Verdict(StrEnum):
    """How far a claim is established.

    PROVED: for all values in the stated domain, by a `Fact`. REFUTED: by a counterexample re-evaluated exactly.
    TESTED: on random instances, none against. UNDECIDED: anything else, with the reason in the evidence.
    """

    PROVED = "PROVED"
    TESTED = "TESTED"
    UNDECIDED = "UNDECIDED"
    REFUTED = "REFUTED"


class Severity(StrEnum):
    """How much a refutation weighs.

    OPEN: it fails on an open set of instances inside what the source assumes. EDGE: only at ties, at ends, or on a set
    without interior. CONVENTION: only outside what the source assumes, or where it reads otherwise.
    """

    OPEN = "open"
    EDGE = "edge"
    CONVENTION = "convention"


def gravest(severities: Iterable[Severity | None]) -> Severity | None:
    """Return the severity that weighs most: open, then edge, then convention; None where there is none.

    >>> gravest([Severity.CONVENTION, None, Severity.EDGE]).value
    'edge'
    """
    return min((known for known in severities if known), key=list(Severity).index, default=None)


def established(engines: Iterable[str], *, coq: bool) -> str:
    """Return by which engines and kernels a verdict is established, in words; "" where nothing established it.

    Args:
        engines: as `Certificate.engines` names them.
        coq: whether Coq has accepted the theorem.

    >>> established(["z3", "cvc5", "rules"], coq=True)
    'z3, cvc5, rules; coq: proved'
    >>> established(["balls"], coq=False)
    'balls'
    """
    return "; ".join(filter(None, [", ".join(engines), "coq: proved" if coq else ""]))


_STRENGTH = (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.TESTED, Verdict.PROVED)


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a whole from those of its parts: REFUTED beats all, else the weakest wins.

    Args:
        verdicts: of the parts; nothing at all establishes nothing.

    >>> combine([Verdict.PROVED, Verdict.TESTED]).value, combine([]).value
    ('TESTED', 'UNDECIDED')
    """
    return min(verdicts, key=_STRENGTH.index, default=Verdict.UNDECIDED)
