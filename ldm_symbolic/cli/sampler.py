"""The command `sampler`: what a sampler makes of a spectrum in so many steps, exactly.

Imported by `--help`, so that it knows click alone.

Tested in `tests/cli/test_sampler.py`.
"""

from __future__ import annotations

from typing import Any

import click

from ldm_symbolic.cli.console import notice, print_json, print_table, user_input
from ldm_symbolic.cli.options import SAMPLER_EXAMPLES, SCHEDULES, Whole, spelled

_SCHEMES = ("em", "ei", "ddpm", "ddim", "euler", "heun", "rk4", "edm-heun", "dpmpp2m", "dpmpp3m")


@click.command("sampler", epilog=SAMPLER_EXAMPLES)
@click.argument("spectrum")
@click.option("--scheme", required=True, type=click.Choice(_SCHEMES), help="The sampler.")
@click.option(
    "--grid-points", required=True, type=Whole(min=2, max=1_000_001), metavar="N", help="Points, with both ends."
)
@click.option("--truncation", metavar="EPS", help="Time left at the last point [default: 0].")
@click.option("--best-truncation", "search", is_flag=True, help="Also the truncation with the least distance.")
@click.option("--estimated", metavar="SPECTRUM", help="What the score takes for the variances, entry by entry.")
@click.option("--schedule", help=f"{SCHEDULES} [default: ou].")
@click.option("--scheduler", metavar="FILE.json", help="A diffusers scheduler_config.json in its place.")
@click.option("--horizon", metavar="T", help="Horizon T > 0; 4 for ou, 1 for linear, N in steps.")
@click.option("--start", type=click.Choice(["noised", "standard"]), help="Noised data or pure noise [default: noised].")
@click.option("--eta", metavar="ETA", help="In [0, 1]: noise of ddim, or churn of edm-heun over its most.")
@click.option(
    "--variance", type=click.Choice(["small", "large", "posterior"]), help="Noise that ddpm adds [default: large]."
)
@click.option("--dims", metavar="K", help="Also latent dimensions, such as 1,2,8, or all, and the best pair.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def sampler(
    scheme: str,
    grid_points: int,
    truncation: str | None,
    search: bool,
    eta: str | None,
    variance: str | None,
    dims: str | None,
    as_json: bool,
    **model: Any,
) -> None:
    """The exact error of a sampler with finitely many steps, and the best step to stop at.

    SPECTRUM holds variances as for `stop`. The grid is even in time, t_k = (T - EPS) k/(N - 1); the levels of edm are
    those of Karras et al. with 0 at the end, those of a scheduler its own. The score is exact unless estimates are
    given. There is no random number in it: a step is linear, so that the law of what it generates is known.
    """
    with user_input():
        from ldm_symbolic.front_door.options import Asked
        from ldm_symbolic.front_door.sampling.deciding import decided
        from ldm_symbolic.front_door.sampling.reached import AskedSampler, sampled, sampler_document

        how = AskedSampler(
            scheme=scheme,
            grid_points=grid_points,
            truncation=truncation,
            search=search,
            eta=eta,
            variance=variance,
            dims=dims,
        )
        found = sampled(notice, Asked(**model), how, spelled)
        document = sampler_document(found)
    if as_json:
        print_json(document)
        return
    from rich.console import Group

    print_table(Group(*_lines(document), *decided(found.sampler, found.modes)))


def _lines(document: dict[str, Any]) -> list[str]:
    best, steps = document["best_step"], document["steps"]
    lines = [
        f"{document['scheme']} in {steps} steps, {document['score_evaluations']} evaluations of the score, "
        f"truncated at {document['truncation']}.",
        f"W2 distance {document['distance']}, squared {document['error']}.",
        f"Nearest to the data after step {best['index']} of {steps}: squared {best['error']}.",
    ]
    if document["best_truncation"] is not None:
        found = document["best_truncation"]
        lines.append(f"Best truncation {found['truncation']}: W2 distance {found['distance']}.")
    for row in document.get("rows", ()):
        step = row["best_step"]
        lines.append(f"  k = {row['k']}: squared {row['error']}, after step {step['index']} {step['error']}")
    if "best" in document:
        pair = document["best"]
        lines.append(f"Best pair: k = {pair['k']} after step {pair['index']}, squared {pair['error']}.")
    return lines
