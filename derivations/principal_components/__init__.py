"""Encoders by principal components: of the covariance (P6) and of a sample (P7, U4), and the Loewner order (L2)."""
