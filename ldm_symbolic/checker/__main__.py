"""Reads proof files and replays them: `python -m ldm_symbolic.checker FILE.json ...`.

The last line of the output says how many claims were checked, and the status is 0; or the first step that does not
follow, and it is 1.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from math import ceil, floor
from typing import Any

from ldm_symbolic.checker.questions import require, require_defined
from ldm_symbolic.checker.rules import Step, check, clock_meaning, fitting
from ldm_symbolic.checker.terms import (
    ARITY,
    ZERO,
    Node,
    RefusedError,
    both,
    conjuncts,
    differentiated,
    for_each,
    free,
    is_condition,
    is_integer,
    le,
    lt,
    minus,
    node,
    number,
    obligations,
    plainly,
    plus,
    read,
    substitute,
    times,
    unfolded,
)  # fmt: skip
from ldm_symbolic.checker.values import NEGATED, constant, value

SCHEMA = "ldm-symbolic/proof/1"


def main(arguments: Sequence[str]) -> int:
    """Check files; return the exit status."""
    sys.setrecursionlimit(20_000)
    if not arguments:
        _say("usage: python -m ldm_symbolic.checker FILE.json ...")
        return 2
    for path in arguments:
        try:
            claim, outcome = checked(_text(path))
        except RefusedError as error:
            _say(f"{path}: {' '.join(str(error).split())}")
            return 1
        except RecursionError:
            _say(f"{path}: its terms are nested too deeply")
            return 1
        sys.stderr.write(f"{path}: {claim} {outcome}\n")
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
    """Check the text of a file and return the id of the claim that it proves or refutes; `RefusedError` otherwise."""
    return checked(text)[0]


def checked(text: str) -> tuple[str, str]:
    """Check the text of a file and return the id of its claim, and what becomes of it; `RefusedError` if nothing."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:
        raise RefusedError(f"is no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RefusedError(f"is no file of the schema {SCHEMA}")
    _require(data, {"claim": str, "hypotheses": list, "conclusion": list}, "the file")
    if not data["claim"].isprintable() or ("steps" in data) == ("counterexample" in data):
        raise RefusedError("has a name that cannot be shown, or not either steps or a counterexample")
    if "counterexample" in data:
        _check_counterexample(data)
        return data["claim"], "is refuted"
    _check_steps(data)
    return data["claim"], "follows"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RefusedError("a name stands twice in one object")
    return found


def _no_number(name: str) -> None:
    raise RefusedError(f"{name} is no number")


def _check_steps(data: Any) -> None:
    _require(data, {"steps": list}, "the file")
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


# Refutations: at an instance every hypothesis is defined and true, and the conclusion is not.


_REAL = node("symbol", "x", "real")  # what an entry of a sequence can become


def _check_counterexample(data: Any) -> None:
    numbers: dict[Node, Node] = {}
    sequences: dict[Node, list[Node]] = {}
    for pair in data["counterexample"] if isinstance(data["counterexample"], list) else [None]:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], list):
            raise RefusedError("a counterexample is a list of names and their values")
        name = read(pair[0])
        if name.kind == "sequence":
            sequences[name] = [_constant(fitting(_REAL, read(part))) for part in pair[1]]
        else:
            numbers[name] = fitting(name, read(pair[1]))
            _constant(numbers[name])
    for hypothesis in conjuncts(_grounded(one, numbers, sequences) for one in _conditions(data["hypotheses"])):
        for part in clock_meaning(hypothesis) if hypothesis.kind == "Clock" else [hypothesis]:
            require([], part)
    conclusion = _grounded(_condition(data["conclusion"]), numbers, sequences)
    if not (_is_false(conclusion) or _is_undefined(conclusion)):
        raise RefusedError(f"`{conclusion}` is not seen to fail at the instance")


def _constant(term: Node) -> Node:
    if free(term):
        raise RefusedError(f"the value `{term}` has names in it")
    require_defined([], term.parts[1] if term.kind == "lambda" else term)
    return term


def _grounded(part: Node, numbers: dict[Node, Node], sequences: dict[Node, list[Node]]) -> Node:
    """Return a condition at an instance; what runs over finitely many integers is written out."""
    put = substitute(part, numbers)
    missing = [name for name in free(put) if name not in sequences]
    if missing:
        raise RefusedError(f"the instance has no value for `{missing[0]}`")
    return _written_out(put, sequences)


