"""Hold what the explainer computes in a browser against Python: python tests/make/docs/check_explainer.py

Each formula against 50 digits of the expression from which it was printed; the best stop of random spectra against
`ldm.stop`, and the error after each step of a sampler against `ldm_symbolic.samplers`. Needs chromium.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
from explainer import NAMES, explainer_html, formulas
from sympy import lambdify

import ldm_symbolic as ldm
from ldm_symbolic.model.read_outs import Path as Road
from ldm_symbolic.model.schedules import OU
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.outcome import outcomes
from ldm_symbolic.samplers.recursion import Sampler
from ldm_symbolic.samplers.schemes import SCHEMES

POINTS, SPECTRA, SEED = 200, 60, 20
CLOSE = 1e-11
"""How far a number of the page may be from Python's, relative to the larger of it and a millionth of the scale."""
_PROBE = """<script>
window.addEventListener("load", () => {
  const asked = JSON.parse(document.getElementById("asked").textContent);
  const values = asked.formulas.map(([name, points]) => points.map((point) => model[name](...point)));
  const stops = asked.spectra.map((one) => bestStop(one.variances, one.estimates, one.k, one.horizon));
  const paths = asked.spectra.map(
    (one) => sampled(one.variances, one.estimates, one.k, one.horizon, one.scheme, one.steps).map((p) => p.error));
  const ends = paths.map((errors) => errors[errors.length - 1]), nearest = paths.map((errors) => Math.min(...errors));
  const shown = document.getElementById("answer").textContent;
  const drawn = document.querySelectorAll("#plot path").length;
  document.documentElement.setAttribute("data-report", JSON.stringify({ values, stops, ends, nearest, shown, drawn }));
});
</script>"""


def points(draw: random.Random, count: int) -> list[list[float]]:
    """So many points at which every formula is defined: numbers between 0 and 1, none of them near 1."""
    return [[draw.uniform(0.01, 0.95) for _ in range(count)] for _ in range(POINTS)]


def spectra(draw: random.Random) -> list[dict[str, Any]]:
    """Random problems, with numbers that are the same in both arithmetics."""
    found = []
    for _ in range(SPECTRA):
        size = draw.randint(1, 8)
        variances = sorted((draw.randint(1, 4000) / 1024 for _ in range(size)), reverse=True)
        factor = draw.choice([0.5, 0.8, 1.0, 1.5])
        estimates = [max(1, round(1024 * value * factor * draw.uniform(0.7, 1.3))) / 1024 for value in variances]
        more: dict[str, Any] = {"horizon": draw.choice([0.0625, 0.5, 1.0, 2.0]), "steps": draw.choice([2, 7, 40])}
        more |= {"k": draw.randint(1, size), "scheme": draw.choice(list(NAMES))}
        found.append({"variances": variances, "estimates": estimates, **more})
    return found


def browsed(asked: Any) -> dict[str, Any]:
    """What the page computes of some questions."""
    chromium = shutil.which("chromium")
    assert chromium is not None, "chromium is not installed"
    question = f'<script type="application/json" id="asked">{json.dumps(asked)}</script>'
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "explainer.html"
        page.write_text(explainer_html().replace("</body>", f"{question}{_PROBE}</body>"), encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        call = [*command, "--enable-logging=stderr", "--dump-dom", page.as_uri()]
        done = subprocess.run(call, capture_output=True, text=True, errors="replace", check=True, timeout=300)
    found = re.search(r'<html[^>]* data-report="([^"]*)"', done.stdout)
    assert found, done.stderr[-3000:]
    assert ":CONSOLE" not in done.stderr, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(unescape(found[1]))
    return report


def apart(found: float, wanted: float, scale: float = 0.0) -> float:
    """How far two numbers are apart, relative to the wanted one or to a share of the scale."""
    return abs(found - wanted) / max(abs(wanted), 1e-6 * scale, 1e-300)


def worst_formula(asked: Sequence[Any], values: Sequence[Any]) -> float:
    """The largest difference of a formula from its expression."""
    known, worst = formulas(), 0.0
    with mpmath.workdps(50):
        for (name, places), row in zip(asked, values, strict=True):
            exact = lambdify(known[name][0], known[name][1], "mpmath")
            for place, value in zip(places, row, strict=True):
                # a difference of two arguments is as exact as they are
                worst = max(worst, apart(value, float(exact(*map(mpmath.mpf, place))), 1.0))
    return worst


def worst_answer(problems: Sequence[Any], report: dict[str, Any]) -> float:
    """The largest difference of an error of the page from Python's; branches must be the same."""
    worst = 0.0
    for one, stop, end, nearest in zip(problems, report["stops"], report["ends"], report["nearest"], strict=True):
        numbers = [[Fraction(value) for value in one[name]] for name in ("variances", "estimates")]
        answer = ldm.stop(numbers[0], estimated=numbers[1], horizon=Fraction(one["horizon"]), score="plugin")
        row = next(row for row in answer.rows if row.k == one["k"])
        assert stop["branch"] == row.branch.value, (one, stop, row)
        grid = TimeGrid(
            schedule=OU, path=Road.VARIANCE_PRESERVING, horizon=Fraction(one["horizon"]), points=one["steps"] + 1
        )
        true, believed = (np.array(one[name]) for name in ("variances", "estimates"))
        (reached,) = outcomes(Sampler(scheme=SCHEMES[one["scheme"]], grid=grid), true, believed, [one["k"]])
        scale = sum(one["variances"])
        pairs = [
            (stop["error"], float(row.error)),
            (stop["end"], float(row.error_at_end)),
            (end, reached.error),
            (nearest, reached.best.error),
        ]
        worst = max([worst, *(apart(found, wanted, scale) for found, wanted in pairs)])
    return worst


def main() -> int:
    """Return 0 if all is well."""
    draw = random.Random(SEED)
    asked = [(name, points(draw, len(arguments))) for name, (arguments, _) in formulas().items()]
    problems = spectra(draw)
    report = browsed({"formulas": asked, "spectra": problems})
    assert report["shown"], "the page says nothing"
    assert report["drawn"] >= 9, report["drawn"]
    branches = {stop["branch"] for stop in report["stops"]}
    assert branches == {"end", "interior", "start"}, branches
    formula, answer = worst_formula(asked, report["values"]), worst_answer(problems, report)
    print(f"{len(asked)} formulas at {POINTS} points: {formula:.1e} apart at most; {SPECTRA} spectra: {answer:.1e}")
    return 0 if max(formula, answer) < CLOSE else 1


if __name__ == "__main__":
    sys.exit(main())
