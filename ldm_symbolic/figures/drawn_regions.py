"""Draws where a printed sentence holds, fails and is repaired. Needs matplotlib.

Tested in `tests/figures/test_regions.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator
from sympy import lambdify

from ldm_symbolic.figures import corollary_region, plugin_region
from ldm_symbolic.figures.corollary_region import HORIZONS
from ldm_symbolic.figures.regions import Region

NAMES = ("plugin", *HORIZONS)
"""The pictures of regions, by name."""
_HOLDS, _REPAIRED, _FAILS = "#dbe9f4", "#8fb8d8", "#8c1c2b"
_SEAM = 0.3


def draw_region(figure: Figure, name: str) -> None:
    """Draw one of `NAMES`: a key above, and no title."""
    axes = figure.subplots()
    axes.grid(False)
    axes.set_xscale("log")
    axes.set_yscale("log")
    if name == "plugin":
        _draw_plugin(axes)
    else:
        _draw_corollary(axes, name)
    figure.legend(
        loc="outside upper left",
        ncols=3 if name == "corollary-long" else 2,
        borderaxespad=0.2,
        handlelength=1.4,
        columnspacing=1.4,
    )


def _fill(axes: Axes, region: Region, stated: str) -> None:
    """The strips of a region, each layer over the one before, with the words for what is merely stated."""
    layers = (
        (region.stated, _HOLDS, stated),
        (region.repaired, _REPAIRED, "holds, as repaired"),
        (region.fails, _FAILS, "fails"),
    )
    for strips, colour, words in layers:
        for number, strip in enumerate(strips):
            some, label = np.isfinite(strip.low), words if number == 0 else None
            axes.fill_between(
                region.along, strip.low, strip.high, where=some.tolist(), color=colour, linewidth=_SEAM, label=label
            )


def _draw_plugin(axes: Axes) -> None:
    region = plugin_region.plugin_region()
    _fill(axes, region, "holds beyond the repair")
    ends = [lambdify(plugin_region.TRUE_VARIANCE, edge)(region.along) for edge in plugin_region.repair_ends()]
    axes.plot(
        region.along, np.maximum.reduce(np.broadcast_arrays(*ends)), color="black", label="the repair's condition ends"
    )
    _axis(axes, plugin_region.TRUE, plugin_region.BELIEVED)
    axes.set_xlabel(r"true variance $\lambda_k$")
    axes.set_ylabel(r"estimated variance $\hat\lambda_k$")


def _draw_corollary(axes: Axes, name: str) -> None:
    region = corollary_region.corollary_region(HORIZONS[name])
    _fill(axes, region, "holds beyond the repair" if region.repaired else "holds")
    printed, sharp = corollary_region.ratio_ends()[0], corollary_region.steepest()
    words = "printed and repaired" if region.repaired else "printed"
    axes.axvline(printed, color="black", label=f"{words} for $L > {printed:g}$")
    if region.repaired:
        axes.axvline(sharp, color="black", linestyle=":", label=f"$L = 1/r^{{{{*}}}} = {sharp:.2f}$")
    _axis(axes, corollary_region.RATIOS, corollary_region.CAPS)
    axes.set_xlabel(r"ratio $L$ of the spectrum $\lambda_j = L^{-j}$")
    axes.set_ylabel("cap $C$")


def _axis(axes: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    """The ends of both axes, and round numbers on them."""
    axes.set_xlim(across)
    axes.set_ylim(up)
    for axis, ends in ((axes.xaxis, across), (axes.yaxis, up)):
        ticks = _round(ends)
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in ticks]))
        axis.set_minor_locator(NullLocator())


def _round(ends: tuple[float, float]) -> Sequence[float]:
    """1, 3, 10, 30 and so on between two numbers.

    >>> _round((0.1, 60.0))
    [0.1, 0.3, 1.0, 3.0, 10.0, 30.0]
    """
    powers = range(int(np.floor(np.log10(ends[0]))), int(np.ceil(np.log10(ends[1]))) + 1)
    numbers = (round(lead * 10.0**power, 9) for power in powers for lead in (1, 3))
    return [number for number in numbers if ends[0] <= number <= ends[1]]
