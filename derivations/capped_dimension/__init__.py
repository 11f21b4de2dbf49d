"""The best latent dimension under a cap lies between two read off the variances (P5); two special cases (P5.A6)."""
