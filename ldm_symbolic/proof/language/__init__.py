"""What can be said: terms, conditions, predicates, and when they are defined.

- `refusals`: what is raised where something is refused
- `terms`: names, substitution, what is free
- `keys`: which two terms are the same
- `build`: conditions put together as they are written
- `remake`: terms put together, and normalised by SymPy where that is harmless
- `wellformed`: which terms have a meaning here
- `conditions`: conditions as lists, and which way round an inequality stands
- `formula`, `predicate`: what is said of all values of a range
- `definedness`: where a term has a value
- `kinds`: of what kind an argument must be
- `truth`: the table of truth
"""
