"""A page for each statement of the catalogue, and one that lists them, from what is recorded: nothing is proved here.

Sentences and formulas are those of the book: the LaTeX of `latex`, turned into MathML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph_pictures import graph_of, place

from ldm_symbolic import catalogue
from ldm_symbolic.book.mathml import Page
from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement
from ldm_symbolic.claims.statement import Claim, Role, Statement
from ldm_symbolic.claims.summary import Summary
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.derivations import MODULES
from ldm_symbolic.derivations.recorded import recorded, recorded_uses, show
from ldm_symbolic.latex import Finding, statement_tex
from ldm_symbolic.latex.formulas.text import sentence
from ldm_symbolic.latex.sentences.known import known_tex, shared_names
from ldm_symbolic.latex.sentences.statement import writer_of

_SHOWN = (Role.PRINTED, Role.NEW, Role.REPAIRED)
"""What stands in full; of steps and remarks the statement is folded."""
_PROOF = r"\begin{proof}"
_SIGNS = "\\`*_{}[]<>#|"

_LIST = """# The statements

Every numbered result of the paper, and what is new here. The verdict is on what is printed, taken together; a page says
why it fails, what is true instead, and shows every claim.

| id | title | verdict | claims |
| --- | --- | --- | --- |
{rows}

```sh
ldm-symbolic list
ldm-symbolic show P5
```

```{{toctree}}
:hidden:

{names}
```
"""
_STATEMENT = """# {id}: {title}

{source}

{glance}

```sh
ldm-symbolic show {id}
ldm-symbolic verify {id}
ldm-symbolic latex {id}
```

Written down in `derivations/{file}.py`, whose docstring says how the proof goes. [The audit](../audit.md) has a row for
each sentence of the paper, and [proof files](../proofs.md) say how to check a proof without this package.

## The claims

{names}
{claims}
{graph}
"""
_CLAIM = """({place})=
### {id}

{badge} {role}{beside}

{body}
"""
_GRAPH = """## What rests on what

An arrow leads from a claim to one that is a step of its proof; a dashed one from a repair to what it repairs. Boxes are
statements, and a claim is a link. [The whole graph](../graph.md).

