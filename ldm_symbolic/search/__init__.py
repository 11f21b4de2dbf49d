"""Truth at an instance, and the search for one against a claim.

- `judge`: whether a claim holds at an instance
- `neighbourhood`: whether it fails on a whole ball of them
- `point`, `values`: an instance ready to evaluate, and which values make one
- `intervals`, `spans`: predicates over reals
- `truth_values`: the logic
- `search`: looks for a counterexample
- `instances`, `equations`, `openings`: draws instances that meet the hypotheses
- `shrinking`: makes one small
"""
