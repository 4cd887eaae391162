"""A page as headings, paragraphs, code and table rows, in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt

from panel.cleaning.elements import VOID, Element, Elements
from panel.cleaning.tags import CLOSERS, Tag, Words, cut, decode

Kind = Literal["heading", "text", "code", "row"]

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# fmt: off
_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
# What a reader does not see, does not read as the page's words (menus), or sees struck out (an old price).
_SKIPPED = frozenset(
    ("head", "title", "script", "style", "template", "noscript", "svg", "iframe", "nav", "select", "textarea", "s", "del", "strike")
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKDOWN_LIMIT = 200_000
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


@dataclass(frozen=True)
class Block:
    """One piece of a page. `level` is that of a heading, `cells` are those of a table row."""

    kind: Kind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()


def blocks(text: str, format: Literal["md", "html", "txt"]) -> tuple[Block, ...]:
    """The visible blocks of a page, in order. Structure serves to find a fact; whether it stands there is checked elsewhere."""
    if format == "txt":
        return tuple(Block("text", folded) for part in re.split(r"\n\s*\n|\n(?=\S)", text) if (folded := _fold(part)))
    # Rendering is not linear for every Markdown; what a README publishes stands near its beginning.
    return tuple(_Walk().over(_MARKDOWN.render(text[:_MARKDOWN_LIMIT]) if format == "md" else text))


def title(html: str) -> str:
    """What the page's title element says."""
    return next((_fold(decode(part.body)) for part in cut(html) if isinstance(part, Tag) and part.name == "title" and not part.closing), "")


def embedded(html: str) -> Iterator[str]:
    """The texts of the page's JSON-LD scripts."""
    for part in cut(html):
        if isinstance(part, Tag) and part.name == "script" and part.attributes.get("type", "").lower() == "application/ld+json":
            yield part.body


def links(html: str) -> Iterator[tuple[str, str]]:
    """The target and the words of each link."""
    target, words = "", ""
    for part in cut(html):
        if isinstance(part, Words):
            words += decode(part.text[:200]) if target and len(words) < 200 else ""
        elif isinstance(part, Tag) and part.name == "a":
            if target:
                yield target, _fold(words)
            target, words = ("" if part.closing else part.attributes.get("href", "")), ""


def _hidden(tag: Tag, parent: Element | None) -> str:
    given = tag.attributes
    if (parent and parent.hidden) or tag.name in _SKIPPED or "hidden" in given or given.get("aria-hidden") == "true":
        return "hidden"
    return "hidden" if _HIDDEN.search(given.get("style", "")) else ""


class _Walk:
    """The state of one pass: the text since the last break, and what surrounds it."""

    def __init__(self) -> None:
        self._elements = Elements()
        self._text: list[str] = []
        self._code: list[str] = []
        self._cells: list[str] = []
        self._cell: list[str] | None = None
        self._pre = 0
        self._level = 0

    def over(self, html: str) -> Iterator[Block]:
        for part in cut(html):
            if isinstance(part, Words):
                self._read(part)
            elif isinstance(part, Tag) and part.closing:
                yield from self._leave(self._elements.ended_by_end(part.name))
            elif isinstance(part, Tag) and part.name not in CLOSERS:
                yield from self._leave(self._elements.ended_by_start(part.name))
                yield from self._enter(part)
        yield from self._leave(self._elements.all())
        yield from self._flush()

    def _read(self, words: Words) -> None:
        top = self._elements.open[-1] if self._elements.open else None
        if top is None or not top.hidden:
            self._text.append(decode(words.text))

    def _enter(self, tag: Tag) -> Iterator[Block]:
        parent = self._elements.open[-1] if self._elements.open else None
        element = Element(tag.name, tag.attributes, hidden=_hidden(tag, parent))
        if tag.name not in VOID:
            self._elements.push(element)
        if not element.hidden:
            yield from self._step(tag.name, entering=True)

    def _leave(self, ended: Iterable[Element]) -> Iterator[Block]:
        for element in ended:
            if not element.hidden:
                yield from self._step(element.name, entering=False)

    def _step(self, name: str, *, entering: bool) -> Iterator[Block]:
        if name == "code" and not self._pre:
            yield from self._inline(entering=entering)
        if name in _BREAKS:
            yield from self._flush()
            yield from self._turn(name, entering=entering)

    def _inline(self, *, entering: bool) -> Iterator[Block]:
        if entering:
            self._code.append("".join(self._text))
        elif self._code:
            code = "".join(self._text).removeprefix(self._code.pop())
            if code.strip():
                yield Block("code", _fold(code))

    def _turn(self, tag: str, *, entering: bool) -> Iterator[Block]:
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag] if entering else 0
        elif tag == "pre":
            self._pre = max(0, self._pre + (1 if entering else -1))
        elif tag in ("td", "th"):
            if not entering and self._cell is not None:
                self._cells.append(" ".join(self._cell))
            self._cell = [] if entering else None
        elif tag == "tr":
            if not entering and self._cells:
                yield Block("row", " ".join(filter(None, self._cells)), cells=tuple(self._cells))
            self._cells = []

    def _flush(self) -> Iterator[Block]:
        raw = "".join(self._text)
        self._text, self._code = [], []
        folded = _fold(raw)
        if not folded:
            return
        if self._cell is not None:
            self._cell.append(folded)
        if self._pre:
            yield Block("code", raw.strip("\n"))
        elif self._level:
            yield Block("heading", folded, level=self._level)
        elif self._cell is None:
            yield Block("text", folded)


def _fold(text: str) -> str:
    return " ".join(text.split())
