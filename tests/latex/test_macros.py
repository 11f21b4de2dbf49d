"""Comparing an author's file takes time in proportion to its length, whatever it looks like."""

from __future__ import annotations

from time import process_time

import pytest

from ldm_symbolic.latex.macros import drifted

KNOWN = {"ldmSlope": "x y"}


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (r"\newcommand{\ldmSlope}{", ""),
        (r"\newcommand{\ldmSlope}{", "}"),
        (r"\newcommand{\ldmOther}{", "}"),
        ("\n\\newcommand{\\ldmSlope}", ""),
        (r"\def\ldmSlope{{", "} }"),
        (r"\let{  ", ""),
        ("\\", ""),
        ("%", ""),
        ("{", ""),
        ("}", ""),
    ],
)
def test_no_file_takes_long(opening: str, closing: str) -> None:
    def once(text: str) -> float:
        began = process_time()
        drifted(text, KNOWN)
        return process_time() - began

    def seconds(count: int) -> float:
        """The least of three: what others left to be collected is not its cost."""
        return min(once(opening * count + closing * count) for _ in range(3))

    assert seconds(40_000) < 10 * seconds(10_000) + 0.5  # 4 times as long, or 16 times where it grows as the square


@pytest.mark.parametrize("blanks", [" " * 100_000, "\n" * 100_000])
def test_blanks_are_read_once(blanks: str) -> None:
    began = process_time()
    assert drifted(rf"\newcommand{blanks}*{{ \ldmOther", KNOWN) == ()
    assert process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "drifts"),
    [
        (r"\newcommand{\ldmSlope}{x y}", 0),
        (r"\newcommand{\ldmSlope}{xy }", 0),
        (r"} \newcommand { \ldmSlope } {xy} }", 0),
        (r"{ \newcommand\ldmSlope{xy}", 0),
        (r"\newcommand{\ldmSlope}{x{y}}", 1),
        (r"\newcommand{\ldmSlope}{yx}", 1),
        (r"\newcommand{\ldmSlope}{xy\}", 1),
        (r"\newcommand{\ldmSlope}{xy", 1),
        (r"\newcommand{\ldmSlope}\{xy}", 1),
    ],
)
def test_bodies_are_what_stands_between_the_braces(text: str, drifts: int) -> None:
    assert len(drifted(text, KNOWN)) == drifts
