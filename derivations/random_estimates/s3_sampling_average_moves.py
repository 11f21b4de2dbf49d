"""The derivation of `s3_sampling_average` for the reader: two means, the error at the end, its slope.

Tested in `tests/derivations/random_estimates/test_s3_sampling_average.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import c, m, w, y

MOVES = (
    Move(
        text="A law with finitely many positive values and mean one, which is not constant, has a mean root below "
        "one and a mean inverse root above one.",
        links=(Link("S3.strict-moments"),),
    ),
    Move(
        text="Let such laws be those of the ratios of estimated to true variances. We average the error at the end "
        "over all outcomes.",
        anew=(c, m, w, y),
        links=(Link("S3.error-at-the-end"),),
    ),
    Move(
        text="The slope of the error in the noise level is averaged in the same way.",
        links=(Link("S3.slope-at-the-end"),),
    ),
    Move(
        text="This is negative where the mean root is below one and the mean inverse root above one. So some noise "
        "left is better than none.",
        links=(Link("S3.helps"),),
    ),
)
