"""When to stop on average over random estimates, and how often stopping early helps."""

ACCURATE_DIGITS = 10
"""Averaged errors and the noise levels that minimise them are right to 1e-10, relative to themselves."""
