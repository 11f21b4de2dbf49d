"""LaTeX: what is printed means what it was printed from, reads the same every day, and compiles."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import pytest
from book_checks import compiled_log, complaints, document, pdflatex_here
from click import UsageError
from click.testing import CliRunner
from golden import GOLDEN, PAPER, fragment, names
from latex_reading import Reader, ReadingError
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    Gt,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    Lambda,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    preorder_traversal,
    sqrt,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Or
from written_problems import problem_of

from ldm_symbolic import catalogue, latex
from ldm_symbolic.book.opening import setting
from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.cli.commands import application
from ldm_symbolic.latex.formulas.letters import Notation, notation, require_distinct
from ldm_symbolic.latex.formulas.printer import AuthorPrinter, UnprintableError
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.macros import drifted, macros_tex, model_macros
from ldm_symbolic.latex.names import ExactError, definition, shortened, used
from ldm_symbolic.latex.proofs import proof as latex_proof
from ldm_symbolic.latex.proofs.outline import outline, theorem
from ldm_symbolic.latex.sentences.conventions import conventions
from ldm_symbolic.notation import (
    VOCABULARY,
    cap,
    data_dimension,
    deviations,
    estimated_variances,
    horizon,
    latent_dimension,
    mode,
    noise,
    noise_at,
    time,
    variance,
    variances,
)
from ldm_symbolic.notebook import shown
from ldm_symbolic.proof.language.terms import Name, bound, free, limits
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.stopping.answers.solver import Stopping

CLAIMS = [claim for statement in catalogue() for claim in statement.claims]
IDS = [statement.id for statement in catalogue()]
POINTS = 5
NEAR = mpmath.mpf(10) ** -20


def terms_of(condition: Any, bound: frozenset[Any] = frozenset()) -> Iterator[Any]:
    """The expressions and comparisons of a condition, as large as possible."""
    if isinstance(condition, Expr | Relational):
        yield condition
        return
    for arg in condition.args:
        if isinstance(arg, Basic):
            yield from terms_of(arg, bound)


def terms(claim: Claim) -> tuple[Any, ...]:
    parts = (*claim.hypotheses, claim.conclusion)
    return tuple(dict.fromkeys(term for part in parts for term in terms_of(part)))


class Point:
    """Random values: positive numbers, entries of sequences, and smooth functions."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def number(self, *key: Any) -> Any:
        drawn = random.Random(f"{self.seed} {key}")
        return mpmath.mpf(drawn.randint(1, 400)) / drawn.randint(60, 200)

    def symbol(self, symbol: Symbol) -> Any:
        if symbol.is_integer:  # all modes are more than the one that is looked at, so that every case is met
            return mpmath.mpf(random.Random(f"{self.seed} {symbol.name}").randint(1, 3) + 2 * (symbol.name == "D"))
        return self.number(symbol.name)

    def function(self, name: str, argument: Any) -> Any:
        return self.number(name, 0) + self.number(name, 1) * argument + self.number(name, 2) * argument**2


def value(term: Any, point: Point, local: dict[Any, Any]) -> Any:
    """The value of a term at a point; ZeroDivisionError where it has none."""

    def at(inner: Any) -> Any:
        return value(inner, point, local)

    match term:
        case Symbol():
            return local.get(term) if term in local else point.symbol(term)
        case Indexed():
            return point.number(str(term.base), int(at(term.indices[0])))
        case Rational():
            return mpmath.mpf(term.p) / term.q
        case Exp1():
            return mpmath.e
        case Add():
            return mpmath.fsum(map(at, term.args))
        case Mul():
            return mpmath.fprod(map(at, term.args))
        case Pow():
            base, power = at(term.base), at(term.exp)
            if abs(base) < NEAR and power < 0:  # 0, up to the rounding of a sum
                raise ZeroDivisionError
            return mpmath.power(base, power)
        case exp():
            return mpmath.exp(at(term.args[0]))
        case log():
            inside = at(term.args[0])
            if abs(inside) < NEAR:
                raise ZeroDivisionError
            return mpmath.log(inside)
        case Abs():
            return abs(at(term.args[0]))
        case Min():
            return min(mpmath.re(part) for part in map(at, term.args))
        case Max():
            return max(mpmath.re(part) for part in map(at, term.args))
        case AppliedUndef():
            return point.function(term.func.__name__, at(term.args[0]))
        case Sum():
            *inner, (index, lower, upper) = term.limits
            inside = Sum(term.function, *inner) if inner else term.function
            span = range(int(at(lower)), int(at(upper)) + 1)
            return mpmath.fsum(value(inside, point, {**local, index: mpmath.mpf(i)}) for i in span)
        case Piecewise():
            return next(at(part) for part, when in term.args if holds(when, point, local))
    raise AssertionError(f"the test cannot evaluate {term!r}")


def holds(condition: Any, point: Point, local: dict[Any, Any]) -> bool:
    """Whether a condition is true at a point."""
    match condition:
        case BooleanAtom() | bool():
            return bool(condition)
        case And():
            return all(holds(part, point, local) for part in condition.args)
        case Or():
            return any(holds(part, point, local) for part in condition.args)
    left, right = (mpmath.re(value(side, point, local)) for side in condition.args)
    return bool(
        {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "==": left == right}.get(
            condition.rel_op, left != right
        )
    )


