"""Exact rationals and rigorous balls."""
