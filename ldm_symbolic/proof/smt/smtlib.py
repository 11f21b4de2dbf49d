"""The one converter from our Booleans to SMT-LIB 2: polynomials over the reals, and nothing else.

Whatever is not a polynomial is given a real variable of its own, with the conditions that determine it:

    √v      r >= 0,  v >= 0 implies r² = v          |a|, max, min, Piecewise     the branches
    e^a     > 0, a sum in the exponent is a product, and a <= 0 iff e^a <= 1
    s[j], V(t), Σ, log   a variable that may be any real number: an abstraction, sound for `unsat`

Fractions are multiplied out: N/d <= 0 becomes N d <= 0, which says the same wherever d is not zero, and
that d is not zero is asked separately (see `decide`). A predicate is a Boolean variable. Integers are reals,
with a < b iff a + 1 <= b for their comparisons. The text that is written is the text that is asked.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    expand,
    log,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.build import UnknownTermError, ge, gt
from ldm_symbolic.proof.language.keys import key, keys
from ldm_symbolic.proof.language.predicate import Formula, Identity
from ldm_symbolic.proof.language.terms import ARBITRARY, is_integer_valued, substitute
from ldm_symbolic.proof.smt.polynomials import comparison, ratio
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.variables import Variables

_OPERATORS = {
    LessThan: "<=",
    StrictLessThan: "<",
    GreaterThan: ">=",
    StrictGreaterThan: ">",
    Equality: "=",
    Identity: "=",
}


class Translation:
    """The variables that stand for the parts of one problem, and what determines them.

    Args:
        known: conditions that the problem asserts; a root whose radicand is among them needs no guard.
    """

    def __init__(self, known: Iterable[Boolean] = ()) -> None:
        self._known = keys(known)
        self.variables = Variables()
        self._roots: dict[tuple[int, int], Symbol] = {}
        self._lines: dict[tuple[Any, int, int], str] = {}
        self.definitions: list[str] = []

    # Terms: every one becomes a rational function of the variables.

    def term(self, term: Expr) -> Expr:
        """Return a term as a rational function of this translation's variables.

        Raises:
            UnknownTermError: naming the sub-expression that has no meaning here.
        """
        match term:
            case Rational():
                return term
            case Symbol() | Indexed() | Sum() | AppliedUndef() | log():
                return self.variables.real(term)
            case Add() | Mul():
                return term.func(*(self.term(arg) for arg in term.args))
            case Pow():
                return self._power(term)
            case exp() | Exp1():
                return self._exponential(term.exp if isinstance(term, exp) else Integer(1))
            case Abs() | Max() | Min():
                return self._choice(term)
            case Piecewise():
                return self._piecewise(term)
        raise UnknownTermError(f"no solver can read `{term}` ({type(term).__name__})")

    def _power(self, term: Pow) -> Expr:
        base, exponent = term.base, term.exp
        if isinstance(exponent, Integer):
            return self.term(base) ** exponent
        if not (isinstance(exponent, Rational) and exponent.q == 2):
            raise UnknownTermError(f"the exponent of `{term}` is neither an integer nor half of one")
        return self._root(base) ** exponent.p

    def _root(self, radicand: Expr) -> Symbol:
        inside = self.term(radicand)
        numerator, denominator = (expand(part) for part in ratio(inside))
        place = key(numerator), key(denominator)
        if place in self._roots:
            return self._roots[place]
        root = self._roots[place] = self.variables.real(Pow(radicand, Rational(1, 2), evaluate=False))
        self.definitions.append(self._comparison(">=", root))
        square = self._comparison("=", root**2 - inside)
        if not keys((ge(radicand, 0), gt(radicand, 0))) & self._known:
            square = f"(=> {self._comparison('>=', inside)} {square})"
        self.definitions.append(self._where_finite(square, inside))
        return root

    def _exponential(self, exponent: Expr) -> Expr:
        """Return e^exponent as a product of powers of the variables of its monomials."""
        product: Expr = Integer(1)
        for monomial, coefficient in _expanded(exponent).as_coefficients_dict().items():
            if not isinstance(coefficient, Rational):
                raise UnknownTermError(f"no solver can read the exponent of `{exp(exponent)}`")
            unit, power = monomial / coefficient.q, coefficient.p
            known = self.variables.holds(exp(unit, evaluate=False))
            base = self.variables.real(exp(unit, evaluate=False))
            if not known:
                self.definitions.append(self._comparison(">", base))
                self._sign(unit, base)
            product *= base**power
        if product != 1:
            self._sign(exponent, product)
        return product

    def _sign(self, exponent: Expr, value: Expr) -> None:
        inside = self.term(exponent)
        for operator in ("<=", ">="):
            left, right = self._comparison(operator, inside), self._comparison(operator, value - 1)
            line = self._where_finite(f"(= {left} {right})", inside)
            if line not in self.definitions:
                self.definitions.append(line)

    def _choice(self, term: Expr) -> Symbol:
        if self.variables.holds(term):
            return self.variables.real(term)
        options = [self.term(arg) for arg in term.args]
        options = [options[0], -options[0]] if isinstance(term, Abs) else options
        chosen = self.variables.real(term)
        operator = "<=" if isinstance(term, Min) else ">="
        bounds = " ".join(self._comparison(operator, chosen - option) for option in options)
        attained = " ".join(self._comparison("=", chosen - option) for option in options)
        self.definitions.append(self._where_finite(f"(and {bounds} (or {attained}))", *options))
        return chosen

    def _piecewise(self, term: Piecewise) -> Symbol:
        if self.variables.holds(term):
            return self.variables.real(term)
        branches = [(self.term(value), self.formula(condition)) for value, condition in term.args]
        chosen = self.variables.real(term)
        earlier: list[str] = []
        for value, condition in branches:
            reached = " ".join(["true", *(f"(not {other})" for other in earlier), condition])
            line = f"(=> (and {reached}) {self._comparison('=', chosen - value)})"
            self.definitions.append(self._where_finite(line, value))
            earlier.append(condition)
        return chosen

    def _where_finite(self, line: str, *terms: Expr) -> str:
        """Guard a definition by the denominators of its terms: where one is zero it must say nothing."""
        denominators = [ratio(term)[1] for term in terms]
        finite = [f"(not {self._comparison('=', d)})" for d in denominators if not isinstance(d, Rational)]
        return f"(=> (and {' '.join(finite)} true) {line})" if finite else line

    # Booleans.

    def formula(self, condition: Boolean) -> str:
        """Return a Boolean as SMT-LIB text over this translation's variables.

        Raises:
            UnknownTermError: naming the sub-expression that has no meaning here.
        """
        match condition:
            case BooleanTrue():
                return "true"
            case BooleanFalse():
                return "false"
            case Unequality():
                return f"(not {self._relation(Equality, condition.lhs, condition.rhs)})"
            case Relational():
                return self._relation(type(condition), condition.lhs, condition.rhs)
            case Identity():
                return self._relation(Identity, *condition.args)
            case Formula():
                return self.variables.boolean(condition)
            case Not():
                return f"(not {self.formula(condition.args[0])})"
            case And() | Or() | Implies():
                operator = {And: "and", Or: "or", Implies: "=>"}[type(condition)]
                return f"({operator} {' '.join(map(self.formula, condition.args))})"
            case Equivalent():
                return f"(= {' '.join(map(self.formula, condition.args))})"
        raise UnknownTermError(f"no solver can read `{condition}` ({type(condition).__name__})")

    def _relation(self, kind: Any, left: Expr, right: Expr) -> str:
        if kind not in _OPERATORS:
            raise UnknownTermError(f"no solver can read the relation {kind.__name__} of `{left}` and `{right}`")
        place = kind, key(left), key(right)
        if place not in self._lines:  # the same guards come again and again
            difference = self.term(left) - self.term(right)
            self._lines[place] = self._comparison(_OPERATORS[kind], difference)
            if is_integer_valued(left) and is_integer_valued(right):
                self._round(difference)
        return self._lines[place]

    def _round(self, difference: Expr) -> None:
        """An integer is at most -1, 0, or at least 1."""
        parts = (("<=", difference + 1), ("=", difference), (">=", difference - 1))
        line = f"(or {' '.join(self._comparison(operator, part) for operator, part in parts)})"
        if line not in self.definitions:
            self.definitions.append(line)

    def _comparison(self, operator: str, difference: Expr) -> str:
        """Return `difference operator 0`, multiplied out."""
        return comparison(operator, difference, self.variables.names)

    def text(self, assertions: Iterable[str]) -> str:
        """Return the whole problem: declarations, definitions, assertions, `check-sat`."""
        assertions = list(assertions)
        declared = self.variables.declarations()
        asserted = [f"(assert {line})" for line in (*self.definitions, *assertions)]
        return "\n".join(["(set-logic QF_NRA)", *declared, *asserted, "(check-sat)", ""])


def question(premises: Iterable[Boolean], goal: Boolean) -> tuple[Query, Translation]:
    """Return the problem whose unsatisfiability shows that the premises imply the goal.

    Args:
        premises: quantifier-free conditions, among them those under which every root is real.
        goal: a quantifier-free condition.

    >>> from ldm_symbolic.notation import noise
    >>> print(question([noise > 1], noise**2 > 1)[0].text)
    (set-logic QF_NRA)
    (declare-const |x| Real)
    (assert (> (+ (- 1.0) |x|) 0.0))
    (assert (not (> (+ (- 1.0) (* |x| |x|)) 0.0)))
    (check-sat)
    <BLANKLINE>
    """
    premises = tuple(premises)
    translation = Translation(premises)
    lines: list[str] = [translation.formula(premise) for premise in premises]
    lines.append(f"(not {translation.formula(goal)})")
    return Query(text=translation.text(lines)), translation


def _expanded(term: Expr) -> Expr:
    """A term multiplied out, what is neither sum nor product nor power of one left as it is: SymPy would rebuild it."""
    letters: dict[int, tuple[Symbol, Expr]] = {}

    def lettered(part: Expr) -> Expr:
        if isinstance(part, Add | Mul):
            return part.func(*map(lettered, part.args))
        if isinstance(part, Pow) and isinstance(part.exp, Integer):
            return Pow(lettered(part.base), part.exp)
        if part.is_Atom:
            return part
        return letters.setdefault(key(part), (Symbol(f"{ARBITRARY * 2}{len(letters)}", real=True), part))[0]

    whole = expand(lettered(term))  # a wrong expansion would change the product that stands for a power: trusted
    return substitute(whole, dict(letters.values()))
