"""Equal variances."""
