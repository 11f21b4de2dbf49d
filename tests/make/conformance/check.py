"""Run the conformance suite on diffusers' schedulers, and measure their laws anew.

`python tests/make/conformance/check.py`, in an environment of its own:
`pip install -c constraints.txt -e '.[conformance]'`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUITE = ("-m", "pytest", "--pyargs", "ldm_symbolic.conformance", "-q", "-p", "no:cacheprovider", "-W", "ignore")
MAKERS = "ldm_symbolic.conformance.diffusers:MAKERS"


def main() -> int:
    """Return 0 if the suite passes but for what is expected, and no law has moved."""
    with tempfile.TemporaryDirectory() as elsewhere:  # where no configuration of pytest is found
        options = ["--sampler", MAKERS, "--xfails", str(HERE / "xfails.txt"), "--tb=line"]
        suite = subprocess.run([sys.executable, *SUITE, *options], cwd=elsewhere, check=False)
    laws = subprocess.run([sys.executable, str(HERE / "laws.py"), "--check"], check=False)
    return suite.returncode or laws.returncode


if __name__ == "__main__":
    sys.exit(main())
