"""What `list` and `show` read: the index is what the catalogue says, and every sentence shown is one of it."""

from __future__ import annotations

import pytest
from recorded import PATH, text
from sympy import Not

import ldm_symbolic
from ldm_symbolic import catalogue
from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement, known_id, unknown_id
from ldm_symbolic.claims.summary import summary
from ldm_symbolic.claims.words import Role, Verdict
from ldm_symbolic.derivations import MODULES
from ldm_symbolic.derivations.recorded import known_ids, recorded, recorded_costs, show

PEOPLE = ("says", "but", "because", "instead", "by", "needs", "uses", "claims", "more")


def test_the_index_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run python tests/make/recorded.py"


def test_the_index_says_how_a_claim_fails() -> None:
    claims = [claim for statement in recorded() for claim in statement.claims]
    assert {claim.verdict for claim in claims} >= {Verdict.PROVED, Verdict.REFUTED}
    for claim in claims:
        assert claim.fails.startswith(("false at ", "undefined at ")) == (claim.verdict is Verdict.REFUTED), claim.id


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("P5", "P5"),
        ("p5", "P5"),
        ("prop5", "P5"),
        ("Prop. 5", "P5"),
        ("proposition 5", "P5"),
        ("5", "P5"),
        (" P5.printed ", "P5.printed"),
        ("5.Printed", "P5.printed"),
        ("p5.a6", "P5.A6"),
        ("lemma1", "L1"),
        ("corollary 1", "C1"),
        ("s3", "S3"),
    ],
)
def test_an_id_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert known_ids([written]) == [meant]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("P5.print", "there is no claim 'P5.print'; did you mean P5.printed?"),
        ("P55", "there is no statement or claim 'P55'; did you mean P5?"),
        ("xyzzy", "there is no statement or claim 'xyzzy'; see ldm-symbolic list"),
        ("", "there is no statement or claim ''; see ldm-symbolic list"),
        (5, "expected the id of a statement or claim such as 'P5' or 'P5.printed', got 5"),
    ],
)
def test_an_id_that_there_is_not_is_refused_with_the_nearest(written: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        known_id(written, recorded())
    assert str(refused.value) == said


def test_the_nearest_is_found_among_any_ids() -> None:
    assert "P2.exact?" in str(unknown_id("P2.exakt", ["P1.exact", "P2.exact"]))


def test_a_statement_at_a_glance() -> None:
    found = show("P5")
    (p5,) = catalogue(["P5"])
    printed, repaired = p5["P5.printed"], p5["P5.repaired"]
    assert (found.id, found.title, found.source) == ("P5", p5.title, str(p5.source))
    assert found.verdict is Verdict.REFUTED
    assert printed.says in found.says
    assert repaired.says in "; ".join(found.true_instead)
    assert found.but.startswith("P5.order and P5.printed are refuted; of its steps and remarks ")
    assert "P5.printed is false at D = 2, C = 10, T = 1/40, s = (1/3, 33/100)" in "; ".join(found.because)
    assert sum(found.claims.values()) == len(p5.claims)
    assert set(found.claims) == {verdict.lower() for verdict in Verdict}


def test_a_claim_at_a_glance() -> None:
    printed = show("P2.plugin")
    assert (printed.verdict, printed.claims["refuted"], printed.claims["proved"]) == (Verdict.REFUTED, 1, 0)
    assert len(printed.true_instead) == 1
    assert "(open: it fails on the whole ball" in printed.because[0]
    repaired = show("P2.plugin-repaired")
    assert (repaired.but, repaired.because, repaired.true_instead) == ("", (), ())
    assert "(repairs P2.plugin: plug-in score" in repaired.says[0]
    assert "the function is about 1.27468 at i = k = 1 and about 1.10707 at i = 2" in printed.because[0]
    assert printed.text(200).startswith("P2.plugin  REFUTED (open)\n")
    assert show("P1").text(200).startswith("P1  REFUTED (convention)\n")


def test_what_a_claim_needs_and_uses_is_shown_and_where_to_read_on() -> None:
    (p2,) = catalogue(["P2"])
    level = show("P2.step-level")
    assert level.needs == tuple(str(hypothesis) for hypothesis, _ in p2["P2.step-level"].necessary)
    assert "needs     s[k] > 0; " in level.text(200)
    assert show("P2").needs == ()
    assert "P2.step-increment-plugin" in show("P2.exact").uses
    assert "derivations/plug_in/p2_best_dimension_at_a_time.py says" in show("P2.exact").text(200)


def test_by_which_engines_and_kernels_is_shown() -> None:
    assert show("P1.exact").by == ("z3, cvc5, rules; coq: proved",)
    assert "by        z3, cvc5, rules; coq: proved\n" in show("P1.exact").text(200)
    assert set(show("P2").by) == {
        "z3, cvc5, rules; coq: proved (P2.ordered, P2.exact, P2.plugin-repaired)",
        "balls (P2.plugin)",
    }


def test_nothing_is_said_of_coq_where_it_has_no_theorem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ldm_symbolic.claims.summary.is_recorded", lambda claim: False)
    assert show("P1.exact").by == ("z3, cvc5, rules",)


def test_the_index_says_the_numbers_of_a_refutation() -> None:
    refuted = [known for statement in recorded() for known in statement.claims if known.verdict is Verdict.REFUTED]
    silent = {known.id for known in refuted if not known.values}
    assert all(
        isinstance(ldm_symbolic.claim(name).conclusion, Not) for name in silent
    )  # no comparison fails: it holds everywhere


@pytest.mark.parametrize("statement", recorded(), ids=lambda statement: statement.id)
def test_everything_can_be_shown_in_a_narrow_terminal(statement: RecordedStatement) -> None:
    for name in (statement.id, *(claim.id for claim in statement.claims)):
        found = show(name)
        assert found.says
        assert bool(found.because) == (found.verdict is Verdict.REFUTED)
        document = found.as_json()
        assert document["schema"] == "ldm-symbolic/show/1"
        assert set(document) == {
            "schema", "id", "title", "source", "verdict", "says", "but", "because", "true_instead", "claims",
        }  # fmt: skip
        for width in (40, 80):
            lines = found.text(width).splitlines()
            assert max(map(len, lines)) <= width
            said = lines[lines.index("") + 1 :]
            assert {line.split(" ")[0] for line in said if not line.startswith(" ")} <= set(PEOPLE)


def test_what_is_printed_decides_and_else_what_is_new() -> None:
    def claim(word: str, role: Role, verdict: Verdict, repairs: str = "") -> RecordedClaim:
        return RecordedClaim(
            id=f"X1.{word}", role=role, says=word, verdict=verdict, repairs=repairs, fails="false at x"
        )

    step = claim("step", Role.STEP, Verdict.REFUTED)
    new = claim("new", Role.NEW, Verdict.UNDECIDED)
    printed = claim("printed", Role.PRINTED, Verdict.PROVED)

    def shown(*claims: RecordedClaim) -> tuple[Verdict, tuple[str, ...], str]:
        found = summary(RecordedStatement(id="X1", title="t", source="s", claims=claims))
        return found.verdict, found.says, found.but

    assert shown(step, new, printed) == (Verdict.PROVED, ("printed",), "of its steps and remarks X1.step is refuted")
    assert shown(step, new) == (Verdict.UNDECIDED, ("new",), "of its steps and remarks X1.step is refuted")
    assert shown(step) == (Verdict.REFUTED, ("step",), "X1.step is refuted")
    with pytest.raises(ValueError, match=r"X1 has no claim 'X1\.absent'"):
        summary(RecordedStatement(id="X1", title="t", source="s", claims=(step,)), "X1.absent")


def test_what_is_known_to_take_long_is_a_statement() -> None:
    """They only decide what is begun first: one that is missing is begun as its number of claims has it."""
    assert recorded_costs().keys() <= MODULES.keys()
    assert all(seconds >= 0 for seconds in recorded_costs().values())
