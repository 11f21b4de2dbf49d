"""Write the tables and pictures of `docs/rules.md` and `docs/practice.md` from what the reports found.

    python tests/make/reports/pages.py

A table stands between two comments that name it; the text around it is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[2] / "docs"

RULES = ("least", "average", "shrunk", "folds", "folds, times 4/5", "intensity", "no stop, shrunk eigenvalues")
WORLDS = (
    "flat, 0.3",
    "power law, 4 j^-1.5",
    "geometric, 4 (0.85)^j",
    "digits",
    "MNIST-5k, 128 components",
    "Fashion-MNIST, 128 components",
)
VARIANCE = 211.0
"""Of MNIST-5k: a network with a larger error does worse than always answering the mean image, and has failed."""
COLOURS = ("#0b6e4f", "#1f4e9c", "#7a5195", "#d9822b", "#e0b000", "#b3261e", "#777777")


def found(name: str) -> Mapping[str, Any]:
    """The cells of a report."""
    return dict(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["cells"])


def fixed_encoder() -> str:
    """For k = D: the share of the oracle's gain, its standard error, and how often a rule is worse than the end."""
    lines = [_row("data", "n/D", "oracle", *RULES), _row(*["---"] * (3 + len(RULES)))]
    for world, ratio, rows in _cells():
        own = [row for row in rows if row["kept"] == max(row["kept"] for row in rows)]
        by_rule = {row["rule"]: row for row in own}
        cells = [_share(by_rule[rule]) for rule in RULES]
        lines.append(_row(world, f"{ratio:g}", f"{own[0]['oracle_gain']:.1%}", *cells))
    return "\n".join(lines)


def same_sample() -> str:
    """For k < D: the mean gain in per cent of the error at the end, and how often a rule is worse, over all k < D."""
    lines = [_row("data", "n/D", "oracle", *RULES), _row(*["---"] * (3 + len(RULES)))]
    for world, ratio, rows in _cells():
        less = [row for row in rows if row["kept"] < max(row["kept"] for row in rows)]
        cells = []
        for rule in RULES:
            chosen = [row for row in less if row["rule"] == rule]
            gain, worse = (float(np.mean([row[name] for row in chosen])) for name in ("gain", "worse"))
            error = float(np.sqrt(np.sum([row["gain_error"] ** 2 for row in chosen]))) / len(chosen)
            cells.append(f"{100 * gain:.2f} ± {100 * error:.2f}, {worse:.0%}")
        oracle = float(np.mean([row["oracle_gain"] for row in less]))
        lines.append(_row(world, f"{ratio:g}", f"{100 * oracle:.2f}", *cells))
    return "\n".join(lines)


def predictions() -> str:
    """What each prediction gains of what stopping the raw samples early could gain, over the cells of one kind."""
    cells = list(found("networks").values())
    names = list(cells[0]["predicted"])
    lines = [_row("k", "n", "network", "nets", "possible", *names), _row(*["---"] * (5 + len(names)))]
    kinds = sorted({(cell["k"], cell["n"], not cell["skip"]) for cell in cells})
    for k, n, plain in kinds:
        own = [cell for cell in cells if (cell["k"], cell["n"], not cell["skip"]) == (k, n, plain)]
        trained = [cell for cell in own if cell["raw"][0] < VARIANCE]
        count = len(own) if len(trained) == len(own) else f"{len(trained)} of {len(own)}"
        possible = [1 - min(cell["raw"]) / cell["raw"][0] for cell in trained]
        gains = [_mean([cell["gains"][name] for cell in trained]) for name in names]
        lines.append(_row(k, n, "plain" if plain else "linear skip", count, _mean(possible), *gains))
    return "\n".join(lines)


def levels() -> str:
    """Where it was best to stop and where that was predicted, raw and denoised, the middle one over the seeds."""
    cells = list(found("networks").values())
    head = ("k", "n", "network", "best x, raw", "predicted by the estimates", "by generated samples", "at three levels")
    lines = [_row(*head, "error at the end", "least raw", "denoised at the end", "least denoised")]
    lines.append(_row(*["---"] * (len(head) + 4)))
    for k, n, plain in sorted({(cell["k"], cell["n"], not cell["skip"]) for cell in cells}):
        own = [cell for cell in cells if (cell["k"], cell["n"], not cell["skip"]) == (k, n, plain)]
        own = [cell for cell in own if cell["raw"][0] < VARIANCE]
        if not own:
            lines.append(_row(k, n, "plain" if plain else "linear skip", "failed", *["-"] * 7))
            continue
        best = [cell["levels"][int(np.argmin(cell["raw"]))] for cell in own]
        said = [
            [cell["predicted"][name] for cell in own]
            for name in ("score of the estimates", "generated samples", "generated samples at three noise levels")
        ]
        errors = [
            [cell["raw"][0] for cell in own],
            [min(cell["raw"]) for cell in own],
            [cell["denoised"][0] for cell in own],
            [min(cell["denoised"]) for cell in own],
        ]
        numbers = [f"{np.median(values):.2g}" for values in (best, *said)] + [f"{np.mean(e):.4g}" for e in errors]
        lines.append(_row(k, n, "plain" if plain else "linear skip", *numbers))
    return "\n".join(lines)


TABLES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "rules.md": {"fixed-encoder": fixed_encoder, "same-sample": same_sample},
    # "practice.md": {"predictions": predictions, "levels": levels},
}
"""Page -> table -> what writes it."""