MINE = r"""
name = "mine"
subscripted = ["a2"]
[letters]
k = 'G'
x = '\rho'
T = 'H'
s = '\varsigma'
s_0 = '\varsigma'
s_hat = '\tilde\varsigma'
lambda = '\Lambda'
lambda_hat = '\tilde\Lambda'
[squares]
s = "lambda"
s_0 = "lambda"
s_hat = "lambda_hat"
"""
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "ours": {"s": ("s_0",)},
    "paper": {
        "d": ("k",), "d'": ("i",), "sigma": ("s", "s_0"), "sigma_hat": ("s_hat",), "s": ("sigma",), "C": ("K",),
        "t": ("tau",), "t_hat": ("tau_hat",), "delta_hat": ("delta",), "a_T": (), "V_": (),
    },
    "mine": {
        "G": ("k",), "rho": ("x",), "H": ("T",), "varsigma": ("s", "s_0"), "varsigma_tilde": ("s_hat",),
        "Lambda": ("lambda",), "Lambda_tilde": ("lambda_hat",),
    },
}  # fmt: skip
"""What the letters of a notation stand for, told by hand: letter -> our names."""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Notation]:
    """Ours, the paper's and an author's notation."""
    path = tmp_path_factory.mktemp("notation") / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return {name: notation(str(path) if name == "mine" else name) for name in ALIASES}


@cache
def outcomes(term: Any) -> tuple[Any, ...]:
    """What a term or a comparison comes to at the points: a sign and two numbers, or None where it has no value."""
    return tuple(outcome(term, Point(str(i))) for i in range(POINTS))


def outcome(term: Any, point: Point) -> Any:
    try:
        if isinstance(term, Relational):
            return (term.rel_op, value(term.lhs, point, {}), value(term.rhs, point, {}))
        return ("", value(term, point, {}), mpmath.mpf(0))
    except ZeroDivisionError:
        return None


def same(first: Any, second: Any) -> bool:
    if first is None or second is None:
        return first is second
    close = all(abs(a - b) <= NEAR * (1 + abs(a)) for a, b in zip(first[1:], second[1:], strict=True))
    return bool(first[0] == second[0] and close)


def differences(claims: Iterable[Claim], written: Notation, printer: Callable[[Writer, Any], str | None]) -> list[str]:
    """The terms of some claims whose LaTeX does not mean what they mean; terms that they share are read once.

    Where the printer gives None, another test reads the term.
    """
    wrong, seen = [], set()
    for claim in claims:
        writer = Writer(claim.names, written)
        for term in terms(claim):
            text = printer(writer, term)
            if text is not None and (text, term) not in seen:
                seen.add((text, term))
                wrong += difference(claim.names, term, text, ALIASES[written.name])
    return wrong


