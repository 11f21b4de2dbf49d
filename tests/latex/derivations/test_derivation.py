"""Derivations: every formula in them is proved, under hypotheses that stand on the page, and they read as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from book_checks import WIDE, compiled_log, complaints, document, pdflatex_here
from latex_reading import Reader
from sympy import Equivalent, true

from ldm_symbolic import catalogue, latex
from ldm_symbolic.book.mathml import Page
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.moves import Link, Move
from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.derivations.plug_in import p2_best_dimension_at_a_time_moves as p2
from ldm_symbolic.latex.derivations.derivation import derivation_tex, is_derived
from ldm_symbolic.latex.derivations.moves import moves_tex
from ldm_symbolic.latex.document.nodes import Text
from ldm_symbolic.latex.sentences.hypotheses import hypotheses as assumptions
from ldm_symbolic.notation import data_dimension, deviations, estimated_deviations, latent_dimension, noise
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import free
from ldm_symbolic.search.judge import Outcome, judge

KNOWN = {statement.id: statement for statement in catalogue()}
P2 = KNOWN["P2"]
WITH_MOVES = [statement for statement in KNOWN.values() if statement.derivation]
LINKS = [(statement, link) for statement in WITH_MOVES for move in statement.derivation for link in move.links]
D, k, s, s_hat, x = data_dimension, latent_dimension, deviations, estimated_deviations, noise
_DISPLAY = re.compile(r"\\begin\{equation\*\}\n(.*?)\n\\end\{equation\*\}\n?(.?)", re.DOTALL)


def arguments() -> Iterator[tuple[str, str]]:
    """Everything that is typed in a derivation: texts and reasons."""
    for statement in WITH_MOVES:
        for move in statement.derivation:
            yield statement.id, move.text
            yield from ((statement.id, link.reason) for link in move.links)


def test_many_statements_have_an_argument() -> None:
    assert {"P1", "P2", "P3", "P4", "P5", "P6", "L1", "S1", "S2", "S3", "S4", "S5", "S6"} <= {s.id for s in WITH_MOVES}


@pytest.mark.parametrize(("statement", "link"), LINKS, ids=lambda part: getattr(part, "id", ""))
def test_every_formula_of_a_move_is_proved(statement: Statement, link: Link) -> None:
    if isinstance(link.source, str):
        assert statement[link.source].expected is Verdict.PROVED
    else:
        assert type(link.source()) is Fact


def test_reasons_are_words_alone() -> None:
    """A letter, a number or a sign in a reason would be a formula that somebody typed."""
    for statement_id, text in arguments():
        words = text.replace("{}", "").replace("Proposition 2", "")
        assert re.fullmatch(r"[A-Za-z ,.;:?'-]*", words), (statement_id, text)
        assert not re.search(r"\b(?![aA]\b)[A-Za-z]\b", words.replace("'s", "")), (statement_id, text)


def hypotheses_of(statement: Statement, link: Link) -> tuple[Any, ...]:
    """What a link assumes."""
    source = statement[link.source] if isinstance(link.source, str) else link.source()
    return conjuncts(source.hypotheses)


class TestHypotheses:
    """What a paragraph asserts follows from what is said in it and what is in force."""

    def printed(self, moves: tuple[Move, ...]) -> list[str]:
        return moves_tex(replace(P2, derivation=moves), None)

    def fact(self, *more: Any) -> Any:
        return lambda: prove((k >= 2, k <= D, x >= 0, *more), Identity(x + 0 * k, x))

    def test_a_hypothesis_is_said_once(self) -> None:
        first, second = self.printed((Move(links=(Link(self.fact()),)), Move(links=(Link(self.fact(x <= 1)),))))
        assert "2 \\le k \\le D" in first
        assert "x \\ge 0" in first
        assert "k" not in second.split("Then")[0]
        assert "x \\le 1" in second

    def test_a_name_is_meant_anew(self) -> None:
        moves = (Move(links=(Link(self.fact(x <= 1)),)), Move(links=(Link(self.fact()),), anew=(x,)))
        _, second = self.printed(moves)
        assert "x \\ge 0" in second
        assert "k" not in second.split("Then")[0]

    def test_every_hypothesis_of_a_fact_is_in_force_where_it_is_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Seen from outside: collect what is printed as assumed, and compare with what the facts assume."""
        said: list[tuple[Any, ...]] = []

        def watched(writer: Any, hypotheses: Any, *, notes: Any = ()) -> list[Text]:
            said.append(tuple(hypotheses))
            return assumptions(writer, hypotheses, notes=notes)

        monkeypatch.setattr("ldm_symbolic.latex.derivations.moves.hypotheses", watched)
        moves_tex(P2, None)
        force: set[Any] = set()
        for move, new, more in zip(P2.derivation, said[::2], said[1::2], strict=True):
            assert all(free(condition) <= frozenset().union(*map(free, force)) for condition in more)
            force = {c for c in force if not free(c) & set(move.anew)} | set(map(oriented, [*new, *more]))
            for link in move.links:
                assert set(map(oriented, hypotheses_of(P2, link))) <= force

    @pytest.mark.parametrize("statement", WITH_MOVES, ids=lambda statement: statement.id)
    def test_what_is_in_force_does_not_contradict_what_is_said(self, statement: Statement) -> None:
        """At a recorded witness of the claim that a paragraph states, all that is in force there is true."""
        force: list[Any] = []
        for move in statement.derivation:
            force = [condition for condition in force if not free(condition) & set(move.anew)]
            force += [c for link in move.links for c in hypotheses_of(statement, link)]
            last = move.links[-1].source
            witnesses = statement[last].witnesses if isinstance(last, str) else ()
            judged = []
            for witness in witnesses:
                known = [condition for condition in force if free(condition) <= set(witness)]
                judged.append(judge(known, true, witness).outcome)
            assert not witnesses or Outcome.TRUE in judged, last


