"""How a command ends: the exit status of each end, and what is said of it in one line.

0 as expected; 1 a verdict differs; 2 misuse; 3 undecided; 70 a defect of ours; 130 and 143 interrupted. Imported by
`--help`, so that it knows click alone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from errno import EIO, ENOSPC
from importlib import import_module
from types import FrameType, TracebackType
from typing import Any, NoReturn

import click

from ldm_symbolic.cli.console import notice, prepare

TRACEBACK = "LDM_SYMBOLIC_TRACEBACK"
"""The environment variable that shows where a defect lies."""

_MISUSE = 2
_DEFECT = 70
_INTERRUPTED = 128 + signal.SIGINT
_PATIENCE = 0.7  # seconds to end in good order after a signal; then it ends all the same


class UnreadError(Exception):
    """Raised where nobody reads standard output any more; of the error of the system click makes status 1."""


class Application(click.Group):
    """A group of commands that leaves it to `end_with` to say what it means that nobody reads.

    Args:
        further: commands that are loaded when they are asked for, by name: a module, and what it is called there.
    """

    def __init__(self, *arguments: Any, further: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.further = further

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(context), *self.further])

    def get_command(self, context: click.Context, cmd_name: str) -> click.Command | None:
        """The command with a name."""
        if cmd_name in self.further:
            module, name = self.further[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            return command
        return super().get_command(context, cmd_name)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments; `--help` prints here."""
        with _unread():
            return super().make_context(*arguments, **options)

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with _unread():
            return super().invoke(context)


@contextmanager
def _unread() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise UnreadError from error


def end_with(command: Callable[[], int | None]) -> NoReturn:
    """Run a command and end with its exit status; whatever goes wrong is one line on standard error.

    Args:
        command: the command line, which returns its exit status or None for 0.
    """
    prepare()
    with _signals(), ExitStack() as ends:
        ends.push(_defect)
        sys.exit(_status(command))


def _status(command: Callable[[], int | None]) -> int:
    try:
        if sys.stdout is None:
            raise click.UsageError("standard output is closed")
        status = command() or 0
        sys.stdout.flush()
        return status
    except click.ClickException as mistake:
        notice(_explained(mistake), label="error")
        return _MISUSE
    except click.Abort as abort:
        if isinstance(abort.__cause__, EOFError):  # we read nothing from a user: it is a defect
            raise abort.__cause__ from None
        return _INTERRUPTED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (BrokenPipeError, UnreadError):
        sys.stdout = None  # so that the interpreter does not try once more
        return 0
    except OSError as error:
        if error.errno not in (ENOSPC, EIO):
            raise
        what = error.filename or "standard output"
        notice(f"{what} cannot be written: {error.strerror}", label="error")
        sys.stdout = None  # so that the interpreter does not try once more
        return _MISUSE


def _explained(mistake: click.ClickException) -> str:
    """What was wrong; a list that begins with a minus sign looks like an option."""
    text = mistake.format_message()
    if isinstance(mistake, click.NoSuchOption) and mistake.option_name[1:2].isdigit():
        return f"{text} If it is a spectrum: variances are not negative."
    return text


def _defect(kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
    """End with one line and status 70 where an error is nobody's mistake but ours."""
    if not isinstance(error, Exception):
        return False
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    said = next(iter(str(error).splitlines()), "")
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    notice(f"a defect of ldm-symbolic, please report it: {what} ({TRACEBACK}=1 shows where)", label="error")
    sys.exit(_DEFECT)


@contextmanager
def _signals() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the command in good order and within a second, whatever it is doing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind, so that children end and terminals are left as they were; or end without, if that takes too long."""
    late = threading.Timer(_PATIENCE, os._exit, (128 + number,))
    late.daemon = True
    late.start()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)
