"""Writes tests/golden: the statements of P1, P2, P4 and L1, derivations, and one proof. Run it and read the diff."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ldm_symbolic import catalogue, latex

GOLDEN = Path(__file__).parent / "golden"
_STATEMENTS = ("P1", "P2", "P4", "L1")


@cache
def fragments() -> dict[str, str]:
    """The golden fragments by file name, with the verdicts that the catalogue records."""
    known = {statement.id: statement for statement in catalogue()}
    found = {}
    for name in _STATEMENTS:
        claims = known[name].claims
        printed = (latex.statement_tex(claim, latex.Finding.recorded(claim)) for claim in claims)
        found[f"{name}.statement.tex"] = "\n".join(printed)
        found[f"{name}.derivation.tex"] = latex.derivation_tex(known[name])
    exact = known["P2"]["P2.exact"]
    assert exact.proof is not None
    found["P2.exact.proof.tex"] = latex.proof_tex(exact, exact.proof())
    found["P2.plugin.paper.tex"] = latex.statement_tex(
        known["P2"]["P2.plugin"], latex.Finding.recorded(known["P2"]["P2.plugin"]), latex.notation("paper")
    )
    return found


def main() -> None:
    """Write every file."""
    GOLDEN.mkdir(exist_ok=True)
    for name, text in fragments().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
