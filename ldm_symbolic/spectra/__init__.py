"""Where a spectrum comes from: exact numbers, files, samples, the embedded data."""
