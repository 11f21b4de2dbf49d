"""The book as a LaTeX document for pdflatex, with packages that every distribution has.

A display that is wider than the line is scaled to it, and so is a bracket in a line, so that nothing runs into the
margin however long a formula of the catalogue becomes; what fits is left as it is.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ldm_symbolic.book.chapters import Chapter, Entry
from ldm_symbolic.book.content import FIGURES, SMTLIB, Book, Figure
from ldm_symbolic.book.opening import SUBTITLE, TITLE
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.summary import established_by
from ldm_symbolic.latex import PREAMBLE
from ldm_symbolic.latex.formulas.layout import width
from ldm_symbolic.latex.formulas.text import prose
from ldm_symbolic.latex.sentences.statement import id_tex, label

_FORMULA = re.compile(
    r"\\begin\{equation\*\}\n(?P<display>.*?)\n\\end\{equation\*\}|(?<!\\)\$(?P<inline>[^$]*)\$(?P<end>[.,;)]*)",
    re.DOTALL,
)
_FENCE = re.compile(r"\\(?:(?P<opens>left|begin\{cases\})|(?:right *(?:\\[{}|]|\\[a-z]+|.)|end\{cases\}))")
_WIDE = 40  # digits; a narrower bracket fits on a line however the line is broken
_HEAD = (
    r"""\documentclass[a4paper]{article}
\usepackage[textwidth=400pt,textheight=640pt]{geometry}
"""
    + PREAMBLE
    + r"""\usepackage{longtable,array,graphicx}
