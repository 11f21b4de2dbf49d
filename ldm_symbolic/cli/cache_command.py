"""`cache clear`, and which cache the commands that prove are given.

Tested in `tests/cli/test_cache.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ldm_symbolic import _LOADED
from ldm_symbolic.cli.console import notice, user_input

if TYPE_CHECKING:
    from ldm_symbolic.claims.keeping.kept import Kept


FROM_THE_CACHE = "from the cache"
"""What is said where something is not made anew."""
_PRINT = ("ldm_symbolic.latex.fragments", "ldm_symbolic.front_door.statements")


@click.group("cache")
def cache_() -> None:
    """What verify, latex and book have found out before, and need not find out again.

    It lies in the user's cache folder, or in that of LDM_SYMBOLIC_CACHE (off: there is none), under the content of
    everything that it depends on.
    """


@cache_.command()
def clear() -> None:
    """Remove everything that is kept."""
    from ldm_symbolic.cache.store import Store, user_folder

    store = Store(folder=user_folder())
    with user_input():
        try:
            count = store.clear()
        except OSError as error:
            raise ValueError(f"{error.filename} cannot be removed: {error.strerror}") from error
    notice(f"{count} record{'s' * (count != 1)} removed" if store.folder else "there is no cache")


def kept_by(*, no_cache: bool, effort: float) -> Kept | None:
    """The cache of a command; None where there is to be none."""
    from ldm_symbolic import derivations
    from ldm_symbolic.cache.sources import PACKAGE, Sources
    from ldm_symbolic.cache.store import Store, user_folder
    from ldm_symbolic.claims.keeping.kept import Kept

    folder = user_folder()
    if no_cache or folder is None:
        return None
    homes = {PACKAGE: Path(__file__).parents[1], derivations.__name__: Path(derivations.__file__).parent}
    sources = Sources(homes)
    store = Store(folder=folder)
    return Kept(
        store=store,
        sources=sources,
        places=derivations.places,
        since=_LOADED,
        effort=effort,
        reached=derivations.reached,
        within=derivations.__name__,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What `latex` has printed before of the same, under everything that it depends on.

    Args:
        kept: the cache.
        places: the dotted names of the modules that it goes through.
        asked: what was asked for, with the content of the notation file.
        text: what was printed; None if that is not known.
    """

    kept: Kept
    places: tuple[str, ...]
    asked: Mapping[str, Any]
    text: str | None

    @classmethod
    def of(cls, kept: Kept | None, ids: Sequence[str], notation: str, how: Mapping[str, Any]) -> Printed | None:
        """What is known of some fragments; None where there is no cache, or no notation file."""
        from ldm_symbolic.derivations.recorded import known_ids, wanted

        letters = _content(notation)
        if kept is None or letters is None:
            return None
        statements = [statement_id for statement_id, _ in wanted(ids)]
        modules = dict.fromkeys(place for statement_id in statements for place in kept.places(statement_id))
        places = (*modules, *_PRINT)
        asked = {**how, "ids": known_ids(ids), "notation": letters}
        return cls(kept=kept, places=places, asked=asked, text=kept.record("text", places, asked))

    def keep(self, text: str) -> None:
        """Keep what was printed."""
        self.kept.keep_record("text", self.places, self.asked, text)


def _content(notation: str) -> str | None:
    """The name of a notation of ours, or the content of a file with one; None if it cannot be read."""
    if notation in ("ours", "paper"):
        return notation
    try:
        return f"file {Path(notation).read_bytes().hex()}" if Path(notation).is_file() else None
    except (OSError, ValueError):
        return None


def told_of_trouble(kept: Kept | None) -> None:
    """One line on standard error where nothing could be kept."""
    if kept is not None and kept.store.trouble:
        notice(f"the cache: {kept.store.trouble}; LDM_SYMBOLIC_CACHE names another folder, --no-cache does without")
