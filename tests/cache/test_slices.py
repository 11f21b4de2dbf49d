"""A slice changes with everything that can matter to an answer, and with nothing else where files are simple."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ldm_symbolic.cache import canonical
from ldm_symbolic.cache.slices import Asked, Slices
from ldm_symbolic.cache.sources import Sources

FILES = {
    "__init__.py": "",
    "engine.py": '"""An engine."""\n\n\ndef prove(x):\n    """Prove."""\n    return x > 0\n',
    "facts/__init__.py": "",
    "facts/claim.py": "def claims_of(name, table):\n    return [name + word for word in table]\n",
    "facts/shared.py": (
        "from ldm_symbolic.engine import prove\n"
        "LETTER = 'x'\nOTHER = 'y'\nPAIR, REST = 1, 2\n"
        "def lemma():\n    found = []\n    found.append(LETTER)\n    return prove(found)\n"
        "def unused():\n    return prove(OTHER)\n"
    ),
    "facts/p1.py": (
        "from ldm_symbolic.facts.claim import claims_of\n"
        "from ldm_symbolic.facts.shared import LETTER, OTHER, PAIR\n"
        "SPARE = LETTER\n"
        "MORE_CLAIMS = {'c': OTHER}\n"
        "CLAIMS = {'a': LETTER + 'a', 'b': OTHER + 'b', **MORE_CLAIMS}\n"
        "STATEMENT = claims_of('P1', CLAIMS)\n"
    ),
    "facts/p1_proof.py": (
        "from ldm_symbolic.facts.shared import lemma as used, unused\n"
        "def first():\n    return used()\n"
        "PROOFS = {'a': (first,), 'b': unused}\n"
    ),
    "facts/kept.json": '{"P1.a": [1], "P1.b": [2]}',
}
WITHIN = "ldm_symbolic.facts"
MODULES = ("ldm_symbolic.engine", *(f"{WITHIN}.{name}" for name in ("claim", "shared", "p1", "p1_proof")))


def asked(word: str = "a") -> Asked:
    return Asked(
        roots=((f"{WITHIN}.p1", "STATEMENT"), (f"{WITHIN}.p1_proof", "PROOFS")),
        entries={"CLAIMS": word, "PROOFS": word, "kept.json": f"P1.{word}"},
        readers=frozenset(),
        hands_on=(f"{WITHIN}.claim", "claims_of"),
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "facts").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def sliced(package: Path, word: str = "a") -> dict[str, str] | None:
    sources = Sources({"ldm_symbolic": package})
    files = sources.closure(MODULES)
    assert f"{package.name}/kept.json" in files or "facts/kept.json" in files
    return Slices(sources, WITHIN).of(files, asked(word))


def edited(package: Path, name: str, old: str, new: str) -> dict[str, str] | None:
    text = (package / name).read_text()
    assert text.count(old) == 1, (name, old)
    (package / name).write_text(text.replace(old, new))
    return sliced(package)


MATTERS = [
    ("engine.py", "x > 0", "x > 1"),
    ("engine.py", "def prove(x):", "def other():\n    pass\n\n\ndef prove(x):"),
    ("facts/claim.py", "name + word", "word + name"),
    ("facts/shared.py", "LETTER = 'x'", "LETTER = 'z'"),
    ("facts/shared.py", "prove(found)", "prove([found])"),
    ("facts/shared.py", "import prove", "import prove2 as prove"),
    ("facts/p1.py", "LETTER + 'a'", "LETTER + 'A'"),
    ("facts/p1.py", "'P1'", "'P2'"),
    ("facts/p1.py", "'a': LETTER + 'a', ", ""),
    ("facts/p1.py", "**MORE_CLAIMS", "**MORE_CLAIMS, 'd': 1, word('a'): 2"),
    ("facts/p1.py", "'c': OTHER", "'c': OTHER, 'a': OTHER"),
    ("facts/p1.py", "import LETTER, OTHER", "import OTHER as LETTER, LETTER as OTHER"),
    ("facts/p1_proof.py", "(first,)", "first"),
    ("facts/p1_proof.py", "return used()", "return used"),
    ("facts/p1_proof.py", "lemma as used", "unused as used"),
    ("facts/kept.json", "[1]", "[1, 1]"),
]
"""Edits after which the answer to `a` may be another."""

DOES_NOT = [
    ("engine.py", "An engine.", "The engine."),
    ("engine.py", "    return x > 0", "    # why\n    return (x > 0)"),
    ("facts/shared.py", "OTHER = 'y'", "OTHER = 'w'"),
    ("facts/shared.py", "prove(OTHER)", "prove(PAIR)"),
    ("facts/p1.py", "OTHER + 'b'", "OTHER + 'B'"),
    ("facts/p1.py", "'c': OTHER", "'c': LETTER"),
    ("facts/p1.py", "SPARE = LETTER", "SPARE = OTHER"),
    ("facts/p1_proof.py", "'b': unused", "'b': None"),
    ("facts/kept.json", "[2]", "[3]"),
]
"""Edits after which it is the same."""

NO_SLICE = [
    ("engine.py", "return x > 0", "return prove.__doc__"),
    ("engine.py", "return x > 0", "return x >"),
    ("facts/p1.py", "claims_of('P1', CLAIMS)", "claims_of('P1', turned(CLAIMS))"),
    ("facts/p1.py", "claims_of('P1', CLAIMS)", "other('P1', CLAIMS)"),
    ("facts/p1.py", "LETTER + 'a'", "MORE_CLAIMS['c']"),
    ("facts/p1.py", "facts.claim import claims_of", "facts.shared import lemma as claims_of"),
    ("facts/p1_proof.py", "return used()", "return p1.CLAIMS['b']"),
    ("facts/p1_proof.py", "lemma as used", "missing as used"),
    ("facts/p1_proof.py", "from ldm_symbolic.facts.shared", "from .shared"),
]
"""Edits after which it cannot be told."""


@pytest.mark.parametrize(("name", "old", "new"), MATTERS)
def test_what_matters_counts(package: Path, name: str, old: str, new: str) -> None:
    before = sliced(package)
    assert before is not None
    after = edited(package, name, old, new)
    assert after is not None
    assert after != before


@pytest.mark.parametrize(("name", "old", "new"), DOES_NOT)
def test_what_does_not_matter_does_not_count(package: Path, name: str, old: str, new: str) -> None:
    before = sliced(package)
    assert before is not None
    assert edited(package, name, old, new) == before


@pytest.mark.parametrize(("name", "old", "new"), NO_SLICE)
def test_where_it_cannot_be_told_there_is_none(package: Path, name: str, old: str, new: str) -> None:
    assert edited(package, name, old, new) is None


@pytest.mark.parametrize(
    "line",
    [
        "REST.append(1)",
        "PAIR.x = 1",
        "del REST",
        "if PAIR:\n    OTHER = 2",
        "OTHER += 'y'",
        "OTHER = 'z'",
        "import sys",
    ],
)
def test_a_file_that_does_more_than_to_bind_names_counts_whole(package: Path, line: str) -> None:
    path = package / "facts" / "shared.py"
    path.write_text(f"{path.read_text()}{line}\n")
    before = sliced(package)
    assert before is not None
    assert before != edited(package, "facts/shared.py", "prove(OTHER)", "prove(PAIR)")


def test_so_does_one_that_imports_from_it(package: Path) -> None:
    path = package / "facts" / "shared.py"
    path.write_text(f"{path.read_text()}print(1)\n")
    before = sliced(package)
    assert before is not None
    assert before != edited(package, "facts/p1.py", "SPARE = LETTER", "SPARE = OTHER")


def test_every_claim_is_asked_for_on_its_own(package: Path) -> None:
    sources = Sources({"ldm_symbolic": package})
    files, slices = sources.closure(MODULES), Slices(sources, WITHIN)
    found = [slices.of(files, asked(word)) for word in "abca"]
    assert None not in found
    assert found[0] == found[3]
    assert found[0] != found[1] != found[2] != found[0]


def test_all_files_without_what_says_nothing(package: Path) -> None:
    def whole() -> dict[str, str] | None:
        sources = Sources({"ldm_symbolic": package})
        return Slices(sources, WITHIN).whole(sources.closure(MODULES))

    before = whole()
    assert before is not None
    edited(package, "engine.py", "An engine.", "The engine.")
    assert whole() == before
    edited(package, "facts/p1.py", "OTHER + 'b'", "OTHER + 'B'")
    assert whole() != before


QUIET = [
    "x = f(1)",
    "x, y = 1, 2",
    "from a import b",
    "x: int = 1",
    "def f(y):\n    x = []\n    x.append(y)\n    x += [1]\n    return x",
    "def f(**more):\n    more['a'] = 1",
    "x, y = (f(z) for z in (1, 2))",
    "x = tuple(f(z) for z in (1, 2))",
    "x = next(z for z in (1, 2))",
]
LOUD = [
    "f(1)",
    "x[0] = 1",
    "x.y = 1",
    "x += 1",
    "del x",
    "for x in y: pass",
    "if x: y = 1",
    "import a",
    "from a import *",
    "class A: pass",
    "x = y.append(1)",
    "x = getattr(y, 'z')",
    "x = open('a')",
    "x = (f(z) for z in (1, 2))",
    "x = {'a': map(f, y)}",
    "x = next(y)",
    "def f(y):\n    y.append(1)",
    "def f(y):\n    if y:\n        y = []\n    y.append(1)",
    "def f():\n    x = g()\n    x.append(1)",
    "def f():\n    x, y = g(), []\n    x.append(1)",
    "def f():\n    for x in y:\n        x.append(1)",
    "def f():\n    global x\n    x = 1",
    "def f():\n    import a",
    "def f():\n    yield 1",
    "def f(x):\n    def g():\n        x = []\n    x.append(1)",
]


@pytest.mark.parametrize("text", QUIET)
def test_what_only_binds_names(text: str) -> None:
    assert canonical.quiet(ast.parse(text))


@pytest.mark.parametrize("text", LOUD)
def test_what_does_more(text: str) -> None:
    assert not canonical.quiet(ast.parse(text))
