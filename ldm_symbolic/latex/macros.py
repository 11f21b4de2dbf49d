"""Formulas and numbers as `\\newcommand`s, and which ones in an author's file have drifted from what is verified.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names import KINDS, meaning
from ldm_symbolic.latex.sentences.finding import Finding, instance
from ldm_symbolic.latex.sentences.statement import writer_of
from ldm_symbolic.model import error as frechet
from ldm_symbolic.model.backward import moment_equation, noise_equation, variance
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.model.weight import weight
from ldm_symbolic.stopping.closed_form import equal_estimates_root, own_root

PREFIX = "ldm"
_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_DEFINITION = re.compile(
    r"\\(?P<how>(?:(?:new|renew|provide)command|DeclareRobustCommand)\*?|[gex]?def|let)\s*+"
    r"(?:\{\s*+)?\\(?P<name>ldm[A-Za-z]+)\s*+(?:\}\s*+)?"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
"""A brace, or whatever a backslash takes with it."""
_KINDS = ("", "Verdict", "Counterexample")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A macro of an author's file that is not what is verified now.

    Args:
        name: of the macro, without the backslash.
        line: where it is defined.
        why: what is wrong with it.
    """

    name: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: \\{self.name} {self.why}"


def macro_name(claim_id: str, what: str = "") -> str:
    """The name of a macro about a claim: letters alone.

    >>> macro_name("P2.exact-weak", "Verdict")
    'ldmPTwoExactWeakVerdict'
    """
    spelled = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit[0])]} ", claim_id)
    return PREFIX + "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z]+", spelled)) + what


def macro_names(claim_id: str) -> tuple[str, ...]:
    """The names of all macros that there can be about a claim."""
    return tuple(macro_name(claim_id, kind) for kind in _KINDS)


def model_macros(letters: Notation | None = None) -> dict[str, str]:
    """The formulas of the model that authors quote, by macro name; each is derived, none is typed."""
    writer = Writer(frozenset(), letters, short=False)
    plain = variance(PluginScore(), Start.NOISED)
    found = {
        "ScoreWeight": weight(PluginScore()),
        "MomentEquation": moment_equation(),
        "NoiseEquation": noise_equation(),
        "Increment": frechet.increment(plain),
        "Slope": frechet.slope(plain),
        "OwnRoot": own_root(),
        "EqualEstimatesRoot": equal_estimates_root(),
    }
    named = {kind.__name__: meaning(kind) for kind in KINDS}
    return {PREFIX + name: rf"\ensuremath{{{writer.math(term)}}}" for name, term in (found | named).items()}


def claim_macros(claim: Claim, finding: Finding, letters: Notation | None = None) -> dict[str, str]:
    """The macros about one claim: its conclusion if it is proved, its verdict, its counterexample if it is refuted.

    Args:
        claim: what is quoted.
        finding: what verification found.
        letters: the notation.
    """
    writer = writer_of(claim, letters)
    made = {macro_name(claim.id, "Verdict"): finding.verdict.lower()}
    if finding.verdict is Verdict.PROVED:
        formula = writer.formula(claim.conclusion)
        said = writer.written(writer.sentence(claim.conclusion))
        made[macro_name(claim.id)] = said if formula is None else rf"\ensuremath{{{writer.tex(formula)}}}"
    elif finding.counterexample:
        made[macro_name(claim.id, "Counterexample")] = writer.written(instance(claim, finding.counterexample))
    return made


def macros_tex(macros: Mapping[str, str]) -> str:
    """Macros as `\\newcommand`s, one a line, in alphabetical order."""
    return "".join(f"\\newcommand{{\\{name}}}{{{body}}}\n" for name, body in sorted(macros.items()))


def mentioned(text: str) -> frozenset[str]:
    """The macros of ours that a file defines; what is commented out does not count."""
    return frozenset(match["name"] for match in _DEFINITION.finditer(_without_comments(text)))


def claims_mentioned(text: str, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims about which a file defines a macro, so that only they need to be verified again."""
    names = mentioned(text)
    return tuple(claim for claim in claims if names.intersection(macro_names(claim.id)))


def drifted(text: str, macros: Mapping[str, str], verdicts: Mapping[str, Verdict] | None = None) -> tuple[Drift, ...]:
    """Which macros of a file are not what they should be.

    Args:
        text: the author's file.
        macros: what is verified now, by name.
        verdicts: claim id -> its verdict now, so that a macro about a claim that is not proved is told as such.
    Returns:
        Macros of ours that have another body, or that nothing verified stands for any more; spaces do not count.
    """
    known = {name: f"{claim} is {now}" for claim, now in (verdicts or {}).items() for name in macro_names(claim)}
    text = _without_comments(text)
    closings, squeezed = _closings(text), _squeezed(text)
    before = [0, *accumulate(not character.isspace() for character in text)]
    found = []
    line, read = 1, 0
    for match in _DEFINITION.finditer(text):
        line, read = line + text.count("\n", read, match.start()), match.start()
        name, opening = match["name"], match.end()
        body = None
        if opening in closings:
            body = slice(before[opening + 1], before[closings[opening]])
        if name not in macros:
            why = f"stands for nothing that is verified{f': {known[name]}' if name in known else ''}"
            found.append(Drift(name=name, line=line, why=why))
        elif body is None:
            found.append(
                Drift(
                    name=name, line=line, why=f"is not written out here; verified is {' '.join(macros[name].split())}"
                )
            )
        elif body.stop - body.start != len(wanted := _squeezed(macros[name])) or squeezed[body] != wanted:
            found.append(Drift(name=name, line=line, why=f"has drifted; verified is {' '.join(macros[name].split())}"))
    return tuple(found)


def _without_comments(text: str) -> str:
    return _COMMENT.sub(r"\1", text)


def _closings(text: str) -> dict[int, int]:
    """For each brace that opens and closes again where it closes, in one pass over the text."""
    found: dict[int, int] = {}
    open_ones: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            open_ones.append(match.start())
        elif match[0] == "}" and open_ones:
            found[open_ones.pop()] = match.start()
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())
