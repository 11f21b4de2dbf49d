"""Files of users, read within limits: a pipe or a device that never ends, or never begins, is refused.

Nothing of ours is imported here, so that every wing may read a file in the same way.
"""

from __future__ import annotations

import os
import select
import stat
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

MOST = 256 << 20
"""Bytes that are taken from a pipe or a device; a file may be as long as it is."""
PATIENCE = 60.0
"""Seconds for which a pipe may be silent."""


def opened(path: str | Path) -> BinaryIO:
    """A file, opened; what comes out of a pipe or a device is read first, within limits.

    Args:
        path: of a file, a pipe (`<(command)` in a shell) or a device.

    Raises:
        OSError: if it cannot be read; also if it does not end within the limits, in words.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(descriptor, "rb")
    with os.fdopen(descriptor, "rb"):
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(None, "it is a folder")
        return BytesIO(_drained(descriptor))


def text_of(path: str | Path) -> str:
    """What a text file holds, in UTF-8, with or without a mark of that in front.

    Raises:
        OSError: as for `opened`.
        UnicodeDecodeError: if it is no such text.
    """
    with opened(path) as stream:
        return stream.read().decode("utf-8-sig")


def _drained(descriptor: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    while True:
        if not select.select([descriptor], [], [], PATIENCE)[0]:
            raise OSError(None, f"nothing came for {PATIENCE:g} seconds; write it to a file first")
        part = os.read(descriptor, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
        length += len(part)
        if length > MOST:
            raise OSError(None, f"it does not end within {MOST >> 20} MiB; write it to a file first")
