"""The controls of terms, conditions, logic and questions are green: what is refused, and its legal twin."""

from __future__ import annotations

import pytest
from language_controls import language_controls
from lost_conditions import lost_controls
from question_controls import question_controls
from wellformed_controls import wellformed_controls

CONTROLS = {**lost_controls(), **language_controls(), **wellformed_controls(), **question_controls()}


def test_there_are_many() -> None:
    assert len(CONTROLS) > 800


@pytest.mark.parametrize("start", sorted({name[:4] for name in CONTROLS}))
def test_they_are_green(start: str) -> None:
    assert [name for name, control in CONTROLS.items() if name[:4] == start and not control()] == []
