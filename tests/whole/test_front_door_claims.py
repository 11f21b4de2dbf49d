"""The front door to what is claimed and proved: ids, one's own inequality, short forms, notebooks, `show`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from command_line import here, process
from sympy import And, Dummy, Eq, Function, Ge, I, IndexedBase, Ne, Or, S, Symbol, exp, sin

import ldm_symbolic as ldm
from ldm_symbolic import notebook

x, y = Symbol("x", real=True), Symbol("y", real=True)
n = Symbol("n", integer=True)


def refusal(ask: Callable[[], Any]) -> str:
    """The line with which something is refused."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        ask()
    text = str(refused.value)
    assert text
    assert "\n" not in text
    return text


class TestIds:
    @pytest.mark.parametrize("written", ["P5", "p5", "prop5", "5"])
    def test_statements(self, written: str) -> None:
        assert [statement.id for statement in ldm.catalogue([written])] == ["P5"]
        assert [statement.id for statement in ldm.catalogue(written)] == ["P5"]
        assert ldm.show(written).id == "P5"

    def test_claims(self) -> None:
        assert ldm.claim("p5.Printed") is ldm.catalogue(["P5"])[0]["P5.printed"]
        assert ldm.show("5.printed").id == "P5.printed"
        assert len(ldm.catalogue()) == len({statement.id for statement in ldm.catalogue()}) >= 20

    @pytest.mark.parametrize(
        "ask",
        [ldm.claim, ldm.show, ldm.verify, lambda name: ldm.catalogue(["P1", name])],
        ids=["claim", "show", "verify", "catalogue"],
    )
    def test_one_that_there_is_not_is_refused_with_the_nearest(self, ask: Callable[[str], Any]) -> None:
        assert refusal(lambda: ask("P5.print")) == "there is no claim 'P5.print'; did you mean P5.printed?"
        assert refusal(lambda: ask("P99")) == "there is no statement or claim 'P99'; did you mean P9?"

    def test_a_statement_is_no_claim(self) -> None:
        assert refusal(lambda: ldm.claim("L2")) == (
            "L2 is a statement; expected one of its claims: L2.congruence, L2.squares, L2.squares-repaired, "
            "... (5 claims)"
        )

    def test_what_is_no_id_is_refused(self) -> None:
        assert refusal(lambda: ldm.claim(5)).startswith("expected the id of")  # type: ignore[arg-type]
        said = refusal(lambda: ldm.verify(5))  # type: ignore[arg-type]
        assert said == "expected a Claim or the id of one, such as 'P5.printed', got a int"

    @pytest.mark.parametrize("command", [["show"], ["list"], ["verify"], ["latex"], ["verify", "P1"]], ids=" ".join)
    def test_the_command_line_says_the_same(self, command: list[str]) -> None:
        done = here(*command, "P5.print")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "error: there is no claim 'P5.print'; did you mean P5.printed?\n"

    def test_verify_takes_a_claim_its_id_and_an_altered_one(self) -> None:
        claim = ldm.claim("P2.quotient")
        assert ldm.verify("p2.quotient") == ldm.verify(claim)
        assert ldm.verify(claim).verdict is ldm.Verdict.REFUTED
        without = replace(claim, counterexample=None, expected=ldm.Verdict.PROVED)
        assert ldm.verify(without).verdict is not ldm.Verdict.PROVED


