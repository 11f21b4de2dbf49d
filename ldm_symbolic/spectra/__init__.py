"""Where a spectrum or a covariance comes from.

- `numbers`: exact numbers from text
- `arrays`: from NumPy arrays and lists
- `files`: from files, and the embedded data
- `samples`: covariances from samples
"""
