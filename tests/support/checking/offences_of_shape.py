"""What every rule must refuse: a premise too many or too few, a conclusion that does not follow; made from twins."""

from __future__ import annotations

import json
from typing import Any

from offences import LOGIC, SUMS
from offences_of_analysis import CLOCKS, CONVEXITY, DERIVATIVES
from offences_of_equations import EQUATIONS
from written_files import n

Data = Any
OPEN = ("by_logic", "derivative", "equal_sums", "for_all", "slope_at", "split_sum", "unique_root")
"""Rules that have any number of premises."""


def _last(text: str, **other: Data) -> str:
    """Return a file whose last step is another; its first step is one that no other needs."""
    data = json.loads(text)
    idle = {"rule": "decide", "premises": [], "hypotheses": [], "conclusion": ["<=", n(0), n(0)], "arguments": {}}
    steps = [{**idle, "queries": []}]
    steps += [{**step, "premises": [place + 1 for place in step["premises"]]} for step in data["steps"]]
    steps[-1] = {**steps[-1], **other}
    return json.dumps({**data, "steps": steps, "conclusion": steps[-1]["conclusion"]})


def _premises(text: str) -> list[int]:
    return [place + 1 for place in json.loads(text)["steps"][-1]["premises"]]


_TWINS = {
    json.loads(twin)["steps"][-1]["rule"]: twin
    for pairs in (LOGIC, SUMS, DERIVATIVES, CONVEXITY, CLOCKS, EQUATIONS)
    for twin, _ in pairs.values()
}
_FIXED = {rule: twin for rule, twin in _TWINS.items() if rule not in OPEN}

SHAPES: dict[str, tuple[str, str]] = {
    **{f"a premise too many for {rule}": (_last(twin), _last(twin, premises=[*_premises(twin), 0]))
       for rule, twin in _FIXED.items()},
    **{f"a premise too few for {rule}": (_last(twin), _last(twin, premises=_premises(twin)[:-1]))
       for rule, twin in _FIXED.items() if _premises(twin)},
    **{f"something else by {rule}": (_last(twin), _last(twin, conclusion=["<=", n(1), n(0)]))
       for rule, twin in _TWINS.items()},
    **{f"no arguments for {rule}": (_last(twin), _last(twin, arguments={}))
       for rule, twin in _TWINS.items() if json.loads(twin)["steps"][-1]["arguments"]},
}  # fmt: skip
"""What is wrong -> the file without and the file with it."""
