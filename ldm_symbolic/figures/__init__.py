"""Pictures: `pictures` draws answers, `paper` the paper's figures; what is missing is said before anything is drawn."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from ldm_symbolic.spectra.numbers import InputError

_FORMATS = (".png", ".pdf", ".svg")


def drawing(path: str) -> ModuleType:
    """The module `pictures`, for a picture that is to be written to a file.

    Args:
        path: of the picture, whose ending says its format.

    Raises:
        InputError: if the format is not one that can be written, or matplotlib is not installed.
    """
    if Path(path).suffix.lower() not in _FORMATS:
        raise InputError(f"a picture's name ends in {', '.join(_FORMATS)}; got {path!r}")
    try:
        found = find_spec("matplotlib")
    except ValueError:  # what it raises for a name that has been blocked
        found = None
    if found is None:
        raise InputError("drawing needs matplotlib: from the project's folder, pip install '.[plot]'")
    from ldm_symbolic.figures import pictures as figures

    return figures
