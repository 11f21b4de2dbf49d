"""How names are written: letters by name, from the vocabulary, from the name itself, or from an author's file.

A notation is a TOML file. All of its keys are optional:

    name = "mine"                   # what messages call it
    subscripted = ["a2"]            # functions whose argument is a subscript, a_u^2 for a2(u)
    [letters]                       # our name -> the author's letter; a trailing ^n is a power
    k = 'd'
    lambda = '\\sigma^2'
    [squares]                       # which name the square of a name has, s_j^2 = λ_j
    s = "lambda"

Keys are parsed with `tomllib`; nothing in such a file is ever evaluated.

Tested in `tests/latex/proofs/test_proof.py`.
"""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from sympy import IndexedBase

from ldm_symbolic.notation import VOCABULARY
from ldm_symbolic.proof.language.terms import Name, is_function
from ldm_symbolic.reading import text_of

SHIPPED = ("ours", "paper")
_MOST_DOTS = 50
_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
    "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
    "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
}  # fmt: skip
_COMMANDS = {
    *_GREEK, "varepsilon", "vartheta", "varkappa", "varpi", "varrho", "varsigma", "varphi", "digamma", "ell", "hbar",
    "imath", "jmath", "wp", "aleph", "beth", "gimel", "eth", "partial", "nabla", "Re", "Im", "prime", "star", "ast",
    "dagger", "bot", "top", "circ", "bullet", "hat", "bar", "tilde", "dot", "ddot", "vec", "check", "breve", "acute",
    "grave", "mathring", "widehat", "widetilde", "overline", "underline", "mathrm", "mathit", "mathbf", "mathsf",
    "mathtt", "mathcal", "mathscr", "mathfrak", "mathbb", "boldsymbol", "bm", "text", "operatorname",
}  # fmt: skip
"""What a letter may be made of: letters, accents and alphabets; no command that does anything else."""
_COMMAND = re.compile(r"\\([A-Za-z]+|.?)", re.DOTALL)
_VARIANTS = {"epsilon": r"\varepsilon", "l": r"\ell"}
_ACCENTS = {"hat": "hat", "bar": "bar", "mean": "bar", "tilde": "tilde"}
_NAME = re.compile(r"(?P<stem>[A-Za-z]+)(?P<number>\d*)(?P<primes>'*)(?P<parts>(?:_[A-Za-z0-9]+)*)")
_LETTER = re.compile(
    r"(?P<base>[A-Za-z\\{}' ]+?(?:\^\*)?)(?:_(?P<sub>\w|\\[A-Za-z]+|\{(?:[\w,\\ ]|\{[\w ]*\})+\}))?"
    r"(?:\^(?P<power>-?\d|\{-?\d+\}))?"
)
_LONGEST = 200
_KEYS = {"name": str, "subscripted": list, "letters": dict, "squares": dict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is written: base, own subscript, own power.

    >>> Letter(base=r"\\sigma", power=2).written(index="j")
    '\\\\sigma_j^2'
    >>> Letter(base="d", subscript="0").written(exponent=2)
    'd_0^2'
    """

    base: str
    subscript: str = ""
    power: int = 1

    def written(self, *, index: str = "", exponent: int = 1) -> str:
        """The letter with an index, raised to a power."""
        power = self.power * exponent
        lower = ",".join(filter(None, (self.subscript, index)))
        letter = self.base + _script("_", lower)
        if power != 1 and "^" in self.base:
            letter = f"({letter})"
        return letter + ("" if power == 1 else _script("^", str(power)))


def require_distinct(letters: Notation, names: Iterable[Name]) -> None:
    """Refuse a notation in which two names of one fragment are written alike.

    A number with a subscript must not look like an entry of a sequence either, s_0 beside s_j.

    Raises:
        ValueError: naming the two and the letter.
    """
    seen: dict[tuple[str, str], str] = {}
    ordered = sorted(names, key=str)
    sequences = {letters.letter(str(name)).base: str(name) for name in ordered if isinstance(name, IndexedBase)}
    for name in ordered:
        kind = "sequence" if isinstance(name, IndexedBase) else "function" if is_function(name) else "number"
        letter = letters.letter(str(name))
        other = seen.setdefault((kind, letter.written()), str(name))
        if other == str(name) and kind == "number" and letter.subscript:
            other = sequences.get(letter.base, other)
        if other != str(name):
            raise ValueError(f"notation {letters.name}: {other} and {name} are both printed as {letter.written()}")


def _script(mark: str, text: str) -> str:
    """A subscript or a superscript, braced unless it is a single token; "" for nothing."""
    if not text:
        return ""
    return mark + (text if len(text) == 1 or re.fullmatch(r"\\[A-Za-z]+", text) else f"{{{text}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """A choice of letters.

    Args:
        name: what messages call it.
        letters: name -> letter, in place of the vocabulary's.
        squares: name -> the name that its square has.
        subscripted: functions whose argument is written as a subscript.
    """

    name: str
    letters: Mapping[str, Letter] = field(default_factory=dict)
    squares: Mapping[str, str] = field(default_factory=dict)
    subscripted: frozenset[str] = frozenset()

    def letter(self, name: str) -> Letter:
        """The letter of a name: the author's, the vocabulary's, or one made from the name.

        Raises:
            ValueError: if no letter can be made from the name.

        >>> notation("ours").letter("tau_hat").written(index="k")
        '\\\\hat\\\\tau_k'
        >>> notation("paper").letter("k").written()
        'd'
        """
        if name in self.letters:
            return self.letters[name]
        return parsed_letter(VOCABULARY[name].latex) if name in VOCABULARY else systematic(name)

    def square_of(self, name: str) -> str | None:
        """The name of the square of a name; None where it has none."""
        return self.squares.get(name)


@cache
def systematic(name: str) -> Letter:
    """The letter that a name spells: Greek letters by their names, `_hat` as an accent, the rest as a subscript.

    Raises:
        ValueError: if it is not such a name.

    >>> systematic("s_larger").written(), systematic("d0").written(), systematic("t'").written()
    ('s_{\\\\text{larger}}', 'd_0', "t'")
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"no LaTeX letter can be made from the name {name!r}")
    stem = match["stem"]
    base = _VARIANTS.get(stem) or (f"\\{stem}" if stem in _GREEK else stem if len(stem) == 1 else f"\\mathrm{{{stem}}}")
    lower = [match["number"]] if match["number"] else []
    for part in match["parts"].split("_")[1:]:
        if part in _ACCENTS:
            accent = _ACCENTS[part]
            base = f"\\{accent}{base}" if base.startswith("\\") else f"\\{accent} {base}"
        else:
            short = len(part) == 1 or part.isdigit()
            lower.append(part if short else f"\\{part}" if part in _GREEK else f"\\text{{{part}}}")
    return Letter(base=base + match["primes"], subscript=",".join(lower))


