"""Derivations as LaTeX: `derivation` goes from the model (`model`) through the moves of an argument (`moves`)."""
