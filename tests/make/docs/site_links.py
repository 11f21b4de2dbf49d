"""Which links of a built site lead nowhere: to a file that is not there, or a place that its page has not."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_OUTSIDE = ("http", "https", "mailto", "data")


class _Page(HTMLParser):
    """The links and the places of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value is not None:
                self.links.append(value)
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.places.add(value)


def dangling(site: Path) -> list[str]:
    """The links of all pages of a folder that lead nowhere, each with the page that has it.

    Args:
        site: a folder of HTML files that link to each other.
    """
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    lost = []
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme in _OUTSIDE or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = target.is_file() and (
                not parts.fragment or target not in pages or _has(pages[target], parts.fragment)
            )
            if not there:
                lost.append(f"{path.relative_to(site)}: {link}")
    return lost


def _has(page: _Page, place: str) -> bool:
    return unquote(place) in page.places
