"""What is said, before it is written in TeX, for a notebook or as plain text.

- `nodes`: words, formulas, displays, lists, claims and proofs, joined to texts
- `terms`: what stands in a formula beside expressions
"""
