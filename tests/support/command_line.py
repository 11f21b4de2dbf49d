"""The command line under test: in a process of its own where that matters, in this one where the answer matters."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from subprocess import CompletedProcess
from subprocess import run as run_process
from unittest.mock import patch

from ldm_symbolic.cli.commands import main

MAIN = "from ldm_symbolic.cli.commands import main; main()"


def process(*arguments: str, before: str = "", environment: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """Run the command line in a new process, after a line of Python."""
    command = [sys.executable, "-c", f"{before}\n{MAIN}", *arguments]
    return run_process(command, capture_output=True, text=True, check=False, timeout=240, env=environment)


def here(*arguments: str) -> CompletedProcess[str]:
    """Run `main` in this process, which has loaded everything: what it prints, and the status with which it ends."""
    out, err = StringIO(), StringIO()
    with patch.object(sys, "argv", ["ldm-symbolic", *arguments]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return CompletedProcess(arguments, status, out.getvalue(), err.getvalue())
