"""The command line: `ldm-symbolic stop | error | figure | list | show | graph | notation | verify | latex | book`.

Standard output carries the answer alone, standard error the notices and progress. Nothing heavy is
imported before a command runs, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from ldm_symbolic import __version__
from ldm_symbolic.cli.console import (
    UNDECIDED,
    Notices,
    notice,
    print_json,
    print_table,
    require_free,
    user_input,
    with_progress,
)
from ldm_symbolic.cli.ending import Application, end_with
from ldm_symbolic.cli.options import COUNT, ERROR_EXAMPLES, OVERWRITE, STOP_EXAMPLES, Whole, model_options, spelled

_DIGITS = 15
_TABLE_DIGITS = 5


_FURTHER = {
    "book": ("ldm_symbolic.cli.proving_commands", "book"),
    "cache": ("ldm_symbolic.cli.cache_command", "cache_"),
    "figure": ("ldm_symbolic.cli.figure_command", "figure"),
    "graph": ("ldm_symbolic.cli.graph", "graph"),
    "latex": ("ldm_symbolic.cli.proving_commands", "latex"),
    "list": ("ldm_symbolic.cli.catalogue_commands", "list_"),
    "noise-card": ("ldm_symbolic.cli.noise_card", "noise_card"),
    "notation": ("ldm_symbolic.cli.catalogue_commands", "notation_"),
    "sampler": ("ldm_symbolic.cli.sampler", "sampler"),
    "show": ("ldm_symbolic.cli.catalogue_commands", "show"),
    "verify": ("ldm_symbolic.cli.proving_commands", "verify"),
}


@click.group(
    cls=Application,
    further=_FURTHER,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ldm-symbolic", message="%(prog)s %(version)s")
@click.pass_context
def application(context: click.Context) -> None:
    """When to stop a latent diffusion model, exactly.

    \b
    ldm-symbolic stop optdigits          when to stop for every latent dimension
    ldm-symbolic error optdigits --k 8 --time 3.9
    ldm-symbolic show P5                 what the paper says, why it fails, what is true instead
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@application.command(epilog=STOP_EXAMPLES)
@model_options
@click.option("--steps", type=COUNT, metavar="N", help="Also the step of a sampler with N equal steps over [0, T].")
@click.option("--dims", default="all", show_default=True, help="Latent dimensions to list, such as 1,2,8, or all.")
@click.option(
    "--rule",
    type=click.Choice(["least", "average", "shrunk"]),
    is_flag=False,
    flag_value="least",
    help="Noise levels from the part of --data that gives the estimate alone [alone: least, the safest].",
)
@click.option(
    "--plot", metavar="FILE", help="Draw errors and stopping times: .png, .pdf or .svg (needs the plot extra)."
)
@OVERWRITE
@click.option("--certify", is_flag=True, help="Proved rational bounds in the place of numbers.")
@click.option("--exact", is_flag=True, help="Also x* as an algebraic number, where it is one; implies --certify.")
@click.option("--latex", "as_latex", is_flag=True, help="LaTeX: closed forms with the numbers in them, and a table.")
def stop(
    samples: int | None,
    steps: int | None,
    dims: str,
    plot: str | None,
    overwrite: bool,
    certify: bool,
    exact: bool,
    as_latex: bool,
    digits: int | None,
    as_json: bool,
    **options: Any,
) -> int | None:
    """The optimal stopping time for each latent dimension k, and the best pair of both.

    SPECTRUM holds variances (covariance eigenvalues): a file of one column or row of numbers (.npy, .npz, .pt,
    safetensors, CSV or text), an inline list such as 10,0.2,1/3, or the name of an embedded example (optdigits).
    The noise has variance 1, so the scale of the data decides the answer. The best pair is sought over
    every k, listed or not.
    """
    if certify or exact:
        if (samples, steps, plot, as_latex) != (None, None, None, False):
            raise click.UsageError("--certify and --exact go with none of --samples, --steps, --plot and --latex")
        return _certified(dims, exact, digits, as_json, options)
    if as_latex and (as_json or steps is not None):
        raise click.UsageError("--latex goes with neither --json nor --steps")
    with user_input():
        from ldm_symbolic.cli.tables.stop import stop_table
        from ldm_symbolic.figures import drawing
        from ldm_symbolic.front_door.asking import problem_of
        from ldm_symbolic.front_door.options import Asked, digits_of, dimensions_of, every_dimension
        from ldm_symbolic.front_door.schedulers import steps_of
        from ldm_symbolic.stopping.answers.dense_listing import listing_of
        from ldm_symbolic.stopping.answers.document import stop_document

        draw = None
        if overwrite and plot is None:
            raise ValueError("--overwrite goes with --plot")
        if plot is not None:
            draw = drawing(plot).stop_figure
            require_free(plot, "--plot", overwrite)
        asked, notices = Asked(samples=samples, **options), Notices()
        problem = problem_of(notices, asked, spelled)
        taken = steps_of(notices, asked, steps, problem, spelled)
        accurate = digits_of(digits, problem, samples, "--digits", best=True)
        wanted = dimensions_of(dims, every_dimension(problem), "--dims")
        found = listing_of(problem, wanted, digits=accurate, samples=samples, steps=taken, watched=with_progress)
        if draw is not None:
            draw(found, plot)
    if as_json:
        print_json(stop_document(found, accurate))
    elif as_latex:
        from ldm_symbolic.latex.stop import stop_tex

        click.echo(stop_tex(found, digits or _TABLE_DIGITS), nl=False)
    else:
        print_table(stop_table(found, digits or _TABLE_DIGITS))
    notices.end()
    return None


