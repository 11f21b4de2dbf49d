"""Dense estimates: averages without independence (A1, A4), the best projection (M5), the dense error (M7)."""
