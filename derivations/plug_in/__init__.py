"""The plug-in score: when running to the end is best (P1), and the best latent dimension at a given time (P2)."""
