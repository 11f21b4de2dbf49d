"""Proofs in pairs of floats, many latent dimensions at once: to 15 digits or so they cost a fraction of balls.

- `zeros`: the zero of dE/dx of each row between two signs
"""
