"""`list` and `show`: what the catalogue records, read from its index without SymPy; `notation`: how names are written.

Tested in `tests/whole/test_front_door_claims.py`.
"""

from __future__ import annotations

import shutil

import click

from ldm_symbolic.cli.console import print_json, print_table, user_input
from ldm_symbolic.cli.options import SHOW_EXAMPLES


@click.command("list")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def list_(ids: tuple[str, ...], as_json: bool) -> None:
    """Every statement with its claims, or those named, and the verdict recorded for each."""
    from ldm_symbolic.claims.record import list_document
    from ldm_symbolic.cli.tables.catalogue import list_table
    from ldm_symbolic.derivations.recorded import chosen

    with user_input():
        listed = chosen(ids)
    if as_json:
        print_json(list_document(listed))
    else:
        print_table(list_table(listed))


@click.command(epilog=SHOW_EXAMPLES)
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def show(name: str, as_json: bool) -> None:
    """What a statement or claim says, whether that holds, why not, and what is true instead.

    What is recorded is shown, and nothing proved: see verify.
    """
    with user_input():
        from ldm_symbolic.derivations.recorded import show as shown

        found = shown(name)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(found.text(shutil.get_terminal_size().columns))


@click.command("notation")
@click.option("--paper", is_flag=True, help="With the letters of the paper.")
def notation_(paper: bool) -> None:
    """A notation file to start from: every name that is printed, its letter, and what it stands for.

    Change letters in it and give it to `latex` or `book` as --notation FILE.toml.
    """
    with user_input():
        from ldm_symbolic.latex.notation_file import notation_file

        text = notation_file("paper" if paper else "ours")
    click.echo(text, nl=False)
