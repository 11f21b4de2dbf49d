"""What is claimed, recorded and proved, asked in Python: `catalogue`, `claim`, `show`, `verify`.

An id is read as on the command line: P5, p5, prop5, 5, P5.printed. One that there is not is refused with the nearest.

Tested in `tests/whole/test_front_door_claims.py`.
"""

from __future__ import annotations

from collections.abc import Collection

from ldm_symbolic.claims.audit import Selection, select
from ldm_symbolic.claims.certificate import Certificate
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import certificate_of
from ldm_symbolic.derivations import catalogue as statements
from ldm_symbolic.derivations import owner
from ldm_symbolic.derivations.recorded import known_ids

_LISTED = 3


def catalogue(ids: Collection[str] | str = ()) -> tuple[Statement, ...]:
    """Every statement of the package with its claims, in reading order, or those that some ids name.

    Args:
        ids: of statements or of claims; none for everything. Only what they name is read, which saves seconds.

    Raises:
        ValueError: for an id that there is not, with the nearest there is.

    >>> [statement.id for statement in catalogue(["P2.exact", "prop1"])]
    ['P1', 'P2']
    """
    return statements(known_ids([ids] if isinstance(ids, str) else ids))


def selection(ids: Collection[str]) -> Selection:
    """The statements that some ids name, each with the claims that they name; none for everything.

    Raises:
        ValueError: for an id that there is not, with the nearest there is.

    >>> [(statement.id, len(claims)) for statement, claims in selection(["p2.exact"])]
    [('P2', 1)]
    """
    known = known_ids(ids)
    return select(statements(known), known)


def claim(claim_id: str) -> Claim:
    """The claim with an id.

    Raises:
        ValueError: if there is none, with the nearest there is, or if it is the id of a statement.

    >>> claim("P2.exact").says
    'exact score: k minimises E over 1..D for t in [t_k, t_{k+1})'
    """
    (known,) = known_ids([claim_id])
    (statement,) = statements([known])
    if known == owner(known):
        ids = [one.id for one in statement.claims]
        more = f", ... ({len(ids)} claims)" if len(ids) > _LISTED else ""
        raise ValueError(f"{known} is a statement; expected one of its claims: {', '.join(ids[:_LISTED])}{more}")
    return statement[known]


def verify(claim: Claim | str) -> Certificate:
    """What is known about a claim, and by what: proved by a Fact, refuted by an instance, tested, or undecided.

    Args:
        claim: one of the catalogue or its id, or one altered with `dataclasses.replace`.

    Raises:
        ValueError: if it is neither a claim nor the id of one.

    >>> print(verify("P2.step-level").verdict)
    PROVED
    """
    if isinstance(claim, str):
        claim = _claim(claim)
    if not isinstance(claim, Claim):
        raise ValueError(f"expected a Claim or the id of one, such as 'P5.printed', got a {type(claim).__name__}")
    return certificate_of(claim)


_claim = claim
