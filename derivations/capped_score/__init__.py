"""Capped score."""
