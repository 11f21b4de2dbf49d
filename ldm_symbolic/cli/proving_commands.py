"""The commands that prove: `verify`, `latex` and `book`.

What is kept from an earlier run is told on standard error, and what is undecided though it is recorded as decided
decides the exit status.

Tested in `tests/cli/test_commands.py`, `tests/cli/test_cache.py` and `tests/whole/test_readme.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from ldm_symbolic.cli.cache_command import FROM_THE_CACHE, Printed, kept_by, told_of_trouble
from ldm_symbolic.cli.console import notice, print_json, print_table, require_free, user_input, with_progress
from ldm_symbolic.cli.options import (
    BOOK_EXAMPLES,
    LATEX_EXAMPLES,
    OVERWRITE,
    VERIFY_EXAMPLES,
    latex_options,
    proving_options,
)


@click.command(epilog=VERIFY_EXAMPLES)
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
    with user_input():
        from ldm_symbolic.claims.audit import examine, listed, solver_time, verify_document
        from ldm_symbolic.derivations import catalogue
        from ldm_symbolic.derivations.recorded import recorded_costs, wanted

        kept = kept_by(no_cache=no_cache, effort=effort)
        selection = listed(wanted(ids), catalogue, kept)
        more = _objects(proofs, smtlib, coq)
        how: Any = {"jobs": jobs, "effort": effort, "more": more, "kept": kept, "costs": recorded_costs()}
        examined = _told_of_each(examine(selection, catalogue, **how), len(selection))
        done = list(with_progress(examined, "statement", len(selection)))
        if more is not None:
            from ldm_symbolic.claims.objects import write_objects

            write_objects((found for _, results in done for _, found in results), proofs=proofs, smtlib=smtlib)
        if coq is not None:
            _theorems([(claim.id, found.more) for _, results in done for claim, found in results], coq)
    audited = [(s, [(claim, found.certificate) for claim, found in results]) for s, results in done]
    certificates = [certificate for _, results in audited for _, certificate in results]
    notice(solver_time(certificates))
    told_of_trouble(kept)
    if as_json:
        print_json(verify_document(audited))
        return _told(certificates)
    from ldm_symbolic.cli.tables.verdicts import verify_markdown, verify_sentence, verify_table

    if table == "markdown":
        click.echo(verify_markdown(audited))
    else:
        if len(audited) == 1:
            click.echo(verify_sentence(*audited[0]))
        print_table(verify_table(audited))
    return _told(certificates)


def _told_of_each(examined: Iterable[Any], count: int) -> Iterator[Any]:
    """Statements as they come; where no progress bar stands, a line for each that was not all in the cache."""
    for place, (statement, results) in enumerate(examined, start=1):
        seconds = sum(found.seconds for _, found in results)
        if seconds and not sys.stderr.isatty():
            claims = f"{len(results)} claim{'s' * (len(results) != 1)}"
            notice(f"{statement.id}, {place} of {count}: {claims} verified, {seconds:.1f} s")
        yield statement, results


def _theorems(made: Iterable[tuple[str, Any]], folder: str) -> None:
    """Write the theorems of claims to a folder, and name on standard error those that there are none of."""
    from ldm_symbolic.claims.terms import sequents
    from ldm_symbolic.coq.writing import write_coq
    from ldm_symbolic.derivations import catalogue

    proofs = {claim: one.proof for claim, one in made if one is not None and one.proof}
    for line in write_coq(proofs.values(), sequents(catalogue(proofs)), folder):
        notice(line, label="coq")


def _objects(*wanted: str | None) -> Any:
    """What else is made of a claim for files in some folders, after seeing that they can be written; None for none."""
    folders = [folder for folder in wanted if folder]
    if not folders:
        return None
    from ldm_symbolic.claims.objects import objects_of, writable

    for folder in folders:
        writable(folder)
    return objects_of


def _told(certificates: Iterable[Any]) -> int:
    """The exit status of verdicts, after naming on standard error each claim that is undecided though it should not."""
    from ldm_symbolic.claims.audit import exit_status, undecided_instead

    known = list(certificates)
    for line in undecided_instead(known):
        notice(line, label="undecided")
    return exit_status(known)


@click.command(epilog=LATEX_EXAMPLES)
@latex_options
@proving_options
def latex(
    ids: tuple[str, ...], part: str, notation: str, as_stated: bool, checked: str | None, no_cache: bool, **how: Any
) -> int:
    """LaTeX of statements and claims: as stated, derived, proved, or as macros.

    What is printed is verified first, and a claim that is not proved carries its verdict. Exit status as of verify.
    """
    with user_input():
        if not ids and checked is None:
            raise ValueError("which statement or claim? see ldm-symbolic list")
        kept = kept_by(no_cache=no_cache, effort=how["effort"])
        known = Printed.of(kept, ids, notation, {"part": part, "as_stated": as_stated}) if checked is None else None
        if known is not None and known.text is not None:
            notice(FROM_THE_CACHE)
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


@click.command(epilog=BOOK_EXAMPLES)
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
    with user_input():
        from ldm_symbolic.book import BOOK, write_book
        from ldm_symbolic.front_door.statements import selection as selected
        from ldm_symbolic.latex.formulas.letters import notation as notation_of

        selection = selected(ids)
        for name in BOOK:
            require_free(Path(out, name), "--out", overwrite)
        watched = partial(with_progress, what="statement", count=len(selection))
        kept = kept_by(no_cache=no_cache, effort=how["effort"])
        written = write_book(selection, out, letters=notation_of(notation), watched=watched, kept=kept, **how)
    told_of_trouble(kept)
    if written.recalled:
        notice(f"{FROM_THE_CACHE}: {', '.join(written.recalled)}")
    if not written.figures:
        notice("the book has no figures: matplotlib is missing; from the project's folder, pip install '.[plot]'")
    return _told(entry.certificate for entry in written.entries)
