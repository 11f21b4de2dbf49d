"""What can be said: terms, conditions, predicates, and when they are defined."""