class TestProve:
    @pytest.mark.parametrize(
        ("conclusion", "given", "line"),
        [
            (x**2 + 1 >= 2 * x, [], "PROVED x**2 + 1 >= 2*x (z3, cvc5)"),
            (Ge(x**2, 0, evaluate=False), (), "PROVED x**2 >= 0 (rules)"),
            (x > 1, x > 2, "PROVED x > 1 given x > 2 (z3, cvc5)"),
            (x**2 >= x, [], "REFUTED x**2 >= x: it is false at x = 1/2"),
            (x**2 >= x, [x >= 1], "PROVED x**2 >= x given x >= 1 (z3, cvc5)"),
            (1 / x**2 > 0, [], "REFUTED x**(-2) > 0: it is undefined at x = 0"),
            (n * (n + 1) >= 0, [], "PROVED n*(n + 1) >= 0 (z3, cvc5)"),
            (x * (x + 1) >= 0, [], "REFUTED x*(x + 1) >= 0: it is false at x = -1/2"),
            (Eq((x + y) ** 2, x**2 + 2 * x * y + y**2), [], "PROVED Eq((x + y)**2, x**2 + 2*x*y + y**2) (normal form)"),
        ],
        ids=str,
    )
    def test_the_verdict_comes_first(self, conclusion: Any, given: Any, line: str) -> None:
        assert str(ldm.prove(conclusion, given)) == line

    def test_what_only_instances_support_is_not_proved(self) -> None:
        found = ldm.prove(exp(x) >= 1 + x)
        assert found.verdict is ldm.Verdict.TESTED
        assert str(found).startswith("TESTED exp(x) >= x + 1 (search: ")

    def test_what_follows_from_nothing_possible_is_not_proved(self) -> None:
        assert ldm.prove(x > 5, given=[x > 1, x < 0]).verdict is ldm.Verdict.UNDECIDED

    @pytest.mark.parametrize(
        ("assumptions", "hypothesis"),
        [
            ({"positive": True}, "p > 0"),
            ({"negative": True}, "p < 0"),
            ({"nonnegative": True}, "p >= 0"),
            ({"nonpositive": True}, "p <= 0"),
            ({"nonzero": True}, "Ne(p, 0)"),
            ({"integer": True, "positive": True}, "p > 0"),
            ({"real": True}, None),
            ({"integer": True}, None),
        ],
        ids=str,
    )
    def test_an_assumption_becomes_a_hypothesis(self, assumptions: dict[str, bool], hypothesis: str | None) -> None:
        p = Symbol("p", **assumptions)
        found = ldm.prove((p + x) ** 2 + 1 >= 2 * (p + x))
        assert found.verdict is ldm.Verdict.PROVED
        assert found.hypotheses == (() if hypothesis is None else (hypothesis,))

    def test_an_assumption_is_used_and_none_is_invented(self) -> None:
        positive = Symbol("p", positive=True)
        assert ldm.prove(positive + 1 / positive >= 2).verdict is ldm.Verdict.PROVED
        assert ldm.prove(x + 1 / x >= 2).verdict is ldm.Verdict.REFUTED
        assert ldm.prove(2 * positive >= 1, given=[positive > 0]).verdict is ldm.Verdict.REFUTED

    @pytest.mark.parametrize(
        ("conclusion", "given", "said"),
        [
            (Symbol("z") > 0, [], "symbol z: it may be complex; expected a real one, Symbol('z', real=True)"),
            (Ne(Symbol("z") ** 2, -1), [], "symbol z: it may be complex"),
            (x > 0, [Symbol("z") > 0], "symbol z: it may be complex"),
            (Symbol("e", even=True) > 1, [], "symbol e: of its assumptions even=True not all can be written"),
            (
                x > Symbol("e", even=True, positive=True),
                [],
                "symbol e: of its assumptions even=True, positive=True",
            ),
            (Symbol("q", rational=True) > 1, [], "symbol q: of its assumptions rational=True not all can be written"),
            (Dummy("d", real=True) > 1, [], "symbol _d: it is a Dummy; expected Symbol('d', real=True)"),
            (x + Symbol("x", positive=True) > 1, [], "symbol x: two symbols have this name and different assumptions"),
            (Symbol("p", positive=True) > 0, [], "conclusion: SymPy has evaluated it to True; declare the symbols"),
            (S.false, [], "conclusion: SymPy has evaluated it to False; declare the symbols"),
            (x > 1, [S.false], "given, entry 1: SymPy has evaluated it to False, from which anything follows"),
            (True, [], "conclusion: expected a SymPy condition, got True; == compares how things are written, use Eq"),
            ("x > 0", [], "conclusion: expected a SymPy condition such as x**2 >= 0, got 'x > 0'"),
            (x, [], "conclusion: expected a SymPy condition such as x**2 >= 0, got x"),
            (x + 1, [], "conclusion: expected a SymPy condition such as x**2 >= 0, got x + 1"),
            (x > 1, ["a"], "given, entry 1: expected a SymPy condition such as x**2 >= 0, got 'a'"),
            (x > 1, 3, "given, entry 1: expected a SymPy condition such as x**2 >= 0, got 3"),
            (x > 0.5, [], "conclusion: 0.500000000000000 is a float; write an exact number, such as Rational(1, 2)"),
            (Eq(I * x, y), [], "conclusion: `Eq(I*x, y)` is not about real numbers"),
            (sin(x) <= 2, [], "no engine can read `sin(x)` (sin)"),
            (x**n > 0, [], "the exponent of `x**n` is not a rational number"),
            (Function("f")(x) > 0, [], "function `f` must be declared real=True and nothing more"),
            (IndexedBase("s")[n] > 0, [], "sequence `s` must be declared real=True and nothing more"),
        ],
        ids=str,
    )
    def test_what_cannot_be_read_is_refused_in_one_line(self, conclusion: Any, given: Any, said: str) -> None:
        assert refusal(lambda: ldm.prove(conclusion, given)).startswith(said)


