"""The folder that `verify --coq` writes: the theory, a file for each claim, and what `coq_makefile` reads.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ldm_symbolic.coq.export import written
from ldm_symbolic.coq.recorded import accepted, digest_of, why_missing
from ldm_symbolic.coq.scenes.printing import MissingError

HERE = Path(__file__).parent


@cache
def stored_cores() -> Mapping[str, str]:
    """Return what the leaves of all proofs need, under their digests."""
    cores: dict[str, str] = {}
    for path in sorted(HERE.glob("cores/*.json")):
        cores |= json.loads(path.read_text(encoding="utf-8"))
    return cores


def write_coq(
    proofs: Iterable[str], says: Mapping[str, Mapping[str, Any]], directory: str | Path, *, unrecorded: bool = False
) -> tuple[str, ...]:
    """Write theorems into a folder, with the theory and a `_CoqProject`; return a line for each that is refused.

    Args:
        proofs: texts of proof files; an empty one is passed over.
        says: the id of each claim -> its `hypotheses` and its `conclusion`, in the language of proof files.
        directory: exists, and can be written.
        unrecorded: also what Coq has not been seen to accept; for the script that records.

    Raises:
        ValueError: if the folder cannot be written.
    """
    folder, files, refused = Path(directory), {}, []
    for path in sorted(HERE.glob("theory/*.v")):
        files[path.name] = path.read_text(encoding="utf-8")
    for text in filter(None, proofs):
        document = json.loads(text)
        claim = document["claim"]
        known = accepted(claim, digest_of(says[claim]["hypotheses"], says[claim]["conclusion"]))
        try:
            made = written(document, says[claim], stored_cores())
        except MissingError as error:
            refused.append(f"{claim}: no Coq theorem yet: {error}")
            continue
        if known or unrecorded:
            files[f"{made.theorem}.v"] = made.text
        else:
            refused.append(why_missing(claim))
    files["_CoqProject"] = "\n".join(["-R . LdmSymbolic", *files, ""])
    for name, text in files.items():
        try:
            folder.joinpath(name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ValueError(f"cannot write {folder / name}: {error.strerror or error}") from error
    return tuple(refused)
