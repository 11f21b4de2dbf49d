"""When to stop, in numbers.

- `all_dimensions`: x*(k) for every k at once, in floats
- `float_modes`, `brackets`, `least_errors`: the error in floats, and where its minima can lie
- `precise_modes`, `mode_terms`: the error at any number of digits
- `closed_form`, `one_mode`: where there is a formula
- `dense`: covariances that share no axes
- `averages`: random estimates
- `stopping_time`, `units`, `schemas`: what is said of one k, in which units, under which name
- `answers`: `Stopping`, the rows of `stop`, and the documents that programs read
"""
