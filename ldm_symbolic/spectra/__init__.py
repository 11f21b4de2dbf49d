"""Where a spectrum or a covariance comes from.

- `numbers`: exact numbers from text
- `arrays`: from NumPy arrays and lists
- `files`: from files, and the embedded data
- `containers`, `tables`: arrays in binary files, numbers in text
- `samples`: covariances from samples
"""