\usepackage[hidelinks,bookmarksnumbered]{hyperref}
\allowdisplaybreaks
\sloppy
\hbadness=10000 % loose lines are the price of formulas that are not broken
\vbadness=10000
\hfuzz=0.2pt
\raggedbottom
\renewcommand{\labelitemi}{$\bullet$} % the bullet of the text fonts is a bitmap in a small distribution
\newsavebox{\ldmdisplay}
\newcommand{\freebreak}{\hskip 0pt plus 1fil\penalty0\hskip 0pt plus -1fil\relax} % a line may end early here
\newcommand{\fittedpart}[1]{\sbox{\ldmdisplay}{$#1$}%
\ifdim\wd\ldmdisplay>0.88\linewidth\resizebox{0.88\linewidth}{!}{\usebox{\ldmdisplay}}\else#1\fi}
\newcommand{\fitted}[1]{\sbox{\ldmdisplay}{$\displaystyle #1$}%
\ifdim\wd\ldmdisplay>\linewidth\resizebox{\linewidth}{!}{\usebox{\ldmdisplay}}\else\usebox{\ldmdisplay}\fi}
"""
)


def tex_of(book: Book) -> str:
    """The document; it wants the figures beside it."""
    parts = [
        _HEAD,
        f"\\title{{{TITLE}\\\\[1ex]\\large {prose(SUBTITLE)}}}\n\\author{{}}\n\\date{{}}\n",
        "\\begin{document}\n\\maketitle\n",
        "\\tableofcontents\n",
        *_setting(book),
        *_overview(book),
        *(text for chapter in book.chapters for text in _chapter(chapter, book.figures_of(chapter.id))),
        *_rules(book),
        *(["\\section*{Figures}\n"] if book.figures_of() else []),
        *_figures(book.figures_of()),
        "\\end{document}\n",
    ]
    return "\n".join(parts)


def _setting(book: Book) -> Iterator[str]:
    yield "\\section*{The setting}\n"
    yield "\n\n".join(map(_fitted, book.setting.model)) + "\n"
    rows = [f"{letter} & {meaning} \\\\" for letter, meaning in book.setting.letters]
    yield _table("@{}l>{\\raggedright\\arraybackslash}p{0.75\\linewidth}@{}", "letter & what it stands for", rows)
    yield "\\section*{Conventions}\n"
    yield "\n\n".join(map(_fitted, book.setting.conventions)) + "\n"
    yield "\\section*{How to read this book}\n"
    yield "\n\n".join(book.setting.reading) + "\n"
    yield f"\\noindent The solver questions are in the folder \\texttt{{{SMTLIB}}}.\n"


def _overview(book: Book) -> Iterator[str]:
    """All claims with their verdicts."""
    rows = [
        f"\\hyperref[{label(entry.id)}]{{{id_tex(entry.id)}}} & {entry.role} & {_verdict(entry)} & "
        f"\\pageref{{{label(entry.id)}}} \\\\"
        for entry in book.entries
    ]
    yield "\\section*{The verdicts}\n"
    yield _table("@{}>{\\raggedright\\arraybackslash}p{0.36\\linewidth}llr@{}", "claim & & verdict & page", rows)


def _table(columns: str, heads: str, rows: Iterable[str]) -> str:
    return "\n".join(
        [
            rf"\begin{{longtable}}{{{columns}}}",
            rf"\toprule {heads} \\ \midrule \endhead",
            *rows,
            r"\bottomrule",
            "\\end{longtable}\n",
        ]
    )


def _verdict(entry: Entry) -> str:
    given = ", given" if entry.certificate.cited and entry.certificate.verdict is Verdict.PROVED else ""
    severity = entry.certificate.severity
    weight = f" ({severity})" if severity else ""
    return rf"\textsc{{{entry.certificate.verdict.lower()}}}{weight}{given}"


def _chapter(chapter: Chapter, figures: Sequence[Figure]) -> Iterator[str]:
    plain = re.sub(r"[^ -~]", "?", chapter.title)
    title = f"{chapter.id}: {chapter.heading}"
    yield f"\\section{{\\texorpdfstring{{{title}}}{{{chapter.id}: {_bare(plain)}}}}}\n"
    if chapter.source:
        yield f"\\noindent Source: {chapter.source}.\n"
    if chapter.names:
        yield _fitted(chapter.names)
    if chapter.derivation:
        yield "\\subsection*{Derivation}\n"
        yield _fitted(chapter.derivation)
    yield from _figures(figures)
    yield "\\subsection*{Claims}\n"
    for entry in chapter.entries:
        yield _entry(entry)


def _bare(text: str) -> str:
    """Plain text for the bookmarks of a PDF file, without anything that TeX reads as a command."""
    return re.sub(r"[\\{}$&#%~_^]", " ", text)


def _entry(entry: Entry) -> str:
    repairs = f" It repairs {id_tex(entry.repairs)}." if entry.repairs else ""
    by = established_by(entry.certificate)
    by = f" Established by {by}." if by else ""
    head = rf"\medskip\noindent {_verdict(entry)}: \emph{{{entry.says}.}}{repairs}{by}"
    return "\n".join([head, "", _fitted(entry.statement), _fitted(entry.proof)])


def _fitted(tex: str) -> str:
    """A fragment with its displays, and what no line break can enter, in boxes that are scaled where too wide."""

    def fit(match: re.Match[str]) -> str:
        if match["display"] is None:
            inner = _fitted_parts(match["inline"])
            return match[0] if inner == match["inline"] else f"\\freebreak ${inner}${match['end']}\\freebreak{{}}"
        inner = match["display"].replace("{split}", "{aligned}")
        return f"\\begin{{equation*}}\n\\fitted{{{inner}}}\n\\end{{equation*}}"

    return _FORMULA.sub(fit, tex)


def _fitted_parts(formula: str) -> str:
    """A formula in a line, its wide brackets and case distinctions in boxes of their own."""
    out, done, depth, start = "", 0, 0, 0
    for match in _FENCE.finditer(formula):
        if match["opens"]:
            start = start if depth else match.start()
            depth += 1
            continue
        depth -= 1
        part = formula[start : match.end()]
        if depth == 0 and width(part) > _WIDE:
            out += f"{formula[done:start]}\\fittedpart{{{part}}}"
            done = match.end()
    return out + formula[done:]


def _rules(book: Book) -> Iterator[str]:
    if book.rules:
        rows = [f"{prose(name)} & {text} \\\\" for name, text in book.rules.items()]
        yield "\\section*{The rules, and the theorem behind each}\n"
        yield _table(
            "@{}>{\\raggedright\\arraybackslash}p{0.3\\linewidth}>{\\raggedright\\arraybackslash}p{0.62\\linewidth}@{}",
            "rule & theorem",
            rows,
        )


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    for figure in figures:
        yield "\\begin{center}\\begin{minipage}{\\linewidth}\\centering"
        yield rf"\includegraphics[width=0.8\linewidth]{{{FIGURES}/{figure.name}.pdf}}\par"
        yield f"{{\\small {prose(figure.caption)}\\par}}"
        yield "\\end{minipage}\\end{center}"
