"""Proofs as LaTeX."""
