"""A chapter from the cache is the one that was made; a run that was interrupted goes on after its last chapter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import time_ns

import pytest
from imports import PACKAGE, ROOT

from ldm_symbolic.book import content
from ldm_symbolic.book.content import Book, gathered
from ldm_symbolic.book.writing import _require_whole
from ldm_symbolic.cache.sources import Sources
from ldm_symbolic.cache.store import Store
from ldm_symbolic.claims.keeping.kept import Kept
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import Verification, verification
from ldm_symbolic.derivations import places
from ldm_symbolic.front_door.statements import selection
from ldm_symbolic.latex.formulas.letters import notation

HOMES = {PACKAGE: ROOT / PACKAGE, f"{PACKAGE}.derivations": ROOT / "derivations"}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(store=Store(folder=tmp_path), sources=Sources(HOMES), places=places, since=time_ns() + 10**9)


def made(kept: Kept | None, *ids: str) -> Book:
    return replace(gathered(selection(ids), notation("paper"), jobs=1, kept=kept), recalled=())


def test_a_chapter_is_the_one_that_was_made(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = made(kept, "L2.squares-repaired", "P10.step-norm")
    assert cold == made(None, "L2.squares-repaired", "P10.step-norm")
    monkeypatch.setattr(content, "verification", None)
    assert made(kept, "L2.squares-repaired", "P10.step-norm") == cold
    assert made(kept, "L2.squares-repaired").chapters == cold.chapters[-1:]


def test_what_was_done_before_an_interrupt_is_not_done_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ("P10.step-norm", "L2.squares")
    asked: list[str] = []

    def interrupted(claim: Claim, **how: float) -> Verification:
        asked.append(claim.id)
        if asked == [*ids]:
            raise KeyboardInterrupt
        return verification(claim, effort=how["effort"])

    monkeypatch.setattr(content, "verification", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(kept, *ids)
    assert [entry.id for entry in made(kept, *ids).entries] == [*ids]
    assert asked == [*ids, "L2.squares"]


def test_other_letters_make_another_chapter(kept: Kept) -> None:
    made(kept, "L2.squares")
    assert gathered(selection(["L2.squares"]), notation("paper"), jobs=1, kept=kept).recalled == ("L2",)
    assert gathered(selection(["L2.squares"]), notation("ours"), jobs=1, kept=kept).recalled == ()
    assert gathered(selection(["L2.squares"]), notation("paper"), jobs=1, kept=replace(kept, effort=2)).recalled == ()


def test_a_sentence_too_few_is_noticed() -> None:
    book = made(None, "L2.squares")
    _require_whole(book, selection(["L2.squares"]))
    with pytest.raises(AssertionError, match="1 sentences where 2 were asked for"):
        _require_whole(book, selection(["L2.squares", "L2.squares-repaired"]))
