"""`docs/conformance.md` is what was measured, and what is said to deviate is shown by a program."""

from __future__ import annotations

import json
import re
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest
from findings import FINDINGS
from laws import OUT, REPRODUCERS, moved
from left_out import LEFT_OUT, installed, unlisted
from page import HERE, LAWS, page
from page import OUT as PAGE

from ldm_symbolic.conformance import CHECKS
from ldm_symbolic.conformance.diffusers import CASES, MAKERS
from ldm_symbolic.conformance.plugin import case_of, expected_failures

DOCUMENT = json.loads(LAWS.read_text(encoding="utf-8"))
PROGRAMS = {path.stem: path for path in REPRODUCERS.glob("*/*.py")}
LINES = (HERE / "xfails.txt").read_text(encoding="utf-8").splitlines()[1:]


def test_the_page_is_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(DOCUMENT)


def test_every_configuration_was_measured() -> None:
    assert OUT == LAWS
    assert DOCUMENT["cases"].keys() == CASES.keys()
    for name, case in CASES.items():
        assert (DOCUMENT["cases"][name]["scheduler"], DOCUMENT["cases"][name]["config"]) == (
            case.scheduler,
            case.config,
        )


def test_a_scheduler_is_measured_or_left_out_for_one_reason() -> None:
    names = [name for every in LEFT_OUT.values() for name in every]
    assert len(names) == len(set(names))
    assert not {case.scheduler for case in CASES.values()} & set(names)
    assert all(name.removesuffix("Scheduler") in PAGE.read_text(encoding="utf-8") for name in names)


def test_a_scheduler_that_is_nowhere_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "scheduling_new.py").write_text(
        "class NewScheduler(Mixin):\n    pass\n\n\nclass DDIMScheduler:\n    pass\n"
    )
    monkeypatch.setitem(sys.modules, "diffusers.schedulers", SimpleNamespace(__file__=str(tmp_path / "__init__.py")))
    assert unlisted(installed()) == ["NewScheduler"]


def test_every_deviation_has_its_program_and_every_program_its_deviation() -> None:
    assert sorted(finding.shown_by for finding in FINDINGS) == sorted(PROGRAMS) == sorted(DOCUMENT["reproducers"])
    assert all(printed for printed in DOCUMENT["reproducers"].values())


def test_every_expected_failure_is_of_a_check_that_is_run_and_names_its_program() -> None:
    known = [case_of(maker, check) for maker in MAKERS for check in CHECKS]
    expected = expected_failures(str(HERE / "xfails.txt"), known)
    assert len(expected) == len(LINES)
    assert all(set(re.findall(r"(\w+)\.py", why)) <= PROGRAMS.keys() for why in expected.values())
    assert all(".py" in why for why in expected.values())


@pytest.mark.parametrize(
    "change", [("cases", "euler", "steps", "10", "w2"), ("cases", "dpm-3m-karras", "order", "found")]
)
def test_a_law_that_moves_is_seen(change: tuple[str, ...]) -> None:
    assert moved(DOCUMENT, deepcopy(DOCUMENT)) == []
    other = deepcopy(DOCUMENT)
    place = other
    for key in change[:-1]:
        place = place[key]
    place[change[-1]] += 1.0
    assert moved(DOCUMENT, other) != []


def test_what_a_program_prints_may_round_otherwise_and_not_change() -> None:
    old, near, far = (
        {"reproducers": {"one": [line]}}
        for line in ("50 steps: variance 1.233", "50 steps: variance 1.240", "50 steps: variance 1.5")
    )
    assert moved(old, near) == []
    assert moved(old, far) != []
    assert moved(old, {"reproducers": {"one": []}}) != []
