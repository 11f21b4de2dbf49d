"""The command `noise-card`: which noise levels matter for a spectrum, and the best N of them.

Imported by `--help`, so that it knows click alone.

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from typing import Any

import click

from ldm_symbolic.cli.console import notice, print_json, print_table, user_input
from ldm_symbolic.cli.options import NOISE_CARD_EXAMPLES, spelled

_A_LINE = 8


@click.command("noise-card", epilog=NOISE_CARD_EXAMPLES)
@click.argument("spectrum", required=False)
@click.option("--data", metavar="FILE.npy", help="An (n, D) matrix of samples in the place of SPECTRUM.")
@click.option("--covariance", metavar="FILE.npy", help="A D x D covariance in the place of SPECTRUM.")
@click.option("--dims", "kept", type=click.IntRange(min=1), metavar="K", help="Keep the first K modes [default: all].")
@click.option(
    "--scheme",
    default="ddim",
    show_default=True,
    help="The sampler: ddim, euler (the same here), ddpm, edm-heun, dpmpp2m or dpmpp3m.",
)
@click.option(
    "--steps", type=click.IntRange(min=1, max=256), default=20, show_default=True, help="N, at most 64 but for ddim."
)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def noise_card(kept: int | None, scheme: str, steps: int, as_json: bool, **source: Any) -> None:
    """Which noise levels sigma = beta/alpha matter for your data, and the N with which a sampler is best.

    sigma_data is the root mean variance of the kept modes; sigma_min and sigma_max are the last and the first level
    that the smallest and the largest kept variance alone would want. The grid minimises the exact squared W2 error of
    N steps from pure noise, with the exact score; the Karras grid and even levels between the same ends are compared.
    A sampler that remembers steps has several minima, and the best that is found fits these variances closely. Needs
    SciPy: the practice extra.
    """
    with user_input():
        from ldm_symbolic.front_door.noise_cards import card_document, card_of
        from ldm_symbolic.front_door.options import Asked

        document = card_document(card_of(notice, Asked(**source), kept, scheme, steps, spelled))
    if as_json:
        print_json(document)
        return
    from rich.console import Group

    print_table(Group(*_lines(document)))


def _lines(document: dict[str, Any]) -> list[str]:
    sigmas, error = document["sigmas"], float(document["error"])
    rows = [", ".join(sigmas[at : at + _A_LINE]) for at in range(0, len(sigmas), _A_LINE)]
    others = {"Karras, rho = 7": "error_karras", "even levels": "error_uniform"}
    return [
        f"Noise that matters for these {document['k']} modes in {len(sigmas)} steps: sigma from "
        f"{document['sigma_max']} to {document['sigma_min']}.",
        f"sigma_data {document['sigma_data']}, the root mean variance.",
        f"Best {len(sigmas)} levels for {document['scheme']}, then 0: squared error {document['error']}.",
        *(f"  {name} between these ends: {document[key]}{_times(float(document[key]), error)}."
          for name, key in others.items()),
        "sigmas = [",
        *(f"    {row}," for row in rows),
        "]",
    ]  # fmt: skip


def _times(other: float, best: float) -> str:
    return f", {other / best:.3g} times that" if best else ""
