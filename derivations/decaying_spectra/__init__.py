"""Decaying spectra."""
