"""Run the conformance suite on diffusers' schedulers, and measure their laws anew.

`python tests/make/conformance/check.py`, in an environment of its own:
`pip install -c constraints.txt -e '.[conformance]'`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from left_out import installed, unlisted

HERE = Path(__file__).resolve().parent
SUITE = ("-m", "pytest", "--pyargs", "ldm_symbolic.conformance", "-q", "-p", "no:cacheprovider", "-W", "ignore")
MAKERS = "ldm_symbolic.conformance.diffusers:MAKERS"


def unpinned() -> list[str]:
    """What is installed here in another version than constraints.txt has, or is not in it."""
    lines = (HERE.parents[2] / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}
    here = {_name(found.name): found.version.partition("+")[0] for found in distributions()}
    ours = ("ldm-symbolic", "pip", "setuptools")
    return [f"{name} {own}" for name, own in sorted(here.items()) if name not in ours and pins.get(name) != own]


def _name(spelled: str) -> str:
    return re.sub(r"[-_.]+", "-", spelled).lower()


def main() -> int:
    """Return 0 if the suite passes but for what is expected, no law has moved and all is pinned and listed."""
    if nowhere := unlisted(installed()):
        print("neither in the table of docs/conformance.md nor left out by name:", *nowhere)
    if loose := unpinned():
        print("not as constraints.txt says:", *loose)
    with tempfile.TemporaryDirectory() as elsewhere:  # where no configuration of pytest is found
        options = ["--sampler", MAKERS, "--xfails", str(HERE / "xfails.txt"), "--tb=line"]
        suite = subprocess.run([sys.executable, *SUITE, *options], cwd=elsewhere, check=False)
    laws = subprocess.run([sys.executable, str(HERE / "laws.py"), "--check"], check=False)
    return suite.returncode or laws.returncode or int(bool(loose or nowhere))


if __name__ == "__main__":
    sys.exit(main())
