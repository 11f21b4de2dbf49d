"""Distances between Gaussian laws, exact and in float64."""
