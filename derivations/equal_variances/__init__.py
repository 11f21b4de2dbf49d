"""d0 equal variances, none beyond: the true dimension and one time are best (P3), and when that dimension is (P8)."""
