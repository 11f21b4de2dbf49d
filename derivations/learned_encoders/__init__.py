"""Encoder and score of one sample, where principal components keep what is overestimated (A3, U4)."""
