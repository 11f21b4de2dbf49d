"""What the book says, claim by claim; the other modules of the folder set it.

Tested in `tests/book/test_book.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ldm_symbolic.book.chapters import Chapter, Entry, Shelf
from ldm_symbolic.book.opening import Setting, setting
from ldm_symbolic.claims.audit import Selection
from ldm_symbolic.claims.certificate import Examined, Verdict
from ldm_symbolic.claims.keeping.kept import Kept
from ldm_symbolic.claims.processes import in_processes
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import Verification, undecided, verification
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.latex import Finding, derivation_tex, proof_tex, statement_tex
from ldm_symbolic.latex.derivations.derivation import is_derived
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.text import prose, sentence
from ldm_symbolic.latex.proofs.outline import theorem
from ldm_symbolic.latex.proofs.proof import shown_in
from ldm_symbolic.latex.sentences.known import known_tex, shared_names

SMTLIB = "smtlib"
"""The folder of the solver queries, beside the book."""


FIGURES = "figures"
"""The folder of the figures, beside the book."""


_ADDS = (
    "Curves: exact, for one estimate from 1000 samples. Points: 1000 samples that are simulated in 1000 steps. Dotted: "
    "what such points are on average: the finite sample and the finite steps add as much to the exact error."
)
_CAPTIONS = {
    "3": "Figure 3 of the paper: the inverse clock of the Ornstein-Uhlenbeck process, extended to all noise levels.",
    "4-left": "Figure 4 (left) of the paper: the squared Fréchet error against the generation time; t̂_k as in P2, of "
    f"the estimates. {_ADDS}",
    "4-right": "Figure 4 (right) of the paper: the squared Fréchet error against the log SNR, where four "
    f"directions have variance and k goes up to six. {_ADDS}",
    "plugin": "The plug-in half of P2 for a direction k >= 2, where generation starts at the noise level 9/10. Up to "
    "the black line the condition of the repair is met, λ̂_k < 1 or λ̂_k < 4 λ_k, and the sentence is proved "
    "(P2.plugin-repaired). Above the line it says that direction k helps at no time before T: in the dark region that "
    "is false, for it helps early, and beyond it true. The boundaries are solved for exactly; what is said of each "
    "side of them is found at instances.",
    "corollary-long": "Corollary 1 at T = 1 with exact variances λ_j = 1/L^j, and as many directions as count: light "
    "where the best dimension is d or d + 1, dark where it is neither, white where C < L, which is excluded. The "
    "condition of the repair is met from L = 16 on, where the corollary begins; from the dotted line on the sentence "
    "is proved for exact variances (U8.geometric), and from no smaller ratio on for all caps (U8.sharp). Boundaries by "
    "halving, in floating point.",
    "corollary-short": "The same at T = 1/100: the condition of the repair, T >= 0.0941..., is met nowhere, and the "
    "corollary fails at ratios for which it is printed.",
}
_CHAPTERS = {"plugin": "P2", "corollary-long": "C1", "corollary-short": "C1"}
"""In which chapter a figure stands; the others stand at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture.

    Args:
        name: without a suffix.
        caption: in plain text.
        chapter: the id of the statement in whose chapter it stands; "" if it stands at the end.
    """

    name: str
    caption: str
    chapter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that is set in either form.

    Args:
        setting: what comes first.
        chapters: one per statement.
        rules: the name of each rule in the proofs, with the theorem that it implements, as LaTeX.
        figures: empty where matplotlib is not installed.
        recalled: the ids of the chapters that were in the cache.
    """

    setting: Setting
    chapters: tuple[Chapter, ...]
    rules: Mapping[str, str]
    figures: tuple[Figure, ...] = ()
    recalled: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The claims of all chapters."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    def figures_of(self, chapter: str = "") -> tuple[Figure, ...]:
        """The figures of a chapter; those at the end unless one is given."""
        return tuple(figure for figure in self.figures if figure.chapter == chapter)


