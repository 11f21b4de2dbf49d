"""Plain text of the package as LaTeX: special characters escaped, formulas in Unicode as formulas.

Text and formulas are told apart word by word: a word with two letters in a row is text, except for names such as
log. "x (1 - λ_k) <= 3 λ_k" is one formula, not its signs; where a run of words is not clearly a formula it is set sign
by sign.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_MATH = {
    "ε": r"\varepsilon", "φ": r"\varphi", "ο": "o", "≤": r"\le", "≥": r"\ge", "≠": r"\ne",
    "⪯": r"\preceq", "⪰": r"\succeq", "≺": r"\prec", "≻": r"\succ", "⊥": r"\perp", "∪": r"\cup", "∩": r"\cap",
    "∞": r"\infty", "∈": r"\in", "√": r"\surd", "−": "-", "×": r"\times", "·": r"\cdot", "↦": r"\mapsto",
    "⟹": r"\Rightarrow", "⟺": r"\iff", "∫": r"\int", "ℝ": r"\mathbb{R}", "≈": r"\approx", "½": r"\tfrac12",
    "ᵀ": r"^{\top}", "ℓ": r"\ell", "∂": r"\partial", "∇": r"\nabla", "±": r"\pm", "≪": r"\ll", "‖": r"\Vert",
}  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))
_ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde"}
_PLAIN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "~": r"\textasciitilde{}",
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "…": r"\dots{}", "§": r"\S{}",
    "é": r"\'e", "É": r"\'E", "ü": r"\"u", "ö": r"\"o", "ä": r"\"a", "ç": r"\c{c}", "è": r"\`e",
    "á": r"\'a", "ó": r"\'o", "í": r"\'i", "ø": r"\o{}",
}  # fmt: skip
_FUNCTIONS = ("log", "exp", "min", "max", "sup", "inf")
_UP, _DOWN = "".join(_RAISED), "".join(_LOWERED)
_SCRIPT = re.compile(rf"([{_UP}]+)|([{_DOWN}]+)|([_^])(?:\{{([^{{}}]*)\}}|\(([^()]*)\)|([A-Za-z0-9]+|[^ ]))")
_NAME = re.compile(rf"\b({'|'.join(_FUNCTIONS)})(?![A-Za-z])")
_SLOPE = re.compile(r"d[A-Za-z]/d[a-z]")
_WEAK = re.compile(r"[\d.,()\[\]{}'+*/|%-]*")
_TEXT = re.compile(r"[A-Z]\.?\d+(\.[A-Z]?\d+)*|.*[`&’‘“”–—].*", re.DOTALL)
"""What is text although it is short: the names of results and appendices."""
_ARTICLES = ("a", "A", "I")
_RELATIONS = {"⪯": r" \preceq ", "⪰": r" \succeq "}
_OPERATOR = re.compile("[<>=+*/≤≥≠⪯⪰·−-]+")
_END = re.compile(r"[.,;:]+$")


def prose(text: str) -> str:
    """A line of the catalogue as LaTeX.

    Args:
        text: one line in the house language: English with Unicode mathematics, `t_k`, `x^2` and `<=`.

    Raises:
        ValueError: naming a character that has no LaTeX form here.

    >>> prose("Σ s_j is at least 5 % of λ̂_k, for k >= 2")
    '$\\\\Sigma s_{j}$ is at least 5 \\\\% of $\\\\hat{\\\\lambda}_{k}$, for $k \\\\ge 2$'
    >>> prose("direction k helps iff x (1 - λ_k) <= 3 λ_k, exact score")
    'direction $k$ helps iff $x (1 - \\\\lambda_{k}) \\\\le 3 \\\\lambda_{k}$, exact score'
    """
    runs = []
    text = unicodedata.normalize("NFC", text.replace("...", "…"))
    for is_formula, words in groupby(_words(text), key=lambda pair: pair[1]):
        run = [word for word, _ in words]
        runs.append(_run(run) if is_formula[0] else _signs(" ".join(run)))
    return " ".join(runs)


def decimal_tex(text: str) -> str:
    """A decimal as mathematics, its power of ten written out.

    >>> decimal_tex("1.5e-7"), decimal_tex("inf")
    ('1.5 \\\\cdot 10^{-7}', '\\\\infty')
    """
    if text.lstrip("-") == "inf":
        return text.replace("inf", r"\infty")
    mantissa, mark, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if mark else mantissa


def sentence(text: str) -> str:
    """A line of the catalogue as LaTeX, with a capital letter where it begins with a word."""
    opening = text.split(" ")[0].rstrip(",:")
    is_word = re.fullmatch("[a-z]{2}[a-z-]*|a", opening) is not None and opening not in _FUNCTIONS
    return prose(text[:1].upper() + text[1:] if is_word else text)


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
    return _TEXT.fullmatch(word.strip("(),.;:")) is None


def _run(words: list[str]) -> str:
    """Words that may be a formula, as one if they are, with the punctuation after it."""
    text = " ".join(words)
    end = _END.search(text)
    core = text[: end.start()] if end else text
    balanced = sum(core.count(sign) for sign in "([{") == sum(core.count(sign) for sign in ")]}")
    if not balanced or all(_WEAK.fullmatch(_END.sub("", word)) for word in words):
        return _signs(text)
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
        out += _letters(text[position : match.start()]) + _one_script(match)
        position = match.end()
    return _NAME.sub(r"\\\1", re.sub(" (?=[_^])", "", out + _letters(text[position:])))


def _radicand(text: str) -> tuple[str, str]:
    """What stands under a root sign before a text, and what is left: a bracket, or a letter with its scripts."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")" and text.startswith("("):
            return text[1:i], text[i + 1 :]
    match = re.match(rf"\d+|.[\u0302\u0304]?(?:_\{{[^{{}}]*\}}|_\w+|[{_DOWN}]+|[{_UP}]+)*", text)
    end = match.end() if match else 0
    return text[:end], text[end:]


def _one_script(match: re.Match[str]) -> str:
    raised, lowered, mark, *braced = match.groups()
    if mark is None:
        plain = unicodedata.normalize("NFKC", raised or lowered).replace("\u2212", "-")
        return f"{'^' if raised else '_'}{{{plain}}}"
    return f"{mark}{{{_formula(next(part for part in braced if part is not None))}}}"


def _letters(text: str) -> str:
    """Letters and signs, and numbers after a letter as its index, as in d0."""
    text = re.sub(r"(?<![A-Za-z0-9])([A-Za-z])(\d+)(?!\w)", r"\1_{\2}", text)
    parts = re.split(f"([{''.join(_RELATIONS)}])", text)
    written = "".join(_RELATIONS.get(part) or _signs(part).replace("$", " ") for part in parts)
    written = re.sub(" +", " ", written.replace("{}", "")).replace("*", " ")
    return re.sub(r" (?=[),\]])|(?<=[(\[]) ", "", written)


def _signs(text: str) -> str:
    """Text as LaTeX sign by sign, each sign of mathematics a formula of its own."""
    text = unicodedata.normalize("NFD", text).replace(">=", "≥").replace("<=", "≤").replace("!=", "≠")
    parts = text.split("`")
    return "".join(_code(part) if i % 2 and len(parts) % 2 else _running(part) for i, part in enumerate(parts))


def _code(text: str) -> str:
    """A name of the package in typewriter letters."""
    return f"\\texttt{{{_running(text)}}}" if text.replace("_", "").isalnum() else _running(text)


def _running(text: str) -> str:
    out, position = "", 0
    while position < len(text):
        piece, position = _next(text, position)
        out += piece
    return out


def _next(text: str, position: int) -> tuple[str, int]:
    """The LaTeX of the letter at a position with its accents and scripts, and where the next one begins."""
    character = text[position]
    if character in _RAISED or character in _LOWERED:
        scripts, end = _scripts(text, position)
        return f"${{}}{scripts}$", end
    end = position + 1
    accent = ""
    while end < len(text) and unicodedata.combining(text[end]):
        accent, end = accent + text[end], end + 1
    if accent and accent not in _ACCENTS:
        composed = unicodedata.normalize("NFC", character + accent)
        if composed in _MATH:
            return f"${_MATH[composed]}$", end
        if composed in _PLAIN:
            return _PLAIN[composed], end
        raise ValueError(f"no LaTeX form for {composed!r} in {text!r}")
    math = _mathematics(character)
    lone = character.isalpha() and not text[position - 1 : position].isalnum()
    scripts, end = _scripts(text, end) if math or accent or lone else ("", end)
    if accent or math or scripts:
        base = math or character
        return f"${_ACCENTS[accent]}{{{base}}}{scripts}$" if accent else f"${base}{scripts}$", end
    if character in "_^":
        return f"\\{character}{{}}", end
    if character in _PLAIN:
        return _PLAIN[character], end
    if ord(character) < 128:
        return character, end
    raise ValueError(f"no LaTeX form for {character!r} in {text!r}")


def _mathematics(character: str) -> str:
    """A character as mathematics, "" for one that is text; Greek letters by their Unicode names."""
    if character in _MATH or character in "<>":
        return _MATH.get(character, character)
    match = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(character, ""))
    if match is None:
        return ""
    name = match[2].lower().replace("lamda", "lambda").replace("final ", "")
    return f"\\{name if match[1] == 'SMALL' else name.capitalize()}"


def _raised(character: str) -> str:
    """A raised or lowered digit inside a script."""
    return f"^{_RAISED[character]}" if character in _RAISED else f"_{_LOWERED.get(character, '')}".rstrip("_")


def _scripts(text: str, position: int) -> tuple[str, int]:
    """Subscripts and superscripts that follow a letter, and where they end."""
    scripts = ""
    while position < len(text):
        character = text[position]
        if character in "_^":
            match = re.compile(r"\{([^{}]*)\}|([A-Za-z0-9]+)").match(text, position + 1)
            if match is None:
                break
            inner = "".join(f"{_mathematics(c)} " if _mathematics(c) else _raised(c) or c for c in match[1] or match[2])
            scripts, position = f"{scripts}{character}{{{inner}}}", match.end()
        elif character in _RAISED or character in _LOWERED:
            table, mark = (_RAISED, "^") if character in _RAISED else (_LOWERED, "_")
            digits = ""
            while position < len(text) and text[position] in table:
                digits, position = digits + table[text[position]], position + 1
            scripts = f"{scripts}{mark}{{{digits}}}"
        elif character == "₊":
            scripts, position = f"{scripts}_+", position + 1
        else:
            break
    return scripts, position
