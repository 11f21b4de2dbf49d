"""Plug in."""
