"""Answers of `stop` and `error` as tables for people.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ldm_symbolic.cli.tables.deciding import decided
from ldm_symbolic.cli.tables.fitting import Column, FittingTable, Row
from ldm_symbolic.cli.tables.sentences import OUTSIDE, gain_words, runs_on, stop_sentence, time_shown
from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, score_name
from ldm_symbolic.stopping.answers.document import (
    decimal,
    distance_name,
    mean_error,
    model_name,
    read_out_name,
    row_fields,
)
from ldm_symbolic.stopping.answers.listing import Listing
from ldm_symbolic.stopping.averages import ACCURATE_DIGITS
from ldm_symbolic.stopping.dense.encoded import EncodedLaw
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.row import Branch
from ldm_symbolic.stopping.units import Step, StepsAround, edm_sigma

_COLUMNS = {
    "noise": "x*",
    "edm_sigma": "sigma",
    "time_left": "time left u*",
    "time": "stop at t*",
    "alpha_bar": "ᾱ",
    "log_snr": "log SNR",
}


_ERRORS = {"error": "error", "error_at_end": "at the end"}


_AVERAGES = {"error": "mean error", "error_at_end": "mean at end"}


_HELPS = {"early_helps": "P(helps)", "early_helps_normal": "normal"}


_DROPPED = ("time", "log_snr", "alpha_bar", "time_left", "early_helps_normal", "error_at_end", "error", "early_helps")
"""What goes first where there is no room: t* does, and step, sigma, x* and the gain stay."""


_SIGMA_DIGITS = 3


_WORST = 5
"""Axes of which the figures are shown."""


_BRANCHES = {Branch.END: "end", Branch.INTERIOR: "early", Branch.START: "start"}


_MEASURED = {
    "w2": "Squared Frechet",
    "kl": "KL(generated || data)",
    "reverse-kl": "KL(data || generated)",
    "sliced-w2": "Squared sliced W2",
}


def stop_table(found: Listing, digits: int) -> Group:
    """The answer of `stop`: one sentence, the table with the best pair marked, and what it was computed for.

    Args:
        found: the answer.
        digits: significant digits shown.
    """
    titles = _COLUMNS | (_ERRORS if found.samples is None else _AVERAGES | _HELPS)
    table = _table(found, titles, digits)
    problem = found.problem
    first = stop_sentence(found, digits)
    read_out, measured = read_out_name(problem), distance_name(problem)
    read = "" if read_out == "raw" else f"{read_out} read-out, "
    cap = f" C = {problem.cap}" if problem.cap is not None else ""
    lines = [
        f"{_MEASURED.get(measured, measured)} errors; {score_name(problem.score)} score{cap}, "
        f"{problem.start.value} start, {read}schedule {problem.schedule.name}, T = {problem.horizon}, "
        f"ᾱ from 1 to {_last_signal(problem):.3g}.",
        *decided(found),
        *_captions(found),
        OUTSIDE,
    ]
    whole = (Text(line, no_wrap=True, overflow="ignore") if line.startswith(" ") else line for line in first)
    return Group(*whole, table, *lines)


def _last_signal(problem: StoppingProblem | DenseProblem) -> float:
    """ᾱ at the horizon: it tells one schedule from another that differs by a factor."""
    return float(problem.schedule.signal_at(as_mpf(problem.horizon)))


def _captions(found: Listing) -> list[str]:
    """What has to be known to read the columns that were asked for."""
    lines = []
    if isinstance(found.problem, DenseProblem) and model_name(found.problem) == "dense":
        law, apart = found.problem.law, mean_error(found.problem) if found.problem.law.means is None else 0
        means = f"; {float(apart):.4g} of each error is the distance of the means" if apart else ""
        kind = f"Dense: the whole {law.dimension} x {law.dimension} covariance along the estimate's axes"
        if isinstance(law, EncodedLaw):
            kind = (
                f"Dense: the first k latents of the encoder, decoded by its pseudo-inverse, noise in the {law.noise_in}"
            )
        lines.append(f"{kind}{means}.")
        lines += _mean_lines(found) + _chosen_lines(found.problem) + _excess_lines(found) + _generated_lines(found)
    if found.rivals:
        lines.append(f"As good as far as is decided: k = {', '.join(map(str, found.rivals))}.")
    if found.samples is not None:
        accuracy = max(row.helps.accuracy for row in found.rows if row.helps is not None)
        lines += [
            f"The spectrum given is taken as true. Means are over estimates from N = {found.samples} samples along its "
            f"axes, λ̂ = λ χ²_N/N in each, to 1e-{ACCURATE_DIGITS}.",
            f"P(helps): how often stopping early strictly lowers the error, to {accuracy:.0e}; beside it the normal "
            "approximation.",
            *_whole_lines(found),
        ]
    if isinstance(found.steps, int):
        lines.append(f"Steps: of {found.steps} equal ones over [0, T], t_i = i T/{found.steps}.")
    return lines


def _mean_lines(found: Listing) -> list[str]:
    """What the mean costs at the best pair, where early stopping shrinks it."""
    problem, stop = found.problem, found.best.stop
    if not isinstance(problem, DenseProblem) or problem.law.means is None:
        return []
    costs = problem.law.means.error(stop.k, float(stop.noise)) / float(problem.factor) ** 2
    return [f"Noised as it is: √(1-x*) of the mean is generated (by M1); for k = {stop.k} that costs {costs:.4g}."]


def _chosen_lines(problem: DenseProblem) -> list[str]:
    if problem.chosen is None or problem.held_out is None:
        return []
    return [
        f"Noise levels by the rule {problem.chosen.rule} from the {problem.held_out.training} training samples alone; "
        f"errors on the {problem.held_out.count} held-out ones.",
        "Axes and estimate are of one sample: then stopping early need not help on average (by A3.pca), as it "
        "does with axes learned apart (by A3.fixed, of finite laws).",
    ]


def _generated_lines(found: Listing) -> list[str]:
    """What the doctor has to say: where the variance is wrong, and whether to stop early."""
    diagnosis, problem = found.diagnosis, found.problem
    if diagnosis is None or not isinstance(problem, DenseProblem) or problem.generated is None:
        return []
    modes = problem.generated.modes
    counts = {verdict: sum(mode.verdict == verdict for mode in modes) for verdict in ("too much", "too little")}
    wrong = sorted(
        (mode for mode in modes if mode.verdict in counts), key=lambda mode: -abs(mode.generated / mode.true - 1)
    )
    lines = [
        f"Of {len(modes)} axes of the data the generated samples have too much variance along {counts['too much']} and "
        f"too little along {counts['too little']}, beyond chance."
    ]
    lines += [
        f"  axis {mode.mode}: {mode.generated:.4g} generated, {mode.true:.4g} in the data, standard error "
        f"{mode.standard_error:.2g}: {mode.verdict}"
        for mode in wrong[:_WORST]
    ]
    gain = f"gains {diagnosis.gain:.3g} with standard error {diagnosis.standard_error:.2g}"
    if diagnosis.level:
        return [*lines, f"Stop early, at noise level {diagnosis.level:.4g}: that {gain}."]
    told = f"; stopping at noise level {diagnosis.best_level:.4g} {gain}" if diagnosis.best_level else ""
    return [*lines, f"Run to the end{told}."]


def _excess_lines(found: Listing) -> list[str]:
    """What estimating costs, measured and expected, where the covariances are those of samples."""
    problem, excess = found.problem, found.best.excess
    if excess is None or not isinstance(problem, DenseProblem) or problem.held_out is None:
        return []
    training, held_out = problem.held_out.training, problem.held_out.count
    return [
        f"Estimation costs {excess.measured:.4g} at the end for k = {found.best.stop.k}; expected of {training} "
        f"training and {held_out} held-out Gaussian samples with a fixed encoder, to leading "
        f"order: {excess.expected:.4g}.",
        f"Lost variance and expected excess together are least for k = {found.least_proxy}.",
        *_gain_lines(found),
    ]


def _gain_lines(found: Listing) -> list[str]:
    """Whether stopping early for the best k is told apart from running to the end by the samples held out."""
    gain = found.best.held_out_gain
    if gain is None:
        return []
    told = "more" if gain.supported else "not more"
    lines = [
        f"Stopping there gains {gain.gain:.3g} on the held-out samples, {told} than its standard error "
        f"{gain.standard_error:.3g}{'' if gain.supported else ': run to the end'}."
    ]
    if -gain.bias > gain.standard_error:
        lines.append(f"That there are no more of them makes the gain look smaller, by about {-gain.bias:.2g}.")
    return lines


def _whole_lines(found: Listing) -> list[str]:
    """The average where the axes are estimated too, beside the columns, which take them as known."""
    whole, kept = found.best.whole, found.best.stop.k
    if whole is None:
        return [f"Where the whole covariance is estimated: no expansion for k = {kept} >= N = {found.samples}."]
    return [
        f"Where the whole covariance is estimated (Gaussian samples, encoder fixed, leading order in k/N): for k = "
        f"{kept} noise {whole.level:.4g}, mean error {whole.error:.4g}, at T {whole.error_at_end:.4g}."
    ]


def _table(found: Listing, titles: dict[str, str], digits: int) -> FittingTable:
    steps = {} if found.steps is None else {"step": "step"}
    figures = [Column(name, title, right=True) for name, title in (steps | titles | {"gain": "gain"}).items()]
    exact = isinstance(found.problem.score, ExactScore)
    rows = []
    for row in found.rows:
        branch = _BRANCHES[Branch.END if runs_on(row) else row.stop.branch]
        cells = row_fields(row, digits) | {"time": time_shown(row, found, digits), "k": row.stop.k, "stop": branch}
        cells |= {"edm_sigma": decimal(edm_sigma(row.stop), _SIGMA_DIGITS), "gain": gain_words(row, exact=exact)}
        if row.steps is not None:
            cells |= {name: decimal(step.error, digits) for name, step in _compared(row.steps)}
            cells["step"] = row.steps.best.index
        rows.append(Row(cells, marked=row.stop.k == found.best.stop.k))
    columns = (Column("k", "k", right=True), Column("stop", "stop"), *figures)
    return FittingTable(columns=columns, rows=tuple(rows), dropped=_DROPPED)


def _compared(steps: StepsAround) -> tuple[tuple[str, Step], tuple[str, Step]]:
    """The errors of a row with steps: after the best of them, and after all."""
    return ("error", steps.best), ("error_at_end", steps.last)


def error_table(document: dict[str, Any]) -> Table:
    """The answer of `error` as a table of its fields."""
    table = Table(box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    for name, value in document.items():
        if name != "schema":
            table.add_row(name, str(value))
    return table
