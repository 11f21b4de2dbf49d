"""LaTeX that an author can paste: what the command `latex` prints, and what notebooks show.

`PREAMBLE` is what a document needs for any of it. From what is printed down to letters:

- `fragments`: what the command prints; `macros`: formulas as commands for an author's file
- `document`: the small tree of words and formulas that is said, before it is written in TeX
- `sentences`: statements, their hypotheses and conclusions, verdicts and refutations
- `derivations`: from the model through the moves of an argument
- `proofs`: the steps of a proof in sentences
- `formulas`: expressions, conditions, letters, layout; `names`: such as v_j(x)
- `notation_file`: all letters in a file to start from
- `stop`: stopping times; `notebook`: what notebooks show; `asked`: one thing held in Python

The module itself can be called: `ldm_symbolic.latex(claim)`.
"""

from __future__ import annotations

import sys

from ldm_symbolic.latex.asked import CallableModule
from ldm_symbolic.latex.derivations.derivation import derivation_tex as derivation_tex
from ldm_symbolic.latex.formulas.letters import Notation as Notation
from ldm_symbolic.latex.formulas.letters import notation as notation
from ldm_symbolic.latex.formulas.text import prose as prose
from ldm_symbolic.latex.fragments import check_file as check_file
from ldm_symbolic.latex.fragments import check_macros as check_macros
from ldm_symbolic.latex.fragments import fragments as fragments
from ldm_symbolic.latex.fragments import printed as printed
from ldm_symbolic.latex.proofs.proof import proof_tex as proof_tex
from ldm_symbolic.latex.sentences.finding import Finding as Finding
from ldm_symbolic.latex.sentences.statement import PREAMBLE as PREAMBLE
from ldm_symbolic.latex.sentences.statement import statement_tex as statement_tex

sys.modules[__name__].__class__ = CallableModule
