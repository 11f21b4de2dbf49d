"""Write `docs/conformance.md` from the measured laws: `python tests/make/conformance/page.py`; needs no diffusers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from findings import FINDINGS, KINDS, Finding
from left_out import left_out

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LAWS = ROOT / "tests" / "golden" / "conformance.json"
OUT = ROOT / "docs" / "conformance.md"
_SAME = 2e-5

_OPENING = """# Conformance: what diffusers' schedulers sample

Their own code (diffusers {diffusers}, torch {torch}), driven by the network that is exact for Gaussian data: variances
{variances}, each by itself. A scheduler is affine in its start and its noises, so that one run tells each law; nothing
here is drawn at random. Written by `tests/make/conformance/page.py` from `tests/golden/conformance.json`, which
`tests/make/conformance/laws.py` measures; CI measures it again and compares, and runs
[the suite](tutorials/test-my-sampler.md) on {tested} of the {all} configurations, all but those of LMS, with
`tests/make/conformance/xfails.txt`, in which each expected failure has its reason.

How it is measured: `set_timesteps`, `scale_model_input` and `step` are called as a pipeline does, from the scheduler's
own `init_noise_sigma`; `set_begin_index`, which some pipelines call, is not. The network is told the timestep and
nothing else, and knows its level from the training schedule. `randn_tensor` hands out given noises; clipping is off, as
it is not affine. Gaussian data shows what a scheduler's arithmetic does to a law, and not which one makes the better
pictures. Which schedulers are not in the table, and why, is said below it.
"""
_LAWS = """## The laws

W2 is the distance to the data over all three modes, at 10, 20 and 50 steps. *Continuous* is the one that exact
continuous time would have at 50, from the same start to the same last level: what is left there is the grid's, and
that Euler, Heun and their kin start from sigma where the law asks for the root of sigma² + 1. *Own* compares with the
recursion of this package on the same levels: the scheme, or by how much of its size the law differs. *Order* is the
measured order of convergence at the last level that has noise, of those that claim one, where the network is told the
level of the state. *Told* is by how much the level that a timestep tells is off at most, where it is. `latent` stands
for `beta_start` 0.00085, `beta_end` 0.012, `scaled_linear`.
"""
_VARIANCES = "The variances that are generated, at 10, 20 and 50 steps:\n"
_LEFT_OUT = """## Not in the table

Every scheduler in the `schedulers` folder of this diffusers is in the table or in this list, which CI looks up. The
reasons are from their signatures and their documentation; none of these laws was measured.
"""
_DEVIATES = """## What deviates

Each point was found by a measured law, then read in the code, twice. How it is classed is a reading: what looks like
a defect may have a reason that is not seen here. A program that needs diffusers and torch alone shows it; what it
prints stands below it.
"""


def settings(case: Mapping[str, Any]) -> str:
    """The config as one would type it."""
    config = dict(case["config"])
    latent = config.pop("beta_schedule", None) == "scaled_linear"
    words = ["latent"] if latent else []
    if latent:
        del config["beta_start"], config["beta_end"]
    words += [f"{key}={value}" for key, value in config.items()]
    words += [f"step({key}={value:g})" for key, value in case["options"].items()]
    return ", ".join(words) or "defaults"


def own(case: Mapping[str, Any]) -> str:
    """The scheme whose law it has, or how far it is from it."""
    found = [entry["own"] for entry in case["steps"].values()]
    if case["scheme"] is None or None in found:
        return ""
    return f"{case['scheme']}" if max(found) < _SAME else f"{case['scheme']}, off by {max(found):.1g}"


def order(case: Mapping[str, Any]) -> str:
    """The order that was found, with the claimed one where it is not reached."""
    claimed, found = case["order"]["claimed"], case["order"]["found"]
    if not claimed:
        return ""
    return f"{found:.1f}" if found > claimed - 0.3 else f"{found:.1f}, not {claimed}"


def distance(case: Mapping[str, Any], variances: Sequence[float]) -> float:
    """W2 of continuous time at 50 steps."""
    pairs = zip(case["steps"]["50"]["continuous"], variances, strict=True)
    return float(sum((one**0.5 - other**0.5) ** 2 for one, other in pairs) ** 0.5)


def row(*cells: str) -> str:
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"


def laws_table(document: Mapping[str, Any]) -> str:
    """A line for each configuration."""
    head = ("name", "scheduler and what is set", "W2, 10", "20", "50", "continuous", "own", "order", "told")
    lines = [row(*head), row("---", "---", *["---:"] * 4, "---", "---", "---:")]
    for name, case in document["cases"].items():
        steps = case["steps"]
        told = max(entry["told_apart"] for entry in steps.values())
        lines.append(
            row(
                f"`{name}`",
                f"{case['scheduler'].removesuffix('Scheduler')}: {settings(case)}",
                *(f"{entry['w2']:.3f}" for entry in steps.values()),
                f"{distance(case, document['variances']):.3f}",
                own(case),
                order(case),
                f"{told:.1%}" if told > _SAME else "",
            )
        )
    return "\n".join(lines)


def variances_table(document: Mapping[str, Any]) -> str:
    """What variance each mode has at the end."""
    lines = [row("name", *(f"of {variance:g}" for variance in document["variances"])), row("---", *["---:"] * 3)]
    for name, case in document["cases"].items():
        by_mode = zip(*(entry["variance"] for entry in case["steps"].values()), strict=True)
        lines.append(row(f"`{name}`", *(", ".join(f"{value:.3f}" for value in values) for values in by_mode)))
    return "\n".join(lines)


def told_of(finding: Finding, printed: Sequence[str]) -> str:
    """A finding with its program and what that prints."""
    folder = "defects" if finding.kind == "defect" else "others"
    program = (HERE / "reproducers" / folder / f"{finding.shown_by}.py").read_text(encoding="utf-8").strip()
    shown = "\n".join(printed)
    told = f"#### {finding.title}\n\n{finding.where}. {finding.text}"
    return f"{told}\n\n```python\n{program}\n```\n\n```text\n{shown}\n```\n"


def page(document: Mapping[str, Any]) -> str:
    """The whole page."""
    cases = document["cases"]
    tested = sum(case["scheduler"] != "LMSDiscreteScheduler" for case in cases.values())
    variances = ", ".join(f"{variance:g}" for variance in document["variances"])
    numbers = {**document["versions"], "variances": variances, "tested": tested, "all": len(cases)}
    parts = [_OPENING.format(**numbers), _LAWS, laws_table(document) + "\n", _VARIANCES]
    parts += [variances_table(document) + "\n", _LEFT_OUT, left_out() + "\n", _DEVIATES]
    for kind, title in KINDS.items():
        parts.append(f"### {title}\n")
        parts += [told_of(one, document["reproducers"][one.shown_by]) for one in FINDINGS if one.kind == kind]
    return "\n".join(parts)


def main() -> None:
    """Write it."""
    OUT.write_text(page(json.loads(LAWS.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
