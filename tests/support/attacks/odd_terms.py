"""Terms that a proof may be fed with, most of them small and legal, some odd; and alterations of whatever is given.

Odd is what SymPy lets pass for something else: numbers that are not worked out, closed sums that it decides wrongly,
symbols with hidden assumptions or with the name of another, floats, √-1, 1/0, quotients and roots without a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from rule_cases import D, T, X, a, assume, b, c, i, j, k, m, s, s_hat, t, u, x, y, z
from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Dummy,
    Eq,
    Equivalent,
    Expr,
    Float,
    Function,
    Ge,
    Gt,
    I,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    false,
    log,
    nan,
    oo,
    pi,
    sqrt,
    true,
    zoo,
)
from sympy.core.function import UndefinedFunction
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof import (
    Convex,
    Decreasing,
    Fact,
    ForEach,
    Identity,
    Increasing,
    Minimises,
    NonDecreasing,
    NonIncreasing,
)


def near_one(centre: Any = 100, last: Any = 200) -> Sum:
    """A sum that is a little more than 1, its term at the centre being 1; closed, SymPy takes it for less than 1."""
    return Sum(1 / (1 + 10**6 * (i - centre) ** 2), (i, 1, last))


REALS: list[Any] = [x, y, z, c, X, t, u, T]
INTEGERS: list[Any] = [i, j, k, m, D]
NUMBERS: list[Any] = [Integer(n) for n in (-2, -1, 0, 1, 2, 3)] + [Rational(1, 2), -Rational(1, 2), Rational(3, 2)]
UNFINISHED: list[Any] = [
    Add(1, -4, evaluate=False),
    Add(1, 1, evaluate=False),
    Mul(2, Rational(1, 2), evaluate=False),
    Pow(2, -1, evaluate=False),
    Pow(-1, Rational(1, 2), evaluate=False),
    Pow(0, -1, evaluate=False),
    Max(1, -3, evaluate=False),
    Abs(-2, evaluate=False),
    Add(x, -x, evaluate=False),
    Mul(0, 1 / x, evaluate=False),
]
CLOSED: list[Any] = [
    near_one(),
    near_one() - 1,
    Max(near_one(), 1, evaluate=False),
    Min(near_one() - 1, 0, evaluate=False),
    Abs(near_one() - 1, evaluate=False),
    Piecewise((1, Ge(near_one(), 1, evaluate=False)), (0, True), evaluate=False),
    near_one(100, k),
    near_one(m, 200),
]
STRANGE: list[Any] = [
    Symbol("x"),
    Symbol("p", positive=True),
    Symbol("x", positive=True),
    Symbol("q", imaginary=True),
    Symbol("x", integer=True),
    Symbol("k", real=True),
    Symbol("k", integer=True, positive=True),
    Symbol("any:x", real=True),
    Symbol("j_1", integer=True),
    Symbol("x_1", real=True),
    Dummy("x", real=True),
    Dummy("j", integer=True),
    Float("0.5"),
    I,
    oo,
    -oo,
    nan,
    zoo,
    pi,
    sqrt(1 - sqrt(2)),
    exp(1),
    IndexedBase("s", imaginary=True)[1],
    IndexedBase("s", positive=True)[j],
    IndexedBase("s", integer=True)[1],
    IndexedBase("s")[1],
    s[k / 2],
    s[j, k],
    Function("a2", positive=True)(x),
    Function("a2")(x),
    Function("s", real=True)(x),
]
RELATIONS: list[Any] = [Ge, Gt, Le, Lt, Eq, Ne]
PREDICATES: list[Any] = [NonDecreasing, NonIncreasing, Increasing, Decreasing, Convex]


class Terms:
    """Makes and alters terms, from one seeded source.

    Args:
        random: the only source of choice.
        oddness: how often something odd is chosen.
    """

    def __init__(self, random: Random, oddness: float = 0.12) -> None:
        self.random = random
        self.oddness = oddness

    def pick(self, options: Sequence[Any]) -> Any:
        """One of them."""
        return options[self.random.randrange(len(options))]

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.random.random() < share

    def odd(self) -> Any:
        """Something odd."""
        return self.pick(self.pick([UNFINISHED, CLOSED, STRANGE]))

    def whole(self) -> Any:
        """A term for an integer."""
        if self.chance(self.oddness):
            return self.pick([*UNFINISHED[:3], *STRANGE[4:12], k / 2, x, Rational(1, 2), near_one(), s[k]])
        base = self.pick([*INTEGERS, Integer(1), Integer(0), Integer(2), Integer(-1), Integer(3)])
        return base + self.pick([0, 0, 1, -1])

    def real(self, depth: int = 2) -> Any:
        """A term for a real."""
        if self.chance(self.oddness):
            return self.odd()
        if depth == 0 or self.chance(0.3):
            return self.pick([*REALS[:4], *REALS[:3], *NUMBERS, s[self.pick([j, k, 1, 2])], a(x), self.pick(INTEGERS)])
        first, second = self.real(depth - 1), self.real(depth - 1)
        return self.pick(
            [
                lambda: first + second,
                lambda: first - second,
                lambda: first * second,
                lambda: first**2,
                lambda: first**3,
                lambda: 1 / first,
                lambda: sqrt(first),
                lambda: Max(first, second),
                lambda: Abs(first),
                lambda: Sum(s[j] * first, (j, 1, k)),
                lambda: exp(first) if depth == 1 else log(first),
                lambda: Piecewise((first, second > 0), (second, True)),
            ]
        )()

    def relation(self) -> Any:
        """A relation of two small terms, evaluated or not."""
        kind = self.pick([*RELATIONS, Identity])
        sides = self.real(self.pick([0, 1, 1, 2])), self.real(self.pick([0, 0, 1]))
        slow = any(side.has(Sum, exp, Float) for side in sides)  # SymPy may take minutes to compare such sides
        return kind(*sides) if kind is Identity or (self.chance(0.6) and not slow) else kind(*sides, evaluate=False)

    def limits(self) -> Any:
        """A range, of integers or reals, at times empty, backwards or about another symbol."""
        if self.chance(0.5):
            return self.pick(INTEGERS if self.chance(0.9) else STRANGE[:12]), self.whole(), self.whole()
        return self.pick(REALS if self.chance(0.9) else STRANGE[:12]), self.real(0), self.real(0)

    def condition(self, depth: int = 1) -> Any:
        """A condition: a relation, a predicate, or some joined."""
        kind = self.random.randrange(9 if depth else 3)
        if kind < 4:
            return self.relation()
        if kind == 4:
            return ForEach(self.condition(0), self.limits())
        if kind == 5:
            return self.pick(PREDICATES)(self.real(1), self.limits())
        if kind == 6:
            return Minimises(self.real(0), self.real(1), self.limits())
        parts = [self.condition(depth - 1) for _ in range(2)]
        joined = self.pick([And, Or, Implies, Equivalent, lambda first, _: Not(first)])
        return joined(*parts) if not self.chance(self.oddness / 2) else self.pick([true, false, parts[0]])

    def altered(self, thing: Any, pool: Sequence[Fact] = ()) -> Any:
        """Something else of about the same shape."""
        if isinstance(thing, Fact):
            return self._fact(thing, pool)
        if isinstance(thing, bool):
            return not thing
        if isinstance(thing, Mapping):
            return self.renamed(thing)
        if isinstance(thing, list | tuple):
            return type(thing)(self._sequence(thing, pool))
        if isinstance(thing, type):
            return self.pick([*PREDICATES, Minimises, ForEach])
        if isinstance(thing, int):
            return thing + self.pick([-1, 1])
        if isinstance(thing, Lambda):
            return self._lambda(thing)
        if isinstance(thing, Basic):
            return self.node(thing)
        return self.pick([None, 0.5, "x", self.odd()])

    def _sequence(self, parts: Sequence[Any], pool: Sequence[Fact]) -> list[Any]:
        found = list(parts)
        roll = self.random.randrange(6)
        if not found or roll == 0:
            return [*found, self.pick(found) if found and self.chance(0.5) else self.condition()]
        place = self.random.randrange(len(found))
        if roll == 1 and not isinstance(parts, tuple):
            return found[:place] + found[place + 1 :]
        if roll == 2 and len(found) > 1:
            found[0], found[-1] = found[-1], found[0]
            return found
        found[place] = self.altered(found[place], pool)
        return found

    def renamed(self, mapping: Mapping[Any, Any], names: Sequence[Any] = ()) -> dict[Any, Any]:
        """A replacement of names with one name more, or another term for one."""
        found = dict(mapping)
        name = self.pick(names or [*REALS[:4], *INTEGERS, s, s_hat, a, b, *found])
        sequences = [
            s_hat, IndexedBase("p", imaginary=True), IndexedBase("p", positive=True), IndexedBase("p", real=True),
            Lambda(j, self.real(1)), Lambda(x, self.real(1)), Lambda((j, i), x), a,
        ]  # fmt: skip
        functions = [
            b, Function("p", positive=True), Function("p", real=True), Function("p"), Lambda(x, self.real(1)),
            Lambda(j, j), exp, s,
        ]  # fmt: skip
        if isinstance(name, IndexedBase):
            found[name] = self.pick(sequences)
        elif isinstance(name, UndefinedFunction):
            found[name] = self.pick(functions)
        else:
            found[name] = self.whole() if getattr(name, "is_integer", False) else self.real(2)
        return found

    def _lambda(self, thing: Lambda) -> Any:
        roll = self.random.randrange(3)
        if roll == 0:
            return Lambda(thing.variables, self.node(thing.expr))
        if roll == 1:
            return Lambda(self.pick([*INTEGERS, *REALS, *STRANGE[:12]]), thing.expr)
        return Lambda(thing.variables, self.real(2))

    def _fact(self, fact: Fact, pool: Sequence[Fact]) -> Any:
        roll = self.random.randrange(5)
        if roll == 0 and pool:
            return self.pick(pool)
        if roll == 1:
            return assume(self.node(fact.conclusion))
        if roll == 2:
            return assume(fact.conclusion)
        if roll == 3:
            return self.pick([fact.conclusion, None, "fact"])
        return assume(self.condition())

    def node(self, term: Any) -> Any:
        """A tree with one node altered."""
        if isinstance(term, Tuple) or (term.args and self.chance(0.7)):
            args = list(term.args)
            place = self.random.randrange(len(args))
            args[place] = self.node(args[place])
            if isinstance(term, Relational) and self.chance(0.3):
                return term.func(*args, evaluate=False)
            return term.func(*args)
        if isinstance(term, Relational):
            return self.pick(RELATIONS)(*term.args) if self.chance(0.5) else type(term)(term.rhs, term.lhs)
        if isinstance(term, Boolean) and not isinstance(term, Symbol):
            return self._condition(term)
        if isinstance(term, IndexedBase):
            return self.pick([s, s_hat, *(part.base for part in STRANGE if hasattr(part, "base") and part.indices)])
        if isinstance(term, Expr):
            return self._term(term)
        return self.odd()

    def _condition(self, term: Any) -> Any:
        if type(term) in PREDICATES:
            return self.pick(PREDICATES)(*term.args)
        return self.pick([Not(term), self.condition(), And(term, self.condition()), true, false])

    def _term(self, term: Any) -> Any:
        options: list[Callable[[], Any]] = [
            lambda: term + 1,
            lambda: -term,
            lambda: term - 1,
            lambda: 2 * term,
            lambda: term**2,
            lambda: self.pick(REALS),
            lambda: self.pick(INTEGERS),
            lambda: self.real(1),
            lambda: self.pick(NUMBERS),
        ]
        return self.odd() if self.chance(2 * self.oddness) else self.pick(options)()
