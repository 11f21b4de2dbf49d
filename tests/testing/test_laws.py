"""The module of sampler laws is what is derived today; run as a script it writes it anew.

python tests/testing/test_laws.py
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from sympy import cse
from sympy.printing.numpy import NumPyPrinter

import ldm_symbolic
from ldm_symbolic.samplers.affine import affine
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES, StepFunction

WRITTEN = Path(ldm_symbolic.__file__).parent / "testing" / "laws.py"
HEAD = '''"""What a step of each sampler does to state and noise, as functions of numbers: A row by row, and b.

Written by `python tests/testing/test_laws.py` from the step functions in `samplers.schemes`; the test makes them anew
and compares. A change is made there, not here.

Tested in `tests/testing/test_laws.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Number = Any
"""A number, or an array of them."""
'''

KIND = "tuple[list[list[Number]], list[Number]]"


def name_of(step: StepFunction) -> str:
    return f"{step.__module__.rpartition('.')[2]}_{step.__name__}"


def function(step: StepFunction, remembers: int) -> str:
    law, code = affine(step, remembers), NumPyPrinter()
    parts, found = cse([entry for row in law.growth for entry in row] + list(law.spread))
    growth = [found[row * remembers : (row + 1) * remembers] for row in range(remembers)]
    rows = ", ".join(f"[{', '.join(map(code.doprint, row))}]" for row in growth)
    spread = ", ".join(map(code.doprint, found[remembers**2 :]))
    lines = [f"    {code.doprint(letter)} = {code.doprint(part)}" for letter, part in parts]
    signature = "".join(f"{name}: Number, " for name in law.names)
    text = "\n".join(
        [
            f"def {name_of(step)}_{remembers}(*, {signature}**others: Number) -> {KIND}:",
            f'    """{step.__module__.rpartition(".")[2].replace("_", " ")}, {step.__name__}."""',
            *lines,
            f"    return [{rows}], [{spread}]",
        ]
    )
    return text.replace("numpy.", "np.")


def derived() -> str:
    """The module, derived now."""
    schemes = dict(SCHEMES) | {f"ddpm-{name}": SCHEMES["ddpm"].adding(step) for name, step in VARIANCES.items()}
    kinds = {(step, s.remembers) for s in schemes.values() for step in (*s.ramp, s.quiet) if step}
    functions = [function(*kind) for kind in sorted(kinds, key=lambda kind: (name_of(kind[0]), kind[1]))]
    rows = []
    for name, scheme in schemes.items():
        ramp = "".join(f"{name_of(step)}_{scheme.remembers}, " for step in scheme.ramp)
        quiet = "None" if scheme.quiet is None else f"{name_of(scheme.quiet)}_{scheme.remembers}"
        rows.append(f'    "{name}": (({ramp}), {quiet}),')
    table = "\n".join(
        [
            "Law = Callable[..., tuple[list[list[Number]], list[Number]]]",
            "RAMPS: Mapping[str, tuple[tuple[Law, ...], Law | None]] = {",
            *rows,
            "}",
            '"""The law of the first, second, ... step of each scheme, and of a last step that leaves no noise."""',
        ]
    )
    return "\n\n\n".join([HEAD.rstrip(), *functions, table]) + "\n"


def tidy(text: str) -> str:
    """The text as ruff lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(WRITTEN), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def test_what_is_written_down_is_what_is_derived() -> None:
    assert ast.dump(ast.parse(WRITTEN.read_text(encoding="utf-8"))) == ast.dump(ast.parse(derived()))


if __name__ == "__main__":
    WRITTEN.write_text(tidy(derived()), encoding="utf-8")
