"""The theorem book of a few claims: LaTeX that compiles in silence, HTML that is complete, the same bytes each time."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from book_checks import compiled_log, complaints, formulas, links, parsed, pdflatex_here
from command_line import here, process

from ldm_symbolic import catalogue
from ldm_symbolic.book import content as book_module
from ldm_symbolic.book import write_book
from ldm_symbolic.book.content import Book, gathered
from ldm_symbolic.book.html import html_of
from ldm_symbolic.book.mathml import Page, UnreadableError, mathml
from ldm_symbolic.book.tex import tex_of
from ldm_symbolic.claims.audit import select
from ldm_symbolic.claims.summary import established_by
from ldm_symbolic.latex.formulas.printer import UnprintableError
from ldm_symbolic.latex.formulas.text import prose


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    folder = tmp_path_factory.mktemp("book")
    return write_book(select(catalogue(), ["L1", "P4"]), folder), folder


def text(written: tuple[Book, Path], name: str) -> str:
    return (written[1] / name).read_text(encoding="utf-8")


def test_latex_compiles_without_a_warning(written: tuple[Book, Path]) -> None:
    assert complaints(compiled_log(written[1], pdflatex_here())) == []


def test_complaints_are_found() -> None:
    log = "Package: infwarerr 2019/12/03 Providing info/warning/error messages\n(./book.aux)\n"
    bad = [
        "LaTeX Warning: Reference `x' undefined.",
        "Overfull \\hbox (1.0pt too wide)",
        "! Undefined control sequence.",
    ]
    assert complaints(log) == []
    assert complaints(log + "\n".join(bad)) == bad


def test_every_formula_of_the_latex_is_in_the_page(written: tuple[Book, Path]) -> None:
    tree = parsed(text(written, "book.html"))
    found = list(tree.iter("{http://www.w3.org/1998/Math/MathML}math"))
    assert len(found) == formulas(text(written, "book.tex")) > 500


def test_a_claim_says_by_what_it_is_established(written: tuple[Book, Path]) -> None:
    for entry in written[0].entries:
        assert established_by(entry.certificate)
        assert all(
            f"Established by {established_by(entry.certificate)}." in text(written, f"book.{form}")
            for form in ("tex", "html")
        )
    assert "cvc5, rules; coq: proved." in text(written, "book.html")  # L1.above


def test_links_lead_somewhere(written: tuple[Book, Path]) -> None:
    html = text(written, "book.html")
    files, places = links(html)
    assert files
    assert all((written[1] / name).is_file() for name in files)
    assert all(f'id="{name}"' in html for name in places)
    assert not re.search(r'(?:href|src)="(?:https?:|file:|/)', html)


def test_every_solver_query_of_a_proof_is_linked(written: tuple[Book, Path]) -> None:
    book, _ = written
    html = text(written, "book.html")
    queries = {query.digest for entry in book.entries for query in entry.examined.queries}
    assert queries
    assert {f"smtlib/{digest}.smt2" for digest in queries} == links(html)[0]


def test_every_claim_has_its_badge(written: tuple[Book, Path]) -> None:
    html = text(written, "book.html")
    for entry in written[0].entries:
        verdict = entry.certificate.verdict
        claim = html.split(f'<div class="claim" id="{entry.id}">')[1].split('<div class="claim"')[0]
        assert re.findall(r'<span class="badge \w+">(\w+)</span>', claim)[0] == verdict
        assert re.search(rf"label\{{ldm:{entry.id}\}}", text(written, "book.tex"))


def test_refuted_claims_show_their_numbers(written: tuple[Book, Path]) -> None:
    for entry in written[0].entries:
        assert ("Refutation of" in entry.statement) == (entry.certificate.counterexample is not None)
        assert bool(entry.proof) == (entry.certificate.verdict == "PROVED")


def test_only_the_figures_of_its_chapters_are_drawn(written: tuple[Book, Path]) -> None:
    assert {figure.name for figure in written[0].figures} == {"figure-3", "figure-4-left", "figure-4-right"}
    assert len(list((written[1] / "figures").iterdir())) == 6


def test_the_same_bytes_each_time_and_nothing_of_the_machine(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    claims = ("P4.step-mode", "L1.above", "L1.step")
    other = {**os.environ, "PYTHONHASHSEED": "1"}  # in this process it is another one, and much has been done before
    runs = [
        process("book", *claims, "--out", str(folders[0]), environment=other),
        here("book", *claims, "--out", str(folders[1])),
    ]
    for done in runs:
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    first, second = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders)
    assert first == second
    assert {"book.tex", "book.html"} < set(map(str, first))
    for content in first.values():
        assert str(tmp_path).encode() not in content
        assert not re.search(rb"20[23]\d-[01]\d-[0-3]\d", content)


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['latex2mathml'] = None"
    done = process("book", "L1.above", "--out", str(tmp_path / "book"), before=blocked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: the book needs latex2mathml: from the project's folder, pip install '.[book]'\n"


def test_without_matplotlib_there_are_no_figures(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['matplotlib'] = None"
    done = process("book", "L1.above", "--out", str(tmp_path), before=blocked)
    assert done.returncode == 0
    assert "no figures" in done.stderr
    assert "includegraphics" not in (tmp_path / "book.tex").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = here("book", "L1.above", "--out", str(tmp_path / "file"))
    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot write ")
    assert done.stderr.count("\n") == 1


def test_what_the_printer_refuses_names_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise UnprintableError("no form for `zeta(x)`")

    monkeypatch.setattr(book_module, "statement_tex", refuse)
    with pytest.raises(ValueError, match=r"L1\.above cannot be printed: no form for `zeta\(x\)`"):
        gathered(select(catalogue(), ["L1.above"]))


def test_what_has_no_mathml_names_the_claim(written: tuple[Book, Path]) -> None:
    book, folder = written
    chapter = book.chapters[-1]
    entry = replace(chapter.entries[0], statement=r"Let $\unheardof x$.")
    bad = replace(book, chapters=(replace(chapter, entries=(entry, *chapter.entries[1:])),))
    with pytest.raises(ValueError, match=rf"{entry.id}: no MathML for \\unheardof"):
        html_of(bad, folder)


@pytest.mark.parametrize("formula", [r"\unheardof x", r"\begin{unheard} a & b \end{unheard}", r"x_{1", "a $ b"])
def test_formulas_without_mathml_are_refused(formula: str) -> None:
    with pytest.raises(UnreadableError):
        mathml(formula)


@pytest.mark.parametrize(
    ("formula", "piece"),
    [
        ("x = -y", '<mo>=</mo><mo form="prefix">'),
        ("(a) - b", "<mo>−</mo>"),
        (r"(0, \infty)", "<mi>∞</mi>"),
        ("1/2", '<mo lspace="0" rspace="0">/</mo>'),
    ],
)
def test_signs_are_spaced_by_what_they_are(formula: str, piece: str) -> None:
    assert piece in mathml(formula)


@pytest.mark.parametrize("tex", [r"\unheardof", r"\begin{table}x\end{table}", "{x", "x}", r"\texttt x", "lone $ sign"])
def test_text_without_html_is_refused(tex: str) -> None:
    with pytest.raises(UnreadableError):
        Page(str, lambda *_: "").blocks(tex)


@pytest.mark.parametrize(
    ("plain", "tex"),
    [
        ("the times t_k are non-decreasing in k", "the times $t_{k}$ are non-decreasing in $k$"),
        ("x (1 - s)² <= √(x + 1) only, by (7)", r"$x (1 - s)^{2} \le \sqrt{x + 1}$ only, by (7)"),
        ("By P9 a time in [0, T]", "By P9 a time in $[0, T]$"),
        ("d0 modes of 1..D, A < 1", r"$d_{0}$ modes of $1, \dots, D$, $A < 1$"),
        ("Horn & Johnson, Theorem 7.2", r"Horn \& Johnson, Theorem 7.2"),
        ("log(2)/2 or x^{-2a}", r"$\log(2)/2$ or $x^{-2a}$"),
    ],
)
def test_formulas_in_plain_lines_are_whole(plain: str, tex: str) -> None:
    assert prose(plain) == tex


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"Fr\'echet, It\^o, Horn \& Johnson, 5 \%", "Fr\u00e9chet, It\u00f4, Horn &amp; Johnson, 5 %"),
        (r"\texttt{a\_{}b.\allowbreak c} \S{}2 \dots{} x\^{}y", "<code>a_b.<wbr />c</code> §2 … x^y"),
        (r"or ($a$) b", 'or <span class="whole">(' + mathml("a") + ")</span> b"),
        (r"``one'' --- two\ three \emph{four}", "“one” — two three <em>four</em>"),
    ],
)
def test_text_reads_as_it_is_printed(tex: str, html: str) -> None:
    assert unicodedata.normalize("NFC", Page(str, lambda *_: "").inline(tex)) == html


def test_wide_brackets_in_a_line_are_boxed(written: tuple[Book, Path]) -> None:
    book, _ = written
    chapter = book.chapters[-1]
    wide = r"x \le \left( " + " + ".join(["1234567890"] * 6) + r" \right)_+"
    entry = replace(chapter.entries[0], statement=f"Let ${wide}$ and $y \\le \\left( 1 \\right)$.")
    tex = tex_of(replace(book, chapters=(replace(chapter, entries=(entry,)),)))
    assert r"\freebreak $x \le \fittedpart{\left( 1234567890" in tex
    assert r"\right)}_+$\freebreak{} and $y \le \left( 1 \right)$." in tex
