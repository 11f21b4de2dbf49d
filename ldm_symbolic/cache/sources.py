"""The files that a module of ours goes through, read off the text of each without importing any of them.

A file goes through every module whose dotted name stands anywhere in it: in an import, in a text that is imported by
name, even in a docstring. What it has in common with another is counted rather too often than not. It also goes
through each file whose name stands in it and which lies beside it, and through data beside it that no module names.

Tested in `tests/cache/test_sources.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from os import stat_result
from pathlib import Path

PACKAGE = "ldm_symbolic"
HANDED_ON = frozenset({PACKAGE, f"{PACKAGE}.front_door", f"{PACKAGE}.front_door.names"})
"""What is loaded before everything else and names all of it, but imports nothing that was not asked of it."""
_DOTTED = re.compile(rf"\b{PACKAGE}(?:\.[A-Za-z_]\w*)*")
_FROM_THE_TOP = re.compile(rf"\bfrom\s+{PACKAGE}\s+import\s+(\([^)]*\)|[^\n]*)")
_WORD = re.compile(r"[A-Za-z_]\w*")
_FILE = re.compile(r"[\w-]+\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read.

    Args:
        path: where it is.
        text: its bytes.
        digest: of its bytes.
        state: size and times of the file before it was read.
    """

    path: Path
    text: bytes
    digest: str
    state: tuple[int, int, int]

    @classmethod
    def of(cls, path: Path) -> Source:
        """Read a file."""
        state = _state(path.stat())
        text = path.read_bytes()
        return cls(path, text, sha256(text).hexdigest(), state)

    def unchanged(self, since: int) -> bool:
        """Say whether the file is as it was read, and was so already at a time in nanoseconds."""
        try:
            now = _state(self.path.stat())
        except OSError:
            return False
        return now == self.state and max(now[1:]) < since


def _state(found: stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


@dataclass(slots=True)
class Sources:
    """All modules of the package, each read when it is first asked for.

    Args:
        homes: dotted name -> folder: the package, and packages of it that lie elsewhere.
    """

    homes: Mapping[str, Path]
    _read: dict[Path, Source] = field(default_factory=dict)
    _mentioned: dict[str, frozenset[str]] = field(default_factory=dict)
    _paths: dict[str, Path | None] = field(default_factory=dict)

    def closure(self, roots: Iterable[str]) -> Mapping[str, Source]:
        """Return every file that some modules go through, by its name.

        Args:
            roots: dotted names of modules; one that there is not goes through nothing.
        """
        found: dict[str, Source] = {}
        waiting = [name for root in (*HANDED_ON, *roots) for name in _with_faces(root)]
        while waiting:
            module = waiting.pop()
            path = self.path(module)
            if module in found or path is None:
                continue
            found[module] = self.source(path)
            waiting += self.mentioned(module)
        return {**found, **self._data(found)}

    def path(self, module: str) -> Path | None:
        """Return the file of a module, None if there is none; looked for once."""
        if module not in self._paths:
            self._paths[module] = self._found(module)
        return self._paths[module]

    def _found(self, module: str) -> Path | None:
        home = max((name for name in self.homes if f"{module}.".startswith(f"{name}.")), key=len, default=None)
        if home is None:
            return None
        place = self.homes[home].joinpath(*module.removeprefix(home).strip(".").split("."))
        return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)

    def source(self, path: Path) -> Source:
        """Return a file, read once."""
        if path not in self._read:
            self._read[path] = Source.of(path)
        return self._read[path]

    def mentioned(self, module: str) -> Collection[str]:
        """Return the modules whose names stand in the text of one, with the packages in which they lie."""
        if module in HANDED_ON:
            return ()
        if module not in self._mentioned:
            path = self.path(module)
            text = "" if path is None else self.source(path).text.decode(errors="replace")
            self._mentioned[module] = frozenset(self._names(module, text)) if path is not None else frozenset()
        return self._mentioned[module]

    def _names(self, module: str, text: str) -> Iterator[str]:
        words = set(_WORD.findall(text))
        for name in set(_DOTTED.findall(text)):
            yield from _with_faces(name)
            if name != PACKAGE:  # of it every word is the name of a module
                yield from (f"{name}.{word}" for word in words & self._inside(name))
        for names in _FROM_THE_TOP.findall(text):
            yield from (f"{PACKAGE}.{word}" for word in set(_WORD.findall(names)) & self._inside(PACKAGE))
        package, _, _ = module.rpartition(".")
        for name in set(_FILE.findall(text)):  # a module that is run by the name of its file
            if name.endswith(".py") and self.path(f"{package}.{name[:-3]}") is not None:
                yield f"{package}.{name[:-3]}"

    def _inside(self, package: str) -> set[str]:
        """Return the names of the modules and packages directly inside a package."""
        path = self.path(package)
        if path is None or path.name != "__init__.py":
            return set()
        inside = {child.stem for child in path.parent.iterdir() if child.suffix == ".py" or child.is_dir()}
        apart = {home.removeprefix(f"{package}.") for home in self.homes if home.startswith(f"{package}.")}
        return (inside | apart) - {"__init__"}

    def _data(self, modules: Mapping[str, Source]) -> Mapping[str, Source]:
        """Return the files of data of some modules: those that they name, and those beside them that nobody names."""
        found: dict[str, Source] = {}
        for folder in {source.path.parent for source in modules.values()}:
            own = [source.text for source in modules.values() if source.path.parent == folder]
            everyone = [self.source(path).text for path in folder.glob("*.py")]
            for path in (*folder.iterdir(), *folder.glob("data/*")):
                if path.suffix in (".py", ".pyc", ".pyi") or not path.is_file():
                    continue
                name = path.name.encode()
                if any(name in text for text in own) or not any(name in text for text in everyone):
                    found[str(path.relative_to(folder.parent))] = self.source(path)
        return found


def _with_faces(module: str) -> Iterator[str]:
    """Yield a module and each package in which it lies, for Python runs the faces of all of them."""
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])
