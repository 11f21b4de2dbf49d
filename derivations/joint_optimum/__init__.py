"""The true dimension and one time are best together: beyond equal variances (U6), and how far without an order (U7)."""
