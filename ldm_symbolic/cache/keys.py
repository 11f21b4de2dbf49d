"""One key for everything that a record depends on: what was asked, our files, the engines, the settings.

Tested in `tests/cache/test_keys.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ldm_symbolic.cache.engines import engines, settings
from ldm_symbolic.cache.sources import Source, Sources
from ldm_symbolic.cache.store import SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What some records depend on beside what was asked.

    Args:
        files: every file of ours, by its name.
        digest: a name that depends on every byte of them, on the versions of everything else and on the settings.
    """

    files: Mapping[str, Source]
    digest: str

    @classmethod
    def of(cls, sources: Sources, roots: Iterable[str]) -> Basis:
        """Return that of some modules, as they are on the disk now, with the engines and the settings of now."""
        files = sources.closure(roots)
        bytes_of = {name: source.digest for name, source in files.items()}
        return cls(files=files, digest=with_engines(bytes_of))

    def holds(self, since: int) -> bool:
        """Say whether no file has changed after a time in nanoseconds, before which no code of ours was loaded.

        Only then is the code that runs the code that the files hold.
        """
        return all(source.unchanged(since) for source in self.files.values())


def with_engines(files: Mapping[str, str]) -> str:
    """Return a name for the digests of some files, or of parts of them, with the engines and the settings of now."""
    return digest({"files": dict(files), "engines": dict(engines()), "settings": dict(settings())})


def digest(asked: Mapping[str, Any]) -> str:
    """Return a name for plain data that two share only if they are the same.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}), len(digest({}))
    (True, 64)
    """
    text = json.dumps({"schema": SCHEMA, **asked}, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
