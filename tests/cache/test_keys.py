"""A key is of everything: each byte of each file, each version, each setting, and what was asked."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from ldm_symbolic.cache import engines as versions
from ldm_symbolic.cache import keys
from ldm_symbolic.cache.engines import LIBRARIES, engines
from ldm_symbolic.cache.keys import Basis
from ldm_symbolic.cache.sources import Sources


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "proof").mkdir()
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "proof" / "__init__.py").write_text("from ldm_symbolic.proof.rules import rule\n")
    (tmp_path / "proof" / "rules.py").write_text("def rule(): return open('table.json'), run('worker.py')\n")
    (tmp_path / "proof" / "worker.py").write_text("")
    (tmp_path / "proof" / "table.json").write_text("{}")
    (tmp_path / "other.py").write_text("import ldm_symbolic.proof\n")
    return tmp_path


def key(package: Path) -> str:
    return Basis.of(Sources({"ldm_symbolic": package}), ["ldm_symbolic.proof"]).digest


@pytest.mark.parametrize(
    "name", ["__init__.py", "proof/__init__.py", "proof/rules.py", "proof/table.json", "proof/worker.py"]
)
def test_every_byte_counts(package: Path, name: str) -> None:
    before = key(package)
    assert key(package) == before
    path = package / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert key(package) != before


def test_a_file_that_is_new_or_gone_counts(package: Path) -> None:
    before = key(package)
    (package / "proof" / "more.json").write_text("{}")
    assert key(package) != before
    (package / "proof" / "more.json").unlink()
    assert key(package) == before
    (package / "proof" / "table.json").unlink()
    assert key(package) != before


def test_a_file_that_it_does_not_go_through_does_not(package: Path) -> None:
    before = key(package)
    (package / "other.py").write_text("import ldm_symbolic.proof.rules\n")
    assert key(package) == before


@pytest.mark.parametrize("name", sorted(engines()))
def test_every_engine_counts(package: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = key(package)
    monkeypatch.setattr(keys, "engines", lambda: {**engines(), name: engines()[name] + "1"})
    assert key(package) != before


@pytest.mark.parametrize("name", ["SYMPY_GROUND_TYPES", "SYMPY_USE_CACHE", "MPMATH_NOGMPY"])
def test_every_setting_counts(package: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = key(package)
    monkeypatch.setenv(name, "another")
    assert key(package) != before


class Distribution:
    version = "1.0"

    def __init__(self, record: str | None) -> None:
        self.record = record

    def read_text(self, name: str) -> str | None:
        return self.record if name == "RECORD" else None


def test_a_library_of_the_same_version_with_other_files_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, Any] = {}
    monkeypatch.setattr(versions, "distribution", lambda name: found[name])
    said = set()
    for record in ("z3/a.so,sha256=1,3\n", "z3/a.so,sha256=2,3\n", None):
        found["z3-solver"] = Distribution(record)
        said.add(versions._installed("z3-solver"))
    assert len(said) == 3


def test_libraries_are_those_that_are_installed() -> None:
    for name in ("sympy", "z3-solver", "cvc5", "python-flint", "mpmath"):
        assert name in LIBRARIES
        assert engines()[name].startswith(f"{metadata.version(name)} ")
