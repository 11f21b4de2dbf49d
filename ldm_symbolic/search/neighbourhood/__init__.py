"""Whether a claim fails on a whole ball of instances, and not only on a slice of one.

- `around`: the ball, and the claim on all of it
- `held`: whether what does not move in it is held by the hypotheses
"""
