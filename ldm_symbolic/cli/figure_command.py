"""`figure`: a figure of the paper, or of where a sentence of it holds.

Tested in `tests/figures/test_pictures.py`.
"""

from __future__ import annotations

import click

from ldm_symbolic.cli.console import require_free, user_input
from ldm_symbolic.cli.options import FIGURE_EXAMPLES, OVERWRITE, Whole


@click.command(epilog=FIGURE_EXAMPLES)
@click.argument("name", type=click.Choice(["3", "4-left", "4-right", "plugin", "corollary-long", "corollary-short"]))
@click.option("--out", required=True, metavar="FILE", help="Where to write it: .png, .pdf or .svg.")
@click.option("--seed", type=Whole(min=0), default=0, show_default=True, help="Seed of the simulation.")
@OVERWRITE
def figure(name: str, out: str, seed: int, overwrite: bool) -> None:
    """A figure of the paper, drawn anew: exact curves, and a simulation as points; or where a sentence of it holds.

    3 is the inverse clock; 4-left and 4-right are the error against time for k = 1, 2, ..., estimated from
    1000 samples; the points are 1000 samples generated in 1000 steps. plugin, corollary-long and corollary-short are
    not in the paper: where its Proposition 2 with the plug-in score, and its Corollary 1, hold as printed, fail, and
    are repaired. Needs the plot extra.
    """
    with user_input():
        from ldm_symbolic.figures import drawing

        draw = drawing(out).paper_figure
        require_free(out, "--out", overwrite)
        draw(name, out, seed)
