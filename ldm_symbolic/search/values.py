"""What may be the value of a name: a proved real number, a sequence of such numbers, a real function of real numbers.

Whatever else comes in at the door (√-1 in any disguise, 1/0, oo, a float, a name with hidden assumptions) is turned
away before anything is judged, so that it cannot refute what is true of all real numbers.

Tested in `tests/search/test_values.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sympy import Basic, Expr, Function, IndexedBase, Lambda, Rational, Symbol

from ldm_symbolic.balls import enclose
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.terms import free, is_function
from ldm_symbolic.proof.language.wellformed import check
from ldm_symbolic.search.truth_values import Truth

Finding = tuple[Truth, str]
"""TRUE; FALSE or OPEN with the reason."""

_FITS: Finding = (Truth.TRUE, "")
_REAL = Symbol("_", real=True).assumptions0


def fit(instance: Mapping[Any, Any]) -> Finding:
    """Say whether all values of an instance are of the sorts of their names, and real.

    Args:
        instance: name -> value, see `exact.Assignment`.
    Returns:
        TRUE; FALSE if one is not, OPEN if that could not be settled; with a reason that shows the value.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import noise
    >>> [fit({noise: value})[0].value for value in (sqrt(2) - 1, sqrt(1 - sqrt(2)))]
    ['true', 'false']
    """
    found = [_fits(name, value) for name, value in instance.items()]
    bad = [finding for finding in found if finding[0] is not Truth.TRUE]
    return min(bad, key=lambda finding: finding[0] is Truth.OPEN, default=_FITS)


def _fits(name: Any, value: Any) -> Finding:
    if not _is_plain(name):
        return Truth.FALSE, f"{name} is no name of a real, an integer, a real sequence or a real function"
    if is_function(name):
        return (
            _FITS if _is_real_function(value) else (Truth.FALSE, f"{name} cannot be {value}, which is no real function")
        )
    if isinstance(name, Symbol) and name.is_integer:
        whole = is_rational(value) and Fraction(value).denominator == 1
        return _FITS if whole else (Truth.FALSE, f"{name} is an integer, so it cannot be {value}")
    if isinstance(name, IndexedBase) and not isinstance(value, tuple | list):
        return Truth.FALSE, f"{name} is a sequence, so it cannot be {value}"
    for number in value if isinstance(name, IndexedBase) else (value,):
        real = is_real(number)
        if real is not True:
            text = f"the value {number} of {name}"
            return (
                (Truth.OPEN, f"cannot tell whether {text} is real")
                if real is None
                else (Truth.FALSE, f"{text} {_contents(number) or 'is no real number'}")
            )
    return _FITS


def is_rational(value: Any) -> bool:
    """Say whether a value is a rational number as it stands; a float, a truth value and an unfinished sum are none.

    >>> [is_rational(value) for value in (1, Fraction(1, 2), Rational(1, 2), 0.5, True)]
    [True, True, True, False, False]
    """
    return isinstance(value, int | Fraction | Rational) and not isinstance(value, bool)


def is_real(value: Any) -> bool | None:
    """Say whether a value is proved to be a real number (True) or to be none (False); None if neither.

    Raises:
        TypeError: for what is no term at all, such as a Python float.

    >>> from sympy import I, Integer, log, oo, sqrt
    >>> [is_real(value) for value in (sqrt(3), log(Integer(1) / 2), sqrt(1 - sqrt(2)), I, oo)]
    [True, True, False, False, False]
    """
    if is_rational(value):
        return True
    if not isinstance(value, Basic | Lambda | tuple):
        raise TypeError(f"{value!r} ({type(value).__name__}) is not an exact number")
    if not isinstance(value, Expr) or isinstance(value, Lambda):
        return False
    try:
        return enclose.is_defined(value, {})
    except enclose.UnsupportedExpressionError:
        return False


def _contents(value: Any) -> str:
    names = sorted(map(str, free(value))) if isinstance(value, Expr) else []
    return f"contains {', '.join(names)}" if names else ""


def _is_plain(name: Any) -> bool:
    """Whether a name carries no assumption but the one that belongs to its kind."""
    if is_function(name):
        return bool(name == Function(name.__name__, real=True))
    try:
        check(name[1] if isinstance(name, IndexedBase) else name)
    except UnknownTermError:
        return False
    return isinstance(name, Symbol | IndexedBase)


def _is_real_function(value: Any) -> bool:
    """Whether a value is a `Lambda` of symbols that may be any real, its body of nothing but these and operations."""
    if not isinstance(value, Lambda) or not isinstance(value.expr, Expr):
        return False
    if any(not name.assumptions0.items() <= _REAL.items() for name in value.variables):
        return False
    try:
        enclose.compile_ball(value.expr, value.variables)
    except enclose.UnsupportedExpressionError:
        return False
    return True
