"""When to stop to first order in the errors of the estimates (S5)."""
