"""The optimal stopping time t*(k) in floats: x*(k), the noise level at which E(k, ·) is least, for every k at once.

- `optima`, `readings`, `noised`, `modes`, `pairs`: all k together where E is convex, each row with a bound on its error
- `several`, `laws`, `caps`, `bends`: the same from the standard start and under a cap; `kernel`: what the search asks
- `brackets`, `held`: the intervals that can hold a global minimum, by branch and bound

Where the same is proved: `certified`.
"""
