"""Tells a notebook who draws what, by name: no class of ours knows its picture.

IPython is handed a function for each type by the module and the name of the type, so that neither the type nor LaTeX
is loaded before something is shown. The front door registers this where IPython is already running; whoever starts
it later says `%load_ext ldm_symbolic.notebook`.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

_SHOWN = {
    ("ldm_symbolic.claims.statement", "Claim"): ("ldm_symbolic.latex.notebook", "shown_claim"),
    ("ldm_symbolic.claims.certificate", "Certificate"): ("ldm_symbolic.latex.notebook", "shown_certificate"),
    ("ldm_symbolic.proof.kernel.fact", "Fact"): ("ldm_symbolic.latex.notebook", "shown_fact"),
    ("ldm_symbolic.stopping.row", "StoppingTime"): ("ldm_symbolic.latex.stop", "shown_stop"),
    ("ldm_symbolic.front_door.answers", "Answer"): ("ldm_symbolic.latex.stop", "shown_answer"),
}
"""Type -> the function that shows it, both by module and name."""


def shown(value: Any) -> str:
    """LaTeX of a claim, a certificate, a fact or a stopping time, as a notebook shows it.

    Raises:
        TypeError: if nothing is known that shows a value of its type.
    """
    kind = (type(value).__module__, type(value).__name__)
    if kind not in _SHOWN:
        raise TypeError(f"no picture of a {kind[1]}: expected one of {', '.join(sorted(name for _, name in _SHOWN))}")
    return _drawn_by(*_SHOWN[kind])(value)


def register(shell: Any) -> None:
    """Tell an IPython shell which function shows which type.

    Args:
        shell: what `IPython.get_ipython()` returns.
    """
    formatter = shell.display_formatter.formatters["text/latex"]
    for (module, name), picture in _SHOWN.items():
        formatter.for_type_by_name(module, name, _drawn_by(*picture))
    plain = shell.display_formatter.formatters["text/plain"]
    for module, name in _SHOWN:
        plain.for_type_by_name(module, name, _in_words)


load_ipython_extension = register


def register_running() -> None:
    """`register` the shell of an IPython that is loaded already, if one runs."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        register(shell)


def _in_words(value: Any, printer: Any, cycle: bool) -> None:
    """The short form of a value, for IPython's printer of plain text."""
    printer.text("..." if cycle else str(value))


def _drawn_by(module: str, name: str) -> Callable[[Any], str]:
    """The function of a module that is loaded when something is shown."""
    return lambda value: str(getattr(import_module(module), name)(value))
