"""The questions that a goal comes to: cut into sequents, each is asked of both solvers, and both must say `unsat`.

That the goal is defined is asked first, and as strictly as the goal. What the solvers cannot see (a sum, an unknown
function, a sequence entry) is a variable that may be any real number. No Fact is made here.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sympy import Abs, Basic, Max, Min, Piecewise, Pow, Symbol, exp, log
from sympy.core.relational import Equality, LessThan, Unequality
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.build import both, implies, lt
from ldm_symbolic.proof.language.conditions import meaning, meanings, oriented
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import key, keys
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.remake import minus
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.proof.smt.query import Query
from ldm_symbolic.proof.smt.sequents import Sequent, pieces, premises
from ldm_symbolic.proof.smt.smtlib import question
from ldm_symbolic.proof.smt.solvers import ENGINES, Answer, solver

Model = Mapping[Symbol, Fraction]


class Questions:
    """The questions of one decision, as they are asked, and what two solvers say of each.

    Args:
        effort: how many times the usual budget every single question may take.
    Attributes:
        evidence: what the engines said.
        queries: what they were asked.
        model: values that a solver holds to be a counterexample, or None.
        trouble: whether a solver gave no answer, rather than an answer that does not help.
    """

    def __init__(self, *, effort: float) -> None:
        self.effort = effort
        self.evidence: list[Evidence] = []
        self.queries: list[Query] = []
        self.model: Model | None = None
        self.trouble = False

    def settle_defined(self, hypotheses: tuple[Boolean, ...], term: Basic) -> str:
        """Return "" if a term is defined wherever the hypotheses hold, else what is missing."""
        given = meanings(hypotheses)
        wanted = [condition for condition in obligations(term) if meaning(condition) not in given]
        easy = [condition for condition in wanted if _is_rational(condition)]
        if len(easy) > 1 and self._settle_at_once(hypotheses, easy):
            wanted = [condition for condition in wanted if not _is_rational(condition)]
        open_ones = keys(wanted)
        shown = tuple(condition for condition in obligations(term) if key(condition) not in open_ones)
        for condition in wanted:
            failure = self.settle((*hypotheses, *shown), condition, defined=False)
            if failure:
                return f" to be defined, `{condition}` is needed{failure}"
            shown += (condition,)
        return ""

    def _settle_at_once(self, hypotheses: tuple[Boolean, ...], conditions: list[Boolean]) -> bool:
        """Ask for several conditions of definedness in one question; what is not shown so is asked one by one.

        The conditions come inner ones first, so that the first that fails is itself defined.
        """
        parts = [piece for condition in conditions for piece in pieces(Sequent(assumed=hypotheses, wanted=condition))]
        given = keys(hypotheses)
        goals = [implies(both(*(h for h in part.assumed if key(h) not in given)), part.wanted) for part in parts]
        variables = tuple(dict.fromkeys(variable for part in parts for variable in part.variables))
        whole = Sequent(assumed=hypotheses, wanted=both(*goals), variables=variables)
        query, _ = question(premises(whole, defined=False), whole.wanted)
        answers = []
        for engine in ENGINES:
            answers.append(solver(engine).ask(query, effort=self.effort))
            if answers[-1].status != "unsat":
                return False
        self.queries.append(query)
        for answer in answers:
            self._note(query, answer)
        return True

    def settle(self, hypotheses: tuple[Boolean, ...], goal: Boolean, *, defined: bool) -> str:
        """Return "" if the hypotheses imply the goal, else the reason why that is not shown.

        Args:
            hypotheses: what may be used.
            goal: what is wanted.
            defined: whether the goal is known to be defined, so that its roots are known to be real.
        """
        for sequent in pieces(Sequent(assumed=hypotheses, wanted=goal)):
            wanted = sequent.wanted
            given = _is_given(wanted, sequent.assumed)
            if defined and not sequent.renamed and not given:
                failure = self.settle_defined(sequent.assumed, wanted)
                if failure:
                    return failure
            if isinstance(wanted, Identity | Equality) and vanishes(minus(*wanted.args)):
                self.evidence.append(Evidence(engine="normal form", outcome="zero", detail=str(wanted)))
                continue
            if given:
                continue
            failure = self._ask(sequent, defined=defined)
            if failure:
                return f": {failure}"
        return ""

    def _ask(self, sequent: Sequent, *, defined: bool) -> str:
        query, translation = question(premises(sequent, defined=defined), sequent.wanted)
        self.queries.append(query)
        symbols = translation.variables.symbols() or {}
        first = self._note(query, solver("z3").ask(query, symbols=sorted(symbols), effort=self.effort))
        if first.status == "sat":
            self.model = {symbols[name]: Fraction(value) for name, value in first.model.items()} or None
            return f"z3 has a model against {sequent.wanted}"
        second = self._note(query, solver("cvc5").ask(query, effort=self.effort))
        if first.status == second.status == "unsat":
            return ""
        self.trouble = True
        said = [f"{answer.engine} says {_told(answer)}" for answer in (first, second)]
        return f"both solvers must say unsat, but {' and '.join(said)}"

    def _note(self, query: Query, answer: Answer) -> Answer:
        self.evidence.append(
            Evidence(
                engine=answer.engine,
                outcome=answer.status,
                detail=answer.reason,
                query=query.digest,
                seconds=answer.seconds,
            )
        )
        return answer


def _is_rational(condition: Boolean) -> bool:
    """Say whether a condition is about rational functions alone; it only chooses what is asked at once."""
    roots = (power for power in condition.atoms(Pow) if not power.exp.is_Integer)
    return not any(roots) and not condition.atoms(Abs, Max, Min, Piecewise, exp, log)


def _is_given(wanted: Boolean, assumed: Iterable[Boolean]) -> bool:
    """Say whether a hypothesis is the wanted relation, or the strict one between the same two sides."""
    wanted = oriented(wanted)
    enough = [wanted]
    if isinstance(wanted, LessThan):
        enough.append(lt(*wanted.args))
    if isinstance(wanted, Unequality):
        left, right = wanted.args
        enough += [lt(left, right), lt(right, left)]
    return not meanings(enough).isdisjoint(meanings(assumed))


def _told(answer: Answer) -> str:
    return f"{answer.status} ({answer.reason})" if answer.reason else answer.status
