"""Plain lines of the catalogue as LaTeX in which every formula is one formula: "x (1 - λ_k) <= 3 λ_k", not its signs.

Text and formulas are told apart word by word: a word with two letters in a row is text, except for names such as
log. Where a run of words is not clearly a formula it is left to `prose`, which sets sign by sign.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from ldm_symbolic.latex import prose

_FUNCTIONS = ("log", "exp", "min", "max", "sup", "inf")
_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "₀₁₂₃₄₅₆₇₈₉₊₋"
_SCRIPT = re.compile(rf"([{_RAISED}]+)|([{_LOWERED}]+)|([_^])(?:\{{([^{{}}]*)\}}|\(([^()]*)\)|([A-Za-z0-9]+|[^ ]))")
_NAME = re.compile(rf"\b({'|'.join(_FUNCTIONS)})(?![A-Za-z])")
_SLOPE = re.compile(r"d[A-Za-z]/d[a-z]")
_WEAK = re.compile(r"[\d.,()\[\]{}'+*/|-]*")
_PLAIN = re.compile(r"[A-Z]\.?\d+(\.\d+)*|.*[`&’‘“”–—].*", re.DOTALL)
"""What is text although it is short: the names of results and appendices."""
_ARTICLES = ("a", "A", "I")
_RELATIONS = {"⪯": r" \preceq ", "⪰": r" \succeq "}
_OPERATOR = re.compile("[<>=+*/≤≥≠⪯⪰·−-]+")
_END = re.compile(r"[.,;:]+$")


def said(text: str) -> str:
    """A line of the catalogue as LaTeX.

    Args:
        text: English with Unicode mathematics.

    Raises:
        ValueError: naming a character that has no LaTeX form.

    >>> said("direction k helps iff x (1 - λ_k) <= 3 λ_k, exact score")
    'direction $k$ helps iff $x (1 - \\\\lambda _{k}) \\\\le 3 \\\\lambda _{k}$, exact score'
    """
    runs = []
    text = unicodedata.normalize("NFC", text.replace("...", "…"))
    for is_formula, words in groupby(_words(text), key=lambda pair: pair[1]):
        run = [word for word, _ in words]
        runs.append(_run(run) if is_formula[0] else prose(" ".join(run)))
    return " ".join(runs)


def sentence(text: str) -> str:
    """A line of the catalogue as LaTeX, with a capital letter where it begins with a word."""
    opening = text.split(" ")[0].rstrip(",:")
    is_word = re.fullmatch("[a-z]{2}[a-z-]*|a", opening) is not None and opening not in _FUNCTIONS
    return said(text[:1].upper() + text[1:] if is_word else text)


def _words(text: str) -> list[tuple[str, tuple[bool, int]]]:
    """Words, each with whether it belongs to a formula, and to which."""
    number, found, depth = 0, [], 0
    words = text.split(" ")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        formula = _is_formula(word) and (word not in _ARTICLES or _OPERATOR.fullmatch(following) is not None)
        if not formula:
            number, depth = number + 1, 0
        found.append((word, (formula, number)))
        depth += sum(word.count(sign) for sign in "([{") - sum(word.count(sign) for sign in ")]}")
        if formula and depth <= 0 and _END.search(word):
            number, depth = number + 1, 0
    return found


def _is_formula(word: str) -> bool:
    """Whether a word can be part of a formula."""
    bare = _NAME.sub("", _SLOPE.sub("", unicodedata.normalize("NFD", word)))
    if re.search(r"[A-Za-z]{2}", re.sub(r"[_^]\{[^{}]*\}", "", bare)) or not word:
        return False
    return _PLAIN.fullmatch(word.strip("(),.;:")) is None


def _run(words: list[str]) -> str:
    """Words that may be a formula, as one if they are, with the punctuation after it."""
    text = " ".join(words)
    end = _END.search(text)
    core = text[: end.start()] if end else text
    balanced = sum(core.count(sign) for sign in "([{") == sum(core.count(sign) for sign in ")]}")
    if not balanced or all(_WEAK.fullmatch(_END.sub("", word)) for word in words):
        return prose(text)
    return f"${_formula(core).strip()}$" + (end[0] if end else "")


def _formula(text: str) -> str:
    """A formula in Unicode as LaTeX, without dollar signs."""
    text = re.sub(r"(\w)\.\.(\w)", r"\1, …, \2", text)
    before, root, after = text.partition("√")
    if root:
        inside, rest = _radicand(after)
        return f"{_formula(before).rstrip()} \\sqrt{{{_formula(inside).strip()}}}{_formula(rest)}".strip()
    out, position = "", 0
    for match in _SCRIPT.finditer(text):
        out += _signs(text[position : match.start()]) + _script(match)
        position = match.end()
    return _NAME.sub(r"\\\1", out + _signs(text[position:]))


def _radicand(text: str) -> tuple[str, str]:
    """What stands under a root sign before a text, and what is left: a bracket, or a letter with its scripts."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")" and text.startswith("("):
            return text[1:i], text[i + 1 :]
    match = re.match(rf"\d+|.[\u0302\u0304]?(?:_\{{[^{{}}]*\}}|_\w+|[{_LOWERED}]+)?", text)
    end = match.end() if match else 0
    return text[:end], text[end:]


def _script(match: re.Match[str]) -> str:
    raised, lowered, mark, *braced = match.groups()
    if mark is None:
        plain = unicodedata.normalize("NFKC", raised or lowered).replace("\u2212", "-")
        return f"{'^' if raised else '_'}{{{plain}}}"
    return f"{mark}{{{_formula(next(part for part in braced if part is not None))}}}"


def _signs(text: str) -> str:
    """Letters and signs, and numbers after a letter as its index, as in d0."""
    text = re.sub(r"(?<![A-Za-z0-9])([A-Za-z])(\d+)(?!\w)", r"\1_{\2}", text)
    parts = re.split(f"([{''.join(_RELATIONS)}])", text)
    written = "".join(_RELATIONS.get(part) or prose(part).replace("$", " ") for part in parts)
    written = re.sub(" +", " ", written.replace("{}", "")).replace("*", " ")
    return re.sub(r" (?=[),\]])|(?<=[(\[]) ", "", written)
