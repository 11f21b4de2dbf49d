"""When to stop, proved: every number with rational bounds."""
