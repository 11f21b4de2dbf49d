"""Arrays as people save them, and files that only look like it."""

from __future__ import annotations

import json
import os
import pickle
import sys
import threading
import warnings
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save

from ldm_symbolic.spectra import containers
from ldm_symbolic.spectra.files import load, spectrum_numbers
from ldm_symbolic.spectra.numbers import InputError

VALUES = np.array([[3.0, 1.0], [0.0, 2.0], [4.0, 5.0]])
REAL = ["<f2", "<f4", "<f8", ">f4", ">f8", "longdouble", "i1", "u1", "<i2", ">u4", "<i8", "u8"]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(path: Path) -> NDArray[Any]:
    """The one array of a file."""
    found = load(path, "data")
    assert isinstance(found, np.ndarray)
    return found


def as_npy(array: Any) -> bytes:
    stream = BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def as_npz(compressed: bool = True, **arrays: Any) -> bytes:
    stream = BytesIO()
    (np.savez_compressed if compressed else np.savez)(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize("kind", REAL)
def test_every_real_type_is_read(kind: str, tmp_path: Path) -> None:
    array = VALUES.astype(kind)
    for data in (as_npy(array), as_npy(np.asfortranarray(array)), as_npz(latents=array), as_npz(False, x=array)):
        found = load(written(tmp_path / "it.bin", data), "data")
        assert np.array_equal(np.asarray(found, dtype=float), VALUES)
    if kind not in ("longdouble", ">f4", ">f8", ">u4"):
        found = load(written(tmp_path / "it.safetensors", save({"latents": array})), "data")
        assert np.array_equal(np.asarray(found, dtype=float), VALUES)


def test_truth_values_are_pixels(tmp_path: Path) -> None:
    array = VALUES > 1
    for data in (as_npy(array), save({"x": array})):
        assert np.array_equal(np.asarray(load(written(tmp_path / "x", data), "data"), dtype=float), array)


def test_bfloat16_is_the_upper_half_of_float32(tmp_path: Path) -> None:
    halves = (VALUES.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
    header = json.dumps({"x": {"dtype": "BF16", "shape": VALUES.shape, "data_offsets": [0, len(halves)]}}).encode()
    data = len(header).to_bytes(8, "little") + header + halves
    assert np.array_equal(read(written(tmp_path / "x.safetensors", data)), VALUES)


@pytest.mark.parametrize("shape", [(4,), (1, 4), (4, 1), (1, 1, 4, 1)])
def test_one_row_and_one_column_are_spectra(shape: tuple[int, ...], tmp_path: Path) -> None:
    path = written(tmp_path / "x.npy", as_npy(np.array([4.0, 2.0, 1.0, 0.5]).reshape(shape)))
    assert spectrum_numbers(str(path), "SPECTRUM") == (4, 2, 1, Fraction(1, 2))


def test_statistics_are_a_mean_and_a_covariance(tmp_path: Path) -> None:
    path = written(tmp_path / "stats.npz", as_npz(mu=np.ones(2), sigma=np.eye(2), count=np.array(5)))
    found = load(path, "covariance")
    assert isinstance(found, dict)
    assert sorted(found) == ["mu", "sigma"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.npz", as_npz(a=VALUES, b=VALUES), r"holds 2 arrays \(a, b\); expected one, or mu and sigma"),
        ("x.npz", as_npz(), r"holds 0 arrays \(none\)"),
        ("x.npy", as_npy(VALUES + 1j), "no real numbers but complex128"),
        ("x.npy", as_npy(VALUES.astype("V2")), r"no real numbers but \|V2"),
        ("x.npy", as_npy(np.array(["a"])), "no real numbers"),
        ("x.npy", as_npy(VALUES)[:-3], "no readable .npy array"),
        ("x.npz", as_npz(a=VALUES)[:-30], "no readable .npz or PyTorch file"),
        ("x.npy", b"nothing", "no readable .npy array"),
        ("x.safetensors", save({"a": VALUES})[:-8], "no readable safetensors file"),
        ("x.h5", b"\x89HDF\r\n\x1a\n" + b"\0" * 99, "expected .npy, .npz, safetensors, .pt or text"),
        ("x.parquet", b"PAR1" + b"\0" * 99, "expected .npy, .npz, safetensors, .pt or text"),
    ],
)
def test_what_cannot_be_used_names_the_mend(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as refused:
        load(written(tmp_path / name, data), "data")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "shape", ["(10**30,)", f"({10**30},)", f"({2**40}, {2**40})", "(-1,)", f"({10**14},)", "(" * 500, f"{'1,' * 3000}"]
)
def test_a_header_that_promises_too_much_is_refused(shape: str, tmp_path: Path) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    path = written(tmp_path / "vast.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    for read in (lambda: load(path, "data"), lambda: spectrum_numbers(str(path), "SPECTRUM")):
        with pytest.raises(InputError, match=r"no readable \.npy array"):
            read()


@pytest.mark.parametrize("data", [as_npy(VALUES), as_npz(a=VALUES), save({"a": VALUES})], ids=["npy", "npz", "st"])
@given(place=st.integers(0, 400), value=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_broken_file_is_refused_or_read(
    data: bytes, place: int, value: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broken = bytearray(data)
    broken[place % len(data)] = value
    path = written(tmp_path_factory.getbasetemp() / "broken.npy", bytes(broken[: len(data) - cut % 3]))
    try:
        load(path, "data")
    except InputError as refused:
        said = str(refused)
    else:
        said = ""
    assert "\n" not in said


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_MOST", 1000)
    path = written(tmp_path / "x.npz", as_npz(a=np.zeros(10_000)))
    with pytest.raises(InputError, match="unpacks to"):
        load(path, "data")


@pytest.mark.parametrize(("name", "module"), [("x.safetensors", "safetensors"), ("x.pt", "torch")])
def test_a_missing_extra_is_named(name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    data = save({"a": VALUES}) if module == "safetensors" else as_npz(False, **{"x/data.pkl": VALUES})
    with pytest.raises(InputError, match=rf"needs {module}: from the project's folder, pip install '\.\[tensors\]'"):
        load(written(tmp_path / name, data), "data")


class _Tensor:
    """What `torch.load` gives, as far as it is used."""

    is_sparse = False

    def __init__(self, values: Any) -> None:
        self.values = values

    def detach(self) -> _Tensor:
        return self

    def is_floating_point(self) -> bool:
        return True

    def double(self) -> _Tensor:
        return self

    def numpy(self) -> Any:
        return self.values


@pytest.mark.parametrize("head", [b"PK\x03\x04" + b"\0" * 99, b"\x80\x02" + b"\0" * 99])
@pytest.mark.parametrize("found", [_Tensor(VALUES), {"latents": _Tensor(VALUES), "epoch": 3}])
def test_torch_is_asked_for_weights_only(
    found: Any, head: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}
    torch = ModuleType("torch")
    vars(torch).update(Tensor=_Tensor, load=lambda stream, **options: asked.update(options) or found)
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert np.array_equal(read(written(tmp_path / "x.pt", head)), VALUES)
    assert asked == {"map_location": "cpu", "weights_only": True}


@pytest.mark.parametrize("data", [b"3\n1\n", b"3,1\n", b"3 1\n", as_npy(np.array([3.0, 1.0]))], ids=str)
def test_a_pipe_which_gives_what_it_holds_only_once_is_read_as_a_file_is(data: bytes, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for read_it in (lambda: load(pipe, "data"), lambda: spectrum_numbers(str(pipe), "SPECTRUM")):
        writing = threading.Thread(target=pipe.write_bytes, args=(data,))
        writing.start()
        assert np.array_equal(np.ravel(np.asarray(read_it(), dtype=float)), [3, 1])
        writing.join()


def test_nothing_but_one_line_is_said_of_a_pickle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(stream: object, **options: object) -> None:
        warnings.warn("Detected pickle protocol 4 in the checkpoint", stacklevel=2)
        raise pickle.UnpicklingError("Weights only load failed")

    torch = ModuleType("torch")
    vars(torch).update(Tensor=_Tensor, load=refuses)
    monkeypatch.setitem(sys.modules, "torch", torch)
    with warnings.catch_warnings(action="error"), pytest.raises(InputError, match="more than tensors"):
        load(written(tmp_path / "it.pt", pickle.dumps(Path, protocol=4)), "data")
