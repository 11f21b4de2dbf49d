"""Capped dimension."""