def difference(names: Iterable[Name], term: Any, text: str, aliases: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What is wrong with the LaTeX of one term, in a fragment about some names."""
    local = {limit[0] for node in term.atoms(Sum) for limit in limits(node)}
    try:
        read = Reader({*free(term), *names, *local}, aliases).read(text)
    except (ReadingError, IndexError, TypeError) as refused:
        return [f"{text}: {refused}"]
    with mpmath.workdps(40):
        pairs = list(zip(outcomes(term), outcomes(read), strict=True))
    if all(same(*pair) for pair in pairs) and any(first is not None for first, _ in pairs):
        return []
    return [f"{text}: read as {read}, printed from {term}"]


@pytest.mark.parametrize("name", ALIASES)
@pytest.mark.parametrize("statement", IDS)
def test_the_latex_of_every_term_means_that_term(statement: str, name: str, letters: dict[str, Notation]) -> None:
    (chosen,) = (found for found in catalogue() if found.id == statement)
    assert differences(chosen.claims, letters[name], lambda writer, term: writer.math(term)) == []


@pytest.mark.parametrize("statement", IDS)
def test_without_abbreviations_too(statement: str, letters: dict[str, Notation]) -> None:
    (chosen,) = (found for found in catalogue() if found.id == statement)

    def whole(writer: Writer, term: Any) -> str | None:
        return None if writer.shortened(term) == term else writer.printer.doprint(term)

    assert differences(chosen.claims, letters["ours"], whole) == []


MUTANTS = {
    "a lost hat": lambda text: text.replace(r"\hat", ""),
    "a sign": lambda text: text.replace("-", "+"),
    "a bound": lambda text: text.replace("}^{k}", "}^{D}").replace("}^{i}", "}^{k}"),
    "an exponent": lambda text: text.replace("^2", "^4"),
    "a root": lambda text: text.replace(r"\sqrt", r"\log"),
    "brackets": lambda text: text.replace(r"\left(", "").replace(r"\right)", "").replace("(", "").replace(")", ""),
    "a fraction upside down": lambda text: text.replace(r"\frac{1}", r"\frac{2}"),
    "a square for its root": lambda text: text.replace("s_j", r"\lambda_j").replace("s_k", r"\lambda_k"),
    "a strict sign": lambda text: text.replace(r"\le", "<").replace(r"\ge", ">"),
    "an index": lambda text: text.replace("_j", "_1").replace("_k", "_1"),
}


@pytest.mark.parametrize("name", ALIASES)
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_printer_is_noticed(mutant: str, name: str, letters: dict[str, Notation]) -> None:
    spoil = MUTANTS[mutant]
    chosen = [claim for claim in CLAIMS if claim.id in ("P2.step-increment-plugin", "P1.iff", "P4.closed", "P2.exact")]
    if mutant in ("a bound", "a square for its root", "an index", "a lost hat") and name != "ours":
        return  # spoils letters of ours
    assert differences(chosen, letters[name], lambda writer, term: spoil(writer.math(term)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(r"v_d(x)", r"v_D(x)"), ("d - 1", "d + 1"), ("t_j", "t_{j+1}"), ("a_T^2", "a_t^2"), ("sigma_j^2", "sigma_j")],
)
def test_a_wrong_letter_of_the_paper_is_noticed(right: str, wrong: str, letters: dict[str, Notation]) -> None:
    chosen = [claim for claim in CLAIMS if claim.id in ("P2.exact", "P2.step-increment")]
    assert differences(chosen, letters["paper"], lambda writer, term: writer.math(term).replace(right, wrong))


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_golden_files(name: str) -> None:
    """`python tests/make/golden.py` writes them anew; the difference is what a reader of the change looks at."""
    assert golden(name) == fragment(name)


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.glob("*.tex")} == set(names())


def test_output_does_not_depend_on_hash_seeds() -> None:
    wanted = ["P1.statement.tex", "P1.derivation.tex", "P2.statement.tex"]
    code = f"from golden import fragment; print(''.join(map(fragment, {wanted})), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parents[1] / "make")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "".join(map(golden, wanted))


def is_well_made(text: str) -> bool:
    """Whether printed text is free of what no author types."""
    assert text.isascii()
    assert text.count(r"\begin{") == text.count(r"\end{")
    assert text.count("{") == text.count("}")
    ugly = ("+ -", "- -", "any:", "True", "False", "_{T - t}", "+ 1}")
    assert [mark for mark in ugly if mark in text] == []
    assert re.search(r"\^\{-\((?:[^()]|\([^()]*\))*\)\}", text) is None, "an exponent is a bracket with its sign"
    return re.search(r"\(\([^()]*\)\)", text) is None


@pytest.mark.parametrize(
    ("text", "well"), [("e^{-(1 - r)}", False), ("e^{-(x g + (1 - x) b)}", False), ("e^{-(x + y)/2}", True)]
)
def test_an_exponent_is_no_bracket_with_its_sign(text: str, well: bool) -> None:
    if well:
        assert is_well_made(text)
    else:
        with pytest.raises(AssertionError, match="exponent"):
            is_well_made(text)


@pytest.mark.parametrize("statement", IDS)
def test_every_statement_is_well_made(statement: str) -> None:
    """As the golden file has it, which another test compares with what is printed."""
    (chosen,) = (found for found in catalogue() if found.id == statement)
    whole = golden(f"{statement}.statement.tex")
    assert is_well_made(whole)
    heads = {line.partition(r"\label{ldm:")[2][:-1]: line for line in whole.splitlines() if r"\label{ldm:" in line}
    assert list(heads) == [claim.id for claim in chosen.claims]
    for claim in chosen.claims:
        assert (r"\textsc{refuted}" in heads[claim.id]) is (claim.expected is Verdict.REFUTED), claim.id


@pytest.mark.parametrize("statement", IDS)
def test_every_printed_claim_is_well_made_in_the_papers_letters(statement: str, letters: dict[str, Notation]) -> None:
    (chosen,) = (found for found in catalogue() if found.id == statement)
    for claim in chosen.claims:
        if claim.role is Role.PRINTED:  # the others are the same forms in other letters
            assert is_well_made(latex.statement_tex(claim, None, letters["paper"]))


@pytest.mark.parametrize("name", ["ours", "paper"])
def test_no_two_names_of_a_claim_have_one_letter(name: str, letters: dict[str, Notation]) -> None:
    """Names that claims bind are included."""
    for claim in CLAIMS:
        nodes = [node for part in (*claim.hypotheses, claim.conclusion) for node in preorder_traversal(part)]
        both = claim.names | frozenset().union(*map(bound, nodes))
        assert both
        require_distinct(letters[name], both)  # or it raises


def test_a_number_does_not_look_like_an_entry_of_a_sequence() -> None:
    with pytest.raises(ValueError, match="s and s_1 are both printed as s_1"):
        Writer([deviations, Symbol("s_1", real=True)])
    Writer([deviations, Symbol("s", real=True), Symbol("d0", integer=True), Symbol("d", integer=True)])
    equal = next(claim for claim in CLAIMS if claim.id == "P5.A6.b-best-repaired")
    text = latex.statement_tex(equal)
    assert "s_0" not in text
    assert r"C \lambda \ge 1" in text
    assert r"\lambda = s^2" in text


def test_every_letter_has_a_meaning_or_a_hypothesis() -> None:
    for claim in CLAIMS:
        given = frozenset().union(*map(free, claim.hypotheses)) if claim.hypotheses else frozenset()
        assert {str(name) for name in claim.names - given} <= set(VOCABULARY), claim.id


@pytest.mark.parametrize("name", ["ours", "paper", "mine"])
def test_the_table_of_letters_is_in_the_letters_chosen(name: str, letters: dict[str, Notation]) -> None:
    rows = dict(setting(letters[name], [claim for claim in CLAIMS if claim.id.startswith(("P2.", "P7."))]).letters)
    assert all(text.isascii() for row in rows.items() for text in row)
    wanted = {"ours": r"$\tau_j$", "paper": "$t_j$", "mine": r"$\tilde\varsigma_j$"}[name]
    assert wanted in rows
    assert r"$\eta$" not in rows  # a letter of other results
    noise_time = {"ours": "u = T - t", "paper": "u = T - t", "mine": "u = H - t"}[name]
    assert noise_time in rows["$u$"]
    if name == "paper":
        assert not any(ours in text for row in rows.items() for text in row for ours in ("lambda", "s_j", "X", "k}"))


def test_the_papers_letters() -> None:
    text = latex.statement_tex(next(c for c in CLAIMS if c.id == "P2.exact"), None, notation("paper"))
    assert r"t_j = \begin{cases}" in text
    assert r"\bar a^{-2}\left( \frac{3 \sigma_j^2}{(1 - \sigma_j^2)_+} \right)" in text
    assert r"$d' = d$ minimises $d_F^2(d', a_{T-t}^2)$ over $1 \le d' \le D$" in text
    assert "onto $[0, a_T^2]$" in text


def test_prose_of_the_catalogue() -> None:
    for statement in catalogue():
        for text in (statement.title, str(statement.source or ""), *(claim.says for claim in statement.claims)):
            assert latex.prose(text).isascii()


@pytest.mark.parametrize(
    ("plain", "tex"),
    [
        ("f'' >= 0 is needed", "$f'' \\ge 0$ is needed"),
        ("then A ⪯ B holds", "then $A \\preceq B$ holds"),
        ("λ_j(A) <= λ_j(B), for all j", "$\\lambda_{j}(A) \\le \\lambda_{j}(B)$, for all $j$"),
        ("5 % of λ̂_k", "5 \\% of $\\hat{\\lambda}_{k}$"),
        ("c = E √χ²_n", "$c = E \\sqrt{\\chi^{2}_{n}}$"),
        ("Vershynin (2018), Theorem 4.6.1", "Vershynin (2018), Theorem 4.6.1"),
    ],
)
def test_formulas_in_prose_are_formulas(plain: str, tex: str) -> None:
    assert latex.prose(plain) == tex


PROVED = [
    c for c in CLAIMS if c.id in ("P1.exact", "P1.iff", "P2.exact", "P2.plugin-repaired", "P4.closed", "L1.above")
]


@pytest.mark.parametrize("claim", PROVED, ids=lambda claim: claim.id)
def test_proofs_end_in_the_claim_and_name_their_rules(claim: Claim) -> None:
    assert claim.proof is not None
    fact = claim.proof()
    steps = outline(fact)
    assert steps[-1].fact.conclusion == claim.conclusion
    assert all(used.number < step.number for step in steps for used in step.uses)
    asked = {query for step in fact.steps() for query in step.queries}
    assert {query for step in steps for query in step.queries} == asked
    text = latex.proof_tex(claim, fact)
    assert text.isascii()
    for step in steps:
        assert rf"\textbf{{Step {step.number}.}}" in text
        if step.fact.rule not in ("decide", "by_logic", "instantiate"):
            assert theorem(step.fact.rule)
            assert rf"\emph{{{step.fact.rule.replace('_', ' ')}}}" in text


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(UnprintableError, match=r"Integral\(x, x\)"):
        AuthorPrinter().doprint(1 + Integral(noise, noise))
    with pytest.raises(ValueError, match="no LaTeX letter"):
        AuthorPrinter().doprint(Symbol("a b", real=True))


def test_two_names_with_one_letter_are_refused() -> None:
    with pytest.raises(ValueError, match="both printed as d"):
        Writer([latent_dimension, Symbol("d", real=True)], notation("paper"))


def test_a_square_keeps_its_name_where_that_is_taken() -> None:
    square = deviations[mode] ** 2
    assert Writer([deviations]).math(square) == r"\lambda_j"
    assert Writer([deviations, IndexedBase("lambda", real=True)]).math(square) == "s_j^2"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[letters]\nk = 3", "expected text in quotes"),
        ("[letters]\nk = '$d$'", "is not a letter"),
        ("[letters]\nk = '\\hat{x}^a'", "is not a letter"),
        ("letters = 3", "letters = 3"),
        ("colour = 'red'", "colour"),
        ("k d", "not a TOML file"),
        *(
            (f"[letters]\nk = '{letter}'", "is no letter, accent or alphabet")
            for letter in (
                r"\input{secret}",
                r"\input secret",
                r"d_{\input secret}",
                r"\write x",
                r"\hat\end",
                r"\csname x",
                "\\",
                "\\\\",
                r"\par",
                r"\def\d{x}",
            )
        ),
        ("[letters]\nk = '}d{'", "is not a letter"),
        (f"[letters]\nk = '{'d' * 100_000}'", "is not a letter"),
        ("letters = " + "[" * 50_000 + "]" * 50_000, "nested too deeply"),
        ("letters = " + "{a=" * 50_000 + "1" + "}" * 50_000, "nested too deeply"),
        ("letters" + ".a" * 50_000 + " = 1", "a key of more than 51 parts"),
        ("letters" + ".a" * 50 + " = 1", "expected text in quotes"),
        ("colour = '" + "x" * 100_000 + "'", "colour"),
    ],
)
def test_notation_files_are_checked(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.toml") as refused:
        notation(str(path))
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_an_authors_letters(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[letters]\nk = 'd'\ns = '\\sigma'\n", encoding="utf-8")
    result = run("P2.quotient", "--as-stated", "--notation", str(path))
    assert result.return_value == 0
    assert r"\frac{3 \sigma_d^2}{(1 - \sigma_d^2)_+} > 0" in result.stdout


def run(*arguments: str) -> Any:
    return CliRunner().invoke(application, ["latex", *arguments], standalone_mode=False)


def is_misuse(*arguments: str) -> bool:
    return isinstance(run(*arguments).exception, UsageError)


def test_a_claim_that_is_not_proved_carries_its_verdict() -> None:
    text = run("P2.quotient").stdout
    assert r"\textsc{refuted}" in text
    assert "Take $k = 2$" in text
    assert "refuted" not in run("P2.quotient", "--as-stated").stdout


x, T, t, C = noise, horizon, time, cap
j, lam = mode, variance
j_hat = estimated_variances[j]
e2 = exp(-2 * T)


@pytest.mark.parametrize(
    ("term", "tex"),
    [
        (1 + (lam - 1) * e2, r"1 - (1 - \lambda) \mathrm{e}^{-2 T}"),
        (lam - x / (2 * C - 1), r"\lambda - \frac{x}{2 C - 1}"),
        (2 * lam - x * (j_hat - 1) * e2, r"2 \lambda + x (1 - \hat\lambda_j) \mathrm{e}^{-2 T}"),
        (Abs(4 * C * (x - 1) - 3), r"|4 C (x - 1) - 3|"),
        (Abs(estimated_variances[j] - variances[j]), r"|\lambda_j - \hat\lambda_j|"),
        ((1 + x) * variances[j], r"(1 + x) \lambda_j"),
        (x * (1 - variances[j]), r"x (1 - \lambda_j)"),
        (4 * lam * (2 * C - 1), r"4 (2 C - 1) \lambda"),
        (exp(-(x**2) * T / 8), r"\mathrm{e}^{-T x^2/8}"),
        (exp(-x / (4 * (1 + T))), r"\mathrm{e}^{-x/(4 (1 + T))}"),
        (exp(C * log(j)), r"j^{C}"),
        (exp(C * log(j + 1)), r"(j + 1)^{C}"),
        (exp(x * (1 - C) - T * log(1 - x) / 2), r"\exp(x (1 - C) - \tfrac{1}{2} T \log(1 - x))"),
        (exp(t - T), r"\mathrm{e}^{-(T - t)}"),
        (1 / sqrt(1 - 2 * lam / x**2), r"\frac{1}{\sqrt{1 - 2 \lambda/x^2}}"),
        ((4 / (1 + x) - 1) / (1 - T), r"\frac{4/(1 + x) - 1}{1 - T}"),
        (1 / (1 + 1 / (2 * j)), r"\frac{1}{1 + 1/(2 j)}"),
        (sqrt(6) * 2 * x / 3, r"\tfrac{2}{3} \sqrt{6} x"),
        (deviations[j + 1] ** 3, r"s_{j+1}^3"),
        (variances[latent_dimension * (j - 1) + j + 1], r"\lambda_{k(j-1)+j+1}"),
        (noise_at(T - t), "a_{T-t}^2"),
        (Max(0, Min(T, x)), r"\max(0, \min(T, x))"),
        (Sum(x * j, (j, 1, latent_dimension + 1)), r"\sum_{j=1}^{k+1} j x"),
        (Sum(lam * j, (j, 1, 3)) / Sum(x * j, (j, 1, 4)), r"\frac{\sum_{j=1}^{3} j \lambda}{\sum_{j=1}^{4} j x}"),
    ],
)
def test_terms_are_written_as_an_author_writes_them(term: Any, tex: str) -> None:
    assert AuthorPrinter().doprint(term) == tex


y, i, k = Symbol("y", real=True), Symbol("i", integer=True), latent_dimension
small, large = (Piecewise((number, Gt(T, x)), (0, True)) for number in (-2, 1 / T**2))


def product(*factors: Any) -> Any:
    return Mul(*factors, evaluate=False)


ODD = [
    (Sum(Sum(x**i * y**mode, (i, 1, mode)), (mode, 1, k)), r"\sum_{j=1}^{k} \sum_{i=1}^{j} x^i y^j"),
    (Sum(Sum(x * i + y, (i, mode, k)), (mode, 1, 3)), r"\sum_{j=1}^{3} \sum_{i=j}^{k} (y + i x)"),
    (product(C, -2 / y), r"-\frac{2 C}{y}"),
    (exp(product(C, -2 / y)), r"\mathrm{e}^{-2 C/y}"),
    (product(-1, product(C, product(-2, 1 / y))), r"\frac{2 C}{y}"),
    (Add(x, product(C, -2 / y), evaluate=False), r"x - \frac{2 C}{y}"),
    (Pow(product(2, y), -1, evaluate=False), r"\frac{1}{2 y}"),
    (exp(product(x, Pow(product(2, y), -1, evaluate=False))), r"\mathrm{e}^{x/(2 y)}"),
    (Add(x, product(-1, product(-3, y)), evaluate=False), "x + 3 y"),
    (y * small / x, r"-\frac{2 y}{x} \mathbf{1}\{T > x\}"),
    (exp(y * small / x), r"\exp\left( -\frac{2 y}{x} \mathbf{1}\{T > x\} \right)"),
    (exp(large), r"\exp\left( \frac{1}{T^2} \mathbf{1}\{T > x\} \right)"),
    (1 / (1 + large * y), r"\frac{1}{1 + \frac{y}{T^2} \mathbf{1}\{T > x\}}"),
    (Sum(-x, (mode, 1, k)), r"\sum_{j=1}^{k} (-x)"),
    (Sum((1 - x) * (1 - y), (mode, 1, k)), r"\sum_{j=1}^{k} (1 - x) (1 - y)"),
    (deviations[k + product(-1, i + mode)], "s_{k-(i+j)}"),
    (2**x, "2^x"),
    (Rational(1, 3) ** x, r"(\tfrac{1}{3})^x"),
    (Integer(-2) ** k, "(-2)^k"),
    ((1 + x) ** (k / 2), "(1 + x)^{k/2}"),
    (1 - x - C * (1 - x) / sqrt(y), r"\left( 1 - \frac{C}{\sqrt{y}} \right) (1 - x)"),
]


@pytest.mark.parametrize(("term", "tex"), ODD, ids=[tex for _, tex in ODD])
def test_signs_and_sums_inside_products_are_not_lost(term: Any, tex: str) -> None:
    assert AuthorPrinter().doprint(term) == tex
    assert difference((), term, tex, ALIASES["ours"]) == []


@pytest.mark.parametrize(
    ("term", "tex"),
    [
        (ODD[0][0], r"\sum_{i=1}^{j} x^i y^j"),
        (ODD[0][0], r"\sum_{i=1}^{j} \sum_{j=1}^{k} x^i y^j"),
        (product(C, -2 / y), r"C -\frac{2}{y}"),
        (y * small / x, r"\frac{y}{x} -2 \mathbf{1}\{T > x\}"),
        (exp(y * small / x), r"\exp\left( \frac{y}{x} -2 \mathbf{1}\{T > x\} \right)"),
        (exp(large), r"\exp\left( 1/T^2 \mathbf{1}\{T > x\} \right)"),
        (Sum(-x, (mode, 1, k)), r"\sum_{j=1}^{k} -x"),
        (Rational(1, 3) ** x, r"\tfrac{1}{3}^x"),
    ],
)
def test_a_lost_sign_or_sum_is_noticed(term: Any, tex: str) -> None:
    assert difference((), term, tex, ALIASES["ours"])


def test_every_name_in_a_definition_is_one_of_the_claim() -> None:
    """Of abbreviations, and of squares; the arguments of an abbreviation are bound by it."""
    roots = {"s": r"\lambda_j = s_j^2", "s_hat": r"\hat\lambda_j = \hat s_j^2"}
    shown = 0
    for claim in CLAIMS:
        writer = Writer(claim.names)
        parts = (*claim.hypotheses, claim.conclusion)
        for kind in used(map(writer.shortened, parts)):
            left, right = definition(kind, writer.taken)
            assert free(right) <= free(left) | claim.names, (claim.id, kind)
            shown += 1
        said = writer.where(parts)
        for name, text in roots.items():
            squared = any(node.exp % 2 == 0 for node in _powers(writer, parts) if str(node.base.base) == name)
            assert (text in said) is (squared and f"{name.replace('s', 'lambda')}[]" not in writer.taken), claim.id
    assert shown > 100


def _powers(writer: Writer, parts: Iterable[Any]) -> list[Pow]:
    """The powers of entries of sequences in what is printed, definitions included."""
    terms = [writer.shortened(part) for part in parts]
    terms += [definition(kind, writer.taken)[1] for kind in used(terms)]
    return [node for term in terms for node in term.atoms(Pow) if isinstance(node.base, Indexed)]


def test_estimates_without_standard_deviations_are_written_as_variances() -> None:
    closed = next(claim for claim in CLAIMS if claim.id == "P4.closed")
    text = latex.statement_tex(closed)
    assert r"\hat v_j(x) = \hat\lambda_j + x (1 - \hat\lambda_j)" in text
    assert "s_j" not in text
    both = [estimated_variances, IndexedBase("s_hat", real=True)]
    plain = noise + (1 - noise) * estimated_variances[mode]
    assert "v_j" in Writer(both[:1]).math(plain)
    assert "v_j" not in Writer(both).math(plain)  # of which of the two would it be the variance?


def test_a_number_and_an_upright_e_are_not_in_one_fragment() -> None:
    for claim in CLAIMS:
        nodes = [node for part in (*claim.hypotheses, claim.conclusion) for node in preorder_traversal(part)]
        assert "e" not in {str(name) for name in claim.names.union(*map(bound, nodes))}, claim.id


def test_conventions() -> None:
    chosen = [claim for claim in CLAIMS if claim.id.startswith(("P5.", "P4.", "P9."))]
    text = " ".join(conventions(chosen))
    assert "The letters $D$, $b$, $d_0$, $d_1$, $d_2$, $i$" in text
    assert r"$m$ in \texttt{P5.\allowbreak printed}" in text
    assert r"So do $a$ in \texttt{P5}" in text
    assert "$C$" not in text
    assert "$d'$" in " ".join(conventions(chosen, notation("paper")))
    assert conventions([chosen[0]], None, "no sum")[1:] == conventions([chosen[0]], None, "")[1:]
    shown = setting(None, chosen).conventions
    assert text in shown[0]
    assert latex_proof.ARITHMETIC in shown[1]
    assert f"({latex_proof._OWN})" in shown[1]


def test_a_fragment_says_what_it_takes_for_granted() -> None:
    lines = run("P2.quotient", "--as-stated").stdout.splitlines()
    comment = [line for line in lines if line.startswith("% ")]
    assert lines[: len(comment)] == comment
    assert "$D$, $j$ and $k$ stand for integers" in comment[0]
    assert r"(\cdot)_+ = \max(0, \cdot)" in " ".join(comment)
    assert "mathbf" not in " ".join(comment)  # nothing of the kind is in the fragment


def test_a_fragment_says_by_what_its_claim_is_established() -> None:
    lines = run("P2.quotient", "P2.step-level").stdout.splitlines()
    assert "% P2.quotient is refuted by balls" in lines
    told = lines.index("% P2.step-level is proved by z3, cvc5, rules; coq: proved")
    assert lines[told + 1].startswith(r"\begin{lemma}")
    assert lines[told] in run("P2.step-level", "--part", "proof").stdout.splitlines()
    assert not any(" by z3" in line for line in run("P2.step-level", "--as-stated").stdout.splitlines())


def test_misuse() -> None:
    assert is_misuse()
    assert is_misuse("P0")
    assert is_misuse("P2.quotient", "--part", "proof")
    assert is_misuse("P2", "--notation", "no such file")


def test_macros_that_have_drifted_are_reported(tmp_path: Path) -> None:
    written = run("P2.step-level", "P2.quotient", "--part", "macros").stdout
    assert r"\newcommand{\ldmPTwoQuotientVerdict}{refuted}" in written
    path = tmp_path / "paper.tex"
    path.write_text(written, encoding="utf-8")
    assert run("--check", str(path)).return_value == 0
    path.write_text(written.replace(r"3 \lambda_k", r"4 \lambda_k") + r"\newcommand{\ldmGone}{1}", encoding="utf-8")
    checked = run("--check", str(path))
    assert checked.return_value == 1
    assert r"\ldmPTwoStepLevel has drifted" in checked.stdout
    assert r"\ldmGone stands for nothing" in checked.stdout
    assert len(checked.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (r"% \newcommand{\ldmOwnRoot}{1}", None),
        (r"50\% \newcommand{\ldmOwnRoot}{1}", "has drifted"),
        (r"\renewcommand{\ldmOwnRoot}{1}", "has drifted"),
        (r"\newcommand*\ldmOwnRoot {1}", "has drifted"),
        (r"\def\ldmOwnRoot{1}", "has drifted"),
        (r"\let\ldmOwnRoot=\foo", "is not written out here"),
        (r"\newcommand{\ldmOwnRoot}[1]{#1}", "is not written out here"),
        (r"\newcommand{\ldmPTwoQuotient}{1}", "stands for nothing that is verified: P2.quotient is REFUTED"),
        (r"\newcommand{\ldmOwnRot}{1}", "stands for nothing that is verified"),
        (r"\newcommand{\mine}{1} \ldmOwnRoot", None),
    ],
)
def test_what_an_author_may_do_to_macros(line: str, complaint: str | None) -> None:
    found = drifted(f"text\r\n{line}\r\n", model_macros(), {"P2.quotient": Verdict.REFUTED})
    assert [str(drift).startswith("line 2: ") and complaint in str(drift) for drift in found if complaint] == (
        [True] if complaint else []
    )
    assert bool(found) is (complaint is not None)
    assert all("\n" not in str(drift) for drift in found)


def test_spaces_are_no_drift() -> None:
    macros = model_macros()
    assert drifted(macros_tex(macros).replace(" ", "  "), macros) == ()
    assert drifted(r"\newcommand{\ldmOwnRoot}{\frac{", macros)[0].line == 1


def test_derivations() -> None:
    for statement in catalogue()[:2]:
        text = latex.derivation_tex(statement)
        assert r"\frac{dv}{dx} = \frac{1 + v - 2 m v}{x - 1}" in text
        assert text.count(r"\begin{") == text.count(r"\end{")


def test_stop_as_latex() -> None:
    result = CliRunner().invoke(application, ["stop", "1/2,1/3", "--estimated", "1/4,1/4", "--latex"])
    assert r"\frac{\tfrac{1}{2} - \tfrac{1}{4}}{1 - \tfrac{1}{4}} = \tfrac{1}{3}" in result.stdout
    assert r"\toprule" in result.stdout
    assert "2" in result.stdout


def stopped(*arguments: str) -> Any:
    return CliRunner().invoke(application, ["stop", *arguments, "--latex"], standalone_mode=False)


def test_stop_as_latex_says_everything_once() -> None:
    spectrum, equal = "0.9,0.8,0.75,0.7,0.65,0.6", ",".join(["0.5"] * 6)
    text = stopped(spectrum, "--estimated", equal).stdout
    assert text.count("is the mean of the true standard deviations") == 1
    assert r"\approx 0.46" in text  # the mean of six roots would not fit on a line
    assert r"= 2 \left( \tfrac" in text
    text = stopped("3,2,1.5", "--estimated", "1,1,1").stdout
    assert "For $k = 1, \\dots, 3$, every mode" in text
    text = stopped("0.123456,0.1", "--estimated", "0.1,0.02").stdout
    assert r"\frac{0.123456 - \tfrac{1}{10}}{1 - \tfrac{1}{10}} = \tfrac{733}{28125} \approx 0.0260622" in text
    assert r"\left( 1 - \frac{s_j}{\sqrt{\hat v_j(x)}} \right) (1 - \hat\lambda_j)" in text
    assert "$s_j^2 = \\lambda_j$" in text
    assert "is best for every latent dimension" in stopped("0.5,0.3", "--score", "exact", "--dims", "2").stdout


def test_what_stop_as_latex_cannot_say_is_refused() -> None:
    for option in (["--exact"], ["--certify"], ["--json"], ["--steps", "9"]):
        refused = stopped("1/2", "--estimated", "1/4", *option).exception
        assert isinstance(refused, UsageError), option
        assert "\n" not in str(refused)


def test_notebooks() -> None:
    claims = [
        claim for claim in CLAIMS if claim.id in ("P2.step-level", "P2.exact", "P1.iff", "C1.step-chain", "P7.ordered")
    ]
    level = next(claim for claim in claims if claim.id == "P2.step-level")
    assert level.proof is not None
    for thing in (level, level.proof()):
        assert r"v_k(x) - 2 s_k \sqrt{v_k(x)} \le 0" in shown(thing)
    evidence = (Evidence(engine="z3", outcome="unsat"), Evidence(engine="balls", outcome="true"))
    certificate = Certificate(
        claim="P2.quotient", role="step", verdict=Verdict.REFUTED, expected=Verdict.REFUTED, hypotheses=(),
        conclusion="1 > 2", evidence=evidence, counterexample={"k": "2", "s": ["2", "1/3"], "a2": "x"},
    )  # fmt: skip
    refuted = shown(certificate)
    assert refuted.startswith(r"$\texttt{P2.quotient}$ is refuted, by z3, balls.")
    assert r"$k = 2$, $(s_1, \dots) = (2, \tfrac{1}{3})$" in refuted
    known = {"split", "gathered", "cases", "aligned"}
    for text in (refuted, *map(shown, claims)):
        assert set(re.findall(r"\\begin\{(\w+\*?)\}", text)) <= known
        assert text.count("$$") % 2 == 0
        outside = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "", text, flags=re.DOTALL)
        assert "\\" not in outside
        assert "$" not in outside


def test_a_notebook_shows_a_stopping_time() -> None:
    text = shown(Stopping(problem_of("1/2", "1/4")).at(1))
    assert re.fullmatch(r"\$k = 1, x\^\* = 0\.333333, t\^\* = [\d.]+, E\(k, x\^\*\) = 0\$ \(before .*\)", text)
    assert r"$x^* = \tfrac{1}{3}$" in text


def test_numbers_and_functions_of_an_instance() -> None:
    half = Lambda(noise, noise / 2)
    writer = Writer([Function("a2", real=True)])
    assert writer.math(half.expr) == r"\frac{x}{2}"
    assert writer.math(Rational(Fraction(1, 3))) == r"\tfrac{1}{3}"


def test_the_golden_fragments_compile(tmp_path: Path) -> None:
    ours = [name for name in names() if name.startswith(("P1.", "P2.", "P4.", "L1.")) and name != PAPER]
    for number, chosen in enumerate((ours, [PAPER])):  # one document has each label once
        (tmp_path / f"{number}.tex").write_text(document(map(golden, chosen)), encoding="utf-8")
        assert complaints(compiled_log(tmp_path, pdflatex_here(), str(number))) == []


def test_a_notation_needs_no_file() -> None:
    assert Notation(name="bare").letter("tau_hat").written(index="k") == r"\hat\tau_k"


def test_an_error_is_named_only_at_one_noise_level() -> None:
    i, k, x = Symbol("i", integer=True), Symbol("k", integer=True), IndexedBase("x_best", real=True)
    for index in (i, mode):
        for level in (noise, x[k], x[index]):
            term = squared_error(index, level, k)
            assert shortened(term).has(ExactError) is (level != x[index]), (index, level)


def squared_error(index: Symbol, level: Expr, last: Expr) -> Expr:
    """The error of the exact score, its modes counted by any letter."""
    generated = level * (1 - deviations[index] ** 2) + deviations[index] ** 2
    kept = generated + deviations[index] ** 2 - 2 * deviations[index] * sqrt(generated)
    lost = Sum(deviations[index] ** 2, (index, last + 1, data_dimension))
    return Sum(kept, (index, 1, last)) + lost
