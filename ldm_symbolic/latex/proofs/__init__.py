"""Proofs as LaTeX: `proof` writes the steps in sentences.

- `told`: a step with what shows where its conclusion is defined
- `outline`, `folding`: which facts of the tree are steps, and which are bookkeeping
- `scope`: what a step assumes
- `distinctions`, `special_cases`: the cases that a step distinguishes, the special cases that it uses
"""
