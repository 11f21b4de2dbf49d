"""The error of each mode as a function of the noise level: `float_modes` in floats, `precise_modes` at any precision.

Both evaluate what `mode_terms` takes from the model.
"""
