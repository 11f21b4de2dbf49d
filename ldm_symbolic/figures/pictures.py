"""Pictures: errors and stopping times of an answer, and figures of the paper drawn anew. Needs matplotlib.

Files hold no dates, versions or paths: the same answer gives the same bytes with the same matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib
import mpmath
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from ldm_symbolic.figures.paper import (
    HORIZON,
    LEFT,
    RIGHT,
    STEPS,
    Setting,
    exact_errors,
    log_snr,
    simulated_errors,
    thresholds,
    times_at,
)
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.answers.listing import Listed, Listing
from ldm_symbolic.stopping.row import Branch
from ldm_symbolic.stopping.units import edm_sigma

_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    ".svg": {"Creator": None, "Date": None, "Format": None, "Type": None},
}
_STYLE: Any = {
    "svg.hashsalt": "ldm-symbolic",
    "font.size": 10.0,
    "axes.grid": True,
    "grid.color": "0.92",
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.6,
    "legend.frameon": False,
    "savefig.dpi": 160.0,
}
_OF_THE_BOOK: Any = {
    "font.family": "cmr10",
    "mathtext.fontset": "cm",
    "axes.formatter.use_mathtext": True,
    "font.size": 11.0,
    "pdf.fonttype": 42,
}
"""Computer Modern, in which the book is set; matplotlib brings it along."""
_SETTINGS = {"4-left": LEFT, "4-right": RIGHT}
_MOST_CURVES = 6
_POINTS = 600
_CLOCK_HORIZON = 4.0
_WIDER = 8.0
_USUAL_SIGMA = 0.1


def stop_figure(found: Listing, path: str) -> None:
    """How much worse than its optimum some k are near the end, and the noise at the stop against k.

    Raises:
        InputError: if the file cannot be written.
    """
    with _drawn(path, (10.5, 4.2)) as figure:
        excess, noise = figure.subplots(1, 2, width_ratios=(3, 2))
        _draw_excess(excess, found)
        _draw_noise(noise, found)


def paper_figure(name: str, path: str, seed: int = 0) -> None:
    """Figure 3, 4-left or 4-right of the paper, with a seeded simulation as points; or where a sentence of it holds.

    Raises:
        InputError: if the file cannot be written.
    """
    with _drawn(path, (6.4, 3.9), _OF_THE_BOOK) as figure:
        if name == "3":
            _draw_clock(figure.subplots())
        elif name in _SETTINGS:
            _draw_setting(figure.subplots(), _SETTINGS[name], seed)
        else:
            from ldm_symbolic.figures.drawn_regions import (
                draw_region,
            )  # it takes the derivations, which are slow to load

            draw_region(figure, name)


@contextmanager
def _drawn(path: str, size: tuple[float, float], style: Any = MappingProxyType({})) -> Iterator[Figure]:
    """A figure to draw on, in a style, written to a file afterwards."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever the user's own settings are
        matplotlib.rcParams.update({**_STYLE, **style})
        figure = Figure(figsize=size, layout="constrained")
        yield figure
        try:
            figure.savefig(path, metadata=_METADATA[Path(path).suffix.lower()])
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror or error}") from error


def _colours(count: int) -> list[Any]:
    """Colours from dark to light, none too light to be seen."""
    return [matplotlib.colormaps["viridis"](share) for share in np.linspace(0.0, 0.88, count)]


def _draw_excess(axes: Axes, found: Listing) -> None:
    """How much worse than its optimum each k is near the end; at the end itself that is what stopping gains."""
    rows = _chosen(found)
    stops = [float(edm_sigma(row.stop)) for row in rows if row.stop.branch is Branch.INTERIOR] or [_USUAL_SIGMA]
    start = float(mpmath.sqrt(mpmath.expm1(2 * found.problem.rate_one_horizon())))
    sigmas = np.geomspace(min(_WIDER * max(stops), start), min(stops) / _WIDER, _POINTS)
    for row, colour in zip(rows, _colours(len(rows)), strict=True):
        at_end, least = float(row.stop.error_at_end) or 1.0, float(row.stop.error)
        best = " (best)" if row.stop.k == found.best.stop.k else ""
        excess = 100 * (found.error_curve(row.stop.k, np.log1p(sigmas**2) / 2) - least) / at_end
        axes.plot(sigmas, np.maximum(excess, 0.0), color=colour, label=f"k = {row.stop.k}{best}")
        gain = 100 * (float(row.stop.error_at_end) - least) / at_end
        axes.plot([sigmas[-1]], [max(gain, 0.0)], ">", color=colour, markersize=7, clip_on=False)
        if row.stop.branch is Branch.INTERIOR:
            axes.plot([float(edm_sigma(row.stop))], [0.0], "o", color=colour, markersize=7, clip_on=False)
    axes.set_xscale("log")
    axes.set_yscale("asinh", linear_width=0.5)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0, 0.5, 1, 2, 5, 10, 20, 50, 100], [f"{tick:g} %" for tick in (0, 0.5, 1, 2, 5, 10, 20, 50, 100)])
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlim(sigmas[0], sigmas[-1])
    axes.set_xlabel("noise sigma at which generation stops (it runs to the right)")
    axes.set_ylabel(("mean " if found.samples else "") + "error above the optimum, of that at the end")
    axes.set_title("● optimum, ► the end: what stopping gains", fontsize=10, loc="left", color="0.3")
    axes.legend()


