"""Build the source distribution and the wheel, twice, and look into them: python tests/make/distributions.py [DIR]

The second time they are built from the first source distribution, elsewhere: the bytes must be the same. The wheel must
hold every module and data file, the source distribution everything that is kept under version control, and some test
files must run from it with the wheel installed. What is left in DIR: the two files. Nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1577836800"
"""The time of every file in what is built here, where SOURCE_DATE_EPOCH says no other: any will do but none."""
MADE = {"PKG-INFO", "setup.cfg"}
"""What setuptools adds to a source distribution at its top, beside its egg-info."""
TRIED = ("tests/spectra", "tests/balls/test_roots.py", "tests/model/distances")
"""What is run from the source distribution."""


def kept() -> set[str]:
    """The files of the project: those under version control, or where there is none all but what `.gitignore` names."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.stdout else map(str, walked())
    return {name for name in names if name and (ROOT / name).is_file()} - MADE


def walked() -> Iterator[Path]:
    """Every file of the folder, relative to it, outside the folders that are ignored."""
    ignored = [pattern.rstrip("/") for pattern in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    for place, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch(name, pattern) for pattern in (".git", *ignored))]
        yield from ((Path(place) / name).relative_to(ROOT) for name in names)


def shipped(files: Collection[str]) -> set[str]:
    """The files that a wheel holds, under the names that they have there."""
    ours = {name for name in files if name.startswith("ldm_symbolic/")}
    return ours | {f"ldm_symbolic/{name}" for name in files if name.startswith("derivations/")}


def built(folder: Path) -> tuple[Path, Path]:
    """Build in a folder; the source distribution and the wheel."""
    environment = {"SOURCE_DATE_EPOCH": EPOCH, **os.environ}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist"), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, umask=0o022)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (source,), (wheel,) = (folder / "dist").glob("*.tar.gz"), (folder / "dist").glob("*.whl")
    return source, wheel


def require_same_names(what: str, found: set[str], wanted: set[str]) -> None:
    missing, more = sorted(wanted - found), sorted(found - wanted)
    assert found == wanted, f"{what}: without {missing}, with {more} that nobody keeps"


def check_contents(source: Path, wheel: Path, files: Collection[str]) -> None:
    """The two hold what they must, and nothing else."""
    with ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert "License-Expression: MIT\n" in archive.read(metadata).decode()
        assert metadata.replace("METADATA", "licenses/LICENSE") in archive.namelist()
    require_same_names("the wheel", inside, shipped(files))
    with tarfile.open(source) as archive:
        names = {entry.name.partition("/")[2] for entry in archive if entry.isfile()}
    made = {name for name in names if ".egg-info/" in name} | MADE
    require_same_names("the source distribution", names - made, set(files))


def check_it_serves(folder: Path, wheel: Path) -> None:
    """Some test files run in an unpacked source distribution, with the wheel installed and nothing else of ours."""
    place = folder.parent / "installed"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", str(place), str(wheel)]
    subprocess.run(pip, check=True)
    environment = {**os.environ, "PYTHONPATH": str(place)}
    where = [sys.executable, "-P", "-c", "import ldm_symbolic.derivations as d; print(d.__file__)"]
    found = subprocess.run(where, env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(place), f"another copy is in the way: {found.stdout}"
    subprocess.run([sys.executable, "-P", "-m", "pytest", "-q", *TRIED], cwd=folder, env=environment, check=True)


def main(scratch: Path, out: Path | None) -> None:
    files = kept()
    first, second = scratch / "first", scratch / "second"
    for name in files:
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, first / name)
    one = built(first)
    with tarfile.open(one[0]) as archive:
        archive.extractall(scratch, filter="data")
    (scratch / one[0].name.removesuffix(".tar.gz")).rename(second)
    check_contents(*one, files)
    for path, again in zip(one, built(second), strict=True):
        assert path.name == again.name
        assert path.read_bytes() == again.read_bytes(), f"{path.name} is not the same bytes twice"
        print(f"{path.name}: {path.stat().st_size} bytes, the same twice", flush=True)
    check_it_serves(second, one[1])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for path in one:
            shutil.copy(path, out)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder), Path(sys.argv[1]) if len(sys.argv) > 1 else None)
