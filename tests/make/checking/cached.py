"""Tries to get a wrong certificate out of the cache: 200 edits, each of which must miss, and runs killed beside others.

    python tests/make/checking/cached.py [--edits 200] [--rounds 20] [--seed 0]

An edit changes a byte of a file that a statement goes through - a claim, a proof, a rule, the translation, a solver's
worker - keeping its length and its time, or adds one, or makes an engine another version. In a round two `verify` run
on one cache, one of them is killed at a random moment, and the third must say what a run without a cache says. What
Python loads to verify each statement is compared with what its key is made of. The outcome is written to `cached.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any
from unittest.mock import patch

from ldm_symbolic.cache import keys
from ldm_symbolic.cache.engines import engines
from ldm_symbolic.cache.sources import Sources
from ldm_symbolic.cache.store import VARIABLE, Store
from ldm_symbolic.claims.certificate import Certificate, Examined
from ldm_symbolic.claims.keeping.kept import FROM_THE_CACHE, Kept
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.derivations import MODULES, places
from ldm_symbolic.proof.smt.evidence import Evidence

ROOT = Path(__file__).resolve().parents[3]
RESULT = Path(__file__).with_suffix(".json")
_FAR = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: what was changed, the statements that it concerns, and what went wrong."""

    what: str
    concerned: tuple[str, ...]
    kept_wrongly: tuple[str, ...]
    lost_in_vain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A copy of all sources, and a cache in which a certificate of each statement is kept for them."""

    folder: Path
    statements: tuple[str, ...]
    files: Mapping[str, Mapping[str, Path]]

    @classmethod
    def of(cls, folder: Path, statements: Sequence[str]) -> Trial:
        for name in ("ldm_symbolic", "derivations"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        kept = cls(folder, tuple(statements), {}).kept()
        files = {s: {name: f.path for name, f in kept.basis(places(s)).files.items()} for s in statements}
        for statement_id in statements:
            kept.keep(statement_id, _said(statement_id))
        trial = cls(folder, tuple(statements), files)
        assert trial.hits() == list(statements)
        return trial

    def kept(self) -> Kept:
        """The cache as a process sees it that starts now."""
        homes = {"ldm_symbolic": self.folder / "ldm_symbolic", "ldm_symbolic.derivations": self.folder / "derivations"}
        return Kept(store=Store(folder=self.folder / "cache"), sources=Sources(homes), places=places, since=_FAR)

    def hits(self) -> list[str]:
        """The statements whose certificate is found by a process that starts now."""
        kept = self.kept()
        return [name for name in self.statements if kept.claim(name, f"{name}.claim") is not None]

    def edit(self, seed: int) -> Edit:
        """Change a file at random, ask for every statement, and change it back."""
        random = Random(seed)
        every = {name: path for files in self.files.values() for name, path in files.items()}
        name = random.choice(sorted(every))
        path = every[name]
        before, times = path.read_bytes(), path.stat()
        place = random.randrange(len(before) + 1)
        if random.random() < 0.25 or place == len(before):
            after = before[:place] + random.choice((b" ", b"\n", b"#")) + before[place:]
        else:
            after = before[:place] + bytes([before[place] ^ 1 << random.randrange(7)]) + before[place + 1 :]
        path.write_bytes(after)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        try:
            concerned = tuple(s for s in self.statements if name in self.files[s])
            return self._asked(f"{name}, byte {place}", concerned)
        finally:
            path.write_bytes(before)

    def engine(self, name: str) -> Edit:
        """Ask for every statement while an engine is another version."""
        with patch.object(keys, "engines", lambda: {**engines(), name: engines()[name] + ".1"}):
            return self._asked(name, self.statements)

    def _asked(self, what: str, concerned: tuple[str, ...]) -> Edit:
        hit = self.hits()
        wrong = tuple(name for name in hit if name in concerned)
        lost = tuple(name for name in self.statements if name not in concerned and name not in hit)
        return Edit(what, concerned, wrong, lost)


def _said(statement_id: str, claim_id: str = "") -> Examined:
    """What came of a claim that there is not, or need not be."""
    certificate = Certificate(
        claim=claim_id or f"{statement_id}.claim",
        role="printed",
        verdict=Verdict.PROVED,
        expected=Verdict.PROVED,
        hypotheses=(),
        conclusion="x > 0",
        evidence=(Evidence(engine="rules", outcome="fact"),),
    )
    return Examined(certificate=certificate, queries=())


@dataclass(frozen=True, slots=True)
class Round:
    """Two runs at once of which one is killed, and a third on what they left."""

    killed_after: float
    hits: int
    claims: int
    same: bool


def killed_beside(folder: Path, statement_id: str, after: float, *, cold: bool = True) -> Round:
    """Verify a statement twice at once, kill one run, and see whether a third says the same as the other.

    Where `cold` is wanted, also as a run without a cache.
    """
    command = [sys.executable, "-m", "ldm_symbolic", "verify", statement_id, "--json"]
    environment = {**os.environ, VARIABLE: str(folder)}
    quiet: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": environment}
    killed, other = (subprocess.Popen(command, **quiet) for _ in range(2))
    end = monotonic() + after
    while monotonic() < end and killed.poll() is None:
        sleep(0.01)
    killed.kill()
    killed.communicate()
    beside = json.loads(other.communicate()[0])
    third = json.loads(subprocess.run(command, **quiet, check=True).stdout)
    without = json.loads(subprocess.run([*command, "--no-cache"], **quiet, check=True).stdout) if cold else None
    claims = [claim for statement in third["statements"] for claim in statement["claims"]]
    hits = sum(claim["evidence"][-1]["outcome"] == FROM_THE_CACHE for claim in claims)
    same = _without_hits(third) == _without_hits(beside) and (without is None or third == without)
    return Round(killed_after=round(after, 2), hits=hits, claims=len(claims), same=same)


def _without_hits(document: dict[str, Any]) -> dict[str, Any]:
    for statement in document["statements"]:
        for claim in statement["claims"]:
            claim["evidence"] = [item for item in claim["evidence"] if item["outcome"] != FROM_THE_CACHE]
    return document


def loaded(statement_id: str) -> set[str]:
    """The modules of ours that Python loads to verify the first claim of a statement."""
    done = subprocess.run([sys.executable, "-c", _LOADS, statement_id], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


_LOADS = """
import sys
from ldm_symbolic.claims.audit import examine, listed
from ldm_symbolic.claims.objects import objects_of
from ldm_symbolic.derivations import catalogue
chosen = listed([(sys.argv[1], [])], catalogue, None)
list(examine([(s, claims[:1]) for s, claims in chosen], catalogue, more=objects_of))
print(*(name for name in sys.modules if name.split('.')[0] == 'ldm_symbolic'))
"""


def main() -> int:
    """Make all edits and rounds, and write down what came of them; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True, help="an empty folder to work in")
    asked = parser.parse_args()
    random = Random(asked.seed)
    trial = Trial.of(asked.folder / "trial", list(MODULES))
    edits = [trial.edit(random.randrange(2**32)) for _ in range(asked.edits)] + [trial.engine(e) for e in engines()]
    rounds = []
    for number in range(asked.rounds):
        rounds.append(killed_beside(asked.folder / f"round{number}", "S6", after=random.uniform(0.2, 3)))
        print(rounds[-1], flush=True)
    forgotten = {name: sorted(loaded(name) - set(trial.kept().basis(places(name)).files)) for name in MODULES}
    wrong = [edit for edit in edits if edit.kept_wrongly or edit.lost_in_vain]
    found = {
        "seed": asked.seed,
        "edits": {
            "count": len(edits),
            "statements asked for after each": len(trial.statements),
            "must miss": sum(len(edit.concerned) for edit in edits),
            "wrong hits": sum(len(edit.kept_wrongly) for edit in edits),
            "lost in vain": sum(len(edit.lost_in_vain) for edit in edits),
            "files edited": len({edit.what.split(",")[0] for edit in edits}),
        },
        "killed beside another": {
            "rounds": len(rounds),
            "same as without a cache": sum(one.same for one in rounds),
            "hits in the third run": sum(one.hits for one in rounds),
            "killed before it had ended": [one.killed_after for one in rounds],
        },
        "modules that Python loads and no key contains": {k: v for k, v in forgotten.items() if v},
    }
    RESULT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1), *wrong, sep="\n")
    return bool(wrong or any(forgotten.values()) or not all(one.same for one in rounds))


if __name__ == "__main__":
    sys.exit(main())
