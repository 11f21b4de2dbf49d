"""Estimates of a covariance that need not commute with it: averages (A1, A3, A4)."""
