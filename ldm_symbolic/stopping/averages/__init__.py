"""When to stop on average over random estimates, and how often stopping early helps."""
