"""Pipes and devices are read within limits, files as they are."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from ldm_symbolic import reading


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_file_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    path = tmp_path / "long.txt"
    path.write_bytes(b"\xef\xbb\xbfabc\n" * 1000)
    with reading.opened(path) as stream:
        assert len(stream.read()) == 7000
    assert reading.text_of(path).startswith("abc\n")


def test_what_comes_through_a_pipe_is_read_to_its_end(pipe: Path) -> None:
    said = "1,2\n" * 500_000
    writing = threading.Thread(target=pipe.write_text, args=(said,))
    writing.start()
    assert reading.text_of(pipe) == said
    writing.join()


def test_a_pipe_without_a_writer_is_refused(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.05)
    with pytest.raises(OSError, match=r"nothing came for 0\.05 seconds; write it to a file first"):
        reading.opened(pipe)


def test_a_device_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 4 << 20)
    with pytest.raises(OSError, match="does not end within 4 MiB"):
        reading.opened("/dev/zero")
    with reading.opened(os.devnull) as stream:
        assert stream.read() == b""


def test_a_folder_and_what_is_absent_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        reading.opened(tmp_path)
    with pytest.raises(FileNotFoundError):
        reading.opened(tmp_path / "absent")
