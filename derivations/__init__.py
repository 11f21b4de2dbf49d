"""The results, one file each, named by what they state; this tuple is their order and their register."""

from __future__ import annotations

from ldm_symbolic.statement import Statement

STATEMENTS: tuple[Statement, ...] = ()
