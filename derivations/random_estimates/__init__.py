"""Stopping early with estimates from a sample: on average (S3), how often it helps (S4), and how far (A6)."""
