"""Reads proof files and replays them: `python -m ldm_symbolic.checker FILE.json ...`.

The last line of the output says how many claims were checked, and the status is 0; or the first step that does not
follow, and it is 1.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ldm_symbolic.checker.rules import Step, check
from ldm_symbolic.checker.terms import Node, RefusedError, is_condition, read

SCHEMA = "ldm-symbolic/proof/1"


def main(arguments: Sequence[str]) -> int:
    """Check files; return the exit status."""
    sys.setrecursionlimit(20_000)
    if not arguments:
        _say("usage: python -m ldm_symbolic.checker FILE.json ...")
        return 2
    for path in arguments:
        try:
            claim = check_text(_text(path))
        except RefusedError as error:
            _say(f"{path}: {' '.join(str(error).split())}")
            return 1
        except RecursionError:
            _say(f"{path}: its terms are nested too deeply")
            return 1
        sys.stderr.write(f"{path}: {claim} follows\n")
    _say(f"{len(arguments)} claims checked")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line.encode('ascii', 'backslashreplace').decode()}\n")


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise RefusedError(f"cannot be read: {error}") from error


def check_text(text: str) -> str:
    """Check the text of a file and return the id of the claim that it proves; `RefusedError` if it does not."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RefusedError(f"is no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RefusedError(f"is no file of the schema {SCHEMA}")
    _require(data, {"claim": str, "hypotheses": list, "conclusion": list, "steps": list}, "the file")
    steps: list[Step] = []
    for place, entry in enumerate(data["steps"]):
        try:
            steps.append(_step(entry, steps))
            check(steps[-1])
        except RefusedError as error:
            rule = entry.get("rule") if isinstance(entry, dict) else None
            raise RefusedError(f"step {place} ({rule}) does not follow: {error}") from error
    if not steps:
        raise RefusedError("has no steps")
    if list(steps[-1].hypotheses) != _conditions(data["hypotheses"]) or steps[-1].conclusion is not _condition(
        data["conclusion"]
    ):
        raise RefusedError("the last step is not what the head of the file says")
    return str(data["claim"])


def _step(entry: Any, steps: list[Step]) -> Step:
    parts: dict[str, type] = {
        "rule": str,
        "premises": list,
        "hypotheses": list,
        "conclusion": list,
        "arguments": dict,
        "queries": list,
    }
    _require(entry, parts, "a step")
    for place in entry["premises"]:
        if type(place) is not int or not 0 <= place < len(steps):
            raise RefusedError(f"{place!r} is no earlier step")
    return Step(
        rule=entry["rule"],
        premises=tuple(steps[place] for place in entry["premises"]),
        hypotheses=tuple(_conditions(entry["hypotheses"])),
        conclusion=_condition(entry["conclusion"]),
        arguments=entry["arguments"],
    )


def _require(data: Any, parts: Mapping[str, type], what: str) -> None:
    if not isinstance(data, dict):
        raise RefusedError(f"{what} is no object")
    for name, kind in parts.items():
        if not isinstance(data.get(name), kind):
            raise RefusedError(f"{what} has no `{name}`, or it is of the wrong kind")


def _condition(data: Any) -> Node:
    found = read(data)
    if not is_condition(found):
        raise RefusedError(f"`{found}` is no condition")
    return found


def _conditions(data: Any) -> list[Node]:
    return [_condition(part) for part in data]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