class TestRefused:
    def test_a_claim_that_is_refuted(self) -> None:
        with pytest.raises(ValueError, match="not recorded as proved"):
            replace(P2, derivation=(Move(links=(Link("P2.plugin"),)),))

    def test_a_formula_that_is_no_fact(self) -> None:
        move = Move(links=(Link(lambda: P2["P2.exact"]),))  # type: ignore[arg-type, return-value]
        with pytest.raises(RuleError, match="expected a Fact"):
            moves_tex(replace(P2, derivation=(move,)), None)

    @pytest.mark.parametrize(
        "false",
        [
            Equivalent(p2.PRODUCT < 0, p2.BELOW_TWICE),
            Equivalent(p2.BELOW_TWICE, p2.v_hat <= 2 * s[k] ** 2),
            Equivalent(p2.BELOW_FOUR_TIMES, x * (1 - s_hat[k] ** 2) <= 3 * s[k] ** 2 - s_hat[k] ** 2),
            Identity(p2.PRODUCT, p2.PRODUCT + x),
        ],
    )
    def test_a_false_neighbour(self, false: Any) -> None:
        with pytest.raises(RuleError):
            p2.one_mode(false)()

    def test_a_chain_that_does_not_link(self) -> None:
        move = Move(links=(Link(p2.divided), Link(p2.solved)))
        with pytest.raises(ValueError, match="form no chain"):
            moves_tex(replace(P2, derivation=(move,)), None)

    def test_what_is_not_refuted_without_a_hypothesis(self) -> None:
        for other in ("P2.exact", "P2.quotient"):
            with pytest.raises(ValueError, match=r"P2"):
                replace(P2, derivation=(Move(links=(Link("P2.plugin-repaired"),), without=other),))

        same = replace(P2["P2.plugin"], hypotheses=P2["P2.plugin-repaired"].hypotheses)
        claims = tuple(same if claim.id == same.id else claim for claim in P2.claims)
        with pytest.raises(ValueError, match="from fewer hypotheses"):
            replace(P2, claims=claims)

    def test_a_reason_without_its_terms(self) -> None:
        with pytest.raises(ValueError, match="as many"):
            Link("P2.exact", "by {}")
        with pytest.raises(ValueError, match="at least one fact"):
            Move(links=())


class TestProposition2:
    def text(self, letters: str = "ours") -> str:
        return derivation_tex(P2, latex.notation(letters))

    def test_it_begins_with_the_process_and_arrives_at_the_proposition(self) -> None:
        text = self.text()
        parts = (
            r"dY = w_u^2 (1 - 2 m) Y \, dt + \sqrt{2 w_u^2} \, dW",
            r"By It\^o's formula",
            r"\frac{dv}{dt} = 2 w_u^2 (1 + v - 2 m v).",
            r"\frac{dx}{dt} = -2 w_u^2 (1 - x)",
            r"\hat E(k, x) - \hat E(k - 1, x) &",
            r"\iff \hat v_k(x) \le 4 \lambda_k &",
            r"\iff x (1 - \lambda_k) \le 3 \lambda_k. &",
            r"\iff t \ge \tau_k. &",
            r"\tau_j \le \tau_{j+1}",
            r"\texttt{P2.\allowbreak exact}",
            r"\texttt{P2.\allowbreak plugin-\allowbreak repaired}",
            r"\texttt{P2.\allowbreak plugin} is refuted",
        )
        squeezed = text.replace("& \\iff", "\\iff")
        places = [squeezed.find(part) for part in parts]
        assert -1 not in places, parts[places.index(-1)]
        assert places == sorted(places)
        assert "As a step" not in text

    def test_the_paper_s_letters_are_in_the_reasons_too(self) -> None:
        text = self.text("paper")
        assert not re.search(r"\\lambda|\\tau|(?<![A-Za-z\\])k(?![A-Za-z])", text)

    def test_the_chain_says_the_same_in_every_line(self) -> None:
        """Read back from the page: at random points the conditions are all true or all false."""
        blocks = [match[1] for match in _DISPLAY.finditer(self.text()) if r"\iff" in match[1] and "tau" not in match[1]]
        assert len(blocks) == 2
        draw, seen = Random(6), set()
        for block in blocks:
            lines = [line.split("&&")[0] for line in block.split("\n")[1:-1]]
            conditions = re.split(r"\\iff", " ".join(lines).replace("&", "").replace(r"\\", "").replace(r"\quad", ""))
            reader = Reader([k, D, x, s, s_hat])
            read = [reader.read(condition.strip().rstrip(".")) for condition in conditions]
            assert len(read) in (3, 4)
            for _ in range(40):
                values = {x: Fraction(draw.randint(0, 8), 8), s[k]: draw.randint(0, 9) / 6, s_hat[k]: draw.random() * 2}
                truths = {bool(condition.subs(values)) for condition in read}
                assert len(truths) == 1, (values, read)
                seen |= truths
        assert seen == {True, False}


