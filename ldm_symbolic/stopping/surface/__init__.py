"""The surface E(k, t) in floats, and what is read off it.

- `blocks`: E(k, t) for a block of latent dimensions after another
- `cuts`: which modes, or pieces of runs of equal ones, make a block
- `grid`: all of it, some k, the best time for each k, the best k for each time, a file
"""