def _certified(dims: str, exact: bool, digits: int | None, as_json: bool, options: dict[str, Any]) -> int:
    """`stop --certify`; exit status 3 where candidates cannot be told apart."""
    with user_input():
        from ldm_symbolic.certified.document import certified_document
        from ldm_symbolic.certified.listing import certified_listing
        from ldm_symbolic.cli.tables.certified import certified_table
        from ldm_symbolic.front_door.asking import problem_of
        from ldm_symbolic.front_door.options import Asked, dimensions_of, every_dimension, provable

        problem = provable(problem_of(notice, Asked(**options), spelled), "--exact" if exact else "--certify")
        wanted = dimensions_of(dims, every_dimension(problem), "--dims")
        found = certified_listing(problem, wanted, digits=digits or _DIGITS, exact=exact, watched=with_progress)
    if as_json:
        print_json(certified_document(found))
    else:
        print_table(certified_table(found, digits or _TABLE_DIGITS))
    if found.undecided is None:
        return 0
    notice(found.undecided, label="undecided")
    return UNDECIDED


@application.command(epilog=ERROR_EXAMPLES)
@model_options
@click.option("--k", "kept", required=True, type=Whole(), help="Latent dimension k.")
@click.option("--time", metavar="t", help="Generation time t in [0, T] at which to stop.")
@click.option("--noise", metavar="x", help="The noise level there, in [0, a_T²], in its place.")
def error(
    kept: int,
    time: str | None,
    noise: str | None,
    samples: int | None,
    digits: int | None,
    as_json: bool,
    **options: Any,
) -> None:
    """The squared Frechet error E(k, t), and its kept and lost parts; with --samples their averages.

    SPECTRUM and the options are those of `stop`.
    """
    with user_input():
        from ldm_symbolic.cli.tables.stop import error_table
        from ldm_symbolic.front_door.asking import problem_of
        from ldm_symbolic.front_door.options import Asked, digits_of, moment_of
        from ldm_symbolic.stopping.answers.dense_listing import error_of
        from ldm_symbolic.stopping.answers.document import error_document

        problem = problem_of(notice, Asked(samples=samples, **options), spelled)
        accurate = digits_of(digits, problem, samples, "--digits")
        moment = moment_of(time, noise, problem, accurate, spelled)
        found = error_of(problem, kept, moment, accurate, samples=samples)
    document = error_document(found, accurate)
    if as_json:
        print_json(document)
    else:
        print_table(error_table(document))


def main() -> None:
    """Run the command line; a user's mistake is one line on standard error and exit status 2."""
    end_with(partial(application.main, standalone_mode=False))
