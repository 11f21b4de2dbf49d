"""Questions are written with an index that says which stands behind which step, and a script that asks them again."""

from __future__ import annotations

from pathlib import Path

from command_line import here


def test_every_question_says_where_it_stands(tmp_path: Path) -> None:
    done = here(
        "verify", "P2.step-level", "P2.quotient", "--smtlib", str(tmp_path / "q"), "--proofs", str(tmp_path / "p")
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.stem for path in (tmp_path / "p").iterdir()) == ["P2.quotient", "P2.step-level"]
    head, *rows = [line.split("\t") for line in (tmp_path / "q" / "index.tsv").read_text().splitlines()]
    assert head == ["claim", "step", "rule", "file", "expected"]
    files = sorted(path.name for path in (tmp_path / "q").glob("*.smt2"))
    assert sorted({row[3] for row in rows}) == files
    assert files
    for claim, step, rule, name, expected in rows:
        text = (tmp_path / "q" / name).read_text()
        assert f"; {claim}, step {step} ({rule})\n" in text
        assert f"(set-info :status {expected})\n(set-logic QF_NRA)\n" in text
    assert (tmp_path / "q" / "replay.sh").read_text().count("\n") <= 12