def _written_out(part: Node, sequences: dict[Node, list[Node]]) -> Node:
    if part.kind == "entry":
        place = _number_at(part.parts[1], sequences)
        entries = sequences.get(node("sequence", part.parts[0]), [])
        if place is None or not 1 <= place <= len(entries):  # any real number
            return node("entry", part.parts[0], number(place)) if place is not None else part
        return entries[int(place) - 1]
    finite = part.kind in ("sum", "ForEach", "Minimises") and is_integer(part.parts[-1].parts[0])
    finite = finite and (part.kind != "Minimises" or is_integer(part.parts[0]))  # else it is not in the range
    if finite and (indices := _indices(part.parts[-1], sequences)) is not None:
        return _listed(part, indices, sequences)
    return node(part.kind, *(_written_out(p, sequences) if isinstance(p, Node) else p for p in part.parts))


def _number_at(term: Node, sequences: dict[Node, list[Node]]) -> Fraction | None:
    """Return the number that a term is at an instance, None unless it is seen to be defined there."""
    written = _written_out(term, sequences)
    return constant(value(written)) if all(map(_follows, obligations(written))) else None


def _indices(limits: Node, sequences: dict[Node, list[Node]]) -> list[Node] | None:
    lower, upper = (_number_at(end, sequences) for end in limits.parts[1:])
    if lower is None or upper is None or upper - lower > 1000:
        return None
    return [number(place) for place in range(ceil(lower), floor(upper) + 1)]


def _listed(part: Node, indices: list[Node], sequences: dict[Node, list[Node]]) -> Node:
    body, index = part.parts[-2], part.parts[-1].parts[0]
    parts = [_written_out(substitute(body, {index: place}), sequences) for place in indices]
    if part.kind == "sum":
        return plus(*parts) if len(parts) > 1 else parts[0] if parts else ZERO
    if part.kind == "ForEach":
        return both(*parts) if parts else le(ZERO, ZERO)
    best = substitute(body, {index: part.parts[0]})
    inside = [_written_out(condition, sequences) for condition in plainly(part)]
    return both(*inside, *(le(_written_out(best, sequences), other) for other in parts))


def _follows(condition: Node) -> bool:
    try:
        require([], condition)
    except RefusedError:
        return False
    return True


def _is_undefined(condition: Node) -> bool:
    """Say whether the first condition for a condition to be defined that is not seen to hold is seen to fail."""
    return any(_is_false(one) for one in islice((o for o in obligations(condition) if not _follows(o)), 1))


def _is_false(condition: Node) -> bool:
    """Say whether a condition is seen to be defined and false; of a universal one at a point of its range."""
    kind, parts = condition.kind, condition.parts
    if kind == "and":
        return any(map(_is_false, parts))
    if kind == "implies":
        return _follows(parts[0]) and _is_false(parts[1])
    if kind == "iff" and len(parts) == 2:
        return any(_follows(one) and _is_false(other) for one, other in (parts, parts[::-1]))
    if kind == "not":
        return _follows(parts[0])
    if kind == "UniqueRoot":
        _, lower, upper = parts[1].parts
        return _follows(for_each(node("!=", parts[0], ZERO), parts[1])) or _is_false(le(lower, upper))
    if kind == "IsDerivative":
        return any(map(_follows, _other_slopes(*parts)))
    if kind in ARITY:
        return any(map(_is_false, plainly(condition))) or any(map(_fails_at, _points(condition)))
    sign = NEGATED.get(kind)
    return _follows(node(sign, *parts) if sign else node("not", condition))


def _other_slopes(function: Node, slope: Node, limits: Node) -> Iterator[Node]:
    """Yield conditions each of which says that the derivative is another one at a point inside a range."""
    index, lower, upper = limits.parts
    needed = [lt(lower, upper)]
    try:
        found = differentiated(function, index, needed)
    except RefusedError:  # by these rules it has none
        return
    for n in range(1, 8):
        yield substitute(both(*needed, node("!=", found, slope)), {index: _between(lower, upper, n)})


def _between(lower: Node, upper: Node, eighths: int) -> Node:
    return plus(lower, times(number(Fraction(eighths, 8)), minus(upper, lower)))


def _points(predicate: Node) -> Iterator[tuple[list[Node], Node]]:
    """Yield what a universal predicate says at points of its range: under which conditions, and what."""
    index, lower, upper = predicate.parts[-1].parts
    if is_integer(index):
        return
    grid = [_between(lower, upper, n) for n in range(9)]
    for choice in combinations(grid, ARITY[predicate.kind]):
        yield unfolded(predicate, choice)


def _fails_at(said: tuple[list[Node], Node]) -> bool:
    guard, body = said
    return all(map(_follows, guard)) and _is_false(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
