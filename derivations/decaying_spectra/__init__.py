"""The best dimension under a cap where variances decay: one of two if geometrically, C^{1/α} by a power law (C1)."""
