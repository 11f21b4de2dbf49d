"""A notation file to start from: every name that is printed, with its letter as it is and what it stands for.

Tested in `tests/latex/test_notation_file.py`.
"""

from __future__ import annotations

from ldm_symbolic.latex.formulas.letters import Letter, further_names, notation
from ldm_symbolic.notation import VOCABULARY

_HEAD = """\
# How names are written, to be changed letter by letter: `ldm-symbolic latex P2 --notation this-file.toml`.
# A letter may have one subscript and one power, and is made of letters, accents and alphabets of mathematics.
# What is left out is written as by `--notation ours`. Nothing in this file is evaluated.
name = "mine"

# Functions whose argument is written as a subscript, a_u^2 for a2(u).
subscripted = [{subscripted}]

# Our name = your letter. A trailing ^n is a power, so that the square of \\sigma^2 is printed \\sigma^4.
[letters]
{letters}

# Names of single statements; each is followed by the first claim that has it.
{further}

# The name that the square of a name has, such as s_j^2 = lambda_j.
[squares]
{squares}
"""


def notation_file(source: str = "ours") -> str:
    """The text of a notation file that says all that a notation writes.

    Args:
        source: "ours", "paper" or a file, whose letters it has.

    Raises:
        ValueError: if there is no such notation; one line.

    >>> print(notation_file("paper").splitlines()[10])
    t               = 't'               # generation time
    """
    letters = notation(source)
    said = {name: entry.meaning for name, entry in VOCABULARY.items()}
    lines = [_line(name, letters.letter(name), meaning) for name, meaning in said.items()]
    further = [_line(name, letters.letter(name), first) for name, first in further_names().items()]
    return _HEAD.format(
        subscripted=", ".join(f'"{name}"' for name in sorted(letters.subscripted)),
        letters="\n".join(lines),
        further="\n".join(further),
        squares="\n".join(f'{_key(name)} = "{square}"' for name, square in sorted(letters.squares.items())),
    )


def _line(name: str, letter: Letter, meaning: str) -> str:
    written = letter.written()
    quoted = f'"{written}"' if "'" in written and "\\" not in written else f"'{written}'"
    return f"{_key(name):<15} = {quoted:<17} # {meaning}"


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else f'"{name}"'