def test_what_is_used_without_proof_is_named() -> None:
    cited = KNOWN["P6"]["P6.best"].cited[0].split(":")[0]
    text = derivation_tex(KNOWN["P6"])
    assert rf"This is \texttt{{P6.\allowbreak best}}, given {latex.prose(cited)}" in text
    assert "given" not in derivation_tex(KNOWN["P1"])


def test_a_long_reason_has_a_line_of_its_own() -> None:
    links = (Link(p2.divided, "short"), Link(p2.squared, "long " * 12), Link(p2.solved, "short"))
    (text,) = moves_tex(replace(P2, derivation=(Move(links=links),)), None)
    assert "&&" not in text
    assert text.count(r"& \qquad \text{(short)}") == 2


@pytest.mark.parametrize("statement_id", ["P1", "P2", "P4", "L1", "S1"])
def test_displays_end_with_a_stop_or_go_on(statement_id: str) -> None:
    for display, following in _DISPLAY.findall(derivation_tex(KNOWN[statement_id])):
        last = re.sub(r"\s*(&& .*)?(\s*\\end\{\w+\})?$", "", display)
        assert last[-1] in ".,:" or following.islower() or following == ")", display


@pytest.mark.parametrize("statement_id", ["P4", "P9", "P10", "C1", "S3"])
def test_what_is_not_about_generation_does_not_begin_with_it(statement_id: str) -> None:
    assert "dW" not in derivation_tex(KNOWN[statement_id])


def test_a_statement_without_moves_shows_its_steps_with_their_hypotheses() -> None:
    text = derivation_tex(KNOWN["P9"])
    assert r"(\texttt{P9.\allowbreak tail})" in text
    assert "Then" in text
    assert "as printed" not in text
    assert "this is refuted, and repaired so" in derivation_tex(KNOWN["C1"])
    assert not is_derived(KNOWN["P9"])
    assert is_derived(P2)
    with pytest.raises(ValueError, match="nothing in L2"):
        derivation_tex(KNOWN["L2"])


def test_abbreviations_and_squares_are_defined_once() -> None:
    text = derivation_tex(P2)
    for name in (r"\hat E(k, x) &=", r"\hat v_j(x) &=", r"$\lambda_j = s_j^2$", r"\hat\lambda_j = \hat s_j^2"):
        assert text.count(name) == 1, name


@pytest.mark.parametrize("letters", ["ours", "paper"])
def test_it_compiles_and_fits(letters: str, tmp_path: Path) -> None:
    parts = [derivation_tex(KNOWN[name], latex.notation(letters)) for name in ("P1", "P2", "P4")]
    (tmp_path / "page.tex").write_text(document(parts, WIDE), encoding="utf-8")
    assert complaints(compiled_log(tmp_path, pdflatex_here(), "page")) == []


def test_the_html_has_every_line_of_a_chain() -> None:
    page = Page(lambda queries: "", lambda *parts: "").blocks(derivation_tex(P2))
    chains = [table for table in re.findall("<mtable.*?</mtable>", page, re.DOTALL) if "⟺" in table]
    assert [table.count("<mtr>") for table in chains]
    assert all(table.count("<mtr>") >= 2 for table in chains)


def test_reasons_follow_each_other_in_pairs() -> None:
    """Of two lines that follow each other in a chain the later begins where the earlier ends."""
    for _, links in ((move, move.links) for move in P2.derivation if len(move.links) > 1):
        facts = [P2[link.source] if isinstance(link.source, str) else link.source() for link in links]
        for earlier, later in pairwise(facts):
            assert set(earlier.conclusion.args) & set(later.conclusion.args)
