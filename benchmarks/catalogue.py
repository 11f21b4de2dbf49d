"""What it costs to verify, print and list the catalogue, from cold processes, without a cache and with one.

    python benchmarks/catalogue.py FOLDER [--json FILE] [ID ...]

Works in a copy of the package in FOLDER, which must be empty, so that a claim of it can be changed. Every figure is
processor time, that of child processes included; "raw solver time" is what the questions of the cold run took the
solvers themselves, as `verify` says on standard error. What must be quick has a bar in seconds. A run on the whole
catalogue also writes `derivations/found/costs.json`, which decides what is begun first.
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
COSTS = ROOT / "derivations" / "found" / "costs.json"
CHANGED, CLAIM = ("derivations/stopping_in_k/s6_schedule_free.py", '"horizon": new('), "S6.horizon"
DOCUMENTED = "proof/kernel/rules/sums.py", ""
_VERIFIED = re.compile(r"^note: ([\w.]+), \d+ of \d+: .* verified, ([0-9.]+) s$", re.MULTILINE)
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

    def change(self, name: str, word: str) -> None:
        """Begin the first text after a word with another word."""
        path = self.folder / "ldm_symbolic" / name
        text = path.read_text(encoding="utf-8")
        place = text.index('"', text.index(word) + len(word))
        place += 2 * text.startswith('"""', place)
        path.write_text(f"{text[: place + 1]}really, {text[place + 1 :]}", encoding="utf-8")


def measured(folder: Path, ids: Sequence[str]) -> dict[str, Any]:
    """All figures, in seconds of processor time."""
    copy = Copy(folder)
    cold = copy.run("verify", *ids, "--json", "--jobs", "1")
    costs = {name: float(seconds) for name, seconds in _VERIFIED.findall(cold["said"])}
    solvers = sum(map(float, _SOLVERS.findall(cold["said"])))
    claims = sum(len(s["claims"]) for s in json.loads(cold["printed"])["statements"])
    print(f"cold: {cold['seconds']} s, solvers {solvers} s", flush=True)
    least = {name: _least(copy, *command)["seconds"] for name, command in COLD.items()}
    warm = _least(copy, "verify", *ids, "--json")
    copy.run("latex", "P2")
    printed = _least(copy, "latex", "P2")["seconds"]
    alone = copy.run("verify", CLAIM, "--json", "--jobs", "1", cache="off")
    copy.change(*CHANGED)
    changed = copy.run("verify", *ids, "--json", "--jobs", "1")
    copy.change(*DOCUMENTED)
    documented = copy.run("verify", *ids, "--json", "--jobs", "1")
    return {
        "machine": machine(),
        "verified": list(ids) or "everything",
        "claims": claims,
        "cold": cold["seconds"],
        "of each statement": costs,
        "raw solver time": round(solvers, 2),
        "cold, times the raw solver time": round(cold["seconds"] / solvers, 2),
        "nothing changed": warm["seconds"],
        "hits": warm["printed"].count("from the cache"),
        "one claim changed": changed["seconds"],
        "hits, one claim changed": changed["printed"].count("from the cache"),
        "that claim alone, without a cache": alone["seconds"],
        "a docstring of a rule changed": documented["seconds"],
        "hits, a docstring of a rule changed": documented["printed"].count("from the cache"),
        "latex P2, warm": printed,
        **least,
    }


def _least(copy: Copy, *command: str) -> dict[str, Any]:
    return min((copy.run(*command) for _ in range(3)), key=lambda run: float(run["seconds"]))


COLD: Mapping[str, tuple[str, ...]] = {"list": ("list",), "show P5": ("show", "P5")}


def bars(found: Mapping[str, Any]) -> Iterator[Bar]:
    """What must hold of the figures."""
    yield Bar("cold, times the raw solver time", found["cold, times the raw solver time"], most=3)
    yield Bar("nothing changed, seconds", found["nothing changed"], most=3)
    extra = found["one claim changed"] - found["that claim alone, without a cache"]
    yield Bar("one claim changed, seconds beside that claim", extra, most=3)
    yield Bar("claims that were not found in the cache", found["claims"] - found["hits"], most=0)
    yield Bar("the same, one claim changed", found["claims"] - found["hits, one claim changed"], most=1)
    yield Bar("the same, a docstring changed", found["claims"] - found["hits, a docstring of a rule changed"], most=1)
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
    if not asked.ids:
        COSTS.write_text(json.dumps(found["of each statement"], indent=1) + "\n", encoding="utf-8")
    return 0 if all(bar.holds for bar in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
