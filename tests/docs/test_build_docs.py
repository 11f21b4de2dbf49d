"""What the pages are made of: a page for each statement, every name in the reference, links that are looked after.

The pages themselves are built by `tests/make/docs/build_docs.py`, which `.ci/run` calls.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from explainer import NAMED, explainer_html, formulas
from graph_pictures import graph_of, place
from site_links import dangling
from statement_pages import statement_page

from ldm_symbolic import catalogue
from ldm_symbolic.derivations.recorded import recorded
from ldm_symbolic.front_door.names import HOMES, MODULES

ROOT = Path(__file__).resolve().parents[2]


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<h1 id="here">b</h1>', encoding="utf-8")
    page = tmp_path / "a.html"
    page.write_text(
        '<a href="b.html#here">1</a><a href="#up">2</a><i id="up"></i><img src="https://x.org/y">', encoding="utf-8"
    )
    assert dangling(tmp_path) == []
    page.write_text(
        '<a href="b.html#gone">1</a><a href="c.html">2</a><a href="#up">3</a><img src="d.png">', encoding="utf-8"
    )
    assert dangling(tmp_path) == ["a.html: b.html#gone", "a.html: c.html", "a.html: #up", "a.html: d.png"]


def test_every_name_of_the_package_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "front_door.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\.\. auto\w+:: ([\w.]+)$", text, re.MULTILINE))
    assert documented == {f"{home}.{name}" for name, home in HOMES.items()}
    pages = {path.stem for path in (ROOT / "docs" / "reference").glob("*.md")}
    assert {"proof", "samplers", "testing"} <= pages
    assert "proof" in MODULES


def test_the_page_of_a_statement_says_what_is_recorded_of_it() -> None:
    known = next(statement for statement in recorded() if statement.id == "S2")
    (about,) = catalogue(["S2"])
    text = statement_page(known, about) if shutil.which("dot") else _without_picture(known, about)
    for claim in known.claims:
        assert f"({place(claim.id)})=\n### {claim.id}\n" in text
    assert text.count('class="badge REFUTED"') == 2  # at the top, and at the claim
    assert '<span class="severity">open</span>' in text
    assert "Known to fail without" in text
    assert "repaired by" in text
    assert "<mn>253</mn>" in text  # of the counterexample


def _without_picture(known: object, about: object) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("statement_pages.graph_of", lambda _: "")
        return statement_page(known, about)  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed; .ci/run draws the pictures")
def test_a_claim_in_a_picture_is_a_link_to_its_place() -> None:
    known = next(statement for statement in recorded() if statement.id == "S2")
    picture = graph_of(known)
    assert picture.startswith("<svg")
    assert 'xlink:href="S1.html#s1-between"' in picture


def test_the_explainer_is_made_of_the_expressions_of_the_model() -> None:
    page = explainer_html()
    assert "/*FORMULAS*/" not in page
    for name in formulas():
        assert f"  {name}: (" in page
        assert f"model.{name}(" in page.replace("model.step(", "")
    for claim_id in NAMED:
        assert f'"{claim_id}"' in page
    assert not re.search(r'(?:src|href)="https?:', page), "it is one file"
