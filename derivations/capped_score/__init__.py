"""What a cap on the score does to one mode: it minimises score matching (P4), keeps the variance on its side of one
(L1), and has a closed form, which P5 of `capped_dimension` claims step by step.
"""
