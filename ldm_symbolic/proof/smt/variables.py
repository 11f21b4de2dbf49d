"""The variables that stand for the parts of one problem, and what each is called in the text.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from sympy import Basic, Expr, Indexed, Sum, Symbol, exp, log
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.keys import key
from ldm_symbolic.proof.language.terms import text


class Variables:
    """Real variables for terms and Boolean ones for predicates: one for each tree, under a name that reads like it.

    Attributes:
        names: the name of every real variable.
    """

    def __init__(self) -> None:
        self.names: dict[Symbol, str] = {}
        self._reals: dict[int, tuple[Expr, Symbol]] = {}
        self._booleans: dict[int, str] = {}

    def holds(self, term: Expr) -> bool:
        """Say whether a term has a variable."""
        return key(term) in self._reals

    def real(self, term: Expr) -> Symbol:
        """Return the variable of a term."""
        if not self.holds(term):
            symbol = Symbol(f"v{len(self._reals)}", real=True)
            self._reals[key(term)] = term, symbol
            self.names[symbol] = self._unused_name(text(term))
        return self._reals[key(term)][1]

    def boolean(self, predicate: Boolean) -> str:
        """Return the name of the Boolean variable of a predicate."""
        if key(predicate) not in self._booleans:
            self._booleans[key(predicate)] = self._unused_name(text(predicate))
        return self._booleans[key(predicate)]

    def declarations(self) -> list[str]:
        """Return what declares them all, the real ones first."""
        declared = [f"(declare-const {name} Real)" for name in self.names.values()]
        return declared + [f"(declare-const {name} Bool)" for name in self._booleans.values()]

    def symbols(self) -> dict[str, Basic] | None:
        """Return the solver's name of every symbol, or None if something else was abstracted away."""
        opaque = (Indexed, Sum, AppliedUndef, log, exp)
        if self._booleans or any(isinstance(term, opaque) for term, _ in self._reals.values()):
            return None
        return {self.names[v].strip("|"): t for t, v in self._reals.values() if isinstance(t, Symbol)}

    def _unused_name(self, wanted: str) -> str:
        wanted = wanted.replace("|", "!").replace("\\", "!")
        taken = {*self.names.values(), *self._booleans.values()}
        name, number = f"|{wanted}|", 1
        while name in taken:
            number += 1
            name = f"|{wanted} #{number}|"
        return name
