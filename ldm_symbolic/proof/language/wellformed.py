"""Which terms and conditions there are: kinds of nodes, sorts, what a name may carry, numbers in normal form.

Kinds are compared exactly, for a subclass may behave in any way. Nothing is looked up by equality, because two names
that SymPy takes for equal may carry different assumptions.

Tested in `tests/proof/kernel/test_side_conditions.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    true,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.build import UnknownTermError, has_signs
from ldm_symbolic.proof.language.predicate import PREDICATES, Formula
from ldm_symbolic.proof.language.terms import ARBITRARY, bound, free, limits, runs_backwards

_NUMBERS = {type(Integer(number)) for number in (-1, 0, 1, 2)} | {type(Rational(1, 2)), type(Rational(1, 3))}
_SEVERAL = {Add, Mul, Max, Min, And, Or, Equivalent}
_EXACTLY = {Pow: 2, Abs: 1, exp: 1, log: 1, Not: 1, Implies: 2, Sum: 2, **dict.fromkeys((Eq, Ne, Le, Lt, Ge, Gt), 2)}
_CONNECTIVES = {And, Or, Not, Implies, Equivalent}
_ATOMS = {*_NUMBERS, Exp1, BooleanTrue, BooleanFalse}
_PLAIN = (Symbol("_", real=True).assumptions0, Symbol("_", integer=True).assumptions0)

_known: dict[
    int, Basic
] = {}  # what has been found well-formed, by identity; it is kept, so that no identity is used twice


def check(term: Any) -> None:
    """Raise unless every node of a term is one whose meaning we know.

    Args:
        term: an expression or a Boolean.
    Raises:
        UnknownTermError: names the offending sub-expression: a float, a complex number, a symbol that carries
            an assumption other than real or integer (a hidden hypothesis), a function without a meaning here,
            arithmetic on numbers that was not done.

    >>> from sympy import Symbol
    >>> check(Symbol("p", positive=True))
    Traceback (most recent call last):
        ...
    ldm_symbolic.proof.language.build.UnknownTermError: symbol `p` must be real=True or integer=True and nothing more
    """
    if id(term) in _known:
        return
    kind = type(term)
    if kind is Symbol:
        _check_symbol(term)
    elif kind is Indexed:
        _check_indexed(term)
    elif isinstance(term, AppliedUndef):
        check_function(term.func)
        _check_sorts(term, Expr)
    elif kind in PREDICATES:
        _check_predicate(term)
    elif kind is Piecewise:
        _check_cases(term)
    elif kind in _SEVERAL or kind in _EXACTLY:
        _check_node(term)
    elif kind not in _ATOMS:
        raise UnknownTermError(f"no engine can read `{term}` ({kind.__name__})")
    _check_limits(term)
    for arg in _parts(term):
        check(arg)
    _known[id(term)] = term


def _parts(term: Any) -> tuple[Any, ...]:
    """Return the terms and conditions directly inside a node, with the index and the bounds of each range."""
    if type(term) is Indexed:
        return term.indices
    if type(term) in _ATOMS or type(term) is Symbol:
        return ()
    inner = [part for arg in term.args for part in (arg.args if isinstance(arg, Tuple) else (arg,))]
    return tuple(part for part in inner if type(term) is not Piecewise or part != true)


def is_condition(part: Any) -> bool:
    """Say whether something is true or false, rather than a number; SymPy's symbols claim to be both.

    >>> from ldm_symbolic.notation import noise
    >>> is_condition(noise > 0), is_condition(noise)
    (True, False)
    """
    return isinstance(part, Boolean) and not isinstance(part, Expr)


def _check_symbol(symbol: Symbol) -> None:
    if symbol.assumptions0 not in _PLAIN:
        raise UnknownTermError(f"symbol `{symbol}` must be real=True or integer=True and nothing more")
    if symbol.name.startswith(ARBITRARY):
        raise UnknownTermError(f"symbol `{symbol}` must not begin with `{ARBITRARY}`, which stands for any value")


def check_sequence(base: Any) -> None:
    """Raise an UnknownTermError unless a sequence is declared real and nothing more."""
    plain = type(base) is IndexedBase and type(base.label) is Symbol and base.args == (base.label,)
    if not plain or any(x != IndexedBase("_", real=True).assumptions0 for x in (base.assumptions0,)):
        raise UnknownTermError(f"sequence `{base}` must be declared real=True and nothing more")
    if base.label.assumptions0 not in (Symbol("_", real=True).assumptions0, Symbol("_").assumptions0):
        raise UnknownTermError(f"sequence `{base}` must be declared real=True and nothing more")


def check_function(function: Any) -> None:
    """Raise an UnknownTermError unless an undefined function is declared real and nothing more."""
    plain = Function(function.__name__, real=True)
    alike = type(function) is UndefinedFunction and function == plain and function.__bases__ == (AppliedUndef,)
    if not alike or vars(function).keys() - {"nargs"} != vars(plain).keys() - {"nargs"}:
        raise UnknownTermError(f"function `{function}` must be declared real=True and nothing more")


def _check_indexed(term: Indexed) -> None:
    check_sequence(term.base)
    if len(term.indices) != 1 or not _is_integer(term.indices[0]):
        raise UnknownTermError(f"`{term}` must have one integer index")


def _is_integer(term: Any) -> bool:
    """Whether a term is an integer wherever it is defined, by its shape."""
    if isinstance(term, Symbol):
        return bool(term.is_integer)
    if isinstance(term, Pow):
        return _is_integer(term.base) and isinstance(term.exp, Integer) and term.exp.p > 0
    if isinstance(term, Piecewise):
        return all(_is_integer(pair.args[0]) for pair in term.args)
    if isinstance(term, Add | Mul | Max | Min | Abs):
        return all(map(_is_integer, term.args))
    return isinstance(term, Integer)


def _check_sorts(term: Basic, kind: Any) -> None:
    """Raise unless the arguments of a node are numbers (`Expr`), or conditions (`Boolean`)."""
    for arg in term.args:
        if not isinstance(arg, kind) or is_condition(arg) is (kind is Expr):
            wanted = "a number" if kind is Expr else "true or false"
            raise UnknownTermError(f"a `{type(term).__name__}` joins `{arg}`, which is not {wanted}")


def _check_node(term: Basic) -> None:
    kind = type(term)
    few = len(term.args) < 2 if kind in _SEVERAL else len(term.args) != _EXACTLY[kind]
    if few:
        raise UnknownTermError(f"a `{kind.__name__}` of {len(term.args)} arguments says nothing")
    if kind is not Sum:
        _check_sorts(term, Boolean if kind in _CONNECTIVES else Expr)
    if kind is Pow:
        _check_power(term)
    if kind in (exp, log):
        for part in Add.make_args(term.args[0]) if kind is exp else term.args:
            _check_signs(part)
    numbers = [arg for arg in term.args if isinstance(arg, Rational)]
    undone = len(numbers) > (0 if kind in (Abs, exp, log) else 1) or (kind is Mul and {0, 1} & set(numbers))
    if kind in (Add, Mul, Max, Min, Abs) and (undone or (kind is Add and 0 in numbers)):
        raise UnknownTermError(f"`{term}` is arithmetic on numbers that was not done")


def _check_power(term: Pow) -> None:
    base, exponent = term.args
    if not isinstance(exponent, Rational):
        raise UnknownTermError(f"the exponent of `{term}` is not a rational number")
    if isinstance(base, Rational) and Pow(base, exponent) != term:
        raise UnknownTermError(f"`{term}` is arithmetic on numbers that was not done")
    if not isinstance(exponent, Integer):
        _check_signs(base)


def _check_signs(term: Expr) -> None:
    if not has_signs(term):
        raise UnknownTermError(f"the sign of a number in `{term}` cannot be read off")


def _check_cases(term: Piecewise) -> None:
    for pair in term.args:
        if type(pair) is not ExprCondPair or is_condition(pair.args[0]) or not is_condition(pair.args[1]):
            raise UnknownTermError(f"`{term}` must list pairs of a term and a condition")
    if any(pair.args[1] == true for pair in term.args[:-1]):
        raise UnknownTermError(f"`{term}` has cases behind one that always applies")


def _check_predicate(term: Formula) -> None:
    """What was put together past the constructor is shown to it now."""
    type(term)(*term.args)


def _check_limits(term: Basic) -> None:
    found = limits(term)
    if isinstance(term, Sum) and (len(found) != 1 or len(found[0]) != 3 or is_condition(term.args[0])):
        raise UnknownTermError(f"`{term}` must run over one index with a lower and an upper bound")
    for index, lower, upper in found:
        if type(index) is not Symbol or is_condition(lower) or is_condition(upper):
            raise UnknownTermError(f"a range of `{term}` must be a symbol and two terms")
        inner = bound(term) & (free(lower) | free(upper))
        if inner:
            raise UnknownTermError(
                f"the bounds of `{index}` in `{term}` contain the bound symbol {min(map(str, inner))}"
            )
        if isinstance(term, Sum) and not all(map(_is_integer, (index, lower, upper))):
            raise UnknownTermError(f"the index and the bounds of `{term}` must be integers")
        if isinstance(term, Sum) and runs_backwards((index, lower, upper), by=2):
            raise UnknownTermError(f"`{term}` runs backwards, which SymPy does not read as an empty sum")
