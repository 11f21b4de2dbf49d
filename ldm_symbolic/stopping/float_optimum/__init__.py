"""The optimal stopping time t*(k) in floats: x*(k), the noise level at which E(k, ·) is least, for every k at once.

- `optima`, `readings`, `modes`, `pairs`: all k together, with a bound on the error of each row
- `brackets`: the intervals that can hold a global minimum, by branch and bound
- `best_dimensions`: min E(k, ·), to tell which latent dimensions can be the best

Where the same is proved: `certified`.
"""
