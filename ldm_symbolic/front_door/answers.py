"""What `ldm.stop` and `ldm.error` answer: named fields with floats, and behind them the numbers to any digits.

Tested in `tests/whole/test_front_door.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ldm_symbolic.exact import as_rational
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.answers.document import error_document, stop_document
from ldm_symbolic.stopping.answers.listing import Listed, Listing
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt
from ldm_symbolic.stopping.row import Branch, StoppingTime
from ldm_symbolic.stopping.units import StepsAround, edm_sigma

if TYPE_CHECKING:
    from sympy import Expr

    from ldm_symbolic.certified.listing import CertifiedListing
    from ldm_symbolic.stopping.averages.early_stopping import HelpsEarly

_MOST_ROWS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The optimal stopping time for one latent dimension, in floats.

    Args:
        k: latent dimension.
        branch: where x* lies: at the end, inside, or at the start.
        noise: x*, the noise level at which to stop.
        time_left: u*, the noise time left, with a_u² = x*.
        time: t* = T - u*, the generation time at which to stop.
        alpha_bar: 1 - x*.
        log_snr: log((1 - x*)/x*), infinite where x* = 0.
        edm_sigma: √(x*/(1 - x*)).
        error: E(k, x*), squared; its mean where the estimates are random.
        error_at_end: E(k, 0), squared, or its mean.
        steps: the steps of a sampler around t*, where their number was given.
        helps: how often stopping early helps, where the estimates are random.
        precise: the same as multiple-precision numbers, to the digits asked for.
    """

    k: int
    branch: Branch
    noise: float
    time_left: float
    time: float
    alpha_bar: float
    log_snr: float
    edm_sigma: float
    error: float
    error_at_end: float
    steps: StepsAround | None = field(repr=False)
    helps: HelpsEarly | None = field(repr=False)
    precise: StoppingTime = field(repr=False)

    @property
    def gain(self) -> float:
        """1 - error/error_at_end, the share of the error that stopping there saves; 0 where there is no error."""
        return 1 - self.error / self.error_at_end if self.error_at_end else 0.0

    @property
    def exact(self) -> Expr | None:
        """x* before clipping to [0, a_T²] as SymPy has it, where it has a closed form, else None."""
        found = self.precise.exact
        return as_rational(found) if isinstance(found, Fraction) else found

    @classmethod
    def of(cls, listed: Listed) -> Row:
        """The row of a latent dimension that was listed."""
        names = ("noise", "time_left", "time", "alpha_bar", "log_snr", "error", "error_at_end")
        stop = listed.stop
        return cls(
            k=stop.k,
            branch=stop.branch,
            **{name: float(getattr(stop, name)) for name in names},
            edm_sigma=float(edm_sigma(stop)),
            steps=listed.steps,
            helps=listed.helps,
            precise=stop,
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """When to stop, for each latent dimension listed, and the best pair over all of them.

    Args:
        problem: the question: spectrum, score, start, schedule, horizon.
        rows: the latent dimensions listed.
        best: the pair (k, t) with the least error over all k, listed or not.
        digits: the significant digits of `precise` and of the document.
        notices: what was done to the input, a line each.
        certified: the same with proved bounds, where that was asked for, else None.
        listing: the answer as the command line has it.
    """

    problem: StoppingProblem | DenseProblem
    rows: tuple[Row, ...]
    best: Row
    digits: int
    notices: tuple[str, ...]
    certified: CertifiedListing | None
    listing: Listing = field(compare=False)

    def as_json(self) -> dict[str, Any]:
        """The document that `ldm-symbolic stop --json` prints."""
        if self.certified is not None:
            from ldm_symbolic.certified.document import certified_document

            return certified_document(self.certified)
        return stop_document(self.listing, self.digits)

    def __repr__(self) -> str:
        wanted = {0, len(self.rows) - 1, *(at for at, row in enumerate(self.rows) if row.k == self.best.k)}
        wanted |= set(range(_MOST_ROWS - len(wanted)))
        lines = [f"{'k':>5}  {'t*':>10}  {'x*':>10}  {'error':>10}  {'at end':>10}"]
        before = -1
        for at in sorted(place for place in wanted if place < len(self.rows)):
            if at > before + 1:
                lines.append(f"{'...':>5}")
            lines.append(_line(self.rows[at]))
            before = at
        best = self.best
        mean = "" if best.helps is None else "mean "
        gain = f", {best.gain:.1%} less than at the end" if best.gain > 0 else ""
        lines.append(
            f"best: k = {best.k}, t* = {best.time:.6g} of {float(self.problem.horizon):.6g} "
            f"({best.branch.words}), {mean}error {best.error:.5g}{gain}"
        )
        if self.certified is not None:
            lines.append(f"certified: {self.certified.undecided or f'every number is proved to {self.digits} digits'}")
        return "\n".join([*lines, *(f"note: {notice}" for notice in self.notices)])


def _line(row: Row) -> str:
    return f"{row.k:>5}  {row.time:>10.6g}  {row.noise:>10.5g}  {row.error:>10.5g}  {row.error_at_end:>10.5g}"


def answer_of(found: Listing, digits: int, notices: tuple[str, ...], certified: CertifiedListing | None) -> Answer:
    """The answer with the rows of a listing."""
    return Answer(
        problem=found.problem,
        rows=tuple(map(Row.of, found.rows)),
        best=Row.of(found.best),
        digits=digits,
        notices=notices,
        certified=certified,
        listing=found,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ErrorAnswer:
    """The squared error of stopping at one time in one latent dimension, in floats.

    Args:
        k: latent dimension.
        time: t, the generation time at which to stop.
        noise: x = a²_{T-t}, the noise level left.
        error: E(k, t) = kept + lost.
        kept: Σ_{j≤k} (√v_j - s_j)².
        lost: Σ_{j>k} λ_j.
        digits: the significant digits of `precise` and of the document.
        notices: what was done to the input, a line each.
        precise: the same as multiple-precision numbers.
    """

    k: int
    time: float
    noise: float
    error: float
    kept: float
    lost: float
    digits: int
    notices: tuple[str, ...]
    precise: ErrorAt = field(repr=False)

    @classmethod
    def of(cls, found: ErrorAt, digits: int, notices: tuple[str, ...]) -> ErrorAnswer:
        """The answer with the numbers found."""
        values = {name: float(getattr(found, name)) for name in ("time", "noise", "error", "kept", "lost")}
        return cls(k=found.k, **values, digits=digits, notices=notices, precise=found)

    def as_json(self) -> dict[str, Any]:
        """The document that `ldm-symbolic error --json` prints."""
        return error_document(self.precise, self.digits)

    def __repr__(self) -> str:
        return (
            f"E(k = {self.k}, t = {self.time:.6g}) = {self.error:.6g} = {self.kept:.6g} kept + {self.lost:.6g} lost, "
            f"at noise level {self.noise:.6g}"
        )