@cache
def parsed_letter(text: str) -> Letter:
    """The letter that LaTeX text spells, with its own subscript and power.

    Raises:
        ValueError: if the text is not a letter with at most one subscript and one whole power.

    >>> parsed_letter("w_u^2")
    Letter(base='w', subscript='u', power=2)
    """
    for command in _COMMAND.findall(text):
        if command not in _COMMANDS:
            raise ValueError(
                f"\\{command} is no letter, accent or alphabet of mathematics; expected such as \\hat\\sigma_0^2"
            )
    match = _LETTER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None or not _balanced(match["base"]) or not match["base"].strip():
        raise ValueError(
            f"{shown(text)} is not a letter with at most one subscript and one power, such as \\hat\\sigma_0^2"
        )
    lower, power = match["sub"] or "", (match["power"] or "1").strip("{}")
    lower = lower[1:-1] if lower.startswith("{") else lower
    return Letter(base=match["base"].strip(), subscript=lower, power=int(power))


def shown(value: object) -> str:
    """What stands in a file, in a few words.

    >>> shown("red"), shown([[[[[[[[]]]]]]]])
    ("'red'", '[[[[[[...]]]]]]')
    """
    return reprlib.repr(value)


def _key(name: str) -> str:
    return name if name.isidentifier() and len(name) <= _LONGEST else shown(name)


def _balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@cache
def notation(source: str = "ours") -> Notation:
    """A notation by the name of a shipped one ("ours", "paper"), or from a TOML file.

    Raises:
        ValueError: in one line, saying which file, which key and what was expected.
    """
    if source in SHIPPED:
        text = (
            files("ldm_symbolic.latex.formulas").joinpath("data", f"notation-{source}.toml").read_text(encoding="utf-8")
        )
    else:
        try:
            text = text_of(source)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ValueError(f"{source}: cannot be read ({reason}); shipped notations: {', '.join(SHIPPED)}") from error
    if any(line.partition("=")[0].count(".") > _MOST_DOTS for line in text.splitlines()):  # which cost tomllib minutes
        raise ValueError(f"{source}: a key of more than {_MOST_DOTS + 1} parts; expected tables of names and letters")
    try:
        return _notation(tomllib.loads(text), source)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{source}: not a TOML file: {error}") from error
    except RecursionError as error:
        raise ValueError(f"{source}: nested too deeply; expected tables of names and letters") from error


@cache
def further_names() -> Mapping[str, str]:
    """Names of the catalogue that are not in the vocabulary, each with the first claim that has it.

    Written by `tests/make/recorded.py`.

    >>> further_names()["kappa"]
    'P5.upper'
    """
    text = files("ldm_symbolic.latex.formulas").joinpath("data", "names.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines())


def _require_known(names: Iterable[str], source: str) -> None:
    """Refuse a letter for a name that nothing has: it would be left out without a word."""
    known = {*VOCABULARY, *further_names()}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            mend = f"did you mean {near[0]}?" if near else "ldm-symbolic notation lists the names"
            raise ValueError(f"{source}: letters.{_key(name)}: nothing that is printed has that name; {mend}")


def _notation(data: Mapping[str, Any], source: str) -> Notation:
    for key, value in data.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]):
            raise ValueError(
                f"{source}: {_key(key)} = {shown(value)}: expected one of {', '.join(_KEYS)}, as in the examples"
            )
    letters, squares, subscripted = (data.get(key, {}) for key in ("letters", "squares", "subscripted"))
    for key, value in [*letters.items(), *squares.items(), *(("subscripted", name) for name in subscripted)]:
        if not isinstance(value, str):
            raise ValueError(f"{source}: {_key(key)} = {shown(value)}: expected text in quotes")
    if source not in SHIPPED:
        _require_known(letters, source)
    made = {}
    for name, text in letters.items():
        try:
            made[name] = parsed_letter(text)
        except ValueError as error:
            raise ValueError(f"{source}: letters.{_key(name)}: {error}") from error
    return Notation(name=data.get("name", source), letters=made, squares=squares, subscripted=frozenset(subscripted))
