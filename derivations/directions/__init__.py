"""Errors that are means: over directions the sliced distance, over frequencies the maximum mean discrepancy."""
