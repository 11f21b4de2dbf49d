"""Encoders by principal components: of the covariance (P6) and of that of a sample (P7), and the Loewner order (L2)."""
