"""The command line: `ldm-symbolic stop | error | figure | list | show | graph | notation | verify | latex | book`.

Standard output carries the answer alone, standard error the notices and progress. Nothing heavy is
imported before a command runs, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import click

from ldm_symbolic import __version__
from ldm_symbolic.cli.cache_command import FROM_THE_CACHE, Printed, cache_, kept_by, told_of_trouble
from ldm_symbolic.cli.catalogue_commands import list_, notation_, show
from ldm_symbolic.cli.console import UNDECIDED as _UNDECIDED
from ldm_symbolic.cli.console import Notices
from ldm_symbolic.cli.console import notice as _notice
from ldm_symbolic.cli.console import print_json as _print_json
from ldm_symbolic.cli.console import print_table as _print
from ldm_symbolic.cli.console import require_free as _require_free
from ldm_symbolic.cli.console import user_input as _user_input
from ldm_symbolic.cli.console import with_progress as _with_progress
from ldm_symbolic.cli.ending import Application, end_with
from ldm_symbolic.cli.figure_command import figure
from ldm_symbolic.cli.graph import graph
from ldm_symbolic.cli.noise_card import noise_card
from ldm_symbolic.cli.options import (
    BOOK_EXAMPLES,
    COUNT,
    ERROR_EXAMPLES,
    LATEX_EXAMPLES,
    OVERWRITE,
    STOP_EXAMPLES,
    VERIFY_EXAMPLES,
    Whole,
    latex_options,
    model_options,
    proving_options,
    spelled,
)
from ldm_symbolic.cli.sampler import sampler

_DIGITS = 15
_TABLE_DIGITS = 5


@click.group(cls=Application, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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


for further in (list_, show, graph, notation_, figure, noise_card, sampler, cache_):
    application.add_command(further)


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
    with _user_input():
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
            _require_free(plot, "--plot", overwrite)
        asked, notices = Asked(samples=samples, **options), Notices()
        problem = problem_of(notices, asked, spelled)
        taken = steps_of(notices, asked, steps, problem, spelled)
        accurate = digits_of(digits, problem, samples, "--digits", best=True)
        wanted = dimensions_of(dims, every_dimension(problem), "--dims")
        found = listing_of(problem, wanted, digits=accurate, samples=samples, steps=taken, watched=_with_progress)
        if draw is not None:
            draw(found, plot)
    if as_json:
        _print_json(stop_document(found, accurate))
    elif as_latex:
        from ldm_symbolic.latex.stop import stop_tex

        click.echo(stop_tex(found, digits or _TABLE_DIGITS), nl=False)
    else:
        _print(stop_table(found, digits or _TABLE_DIGITS))
    notices.end()
    return None


def _certified(dims: str, exact: bool, digits: int | None, as_json: bool, options: dict[str, Any]) -> int:
    """`stop --certify`; exit status 3 where candidates cannot be told apart."""
    with _user_input():
        from ldm_symbolic.certified.document import certified_document
        from ldm_symbolic.certified.listing import certified_listing
        from ldm_symbolic.cli.tables.certified import certified_table
        from ldm_symbolic.front_door.asking import problem_of
        from ldm_symbolic.front_door.options import Asked, dimensions_of, every_dimension, provable

        problem = provable(problem_of(_notice, Asked(**options), spelled), "--exact" if exact else "--certify")
        wanted = dimensions_of(dims, every_dimension(problem), "--dims")
        found = certified_listing(problem, wanted, digits=digits or _DIGITS, exact=exact, watched=_with_progress)
    if as_json:
        _print_json(certified_document(found))
    else:
        _print(certified_table(found, digits or _TABLE_DIGITS))
    if found.undecided is None:
        return 0
    _notice(found.undecided, label="undecided")
    return _UNDECIDED


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
    with _user_input():
        from ldm_symbolic.cli.tables.stop import error_table
        from ldm_symbolic.front_door.asking import problem_of
        from ldm_symbolic.front_door.options import Asked, digits_of, moment_of
        from ldm_symbolic.stopping.answers.dense_listing import error_of
        from ldm_symbolic.stopping.answers.document import error_document

        problem = problem_of(_notice, Asked(samples=samples, **options), spelled)
        accurate = digits_of(digits, problem, samples, "--digits")
        moment = moment_of(time, noise, problem, accurate, spelled)
        found = error_of(problem, kept, moment, accurate, samples=samples)
    document = error_document(found, accurate)
    if as_json:
        _print_json(document)
    else:
        _print(error_table(document))


@application.command(epilog=VERIFY_EXAMPLES)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option("--table", type=click.Choice(["text", "markdown"]), default="text", help="The form of the table.")
@click.option("--smtlib", metavar="DIR", help="Write every solver query to DIR as SMT-LIB 2.")
@click.option("--proofs", metavar="DIR", help="Write every proof to DIR, for `python -m ldm_symbolic.checker`.")
@click.option("--coq", metavar="DIR", help="Write theorems for Coq to DIR; what there is none of yet is named.")
@proving_options
def verify(
    ids: tuple[str, ...],
    as_json: bool,
    table: str,
    smtlib: str | None,
    proofs: str | None,
    coq: str | None,
    jobs: int | None,
    effort: int,
    no_cache: bool,
) -> int:
    """Prove or refute the claims of the catalogue, or those of the statements and claims named.

    Exit status: 0 every verdict is the recorded one; 1 one differs; 3 one is undecided instead.
    """
    with _user_input():
        from ldm_symbolic.claims.audit import examine, listed, solver_time, verify_document
        from ldm_symbolic.derivations import catalogue
        from ldm_symbolic.derivations.recorded import wanted

        kept = kept_by(no_cache=no_cache, effort=effort)
        selection = listed(wanted(ids), catalogue, kept)
        more = _objects(proofs, smtlib, coq)
        examined = examine(selection, catalogue, jobs=jobs, effort=effort, more=more, kept=kept)
        done = list(_with_progress(examined, "statement", len(selection)))
        if more is not None:
            from ldm_symbolic.claims.objects import write_objects

            write_objects((found for _, results in done for _, found in results), proofs=proofs, smtlib=smtlib)
        if coq is not None:
            _theorems([(claim.id, found.more) for _, results in done for claim, found in results], coq)
    audited = [(s, [(claim, found.certificate) for claim, found in results]) for s, results in done]
    certificates = [certificate for _, results in audited for _, certificate in results]
    _notice(solver_time(certificates))
    told_of_trouble(kept)
    if as_json:
        _print_json(verify_document(audited))
        return _told(certificates)
    from ldm_symbolic.cli.tables.verdicts import verify_markdown, verify_table

    if table == "markdown":
        click.echo(verify_markdown(audited))
    else:
        _print(verify_table(audited))
    return _told(certificates)


def _theorems(made: Iterable[tuple[str, Any]], folder: str) -> None:
    """Write the theorems of claims to a folder, and name on standard error those that there are none of."""
    from ldm_symbolic.claims.terms import sequents
    from ldm_symbolic.coq.writing import write_coq
    from ldm_symbolic.derivations import catalogue

    proofs = {claim: one.proof for claim, one in made if one is not None and one.proof}
    for line in write_coq(proofs.values(), sequents(catalogue(proofs)), folder):
        _notice(line, label="coq")


def _objects(*wanted: str | None) -> Any:
    """What else is made of a claim for files in some folders, after seeing that they can be written; None for none."""
    folders = [folder for folder in wanted if folder]
    if not folders:
        return None
    from ldm_symbolic.claims.objects import objects_of
    from ldm_symbolic.claims.verification import writable

    for folder in folders:
        writable(folder)
    return objects_of


def _told(certificates: Iterable[Any]) -> int:
    """The exit status of verdicts, after naming on standard error each claim that is undecided though it should not."""
    from ldm_symbolic.claims.audit import exit_status, undecided_instead

    known = list(certificates)
    for line in undecided_instead(known):
        _notice(line, label="undecided")
    return exit_status(known)


@application.command(epilog=LATEX_EXAMPLES)
@latex_options
@proving_options
def latex(
    ids: tuple[str, ...], part: str, notation: str, as_stated: bool, checked: str | None, no_cache: bool, **how: Any
) -> int:
    """LaTeX of statements and claims: as stated, derived, proved, or as macros.

    What is printed is verified first, and a claim that is not proved carries its verdict. Exit status as of verify.
    """
    with _user_input():
        if not ids and checked is None:
            raise ValueError("which statement or claim? see ldm-symbolic list")
        kept = kept_by(no_cache=no_cache, effort=how["effort"])
        known = Printed.of(kept, ids, notation, {"part": part, "as_stated": as_stated}) if checked is None else None
        if known is not None and known.text is not None:
            _notice(FROM_THE_CACHE)
            click.echo(known.text, nl=False)
            return 0
        from ldm_symbolic.derivations import catalogue
        from ldm_symbolic.front_door.statements import selection as selected
        from ldm_symbolic.latex.formulas.letters import notation as notation_of
        from ldm_symbolic.latex.fragments import check_file, printed

        letters, selection = notation_of(notation), selected(ids)
        if checked is None:
            done = printed(selection, part, letters=letters, as_stated=as_stated, source=catalogue, kept=kept, **how)
            click.echo(done.text, nl=False)
            status = _told(done.certificates)
            if known is not None and status == 0 and done.sure:
                known.keep(done.text)
            told_of_trouble(kept)
            return status
        found = check_file(checked, selection, letters, source=catalogue, kept=kept, **how)
    click.echo("".join(f"{drift}\n" for drift in found.drifts), nl=False)
    return 1 if found.drifts else _told(found.certificates)


@application.command(epilog=BOOK_EXAMPLES)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--out", required=True, metavar="DIR", help="Where to write it; made if it does not exist.")
@click.option("--notation", default="ours", show_default=True, help="ours, paper, or a TOML file with your letters.")
@OVERWRITE
@proving_options
def book(ids: tuple[str, ...], out: str, notation: str, overwrite: bool, no_cache: bool, **how: Any) -> int:
    """The theorem book, as LaTeX and as one HTML file, with every solver query beside it.

    All statements, or those named, as printed and as repaired, with verdicts, derivations, proofs and
    counterexamples. Exit status as of verify. Needs the book extra; figures need the plot extra.
    """
    with _user_input():
        from ldm_symbolic.book import BOOK, write_book
        from ldm_symbolic.front_door.statements import selection as selected
        from ldm_symbolic.latex.formulas.letters import notation as notation_of

        selection = selected(ids)
        for name in BOOK:
            _require_free(Path(out, name), "--out", overwrite)
        watched = partial(_with_progress, what="statement", count=len(selection))
        kept = kept_by(no_cache=no_cache, effort=how["effort"])
        written = write_book(selection, out, letters=notation_of(notation), watched=watched, kept=kept, **how)
    told_of_trouble(kept)
    if written.recalled:
        _notice(f"{FROM_THE_CACHE}: {', '.join(written.recalled)}")
    if not written.figures:
        _notice("the book has no figures: matplotlib is missing; from the project's folder, pip install '.[plot]'")
    return _told(entry.certificate for entry in written.entries)


def main() -> None:
    """Run the command line; a user's mistake is one line on standard error and exit status 2."""
    end_with(partial(application.main, standalone_mode=False))
