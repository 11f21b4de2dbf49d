"""Build the documentation, and see that every link of it leads somewhere: python tests/make/docs/build_docs.py [OUT]

The pages of `docs/` and the Markdown files at the top are copied to a folder of their own; a page for each statement,
the graph of the catalogue and the explainer are made there from what is recorded, proving nothing; Sphinx builds all
of it, a warning is an error. Needs the extra `docs` and Graphviz. Without OUT the pages are checked and thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from explainer import explainer_html
from graph_pictures import whole_graph
from site_links import dangling
from statement_pages import pages

ROOT = Path(__file__).resolve().parents[3]
AT_THE_TOP = ("README.md", "CHANGELOG.md", "SECURITY.md", "CITATION.cff", "LICENSE", "constraints.txt")
FIRST_PAGE = "docs/index.html"
_AWAY = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={0}"><title>ldm-symbolic</title>
</head><body><a href="{0}">ldm-symbolic</a></body></html>
"""


def gather(source: Path) -> None:
    """Put everything that Sphinx reads into a folder, as the pages lie in the repository."""
    for name in AT_THE_TOP:
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in {**pages(), "docs/graph.svg": whole_graph(), "docs/explainer.html": explainer_html()}.items():
        target = source / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")


def build(out: Path) -> None:
    """Build the pages into a folder; a CalledProcessError where Sphinx warns."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        source.mkdir()
        gather(source)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-j", "auto"]
        places = ["-c", str(source / "docs"), "-d", f"{scratch}/doctrees", str(source), str(out)]
        subprocess.run([*command, *places], check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
        shutil.copy(source / "docs" / "explainer.html", out / "docs" / "explainer.html")
    (out / "index.html").write_text(_AWAY.format(FIRST_PAGE), encoding="utf-8")


def main() -> int:
    """Return 0 if all is well."""
    start = monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(sys.argv[1] if len(sys.argv) > 1 else scratch).resolve()
        build(out)
        lost = dangling(out)
        written = len(list(out.rglob("*.html")))
    print("\n".join(lost) or f"{written} pages built in {monotonic() - start:.0f} s, every link leads somewhere")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
