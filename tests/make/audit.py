"""Write what the catalogue says of the paper, at length and in short: python tests/make/audit.py [--short]

`docs/audit.md` has a row for each sentence, from the verdicts of the whole catalogue, which takes a minute, and
`derivations/found/established.json` says by which engines each verdict is established; `README.md`
has a row for each statement on the paper's own model, from the verdicts that are recorded, and `--short` writes this
one alone. What is beyond that (read-outs, samplers, other distances) has its rows in the audit.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ldm_symbolic import catalogue
from ldm_symbolic.claims.audit import Audited, examine, listed
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role, Statement, Weight
from ldm_symbolic.cli.tables.verdicts import verify_markdown
from ldm_symbolic.derivations.recorded import wanted

ROOT = Path(__file__).resolve().parents[2]
README, AUDIT = ROOT / "README.md", ROOT / "docs" / "audit.md"
ESTABLISHED = ROOT / "derivations" / "found" / "established.json"
BEYOND = (*"GMANTKRU", "S7", "S8", "S9", "S10")
"""How the ids begin of what is beyond the paper's own model, or a further sentence of it: the audit alone has them."""
FIRST, LAST = "<!-- python tests/make/audit.py -->", "<!-- end of the table -->"


def shown(page: Path) -> str:
    """Return the table that a page shows now."""
    return _parts(page)[1].strip()


def _parts(page: Path) -> tuple[str, str, str]:
    """What stands before the table of a page, the table, and what stands after it."""
    text = page.read_text(encoding="utf-8")
    first, last = text.index(FIRST) + len(FIRST), text.index(LAST)
    return text[:first], text[first:last], text[last:]


def replace(page: Path, table: str) -> None:
    """Put a table in the place of the one that a page shows."""
    before, _, after = _parts(page)
    page.write_text(f"{before}\n\n{table}\n\n{after}", encoding="utf-8")


def in_short(statements: Iterable[Statement]) -> str:
    """A row for each statement on the paper's model: verdicts on what is printed, what fails, what is true instead."""
    titles = ("result", "as printed", "what fails", "what is true instead")
    near = (statement for statement in statements if not statement.id.startswith(BEYOND))
    rows = [titles, ("---",) * len(titles), *map(_row, near)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def _row(statement: Statement) -> tuple[str, ...]:
    printed = [claim for claim in statement.claims if claim.role is Role.PRINTED]
    stated = printed or [claim for claim in statement.claims if claim.role is Role.NEW]
    refuted = [claim for claim in stated if claim.expected is Verdict.REFUTED]
    instead = [claim for claim in statement.claims if claim.repairs in {known.id for known in refuted}]
    return (
        f"**{statement.id}** {statement.title}",
        _verdicts(stated) if printed else f"*new:* {_verdicts(stated)}",
        _said(refuted),
        _said(instead),
    )


def _verdicts(claims: Iterable[Claim]) -> str:
    """The verdicts recorded for some claims, with their numbers where they differ."""
    found = sorted(Counter(claim.expected for claim in claims).items())
    return ", ".join(f"{count} {verdict}" if len(found) > 1 else str(verdict) for verdict, count in found)


def _said(claims: Iterable[Claim]) -> str:
    said = [f"{claim.says} ({_weight(claim.severity)})" if claim.severity else claim.says for claim in claims]
    return "<br>".join(f"• {sentence}" for sentence in said) if len(said) > 1 else "".join(said)


def _weight(severity: Weight) -> str:
    """How much a refutation weighs, and on which horizons where only short ones fail; `list` has every other set."""
    _, _, horizons = (severity.confined or "").partition("that is T")
    return f"{severity.word}, only for T{horizons}" if horizons else str(severity.word)


def engines(audited: Audited) -> str:
    """The engines that established each verdict, by the id of its claim, as JSON."""
    found = {one.claim: ", ".join(one.engines) for _, results in audited for _, one in results}
    return json.dumps(found, indent=0, sort_keys=True, ensure_ascii=False) + "\n"


def main(*, at_length: bool) -> None:
    """Replace the table of the README and, after verifying everything, the one of the audit."""
    replace(README, in_short(catalogue()))
    if at_length:
        done = examine(listed(wanted([]), catalogue, None), catalogue)
        audited = [(statement, [(claim, found.certificate) for claim, found in results]) for statement, results in done]
        replace(AUDIT, verify_markdown(audited))
        ESTABLISHED.write_text(engines(audited), encoding="utf-8")


if __name__ == "__main__":
    main(at_length="--short" not in sys.argv[1:])
