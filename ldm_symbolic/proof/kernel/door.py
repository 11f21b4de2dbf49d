"""The one door into the kernel: every argument of every rule, and of `decide`, passes here, well-formed from then on.

Tested in `tests/proof/kernel/test_door.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sympy import Basic, Expr, IndexedBase, Integer, Lambda, Symbol, Tuple, true
from sympy.core.function import UndefinedFunction
from sympy.core.parameters import global_parameters
from sympy.logic.boolalg import Boolean, BooleanAtom

from ldm_symbolic.proof.kernel.fact import Fact, RuleError, require_fact, require_open
from ldm_symbolic.proof.language.kinds import arguments_of, in_words, is_a
from ldm_symbolic.proof.language.refusals import kind_of
from ldm_symbolic.proof.language.terms import Name
from ldm_symbolic.proof.language.wellformed import check, check_function, check_sequence

_BESIDE_TERMS = (bool, float, type)


def admit(rule: Callable[..., Any], *arguments: Any) -> Any:
    """Return the arguments of a rule, each of the kind that the rule asks for, and well-formed.

    Args:
        rule: the function whose arguments they are; what it says of their types is what is asked for.
        arguments: all of them, in order: facts; terms and conditions; an `int`, which becomes a number; names; a
            `Lambda`; collections of these. In a collection `true` is passed over, for a hypothesis that says nothing
            is none.
    Returns:
        One as it is, several as a tuple.
    Raises:
        RuleError: for anything else, for a condition that SymPy has turned into `true` or `false`, and where SymPy is
            told to leave terms as they are: then none would change by being put together again.
        UnknownTermError: for a term without a meaning here.

    >>> def rule(term: Expr, hypotheses: Iterable[Boolean]) -> None: ...
    >>> admit(rule, 1, [true])
    (1, ())
    """
    if not (global_parameters.evaluate and global_parameters.distribute):
        raise RuleError("SymPy's evaluation is switched off, with `evaluate(False)` or the like; end that block first")
    admitted = []
    for (name, kind), argument in zip(arguments_of(rule), arguments, strict=True):
        argument = tuple(argument) if isinstance(argument, Iterator) else argument
        if not is_a(kind, argument):
            raise RuleError(
                f"`{name}` of `{rule.__name__}` must be {in_words(kind)}, not something of type {kind_of(argument)}"
            )
        admitted.append(argument if kind in _BESIDE_TERMS else _admit(argument))
    return admitted[0] if len(admitted) == 1 else tuple(admitted)


def _admit(argument: Any) -> Any:
    if isinstance(argument, Fact):
        return require_fact(argument)
    if type(argument) is int:
        return Integer(argument)
    if isinstance(argument, IndexedBase | UndefinedFunction):
        return admit_name(argument)
    if isinstance(argument, Lambda):
        return _admit_rule(argument)
    if isinstance(argument, Mapping):
        return {admit_name(name): _admit(term) for name, term in argument.items()}
    if isinstance(argument, Basic) and not isinstance(argument, Tuple):
        require_open(argument)
        check(argument)
        return argument
    if isinstance(argument, Iterable) and not isinstance(argument, str | bytes):
        return tuple(_admit(part) for part in argument if not (isinstance(part, BooleanAtom) and part == true))
    raise RuleError(f"a rule has no use for something of type {kind_of(argument)}")


def admit_name(name: Name) -> Name:
    """Return what may be a variable of a claim: a symbol, a sequence or a function that carries no hidden hypothesis.

    Raises:
        RuleError: for anything that is no name.
        UnknownTermError: for a name with further assumptions.
    """
    if isinstance(name, Symbol):
        check(name)
    elif isinstance(name, IndexedBase):
        check_sequence(name)
    elif isinstance(name, UndefinedFunction):
        check_function(name)
    else:
        raise RuleError(f"something of type {kind_of(name)} is no name")
    return name


def _admit_rule(rule: Lambda) -> Lambda:
    """Return a `Lambda` of distinct well-formed variables whose value is a well-formed number."""
    variables, term = rule.variables, rule.expr
    for variable in variables:
        admit_name(variable)
    if isinstance(term, Boolean) and not isinstance(term, Expr):
        raise RuleError(f"`{rule}` gives no number")
    check(term)
    return rule
