"""A reader of the LaTeX that the package prints, written from the grammar of what authors type.

It shares no code with the printer: letters are read by the rules of the theory (λ_j = s_j², a hat is an estimate), and
abbreviations are expanded by their definitions there. What is read is compared by value. For another notation the
reader is told, by hand, which letter stands for which of our names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sympy import (
    Abs,
    Add,
    And,
    E,
    Eq,
    Expr,
    Ge,
    Gt,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Or,
    Piecewise,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
)

_TOKEN = re.compile(r"\\[A-Za-z]+|\\\\|\\[{}]|\d+|[A-Za-z]'*|[^\s]")
_RELATIONS: dict[str, Any] = {r"\le": Le, r"\ge": Ge, "<": Lt, ">": Gt, "=": Eq, r"\ne": Ne}
_ACCENTS = {r"\hat": "hat", r"\bar": "bar", r"\tilde": "tilde"}
_SPELLED = {"varepsilon": "epsilon", "ell": "l"}
_STOP: set[str] = {
    "/",
    "+",
    "-",
    ")",
    "]",
    "}",
    ",",
    "&",
    r"\\",
    r"\right",
    r"\end",
    "|",
    r"\}",
    *_RELATIONS,
    r"\text",
    r"\wedge",
    r"\vee",
}


class ReadingError(ValueError):
    """The text is not in the grammar."""


class Reader:
    """Reads formulas about certain names.

    Args:
        names: symbols, sequences and functions of the claim.
        aliases: letter -> our names that it may stand for, where the claim has no name that is spelled so.
    """

    def __init__(self, names: Iterable[Any], aliases: Mapping[str, tuple[str, ...]] | None = None) -> None:
        names = list(names)
        self.aliases = aliases or {}
        self.symbols = {n.name: n for n in names if isinstance(n, Symbol)}
        self.sequences = {str(n): n for n in names if isinstance(n, IndexedBase)}
        self.functions = {str(n): n for n in names if not isinstance(n, Symbol | IndexedBase)}
        self.tokens: list[str] = []
        self.place = 0
        self.inside = False  # an absolute value, so that the next | ends it

    def read(self, text: str) -> Any:
        """An expression or a comparison."""
        self.tokens, self.place = _TOKEN.findall(text), 0
        found = self.condition()
        if self.place != len(self.tokens):
            raise ReadingError(f"left over: {' '.join(self.tokens[self.place :])} in {text}")
        return found

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise ReadingError(f"expected {wanted or 'something'}, found {token!r} in {' '.join(self.tokens)}")
        self.place += 1
        return token

    def condition(self) -> Any:
        left = self.expression()
        if self.peek() in _RELATIONS:
            return _RELATIONS[self.next()](left, self.expression(), evaluate=False)
        return left

    def expression(self) -> Expr:
        sign = -1 if self.peek() == "-" else 1
        if sign < 0:
            self.next()
        terms = [sign * self.product()]
        while self.peek() in ("+", "-"):
            terms.append(self.signed())
        return Add(*terms)

    def signed(self) -> Expr:
        return self.product() if self.next() == "+" else -self.product()

    def product(self) -> Expr:
        """Factors side by side; a/b ends a product, for what stood behind it could be above or below."""
        factors = [self.factor()]
        while self.peek() and (self.peek() not in _STOP or (self.peek() == "|" and not self.inside)):
            factors.append(self.factor())
        if self.peek() != "/":
            return Mul(*factors)
        self.next()
        below = self.factor()
        if self.peek() and self.peek() not in _STOP - {"/"}:
            raise ReadingError(f"{self.peek()} after a slash in {' '.join(self.tokens)}")
        return Mul(*factors) / below

    def factor(self) -> Any:
        token = self.peek()
        if token.isdigit():
            return self.raised(Integer(self.next()))
        if token in (r"\frac", r"\tfrac"):
            self.next()
            return self.group() / self.group()
        if token == r"\sqrt":
            self.next()
            return self.raised(sqrt(self.group()))
        if token in ("(", r"\left", "|"):
            return self.raised(self.bracket())
        if token in (r"\min", r"\max"):
            self.next()
            return self.raised((Min if token == r"\min" else Max)(*self.arguments()))
        if token == r"\log":
            self.next()
            return log(self.factor())
        if token == r"\exp":
            self.next()
            return exp(*self.arguments())
        if token == r"\sum":
            return self.sum()
        if token == r"\begin":
            return self.cases()
        if token == r"\mathbf":
            return self.indicator()
        if token == r"\mathrm":
            self.next()
            if self.raw_group() != "e":
                raise ReadingError("only e is upright")
            if self.peek() != "^":
                return E
            self.next()
            return exp(self.slashed())
        return self.letter()

    def raised(self, base: Expr) -> Expr:
        """A base with a positive part or a power behind it."""
        if self.peek() == "_":
            self.next()
            self.next("+")
            base = Max(base, 0)
        if self.peek() == "^":
            self.next()
            base = base ** self.slashed()
        return base

    def slashed(self) -> Expr:
        """An exponent: a group, a digit or a letter."""
        if self.peek() == "{":
            return self.group()
        return Integer(self.next()) if self.peek().isdigit() else self.named(self.next(), None)

    def group(self) -> Expr:
        self.next("{")
        value = self.expression()
        self.next("}")
        return value

    def raw_group(self) -> str:
        self.next("{")
        parts = []
        while self.peek() != "}":
            parts.append(self.next())
        self.next("}")
        return "".join(parts)

    def bracket(self) -> Expr:
        """(a) or |a|, with or without \\left and \\right."""
        stretched = self.peek() == r"\left"
        if stretched:
            self.next()
        opening, outside = self.next(), self.inside
        self.inside = opening == "|"
        value = self.expression()
        self.inside = outside
        if stretched:
            self.next(r"\right")
        self.next("|" if opening == "|" else ")")
        return Abs(value) if opening == "|" else value

    def arguments(self) -> list[Expr]:
        stretched = self.peek() == r"\left"
        if stretched:
            self.next()
        self.next("(")
        values = [self.expression()]
        while self.peek() == ",":
            self.next()
            values.append(self.expression())
        if stretched:
            self.next(r"\right")
        self.next(")")
        return values

    def sum(self) -> Expr:
        self.next(r"\sum")
        self.next("_")
        self.next("{")
        name = self.next()
        index = Symbol(_SPELLED.get(name.strip("\\"), name.strip("\\")), integer=True)
        if self.peek() == "_":
            self.next()
            index = Symbol(f"{index.name}_{self.next()}", integer=True)
        self.next("=")
        lower = self.expression()
        self.next("}")
        self.next("^")
        upper = self.group()
        outer, self.symbols = self.symbols, self.symbols | {index.name: index}
        body = self.product()
        self.symbols = outer
        return Sum(body, (index, lower, upper))

    def cases(self) -> Expr:
        self.next(r"\begin")
        self.raw_group()
        rows = []
        while self.peek() != r"\end":
            value = self.expression()
            self.next("&")
            self.next(r"\text")
            word = self.raw_group()
            rows.append((value, True if word == "otherwise" else self.junction()))
            if self.peek() == r"\\":
                self.next()
        self.next(r"\end")
        self.raw_group()
        return Piecewise(*rows, evaluate=False)

    def junction(self) -> Any:
        left = self.condition()
        if self.peek() not in (r"\wedge", r"\vee"):
            return left
        return (And if self.next() == r"\wedge" else Or)(left, self.junction())

    def indicator(self) -> Expr:
        self.next(r"\mathbf")
        self.raw_group()
        stretched = self.peek() == r"\left"
        if stretched:
            self.next()
        self.next(r"\{")
        condition = self.condition()
        if stretched:
            self.next(r"\right")
        self.next(r"\}")
        return Piecewise((1, condition), (0, True), evaluate=False)

    def letter(self) -> Expr:
        token, accents = self.next(), []
        while token in _ACCENTS:
            accents.append(_ACCENTS[token])
            token = self.next()
        stem = token.strip("\\")
        name = "_".join([_SPELLED.get(stem, stem), *accents])
        if self.tokens[self.place : self.place + 2] == ["^", "*"]:
            self.place += 2
            name += "_best"
        lower = self.subscript() if self.peek() == "_" and self.tokens[self.place + 1] != "+" else None
        power = Integer(1)
        if self.peek() == "^":
            self.next()
            power = self.slashed()
        if lower is not None and lower[0] == r"\text":
            end = lower.index("}")
            name, lower = f"{name}_{''.join(lower[2:end])}", lower[end + 2 :] or None
        if name == "V" and lower is not None and "," in lower and "V_" in self.aliases:
            lower = lower[: lower.index(",")]
        if lower == ["F"] and name in ("d", "d_hat"):
            return self.defined(name.replace("d", "E", 1), None) ** (power / 2)
        if name == "a_bar" and "abar" in self.functions:
            return self.functions["abar"](*self.arguments())
        if name == "a" and lower == ["T"] and "X" in self.symbols and "a_T" in self.aliases:
            return self.symbols["X"] ** (power / 2)
        if name == "a" and lower is not None and "a2" in self.functions:
            return self.functions["a2"](self.number(lower)) ** (power / 2)
        if name in self.functions and lower is not None and f"{name}_" in self.aliases:
            return self.functions[name](self.number(lower)) ** power
        return self.powered(name, lower, power)

    def powered(self, name: str, lower: list[str] | None, power: Expr) -> Expr:
        """A letter to a power: the square of a standard deviation is a variance, under whatever name."""
        known = self.known(name, lower)
        for other in () if known is not None else self.aliases.get(name, ()):
            if other in ("s", "s_hat") and power % 2 == 0 and self.known(other, lower) is None:
                return self.square(other, None if lower is None else self.number(lower)) ** (power / 2)
            if self.known(other, lower) is not None or other in ("lambda", "lambda_hat"):
                return self.raised(self.named(other, lower)) ** power
        return self.raised(self.named(name, lower)) ** power

    def subscript(self) -> list[str]:
        self.next("_")
        if self.peek() != "{":
            return [self.next()]
        self.next("{")
        depth, parts = 1, []
        while depth:
            token = self.next()
            depth += {"{": 1, "}": -1}.get(token, 0)
            parts.append(token)
        return parts[:-1]

    def number(self, tokens: list[str]) -> Expr:
        inner = Reader([*self.symbols.values(), *self.sequences.values(), *self.functions.values()], self.aliases)
        return inner.read(" ".join(tokens))

    def known(self, name: str, lower: list[str] | None) -> Any:
        """The name of the claim that a letter with an index spells: a symbol, or a sequence; None if there is none."""
        plain = "".join(part for part in lower or [] if part not in ("{", "}", r"\text")).strip("\\")
        for spelled in (name + plain, f"{name}_{plain}"):
            if spelled in self.symbols and (lower is not None or spelled == name):
                return self.symbols[spelled]
        return self.sequences.get(name) if lower is not None else None

    def named(self, name: str, lower: list[str] | None) -> Expr:
        """What a letter with an index stands for."""
        if lower is None and name in self.functions and self.peek() in ("(", r"\left"):
            return self.functions[name](*self.arguments())
        found = self.known(name, lower)
        if found is None:
            return self.defined(name, None if lower is None else self.number(lower))
        return found if isinstance(found, Symbol) else found[self.number(lower or [])]

    def defined(self, name: str, index: Expr | None) -> Expr:
        """Squares and abbreviations, by the theory."""
        if name in ("lambda", "lambda_hat"):
            return self.root(name.replace("lambda", "s"), index) ** 2
        if name in ("v", "v_hat"):
            (level,) = self.arguments()
            return _generated(self.square(name.replace("v", "s"), index), level)
        if name == "m_hat":
            (level,) = self.arguments()
            return Min(Symbol("C", real=True), 1 / _generated(self.square("s_hat", index), level))
        if name in ("G", "U", "V") and index is not None:
            if name == "V" and "V_" not in self.aliases:
                self.arguments()
            return _at_the_end(self.square("s_hat", index))["GUV".index(name)]
        if name in ("E", "E_hat"):
            kept, level = self.arguments()
            mode = Symbol("j", integer=True)
            true = IndexedBase("s", real=True)[mode]
            made = _generated(self.square(name.replace("E", "s"), mode), level)
            if level == Symbol("T", real=True):  # a time, where others have a noise level
                _, _, made = _at_the_end(self.square("s_hat", mode))
            lost = Sum(true**2, (mode, kept + 1, Symbol("D", integer=True)))
            return Sum((sqrt(made) - true) ** 2, (mode, 1, kept)) + lost
        raise ReadingError(f"nothing is called {name}{'' if index is None else f'_{index}'}")

    def root(self, name: str, index: Expr | None) -> Expr:
        if index is None and f"{name}_0" in self.symbols:
            return self.symbols[f"{name}_0"]
        return Symbol(name, real=True) if index is None else IndexedBase(name, real=True)[index]

    def square(self, name: str, index: Expr | None) -> Expr:
        """λ_j or λ̂_j where the claim has them, else s_j² or ŝ_j², s_0² for what several modes have in common."""
        variance = name.replace("s", "lambda")
        if index is None and variance in self.symbols:
            return self.symbols[variance]
        if index is not None and variance in self.sequences and name not in self.sequences:
            return self.sequences[variance][index]
        return self.root(name, index) ** 2


def _generated(square: Expr, level: Expr) -> Expr:
    return level + (1 - level) * square


def _at_the_end(square: Expr) -> tuple[Expr, Expr, Expr]:
    """G, U and V of a capped score at T, from the solution p + (1 - p₀) (p/p₀)² q/b of the equation without a cap."""
    C, T = Symbol("C", real=True), Symbol("T", real=True)
    reach = Min(exp(2 * T), Max(1, C * (1 - square) / (C - 1)))
    first, switched = (1 - (1 - square) * signal for signal in (exp(-2 * T), 1 / reach))
    before = switched + (1 - first) * (switched / first) ** 2 * exp(-2 * T) * reach
    balance = 1 / (2 * C - 1)
    return reach, before, balance + (before - balance) * reach ** (1 - 2 * C)
