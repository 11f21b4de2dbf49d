"""What can be said: terms, conditions, predicates, and when they are defined.

- `terms`: names, substitution, what is free
- `build`: terms put together as they are written
- `wellformed`: which terms have a meaning here
- `conditions`: conditions as lists, and which way round an inequality stands
- `predicate`: what is said of all values of a range
- `definedness`: where a term has a value
- `truth`: the table of truth
"""
