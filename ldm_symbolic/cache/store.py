"""Records in files: each is written whole or not at all, and one that is not what was written counts as none.

A record is two lines of JSON: what it is and the digest of the rest, then the rest. Several processes may write at a
time, and any of them may be killed: a file appears under its name only when it is complete.

Tested in `tests/cache/test_store.py`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any

SCHEMA = "ldm-symbolic/cache/1"
VARIABLE = "LDM_SYMBOLIC_CACHE"
"""The environment variable that names another folder, or is `off`."""
OFF = "off"
_SUFFIX = ".json"
_UNFINISHED = ".part"


def user_folder() -> Path | None:
    """Return the folder of the cache, None where there is to be none or none can be found.

    It is that of the variable `LDM_SYMBOLIC_CACHE`, else `ldm-symbolic` where the system keeps caches of this user.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted:
        return None if wanted == OFF else Path(wanted).absolute()
    try:
        home = Path.home()
    except RuntimeError:
        return None
    base = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": str(home / "Library" / "Caches")}.get(
        sys.platform, os.environ.get("XDG_CACHE_HOME")
    )
    return (Path(base) if base and Path(base).is_absolute() else home / ".cache") / "ldm-symbolic"


@dataclass(slots=True, kw_only=True)
class Store:
    """Records of several kinds, each under a key.

    Args:
        folder: where they are; None for a store that holds nothing and keeps nothing.
        trouble: why the last record could not be written; "" where all were.

    >>> store = Store(folder=None)
    >>> store.put("claim", "0", {"a": 1}), store.get("claim", "0")
    (False, None)
    """

    folder: Path | None
    trouble: str = field(default="", compare=False)

    def get(self, kind: str, key: str) -> Any:
        """Return the record of a key; None if there is none, or if what is there is not what was written.

        Args:
            kind: a word, the name of a folder.
            key: hexadecimal digits.
        """
        if self.folder is None:
            return None
        try:
            head, _, body = self._file(kind, key).read_bytes().partition(b"\n")
            if json.loads(head) == _head(kind, key, body):
                return json.loads(body)
        except (OSError, ValueError, RecursionError):
            pass
        return None

    def put(self, kind: str, key: str, record: Any) -> bool:
        """Keep a record; say whether that was possible.

        Args:
            kind: a word, the name of a folder.
            key: hexadecimal digits.
            record: plain data.
        """
        if self.folder is None:
            return False
        body = json.dumps(record, sort_keys=True, ensure_ascii=False).encode()
        place = self._file(kind, key)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, unfinished = mkstemp(dir=place.parent, suffix=_UNFINISHED)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(json.dumps(_head(kind, key, body), sort_keys=True).encode() + b"\n" + body)
                os.replace(unfinished, place)
            except OSError:
                _removed(Path(unfinished))
                raise
        except OSError as error:
            self.trouble = f"{self.folder} cannot be written: {error.strerror or error}"
            return False
        return True

    def clear(self) -> int:
        """Remove every record, and what was left unfinished; return how many records there were.

        Raises:
            OSError: if one cannot be removed.
        """
        records = 0
        for path in self._written():
            records += _removed(path) and path.suffix == _SUFFIX
        for folder in {path.parent for path in self._written()} | self._kinds():
            with suppress(OSError):  # something of somebody else's stands in it
                folder.rmdir()
        return records

    def _file(self, kind: str, key: str) -> Path:
        if self.folder is None or not kind.isalpha() or not key.isalnum():
            raise ValueError(f"a record has a kind of letters and a key of digits, got {kind!r} and {key!r}")
        return self.folder / kind / f"{key}{_SUFFIX}"

    def _kinds(self) -> set[Path]:
        if self.folder is None or not self.folder.is_dir():
            return set()
        return {path for path in self.folder.iterdir() if path.is_dir() and path.name.isalpha()}

    def _written(self) -> Iterator[Path]:
        """Every file that `put` has written or begun."""
        for folder in sorted(self._kinds()):
            for path in sorted(folder.iterdir()):
                if path.suffix == _UNFINISHED or (path.suffix == _SUFFIX and _is_record(path)):
                    yield path


def _head(kind: str, key: str, body: bytes) -> dict[str, str]:
    return {"schema": SCHEMA, "kind": kind, "key": key, "sha256": sha256(body).hexdigest()}


def _is_record(path: Path) -> bool:
    """Say whether a file has the name of a record, whatever is in it: 64 hexadecimal digits."""
    return len(path.stem) == 64 and set(path.stem) <= set("0123456789abcdef")


def _removed(path: Path) -> bool:
    """Remove a file; False if somebody else has."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
