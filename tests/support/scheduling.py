"""How the tests are shared out among processes (`pytest -n 2`): those that use the same costly things go to one.

The marks of pytest-xdist for this have no effect under pytest 9.2, so that the names of the tests decide.
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling


def company(nodeid: str) -> str:
    """Return what a test shares with others: the proofs of a statement, the book, the attack; or its own name.

    >>> company("tests/whole/test_registry.py::test_no_altered_claim_is_proved[P5.step-21]")
    'P5'
    >>> company("tests/whole/test_repaired_claims.py::test_a_repaired_claim_survives[P5.repaired]")
    'P5'
    >>> company("tests/book/test_book.py::test_links_lead_somewhere")
    'tests/book/test_book.py'
    >>> company("tests/proof/kernel/test_rules.py::test_it_refuses_altered_inputs[argmin-3]")
    'tests/proof/kernel/test_rules.py::test_it_refuses_altered_inputs[argmin-3]'
    >>> company("tests/whole/test_registry.py::test_the_audit_is_shown_as_it_is[N10]")
    'N10'
    """
    statement = re.search(r"\[([A-Z]\d+)\b", nodeid)
    if statement:
        return statement[1]
    file = nodeid.partition("::")[0]
    return file if file.endswith(("test_book.py", "test_attacks.py")) else nodeid


class ByStatement(LoadScopeScheduling):
    """One process for the tests in each other's company, the largest companies first."""

    def _split_scope(self, nodeid: str) -> str:
        return company(nodeid)
