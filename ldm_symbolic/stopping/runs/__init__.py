"""Spectra given as runs of equal modes, of which there may be more than can be listed: nodes and weights.

- `modes`: the errors and slopes of k modes, a term for each run
- `optimum`: when to stop for the k asked for, and the best pair of all k
"""
