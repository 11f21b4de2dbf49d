"""Writes the book: the LaTeX document, the page, the figures that both show, and every solver query.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from ldm_symbolic.book.content import _CAPTIONS, _CHAPTERS, FIGURES, SMTLIB, Book, Figure, gathered
from ldm_symbolic.claims.audit import Selection
from ldm_symbolic.claims.keeping.kept import Kept
from ldm_symbolic.claims.objects import writable, write_queries
from ldm_symbolic.latex.formulas.letters import Notation

BOOK = ("book.tex", "book.html")
"""The files in which the whole book stands."""


def write_book(
    selection: Selection,
    out: str | Path,
    *,
    letters: Notation | None = None,
    watched: Any = None,
    jobs: int | None = None,
    effort: float = 1,
    kept: Kept | None = None,
) -> Book:
    """Verify claims and write the book of them.

    Args:
        selection: from `audit.select`.
        out: the folder, made if it does not exist.
        letters: the notation.
        watched: a function that passes chapters on as they are finished, such as a progress bar.
        jobs: how many chapters at a time; None for as many as there are processors.
        effort: how many times the usual budget every question to a solver may take.
        kept: the cache; a chapter is kept when it is done, so that a run that was interrupted goes on from there.

    Raises:
        ValueError: naming the claim of which something has no LaTeX form or no MathML form, or the folder that
            cannot be written; or if an extra is not installed.
    """
    from ldm_symbolic.book.html import html_of
    from ldm_symbolic.book.mathml import require_converter
    from ldm_symbolic.book.tex import tex_of

    require_converter()
    folder = writable(out)
    writable(folder / SMTLIB)
    try:
        figures = _draw(folder / FIGURES, ["", *(statement.id for statement, _ in selection)])
        book = replace(gathered(selection, letters, watched, jobs=jobs, effort=effort, kept=kept), figures=figures)
        _require_whole(book, selection)
        write_queries([entry.examined for entry in book.entries], folder / SMTLIB)
        for name, text in zip(BOOK, (tex_of(book), html_of(book, folder)), strict=True):
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ValueError(f"cannot write {error.filename or folder}: {error.strerror or error}") from error
    return book


def _require_whole(book: Book, selection: Selection) -> None:
    """Raise unless the book has every sentence that was asked for, and no other."""
    wanted = [claim.id for _, claims in selection for claim in claims]
    printed = [entry.id for entry in book.entries]
    if printed != wanted:
        raise AssertionError(f"the book has {len(printed)} sentences where {len(wanted)} were asked for")


def _draw(folder: Path, chapters: Collection[str]) -> tuple[Figure, ...]:
    """Draw the figures of chapters, for LaTeX and for a browser; none where there is no matplotlib."""
    from ldm_symbolic.figures import drawing

    try:
        draw = drawing("book.pdf").paper_figure
    except ValueError:
        return ()
    folder.mkdir(exist_ok=True)
    found = [
        (name, Figure(name=f"figure-{name}", caption=caption, chapter=_CHAPTERS.get(name, "")))
        for name, caption in _CAPTIONS.items()
    ]
    wanted = [(name, figure) for name, figure in found if figure.chapter in chapters]
    for name, figure in wanted:
        for suffix in (".pdf", ".svg"):
            draw(name, str(folder / f"{figure.name}{suffix}"))
    return tuple(figure for _, figure in wanted)
