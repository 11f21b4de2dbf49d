"""Plain text of the package as LaTeX: special characters escaped, mathematics in Unicode set as mathematics."""

from __future__ import annotations

import re
import unicodedata

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


def prose(text: str) -> str:
    """Text as LaTeX.

    Args:
        text: one line in the house language: English with Unicode mathematics, `t_k`, `x^2` and `<=`.

    Raises:
        ValueError: naming a character that has no LaTeX form here.

    >>> prose("Σ s_j is at least 5 % of λ̂_k, for k >= 2")
    '$\\\\Sigma$ $s_{j}$ is at least 5 \\\\% of $\\\\hat{\\\\lambda}_{k}$, for k $\\\\ge$ 2'
    """
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
