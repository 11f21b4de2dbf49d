"""When to stop, in numbers."""
