"""The notation file to start from is complete, says what is written, and is read back as the notation that it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import here
from recorded import NAMES, names

from ldm_symbolic.latex.formulas.letters import SHIPPED, further_names, notation
from ldm_symbolic.latex.notation_file import notation_file
from ldm_symbolic.notation import VOCABULARY


@pytest.mark.parametrize("source", SHIPPED)
def test_it_is_read_back_as_the_notation_that_it_shows(source: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(notation_file(source), encoding="utf-8")
    mine, shipped = notation(str(file)), notation(source)
    assert set(mine.letters) == {*VOCABULARY, *further_names()}
    for name in mine.letters:
        assert mine.letter(name) == shipped.letter(name)
    assert (mine.squares, mine.subscripted) == (shipped.squares, shipped.subscripted)


@pytest.mark.parametrize(
    ("name", "mend"), [("lamda", "did you mean lambda"), ("s_hatt", "did you mean s_hat"), ("zzzz", "lists the names")]
)
def test_a_letter_for_a_name_that_nothing_has_is_refused(name: str, mend: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"[letters]\n{name} = 'x'\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f"letters.{name}: nothing that is printed has that name; .*{mend}"):
        notation(str(file))


def test_the_command_prints_it() -> None:
    done = here("notation", "--paper")
    assert (done.returncode, done.stdout) == (0, notation_file("paper"))


def test_the_further_names_are_those_of_the_catalogue() -> None:
    assert NAMES.read_text(encoding="utf-8") == names()
