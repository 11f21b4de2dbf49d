"""Make the embedded example: the handwritten digits' covariance, and that of a small sample.

    python tests/make/optdigits.py

writes two files in `ldm_symbolic/spectra/data`. A sample of 200 images plays the part of the data that the score and
the encoder were estimated on; all 1797 images play the part of the truth. `optdigits.csv` holds both covariances, as
sums of whole numbers and so exactly; `optdigits-variances.csv` the variances along the principal axes of the sample.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Floats = NDArray[np.float64]

SAMPLE = 200
SEED = 0
FOLDER = Path(__file__).resolve().parents[2] / "ldm_symbolic" / "spectra" / "data"
PATH = FOLDER / "optdigits-variances.csv"
SUMS = FOLDER / "optdigits.csv"

HEADER = """\
# Handwritten digits as a spectrum: 64 pairs of variances, one pair for each direction of pixel space.
# Source: Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
#   E. Alpaydin and C. Kaynak (1998), CC BY 4.0; the 1797 images of 8 x 8 pixels that scikit-learn ships (load_digits).
# Scale: pixels 0..16 brought to [-1, 1] by x/8 - 1; the noise of the diffusion has variance 1 on this scale.
# Subset: 200 images, numpy.random.default_rng(0).choice(1797, 200, replace=False).
# Directions: principal axes of the subset, by decreasing subset variance; in its null space, principal axes of
#   all images restricted to that space, by decreasing variance.
# Columns: variance of all images along the direction, and variance of the subset along it, each about its own
#   mean and with divisor n. Made by tests/make/optdigits.py; 12 significant digits.
variance,estimated_variance
"""

SUMS_HEADER = """\
# Handwritten digits as two covariances: of all 1797 images, and of the 200 of them that play the part of the sample.
# Source: Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
#   E. Alpaydin and C. Kaynak (1998), CC BY 4.0; the 1797 images of 8 x 8 pixels that scikit-learn ships (load_digits).
# Scale: pixels p = 0..16 are brought to [-1, 1] by p/8 - 1; the noise of the diffusion has variance 1 on this scale.
# Subset: 200 images, numpy.random.default_rng(0).choice(1797, 200, replace=False).
# Form: for all images, then for the subset: their number n; the 64 sums s_i = sum of p_i over the images; and for each
#   pixel i the sums S_ij = sum of p_i p_j for j = 1..i. Mean s_i/(8 n) - 1, covariance (n S_ij - s_i s_j)/(64 n^2),
#   about the set's own mean and with divisor n. Made by tests/make/optdigits.py; nothing is rounded.
"""


def _principal(images: Floats) -> tuple[Floats, Floats]:
    """Return variances (divisor n) and principal axes (as rows) of images whose pixels all vary, decreasing.

    Raises:
        ValueError: if the numerical rank is in doubt: a singular value below 1e-5 of the largest, where
            rounding would be at 1e-16 and the images, a few hundred small integers, show 1e-3.
    """
    centred = images - images.mean(axis=0)
    _, singular, axes = np.linalg.svd(centred, full_matrices=False)
    if len(images) <= images.shape[1] or singular[-1] < 1e-5 * singular[0]:
        raise ValueError("the pixels that vary do not vary independently: the rank is in doubt")
    return singular**2 / len(images), axes


def compute() -> Floats:
    """Return the two columns, variance and estimated variance: axes (direction, column), shape (64, 2).

    A pixel that is constant in the subset is exactly constant there (small integers), so these pixels span
    the subset's null space and the others carry its principal axes. The zeros are exact for that reason.
    """
    images = load_digits().data / 8 - 1
    subset = images[np.random.default_rng(SEED).choice(len(images), SAMPLE, replace=False)]
    seen = np.ptp(subset, axis=0) > 0
    unseen = ~seen & (np.ptp(images, axis=0) > 0)
    estimated, axes = _principal(subset[:, seen])
    beyond, _ = _principal(images[:, unseen])
    columns = np.zeros((images.shape[1], 2))
    columns[: len(axes), 0] = (images[:, seen] @ axes.T).var(axis=0)
    columns[: len(axes), 1] = estimated
    columns[len(axes) : len(axes) + len(beyond), 0] = beyond
    return columns


def render(columns: Floats) -> str:
    """Return the text of the file."""
    return HEADER + "".join(f"{true:.12g},{estimated:.12g}\n" for true, estimated in columns)


def render_sums() -> str:
    """Return the text of the file of sums."""
    images = load_digits().data.astype(np.int64)
    lines = []
    for some in (images, images[np.random.default_rng(SEED).choice(len(images), SAMPLE, replace=False)]):
        lines += [[len(some)], some.sum(axis=0).tolist()]
        lines += [row[: place + 1] for place, row in enumerate((some.T @ some).tolist())]
    return SUMS_HEADER + "".join(",".join(map(str, line)) + "\n" for line in lines)


def main() -> None:
    """Write the files."""
    PATH.write_text(render(compute()), encoding="utf-8")
    SUMS.write_text(render_sums(), encoding="utf-8")


if __name__ == "__main__":
    main()
