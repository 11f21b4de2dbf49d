"""How close estimates are to what they estimate, with what probability: a variance (P9), a covariance matrix (P10)."""
