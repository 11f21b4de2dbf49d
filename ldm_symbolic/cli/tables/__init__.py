"""What people read of an answer in a terminal: a sentence first, then a table.

- `sentences`, `stop`, `certified`: when to stop
- `verdicts`, `catalogue`: what was proved, and what is claimed
"""
