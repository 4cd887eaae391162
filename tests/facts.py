"""What a reader can read in a page, in each of its forms."""

import html
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from panel.publish.facts import Page

# Arrangement, addresses and identities; everything else in a page is a fact that a reader sees.
SILENT = {
    "side",
    "shape",
    "persona",
    "slug",
    "link",
    "homepage",
    "corrections",
    "date",
    "replay",
    "publisher",
    "approved_by",
    "first",
    "originals",
    "address",
}


class Parsed(HTMLParser):
    """The tags of a page and its visible text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self._silent = ""
        self.feed(text)

    @property
    def text(self) -> str:
        """The visible text, white space folded."""
        return folded("".join(self.pieces))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))
        self._silent = tag if tag in {"script", "style"} else self._silent

    def handle_endtag(self, tag: str) -> None:
        """Hear again after a script or a style."""
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        if not self._silent:
            self.pieces.append(data)


def folded(text: str) -> str:
    """White space as one blank."""
    return " ".join(text.split())


def unmarked(markdown: str) -> str:
    """The text of Markdown without escapes, entities and emphasis."""
    bare = re.sub(r"(?<!\\)\*+", "", markdown)
    return folded(html.unescape(re.sub(r"\\([\\`*_\[\]|~])", r"\1", bare)))


def facts(page: Page) -> set[str]:
    """Every text of a page that a reader is meant to see."""
    return {folded(text) for text in _facts(page, "") if text}


def strings(document: Any) -> Iterator[str]:
    """Every text in a JSON document."""
    match document:
        case str():
            yield folded(document)
        case list():
            for item in document:
                yield from strings(item)
        case dict():
            for item in document.values():
                yield from strings(item)


def _facts(value: Any, name: str) -> Iterator[str]:
    if name in SILENT:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _facts(item, "")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _facts(getattr(value, field.name), field.name)
