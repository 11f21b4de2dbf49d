"""Derivations as LaTeX."""
