"""A term under a name of its own.

Tested in `tests/latex/test_names.py`.
"""

from __future__ import annotations

from sympy import Function


class Abbreviated(Function):
    """A term that a fragment writes under a name of its own; `kinds` has those of every statement.

    Attributes:
        letter: the name that is printed.
        subscripts: how many of the arguments are indices.
    """

    letter: str = ""
    subscripts: int = 0
