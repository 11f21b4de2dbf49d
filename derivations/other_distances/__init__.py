"""Errors other than the Fréchet distance: which statements hold for them."""
