"""The book as one HTML file that a browser shows without a network: MathML, pictures inside, links to the solver files.

Every formula is converted from the LaTeX that the printed book has. Each claim has a badge with its verdict.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from ldm_symbolic.book.chapters import Chapter, Entry
from ldm_symbolic.book.content import FIGURES, SMTLIB, Book, Figure
from ldm_symbolic.book.mathml import Page
from ldm_symbolic.book.opening import SUBTITLE, TITLE
from ldm_symbolic.claims.certificate import Certificate
from ldm_symbolic.claims.summary import established_by
from ldm_symbolic.latex.formulas.text import prose
from ldm_symbolic.latex.sentences.statement import label

_STYLE = """
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.55 Georgia, "Liberation Serif", serif;
  color: #1b1b1b; background: #fff; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 3rem; border-bottom: 1px solid #ccc; }
math { font-size: 1.05em; } math[display="block"] { margin: .6em 0; overflow-x: auto; overflow-y: hidden; }
mtd { padding: .15em 0; } mtd[columnalign="left"] { text-align: left; } mtd[columnalign="right"] { text-align: right; }
mtd + mtd { padding-left: .25em; } mrow > mo + mtable mtd + mtd { padding-left: 1em; }
code { font-size: .92em; } .caps { font-variant: small-caps; } .whole { white-space: nowrap; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; }
.claim { margin: 2.2rem 0; } .says { font-style: italic; }
.proposition, .lemma, .remark { border-left: 4px solid #bbb; padding: .1rem 0 .1rem 1rem; }
.proof { padding-left: 1.2rem; } .list { padding-left: 1.5rem; } .head { font-weight: bold; }
.badge { font: bold .75rem/1 system-ui, sans-serif; letter-spacing: .04em; color: #fff; padding: .2em .5em;
  border-radius: .3em; white-space: nowrap; }
.PROVED { background: #19692c; } .REFUTED { background: #a61b1b; } .TESTED { background: #8a5a00; }
.UNDECIDED { background: #6a3d9a; }
.queries { font: .8rem/1.4 system-ui, sans-serif; color: #555; } a { color: #0b4f9e; }
figure { margin: 2rem 0; } figure img { max-width: 100%; } figcaption { font-size: .95rem; }
"""


def html_of(book: Book, folder: Path) -> str:
    """The page.

    Args:
        book: what is shown.
        folder: where the figures have been drawn.

    Raises:
        ValueError: naming the claim of which something has no MathML form.
    """
    verdicts = {label(entry.id): entry.certificate for entry in book.entries}
    page = Page(_queries, lambda kind, note, name: _claim_head(kind, note, _badge(verdicts[name])))
    body = [
        f"<h1>{escape(TITLE)}</h1>\n<p>{escape(SUBTITLE)}</p>\n",
        *_setting(page, book),
        *_overview(book),
        *(text for chapter in book.chapters for text in _chapter(page, chapter, book.figures_of(chapter.id), folder)),
        *_rules(page, book),
        *(["<h2>Figures</h2>\n"] if book.figures_of() else []),
        *_figures(page, book.figures_of(), folder),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en" xmlns="http://www.w3.org/1999/xhtml">\n<head>\n<meta charset="utf-8" />\n'
        '<meta name="viewport" content="width=device-width" />\n<link rel="icon" href="data:," />\n'
        f"<title>{escape(TITLE)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{''.join(body)}</body>\n</html>\n"
    )


def _setting(page: Page, book: Book) -> Iterator[str]:
    yield "<h2>The setting</h2>\n"
    yield from map(page.blocks, book.setting.model)
    yield _table(("letter", "what it stands for"), [(page.inline(a), page.inline(b)) for a, b in book.setting.letters])
    yield "<h2>Conventions</h2>\n"
    yield from map(page.blocks, book.setting.conventions)
    yield "<h2>How to read this book</h2>\n"
    yield from map(page.blocks, book.setting.reading)


def _overview(book: Book) -> Iterator[str]:
    """All statements, and all claims with their verdicts."""
    yield "<h2>The verdicts</h2>\n"
    for chapter in book.chapters:
        rows = [
            (f'<a href="#{entry.id}">{entry.id}</a>', entry.role, _badge(entry.certificate))
            for entry in chapter.entries
        ]
        yield f'<h3><a href="#{chapter.id}">{chapter.id}: {escape(chapter.title)}</a></h3>\n'
        yield _table((), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "<tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>\n" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n{top}{body}</table>\n"


def _chapter(page: Page, chapter: Chapter, figures: Sequence[Figure], folder: Path) -> Iterator[str]:
    try:
        yield f'<h2 id="{chapter.id}">{chapter.id}: {page.inline(chapter.heading)}</h2>\n'
        if chapter.source:
            yield f"<p>Source: {page.inline(chapter.source)}.</p>\n"
        if chapter.names:
            yield page.blocks(chapter.names)
        if chapter.derivation:
            yield "<h3>Derivation</h3>\n" + page.blocks(chapter.derivation)
        yield from _figures(page, figures, folder)
    except ValueError as error:
        raise ValueError(f"{chapter.id}: {error}") from error
    yield "<h3>Claims</h3>\n"
    for entry in chapter.entries:
        try:
            yield _entry(page, entry)
        except ValueError as error:
            raise ValueError(f"{entry.id}: {error}") from error


def _entry(page: Page, entry: Entry) -> str:
    repairs = f' It repairs <a href="#{entry.repairs}">{entry.repairs}</a>.' if entry.repairs else ""
    by = established_by(entry.certificate)
    by = f" Established by {escape(by)}." if by else ""
    says = f'<p><span class="says">{page.inline(entry.says)}.</span>{repairs}{by}</p>\n'
    folded = entry.unmentioned
    rest = f"<p>{_queries(folded, 'also behind this proof' if entry.proof else '')}</p>\n" if folded else ""
    body = page.blocks(entry.statement) + page.blocks(entry.proof)
    return f'<div class="claim" id="{entry.id}">\n{says}{body}{rest}</div>\n'


def _claim_head(kind: str, note: str, badge: str) -> str:
    return f'<p class="head">{kind.capitalize()} ({note}) {badge}</p>\n'


def _badge(certificate: Certificate) -> str:
    verdict, severity = certificate.verdict, certificate.severity
    return f'<span class="badge {verdict}">{verdict}</span>{f" {severity}" if severity else ""}'


def _queries(digests: Sequence[str], what: str = "") -> str:
    """Links to solver files."""
    links = [f'<a href="{SMTLIB}/{digest}.smt2">{number}</a>' for number, digest in enumerate(digests, 1)]
    lead = f"SMT-LIB {what}".strip()
    return f' <span class="queries">{lead}: {" ".join(links)}</span>'


def _rules(page: Page, book: Book) -> Iterator[str]:
    if book.rules:
        yield "<h2>The rules, and the theorem behind each</h2>\n"
        rows = _in_prose(page, book.rules)
        yield _table(("rule", "theorem"), rows)


def _in_prose(page: Page, rules: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(page.inline(prose(name)), page.inline(text)) for name, text in rules.items()]


def _figures(page: Page, figures: Sequence[Figure], folder: Path) -> Iterator[str]:
    for figure in figures:
        data = base64.b64encode((folder / FIGURES / f"{figure.name}.svg").read_bytes()).decode("ascii")
        plain = escape(unicodedata.normalize("NFC", figure.caption))
        yield f'<figure><img alt="{plain}" src="data:image/svg+xml;base64,{data}" />'
        yield f"<figcaption>{page.inline(prose(figure.caption))}</figcaption></figure>\n"
