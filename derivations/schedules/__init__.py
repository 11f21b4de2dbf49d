"""Data noised to α X + β ε on any path of signal and noise: variance preserving, exploding, rectified flow."""
