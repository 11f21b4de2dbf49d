"""Rectified flow, α = 1 - u and β = u: the path on which the error is not monotone."""