class TestShortForms:
    def test_a_certificate_is_a_line(self) -> None:
        for name in ("P5.printed", "P2.quotient", "P2.step-level"):
            found = ldm.verify(name)
            assert str(found).startswith(f"{found.verdict} {name}: ")
            assert max(len(str(found)), len(repr(found))) < 400
            assert "\n" not in str(found) + repr(found)
            assert name in repr(found)
            assert found.verdict in repr(found)

    def test_claims_and_statements_are_a_line(self) -> None:
        for statement in ldm.catalogue(["P5", "S1"]):
            things: list[Any] = [statement, *statement.claims]
            for thing in things:
                assert str(thing).startswith(thing.id)
                assert repr(thing) == f"<{type(thing).__name__} {thing}>"
                assert "\n" not in str(thing)
                assert len(str(thing)) < 300
        assert str(ldm.catalogue("S1")[0]).endswith("(this package; 5 claims)")
        said = "P2.quotient (step, recorded as REFUTED): 3 λ_k/(1 - λ_k)₊ is a real number"
        assert str(ldm.claim("P2.quotient")) == said

    def test_latex_takes_what_there_is(self) -> None:
        claim = ldm.claim("P2.exact")
        assert ldm.latex(claim).startswith(r"\begin{proposition}")
        assert ldm.latex(claim, "paper") != ldm.latex(claim) == ldm.latex(claim, ldm.latex.notation())
        assert ldm.latex(ldm.catalogue("P2")[0]).count(r"\label{") == len(ldm.catalogue("P2")[0].claims)
        assert ldm.latex(x**2 >= 0.5 * 0 + y) == r"x^2 \ge y"
        assert ldm.latex(Or(x > 1, x < 0)) == "$x < 0$ or $x > 1$"
        assert ldm.latex(ldm.prove(x**2 >= x)).startswith("The claim is refuted, by ")
        assert ldm.latex(ldm.closed_form("exact", form="variance")) in (
            r"\lambda + x (1 - \lambda)",
            r"x + \lambda (1 - x)",
        )

    def test_latex_refuses_the_rest_in_one_line(self) -> None:
        assert refusal(lambda: ldm.latex("P5")).endswith("got 'P5'; ldm_symbolic.claim(ID) gives a claim")
        assert refusal(lambda: ldm.latex(3)).startswith("expected a claim, a certificate, a fact or a SymPy expression")
        assert refusal(lambda: ldm.latex(sin(x))) == "there is no LaTeX form for `sin(x)` (sin)"
        assert refusal(lambda: ldm.latex(x, "nope")).startswith("nope: cannot be read")


