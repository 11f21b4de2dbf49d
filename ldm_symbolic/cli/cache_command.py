"""`cache clear`, and which cache the commands that prove are given.

Tested in `tests/cli/test_cache.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ldm_symbolic import _LOADED
from ldm_symbolic.cli.console import notice, user_input

if TYPE_CHECKING:
    from ldm_symbolic.claims.keeping.kept import Kept


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
    return Kept(store=store, sources=sources, places=derivations.places, since=_LOADED, effort=effort)


def told_of_trouble(kept: Kept | None) -> None:
    """One line on standard error where nothing could be kept."""
    if kept is not None and kept.store.trouble:
        notice(f"the cache: {kept.store.trouble}; LDM_SYMBOLIC_CACHE names another folder, --no-cache does without")
