"""`python -m ldm_symbolic` is the command line.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from ldm_symbolic.cli.commands import main

if __name__ == "__main__":
    main()
