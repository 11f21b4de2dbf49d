"""The LaTeX of this package as HTML: mathematics as MathML, text with the few commands that `latex` writes.

This reads what `latex` and the book write and nothing else: a command, an environment or a formula that is not known
here is refused, and never left out.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from importlib.util import find_spec
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

_TOKEN = re.compile(
    r"(?P<display>\\begin\{equation\*\}(?P<shown>.*?)\\end\{equation\*\})"
    r"|\\(?P<edge>begin|end)\{(?P<environment>\w+)\}|\\item\[(?P<tag>[^\]]*)\]"
    r"|(?P<command>\\(?:[\^~]\{\}|[A-Za-z]+(?=\{\})|[A-Za-z]+[ ]?|.))(?:\{\})?"
    r"|(?P<queries>(?:%[ ][0-9a-f]{16}(?:\n|\Z))+)"
    r"|\$(?P<inline>[^$]*)\$|(?P<open>\{)|(?P<close>\})|(?P<gap>\n\s*\n)|(?P<text>[^\\{}$%\n]+|\n)",
    re.DOTALL,
)
_STYLES = {r"\texttt": "code", r"\emph": "em", r"\textbf": "strong", r"\textsc": "span"}
_SPACES = {r"\par", r"\smallskip", r"\medskip"}
_SIGNS = {
    r"\allowbreak": "<wbr />", r"\noindent": "", r"\dots": "…", r"\textbackslash": "\\", r"\textasciitilde": "~",
    r"\S": "§", r"\o": "ø", r"\{": "{", r"\}": "}", r"\$": "$", r"\%": "%", r"\#": "#", r"\_": "_", r"\&": "&amp;",
    r"\ ": " ", r"\^{}": "^", r"\~{}": "~",
}  # fmt: skip
_ACCENTS = {r"\'": "\u0301", r"\`": "\u0300", r"\"": "\u0308", r"\^": "\u0302", r"\c": "\u0327", r"\~": "\u0303"}
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("'", "’"))
_RELATIONS = "⟺⇒⟹⇔⪯⪰"
_LETTERS = "∞…"
_TIGHT = {"lspace": "0", "rspace": "0"}
_SPACES_OF = {"|": {"stretchy": "false", **_TIGHT}, "/": _TIGHT, ".": _TIGHT, "max": _TIGHT, "min": _TIGHT}
_CLOSING = (")", "]", "}", "|", "!", "′", "'")
_MATH = "{http://www.w3.org/1998/Math/MathML}"


class UnreadableError(ValueError):
    """Raised where LaTeX has no HTML or no MathML form here; shows where."""


def require_converter() -> None:
    """Raise a `ValueError` that names the extra unless latex2mathml is installed."""
    try:
        found = find_spec("latex2mathml")
    except ValueError:  # what it raises for a name that has been blocked
        found = None
    if found is None:
        raise ValueError("the book needs latex2mathml: from the project's folder, pip install '.[book]'")


def mathml(formula: str, *, display: bool = False) -> str:
    """A formula as one MathML element.

    Args:
        formula: LaTeX without dollar signs, as `latex` writes it.
        display: whether it stands on lines of its own.

    Raises:
        UnreadableError: if part of it has no MathML form.
    """
    from latex2mathml.converter import convert

    bare = re.sub(r"\\[{}]", "", formula)
    if bare.count("{") != bare.count("}"):
        raise UnreadableError(f"no MathML for `{formula}`: its braces do not match")
    text = formula.replace(r"\allowbreak", "").replace("{gathered}", "{matrix}").replace("{aligned}", "{align*}")
    text = re.sub(r"\\mathrm\{(\w)\}", r"\\text{\1}", text)  # else a single letter comes out slanted
    text = re.sub(r"(\\hat|\\bar|\\tilde) ?(\\?[A-Za-z]+)", _accented, text)
    try:
        found = convert(text.strip(), display="block" if display else "inline")
        tree = ElementTree.fromstring(found)
    except _refusals() as error:
        raise UnreadableError(f"no MathML for `{formula}`: {type(error).__name__} {error}") from error
    for node in tree.iter():
        if "\\" in (node.text or "") or "$" in (node.text or ""):
            raise UnreadableError(f"no MathML for {node.text} in `{formula}`")
        _spaced(node)
        _set_apart(node)
        if node.tag == f"{_MATH}mtable" and "{matrix}" in text:
            node.set("displaystyle", "true")
    ElementTree.register_namespace("", _MATH.strip("{}"))
    return ElementTree.tostring(tree, encoding="unicode")


def _spaced(node: ElementTree.Element) -> None:
    """Let signs be what they are, since that decides the space beside them: a relation, a letter, a sign in front."""
    if node.tag == f"{_MATH}mi" and node.text and node.text in _RELATIONS:
        node.tag = f"{_MATH}mo"
    if node.tag == f"{_MATH}mo" and node.text and node.text in _LETTERS:
        node.tag = f"{_MATH}mi"
    if node.tag == f"{_MATH}mo" and node.text in _SPACES_OF and node.get("fence") is None:
        node.attrib |= _SPACES_OF[node.text]
    children = list(node)
    for before, sign in pairwise(children):
        leads = before.tag == f"{_MATH}mo" and before.text not in _CLOSING
        if leads and sign.tag == f"{_MATH}mo" and sign.text in ("−", "-"):
            sign.set("form", "prefix")


def _set_apart(node: ElementTree.Element) -> None:
    """A thin space between the name of a function and an argument without brackets, as in log y."""
    children = list(node)
    for place in range(len(children) - 1, 0, -1):
        name, argument = children[place - 1 : place + 1]
        if name.tag == f"{_MATH}mi" and name.text in ("log", "exp") and not argument.tag.endswith(("}mo", "}mrow")):
            node.insert(place, ElementTree.Element(f"{_MATH}mspace", width="0.167em"))


def _refusals() -> tuple[type[Exception], ...]:
    """What the converter and the reader of its result raise."""
    from latex2mathml import exceptions

    kinds = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    return (*kinds, ElementTree.ParseError, LookupError, ValueError, StopIteration)


def _accented(match: re.Match[str]) -> str:
    accent, letter = match.groups()
    return f"{accent}{{{letter}}}"


class Page:
    """Turns fragments into HTML.

    Args:
        query: the HTML of links to solver queries, from their digests.
        claim: the HTML of the head of a claim, from its kind, its note and its label.
    """

    def __init__(self, query: Callable[[list[str]], str], claim: Callable[[str, str, str], str]) -> None:
        self.query = query
        self.claim = claim

    def inline(self, tex: str) -> str:
        """A piece of a line; it holds no paragraphs."""
        return self._read(tex, [])

    def blocks(self, tex: str) -> str:
        """Paragraphs, displays, claims and proofs."""
        done: list[str] = []
        self._close(done, self._read(tex, done))
        return "".join(done)

    def _read(self, tex: str, done: list[str]) -> str:
        """Append finished blocks, and return the paragraph that is still open."""
        line, position, closing = "", 0, []
        while position < len(tex):
            match = _TOKEN.match(tex, position)
            if match is None:
                raise UnreadableError(f"no HTML for `{tex[position : position + 60]}`")
            position = match.end()
            kind, found = match.lastgroup, match.groupdict()
            if kind == "shown" or found["display"]:
                line += mathml(found["shown"], display=True)
            elif found["inline"] is not None:
                line, position = _with_formula(line, found["inline"], tex, position)
            elif found["edge"]:
                line = self._close(done, line)
                position = self._edge(tex, position, found, done)
            elif found["tag"] is not None:
                line = self._close(done, line) + f"<strong>{escape(found['tag'])}</strong> "
            elif found["queries"]:
                line += self.query(re.findall("[0-9a-f]{16}", found["queries"]))
            elif found["gap"]:
                line = self._close(done, line)
            elif found["open"]:
                closing.append("")
            elif found["close"]:
                if not closing:
                    raise UnreadableError(f"a brace too many in `{tex}`")
                line += closing.pop()
            elif found["command"] and found["command"].rstrip() in _SPACES:
                line = self._close(done, line)
            elif found["command"] and found["command"].rstrip() == r"\item":
                line = self._close(done, line) + "• "
            elif found["command"]:
                text, position = self._command(re.sub(r"(\w) $", r"\1", found["command"]), tex, position, closing)
                line += text
            else:
                line += _plain(found["text"])
        if closing:
            raise UnreadableError(f"a brace is not closed in `{tex}`")
        return line

    def _command(self, command: str, tex: str, position: int, closing: list[str]) -> tuple[str, int]:
        if command in _SIGNS:
            return _SIGNS[command], position
        if command in _STYLES and tex[position : position + 1] == "{":
            name = _STYLES[command]
            closing.append(f"</{name}>")
            return (f'<{name} class="caps">' if name == "span" else f"<{name}>"), position + 1
        if command in _ACCENTS:
            match = re.compile(r"\{(\w)\}|(\w)").match(tex, position)
            if match is not None:
                return (match[1] or match[2]) + _ACCENTS[command], match.end()
        raise UnreadableError(f"no HTML for the command {command} in `{tex[max(0, position - 30) : position + 30]}`")

    @staticmethod
    def _close(done: list[str], line: str) -> str:
        if line.strip():
            done.append(f"<p>{line.strip()}</p>\n")
        return ""

    def _edge(self, tex: str, position: int, found: dict[str, Any], done: list[str]) -> int:
        """Open or close an environment, and return where its content begins."""
        name, begins = found["environment"], found["edge"] == "begin"
        if name == "itemize":
            done.append('<div class="list">' if begins else "</div>\n")
            return position
        if name not in ("proposition", "lemma", "remark", "proof"):
            raise UnreadableError(f"no HTML for the environment {name}")
        if not begins:
            done.append("</div>\n")
            return position
        note, position = _option(tex, position)
        label = re.compile(r"\\label\{([^}]*)\}").match(tex, position)
        done.append(f'<div class="{name}">')
        if name == "proof":
            done.append(f'<p class="head">{self.inline(note)}.</p>\n')
        else:
            done.append(self.claim(name, self.inline(note), "" if label is None else label[1]))
        return position if label is None else label.end()


def _with_formula(line: str, formula: str, tex: str, position: int) -> tuple[str, int]:
    """A line with a formula at its end, kept together with brackets and stops beside it, and where the rest begins."""
    stops = re.compile("[.,;:)]*").match(tex, position)
    assert stops is not None
    line, opening = _without_opening(line)
    shown = f"{opening}{mathml(formula)}{stops[0]}"
    return line + (f'<span class="whole">{shown}</span>' if opening or stops[0] else shown), stops.end()


def _without_opening(line: str) -> tuple[str, str]:
    """A line without the brackets that it ends with, and these: no line ends between them and a formula."""
    bare = line.rstrip("([")
    return bare, line[len(bare) :]


def _option(tex: str, position: int) -> tuple[str, int]:
    """The optional argument that begins at a position, without its brackets and braces, and where it ends."""
    if tex[position : position + 1] != "[":
        return "", position
    depth, end = 0, position + 1
    while depth or tex[end] != "]":
        depth += {"{": 1, "}": -1}.get(tex[end], 0)
        end += 1
    note = tex[position + 1 : end]
    return (note[1:-1] if note.startswith("{") else note), end + 1


def _plain(text: str) -> str:
    """Running text, with the ligatures of TeX."""
    for typed, meant in _LIGATURES:
        text = text.replace(typed, meant)
    return escape(text, quote=False)
