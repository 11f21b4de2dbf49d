"""What `import ldm_symbolic as ldm` hands on, and what the command line shares with it.

- `names`: every name, and where it lives
- `stopping`, `sweeping`, `answers`: `stop`, `error`, `closed_form`, `sweep`, and what they return
- `statements`, `proving`: `catalogue`, `claim`, `show`, `verify`, `prove`, `latex`
- `options`, `asking`, `covariances`, `generated`, `schedulers`, `noise_cards`, `sampling`: from what a
  user gives to a question
"""
