"""What follows from what: a question is cut into pieces without quantifiers, each is written for two solvers.

What the solvers see is polynomials over the reals. Whatever is none is a variable, with what is known of it:

    √v      r >= 0, and v >= 0 implies r² = v           |a|, max, min, cases     one of its options, and how it compares
    e^a     > 0, a sum in the exponent is a product, and a <= 0 iff e^a <= 1
    s[j], f(t), a sum over a range, log   any real number; a predicate that is not unfolded: true or false
    log and e^a without free names        between two rational numbers

A fraction is multiplied out: n/d <= 0 becomes n d <= 0, which says the same where d is not zero; that it is not is
asked before. Where a term is not defined its variable may be anything, and what is said of it stands behind the
condition that it is. An integer is a real, of which it is said that it is at most -1, 0, or at least 1.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from ldm_symbolic.checker.terms import (
    ARITY,
    RELATIONS,
    TRUE,
    ZERO,
    Node,
    RefusedError,
    both,
    conjuncts,
    fresh,
    implies,
    is_integer,
    le,
    lt,
    minus,
    node,
    obligations,
    plainly,
    ranges,
    unfolded,
)
from ldm_symbolic.checker.values import (
    NEGATED,
    condition_key,
    enclosure,
    exponents,
    key,
    known_truth,
    one_term,
    settled,
)

# What is asked.


def require(hypotheses: Iterable[Node], goal: Node, *, variables: tuple[Node, ...] = ()) -> None:
    """Raise `RefusedError` unless a goal is shown to be defined and true wherever the hypotheses are.

    Args:
        variables: arbitrary values that the goal is about, at which what holds for all is used.
    """
    hypotheses = conjuncts(hypotheses)
    if goal is TRUE or known_truth(goal) or settled(goal):
        return
    match goal.kind:
        case "and":
            for part in goal.parts:
                require(hypotheses, part, variables=variables)
        case "implies":
            require_defined(hypotheses, goal.parts[0], variables)
            require([*hypotheses, goal.parts[0]], goal.parts[1], variables=variables)
        case kind if kind in ARITY and not _given(goal, hypotheses):
            _require_universal(hypotheses, goal, variables)
        case _:
            require_defined(hypotheses, goal, variables)
            if not _given(goal, hypotheses):
                _ask(hypotheses, list(obligations(goal)), goal, variables)


def _require_universal(hypotheses: list[Node], goal: Node, variables: tuple[Node, ...]) -> None:
    if goal.kind == "Minimises" and is_integer(goal.parts[-1].parts[0]) and not is_integer(goal.parts[0]):
        raise RefusedError(f"`{goal.parts[0]}` is not known to be an integer")
    for part in plainly(goal):
        require(hypotheses, part, variables=variables)
    if goal.kind == "ForEach":
        for end in goal.parts[1].parts[1:]:
            require_defined(hypotheses, end, variables)
    else:
        require_defined(hypotheses, goal, variables)
    new: tuple[Node, ...] = ()
    for _ in range(ARITY[goal.kind]):
        new += (fresh(goal.parts[-1].parts[0], goal, *hypotheses, *variables, *new),)
    guard, body = unfolded(goal, new)
    require([*hypotheses, *guard], body, variables=variables + new)


def require_defined(hypotheses: Iterable[Node], term: Node, variables: tuple[Node, ...] = ()) -> None:
    """Raise `RefusedError` unless a node is shown to be defined wherever the hypotheses are defined and true."""
    hypotheses = conjuncts(hypotheses)
    require_all(hypotheses, obligations(term), variables)


def require_all(hypotheses: list[Node], wanted: Iterable[Node], variables: tuple[Node, ...] = ()) -> None:
    """Raise `RefusedError` unless conditions are shown, each of which is defined where those before it hold."""
    known = {condition_key(c) for h in hypotheses for c in (h, *obligations(h))}
    shown: list[Node] = []
    for condition in wanted:
        if condition_key(condition) not in known and not known_truth(condition):
            if condition.kind in ("ForEach", "implies", "and"):
                require([*hypotheses, *shown], condition, variables=variables)
            elif not _given(condition, hypotheses):
                _ask(hypotheses, shown, condition, variables)
        shown.append(condition)


def _given(goal: Node, hypotheses: Iterable[Node]) -> bool:
    """Say whether a hypothesis is the goal, or more than it."""
    enough = {condition_key(goal)}
    if goal.kind in ("<=", ">="):
        enough.add(condition_key(node(goal.kind[0], *goal.parts)))
    if goal.kind == "!=":
        enough |= {condition_key(node(sign, *goal.parts)) for sign in "<>"}
    return not enough.isdisjoint(map(condition_key, hypotheses))


def _ask(hypotheses: list[Node], shown: list[Node], goal: Node, variables: tuple[Node, ...]) -> None:
    truth = settled(goal)
    if truth or (goal.kind in ("=", "Identity") and key(goal.parts[0]) == key(goal.parts[1])):
        return
    if truth is False and not hypotheses:
        raise RefusedError(f"`{goal}` is false")
    text = question(premises(hypotheses, shown, goal, variables), goal, _assumed(hypotheses, shown))
    said = unsatisfiable(text)
    if said:
        raise RefusedError(f"`{goal}` is not shown: {said}")


def _assumed(hypotheses: list[Node], shown: list[Node]) -> list[Node]:
    return conjuncts([*hypotheses, *(o for h in hypotheses for o in obligations(h)), *shown])


def premises(hypotheses: list[Node], shown: list[Node], goal: Node, variables: tuple[Node, ...]) -> list[Node]:
    """Return what may be used: hypotheses, that they are defined, and what is said of all indices at those in sight."""
    assumed = _assumed(hypotheses, shown)
    universal = [h for h in assumed if h.kind == "ForEach"]
    found: dict[Any, Node] = {condition_key(h): h for h in assumed if h.kind != "ForEach"}
    seen: set[Node] = set()
    for _ in range(2):
        terms = {term for part in (*found.values(), goal) for term in _indices(part)} | set(variables)
        distinct = list({(key(term), is_integer(term)): term for term in sorted(terms, key=str)}.values())
        for hypothesis in universal:
            for instance in _instances(hypothesis, distinct, seen):
                found.setdefault(condition_key(instance), instance)
        seen = set(distinct)
    return [premise for premise in found.values() if not known_truth(premise)]


def _indices(part: Node) -> Iterable[Node]:
    if part.kind == "entry":
        yield part.parts[1]
    if not ranges(part):
        for inner in part.parts:
            if isinstance(inner, Node):
                yield from _indices(inner)


_MOST = 100_000  # instances of one hypothesis


def _instances(hypothesis: Node, terms: list[Node], seen: set[Node]) -> Iterable[Node]:
    sorts, inner = [], hypothesis
    while inner.kind == "ForEach":
        sorts.append(is_integer(inner.parts[1].parts[0]))
        inner = inner.parts[0]
    places = [[term for term in terms if is_integer(term) == sort] for sort in sorts]
    if prod(map(len, places)) > _MOST:
        raise RefusedError(f"`{hypothesis}` speaks of too many indices")
    for choice in product(*places):
        if not seen.issuperset(choice):
            guards, body = [], hypothesis
            for term in choice:
                guard, body = unfolded(body, [term])
                guards += guard
            if all(known_truth(guard) is not False for guard in guards):
                guards = [guard for guard in guards if not known_truth(guard)]
                yield implies(both(*guards), body) if guards else body


# How it is written.

_LONGEST = 10_000  # binary digits of a number; a hundred times as many letters
Fraction_ = tuple[Fraction, dict[str, int]]
"""A rational number times powers of polynomials, which are texts."""


class _Text:
    """The variables of one question, what is said of them, and what is asked."""

    def __init__(self, known: Iterable[Node]) -> None:
        self.known = {condition_key(one) for one in known}
        self.terms: dict[Node, Fraction_] = {}
        self.certain: set[Any] = set()  # things of which all is said, under no condition
        self.variables: dict[Any, str] = {}
        self.declared: list[str] = []
        self.definitions: dict[str, None] = {}

    def variable(self, thing: Any, sort: str = "Real") -> str:
        if thing not in self.variables:
            self.variables[thing] = name = f"v{len(self.variables)}"
            self.declared.append(f"(declare-const {name} {sort})")
        return self.variables[thing]

    def define(self, line: str, *terms: Fraction_, under: Iterable[str] = ()) -> None:
        """Say something about terms, where their denominators are not zero, and under some conditions."""
        finite = [f"(not (= {text} 0.0))" for _, powers in terms for text, power in powers.items() if power < 0]
        finite += under
        self.definitions[f"(=> (and {' '.join(dict.fromkeys(finite))} true) {line})" if finite else line] = None

    def unless_known(self, term: Node) -> list[str]:
        """Return the conditions for a term to be defined, but those that are among what is known."""
        wanted = [o for o in obligations(term) if not known_truth(o) and condition_key(o) not in self.known]
        return list(map(self.condition, wanted))

    # Terms. Two terms have one variable if they are the same where both are defined; so what is said of it by one of
    # them stands behind the condition that this one is.

    def term(self, term: Node) -> Fraction_:
        if term not in self.terms:
            self.terms[term] = self.told(term)
        return self.terms[term]

    def told(self, term: Node) -> Fraction_:
        match term.kind:
            case "number":
                return term.parts[0], {}
            case "+":
                return self.added([self.term(part) for part in term.parts])
            case "*":
                return multiplied(*map(self.term, term.parts))
            case "^":
                return self.power(term.parts[0], term.parts[1].parts[0])
            case "exp":
                return self.exponential(term.parts[0])
            case "abs" | "max" | "min":
                return self.choice(term)
            case "cases":
                return self.cases(term)
            case "log" if term.parts[0].kind == "exp":
                return self.term(term.parts[0].parts[0])
            case "sum" if (single := one_term(term)) is not None:
                return self.term(single)
        name = self.variable(key(term))
        self.about(name, term)
        return Fraction(1), {name: 1}

    def added(self, terms: list[Fraction_]) -> Fraction_:
        common: dict[str, int] = {}
        for _, powers in terms:
            for text, power in powers.items():
                common[text] = min(common.get(text, 0), power)
        denominator = {text: power for text, power in common.items() if power < 0}
        over = Fraction(1), {text: -power for text, power in denominator.items()}
        parts = [polynomial(multiplied(term, over)) for term in terms if term[0]]
        if not parts:
            return Fraction(0), {}
        total = parts[0] if len(parts) == 1 else f"(+ {' '.join(sorted(parts))})"
        return multiplied((Fraction(1), {total: 1}), (Fraction(1), denominator)) if len(terms) > 1 else terms[0]

    def power(self, base: Node, exponent: Fraction) -> Fraction_:
        if exponent.denominator == 1:
            return raised(self.term(base), exponent.numerator)
        if exponent.denominator != 2:
            raise RefusedError(f"the exponent {exponent} is neither an integer nor half of one")
        inside = self.term(base)
        place = ("root", key(base))
        root = self.variable(place)
        if place not in self.certain:
            under = self.unless_known(base)
            self.certain |= set() if under else {place}
            self.define(f"(>= {root} 0.0)")
            square = self.compared("=", self.added([(Fraction(1), {root: 2}), multiplied((Fraction(-1), {}), inside)]))
            if not {condition_key(le(ZERO, base)), condition_key(lt(ZERO, base))} & self.known:
                square = f"(=> {self.compared('>=', inside)} {square})"
            self.define(square, inside, under=under)
        return Fraction(1), {root: exponent.numerator}

    def exponential(self, exponent: Node) -> Fraction_:
        result: Fraction_ = Fraction(1), {}
        for unit, power in exponents(exponent):
            if unit.kind == "log":
                result = multiplied(result, self.power(unit.parts[0], power))
                continue
            place = ("exp", key(unit))
            name = self.variable(place)
            if place not in self.certain:
                under = self.unless_known(unit)
                self.certain |= set() if under else {place}
                self.define(f"(> {name} 0.0)")
                self.about(name, node("exp", unit))
                self.sign_of_exponential(self.term(unit), (Fraction(1), {name: 1}), under)
            result = multiplied(result, (Fraction(1), {name: power.numerator}))
        self.sign_of_exponential(self.term(exponent), result, self.unless_known(exponent))
        return result

    def about(self, name: str, term: Node) -> None:
        """Say of a term without free names between which two rational numbers it lies."""
        try:
            low, high = enclosure(term, {}, 48)
        except RefusedError:
            return
        for operator, bound in ((">=", low), ("<=", high)):
            self.define(f"({operator} {name} {polynomial((bound, {}))})")

    def sign_of_exponential(self, exponent: Fraction_, value: Fraction_, under: list[str]) -> None:
        gap = self.added([value, (Fraction(-1), {})])
        for operator in ("<=", ">="):
            same = f"(= {self.compared(operator, exponent)} {self.compared(operator, gap)})"
            self.define(same, exponent, under=under)

    def choice(self, term: Node) -> Fraction_:
        place = (term.kind, frozenset(map(key, term.parts)))
        if place in self.certain:
            return Fraction(1), {self.variables[place]: 1}
        options = [self.term(part) for part in term.parts]
        options += [multiplied((Fraction(-1), {}), options[0])] if term.kind == "abs" else []
        chosen = self.variable(place)
        gaps = [self.added([(Fraction(1), {chosen: 1}), multiplied((Fraction(-1), {}), one)]) for one in options]
        bounds = " ".join(self.compared("<=" if term.kind == "min" else ">=", gap) for gap in gaps)
        under = self.unless_known(term)
        self.certain |= set() if under else {place}
        self.define(f"(and {bounds} (or {' '.join(self.compared('=', gap) for gap in gaps)}))", *options, under=under)
        return Fraction(1), {chosen: 1}

    def cases(self, term: Node) -> Fraction_:
        place = ("cases", tuple((key(case.parts[0]), condition_key(case.parts[1])) for case in term.parts))
        if place in self.certain:
            return Fraction(1), {self.variables[place]: 1}
        chosen = self.variable(place)
        under = self.unless_known(term)
        self.certain |= set() if under else {place}
        earlier: list[str] = []
        for case in term.parts:
            value, condition = self.term(case.parts[0]), self.condition(case.parts[1])
            reached = " ".join(["true", *(f"(not {other})" for other in earlier), condition])
            gap = self.added([(Fraction(1), {chosen: 1}), multiplied((Fraction(-1), {}), value)])
            self.define(f"(=> (and {reached}) {self.compared('=', gap)})", value, under=under)
            earlier.append(condition)
        return Fraction(1), {chosen: 1}

    # Conditions.

    def condition(self, condition: Node) -> str:
        match condition.kind:
            case "true":
                return "true"
            case "Identity":
                return self.relation("=", *condition.parts)
            case "!=":
                return f"(not {self.relation('=', *condition.parts)})"
            case kind if kind in RELATIONS:
                return self.relation(kind, *condition.parts)
            case "and" | "or" | "not":
                return f"({condition.kind} {' '.join(map(self.condition, condition.parts))})"
            case "implies" | "iff":
                parts = " ".join(map(self.condition, condition.parts))
                return f"({'=>' if condition.kind == 'implies' else '='} {parts})"
        return self.variable(condition_key(condition), "Bool")

    def relation(self, operator: str, left: Node, right: Node) -> str:
        gap = self.term(minus(left, right))
        if is_integer(left) and is_integer(right):
            down, up = (self.added([gap, (Fraction(one), {})]) for one in (1, -1))
            parts = self.compared("<=", down), self.compared("=", gap), self.compared(">=", up)
            self.define(f"(or {' '.join(parts)})")
        return self.compared(operator, gap)

    def compared(self, operator: str, gap: Fraction_) -> str:
        """Return a comparison with zero, multiplied by what makes every denominator a square."""
        coefficient, powers = gap
        if operator == "=":
            powers = {text: power for text, power in powers.items() if power > 0}
        else:
            powers = {text: power if power > 0 else -power % 2 for text, power in powers.items()}
        return f"({operator} {polynomial((coefficient, powers))} 0.0)"


def multiplied(*factors: Fraction_) -> Fraction_:
    """Return a product; what stands in a numerator and in a denominator is cancelled."""
    coefficient, powers = Fraction(1), dict[str, int]()
    for number, others in factors:
        coefficient *= number
        for text, power in others.items():
            powers[text] = powers.get(text, 0) + power
    return coefficient, {text: power for text, power in powers.items() if power} if coefficient else {}


def raised(base: Fraction_, exponent: int) -> Fraction_:
    """Return a power with an integer exponent; 1/0 is a variable that nothing is known of."""
    coefficient, powers = base
    if not coefficient and exponent < 0:
        return Fraction(1), {"0.0": exponent}
    if abs(exponent) * max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length()) > _LONGEST:
        raise RefusedError(f"the exponent {exponent} is too large")
    return coefficient**exponent, {text: power * exponent for text, power in powers.items()}


def polynomial(term: Fraction_) -> str:
    """Return what has no denominator as text."""
    coefficient, powers = term
    longest = max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length())
    if longest > _LONGEST or sum(len(text) * power for text, power in powers.items()) > 100 * _LONGEST:
        raise RefusedError("a polynomial is too long to be written")
    factors = [text for text, power in sorted(powers.items()) for _ in range(power)]
    if not factors or coefficient != 1:
        size = f"{abs(coefficient.numerator)}.0"
        size = size if coefficient.denominator == 1 else f"(/ {size} {coefficient.denominator}.0)"
        factors.insert(0, f"(- {size})" if coefficient < 0 else size)
    return factors[0] if len(factors) == 1 else f"(* {' '.join(factors)})"


def question(premises: list[Node], goal: Node, assumed: Iterable[Node] = ()) -> str:
    """Return the SMT-LIB text that nothing satisfies if the premises imply the goal; what is assumed holds as well."""
    return _written(_Text([*premises, *assumed]), premises, goal)


def _written(writing: _Text, premises: list[Node], goal: Node) -> str:
    lines = [writing.condition(premise) for premise in premises]
    lines.append(f"(not {writing.condition(goal)})")
    asserted = [f"(assert {line})" for line in (*writing.definitions, *dict.fromkeys(lines))]
    return "\n".join(["(set-logic QF_NRA)", *writing.declared, *asserted, "(check-sat)", ""])


class _Logic(_Text):
    """The same, in which a comparison is true or false and nothing more is known of it."""

    def relation(self, operator: str, left: Node, right: Node) -> str:
        relation = node(operator, left, right)
        truth = known_truth(relation)
        if truth is not None:
            return str(truth).lower()
        if operator in "<>":
            return f"(not {self.variable(condition_key(node(NEGATED[operator], left, right)), 'Bool')})"
        return self.variable(condition_key(relation), "Bool")


def abstracted(premises: list[Node], goal: Node) -> str:
    """Return the text that nothing satisfies if the premises imply the goal by propositional logic."""
    return _written(_Logic([]), premises, goal)


# How it is asked: two solvers that share no code, each in a process of its own; both must say `unsat`. Their Python
# packages are used in a child process, or else the programs `z3` and `cvc5` on the path. What a question may cost is
# counted in steps of the solver, so that an answer does not depend on how busy the machine is.

_COMMON = """
import json, os, resource, sys
def said(ask, text):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, 2 * (int(sys.argv[1]),))
        try:
            os.write(writing, ask(text).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        answer = stream.read()
    usage = os.wait4(child, 0)[2]
    return answer or "no answer", usage.ru_utime + usage.ru_stime
def serve(ask):
    for line in sys.stdin:
        print(json.dumps(said(ask, json.loads(line))), flush=True)
"""
_Z3 = """
import z3
def ask(text):
    for way, steps in (("simple", 250000), ("nlsat", 2000000), ("simple", 1500000)):
        solver = z3.SimpleSolver() if way == "simple" else z3.SolverFor("QF_NRA")
        if way == "simple":
            solver.set("arith.nl.delay", 1)
            solver.set("arith.nl.grobner", False)
        solver.set("rlimit", steps)
        solver.from_string(text)
        answer = str(solver.check())
        if answer == "unsat":
            return answer
    return answer
serve(ask)
"""
_CVC5 = """
import cvc5
def ask(text):
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("rlimit-per", "400000")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    words = []
    while not (command := parser.nextCommand()).isNull():
        words.append(command.invoke(solver, parser.getSymbolManager()).strip())
    return words[-1]
serve(ask)
"""
_SCRIPTS = {"z3": _Z3, "cvc5": _CVC5}
_PROGRAMS = {"z3": ["-smt2", "-in", "rlimit=2000000"], "cvc5": ["--lang=smt2", "--rlimit-per=400000", "-"]}

_running: dict[str, subprocess.Popen[str]] = {}
_known: dict[str, dict[str, str]] = {}
longest = 30
"""Seconds of processor time after which a solver has no answer, whatever steps it may still take."""
seconds = {"z3": 0.0, "cvc5": 0.0}
"""The processor time that each has used."""


def unsatisfiable(text: str) -> str:
    """Return "" if both solvers say of a text that nothing satisfies it, else what they say."""
    if text not in _known:
        for engine in _SCRIPTS:
            _send(engine, text)
        _known[text] = {engine: _answer(engine, text) for engine in _SCRIPTS}
    answers = _known[text]
    return "" if set(answers.values()) == {"unsat"} else ", ".join(f"{e} says {a}" for e, a in answers.items())


def _send(engine: str, text: str) -> None:
    if engine not in _running:
        script = _COMMON + _SCRIPTS[engine]
        _running[engine] = child = subprocess.Popen(
            [sys.executable, "-P", "-c", script, str(longest)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        atexit.register(child.kill)
    stream: Any = _running[engine].stdin
    try:
        stream.write(json.dumps(text) + "\n")
        stream.flush()
    except OSError:  # it could not be started; the program on the path is asked
        pass


def _answer(engine: str, text: str) -> str:
    stream: Any = _running[engine].stdout
    line = stream.readline()
    if line:
        answer, spent = json.loads(line)
        seconds[engine] += spent
        return str(answer)
    program = shutil.which(engine)
    if program is None:
        return "nothing, for it is not installed"
    try:
        done = subprocess.run([program, *_PROGRAMS[engine]], input=text, capture_output=True, text=True, timeout=900)
    except subprocess.TimeoutExpired:
        return "nothing in time"
    return next(iter(done.stdout.split()), "nothing")
