"""Exact rationals and rigorous balls.

- `enclose`: the face of the wing: enclosures, signs and conditions at one instance
- `arithmetic`, `conditions`: operations on values, relations and connectives
- `compiling`, `programs`, `prepared`: from an expression to a program, run at a precision
- `separation`: how near to zero a number can be that is not zero
- `function`, `boxes`, `roots`: on boxes: signs; roots counted and enclosed
- `root_sums`, `bounds`: signs of sums of square roots; rational bounds
"""
