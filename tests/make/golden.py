"""Writes tests/golden: every statement, every derivation, and one proof. Run it and read the diff."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ldm_symbolic import catalogue, latex
from ldm_symbolic.latex.derivations.derivation import is_derived

GOLDEN = Path(__file__).parents[1] / "golden"
PROOF, PAPER = "P2.exact.proof.tex", "P2.plugin.paper.tex"


@cache
def names() -> tuple[str, ...]:
    """The names of the golden files."""
    known = catalogue()
    derived = (f"{statement.id}.derivation.tex" for statement in known if is_derived(statement))
    return (*(f"{statement.id}.statement.tex" for statement in known), *derived, PROOF, PAPER)


@cache
def fragment(name: str) -> str:
    """A golden fragment by the name of its file, with the verdicts that the catalogue records."""
    statement_id = "P2" if name in (PROOF, PAPER) else name.rpartition(".tex")[0].rpartition(".")[0]
    (statement,) = catalogue([statement_id])
    if name == PROOF:
        exact = statement["P2.exact"]
        assert exact.proof is not None
        return latex.proof_tex(exact, exact.proof())
    if name == PAPER:
        plugin = statement["P2.plugin"]
        return latex.statement_tex(plugin, latex.Finding.recorded(plugin), latex.notation("paper"))
    if name.endswith(".derivation.tex"):
        return latex.derivation_tex(statement)
    return "\n".join(latex.statement_tex(claim, latex.Finding.recorded(claim)) for claim in statement.claims)


def main() -> None:
    """Write every file, and remove what is none."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.tex"):
        if path.name not in names():
            path.unlink()
    for name in names():
        (GOLDEN / name).write_text(fragment(name), encoding="utf-8")


if __name__ == "__main__":
    main()
