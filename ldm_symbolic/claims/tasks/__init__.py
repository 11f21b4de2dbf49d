"""Tasks for several processes, which `claims.processes` does in processes of its own.

- `shares`: tasks cut so that nobody has to wait for the last
- `executors`: tasks done by an executor of somebody else
"""
