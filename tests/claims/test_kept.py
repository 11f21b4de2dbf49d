"""A certificate from the cache is what a cold run gives; after any edit, and for any other question, there is none.

The slices of `tests/make/checking/cached.py`, which makes 200 edits and kills twenty runs, and of `sliced.py` beside
it, which makes 200 edits that say something else.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import time_ns

import pytest
from cached import Trial, killed_beside
from sliced import Sliced

from ldm_symbolic.cache import keys
from ldm_symbolic.cache.engines import engines
from ldm_symbolic.cache.store import Store
from ldm_symbolic.claims.audit import examine, listed
from ldm_symbolic.claims.certificate import Examined, Verdict
from ldm_symbolic.claims.keeping.kept import FROM_THE_CACHE, Kept
from ldm_symbolic.claims.objects import objects_of
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.smt import solvers

CHOSEN = [("L1", ["L1.above", "L1.below"]), ("P2", ["P2.plugin", "P2.step-level"])]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial.of(tmp_path_factory.mktemp("trial"), ["P2", "S6"])


@pytest.mark.parametrize("seed", range(8))
def test_after_an_edit_there_is_none(trial: Trial, seed: int) -> None:
    edit = trial.edit(seed)
    assert edit.kept_wrongly == ()
    assert edit.lost_in_vain == ()


@pytest.mark.parametrize("name", ["sympy", "z3-solver", "cvc5", "python-flint", "python"])
def test_for_another_engine_there_is_none(trial: Trial, name: str) -> None:
    assert trial.engine(name).kept_wrongly == ()


@pytest.fixture
def kept(tmp_path: Path, trial: Trial) -> Kept:
    return replace(trial.kept(), store=Store(folder=tmp_path), since=time_ns() + 10**9)


def found(kept: Kept | None, more: object = None) -> dict[str, Examined]:
    chosen = listed(CHOSEN, catalogue, kept)
    done = examine(chosen, catalogue, jobs=1, kept=kept, more=more)  # type: ignore[arg-type]
    return {claim.id: each for _, results in done for claim, each in results}


def test_what_is_kept_is_what_was_found(kept: Kept) -> None:
    cold, first, warm = found(None, objects_of), found(kept, objects_of), found(kept, objects_of)
    assert cold.keys() == warm.keys() == {"L1.above", "L1.below", "P2.plugin", "P2.step-level"}
    for name, one in warm.items():
        *evidence, told = one.certificate.evidence
        assert (told.engine, told.outcome) == ("cache", FROM_THE_CACHE)
        assert replace(one.certificate, evidence=tuple(evidence)) == first[name].certificate == cold[name].certificate
        assert one.certificate.as_json()["evidence"][:-1] == cold[name].certificate.as_json()["evidence"]
        assert (one.queries, one.more) == (cold[name].queries, cold[name].more)
    assert listed(CHOSEN, catalogue, kept) == listed(CHOSEN, catalogue, None)


def test_an_executor_of_somebody_else_keeps_as_it_goes(kept: Kept) -> None:
    chosen = listed(CHOSEN, catalogue, kept)
    with ProcessPoolExecutor(2) as executor:
        done = list(examine(chosen, catalogue, kept=kept, executor=executor))
    assert [claim.id for _, results in done for claim, _ in results] == list(found(None))
    for _, results in done:
        for claim, one in results:
            assert kept.claim(claim.id.partition(".")[0], claim.id) is not None
            assert one.certificate.as_expected
            assert one.seconds > 0


def test_no_fact_is_made_of_it(kept: Kept) -> None:
    found(kept)
    for one in found(kept).values():
        assert not isinstance(one.more, Fact)
        assert not hasattr(one, "fact")


def test_another_effort_is_another_question(kept: Kept) -> None:
    found(kept)
    assert kept.claim("L1", "L1.above") is not None
    assert replace(kept, effort=2).claim("L1", "L1.above") is None
    assert kept.claim("L1", "L1.above", objects=True) is None  # nobody asked for its object yet
    assert kept.claim("L1", "L1.below-repaired") is None


def test_what_is_undecided_is_not_kept(kept: Kept) -> None:
    (one, *_) = found(None).values()
    assert one.certificate.expected is Verdict.PROVED
    kept.keep("L1", replace(one, certificate=replace(one.certificate, verdict=Verdict.UNDECIDED)))
    assert kept.claim("L1", "L1.above") is None
    kept.keep("L1", one)
    assert kept.claim("L1", "L1.above") is not None


def test_what_runs_from_files_that_were_written_since_is_not_kept(kept: Kept) -> None:
    found(replace(kept, since=0))
    assert kept.claim("L1", "L1.above") is None
    assert kept.statement("L1") is None


def test_nothing_is_kept_after_a_solver_has_failed(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers, "_troubles", ["z3: died"])
    found(kept)
    assert kept.claim("L1", "L1.above") is None


def test_a_question_that_is_gone_or_altered_makes_it_none(kept: Kept) -> None:
    found(kept, objects_of)
    assert kept.claim("P2", "P2.step-level", objects=True) is not None
    assert kept.store.folder is not None
    for path in (kept.store.folder / "question").iterdir():
        kept.store.put("question", path.stem, "(check-sat)")
    assert kept.claim("P2", "P2.step-level", objects=True) is None
    assert kept.claim("P2", "P2.step-level") is not None


def test_two_at_once_of_which_one_is_killed(tmp_path: Path) -> None:
    found = killed_beside(tmp_path, "L2", after=1, cold=False)
    assert found.same
    assert found.hits == found.claims > 0


@pytest.fixture(scope="module")
def sliced(tmp_path_factory: pytest.TempPathFactory) -> Sliced:
    return Sliced(tmp_path_factory.mktemp("sliced"), ["S6"])


@pytest.mark.parametrize("seed", range(6))
def test_after_an_edit_that_says_something_else_the_second_key_misses(sliced: Sliced, seed: int) -> None:
    assert sliced.edit(seed).kept_wrongly == ()


EDITS = {
    "plug_in/p2_best_dimension_at_a_time.py": [
        ('"""The best', '"""The very best', {"P2.plugin", "P2.step-level"}),
        ('    "plugin": printed(\n', '    "plugin": printed(  # as it stands\n', {"P2.plugin", "P2.step-level"}),
        ('    "step-level": step(\n        "', '    "step-level": step(\n        "really, ', {"P2.plugin"}),
    ],
    "plug_in/p2_best_dimension_at_a_time_proof.py": [
        ("return prove((s[k] >= 0, s_hat[k]", "return prove((s_hat[k] >= 0, s[k] >= 0, s_hat[k]", {"P2.plugin"}),
    ],
}
"""File -> text, another text, and the claims that it leaves as they are."""


def test_what_an_edit_leaves_as_it_is_stays_known(tmp_path: Path) -> None:
    own = Sliced(tmp_path, ["P2"])
    folder = own.folder / "ldm_symbolic" / "derivations"
    for name, edits in EDITS.items():
        whole = (folder / name).read_text()
        for old, new, left in edits:
            assert whole.count(old) == 1, old
            (folder / name).write_text(whole.replace(old, new))
            assert own.hits("P2") & {"P2.plugin", "P2.step-level"} == left, old
            found = own.kept().claim("P2", "P2.plugin")
            assert found is not None
            assert found.certificate.evidence[-1].outcome == FROM_THE_CACHE
            assert replace(own.kept(), reached=None).claim("P2", "P2.plugin") is None  # by the first key alone
        (folder / name).write_text(whole)


def test_the_second_key_is_of_engines_and_effort_too(sliced: Sliced, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sliced.hits("S6") == {"S6.horizon", "S6.clock"}
    assert replace(sliced.kept(), effort=2).claim("S6", "S6.clock") is None
    monkeypatch.setattr(keys, "engines", lambda: {**engines(), "cvc5": "another"})
    assert sliced.hits("S6") == set()
