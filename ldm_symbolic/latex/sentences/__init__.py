"""Statements as LaTeX."""
