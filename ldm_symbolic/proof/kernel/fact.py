"""What has been proved: hypotheses |- conclusion, and how.

A `Fact` means: for all values of its free names (see `terms`) at which every hypothesis is defined and true,
the conclusion is defined and true. Only `decide` and the rules can make one, and nothing can change one. It
remembers its rule, its premises and what the engines said, so that its proof can be printed and replayed.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.evidence import Evidence
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.terms import Name, check, free
from ldm_symbolic.proof.smt.query import Query

_SEAL = object()


class RuleError(ValueError):
    """Raised when an inference is refused; the message shows the side condition that failed.

    Args:
        message: what failed.
        trouble: whether an engine gave no answer (a spent budget, killed, missing), rather than the answer no.
        evidence: what the engines said.
    """

    def __init__(self, message: str, *, trouble: bool = False, evidence: tuple[Evidence, ...] = ()) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.evidence = evidence


class Fact:
    """A proved sequent. There is no public constructor.

    Attributes:
        hypotheses: what is assumed.
        conclusion: what follows.
        rule: the name of the rule, or "decide".
        premises: the facts that the rule was applied to.
        evidence: what the engines said, for this step alone.
        queries: the solver questions behind the evidence.
    """

    __slots__ = ("_content",)
    _content: tuple[Any, ...]

    def __init__(self, *, seal: object, content: tuple[Any, ...]) -> None:
        if seal is not _SEAL:
            raise TypeError("a Fact is made by `decide` and by the rules, and by nothing else")
        object.__setattr__(self, "_content", content)

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
        return self._content[0]

    @property
    def conclusion(self) -> Boolean:
        """What follows."""
        return self._content[1]

    @property
    def rule(self) -> str:
        """The name of the rule that made it."""
        return self._content[2]

    @property
    def premises(self) -> tuple[Fact, ...]:
        """The facts that the rule was applied to."""
        return self._content[3]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the engines said in this step."""
        return self._content[4]

    @property
    def queries(self) -> tuple[Query, ...]:
        """The solver questions of this step."""
        return self._content[5]

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


def _mint(
    hypotheses: Iterable[Boolean],
    conclusion: Boolean,
    *,
    rule: str,
    premises: Iterable[Fact] = (),
    evidence: Iterable[Evidence] = (),
    queries: Iterable[Query] = (),
) -> Fact:
    """Make a Fact. For `decide` and the rules alone, which a test enforces."""
    premises = tuple(premises)
    for premise in premises:
        require_fact(premise)
    hypotheses = conjuncts(hypotheses)
    for part in (*hypotheses, conclusion):
        check(part)
    content = (hypotheses, conclusion, rule, premises, tuple(evidence), tuple(queries))
    return Fact(seal=_SEAL, content=content)


def require_fact(candidate: Any) -> Fact:
    """Return the candidate if it is a Fact.

    Raises:
        RuleError: otherwise.
    """
    if type(candidate) is not Fact:
        raise RuleError(f"expected a Fact, got {type(candidate).__name__}: {candidate}")
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
