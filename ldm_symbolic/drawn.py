"""Types of what `ldm_symbolic.testing.strategies` draws, which hypothesis knows without being told.

    @given(...)
    def test_mine(spectrum: Variances, levels: Levels) -> None: ...

hypothesis calls `register` when it is imported (entry point `hypothesis`); NumPy and the strategies are imported when
one of the types is drawn, and not before.

Tested in `tests/testing/test_drawn.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NewType

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Variances = NewType("Variances", NDArray[np.float64])
    Covariance = NewType("Covariance", NDArray[np.float64])
    Ratios = NewType("Ratios", NDArray[np.float64])
    Levels = NewType("Levels", tuple[NDArray[np.float64], NDArray[np.float64]])
else:
    Variances = NewType("Variances", object)
    Covariance = NewType("Covariance", object)
    Ratios = NewType("Ratios", object)
    Levels = NewType("Levels", tuple)

_STRATEGIES = "ldm_symbolic.testing.strategies"
_DRAWN = {Variances: "spectra", Covariance: "covariances", Ratios: "ratios", Levels: "schedules"}


def register() -> None:
    """Tell hypothesis how each type is drawn.

    >>> register()
    >>> from hypothesis import strategies as st
    >>> st.from_type(Variances).validate()
    """
    from hypothesis import strategies as st

    for kind, name in _DRAWN.items():
        st.register_type_strategy(kind, _later(name))


def _later(name: str) -> Callable[[Any], Any]:
    """The strategy of a name, made when it is asked for."""
    return lambda kind: getattr(import_module(_STRATEGIES), name)()
