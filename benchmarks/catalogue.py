"""What it costs to verify, print and list the catalogue, from cold processes, without a cache and with one.

    python benchmarks/catalogue.py FOLDER [--json FILE] [ID ...]

Works in a copy of the package in FOLDER, which must be empty, so that a claim of it can be changed. Every figure is
processor time, that of child processes included; "raw solver time" is what the questions of the cold run took the
solvers themselves, as `verify` says on standard error. What must be quick has a bar in seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from measuring import Bar, machine

ROOT = Path(__file__).resolve().parents[1]
CHANGED = "stopping_in_k/s6_schedule_free.py", "new("
_SOLVERS = re.compile(r"(?:cvc5|z3) ([0-9.]+) s")


class Copy:
    """A copy of the package with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "ldm_symbolic", folder / "ldm_symbolic", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "derivations", folder / "ldm_symbolic" / "derivations")
        self.run("--version")  # so that no figure holds the time in which Python compiles

    def run(self, *arguments: str, cache: str = "cache") -> dict[str, Any]:
        """Run a command of ours; its processor time, and what it said on standard error."""
        place = "off" if cache == "off" else str(self.folder / cache)
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "LDM_SYMBOLIC_CACHE": place}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "ldm_symbolic", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=self.folder,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"seconds": round(seconds, 2), "said": done.stderr, "printed": done.stdout}

    def change(self) -> None:
        """Change a word of one claim."""
        name, word = CHANGED
        path = self.folder / "ldm_symbolic" / "derivations" / name
        text = path.read_text(encoding="utf-8")
        place = text.index('"', text.index(word))
        path.write_text(f"{text[: place + 1]}really, {text[place + 1 :]}", encoding="utf-8")


def measured(folder: Path, ids: Sequence[str]) -> dict[str, Any]:
    """All figures, in seconds of processor time."""
    copy = Copy(folder)
    least = {
        name: min((copy.run(*command) for _ in range(3)), key=lambda run: float(run["seconds"]))["seconds"]
        for name, command in COLD.items()
    }
    cold = copy.run("verify", *ids, "--json", "--jobs", "1")
    warm = min((copy.run("verify", *ids, "--json") for _ in range(3)), key=lambda run: float(run["seconds"]))
    hits = warm["printed"].count("from the cache")
    copy.run("latex", "P2")
    printed = min(copy.run("latex", "P2")["seconds"] for _ in range(3))
    copy.change()
    changed = copy.run("verify", *ids, "--json", "--jobs", "1")
    alone = copy.run("verify", "S6", "--json", "--jobs", "1", cache="off")
    solvers = sum(map(float, _SOLVERS.findall(cold["said"])))
    return {
        "machine": machine(),
        "verified": list(ids) or "everything",
        "claims": sum(len(s["claims"]) for s in json.loads(cold["printed"])["statements"]),
        "cold": cold["seconds"],
        "raw solver time": round(solvers, 2),
        "cold, times the raw solver time": round(cold["seconds"] / solvers, 2),
        "nothing changed": warm["seconds"],
        "hits": hits,
        "one statement changed": changed["seconds"],
        "that statement alone, without a cache": alone["seconds"],
        "latex P2, warm": printed,
        **least,
    }


COLD: Mapping[str, tuple[str, ...]] = {"list": ("list",), "show P5": ("show", "P5")}


def bars(found: Mapping[str, Any]) -> Iterator[Bar]:
    """What must hold of the figures."""
    yield Bar("cold, times the raw solver time", found["cold, times the raw solver time"], most=3)
    yield Bar("nothing changed, seconds", found["nothing changed"], most=3)
    extra = found["one statement changed"] - found["that statement alone, without a cache"]
    yield Bar("one statement changed, seconds beside that statement", extra, most=3)
    yield Bar("claims that were not found in the cache", found["claims"] - found["hits"], most=0)
    yield Bar("latex P2, warm, seconds", found["latex P2, warm"], most=1)
    for name in COLD:
        yield Bar(f"{name}, seconds", found[name], most=0.3)


def main() -> int:
    """Print every bar, and write the figures down; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("catalogue.json"))
    asked = parser.parse_args()
    found = measured(asked.folder, asked.ids)
    reached = list(bars(found))
    print(*reached, sep="\n")
    asked.json.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(bar.holds for bar in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
