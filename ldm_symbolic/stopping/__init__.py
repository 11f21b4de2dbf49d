"""When to stop, in numbers.

- `float_optimum`: t*(k) in floats, for every k at once (proved: `certified`)
- `modes`: the error of each mode, in floats and at any number of digits
- `surface`: E(k, t) in blocks, and what is read off it
- `closed_form`, `one_mode`: where there is a formula; `exact_levels`: for which k
- `dense`: covariances that share no axes
- `distances`: other distances than W2
- `averages`: random estimates
- `rules`: from the samples that gave the estimate alone
- `answers`: `Stopping`, the rows of `stop`, and the documents that programs read
- `runs`: spectra given as runs of equal modes
- `row`, `units`, `grids`, `schemas`: what is said of one k, in which units and steps, under which name
"""
