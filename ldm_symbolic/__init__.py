"""The exact theory of when to stop a latent diffusion model: derived, proved or refuted, solved in k.

    import ldm_symbolic as ldm

A name is loaded, with what it needs, when it is first used; `front_door.names` has them, `__init__.pyi` their types.
"""

from __future__ import annotations

import sys
from importlib import import_module
from time import time_ns
from typing import Any

_LOADED = time_ns()  # no code of ours is loaded earlier: what the cache keeps is of files that were written before

from ldm_symbolic.front_door.names import HOMES, MODULES  # noqa: E402

__version__ = "0.1.0"
__all__ = [*HOMES, *MODULES]


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return import_module(MODULES[name])
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
    value = globals()[name] = getattr(import_module(HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "IPython" in sys.modules:
    from ldm_symbolic.notebook import register_running

    register_running()
