"""Samplers of the backward process, none of which sees a closed form.

`schemes` holds the step functions, `affine` derives from a step what it does to state and noise, `compiled` makes
numbers of that, `grids` the points between which steps go, `recursion` the exact variances that follow, `joined` many
steps one where modes are few, `modes` a spectrum as a measure that nodes can stand for, `outcome` how far from the data
a sampler ends. `monte_carlo` simulates, `in_noise` goes through given levels for the search of a best grid.
"""
