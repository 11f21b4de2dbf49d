"""What a control is: it says whether all is well, and goes red when a check that it watches is gone."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.language.build import UnknownTermError

Control = Callable[[], bool]


def refused(attempt: Callable[[], Any]) -> Control:
    """All is well if an attempt is refused as a refusal looks."""

    def control() -> bool:
        try:
            attempt()
        except (RuleError, UnknownTermError):
            return True
        except Exception:  # noqa: BLE001 (whatever it is, it is no refusal)
            return False
        return False

    return control


def shows(attempt: Callable[[], Fact], *needed: Any) -> Control:
    """All is well if an attempt is a Fact with certain hypotheses among its own."""

    def control() -> bool:
        try:
            found = set(map(str, attempt().hypotheses))
        except Exception:  # noqa: BLE001 (a legal twin that fails, however)
            return False
        return {str(condition) for condition in needed} <= found

    return control


def fails(attempt: Callable[[], Any], kind: type[Exception], word: str = "") -> Control:
    """All is well if an attempt fails in a certain way."""

    def control() -> bool:
        try:
            attempt()
        except Exception as error:  # noqa: BLE001 (whatever it is, it must be that one)
            return isinstance(error, kind) and word in str(error)
        return False

    return control


def gives(attempt: Callable[[], Any], expected: Any) -> Control:
    """All is well if something has the value that it should, of the same type."""

    def control() -> bool:
        try:
            found = attempt()
        except Exception:  # noqa: BLE001 (a value that is not given, however)
            return False
        return type(found) is type(expected) and bool(found == expected)

    return control


def says(attempt: Callable[[], Fact], hypotheses: Iterable[Any], conclusion: Any) -> Control:
    """All is well if an attempt is a Fact that says exactly what it should."""
    wanted = set(hypotheses), conclusion

    def control() -> bool:
        try:
            fact = attempt()
        except Exception:  # noqa: BLE001 (a legal twin that fails, however)
            return False
        return (set(fact.hypotheses), fact.conclusion) == wanted

    return control
