"""The command line: its commands, their options, and the tables that people read.

Everything may be used here, and nothing else imports this wing; what programs read is made elsewhere.
"""

from __future__ import annotations

from ldm_symbolic.cli.commands import main as main
