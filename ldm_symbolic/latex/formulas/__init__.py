"""Expressions as LaTeX: `writer` says conditions and predicates, `tex` writes what is said, `printer` terms.

- `apart`: the letters of bound symbols
- `forms`, `factors`: functions and cases; products and sums
- `layout`, `measure`: lists and displays; how wide a formula is
- `letters`: how names are written, in our notation (`data/`) or an author's
- `text`: plain text of the catalogue
"""
