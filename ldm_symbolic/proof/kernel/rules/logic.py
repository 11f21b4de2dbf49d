"""Rules of logic: propositional consequence, whose table of truth is in `language.truth`, and instances.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Basic, Expr, Lambda, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, recorded
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.definedness import everywhere, obligations
from ldm_symbolic.proof.language.keys import key, keys
from ldm_symbolic.proof.language.terms import (
    Name,
    Substitution,
    is_function,
    is_integer_valued,
    substitute,
)
from ldm_symbolic.proof.language.truth import Table, TooOpenError, Value


@recorded
def by_logic(goal: Boolean, facts: Iterable[Fact], *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return hypotheses |- goal if that follows from the facts by propositional logic alone.

    This one rule is modus ponens, conjunction, weakening, cut, discharging a hypothesis, chaining equivalences and
    case split: a fact is read as "if its hypotheses then its conclusion", inequalities and predicates are atoms.

    Theorem: propositional logic is sound, also with an undefined value that every strict connective passes on.

    Args:
        goal: what is wanted.
        facts: what is known.
        hypotheses: what may be assumed.
    Raises:
        RuleError: with a row of the truth table in which the facts hold and the goal does not.

    >>> from sympy import Or
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import noise
    >>> above, below = prove([noise >= 0], noise**2 + noise >= 0), prove([noise <= -1], noise**2 + noise >= 0)
    >>> by_logic(noise**2 + noise >= 0, [above, below], hypotheses=[Or(noise >= 0, noise <= -1)])
    (x >= 0) | (x <= -1) |- x**2 + x >= 0  [by_logic]
    """
    goal, facts, hypotheses = admit(by_logic, goal, facts, hypotheses)
    facts, hypotheses = tuple(facts), conjuncts(hypotheses)
    try:
        row = Table(facts=facts, hypotheses=hypotheses).countermodel(goal)
    except TooOpenError as error:
        raise RuleError(str(error)) from error
    if row is not None:
        shown = "; ".join(f"{atom} is {_word(value)}" for atom, value in row)
        raise RuleError(f"`{goal}` does not follow from {list(facts)}: they allow that {shown}")
    return _mint(hypotheses, goal, rule="by_logic", premises=facts)


def _word(value: Value) -> str:
    return "undefined" if value is None else "true" if value else "false"


@recorded
def instantiate(fact: Fact, mapping: Substitution) -> Fact:
    """Return a fact with names replaced by terms.

    Theorem: what holds for all values of a name holds for the value of any term that is defined.

    Args:
        fact: hypotheses |- conclusion.
        mapping: Symbol -> expression; IndexedBase or undefined function -> one of its kind or a `Lambda`.
    Returns:
        The fact about the terms. Where a term or a hypothesis is not defined everywhere, the conditions under
        which it is become hypotheses, so that simplification by SymPy cannot lose one.
    Raises:
        RuleError: if a term is not of the sort of its name, or a sequence or function is not total.
    """
    fact, mapping = admit(instantiate, fact, mapping)
    needed: list[Boolean] = []
    for name, term in mapping.items():
        require_sort(name, term)
        if isinstance(name, Symbol):
            needed += obligations(term)
    for hypothesis in fact.hypotheses:
        needed += (substitute(condition, mapping) for condition in obligations(hypothesis))
    conclusion = substitute(fact.conclusion, mapping)
    needed += new_obligations(fact.conclusion, mapping, conclusion)
    hypotheses = [*needed, *(substitute(hypothesis, mapping) for hypothesis in fact.hypotheses)]
    return _mint(hypotheses, conclusion, rule="instantiate", premises=[fact])


def new_obligations(term: Basic, mapping: Substitution, result: Basic) -> tuple[Boolean, ...]:
    """Return the conditions of definedness that substitution brought in.

    SymPy turns √(y x) with y = s² into √x |s|, which is defined less often than what it came from.
    """
    inherited = keys(substitute(condition, mapping) for condition in obligations(term))
    return tuple(condition for condition in obligations(result) if key(condition) not in inherited)


def require_sort(name: Name, term: Any) -> None:
    """Raise a RuleError unless a term is of the sort of a name: real, integer, sequence or function."""
    if isinstance(name, Symbol):
        if not isinstance(term, Expr):
            raise RuleError(f"`{name}` is a number, so it cannot become `{term}`")
        if name.is_integer and not is_integer_valued(term):
            raise RuleError(f"`{name}` is an integer, so it cannot become `{term}`")
        return
    if isinstance(term, Lambda):
        if len(term.variables) != 1 or not everywhere(term.expr):
            raise RuleError(f"`{name}` is total, so it cannot become `{term}`, which is not defined everywhere")
        if any(bool(variable.is_integer) is is_function(name) for variable in term.variables):
            raise RuleError(f"`{term}` must bind {'a real' if is_function(name) else 'an integer'} variable")
    elif is_function(name) is not is_function(term) or type(term) is not type(name):
        raise RuleError(f"`{name}` and `{term}` are not of one kind")