def page(name: str) -> str:
    """A page with its tables as they should be."""
    text = (DOCS / name).read_text(encoding="utf-8")
    for table, write in TABLES[name].items():
        first, last = f"<!-- {table} -->\n", f"\n<!-- end of {table} -->"
        before, found_first, rest = text.partition(first)
        _, found_last, after = rest.partition(last)
        if not (found_first and found_last):
            raise ValueError(f"{name}: expected a table between {first.strip()} and {last.strip()}")
        text = before + first + write() + last + after
    return text


def rules_picture() -> None:
    """For k = D the share of the oracle's gain, and how often each rule is worse than the end, against n/D."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "rules", "font.size": 9})
    figure = Figure(figsize=(11, 6.4), layout="constrained")
    axes = figure.subplots(2, len(WORLDS), sharex=True, sharey="row")
    for column, world in enumerate(WORLDS):
        for rule, colour in zip(RULES[:-1], COLOURS, strict=False):
            points = []
            for _, ratio, rows in [cell for cell in _cells() if cell[0] == world]:
                kept = max(row["kept"] for row in rows)
                row = next(row for row in rows if row["kept"] == kept and row["rule"] == rule)
                points.append((ratio, row["share"], row["share_error"], row["worse"]))
            shown = [point for point in points if point[1] is not None]
            x, share, error, _ = np.array(shown, dtype=float).T
            axes[0, column].errorbar(x, share, yerr=error, color=colour, marker="o", ms=3, lw=1.2, label=rule)
            axes[1, column].plot(
                [point[0] for point in points], [point[3] for point in points], color=colour, marker="o", ms=3, lw=1.2
            )
        axes[0, column].set_title(world.replace(", 128", ",\n128"), fontsize=9)
        axes[0, column].axhline(0, color="black", lw=0.6)
        axes[1, column].set_xscale("log")
        axes[1, column].set_xticks([0.5, 2, 10], ["0.5", "2", "10"])
        axes[1, column].minorticks_off()
        axes[1, column].set_xlabel("n/D")
    axes[0, 0].set_ylim(-1, 1.05)
    axes[0, 0].set_ylabel("share of the oracle's gain")
    axes[1, 0].set_ylabel("worse than running to the end")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=6, frameon=False)
    figure.savefig(DOCS / "rules.svg", metadata={"Date": None})


def practice_pictures() -> None:
    """Errors against the noise level at the stop, and what predictions gain against what is possible."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "practice", "font.size": 9})
    cells = [cell for cell in found("networks").values() if cell["seed"] == 0]
    kept, sizes = sorted({cell["k"] for cell in cells}), sorted({cell["n"] for cell in cells})
    figure = Figure(figsize=(10, 8), layout="constrained")
    axes = figure.subplots(len(kept), len(sizes), sharex=True, squeeze=False)
    for cell in cells:
        place = axes[kept.index(cell["k"]), sizes.index(cell["n"])]
        colour = COLOURS[1] if cell["skip"] else COLOURS[3]
        place.set_title(f"k = {cell['k']}, n = {cell['n']}", fontsize=9)
        if cell["raw"][0] > VARIANCE:
            place.text(0.05, 0.9, "plain: failed", transform=place.transAxes, color=colour)
            continue
        said = "linear skip" if cell["skip"] else "plain"
        x, raw, denoised = (np.array(cell[name]) for name in ("levels", "raw", "denoised"))
        place.plot(x, raw / raw[0], color=colour, lw=1.5, label=f"{said}, raw")
        place.plot(x, denoised / raw[0], color=colour, lw=1.2, ls="--", label=f"{said}, denoised")
        least = int(raw.argmin())
        place.plot(x[least], raw[least] / raw[0], color=colour, marker="o", ms=5, ls="", label=f"{said}, best")
        told = max(cell["predicted"]["generated samples at three noise levels"], x[0])
        height = np.interp(np.log(told), np.log(x), raw / raw[0])
        place.plot(told, height, color=colour, marker="x", ms=7, mew=1.8, ls="", label=f"{said}, told by three levels")
    for place in axes.flat:
        place.set_xscale("log")
        place.set_ylim(0.85, 1.15)
        place.axhline(1, color="black", lw=0.6)
    for place in axes[-1]:
        place.set_xlabel("noise level x at the stop")
    for row in axes:
        row[0].set_ylabel("error, of that at the end")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(DOCS / "practice.svg", metadata={"Date": None})


def main() -> None:
    """Write the pages and the pictures."""
    for name in TABLES:
        (DOCS / name).write_text(page(name), encoding="utf-8")
    rules_picture()
    practice_pictures()


def _cells() -> list[tuple[str, float, Sequence[Mapping[str, Any]]]]:
    """World, n/D and rows of each cell of the report on rules, in the order of the worlds."""
    cells = [(cell["world"], cell["ratio"], cell["rows"]) for cell in found("rules").values()]
    return sorted(cells, key=lambda cell: (WORLDS.index(cell[0]), cell[1]))


def _share(row: Mapping[str, Any]) -> str:
    worse = f", {row['worse']:.0%}" if row["worse"] else ""
    return "-" + worse if row["share"] is None else f"{row['share']:.2f} ± {row['share_error']:.2f}{worse}"


def _mean(values: Sequence[float]) -> str:
    if not values:
        return "-"
    spread = f" ± {100 * np.std(values, ddof=1) / np.sqrt(len(values)):.1f}" if len(values) > 1 else ""
    return f"{100 * np.mean(values):.1f}{spread}"


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
