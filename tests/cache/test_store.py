"""Records are what was written or they are none, whoever writes beside and whenever somebody is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep

import pytest

from ldm_symbolic.cache.store import OFF, VARIABLE, Store, user_folder

KEY, OTHER = "a" * 64, "b" * 64
RECORD = {"certificate": {"id": "P0", "λ": ["1/2"]}, "queries": [KEY]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(folder=tmp_path / "cache")


def test_what_is_put_is_got(store: Store) -> None:
    assert store.get("claim", KEY) is None
    assert store.put("claim", KEY, RECORD)
    assert store.get("claim", KEY) == RECORD
    assert store.get("claim", OTHER) is None
    assert store.get("object", KEY) is None
    assert store.trouble == ""


def test_nobody_else_can_write_there(store: Store) -> None:
    store.put("claim", KEY, RECORD)
    assert store.folder is not None
    assert (store.folder / "claim").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_byte_that_changed_makes_it_none(store: Store, seed: int) -> None:
    store.put("claim", KEY, RECORD)
    assert store.folder is not None
    path = store.folder / "claim" / f"{KEY}.json"
    whole = path.read_bytes()
    for place in (0, len(whole) - 1, *(Random(seed).randrange(len(whole)) for _ in range(40))):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert store.get("claim", KEY) is None
        path.write_bytes(whole[:place])
        assert store.get("claim", KEY) is None
    path.write_bytes(whole)
    assert store.get("claim", KEY) == RECORD


def test_a_record_under_the_key_of_another_is_none(store: Store) -> None:
    store.put("claim", KEY, RECORD)
    assert store.folder is not None
    folder = store.folder / "claim"
    (folder / f"{OTHER}.json").write_bytes((folder / f"{KEY}.json").read_bytes())
    assert store.get("claim", OTHER) is None


@pytest.mark.parametrize("text", [b"", b"{}", b"\n", b"[" * 100_000, b"\xff\xfe", b"null\nnull"])
def test_what_is_no_record_is_none(store: Store, text: bytes) -> None:
    store.put("claim", KEY, RECORD)
    assert store.folder is not None
    (store.folder / "claim" / f"{KEY}.json").write_bytes(text)
    assert store.get("claim", KEY) is None
    assert store.put("claim", KEY, RECORD)
    assert store.get("claim", KEY) == RECORD


WRITER = """
import sys
from pathlib import Path
from ldm_symbolic.cache.store import Store
store = Store(folder=Path(sys.argv[1]))
while True:
    for size in range(1, 2000, 7):
        assert store.put("claim", "a" * 64, [sys.argv[2] * size])
"""


def test_several_write_at_a_time_and_are_killed(store: Store) -> None:
    """Whoever reads meanwhile sees a whole record of one of them, and so does who comes later."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), letter]) for letter in "xy"]
    try:
        while store.get("claim", KEY) is None:
            sleep(0.01)
        for _ in range(300):
            (text,) = store.get("claim", KEY)
            assert set(text) in ({"x"}, {"y"})
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    (text,) = store.get("claim", KEY)
    assert set(text) in ({"x"}, {"y"})


def test_clearing_removes_what_was_put_and_nothing_else(store: Store) -> None:
    assert store.folder is not None
    for number in range(3):
        store.put("claim", f"{number:064}", RECORD)
        store.put("text", f"{number:064}", RECORD)
    (store.folder / "claim" / "unfinished.part").write_bytes(b"half")
    mine = (store.folder / "notes.json", store.folder / "text" / "mine.json", store.folder / "text" / "mine.txt")
    for path in mine:
        path.write_text("mine")
    assert store.clear() == 6
    assert all(path.read_text() == "mine" for path in mine)
    assert sorted(path.name for path in store.folder.rglob("*")) == ["mine.json", "mine.txt", "notes.json", "text"]
    assert store.clear() == 0


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(folder=tmp_path / "file")
    assert not store.put("claim", KEY, RECORD)
    assert store.get("claim", KEY) is None
    assert "cannot be written" in store.trouble
    assert store.clear() == 0


@pytest.mark.parametrize(("kind", "key"), [("..", KEY), ("claim", "../x"), ("a/b", KEY), ("claim", "")])
def test_a_key_is_no_path(store: Store, kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="a record has a kind"):
        store.put(kind, key, RECORD)


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert os.environ[VARIABLE] == OFF
    assert user_folder() is None
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert user_folder() == tmp_path
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert user_folder() == tmp_path / ".cache" / "ldm-symbolic"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert user_folder() == tmp_path / "xdg" / "ldm-symbolic"
