"""What must hold of a book that has been written: the log of its LaTeX, its formulas, its links, a browser's view."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ldm_symbolic.latex import PREAMBLE

_RUNS = 3  # the table of contents, the page numbers of the claims, and the widths of the tables settle
_COMPLAINT = re.compile(r"^(?:!.*|.*(?:Warning|Overfull|Underfull|undefined).*)$", re.MULTILINE)
WIDE = "\\usepackage[textwidth=400pt]{geometry}\n"
"""The lines of the book, for a document."""
_PROBE = """<script>
window.addEventListener("load", () => {
  const formulas = [...document.querySelectorAll("math")];
  const seen = formulas.filter((m) => m instanceof MathMLElement && m.getBoundingClientRect().width > 0
    && m.getBoundingClientRect().height > 0).length;
  const broken = [...document.images].filter((image) => !image.naturalWidth).length;
  const report = { formulas: formulas.length, seen, broken };
  document.documentElement.setAttribute("data-report", JSON.stringify(report));
});
</script>
"""


def program(*names: str) -> str | None:
    """The first of some programs that is installed, or None."""
    return next((path for path in map(shutil.which, names) if path), None)


def pdflatex_here() -> str:
    """Where pdflatex is; a test is skipped without it, but fails where the variable CI is set."""
    found = program("pdflatex")
    if found is None and not os.environ.get("CI"):
        pytest.skip("pdflatex is not installed; where the variable CI is set this fails")
    assert found is not None, "pdflatex is not installed"
    return found


def compiled_log(folder: Path, pdflatex: str, name: str = "book") -> str:
    """Compile the book, or another document beside it, and return the log of the last run."""
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    for _ in range(_RUNS):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        assert done.returncode == 0, done.stdout[-3000:]
    return (folder / f"{name}.log").read_text(encoding="latin-1")


def document(fragments: Iterable[str], head: str = "") -> str:
    """Fragments as an author's article: the preamble of the package, and no box around a formula."""
    body = "\n".join(fragments)
    quiet = r"\hbadness=10000 "  # loose lines are no fault of a fragment
    return f"\\documentclass{{article}}\n{head}{PREAMBLE}{quiet}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


def complaints(log: str) -> list[str]:
    """Errors, warnings and bad boxes in a log; the name of a package that is about warnings is none."""
    return [line for line in _COMPLAINT.findall(log) if not line.startswith(("Package: ", "("))]


def formulas(tex: str) -> int:
    """How many formulas a document has, counted in its LaTeX alone."""
    body = tex.partition(r"\begin{document}")[2]
    displays = re.findall(r"\\begin\{equation\*\}.*?\\end\{equation\*\}", body, re.DOTALL)
    rest = re.sub(r"\\begin\{equation\*\}.*?\\end\{equation\*\}", "", body, flags=re.DOTALL)
    signs = len(re.findall(r"(?<!\\)\$", rest))
    assert signs % 2 == 0
    return len(displays) + signs // 2


def parsed(html: str) -> ElementTree.Element:
    """The page as XML; an error if it is not well-formed."""
    head, page = html.split("\n", 1)
    assert head == "<!DOCTYPE html>"
    return ElementTree.fromstring(page)


def links(html: str) -> tuple[set[str], set[str]]:
    """Where the links of a page lead: relative files, and places within the page."""
    targets = set(map(unescape, re.findall(r'<a href="([^"]*)"', html)))
    inside = {target[1:] for target in targets if target.startswith("#")}
    return targets - {f"#{name}" for name in inside}, inside


def browsed(page: Path, chromium: str, screenshot: Path) -> dict[str, int]:
    """Open a page without a screen, take a picture of its top, and say what was drawn.

    Returns:
        How many formulas there are, how many of them take up space, how many pictures are broken, and how many lines
        the console has.
    """
    copy = page.with_name("opened.html")
    copy.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{_PROBE}</body>"), encoding="utf-8")
    base = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]
    options = {"capture_output": True, "text": True, "errors": "replace", "check": True, "timeout": 300}
    try:
        picture = [*base, f"--screenshot={screenshot}", "--window-size=1100,4000", copy.as_uri()]
        subprocess.run(picture, **options)  # type: ignore[call-overload]
        dumped = subprocess.run([*base, "--dump-dom", copy.as_uri()], **options)  # type: ignore[call-overload]
    finally:
        copy.unlink()
    found = re.search(r'<html[^>]* data-report="([^"]*)"', dumped.stdout)
    assert found, dumped.stderr[-3000:]
    report: dict[str, int] = json.loads(unescape(found[1]))
    return report | {"console": len(re.findall(r":CONSOLE", dumped.stderr))}
