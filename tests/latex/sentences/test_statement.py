"""Statements as a careful author types them: lines that fit, names before use, scopes, refutations in numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sympy import (
    Basic,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Piecewise,
    Sum,
    Symbol,
    Tuple,
    exp,
    sqrt,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from ldm_symbolic import catalogue
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.document.nodes import Formula, Text
from ldm_symbolic.latex.formulas.apart import apart
from ldm_symbolic.latex.formulas.layout import LINE, block, gathered, joined, stacked
from ldm_symbolic.latex.formulas.letters import SHIPPED, notation
from ldm_symbolic.latex.formulas.measure import pieces, width
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.notebook import shown_claim
from ldm_symbolic.latex.sentences.conclusion import conclusion
from ldm_symbolic.latex.sentences.finding import Finding
from ldm_symbolic.latex.sentences.hypotheses import hypotheses, without_weaker
from ldm_symbolic.latex.sentences.known import known_tex, names_said, shared_names
from ldm_symbolic.latex.sentences.local import defined, fitted, named, replaced, where_defined
from ldm_symbolic.latex.sentences.statement import claim_tex, statement_tex, writer_of
from ldm_symbolic.notation import data_dimension, deviations, mode, noise
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import ForEach, Identity, Minimises, NonIncreasing
from ldm_symbolic.proof.language.terms import bound, limits, substitute

CLAIMS = {claim.id: claim for statement in catalogue() for claim in statement.claims}
REFUTED = [claim for claim in CLAIMS.values() if claim.expected is Verdict.REFUTED]
DISPLAY = re.compile(r"\\begin\{equation\*\}\n(.*?)\n\\end\{equation\*\}", re.DOTALL)
INLINE = re.compile(r"\$([^$]*)\$")
POINTS = 5  # in a digit of 10 pt
WIDTHS = {  # as TeX sets them in 10 pt: displayed, and in a line
    r"D \ge 1": (26.9, 26.9),
    r"2 s_j \sqrt{\hat v_j(x)}": (46.5, 46.5),
    r"\frac{4 \lambda_j - \hat\lambda_j}{(1 - \hat\lambda_j)_+}": (44.1, 33.0),
    r"\sum_{j=1}^{k} \left( \sqrt{v_j(x)} - s_j \right)^2": (89.0, 96.7),
    r"\min\left( \mathrm{e}^{2 T}, \max\left( 1, \frac{C (1 - \hat\lambda_j)}{C - 1} \right) \right)": (144.2, 124.7),
    r"\begin{cases} T & \text{if } 4 \lambda_k < 0 \\ T - x & \text{otherwise} \end{cases}": (87.7, 87.7),
    r"\begin{split}" + "\n" + r"a &= b + c \\ &\quad + d" + "\n" + r"\end{split}": (39.5, 39.5),
}


@cache
def body(claim_id: str) -> str:
    """The sentences of a claim."""
    return "\n".join(claim_tex(writer_of(CLAIMS[claim_id]), CLAIMS[claim_id]))


@cache
def whole(claim_id: str) -> str:
    """The sentences of a claim, with what is recorded of it."""
    return statement_tex(CLAIMS[claim_id], Finding.recorded(CLAIMS[claim_id]))


def refutation(claim: Claim) -> str:
    """What is said after a refuted claim."""
    return whole(claim.id).partition(r"\begin{proof}")[2]


@pytest.mark.parametrize("text", WIDTHS)
def test_the_estimated_width_is_near_the_true_one(text: str) -> None:
    for true, inline in zip(WIDTHS[text], (False, True), strict=True):
        assert abs(POINTS * width(text, inline=inline) - true) <= 4 + 0.05 * true, (text, inline)


def test_no_line_of_a_statement_is_wider_than_a_page() -> None:
    wide = []
    for claim_id in CLAIMS:
        text = body(claim_id)
        wide += [(claim_id, found) for found in DISPLAY.findall(text) if width(found) > LINE + 2]
        running = INLINE.findall(DISPLAY.sub("", text))
        wide += [(claim_id, found) for found in running if r"\begin" in found]
        wide += [
            (claim_id, piece) for found in running for piece in pieces(found) if width(piece, inline=True) > LINE // 2
        ]
    assert not wide


def test_every_sentence_has_one_stop() -> None:
    wrong = []
    for claim_id in CLAIMS:
        text = body(claim_id)
        wrong += [(claim_id, found) for found in re.findall(r"[.,]\s*\\end\{\w+\*?\}\s*[.,]|[.,]{2}|,\.", text)]
        for found in DISPLAY.finditer(text):
            after = text[found.end() :].strip()
            stopped = re.search(r"[.,](\n\\end\{\w+\})?$", found[1]) is not None
            goes_on = re.match(r"(over|for exactly|if and only if|or|and|on|is)\b", after) is not None
            if stopped == goes_on:
                wrong.append((claim_id, found[1]))
        if not re.search(r"\.(\n\\end\{[\w*]+\})*$", text):
            wrong.append((claim_id, text[-40:]))
    assert not wrong


def test_names_are_defined_before_they_are_used() -> None:
    late = []
    for claim_id, claim in CLAIMS.items():
        text = body(claim_id)
        for formula in writer_of(claim).where((*claim.hypotheses, claim.conclusion)):
            letter, kind = re.match(r"(.*?)\s*([_(=])", formula).groups()  # type: ignore[union-attr]
            follows = r"(?![_A-Za-z(^])" if kind == "=" else r"[_(]"
            before = text[: text.index(formula)]
            if re.search(rf"(?<!hat)(?<!hat ){re.escape(letter)}{follows}", before):
                late.append((claim_id, formula))
        sequences = re.findall(r", let\n\\begin\{equation\*\}\n(\S+)_j = ", text)
        late += [(claim_id, name) for name in sequences if f"{name}_" in text[: text.index(f"{name}_j = ")]]
    assert not late


def test_a_large_term_is_named_once_for_the_whole_statement() -> None:
    text = body("P7.best-repaired")
    assert text.count("Also write") == 1
    assert " with\n" not in text


def test_the_capped_statements_speak_of_the_error_and_the_variances_at_the_end() -> None:
    text = body("P5.repaired")
    assert [text.count(f"{name} = ") for name in ("G_j", "U_j", "V_j(T)", "E(k, T)")] == [1, 1, 1, 1]
    assert "y_" not in text
    assert text.endswith("Then $i = m$ minimises $E(i, T)$ over $1 \\le i \\le D$.")
    assert r"\frac{1}{2 C - 1} \le V_j(T)" in body("P5.step-16")


def test_names_keep_what_is_said() -> None:
    for claim_id in ("P5.repaired", "P5.step-16", "P7.best-repaired", "S3.helps", "P5.step-18", "C1.repaired"):
        claim = CLAIMS[claim_id]
        conditions = (*claim.hypotheses, claim.conclusion)
        definitions, names = named(writer_of(claim), conditions, wide=True)
        assert definitions, claim_id
        for condition in conditions:
            restored = replaced(condition, names)
            for _ in definitions:
                restored = restored.xreplace(dict(definitions))
            assert restored == condition, (claim_id, condition)


def test_a_name_with_the_symbols_that_are_bound_around_it() -> None:
    letters = IndexedBase("q", real=True)
    term = exp(-noise * sum(letters[mode + n] ** 2 for n in range(5))) * sum(1 / letters[mode + n] for n in range(8))
    condition = Minimises(0, Sum(term, (mode, 1, data_dimension)), (noise, 0, 1))
    writer = Writer((data_dimension, letters))
    definitions, names = named(writer, [condition], wide=True)
    assert [writer.math(name) for name, _ in definitions] == ["y_j"]
    assert writer.math(replaced(condition, names).args[1]).endswith("y_j")


def test_an_earlier_name_is_not_given_again() -> None:
    y = Symbol("y1", real=True)
    terms = [1 / (1 + y) > 0, sqrt(1 + 1 / (1 + y)) > 0, 1 / (1 + y) < 3 * y / (1 + y)]
    definitions, _ = named(Writer(()), [sqrt(y / (1 + y)) > 0, y / (1 + y) < 2])
    assert [str(name) for name, _ in definitions] == ["z"]
    assert not named(Writer(()), terms[:1])[0]


def test_a_name_for_what_is_looked_at_only_in_some_cases_says_so() -> None:
    assert "Also write, where the right side is defined,\n" in body("P7.ordered")
    assert "where the right side is defined" not in body("P7.remark-exact")
    x = Symbol("x", real=True)
    assert where_defined([Implies(x > 0, 1 / x > 3)], {1 / x: x})
    assert not where_defined([Implies(x > 0, 1 / x > 3), 1 / x < 9], {1 / x: x})


def test_wide_formulas_are_broken() -> None:
    letters = IndexedBase("q", real=True)
    left, right = (sum(1 / letters[Integer(n)] for n in range(first, first + 14)) for first in (1, 20))
    writer = Writer((letters,))
    definitions, _ = fitted(writer, [left <= right])
    text = writer.written(conclusion(writer, left <= right, "Then "))
    assert not definitions
    assert text.count(r"\\") >= 3
    assert width(DISPLAY.findall(text)[0]) <= LINE
    assert writer.lines(defined([(Symbol("y", real=True), left)])[0]).startswith(r"\begin{split}")


def test_stops_in_displays() -> None:
    wide = "b" * LINE
    assert block(gathered(["a = 1", wide], ",")).count(",") == 2
    assert gathered(["a", "b"]) == r"a, \quad b."
    assert stacked([("", ["a"]), ("=", [wide, "+ c"])], ".").endswith(" + c.\n\\end{split}")
    writer, formula = Writer(), Formula.of(Integer(2) ** 130)
    assert writer.is_unset(formula)
    for stop in ("", ",", "."):
        shown = writer.displayed(Text("Then ", formula, f"{stop} and."))
        assert writer.written(shown) == f"Then{block(writer.tex(formula) + stop)}\nand."
    one = Formula.of(Integer(1))
    assert writer.written(writer.displayed(Text(formula, ".", one))) == f"{block(writer.tex(formula) + '.')}\n$1$"


A, B, C = (Symbol(name, real=True) > 0 for name in "abc")
EACH = (mode, 1, data_dimension)
INDEX = Symbol("i", integer=True)
SAID = {
    ForEach(Or(deviations[mode] > 1, A), EACH): "for all $1 \\le j \\le D$, $a > 0$ or $s_j > 1$",
    ForEach(Implies(And(A, B), deviations[mode] > 1), EACH): (
        "$s_j > 1$ for all $1 \\le j \\le D$ with $a > 0$ and $b > 0$"
    ),
    Implies(And(A, B), C): "if $a > 0$ and $b > 0$, then $c > 0$",
    Or(A, And(B, C)): "$a > 0$ or ($b > 0$ and $c > 0$)",
    Equivalent(A, Or(B, C)): "($b > 0$ or $c > 0$) if and only if $a > 0$",
    Not(NonIncreasing(noise**2, (noise, 0, 1))): "$x \\mapsto x^2$ fails to be non-increasing on $[0, 1]$",
    Identity(noise**2, noise**2): "$x^2$ is defined",
    And(noise >= 0, noise <= 0): "$x = 0$",
    Not(Minimises(0, noise**2, (noise, 0, 1))): "$x = 0$ does not minimise $x^2$ over $x \\in [0, 1]$",
    ForEach(ForEach(deviations[mode] > 1, EACH), (Symbol("i", integer=True), 1, 3)): (
        "$s_j > 1$ for all $1 \\le i \\le 3$ and $1 \\le j \\le D$"
    ),
}


@pytest.mark.parametrize("condition", SAID, ids=list(map(str, SAID)))
def test_scopes(condition: Boolean) -> None:
    writer = Writer((data_dimension, deviations))
    assert writer.written(writer.sentence(condition)) == SAID[condition]


def test_each_range_in_a_clause_of_its_own() -> None:
    ranges = [ForEach(deviations[mode] > 0, EACH), ForEach(deviations[mode] < 2, (mode, 1, 3))]
    writer = Writer((data_dimension, deviations))
    (line,) = map(writer.written, hypotheses(writer, ranges))
    assert line == "Suppose that $s_j > 0$ for all $1 \\le j \\le D$, and that $s_j < 2$ for all $1 \\le j \\le 3$."


def test_an_equation_for_a_name_is_a_definition() -> None:
    total, other = Symbol("S", real=True), Symbol("R", real=True)
    whole = Sum(deviations[mode], EACH)
    writer = Writer((total, other, data_dimension))
    assumed = [total > 1, Identity(other, total + 1), Identity(total, whole)]
    written = list(map(writer.written, hypotheses(writer, assumed)))
    assert written[0] == "Let\n\\begin{equation*}\nS = \\sum_{j=1}^{D} s_j, \\quad R = 1 + S.\n\\end{equation*}"
    assert written[1:] == ["Suppose that $S > 1$."]
    circular = [Identity(other, total + 1), Identity(total, other**2)]
    assert not any(line.begins("Let") for line in hypotheses(Writer((total, other)), circular))


def test_what_a_chapter_has_said_is_not_said_again() -> None:
    claims = [CLAIMS[name] for name in ("P2.exact", "P2.exact-weak", "P2.ordered")]
    shared = shared_names(claims)
    assert shared[0] == r"\lambda_j = s_j^2"
    assert any(text.startswith("E(k, x) = ") for text in shared)
    claim = claims[0]
    writer = writer_of(claim)
    assert "Write" in body(claim.id)
    for text in (
        statement_tex(claim, known=shared),
        *map(writer.written, names_said(writer, [claim.conclusion], shared)),
    ):
        assert not re.search(r"Write|lambda_j = s", text)
    only = shared_names(claims, least=len(claims))
    assert set(only) < set(shared)


SHOWN = {
    "P1.iff-as-stated": "The conclusion is undefined: at $j = 1$ it divides by $\\hat s_j$, which is $0$.",
    "P2.quotient": "The conclusion is undefined: it divides by $(1 - \\lambda_k)_+$, which is $0$.",
    "P2.remark-plugin": "Then the left side is $\\tfrac{3}{4}$ and the right side $0$.",
    "P3.step-strict": "Then both sides are $0$.",
    "P2.plugin": "(about $1.27468$) at $i = k = 1$ and about $1.10707$ at $i = 2$.",
    "P1.remark-c": "(about $10.8849$) at $t = 0$ and $\\tfrac{99}{8}$ at $t = T = \\tfrac{1}{2}$.",
    "P5.step-decreasing": "But the function is $\\tfrac{1}{2}$ at $u = 0$ and about $0.880797$ at $u = T = 1$.",
    "P5.step-early": "fails at $j = 1$: the left side is $\\tfrac{1}{10}$ and the right side $1$.",
    "P6.remark-precisely": "here $t < \\tau_{k+1}$ fails: both sides are $\\tfrac{3}{8}$.",
    "P8.solution": "its value is $-\\tfrac{15}{16}$ at $x = 0$",
    "P1.remark-a": "But $x = 0$ minimises",
}


@pytest.mark.parametrize("claim_id", SHOWN)
def test_a_counterexample_is_shown_in_numbers(claim_id: str) -> None:
    assert SHOWN[claim_id] in refutation(CLAIMS[claim_id])


def test_every_refutation_says_why() -> None:
    said = {claim.id: refutation(claim) for claim in REFUTED}
    assert all(said.values())
    assert not [name for name, text in said.items() if "and the conclusion does not" in text]


def test_a_schedule_in_a_counterexample_is_a_function_of_time() -> None:
    text = refutation(CLAIMS["P2.plugin"])
    assert "$a_u^2 = u$" in text
    assert "a_x" not in text


def test_a_counterexample_found_elsewhere_is_not_judged() -> None:
    claim = CLAIMS["P2.quotient"]
    text = statement_tex(claim, Finding(verdict=Verdict.REFUTED, counterexample={"k": "3"}))
    assert "Take $k = 3$.\nAll hypotheses hold, and the conclusion does not." in text


def test_parts_of_a_conclusion_in_sentences() -> None:
    text = body("P4.closed")
    assert re.search(r"for all \$1 \\le j \\le D\$\.\nMoreover,\n\\begin\{equation\*\}", text)
    assert all(first != second for first, second in pairwise(text.splitlines()))


def scopes(term: Basic, around: tuple[Symbol, ...] = ()) -> Iterator[tuple[Symbol, tuple[Symbol, ...]]]:
    """Every bound symbol of a term, with those that are bound around it."""
    own = tuple(bound(term))
    for symbol in own:
        yield symbol, around
    for arg in term.args:
        yield from scopes(arg, around + own)


def nameless(term: Basic, depth: int = 0) -> Basic:
    """A term in which the bound symbols are numbered."""
    if not term.args:
        return term
    new = {limit[0]: Symbol(f"bound{depth + n}", **limit[0].assumptions0) for n, limit in enumerate(limits(term))}
    args = []
    for arg in term.args:
        is_range = isinstance(arg, Tuple) and bool(limits(term))
        inner = Tuple(new[arg[0]], *arg[1:]) if is_range else substitute(arg, new)
        args.append(nameless(inner, depth + len(new)))
    return term.func(*args)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_symbol_is_both_bound_and_free(name: str) -> None:
    letters = notation(name)
    renamed = []
    for claim in CLAIMS.values():
        free = {letters.letter(str(name)).written() for name in claim.names if isinstance(name, Symbol)}
        for condition in (*claim.hypotheses, claim.conclusion):
            shown = apart(condition, claim.names, letters)
            for symbol, around in scopes(shown):
                written = letters.letter(symbol.name).written()
                assert written not in free, (claim.id, symbol)
                assert written not in {letters.letter(other.name).written() for other in around}, (claim.id, symbol)
            if shown != condition:
                renamed.append(claim.id)
                assert nameless(shown) == nameless(condition), claim.id
    assert {"P3.step-chain", "P5.lower", "P8.step-min"} <= set(renamed)


def test_a_bound_symbol_under_another_letter() -> None:
    assert "$y = \\xi$ minimises $\\hat E(d_0, y)$ over $y \\in [0, X]$" in body("P3.step-chain")
    assert "$s_i = s$ for all $1 \\le i \\le d_0$" in body("P8.step-min")
    nested = ForEach(Sum(deviations[mode], EACH) > deviations[mode], EACH)
    assert Writer((data_dimension, deviations)).apart(nested) == ForEach(
        Sum(deviations[INDEX], (INDEX, 1, data_dimension)) > deviations[mode], EACH
    )
    letters = [Symbol(letter, real=True) for letter in "xyz"]
    crowded = Writer(letters).apart(Minimises(0, sum(letters), (letters[0], 0, 1)))
    assert crowded.args[2][0].name == "x_1"


def test_an_instance_gives_values_to_the_names_of_the_claim_alone() -> None:
    for claim in REFUTED:
        taken = refutation(claim).partition("Take ")[2].partition("\n")[0]
        letters = writer_of(claim).letters
        own = {letters.letter(str(name)).base for name in claim.names}
        for formula in INLINE.findall(taken):
            left = formula.partition(" = ")[0].lstrip("(")
            assert any(re.match(rf"{re.escape(base)}(?![A-Za-z'])", left) for base in own), (claim.id, left)
    assert "$T = " not in refutation(CLAIMS["P1.step-positive"])
    assert "$a_u^2 = u$" in refutation(CLAIMS["P1.remark-c"])


def test_no_brackets_around_displays_and_no_loose_words() -> None:
    for claim_id in CLAIMS:
        text = whole(claim_id)
        words = INLINE.sub("#", DISPLAY.sub("DISPLAY", text.split("\n", 1)[1]))
        words = re.sub(r"\[[^]]*\]", "", words)
        assert not re.search(r"\([^()]*(DISPLAY|item)|DISPLAY[^()]*\)|^\)", words, re.MULTILINE), claim_id
        assert not re.search(
            r"\b(Let|Suppose that|Write|Then|Take)\s*[.,]|\n(Let|Write|Take)\s*\n(?!DISPLAY)", words
        ), claim_id
        assert not re.search(r"^[#.,;]", words, re.MULTILINE), claim_id
        items = re.findall(r"\\item (.*?)(?=\\item|\\end\{itemize\})", text, re.DOTALL)
        assert all(re.search(r"\.(\n\\end\{[a-z*]+\})*$", item.strip()) for item in items), claim_id
        shown = DISPLAY.findall(text.partition(r"\begin{proof}")[0])
        assert len(set(shown)) == len(shown), claim_id


def test_alternatives_are_said_without_brackets() -> None:
    assert "Suppose that at least one of the following holds:\n\\begin{itemize}\n\\item $" in body("P8.joint-repaired")
    assert body("S4.one-mode").count(r"\quad \text{or} \quad") == 1
    tall = [1 / (1 + Symbol(name, real=True) ** 2) for name in "abcd"]
    sides = [And(tall[0] > 1, ForEach(A, EACH)), Or(tall[2] > 1, ForEach(B, EACH))]
    writer = Writer((data_dimension,))
    text = writer.written(conclusion(writer, Equivalent(*sides), "Then "))
    assert text.startswith("Then the following two statements are equivalent:\n\\begin{itemize}\n\\item ")
    wide = "b" * 2 * LINE
    assert joined(["a", wide], "or") == f"\\begin{{gathered}}\na \\quad \\text{{or}} \\\\\n{wide}.\n\\end{{gathered}}"


def test_what_another_hypothesis_says_more_sharply_is_not_said() -> None:
    x, k = noise, Symbol("k", integer=True)
    each = [ForEach(deviations[mode] >= 0, EACH), ForEach(deviations[mode] > 0, EACH)]
    assert without_weaker([k >= 1, k >= 2, x <= 1, x < 1, x > 0, *each]) == [k >= 2, x < 1, x > 0, each[1]]
    kept = [x >= 0, x + k >= 1, 2 * x >= 1, ForEach(deviations[mode] > 1, (mode, 1, 3)), each[0]]
    assert without_weaker(kept) == kept
    assert without_weaker([x >= 1, (k <= 0) | (x >= 1), (k <= 0) | (x >= 2)]) == [x >= 1, (k <= 0) | (x >= 2)]
    assert "$2 \\le k \\le D$" in body("P6.best")
    assert r"k \ge 1" not in body("P6.best")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_said_for_a_chapter_holds_in_all_of_it(name: str) -> None:
    letters = notation(name)
    for statement in catalogue():
        shared = shared_names(statement.claims, letters)
        assert bool(known_tex(shared)) is bool(shared)
        lefts = [text.partition(" = ")[0] for text in shared]
        assert len(set(lefts)) == len(lefts), statement.id
        for claim in statement.claims:
            writer = writer_of(claim, letters)
            own = {
                letters.letter(str(found)).written(index="j" if isinstance(found, IndexedBase) else "")
                for found in claim.names
            }
            assert not own & {re.sub(r"\(.*", "", left) for left in lefts}, claim.id
            for text in writer.where((*claim.hypotheses, claim.conclusion)):
                if text.partition(" = ")[0] in lefts:
                    assert text in shared, (claim.id, text)


def test_a_letter_of_a_claim_is_said_for_no_chapter() -> None:
    variances = IndexedBase("lambda", real=True)
    square = ForEach(deviations[mode] ** 2 > 1, EACH)
    claims = [replace(CLAIMS["P2.ordered"], conclusion=square) for _ in range(2)]
    assert shared_names(claims) == (r"\lambda_j = s_j^2",)
    assert not shared_names([*claims, replace(claims[0], conclusion=And(square, variances[1] > 0))])
    assert known_tex(()) == ""
    wide = "b" * LINE
    assert known_tex(["a = 1", wide]) == f"Throughout, $a = 1$.\nMoreover,{block(f'{wide}.')}\n"


def test_notebooks_define_names_before_they_use_them() -> None:
    text = shown_claim(CLAIMS["P5.repaired"])
    assert text.index("E(k, T) =") < text.index("Suppose that") < text.index("E(i, T)$ over")


def test_large_assumptions_are_displayed() -> None:
    assert "Suppose that\n\\begin{equation*}\n\\sum" in body("P1.remark-a")
    assert "Suppose that for all $1 \\le j \\le D - 1$,\n\\begin{equation*}\n\\max" in body("S2.monotone")
    assert "Let\n\\begin{equation*}\nc = " in body("S3.moments")
    assert r", \quad m = " in body("S3.moments")


def test_a_root_of_a_tall_function_is_displayed() -> None:
    assert "Then there is exactly one $x \\in [0, X]$ with\n\\begin{equation*}\n\\sum" in body("P8.solution")
    assert "= 0$ for exactly one $t \\in [0, T]$." in body("P5.step-switch")


def test_conditional_conclusions() -> None:
    text = body("P10.step-norm")
    assert "\nIf $" in text
    assert "Then if" not in text
    assert re.search(r"Moreover, if \$[^$]*\$, then\n.*\n.* \\iff ", text)


def test_comparisons_of_one_term_are_one_chain() -> None:
    assert r"$\tau_k \le t \le \tau_{k+1}$" in body("P6.remark-precisely-repaired")
    assert "\n\\hat E(d_0, \\xi) \\le " in body("P3.step-chain-repaired")
    assert "\n0 \\le x^*_k \\le X, " in body("S2.shrunk")
    assert re.search(r"\n& \\min.* \\le q \\\\\n", body("S1.between"))


SWAPPED: dict[Any, Any] = {Le: Lt, Lt: Le, Ge: Gt, Gt: Ge, Min: Max, Max: Min, And: Or, Or: And}
MUTATED = ("P1.iff", "P2.plugin-repaired", "P5.step-16", "P8.solution-never", "S4.one-mode")


def altered(node: Basic) -> Iterator[tuple[str, Basic]]:
    """A condition with one node changed, and what kind of node it was."""
    for place, arg in enumerate(node.args):
        if arg in limits(node):
            yield "range", remade(node, place, Tuple(*arg[:2], arg[2] + 1))
        elif not isinstance(node, Indexed) or place > 0:
            yield from ((kind, remade(node, place, new)) for kind, new in altered(arg))
    if type(node) in SWAPPED:
        kept = {"evaluate": False} if isinstance(node, Relational) else {}
        yield type(node).__name__, SWAPPED[type(node)](*node.args, **kept)
    elif isinstance(node, Integer) and node > 0:
        yield "number", node + 1
    elif isinstance(node, Symbol):
        yield "letter", Symbol("n", integer=True) if node.is_integer else Symbol("z", real=True)


def remade(node: Basic, place: int, new: Basic) -> Any:
    args = [*node.args[:place], new, *node.args[place + 1 :]]
    return node.func(*args, evaluate=False) if isinstance(node, Relational | Piecewise) else node.func(*args)


def mutants(claim: Claim) -> Iterator[tuple[str, Any]]:
    """Ways to leave one hypothesis out, or to change one node of a hypothesis or of the conclusion."""
    for n, hypothesis in enumerate(claim.hypotheses):
        before, after = claim.hypotheses[:n], claim.hypotheses[n + 1 :]
        yield "left out", (before + after, claim.conclusion)
        for kind, changed in altered(hypothesis):
            yield kind, ((*before, changed, *after), claim.conclusion)
    yield from ((kind, (claim.hypotheses, changed)) for kind, changed in altered(claim.conclusion))


def sharpest(claim: Claim) -> tuple[set[Basic], Basic]:
    """What a claim says: its hypotheses without those that another one implies, and its conclusion."""
    parts = {oriented(condition): condition for condition in conjuncts(claim.hypotheses)}
    return set(map(oriented, without_weaker(list(parts.values())))), claim.conclusion


def test_a_changed_claim_is_printed_otherwise() -> None:
    seen: Counter[str] = Counter()
    for claim_id in MUTATED:
        claim = CLAIMS[claim_id]
        ways: dict[str, list[Any]] = defaultdict(list)
        for kind, way in mutants(claim):
            ways[kind].append(way)
        for kind, found in ways.items():
            chosen = found if kind == "left out" else [Random(claim_id + kind).choice(found)]
            for assumed, concluded in chosen:
                mutant = replace(claim, hypotheses=assumed, conclusion=concluded)
                if sharpest(mutant) != sharpest(claim):
                    seen[kind] += 1
                    assert "\n".join(claim_tex(writer_of(mutant), mutant)) != body(claim_id), (claim_id, kind, mutant)
    signs = {"LessThan", "StrictLessThan", "GreaterThan", "StrictGreaterThan"}
    assert set(seen) == {"left out", "range", "number", "letter", "Min", "Max", "And", "Or"} | signs
