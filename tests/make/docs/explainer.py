"""Write the page in which a reader moves the numbers: python tests/make/docs/explainer.py [FILE]

Its formulas are JavaScript that SymPy prints from the expressions of the model, so that none is typed again:
`explainer_page.html` has the rest of the page. `check_explainer.py` compares it with Python in a browser.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from graph_pictures import place
from sympy import Expr, Symbol, diff, jscode, log, solve

from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.derivations.recorded import chosen, show
from ldm_symbolic.model.backward import variance as generated_variance
from ldm_symbolic.model.error import gap, mismatch, root_gap
from ldm_symbolic.model.schedules import OU
from ldm_symbolic.model.schedules.variance_preserving import in_symbols
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import deviation, estimated_variance, generated_deviation, noise, time_left, variance
from ldm_symbolic.samplers.affine import affine
from ldm_symbolic.samplers.schemes import SCHEMES
from ldm_symbolic.stopping.closed_form import own_root

PAGE = Path(__file__).with_name("explainer_page.html")
NAMES = {"ddim": "DDIM (probability flow)", "em": "Euler-Maruyama (stochastic)"}
"""The schemes that the page offers."""
NAMED = {
    "P1.exact": Verdict.PROVED,
    "P1.iff": Verdict.PROVED,
    "S1.start": Verdict.PROVED,
    "S1.inside": Verdict.PROVED,
    "S2.monotone": Verdict.PROVED,
    "S2.abstract": Verdict.REFUTED,
    "P2.step-level-plugin": Verdict.PROVED,
}
"""The claims that the page quotes, each with the verdict that it takes for granted."""


def formulas() -> dict[str, tuple[tuple[Symbol, ...], Expr]]:
    """What is computed in the page, by name: arguments and expression."""
    law = generated_variance(PluginScore(), Start.NOISED)
    level = Symbol("x", real=True)
    (time,) = solve(in_symbols(OU).integrated_rate + log(1 - level) / 2, time_left)
    apart = (gap, generated_deviation, deviation)
    return {
        "level": ((time_left,), in_symbols(OU).noise_level),
        "timeLeft": ((level,), time),
        "generated": ((estimated_variance, noise), law),
        "gap": ((variance, estimated_variance, noise), law - variance),
        "growth": ((estimated_variance,), diff(law, noise)),
        "rootGap": (apart, root_gap()),
        "mismatch": (apart, mismatch()),
        "ownRoot": ((variance, estimated_variance), own_root()),
    }


def steps() -> dict[str, tuple[Expr, Expr]]:
    """What a step of each scheme does to the state and to the noise, in the letters of an interval."""
    laws = {name: affine(SCHEMES[name].ramp[0]) for name in NAMES}
    still = {Symbol("eta", positive=True): 0}
    return {name: (law.growth[0][0].subs(still), law.spread[0].subs(still)) for name, law in laws.items()}


def script() -> str:
    """The object `model` of the page."""
    lines = [
        f"  {name}: ({', '.join(map(str, arguments))}) => {jscode(expression)},"
        for name, (arguments, expression) in formulas().items()
    ]
    lines.append(f"  schemes: {json.dumps([{'id': name, 'name': text} for name, text in NAMES.items()])},")
    lines.append("  step: (scheme, { believed, size, rate, signal, noise, signal_after, noise_after }) => ({")
    for name, (growth, spread) in steps().items():
        lines.append(f"    {name}: () => ({{ growth: {jscode(growth)}, spread: {jscode(spread)} }}),")
    lines.append("  })[scheme](),")
    return "\n".join(["const model = {", *lines, "};"])


def quoted() -> Mapping[str, Mapping[str, str]]:
    """The claims that the page quotes, as they are recorded.

    Raises:
        AssertionError: if one is not recorded as the page takes it to be.
    """
    found = {}
    for statement in chosen(list(NAMED)):
        for claim in statement.claims:
            assert claim.verdict is NAMED[claim.id], claim.id
            link = f"statements/{statement.id}.html#{place(claim.id)}"
            says = show(claim.id).says[0]
            found[claim.id] = {"says": f"{says[:1].upper()}{says[1:]}", "verdict": str(claim.verdict), "link": link}
    assert set(found) == set(NAMED)
    return found


def explainer_html() -> str:
    """The page."""
    text = PAGE.read_text(encoding="utf-8")
    parts = {"/*FORMULAS*/": script(), "/*STATEMENTS*/": json.dumps(quoted(), ensure_ascii=False, sort_keys=True)}
    for mark, part in parts.items():
        before, found, after = text.partition(mark)
        assert found, mark
        text = f"{before}{part}{after}"
    return text


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "explainer.html").write_text(explainer_html(), encoding="utf-8")
