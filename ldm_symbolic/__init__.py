"""The exact theory of when to stop a latent diffusion model: derived, proved or refuted, solved in k."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from ldm_symbolic.claims.certificate import Certificate
    from ldm_symbolic.claims.statement import Claim, Statement

__version__ = "0.1.0"


def catalogue(ids: Collection[str] = ()) -> tuple[Statement, ...]:
    """Every statement of the package with its claims, in reading order, or those that some ids name.

    Args:
        ids: of statements or of claims; none for everything. Only what they name is read, which saves seconds.

    >>> [statement.id for statement in catalogue()][:2]
    ['P1', 'P2']
    >>> [statement.id for statement in catalogue(["P2.exact", "P1"])]
    ['P1', 'P2']
    """
    from ldm_symbolic.derivations import catalogue as known

    return known(ids)


def verify(claim: Claim) -> Certificate:
    """What is known about a claim, and by what: proved by a Fact, refuted by an instance, tested, or undecided.

    Args:
        claim: one of the catalogue, or one altered with `dataclasses.replace`.
    """
    from ldm_symbolic.claims.verification import certificate_of

    return certificate_of(claim)
