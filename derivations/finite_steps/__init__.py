"""Samplers with finitely many steps: what they make of one Gaussian mode, on any grid and any path."""