def gathered(
    selection: Selection,
    letters: Notation | None = None,
    watched: Any = None,
    *,
    jobs: int | None = None,
    effort: float = 1,
    kept: Kept | None = None,
) -> Book:
    """Verify claims and collect what the book says about them.

    Args:
        selection: from `audit.select`.
        letters: the notation.
        watched: see `write_book`.
        jobs: how many chapters at a time; None for as many as there are processors.
        effort: how many times the usual budget every question to a solver may take.
        kept: see `write_book`.

    Raises:
        ValueError: naming the claim of which something has no LaTeX form.
    """
    tasks = [(statement.id, [claim.id for claim in claims]) for statement, claims in selection]
    shelf = None if kept is None else Shelf(kept=kept, letters=letters, writer=__name__)
    known = {} if shelf is None else {one: shelf.chapter(one, ids) for one, ids in tasks}
    missing = [(one, ids) for one, ids in tasks if known.get(one) is None]
    lost = partial(_lost, letters, dict(tasks))
    parts = in_processes(partial(_parts, letters, effort, shelf, dict(tasks)), _with_heads(missing), lost, jobs=jobs)
    made = (replace(head, entries=tuple(entries)) for head, *entries in parts)
    found = (known.get(one) or next(made) for one, _ in tasks)
    chapters = tuple(found if watched is None else watched(found))
    names = sorted(frozenset().union(*(entry.rules for chapter in chapters for entry in chapter.entries)))
    theorems = {name: theorem(name) for name in names}
    rules = {name.replace("_", " "): prose(text) for name, text in theorems.items() if text}
    opening = setting(letters, [claim for _, claims in selection for claim in claims])
    recalled = tuple(one for one, chapter in known.items() if chapter is not None)
    return Book(setting=opening, chapters=_told_once(chapters), rules=rules, recalled=recalled)


def _with_heads(tasks: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    """Tasks whose first item is the head of the chapter, under the id of the statement."""
    return [(statement_id, [statement_id, *claim_ids]) for statement_id, claim_ids in tasks]


def _parts(
    letters: Notation | None,
    effort: float,
    shelf: Shelf | None,
    wanted: Mapping[str, Sequence[str]],
    statement_id: str,
    ids: Sequence[str],
) -> Iterator[Any]:
    """The head of a chapter, under the id of its statement, and entries; what one proof shows the next ones cite."""
    (statement,) = catalogue([statement_id])
    known = shared_names([statement[claim_id] for claim_id in wanted[statement_id]], letters)
    shown: dict[Any, str] = {}
    made: list[Any] = []
    for one in ids:
        if one == statement_id:
            made.append(_head(statement, letters, known))
            yield made[-1]
            continue
        claim = statement[one]
        found = verification(claim, effort=effort)
        fact = found.fact if found.certificate.verdict is Verdict.PROVED else None
        try:
            made.append(_entry(claim, found, letters, known, shown))
            shown = shown if fact is None else {**shown_in(claim, fact, shown), **shown}
        except ValueError as error:
            raise ValueError(f"{claim.id} cannot be printed: {error}") from error
        yield made[-1]
    if shelf is not None and [*ids] == [statement_id, *wanted[statement_id]]:
        shelf.keep(replace(made[0], entries=tuple(made[1:])))


def _lost(letters: Notation | None, wanted: Mapping[str, Sequence[str]], statement_id: str, one: str, how: str) -> Any:
    """What stands in the place of a part whose process was killed: an entry that says so; a head is made here."""
    (statement,) = catalogue([statement_id])
    known = shared_names([statement[claim_id] for claim_id in wanted[statement_id]], letters)
    if one == statement_id:
        return _head(statement, letters, known)
    claim = statement[one]
    return _entry(claim, undecided(claim, "processes", "lost", how), letters, known, {})


def _head(statement: Statement, letters: Notation | None, known: Sequence[str]) -> Chapter:
    """A chapter without its entries."""
    title = statement.title[:1].upper() + statement.title[1:]
    return Chapter(
        id=statement.id,
        title=title,
        heading=prose(title),
        source="" if statement.source is None else prose(str(statement.source)),
        names=known_tex(known),
        derivation=_derivation(statement, letters),
        entries=(),
    )


def _derivation(statement: Statement, letters: Notation | None) -> str:
    """The derivation of a statement, "" where it derives nothing from the model."""
    try:
        return derivation_tex(statement, letters, steps=False) if is_derived(statement) else ""
    except ValueError as error:
        raise ValueError(f"{statement.id}: the derivation cannot be printed: {error}") from error


def _told_once(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Chapters in which a derivation that an earlier one has word for word is a reference to it."""
    first: dict[str, str] = {}
    told = []
    for chapter in chapters:
        earlier = first.setdefault(chapter.derivation, chapter.id)
        if chapter.derivation and earlier != chapter.id:
            chapter = replace(chapter, derivation=f"The derivation is that of {earlier}.\n")
        told.append(chapter)
    return tuple(told)


def _entry(
    claim: Claim, found: Verification, letters: Notation | None, known: Sequence[str], shown: Mapping[Any, str]
) -> Entry:
    proof = ""
    if found.certificate.verdict is Verdict.PROVED and found.fact is not None:
        proof = proof_tex(claim, found.fact, letters, known=known, explained=True, shown=shown)
    return Entry(
        id=claim.id,
        role=claim.role.words,
        says=sentence(claim.says),
        repairs=claim.repairs,
        statement=statement_tex(claim, Finding.of(found.certificate), letters, known=known),
        proof=proof,
        rules=frozenset() if found.fact is None else frozenset(step.rule for step in found.fact.steps()),
        examined=Examined(certificate=found.certificate, queries=found.queries, sure=found.sure),
    )
