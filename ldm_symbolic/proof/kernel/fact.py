"""What has been proved: hypotheses |- conclusion, and how.

A `Fact` means: for all values of its free names (see `terms`) at which every hypothesis is defined and true,
the conclusion is defined and true. Only `decide` and the rules can make one, and nothing can change one. It
remembers its rule, its premises and what the engines said, so that its proof can be printed and replayed.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from inspect import signature
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from sympy import Basic
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanAtom, BooleanFalse, BooleanTrue

from ldm_symbolic.proof.language.conditions import conjuncts, meaning, meanings
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import kinds
from ldm_symbolic.proof.language.refusals import RuleError as RuleError  # for whoever takes it from here
from ldm_symbolic.proof.language.refusals import kind_of
from ldm_symbolic.proof.language.terms import Name, free
from ldm_symbolic.proof.language.wellformed import check, is_condition
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.query import Query


class Fact:
    """A proved sequent. There is no public constructor, and its contents are kept out of reach.

    Attributes:
        hypotheses: what is assumed.
        conclusion: what follows.
        rule: the name of the rule, or "decide".
        premises: the facts that the rule was applied to.
        evidence: what the engines said, for this step alone.
        queries: the solver questions behind the evidence.
        arguments: what the rule was given beside facts and hypotheses, by name.
        needed: those hypotheses that are there only so that the conclusion is defined.
    """

    __slots__ = ("__weakref__",)

    def __new__(cls, *_: Any, **__: Any) -> Fact:
        raise TypeError("a Fact is made by `decide` and by the rules, and by nothing else")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Fact cannot be subclassed")

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"a Fact cannot be changed (tried to set {name})")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Fact cannot be changed (tried to delete {name})")

    def __copy__(self) -> Fact:
        return self

    def __deepcopy__(self, memo: Any) -> Fact:
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a Fact cannot be pickled: prove it again")

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What is assumed."""
        return _content(self)[0]

    @property
    def conclusion(self) -> Boolean:
        """What follows."""
        return _content(self)[1]

    @property
    def rule(self) -> str:
        """The name of the rule that made it."""
        return _content(self)[2]

    @property
    def premises(self) -> tuple[Fact, ...]:
        """The facts that the rule was applied to."""
        return _content(self)[3]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the engines said in this step."""
        return _content(self)[4]

    @property
    def queries(self) -> tuple[Query, ...]:
        """The solver questions of this step."""
        return _content(self)[5]

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the rule was given beside facts and hypotheses, by name."""
        return _content(self)[6]

    @property
    def needed(self) -> tuple[Boolean, ...]:
        """Those hypotheses that a rule has added, for its conclusion to be defined; a tactic shows them."""
        return _content(self)[7]

    def steps(self) -> Iterator[Fact]:
        """Yield every fact of the proof once, premises before what follows from them."""
        seen: set[int] = set()
        stack: list[tuple[Fact, bool]] = [(self, False)]
        while stack:
            fact, expanded = stack.pop()
            if expanded:
                yield fact
            elif id(fact) not in seen:
                seen.add(id(fact))
                stack.append((fact, True))
                stack.extend((premise, False) for premise in reversed(fact.premises))

    def __repr__(self) -> str:
        return f"{', '.join(map(str, self.hypotheses))} |- {self.conclusion}  [{self.rule}]"


_CONTENTS: WeakKeyDictionary[Fact, tuple[Any, ...]] = WeakKeyDictionary()
"""What every Fact says: it is kept here alone, so that an object that `_mint` has not made says nothing."""


def _mint(
    hypotheses: Iterable[Boolean],
    conclusion: Boolean,
    *,
    rule: str,
    premises: Iterable[Fact] = (),
    evidence: Iterable[Evidence] = (),
    queries: Iterable[Query] = (),
    needed: tuple[Boolean, ...] = (),
) -> Fact:
    """Make a Fact. For `decide` and the rules alone, which a test enforces."""
    premises = tuple(premises)
    for premise in premises:
        require_fact(premise)
    hypotheses = conjuncts(hypotheses)
    for part in (*hypotheses, conclusion):
        check(part)
        require_open(part)
        if not is_condition(part):
            raise RuleError(f"`{part}` is a number, which says nothing")
    fact = object.__new__(Fact)
    given = _GIVEN[-1][1] if _GIVEN and _GIVEN[-1][0] == rule else {}
    _CONTENTS[fact] = (hypotheses, conclusion, rule, premises, tuple(evidence), tuple(queries), given, needed)
    return fact


