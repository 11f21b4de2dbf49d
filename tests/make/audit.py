"""Write the audit table into the README, from the verdicts of the whole catalogue.

python tests/make/audit.py
"""

from __future__ import annotations

from pathlib import Path

from ldm_symbolic import catalogue
from ldm_symbolic.claims.audit import examine, select
from ldm_symbolic.cli.verdict_tables import verify_markdown

README = Path(__file__).resolve().parents[2] / "README.md"
FIRST, LAST = "<!-- the audit: python tests/make/audit.py -->", "<!-- end of the audit -->"


def shown() -> str:
    """Return the table that the README shows now."""
    text = README.read_text(encoding="utf-8")
    return text[text.index(FIRST) + len(FIRST) : text.index(LAST)].strip()


def main() -> None:
    """Verify everything and replace the table."""
    done = [
        (s, [(claim, found.certificate) for claim, found in r]) for s, r in examine(select(catalogue(), []), catalogue)
    ]
    text = README.read_text(encoding="utf-8")
    before, after = text[: text.index(FIRST) + len(FIRST)], text[text.index(LAST) :]
    README.write_text(f"{before}\n\n{verify_markdown(done)}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
