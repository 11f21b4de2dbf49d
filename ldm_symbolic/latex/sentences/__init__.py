"""Statements as LaTeX: `statement` is a claim as an environment, from `hypotheses` and `conclusion`.

- `finding`, `refutation`, `plainly`: verdict and counterexample; why a claim fails there, in numbers
- `known`, `local`: where abbreviations are explained, and names for large terms
- `conventions`: what all of it takes for granted
"""