def _mint_defined(
    hypotheses: Iterable[Boolean],
    conclusion: Boolean,
    *,
    rule: str,
    premises: Iterable[Fact] = (),
    needs: Iterable[Basic] | None = None,
) -> Fact:
    """Make the Fact of a rule; what must hold for its conclusion to be defined becomes a hypothesis. For rules alone.

    Args:
        needs: what must be defined, where that is enough for the conclusion.
    """
    hypotheses = conjuncts(hypotheses)
    given = meanings(hypotheses)
    wanted = conjuncts(condition for term in needs or [conclusion] for condition in obligations(term))
    needed = tuple(condition for condition in wanted if meaning(condition) not in given)
    return _mint((*hypotheses, *needed), conclusion, rule=rule, premises=premises, needed=needed)


_GIVEN: list[tuple[str, Mapping[str, Any]]] = []
"""The rules that are being applied, outermost first, and what each was given."""


def recorded(rule: Callable[..., Fact]) -> Callable[..., Fact]:
    """Let the Fact that a rule makes remember what the rule was given, so that a checker can apply it again."""
    parameters = signature(rule)

    @wraps(rule)
    def applied(*args: Any, **kwargs: Any) -> Fact:
        given = parameters.bind(*args, **kwargs)
        given.apply_defaults()
        given.arguments.update({n: tuple(v) for n, v in given.arguments.items() if isinstance(v, Iterator)})
        kept = {n: v for n, v in given.arguments.items() if n != "hypotheses" and not _is_premise(v)}
        _GIVEN.append((rule.__name__, kept))
        try:
            return rule(*given.args, **given.kwargs)
        finally:
            _GIVEN.pop()

    return applied


def _is_premise(argument: Any) -> bool:
    facts = argument if isinstance(argument, tuple | list) else [argument]
    return any(isinstance(fact, Fact) for fact in facts)


def _content(fact: Fact) -> tuple[Any, ...]:
    try:
        return _CONTENTS[fact]
    except KeyError:
        raise RuleError("this Fact was made by no rule") from None


def require_fact(candidate: Any) -> Fact:
    """Return the candidate if it is a Fact.

    Raises:
        RuleError: otherwise.
    """
    if type(candidate) is not Fact or candidate not in _CONTENTS:
        raise RuleError(f"expected a Fact, got {kind_of(candidate)}")
    return candidate


def require_absent(symbols: Iterable[Name], conditions: Iterable[Boolean], why: str) -> None:
    """Raise if a symbol that is about to be generalised is free in a condition.

    Raises:
        RuleError: naming the symbol and the condition.
    """
    for condition in conditions:
        for symbol in sorted(symbols, key=str):
            if symbol in free(condition):
                raise RuleError(f"{why}: `{symbol}` is free in the hypothesis `{condition}`")


def require_conclusion(fact: Fact, *wanted: Boolean) -> None:
    """Raise a RuleError unless a fact shows one of the conclusions that would do."""
    if meaning(fact.conclusion) not in meanings(wanted):
        raise RuleError(f"the fact shows `{fact.conclusion}`, but `{wanted[0]}` is needed")


def require_open(condition: Basic) -> None:
    """Raise a RuleError if a condition, or a part of one, is the constant true or false: what it was is lost.

    The last case of a `Piecewise` may always apply.
    """
    if isinstance(condition, BooleanAtom):
        raise RuleError(
            f"`{condition}` is a constant: what SymPy has made it of is lost, and with it where that is defined"
        )
    if {BooleanTrue, BooleanFalse} & kinds(condition):
        for arg in condition.args:
            if not (isinstance(condition, ExprCondPair) and isinstance(arg, BooleanTrue)):
                require_open(arg)
