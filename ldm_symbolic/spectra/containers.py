"""Arrays in files: `.npy`, `.npz`, safetensors and PyTorch, told apart by what they hold and not by their names.

Nothing in such a file is run: arrays are read without pickle, and PyTorch reads weights only.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.reading import opened
from ldm_symbolic.spectra.numbers import InputError

Arrays = Mapping[str, NDArray[Any]]
"""The arrays of a file by their names; of a `.npy` file under the name ""."""

_NPY = b"\x93NUMPY"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PICKLE = b"\x80"
_TORCH = "data.pkl"
_FOREIGN = {
    b"\x89HDF": "HDF5", b"MATLAB": "MATLAB", b"PAR1": "Parquet", b"\x1f\x8b": "gzip", b"BZh": "bzip2",
    b"\xfd7zXZ": "xz", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"%PDF": "PDF", b"GGUF": "GGUF",
    b"{": "JSON", b"ARROW1": "Arrow",
}  # fmt: skip
_MOST = 64 << 30
"""Bytes that the arrays of one compressed file may take."""
_BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError, OSError, RecursionError,
    RuntimeError, struct.error, SyntaxError, TokenError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What NumPy, safetensors or PyTorch raise on a file that only looks like one of theirs."""
_EXTRA = "from the project's folder, pip install '.[tensors]'"


def stream_of(path: Path, what: str) -> BinaryIO:
    """A file, opened once for all that is to be read from it: a pipe gives what it holds only once.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        return opened(path)
    except OSError as error:
        raise InputError(f"{what}: cannot read {path}: {error.strerror or error}") from error


def arrays_in(stream: BinaryIO, path: Path, what: str, *, mapped: bool = False) -> Arrays | None:
    """The arrays that a file holds; None where it is none of these files, and so may be text, from its beginning on.

    Args:
        stream: the file.
        path: its name.
        what: how the caller calls it, for messages.
        mapped: whether a `.npy` file is to be mapped into memory.

    Raises:
        InputError: if it is broken, or holds what is no array of numbers.
    """
    head = stream.read(16)
    stream.seek(0)
    kind, read = _kind(head, path)
    if read is None:
        return None
    try:
        if mapped and read is _npy and isinstance(stream, BufferedReader):
            return {"": _loaded(path, "r")}
        return dict(read(stream))
    except ImportError as error:
        raise InputError(f"{what}: {path} is {kind}, which needs {error.name}: {_EXTRA}") from error
    except _BROKEN as error:
        if isinstance(error, InputError):  # says what the file does
            raise InputError(f"{what}: {path} {error}") from error
        raise InputError(f"{what}: cannot read {path}: it is no readable {kind}") from error


def _kind(head: bytes, path: Path) -> tuple[str, Any]:
    """What a file is by its first bytes, and the function that reads it; None for text."""
    if head.startswith(_NPY):
        return ".npy array", _npy
    if head.startswith(_ZIP):
        return ("PyTorch file", _torch) if path.suffix in (".pt", ".pth", ".ckpt") else (".npz or PyTorch file", _zip)
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 100_000_000:
        return "safetensors file", _safetensors
    if head.startswith(_PICKLE):
        return "PyTorch file", _torch
    if path.suffix == ".npy" and head:
        return ".npy array", _npy
    for mark, name in _FOREIGN.items():
        if head.startswith(mark):
            return name, _foreign
    return "text", None


def _foreign(stream: BinaryIO) -> Arrays:
    raise InputError("is of another kind; expected .npy, .npz, safetensors, .pt or text, such as numpy.save writes")


def _npy(stream: BinaryIO) -> Arrays:
    return {"": _loaded(stream)}


def _loaded(source: BinaryIO | Path, mapped: Literal["r"] | None = None) -> NDArray[Any]:
    try:
        with np.errstate(over="raise"):  # of a shape that promises too much
            found = np.load(source, mmap_mode=mapped, allow_pickle=False)
    except ValueError as error:
        if "Object arrays" in str(error) or "Python objects" in str(error):
            raise InputError("holds pickled objects; expected numbers: save np.asarray(x, dtype=float)") from error
        raise
    if not isinstance(found, np.ndarray):
        raise ValueError("no array")
    return found


def _zip(stream: BinaryIO) -> Arrays:
    with zipfile.ZipFile(stream) as archive:
        if any(Path(name).name == _TORCH for name in archive.namelist()):
            stream.seek(0)
            return _torch(stream)
        size = sum(entry.file_size for entry in archive.infolist())
    if size > _MOST:
        raise InputError(f"unpacks to {size >> 30} GiB; expected at most {_MOST >> 30}")
    stream.seek(0)
    with np.load(stream, allow_pickle=False) as found:
        return {name: np.asarray(found[name]) for name in found.files}


def _safetensors(stream: BinaryIO) -> Arrays:
    from safetensors import SafetensorError, deserialize

    try:
        found = deserialize(stream.read())
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    return {name: _tensor(**tensor) for name, tensor in found}


def _tensor(*, shape: list[int], dtype: str, data: bytes) -> NDArray[Any]:
    """The numbers of one tensor; bfloat16 is the upper half of float32."""
    if dtype == "BF16":
        halves = np.frombuffer(data, dtype="<u2").astype("<u4") << 16
        return halves.view("<f4").reshape(shape)
    kinds = {"F": "f", "I": "i", "U": "u"}
    if dtype == "BOOL":
        return np.frombuffer(data, dtype=bool).reshape(shape)
    if dtype[:1] not in kinds or dtype[1:] not in ("8", "16", "32", "64") or dtype == "F8":
        raise InputError(f"holds numbers of type {dtype}; expected float16, bfloat16, float32, float64 or integers")
    return np.frombuffer(data, dtype=f"<{kinds[dtype[0]]}{int(dtype[1:]) // 8}").reshape(shape)


def _torch(stream: BinaryIO) -> Arrays:
    from pickle import UnpicklingError

    import torch

    try:
        with warnings.catch_warnings(action="ignore"):  # of other protocols; what is wrong is refused in one line
            found = torch.load(stream, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        raise InputError("holds more than tensors, which is not loaded; expected torch.save(tensor, file)") from error
    named = found if isinstance(found, Mapping) else {"": found}
    tensors = {str(name): value for name, value in named.items() if isinstance(value, torch.Tensor)}
    if not tensors:
        raise InputError(f"holds a {type(found).__name__} without tensors; expected torch.save(tensor, file)")
    return {name: _numbers_of(tensor) for name, tensor in tensors.items()}


def _numbers_of(tensor: Any) -> NDArray[Any]:
    """A tensor as NumPy has it; half precision, which it has not in all forms, as float64."""
    dense = tensor.detach().to_dense() if tensor.is_sparse else tensor.detach()
    return np.asarray((dense.double() if dense.is_floating_point() else dense).numpy())
