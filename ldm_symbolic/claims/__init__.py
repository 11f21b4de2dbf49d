"""Claims, what is known about them, and by what.

Whoever writes a theorem down takes its words from here; `verification` finds verdicts, `audit` those of a selection.
"""

from __future__ import annotations

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.moves import Link, Move
from ldm_symbolic.claims.necessity import Needed
from ldm_symbolic.claims.statement import Claim, Instance, Role, Source, Statement

__all__ = ["Claim", "Instance", "Link", "Move", "Needed", "Role", "Source", "Statement", "Verdict"]
