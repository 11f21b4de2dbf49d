"""Build the whole book, compile it, and open it in a browser: python tests/make/check_book.py [DIR]

Then every statement and derivation is compiled once more in the letters of the paper, as an author would paste it.
Needs pdflatex and chromium. What is left in DIR: the book, its PDF, and a picture of the page.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from book_checks import WIDE, browsed, compiled_log, complaints, document, formulas, links, parsed, program

from ldm_symbolic import catalogue, latex
from ldm_symbolic.book import write_book
from ldm_symbolic.book.content import Book
from ldm_symbolic.claims.audit import exit_status, select
from ldm_symbolic.latex.derivations.derivation import is_derived
from ldm_symbolic.latex.macros import claim_macros, macros_tex, model_macros


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = monotonic()
    yield
    print(f"{what}: {monotonic() - start:.0f} s", flush=True)


def check(folder: Path, pdflatex: str, chromium: str) -> Book:
    """Write the book to a folder and check it there; an AssertionError says what is not well."""
    with timed("built"):
        book = write_book(select(catalogue(), []), folder)
    assert book.figures, "matplotlib is not installed"
    with timed("compiled"):
        no_complaints(folder, pdflatex, "book")
    html = (folder / "book.html").read_text(encoding="utf-8")
    parsed(html)
    files, places = links(html)
    missing = [name for name in files if not (folder / name).is_file()]
    missing += [name for name in places if f'id="{name}"' not in html]
    assert not missing, f"links lead nowhere: {missing}"
    count = formulas((folder / "book.tex").read_text(encoding="utf-8"))
    with timed("opened in a browser"):
        report = browsed(folder / "book.html", chromium, folder / "book.png")
    expected = {"formulas": count, "seen": count, "broken": 0, "console": 0}
    assert report == expected, f"the browser shows {report}, expected {expected}"
    print(f"{len(book.entries)} claims, {count} formulas shown, {len(files)} solver files linked")
    return book


def check_fragments(folder: Path, pdflatex: str, notation: str) -> None:
    """Compile all derivations, statements and macros in some letters, with the verdicts that are recorded."""
    letters = latex.notation(notation)
    found = [latex.derivation_tex(each, letters) for each in catalogue() if is_derived(each)]
    known = [(claim, latex.Finding.recorded(claim)) for each in catalogue() for claim in each.claims]
    found += [latex.statement_tex(claim, finding, letters) for claim, finding in known]
    macros = [model_macros(letters), *(claim_macros(claim, finding, letters) for claim, finding in known)]
    together = {name: text for each in macros for name, text in each.items()}
    assert len(together) == sum(map(len, macros)), "two macros have one name"
    found += [macros_tex(together), *(f"\\sbox0{{\\{name}}}" for name in together)]
    (folder / f"{notation}.tex").write_text(document(found, WIDE + r"\sloppy "), encoding="utf-8")
    no_complaints(folder, pdflatex, notation)


def no_complaints(folder: Path, pdflatex: str, name: str) -> None:
    found = complaints(compiled_log(folder, pdflatex, name))
    assert not found, "\n".join(found)


def main() -> int:
    """Return 0 if all is well."""
    pdflatex, chromium = program("pdflatex"), program("chromium", "chromium-browser", "google-chrome")
    assert pdflatex is not None, "pdflatex is not installed"
    assert chromium is not None, "chromium is not installed"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        book = check(folder, pdflatex, chromium)
        for notation in ("ours", "paper"):
            with timed(f"statements and derivations, {notation}"):
                check_fragments(folder, pdflatex, notation)
    return exit_status(entry.certificate for entry in book.entries)


if __name__ == "__main__":
    sys.exit(main())
