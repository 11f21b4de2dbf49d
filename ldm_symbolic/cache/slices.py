"""What of the files that a question goes through can matter to its answer: definitions, one reached from another.

Outside one package every file counts whole, without comments and docstrings. Inside it - where what is claimed and
what proves it stand - a file that only binds names, each once (`canonical.quiet`), is cut into its definitions, and one
counts if its name stands, in whatever place, in the text of another that counts. A table of entries counts by the one
entry that is asked for, where it is only handed on as a table. A file that does more than to bind names counts whole,
as does one that imports from such a file, and so does what they reach.

Why an answer that was found for some files is right for others with the same slice: to load a quiet file alters nothing
but its own names, and each of them but once; what a definition does depends on its own text, on what the names in it
are, and on files that count whole; and the names in it are bound in its file, by definitions that count. Wherever files
are not as simple as that - one reads its own text, is no Python, imports a name that is not there, a table is read in
another way - there is no slice at all.

Tested in `tests/cache/test_slices.py`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from ldm_symbolic.cache import canonical
from ldm_symbolic.cache.definitions import NoSliceError, Place, binds, imports, spread
from ldm_symbolic.cache.sources import Source, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where an answer begins.

    Args:
        roots: definitions, or whole modules, from which all else is reached.
        entries: for tables, by the last word of their names, and for files of data, the entry that matters.
        readers: places that may read tables, for what they do is known: they look for the entry that matters.
        hands_on: the function that makes of a table what its entries say, one by one; it is given a word first.
    """

    roots: tuple[Place, ...]
    entries: Mapping[str, str] = field(default_factory=dict)
    readers: frozenset[Place] = frozenset()
    hands_on: Place = ("", "")

    def entry(self, name: str) -> str | None:
        """Return the entry of a table that matters, None for what is no table."""
        return next((self.entries[end] for end in self.entries if f"_{name}".endswith(f"_{end}")), None)


@dataclass(frozen=True, slots=True)
class _Module:
    """A file of the package, cut into what binds its names."""

    whole: ast.Module
    bound: Mapping[str, list[ast.stmt]]
    imports: tuple[tuple[str, Place], ...]
    quiet: bool

    def imported(self, name: str) -> Place | None:
        """Return what an imported name is, None for one that is not imported."""
        return next((place for one, place in self.imports if one == name), None)

    @property
    def names(self) -> frozenset[str]:
        """Every name that the file binds."""
        return frozenset({*self.bound, *(name for name, _ in self.imports)})


