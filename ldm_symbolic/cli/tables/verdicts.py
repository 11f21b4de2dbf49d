"""Claims and their verdicts as tables for people.

Tested in `tests/cli/test_commands.py` and `tests/cli/tables/test_verdicts.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from ldm_symbolic.claims.audit import Audited
from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement
from ldm_symbolic.claims.summary import is_in_coq
from ldm_symbolic.claims.words import Role
from ldm_symbolic.cli.tables.catalogue import coloured, titled

Results = Sequence[tuple[RecordedClaim, Certificate]]
_MOST_DETAIL = 90  # characters of a reason that still read well in a table


def verify_table(audited: Audited) -> Table:
    """The verdicts as a table: a claim, its repair in the row below it, how it was settled, the counterexample."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("id", "role", "says", "verdict", "how"):
        table.add_column(title, overflow="fold")
    for statement, results in audited:
        table.add_row(*titled(statement), "", "")
        for claim, certificate in _with_repairs(results):
            mark = "" if certificate.as_expected else f" (recorded: {certificate.expected})"
            role = f"repairs {claim.repairs}" if claim.repairs else str(claim.role)
            verdict = coloured(certificate.verdict, certificate.severity) + mark
            table.add_row(*map(Text, (claim.id, role, claim.says)), verdict, Text(_how(certificate)))
    return table


def verify_sentence(statement: RecordedStatement, results: Results) -> str:
    """What was found of one statement in a sentence: of what is printed, else of what is new, and of the repairs.

    Args:
        statement: the statement.
        results: those of its claims that were verified, with their certificates.
    """
    printed = [pair for pair in results if pair[0].role is Role.PRINTED]
    stated = printed or [pair for pair in results if not pair[0].repairs] or list(results)
    said = "printed" if printed else "verified"
    counts = Counter(certificate.verdict for _, certificate in stated)
    if len(stated) == 1:
        (claim, certificate), *_ = stated
        found = f"{claim.id}, {'as printed' if printed else 'verified alone'}, is {certificate.verdict}"
    elif len(counts) == 1:
        found = f"{statement.id}: all {len(stated)} sentences {said} are {next(iter(counts))}"
    else:
        parts = [f"{number} {'is' if number == 1 else 'are'} {verdict}" for verdict, number in sorted(counts.items())]
        found = f"{statement.id}: of {len(stated)} sentences {said} {', '.join(parts[:-1])} and {parts[-1]}"
    refuted = {claim.id for claim, certificate in stated if certificate.verdict is Verdict.REFUTED}
    mended = {claim.repairs for claim, certificate in results if certificate.verdict is Verdict.PROVED} & refuted
    if not mended:
        return f"{found}."
    of_these = "" if len(mended) == len(refuted) else f" of {len(mended)} of these"
    return f"{found}; what is true instead{of_these} is PROVED."


def verify_markdown(audited: Audited) -> str:
    """The audit as a Markdown table: each sentence of the paper, what is wrong with it, and what is true instead.

    A row is a printed sentence, step or remark with what repairs it; what is new has rows of its own at the end of
    its result.
    """
    titles = ("result", "as stated", "verdict", "what is wrong", "counterexample", "what is true instead", "how", "coq")
    lines = [_markdown_row(titles), _markdown_row(["---"] * len(titles))]
    for statement, results in audited:
        lines.append(_markdown_row([f"**{statement.id}**", f"**{statement.title}**", *[""] * 6]))
        repairs = {claim.id: [pair for pair in results if pair[0].repairs == claim.id] for claim, _ in results}
        rows = [pair for pair in results if not pair[0].repairs]
        for claim, certificate in sorted(rows, key=lambda pair: pair[0].role is Role.NEW):
            instead = [f"{other.says} ({found.verdict})" for other, found in repairs[claim.id]]
            how = [_engines(found) for _, found in repairs[claim.id]] or [_engines(certificate)]
            refuted = certificate.verdict is Verdict.REFUTED
            cells = (
                claim.id,
                f"*new:* {claim.says}" if claim.role is Role.NEW else claim.says,
                f"{certificate.verdict}{f' ({certificate.severity})' if certificate.severity else ''}",
                _wrong(claim, certificate) if refuted else "",
                _instance(certificate) if refuted else "",
                "<br>".join(instead),
                "<br>".join(dict.fromkeys(how)),
                _in_coq([(claim, certificate), *repairs[claim.id]]),
            )
            lines.append(_markdown_row(cells))
    return "\n".join(lines)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def _wrong(claim: RecordedClaim, certificate: Certificate) -> str:
    """Whether the claim is false at the counterexample or has no meaning there, which part, and what that weighs."""
    first = next(e for e in certificate.evidence if e.outcome in ("false", "undefined"))
    short = first.outcome == "undefined" and len(first.detail) <= _MOST_DETAIL
    said = f"undefined: `{first.detail}`" if short else first.outcome
    return f"{said}; {claim.weighs}" if claim.weighs else said


def _engines(certificate: Certificate) -> str:
    """What proved a claim, in a few words."""
    engines = dict.fromkeys(e.engine for e in certificate.evidence if e.outcome in ("unsat", "zero"))
    rules = next((e.detail.split(":")[0] for e in certificate.evidence if e.engine == "rules"), "")
    return ", ".join([*engines, *filter(None, [rules]), *(f"given {c}" for c in certificate.cited)])


def _in_coq(pairs: Sequence[tuple[RecordedClaim, Certificate]]) -> str:
    """Which of a claim and its repairs end in a theorem of Coq; named where it is not all that is proved."""
    proved = [found for _, found in pairs if found.verdict is Verdict.PROVED]
    accepted = [found.claim for found in proved if is_in_coq(found)]
    return "proved" if accepted and len(accepted) == len(proved) else ", ".join(f"{one}: proved" for one in accepted)


def _with_repairs(results: Sequence[tuple[RecordedClaim, Certificate]]) -> Iterable[tuple[RecordedClaim, Certificate]]:
    """Each claim followed by the claims that repair it."""
    ids = {claim.id for claim, _ in results}
    for claim, certificate in results:
        if claim.repairs in ids:
            continue
        yield claim, certificate
        yield from (pair for pair in results if pair[0].repairs == claim.id)


def _how(certificate: Certificate) -> str:
    """What settled a claim, in a line: the counterexample, the engines and rules, or why it is open."""
    cited = f"; given {', '.join(certificate.cited)}" if certificate.cited else ""
    if certificate.counterexample is not None:
        return f"counterexample: {_instance(certificate)}{cited}"
    if certificate.verdict is Verdict.PROVED:
        engines = dict.fromkeys(e.engine for e in certificate.evidence if e.outcome == "unsat")
        rules = next((e.detail for e in certificate.evidence if e.engine == "rules"), "")
        coq = "; coq: proved" if is_in_coq(certificate) else ""
        return " and ".join([*engines, *([rules] if rules else [])]) + coq + cited
    last = certificate.evidence[-1]
    return f"{last.engine}: {last.outcome} {last.detail}".strip() + cited


def _instance(certificate: Certificate) -> str:
    """A counterexample in a line; the inverse of a clock goes without saying."""
    from ldm_symbolic.notation import noise_at, time_left_at

    values = dict(certificate.counterexample or {})
    if str(noise_at) in values:
        values.pop(str(time_left_at), None)
    return "; ".join(f"{n} = ({', '.join(v)})" if isinstance(v, list) else f"{n} = {v}" for n, v in values.items())
