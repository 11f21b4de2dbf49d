"""Build the whole book, compile it, and open it in a browser: python tests/check_book.py [DIR]

Needs pdflatex and chromium. What is left in the folder: the book, its PDF, and a picture of the page.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import monotonic

from book_checks import browsed, compiled_log, complaints, formulas, links, parsed, program

from ldm_symbolic import catalogue
from ldm_symbolic.audit import exit_status, select
from ldm_symbolic.book import write_book


def main() -> int:
    """Return 0 if all is well; an AssertionError says what is not."""
    pdflatex, chromium = program("pdflatex"), program("chromium", "chromium-browser", "google-chrome")
    assert pdflatex is not None, "pdflatex is not installed"
    assert chromium is not None, "chromium is not installed"
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    start = monotonic()
    book = write_book(select(catalogue(), []), folder)
    print(f"{len(book.entries)} claims built in {monotonic() - start:.0f} s: {folder}")
    assert book.figures, "matplotlib is not installed"
    start = monotonic()
    found = complaints(compiled_log(folder, pdflatex))
    assert not found, "\n".join(found)
    print(f"compiled in {monotonic() - start:.0f} s")
    html = (folder / "book.html").read_text(encoding="utf-8")
    parsed(html)
    files, places = links(html)
    missing = [name for name in files if not (folder / name).is_file()]
    missing += [name for name in places if f'id="{name}"' not in html]
    assert not missing, f"links lead nowhere: {missing}"
    count = formulas((folder / "book.tex").read_text(encoding="utf-8"))
    report = browsed(folder / "book.html", chromium, folder / "book.png")
    expected = {"formulas": count, "seen": count, "broken": 0, "console": 0}
    assert report == expected, f"the browser shows {report}, expected {expected}"
    print(f"{count} formulas shown, {len(files)} solver files linked")
    return exit_status(entry.certificate for entry in book.entries)


if __name__ == "__main__":
    sys.exit(main())
