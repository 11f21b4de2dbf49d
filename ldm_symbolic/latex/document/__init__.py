"""What is said, before it is written in TeX, for a notebook or as plain text.

- `nodes`: words, formulas that hold expressions, displays and lists, joined to texts
"""
