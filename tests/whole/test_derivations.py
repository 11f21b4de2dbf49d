"""How the theorem files are written: claims apart from proofs, one vocabulary, no template that all of them repeat."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest
from sympy.logic.boolalg import Boolean

from ldm_symbolic import notation
from ldm_symbolic.derivations import MODULES, hypotheses, letters, statement

FOLDER = Path(__file__).parents[2] / "derivations"
THEOREMS = {known: FOLDER / f"{place.replace('.', '/')}.py" for known, place in MODULES.items()}
FILES = sorted(path for path in FOLDER.glob("*/*.py") if path.name != "__init__.py")
WORDS = {
    name: word
    for name, word in inspect.getmembers(hypotheses, inspect.isfunction)
    if word.__module__ == hypotheses.__name__
}
SHARED = 0.08
"""The most of the lines that may stand in more than half of the files."""
OF_PUNCTUATION = re.compile(r"[^\w]*")


def lines_of(path: Path) -> list[str]:
    """The lines of a file, without indentation and without empty ones."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def shared(files: Iterable[list[str]]) -> float:
    """The share of lines that stand in more than half of the files."""
    texts = list(files)
    found = Counter(line for text in texts for line in set(text))
    common = {line for line, count in found.items() if 2 * count > len(texts)}
    return sum(line in common for text in texts for line in text) / sum(map(len, texts))


def imported(path: Path) -> set[str]:
    """The modules of the package from which a file takes names, or which it names itself."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("ldm_symbolic")}


def test_what_is_shared_is_counted() -> None:
    assert shared([["a", "b"], ["a", "c"], ["d", "e", "e"]]) == pytest.approx(2 / 7)


def test_theorem_files_do_not_repeat_a_template() -> None:
    assert shared(map(lines_of, FILES)) < SHARED


def test_claims_do_not_repeat_a_template() -> None:
    """Lines of brackets alone, which close what is read, are not counted: each claim of a table ends in one."""
    texts = ([line for line in lines_of(path) if not OF_PUNCTUATION.fullmatch(line)] for path in THEOREMS.values())
    assert shared(texts) < SHARED / 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_theorem_file_is_read_in_one_go(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 300


@pytest.mark.parametrize("known", MODULES)
def test_what_is_claimed_is_read_without_what_proves_it(known: str) -> None:
    """No file of claims takes a name from a file of facts or of moves, its own or another."""
    assert not [name for name in imported(THEOREMS[known]) if re.search(r"_(proof|moves)(\.|$)", name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_facts_stand_in_files_that_end_in_proof(path: Path) -> None:
    """A move may bring a fact of its own, as it is asked for when the derivation is printed."""
    if path.stem.endswith(("_proof", "_moves")):
        return
    defined = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    assert not [node.name for node in defined if node.returns and "Fact" in ast.unparse(node.returns)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_proofs_are_written_through_the_face(path: Path) -> None:
    assert not [name for name in imported(path) if re.search(r"\.proof\.(kernel|language|smt|tactics)", name)]


@pytest.mark.parametrize("known", MODULES)
def test_every_proof_is_of_a_claim_that_is_to_be_proved(known: str) -> None:
    words = import_module(f"ldm_symbolic.derivations.{MODULES[known]}_proof").PROOFS
    claims = statement(known)
    for word in words:
        assert claims[f"{known}.{word}"].counterexample is None
        assert claims[f"{known}.{word}"].proof is not None


@pytest.mark.parametrize("name", WORDS)
def test_a_word_of_the_vocabulary_is_used_by_several_files(name: str) -> None:
    """What one file alone needs is said in that file."""
    assert sum(bool(re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))) for path in FILES) > 1


@pytest.mark.parametrize("name", WORDS)
def test_a_word_of_the_vocabulary_is_one_sentence(name: str) -> None:
    said = (inspect.getdoc(WORDS[name]) or "").splitlines()
    assert said[0].endswith(".")
    assert not said[1:] or not said[1]


@pytest.mark.parametrize("name", [name for name, word in WORDS.items() if not inspect.signature(word).parameters])
def test_a_word_without_arguments_is_conditions(name: str) -> None:
    said = WORDS[name]()
    assert all(isinstance(part, Boolean) for part in (said if isinstance(said, tuple) else (said,)))


def test_letters_are_those_of_the_notation() -> None:
    known = [value for value in vars(notation).values() if not callable(value) or hasattr(value, "free_symbols")]
    for name in ("j", "k", "D", "s", "s_hat", "t", "u", "T", "x", "X", "C", "m"):
        assert any(getattr(letters, name) is value for value in known)