{picture}
"""


def pages() -> dict[str, str]:
    """The pages: path -> text."""
    about = {statement.id: statement for statement in catalogue()}
    found = {f"docs/statements/{known.id}.md": statement_page(known, about[known.id]) for known in recorded()}
    return {"docs/statements/index.md": _listed(recorded()), **found}


def _listed(statements: Sequence[RecordedStatement]) -> str:
    rows = [
        f"| [{one.id}]({one.id}.md) | {_plain(one.title)} | {_badge(show(one.id))} | {len(one.claims)} |"
        for one in statements
    ]
    return _LIST.format(rows="\n".join(rows), names="\n".join(one.id for one in statements))


def statement_page(known: RecordedStatement, about: Statement) -> str:
    """The page of a statement.

    Args:
        known: what is recorded of it.
        about: the statement itself.
    """
    page = Page(_no_queries, _head)
    shared = shared_names(about.claims)
    names, picture = known_tex(shared), graph_of(known)
    failing = {claim.id: _refutation(page, about[claim.id], shared) for claim in known.claims}
    return _STATEMENT.format(
        id=known.id,
        title=_plain(known.title),
        source=_plain(known.source),
        glance=_raw(_at_a_glance(page, known, show(known.id), failing)),
        file=MODULES[known.id].replace(".", "/"),
        names=_raw(page.blocks(names)) if names else "",
        claims="\n".join(_claim(page, known, one, about[one.id], shared) for one in known.claims),
        graph=_GRAPH.format(picture=_raw(f'<div class="drawing">{picture}</div>')) if picture else "",
    )


def _at_a_glance(page: Page, known: RecordedStatement, found: Summary, failing: dict[str, str]) -> str:
    """What `show` says, its formulas set, and its counterexamples with the values that they give."""
    stated = [claim for claim in known.claims if claim.says in found.says]
    refuted = [claim for claim in stated if claim.verdict is Verdict.REFUTED]
    because = [f"<p><strong>{_link(claim.id)}</strong></p>{failing[claim.id]}" for claim in refuted]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in found.claims.items() if count)
    parts = {
        "says": [f"<p>{page.inline(sentence(text))}.</p>" for text in found.says],
        "but": [f"<p>{_linked(found.but, known)}.</p>"] if found.but else [],
        "because": because,
        "true instead": [f"<p>{page.inline(sentence(text))}.</p>" for text in found.true_instead],
        "claims": [f"<p>{counts}</p>"],
    }
    rows = "".join(f"<dt>{name}</dt><dd>{''.join(texts)}</dd>" for name, texts in parts.items() if texts)
    return f'<p>{_badge(found)}</p><dl class="ataglance">{rows}</dl>'


def _claim(page: Page, statement: RecordedStatement, known: RecordedClaim, claim: Claim, shared: Sequence[str]) -> str:
    """One claim: what it says, in full, how it fails, which hypotheses it needs, and what is beside it."""
    stated = page.blocks(_tex(claim, shared).partition(_PROOF)[0])
    full = (
        stated
        if claim.role in _SHOWN and not _of_a_step(statement, known)
        else f"<details><summary>the statement in full</summary>{stated}</details>"
    )
    says = f'<p><span class="says">{page.inline(sentence(known.says))}.</span></p>'
    failing = _refutation(page, claim, shared)
    refutation = f'<div class="proof"><p class="head">Refutation</p>{failing}</div>' if failing else ""
    return _CLAIM.format(
        place=place(known.id),
        id=known.id,
        badge=_badge(known),
        role=known.role.words,
        beside="".join(f"; {part}" for part in _beside(statement, known)),
        body=_raw(f'<div class="claim">{says}\n{full}{refutation}{_needed(page, claim)}</div>'),
    )


def _of_a_step(statement: RecordedStatement, known: RecordedClaim) -> bool:
    """Whether a claim repairs a step or a remark."""
    repaired = next((other for other in statement.claims if other.id == known.repairs), known)
    return repaired.role not in _SHOWN


def _tex(claim: Claim, shared: Sequence[str]) -> str:
    return statement_tex(claim, Finding.recorded(claim), known=shared)


def _refutation(page: Page, claim: Claim, shared: Sequence[str]) -> str:
    """The instance at which a claim fails, and the values there; "" where it is not refuted."""
    inner = _tex(claim, shared).partition(_PROOF)[2].partition(r"\end{proof}")[0]
    return page.blocks(inner.partition("\n")[2]) if inner else ""


def _needed(page: Page, claim: Claim) -> str:
    """The hypotheses without which the claim is known to fail."""
    writer = writer_of(claim)
    said = dict.fromkeys(page.inline(writer.written(writer.sentence(hypothesis))) for hypothesis, _ in claim.necessary)
    return f"<p>Known to fail without: {'; '.join(said)}.</p>" if said else ""


def _beside(statement: RecordedStatement, known: RecordedClaim) -> Iterator[str]:
    """Links to what the claim repairs, what repairs it, what its proof uses, and where it is used."""
    uses = recorded_uses()
    found: dict[str, Iterable[str]] = {
        "repairs": [known.repairs] if known.repairs else [],
        "repaired by": [other.id for other in statement.repairs_of(known.id)],
        "rests on": uses.get(known.id, ()),
        "used by": [other for other, used in uses.items() if known.id in used],
    }
    yield from (f"{what} {', '.join(map(_link, ids))}" for what, ids in found.items() if ids)


def _link(claim_id: str) -> str:
    owner = next(one.id for one in recorded() if any(claim.id == claim_id for claim in one.claims))
    return f'<a href="{owner}.html#{place(claim_id)}">{claim_id}</a>'


def _linked(text: str, statement: RecordedStatement) -> str:
    """A sentence of `show` in which the ids of claims are links."""
    ids = {claim.id for claim in statement.claims}
    words = [(word.rstrip(",;"), word) for word in text.split(" ")]
    return " ".join(f"{_link(bare)}{word[len(bare) :]}" if bare in ids else word for bare, word in words)


def _no_queries(_digests: Sequence[str]) -> str:
    return ""


def _head(kind: str, note: str, _label: str) -> str:
    return f'<p class="head">{kind.capitalize()} ({note})</p>\n'


def _badge(found: Summary | RecordedClaim) -> str:
    weight = f' <span class="severity">{found.severity}</span>' if found.severity else ""
    return f'<span class="badge {found.verdict}">{found.verdict}</span>{weight}'


def _plain(text: str) -> str:
    """A line of the catalogue in which no sign means anything to Markdown."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)


def _raw(html: str) -> str:
    return f"```{{raw}} html\n{html}\n```\n"
