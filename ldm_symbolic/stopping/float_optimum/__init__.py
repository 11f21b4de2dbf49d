"""The optimal stopping time t*(k) in floats: x*(k), the noise level at which E(k, ·) is least, for every k at once.

- `optimum`: all k, each with a bound on its error, by one of the next two
- `one_minimum`, `readings`, `noised`, `paired_modes`: where E is convex
- `several_minima`, `laws`, `caps`, `bends`: from the standard start and under a cap; `mode_sums`: what the search asks
- `brackets`, `intervals`: the intervals that can hold a global minimum, by branch and bound

Where the same is proved: `certified`.
"""
