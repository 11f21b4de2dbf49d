"""LaTeX: what is printed means what it was printed from, reads the same every day, and compiles."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from click import UsageError
from click.testing import CliRunner
from latex_reading import Reader, ReadingError
from make_golden import GOLDEN, fragments
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    Indexed,
    IndexedBase,
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
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Or

from ldm_symbolic import catalogue, latex
from ldm_symbolic.cli import application
from ldm_symbolic.latex_formula import Writer
from ldm_symbolic.latex_macros import drifted, macros_tex, model_macros
from ldm_symbolic.latex_notation import Notation, notation
from ldm_symbolic.latex_outline import outline, theorem
from ldm_symbolic.latex_printer import AuthorPrinter, UnprintableError
from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
from ldm_symbolic.statement import Claim, Role, Statement
from ldm_symbolic.terms import free, limits

CLAIMS = [claim for statement in catalogue() for claim in statement.claims]
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
        if symbol.is_integer:
            return mpmath.mpf(random.Random(f"{self.seed} {symbol.name}").randint(1, 5))
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
            if base == 0 and power < 0:
                raise ZeroDivisionError
            return mpmath.power(base, power)
        case exp():
            return mpmath.exp(at(term.args[0]))
        case log():
            return mpmath.log(at(term.args[0]))
        case Abs():
            return abs(at(term.args[0]))
        case Min():
            return min(mpmath.re(part) for part in map(at, term.args))
        case Max():
            return max(mpmath.re(part) for part in map(at, term.args))
        case AppliedUndef():
            return point.function(term.func.__name__, at(term.args[0]))
        case Sum():
            index, lower, upper = term.limits[0]
            span = range(int(at(lower)), int(at(upper)) + 1)
            return mpmath.fsum(value(term.function, point, {**local, index: mpmath.mpf(i)}) for i in span)
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


def outcome(term: Any, point: Point) -> Any:
    """What a term or a comparison comes to at a point: a number, a pair of numbers with a sign, or None."""
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


def differences(claims: Iterable[Claim], printer: Callable[[Writer, Any], str]) -> list[str]:
    """The terms of some claims whose LaTeX does not mean what they mean; terms that they share are read once."""
    wrong, seen = [], set()
    for claim in claims:
        writer = Writer(claim.names)
        for term in terms(claim):
            text = printer(writer, term)
            if (text, term) not in seen:
                seen.add((text, term))
                wrong += difference(claim, term, text)
    return wrong


def difference(claim: Claim, term: Any, text: str) -> list[str]:
    """What is wrong with the LaTeX of one term."""
    local = {limit[0] for node in term.atoms(Sum) for limit in limits(node)}
    try:
        read = Reader(free(term) | claim.names | local).read(text)
    except (ReadingError, IndexError, TypeError) as refused:
        return [f"{text}: {refused}"]
    with mpmath.workdps(40):
        points = [Point(f"{text} {i}") for i in range(POINTS)]
        pairs = [(outcome(term, point), outcome(read, point)) for point in points]
    if all(same(*pair) for pair in pairs) and any(first is not None for first, _ in pairs):
        return []
    return [f"{text}: read as {read}, printed from {term}"]


@pytest.mark.parametrize("statement", catalogue(), ids=lambda statement: statement.id)
def test_the_latex_of_every_term_means_that_term(statement: Statement) -> None:
    assert differences(statement.claims, lambda writer, term: writer.math(term)) == []


@pytest.mark.parametrize("statement", catalogue(), ids=lambda statement: statement.id)
def test_without_abbreviations_too(statement: Statement) -> None:
    assert differences(statement.claims, lambda writer, term: writer.printer.doprint(term)) == []


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


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_printer_is_noticed(mutant: str) -> None:
    spoil = MUTANTS[mutant]
    chosen = [claim for claim in CLAIMS if claim.id in ("P2.step-increment-plugin", "P1.iff", "P4.closed", "P2.exact")]
    assert differences(chosen, lambda writer, term: spoil(writer.math(term)))


@pytest.mark.parametrize("name", sorted(fragments()))
def test_golden_files(name: str) -> None:
    """`python tests/make_golden.py` writes them anew; the difference is what a reader of the change looks at."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == fragments()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.glob("*.tex")} == set(fragments())


def test_output_does_not_depend_on_hash_seeds() -> None:
    code = "from make_golden import fragments; print(''.join(fragments().values()), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "".join(fragments().values())


@pytest.mark.parametrize("letters", ["ours", "paper"])
@pytest.mark.parametrize("statement", catalogue(), ids=lambda statement: statement.id)
def test_every_statement_is_printed(statement: Statement, letters: str) -> None:
    for claim in statement.claims:
        if letters == "paper" and claim.role is not Role.PRINTED:
            continue  # the same forms in other letters
        text = latex.statement_tex(claim, latex.Finding.recorded(claim), notation(letters))
        assert text.isascii()
        assert text.count(r"\begin{") == text.count(r"\end{")
        assert text.count("{") == text.count("}")
        assert not any(ugly in text for ugly in ("+ -", "- -", "any:", "True", "False"))
        assert (r"\textsc{refuted}" in text) is (claim.expected.value == "REFUTED")


def test_prose_of_the_catalogue() -> None:
    for statement in catalogue():
        for text in (statement.title, str(statement.source or ""), *(claim.says for claim in statement.claims)):
            assert latex.prose(text).isascii()


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
            assert rf"(\emph{{{step.fact.rule.replace('_', ' ')}}}" in text


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
        ("[letters]\nk = '\\input{x}^a'", "is not a letter"),
        ("letters = 3", "letters = 3"),
        ("colour = 'red'", "colour"),
        ("k d", "not a TOML file"),
    ],
)
def test_notation_files_are_checked(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.toml") as refused:
        notation(str(path))
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


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


def test_notebooks() -> None:
    claim = next(claim for claim in CLAIMS if claim.id == "P2.step-level")
    assert claim.proof is not None
    for thing in (claim, claim.proof()):
        assert r"v_k(x) - 2 s_k \sqrt{v_k(x)} \le 0" in thing._repr_latex_()
        assert r"\begin{lemma}" not in thing._repr_latex_()


def test_numbers_and_functions_of_an_instance() -> None:
    half = Lambda(noise, noise / 2)
    writer = Writer([Function("a2", real=True)])
    assert writer.math(half.expr) == r"\frac{x}{2}"
    assert writer.math(Rational(Fraction(1, 3))) == r"\tfrac{1}{3}"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="TeX is not installed here; CI compiles the book")
def test_the_golden_fragments_compile(tmp_path: Path) -> None:
    body = "\n".join(fragments()[name] for name in sorted(fragments()))
    source = f"\\documentclass{{article}}\n{latex.PREAMBLE}\\begin{{document}}\n{body}\\end{{document}}\n"
    (tmp_path / "all.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Overfull" not in done.stdout


def test_a_notation_needs_no_file() -> None:
    assert Notation(name="bare").letter("tau_hat").written(index="k") == r"\hat\tau_k"
