"""Which terms and conditions there are: kinds of nodes, sorts, what a name may carry, everything in normal form.

Kinds are compared exactly, for a subclass may behave in any way. Nothing is looked up by SymPy's equality (see `keys`),
because two names that it takes for equal may carry different assumptions.

Tested in `tests/proof/kernel/test_side_conditions.py`.
"""

from __future__ import annotations

from math import gcd
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Expr,
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
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.keys import COMMUTATIVE, NUMBERS, is_plain, key, same
from ldm_symbolic.proof.language.predicate import PREDICATES
from ldm_symbolic.proof.language.remake import again, has_signs
from ldm_symbolic.proof.language.terms import ARBITRARY, bound, free, limits, runs_backwards

_EXACTLY = {Pow: 2, Abs: 1, exp: 1, log: 1, Not: 1, Implies: 2, Sum: 2, **dict.fromkeys((Eq, Ne, Le, Lt, Ge, Gt), 2)}
_CONNECTIVES = {And, Or, Not, Implies, Equivalent}
_ATOMS = {*NUMBERS, Exp1, BooleanTrue, BooleanFalse}
_PLAIN = (Symbol("_", real=True).assumptions0, Symbol("_", integer=True).assumptions0)

_known: set[int] = set()  # the keys of what has been found well-formed


def check(term: Any) -> None:
    """Raise unless every node of a term is one whose meaning we know.

    Args:
        term: an expression or a Boolean.
    Raises:
        UnknownTermError: names the offending sub-expression: a float, a complex number, a symbol that carries
            an assumption other than real or integer (a hidden hypothesis), a function without a meaning here,
            what SymPy would simplify, such as arithmetic on numbers that was not done.

    >>> from sympy import Symbol
    >>> check(Symbol("p", positive=True))
    Traceback (most recent call last):
        ...
    ldm_symbolic.proof.language.refusals.UnknownTermError: symbol `p` must be real=True or integer=True and nothing more
    """
    if key(term) in _known:
        return
    kind = type(term)
    if kind is Symbol:
        _check_symbol(term)
    elif kind in NUMBERS:
        _check_number(term)
    elif kind is Indexed:
        _check_indexed(term)
    elif isinstance(term, AppliedUndef):
        check_function(term.func)
        _check_sorts(term, Expr)
    elif kind is Piecewise:
        _check_cases(term)
    elif kind in COMMUTATIVE or kind in _EXACTLY:
        _check_node(term)
    elif kind not in _ATOMS and kind not in PREDICATES:
        raise UnknownTermError(f"no engine can read `{term}` ({kind.__name__})")
    _check_limits(term)
    for arg in _parts(term):
        check(arg)
    _check_written(term)
    _known.add(key(term))


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
    if symbol.assumptions0 not in _PLAIN or type(symbol.name) is not str:
        raise UnknownTermError(f"symbol `{symbol}` must be real=True or integer=True and nothing more")
    if symbol.name.startswith(ARBITRARY):
        raise UnknownTermError(f"symbol `{symbol}` must not begin with `{ARBITRARY}`, which stands for any value")


def _check_number(number: Rational) -> None:
    """Raise unless a number is in lowest terms: SymPy makes 1/(-2) or 3/0 if told that they are."""
    if number.q < 1 or gcd(number.p, number.q) != 1 or (type(number) is Rational and number.q == 1):
        raise UnknownTermError(f"`{number}` is not in lowest terms")


def check_sequence(base: Any) -> None:
    """Raise an UnknownTermError unless a sequence is declared real and nothing more."""
    plain = type(base) is IndexedBase and type(base.label) is Symbol and base.args == (base.label,)
    plain = plain and type(base.label.name) is str
    if not plain or any(x != IndexedBase("_", real=True).assumptions0 for x in (base.assumptions0,)):
        raise UnknownTermError(f"sequence `{base}` must be declared real=True and nothing more")
    if base.label.assumptions0 not in (Symbol("_", real=True).assumptions0, Symbol("_").assumptions0):
        raise UnknownTermError(f"sequence `{base}` must be declared real=True and nothing more")


def check_function(function: Any) -> None:
    """Raise an UnknownTermError unless an undefined function is declared real and nothing more."""
    if not is_plain(function):
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
    few = len(term.args) < 2 if kind in COMMUTATIVE else len(term.args) != _EXACTLY[kind]
    if few:
        raise UnknownTermError(f"a `{kind.__name__}` of {len(term.args)} arguments says nothing")
    if kind is not Sum:
        _check_sorts(term, Boolean if kind in _CONNECTIVES else Expr)
    if kind is Pow:
        _check_power(term)
    if kind in (exp, log):
        for part in Add.make_args(term.args[0]) if kind is exp else term.args:
            _check_signs(part)


def _check_power(term: Pow) -> None:
    base, exponent = term.args
    if not isinstance(exponent, Rational):
        raise UnknownTermError(f"the exponent of `{term}` is not a rational number")
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


def _check_written(term: Basic) -> None:
    """Raise unless a node comes through being put together again unchanged; a predicate is shown to its constructor.

    What SymPy would simplify is simplified by the next substitution, in floating point or by assumptions.
    """
    made = again(term)
    if not same(made, term):
        raise UnknownTermError(f"`{term}` would become `{made}` where it is put together again: write that")


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
