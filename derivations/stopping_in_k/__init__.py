"""Stopping in k."""