class Formatter:
    """What of IPython's formatters is used."""

    def __init__(self) -> None:
        self.functions: dict[tuple[str, str], Callable[..., Any]] = {}

    def for_type_by_name(self, module: str, name: str, function: Callable[..., Any]) -> None:
        self.functions[module, name] = function

    def of(self, value: object) -> Callable[..., Any]:
        return self.functions[type(value).__module__, type(value).__name__]


class TestNotebook:
    def test_each_has_a_picture_and_a_line(self) -> None:
        latex, plain = Formatter(), Formatter()
        formatters = {"text/latex": latex, "text/plain": plain}
        notebook.register(SimpleNamespace(display_formatter=SimpleNamespace(formatters=formatters)))
        answer, certificate = ldm.stop("optdigits-variances"), ldm.verify("P2.step-level")
        proof = ldm.claim("P2.step-level").proof
        assert proof is not None
        for value in (answer, answer.best.precise, ldm.claim("P2.exact"), certificate, proof()):
            lines: list[str] = []
            assert "$" in latex.of(value)(value)
            plain.of(value)(value, SimpleNamespace(text=lines.append), False)
            assert lines == [str(value)]
        table = latex.of(answer)(answer)
        assert r"51 & 3.99442 & 0.0110902 & 0.0829226 & 0.107904 \end{array}$$ Best of all pairs: $k = 51," in table
        assert table.endswith("stop early.")

    @pytest.mark.parametrize(("shell", "count"), [("SHELL", "2"), ("None", "0")])
    def test_the_front_door_tells_a_shell_that_runs(self, shell: str, count: str) -> None:
        code = f"""
import sys, types
asked = []
formatter = types.SimpleNamespace(for_type_by_name=lambda module, name, function: asked.append(name))
display = types.SimpleNamespace(formatters={{"text/latex": formatter, "text/plain": formatter}})
SHELL = types.SimpleNamespace(display_formatter=display)
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: {shell})
import ldm_symbolic
print(asked.count("Certificate"), "sympy" in sys.modules)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.split() == [count, "False"]


class TestCommandLine:
    def test_no_argument_is_help(self) -> None:
        done = process()
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: ")
        assert {"stop", "show", "verify"} <= set(done.stdout.split())

    @pytest.mark.parametrize(("arguments", "status"), [([], 0), (["--version"], 0), (["show", "P99"], 2)])
    def test_the_package_is_run_as_the_command(self, arguments: list[str], status: int) -> None:
        command = [sys.executable, "-m", "ldm_symbolic", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == status
        assert (done.stdout or done.stderr).startswith(("Usage: ", "ldm-symbolic ", "error: there is no statement"))

    def test_list_takes_ids_too(self) -> None:
        whole = json.loads(here("list", "--json").stdout)["statements"]
        some = json.loads(here("list", "lemma 2", "P2.exact", "--json").stdout)["statements"]
        p2, l2 = (next(s for s in whole if s["id"] == name) for name in ("P2", "L2"))
        assert some == [{**p2, "claims": [c for c in p2["claims"] if c["id"] == "P2.exact"]}, l2]
        assert "P2.exact" in here("list", "P2.exact").stdout

    def test_show_for_programs_and_for_people(self) -> None:
        document = json.loads(here("show", "prop5", "--json").stdout)
        assert document == ldm.show("P5").as_json()
        assert (document["id"], document["verdict"]) == ("P5", "REFUTED")
        assert document["claims"]["proved"] > document["claims"]["refuted"] > 0
        assert json.loads(here("show", "S1", "--json").stdout)["but"] is None
        narrow = process("show", "P5.printed", environment={"COLUMNS": "40"}).stdout.splitlines()
        assert narrow[0] == "P5.printed  REFUTED (open)"
        assert max(map(len, narrow)) <= 40


def test_conditions_are_joined_as_they_are() -> None:
    assert ldm.prove(And(x > 0, y > 0), given=[x > 1, y > 1]).verdict is ldm.Verdict.PROVED