def _chosen(found: Listing) -> list[Listed]:
    """A few of the latent dimensions listed, in order, the best of all among them."""
    rows = {row.stop.k: row for row in found.rows}
    ks = sorted(rows)
    if len(ks) > _MOST_CURVES:
        picks = np.unique(np.rint(np.geomspace(1, len(ks), _MOST_CURVES - 1)).astype(int)) - 1
        ks = [ks[pick] for pick in picks]
    chosen = {k: rows[k] for k in ks} | {found.best.stop.k: found.best}
    return [chosen[k] for k in sorted(chosen)]


def _draw_noise(axes: Axes, found: Listing) -> None:
    """The noise at the stop against k; where running to the end is the advice, at the bottom."""
    early = [row.stop for row in found.rows if _stops(row)]
    still = [row.stop.k for row in found.rows if not _stops(row)]
    sigmas = [float(edm_sigma(stop)) for stop in early]
    ks, best = [row.stop.k for row in found.rows], found.best.stop
    size = 4 if len(ks) < 100 else 2
    floor = min(sigmas, default=_USUAL_SIGMA) / 2
    axes.plot([stop.k for stop in early], sigmas, "o", color="0.25", markersize=size)
    if still:
        axes.plot(still, [floor] * len(still), ">", color="0.55", markersize=size, label="run to the end")
    at = float(edm_sigma(best)) if _stops(found.best) else floor
    axes.plot([best.k], [at], "o", color="tab:red", markersize=8, label=f"best pair: k = {best.k}", clip_on=False)
    axes.set_yscale("log")
    axes.set_ylim(bottom=floor / 1.2)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.set_xlim(min(best.k, *ks) - 0.5, max(best.k, *ks) + 0.5)
    axes.set_xlabel("latent dimension k")
    axes.set_ylabel("noise sigma at the stop" + (", best on average" if found.samples else ""))
    axes.legend()


def _stops(row: Listed) -> bool:
    """Whether an early stop is advised: not where held-out samples do not tell it from running to the end."""
    return row.supported and row.stop.branch is not Branch.END


def _draw_clock(axes: Axes) -> None:
    top = -np.expm1(-2 * _CLOCK_HORIZON)
    inside = np.concatenate([np.linspace(0, 0.9, _POINTS), top - np.geomspace(0.1, 1e-9, _POINTS), [top]])
    levels = np.concatenate([[-1.0, 0.0], inside, [top, 2.0]])
    clock = np.concatenate([[0.0, 0.0], -np.log1p(-inside) / 2, [_CLOCK_HORIZON] * 2])
    axes.plot(levels, clock, color="tab:blue", linewidth=2.0)
    axes.axhline(_CLOCK_HORIZON, color="0.5", linestyle="--", linewidth=1.0)
    axes.annotate("$T = 4$", (-0.98, _CLOCK_HORIZON), (0, -4), textcoords="offset points", va="top", color="0.3")
    axes.set_xlim(-1.0, 2.0)
    axes.set_xlabel("noise level $y$")
    axes.set_ylabel(r"time $\bar a(y)$")


def _draw_setting(axes: Axes, setting: Setting, seed: int) -> None:
    problem = setting.problem(seed)
    if setting.in_time:
        times, after = (
            np.linspace(1.0, float(HORIZON), _POINTS),
            [*range(STEPS // 2, STEPS - 40, 40), 960, 980, 990, 996, STEPS],
        )
        reached = np.array(after) * float(HORIZON) / STEPS
        across, points = times, reached
    else:
        across = np.linspace(-7.0, 6.0, _POINTS)
        times = times_at(across)
        after = sorted({round(t * STEPS / float(HORIZON)) for t in times_at(np.linspace(-3.9, 5.5, 24))})
        points = log_snr(np.array(after) * float(HORIZON) / STEPS)
    curves = exact_errors(problem, times, setting.dimensions)
    simulated, averages = simulated_errors(problem, after, setting.dimensions, seed)
    for row, (k, colour) in enumerate(zip(setting.dimensions, _colours(len(curves)), strict=True)):
        axes.plot(across, curves[row], color=colour, label=f"$k = {k}$")
        axes.plot(points, averages[row], ":", color=colour, linewidth=1.0)
        axes.plot(points, simulated[row], "o", color=colour, markersize=3.5, clip_on=False)
    axes.set_yscale("log")
    axes.set_xlim(across[0], across[-1])
    axes.set_ylabel(r"$\mathrm{squared\ Fr\acute{e}chet\ error}\ E(k, t)$")
    axes.set_xlabel("generation time $t$" if setting.in_time else r"log SNR at which generation stops, $\log(b^2/a^2)$")
    axes.legend(ncols=2, loc="lower center" if setting.in_time else "lower left")
    if setting.in_time:
        _mark(axes, {k: time for k, time in thresholds(problem).items() if k in setting.dimensions})


def _mark(axes: Axes, times: dict[int, float]) -> None:
    """The times t̂_k within the picture, as dotted lines with their names on top."""
    low, high = axes.get_xlim()
    for k, time in times.items():
        if low < time < high:
            axes.axvline(time, color="0.4", linestyle=":", linewidth=1.0)
            axes.annotate(
                rf"$\hat t_{k}$", (time, 1.0), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points"
            )
