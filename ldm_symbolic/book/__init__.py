"""The theorem book: every statement as printed and as repaired, with verdict, derivation, proof and counterexample.

    write_book(select(catalogue(), ["P2"]), "book")

writes `book.tex`, `book.html`, the figures that both show, and the SMT-LIB text of every solver call. The LaTeX of
the statements, derivations and proofs is that of `latex`. No output holds a date, a path or anything else of the
machine.

- `content`: what the book says, claim by claim
- `chapters`: the chapters, and those that are kept
- `opening`: what comes before the statements: the setting, the letters, how to read verdicts and proofs
- `tex`: the document for pdflatex
- `html`: the page for a browser
- `mathml`: how fragments of LaTeX become HTML with MathML
- `writing`: the files
"""

from __future__ import annotations

from ldm_symbolic.book.content import Book as Book
from ldm_symbolic.book.writing import BOOK as BOOK
from ldm_symbolic.book.writing import write_book as write_book
