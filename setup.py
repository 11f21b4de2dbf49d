"""What pyproject.toml cannot say: which folders are packages, and how a source distribution is the same bytes twice."""

from __future__ import annotations

import gzip
import os
import tarfile
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.sdist import sdist


class SourceDistribution(sdist):
    """An archive in which names are sorted, times are SOURCE_DATE_EPOCH and nobody owns a file."""

    def make_archive(
        self,
        base_name: str,
        format: str,  # noqa: A002 - what setuptools calls it
        root_dir: str | os.PathLike[str] | None = None,
        base_dir: str | None = None,
        owner: str | None = None,
        group: str | None = None,
    ) -> str:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch is None or format != "gztar" or base_dir is None:
            return super().make_archive(base_name, format, root_dir, base_dir, owner, group)

        def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = int(epoch)
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            return entry

        path = Path(f"{base_name}.tar.gz")
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            path.open("wb") as raw,
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=int(epoch)) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            archive.add(Path(root_dir or ".") / base_dir, base_dir, filter=plain)
        return str(path)


PACKAGES = [
    *find_packages(include=["ldm_symbolic", "ldm_symbolic.*"]),
    *(f"ldm_symbolic.{name}" for name in find_packages(include=["derivations", "derivations.*"])),
]

setup(packages=PACKAGES, cmdclass={"sdist": SourceDistribution})
