"""How Sphinx builds the documentation: `python tests/make/docs/build_docs.py OUT` gathers the pages and calls it."""

from __future__ import annotations

import re
from typing import Any

import ldm_symbolic

project = "ldm-symbolic"
author = "the ldm-symbolic authors"
copyright = author
release = version = ldm_symbolic.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/index"
source_suffix = {".md": "markdown"}
exclude_patterns = ["docs/conf.py"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]
"""Types in signatures are named without links; links of pages are all checked, by `build_docs.py` once more."""
default_role = "code"

myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # a page that is written by a script may begin at any level

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "ldm-symbolic"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None

_SECTION = re.compile(r"(Args|Returns|Raises|Yields|Source):")


def _as_restructured_text(lines: list[str]) -> list[str]:
    """A docstring of the house in Sphinx's language: an indented line is a formula, signs are signs."""
    done: list[str] = []
    in_text = True
    for place, line in enumerate(lines):
        inside = line[:1] == " "
        if line.startswith(">>>"):
            in_text = False
        elif line and not inside:
            in_text = True
        formula = inside and in_text and place > 1 and not lines[place - 1].strip() and lines[place - 2][:1] != " "
        if formula and not _SECTION.match(lines[place - 2]):
            done += ["::", ""]
            in_text = False
        prose = in_text and not (inside and line.lstrip().startswith(">>>"))
        done.append(_escaped(line) if prose else line)
    return done


def _escaped(line: str) -> str:
    """A line whose signs mean nothing to Sphinx; what stands between backticks stays."""
    parts = line.split("`")
    parts[::2] = [re.sub(r"([|*]|(?<=\w)_(?!\w))", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _docstring(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    lines[:] = _as_restructured_text(lines)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _docstring, priority=100)