@dataclass(slots=True)
class Slices:
    """Slices of files as they were read.

    Args:
        sources: the files.
        within: the package of which only what is reached counts.
    """

    sources: Sources
    within: str
    _modules: dict[str, _Module] = field(default_factory=dict)
    _loud: dict[str, bool] = field(default_factory=dict)
    _parts: dict[tuple[Place, tuple[str, ...]], tuple[str, frozenset[Place]]] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    _targets: dict[Place, Place | None] = field(default_factory=dict)
    _data_read: dict[str, Mapping[str, str] | None] = field(default_factory=dict)

    def of(self, files: Mapping[str, Source], asked: Asked) -> dict[str, str] | None:
        """Return a digest of every definition and of every file that counts; None where that cannot be told.

        Args:
            files: everything that the question goes through, of `Sources.closure`.
            asked: where it begins.
        """
        try:
            return dict(self._counted(files, asked))
        except NoSliceError:
            return None

    def whole(self, files: Mapping[str, Source]) -> dict[str, str] | None:
        """Return a digest of every file, without comments and docstrings; None where they may be read."""
        try:
            return {n: self._file(n) if f.path.suffix == ".py" else f.digest for n, f in files.items()}
        except NoSliceError:
            return None

    def _counted(self, files: Mapping[str, Source], asked: Asked) -> Iterator[tuple[str, str]]:
        waiting = list(asked.roots)
        for name, source in files.items():
            if source.path.suffix != ".py":
                yield name, self._data(source, asked.entries.get(source.path.name))
            elif not self._inside(name):
                yield name, self._file(name)
            elif self._is_loud(name) or source.path.name == "__init__.py":
                waiting.append((name, ""))
        done: set[Place] = set()
        while waiting:
            place = waiting.pop()
            if place not in done:
                done.add(place)
                if place[0] not in files:
                    raise NoSliceError
                said, further = self._part(place, asked)
                yield ":".join(place), said
                waiting += further

    def _data(self, source: Source, entry: str | None) -> str:
        if source.digest not in self._data_read:
            self._data_read[source.digest] = _entries_of(source)
        entries = self._data_read[source.digest]
        return source.digest if entry is None or entries is None else entries.get(entry, "")

    def _inside(self, module: str) -> bool:
        return f"{module}.".startswith(f"{self.within}.")

    def _file(self, name: str) -> str:
        """Return the digest of all of a module."""
        if name not in self._digests:
            self._digests[name] = canonical.digest(self._tree(name))
        return self._digests[name]

    def _tree(self, name: str) -> ast.Module:
        path = self.sources.path(name)
        text = b"" if path is None else self.sources.source(path).text
        parsed = None if path is None else canonical.tree(text)
        if parsed is None or canonical.reads_back(text, parsed):
            raise NoSliceError
        return parsed

    def _module(self, name: str) -> _Module:
        if name not in self._modules:
            whole = self._tree(name)
            bound: dict[str, list[ast.stmt]] = {}
            for statement in whole.body:
                for one in binds(statement):
                    bound.setdefault(one, []).append(statement)
            imported = tuple(imports(whole))
            names = [*bound, *(one for one, _ in imported)]
            once = all(len(each) == 1 for each in bound.values()) and len(names) == len({*names})
            self._modules[name] = _Module(whole, bound, imported, once and canonical.quiet(whole))
        return self._modules[name]

    def _is_loud(self, name: str) -> bool:
        """Say whether a module, or one of the package from which it imports, does more than to bind names."""
        if name not in self._loud:
            reached, waiting = {name}, [name]
            while waiting:
                further = {target[0] for target in self._targets_of(self._module(waiting.pop()))} - reached
                reached |= further
                waiting += further
            self._loud[name] = not all(self._module(one).quiet for one in reached)
        return self._loud[name]

    def _targets_of(self, found: _Module) -> frozenset[Place]:
        targets = (self._target(place) for _, place in found.imports)
        return frozenset(target for target in targets if target is not None)

    def _target(self, place: Place) -> Place | None:
        """Return what an import reaches inside the package: a module, or a name in one; None if nothing."""
        if place not in self._targets:
            of, name = place
            full = f"{of}.{name}" if of else name
            a_module = self._inside(full) and self.sources.path(full) is not None
            self._targets[place] = (full, "") if a_module else place if self._inside(of) else None
        return self._targets[place]

    def _part(self, place: Place, asked: Asked) -> tuple[str, frozenset[Place]]:
        """Return the digest of a definition, or of a whole module, and what it reaches directly."""
        read = tuple(asked.entries.values()) if place in asked.readers else (asked.entry(place[1]) or "",)
        key = place, read
        if key not in self._parts:
            self._parts[key] = self._cut_part(place, asked)
        return self._parts[key]

    def _cut_part(self, place: Place, asked: Asked) -> tuple[str, frozenset[Place]]:
        module, name = place
        found = self._module(module)
        if not name:
            return self._whole(found, asked, reader=place in asked.readers)
        source = found.imported(name)
        if (source is None) == (name not in found.bound):
            raise NoSliceError
        if source is not None:
            target = self._target(source)
            return f"from {source}", frozenset() if target is None else frozenset({target})
        parts = [_cut(part, asked) for part in found.bound[name]]
        if place not in asked.readers:
            for part in parts:
                self._require_handed_on(part, found, asked)
        words = frozenset().union(*map(canonical.words, parts))
        return " ".join(map(canonical.digest, parts)), frozenset((module, word) for word in words & found.names)

    def _whole(self, found: _Module, asked: Asked, *, reader: bool) -> tuple[str, frozenset[Place]]:
        if not reader:
            if canonical.reaches(found.whole):
                raise NoSliceError
            for part in found.whole.body:
                self._require_handed_on(part, found, asked)
        body = [_cut(part, asked) for part in found.whole.body] if reader else found.whole.body
        return canonical.digest(ast.Module(body, [])), self._targets_of(found)

    def _require_handed_on(self, part: ast.stmt, found: _Module, asked: Asked) -> None:
        """Raise if a definition reads a table otherwise than to make another of it, or to hand it on."""
        allowed = set()
        if any(asked.entry(name) is not None for name in binds(part)):
            allowed = {id(node) for node in spread(getattr(part, "value", None))}
        for node in ast.walk(part):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(), table], keywords=[]) if (
                    found.imported(name) == asked.hands_on
                ):
                    allowed |= {id(table)} | {id(node) for node in spread(table)}
        for node in ast.walk(part):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                    if asked.entry(name) is not None and id(node) not in allowed:
                        raise NoSliceError


def _cut(statement: ast.stmt, asked: Asked) -> ast.stmt:
    """Return the definition of a table with the entry that matters alone; anything else as it is."""
    wanted = next((entry for name in binds(statement) if (entry := asked.entry(name)) is not None), None)
    value = getattr(statement, "value", None)
    if wanted is None or not isinstance(statement, ast.Assign | ast.AnnAssign) or not isinstance(value, ast.Dict):
        return statement
    pairs = [
        (key, one)
        for key, one in zip(value.keys, value.values, strict=True)
        if not isinstance(key, ast.Constant) or key.value == wanted
    ]
    table = ast.Dict([key for key, _ in pairs], [one for _, one in pairs])
    if isinstance(statement, ast.Assign):
        return ast.Assign(statement.targets, table)
    return ast.AnnAssign(statement.target, statement.annotation, table, statement.simple)


def _entries_of(source: Source) -> Mapping[str, str] | None:
    """Return the digest of each entry of a file of data; None if it has none, so that all of it counts."""
    try:
        said = json.loads(source.text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return {name: sha256(json.dumps(one, sort_keys=True).encode()).hexdigest() for name, one in said.items()}
