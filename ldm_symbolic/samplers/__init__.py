"""Samplers of the backward process."""
