"""A page as headings, paragraphs, code and table rows, in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from markdown_it import MarkdownIt

from panel.cleaning.elements import VOID, Element, Elements
from panel.cleaning.tags import CLOSERS, Tag, Words, cut, decode
from panel.intake.sight import Strikes, seen

Kind = Literal["heading", "term", "text", "code", "row"]

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# fmt: off
_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
# What a reader does not see or does not read as the page's words (menus).
_SKIPPED = frozenset(("head", "title", "script", "style", "template", "noscript", "svg", "iframe", "nav", "select", "textarea"))
_SAID_BY_OTHERS = re.compile(r"testimonial|customer-(?:quote|stor)|case-stud", re.IGNORECASE)
_BLANK = "\ufffc"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069\ufeff\ufffc]")
_FIGURES_END, _FIGURES_START = re.compile(r"[0-9.,]*[0-9]\Z"), re.compile(r"[0-9][0-9.,]*")
_MARKDOWN_LIMIT = 200_000
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_COLUMNS = 50
PARTS = 60_000


@dataclass(frozen=True, eq=False)
class Place:
    """An element that blocks stand in, and the one around it. `quoted` says that others speak in it: a quotation, a testimonial."""

    name: str
    classes: str = ""
    outer: "Place | None" = field(default=None, repr=False)
    depth: int = 0
    quoted: bool = False

    def within(self, levels: int) -> Iterator["Place"]:
        """The place and those around it, the nearest first."""
        place: Place | None = self
        while place is not None and levels > 0:
            yield place
            place, levels = place.outer, levels - 1


_PAGE = Place("#page")


@dataclass(frozen=True)
class Block:
    """One piece of a page. `level` is that of a heading, `cells` are those of a table row.

    `sound` is the text with what is struck out blanked, and figures that run together across elements too: 24 and a raised 99 are
    2499 in plain text. It is as long as the text.
    """

    kind: Kind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    sound: str = field(default="", compare=False, repr=False)
    place: Place = field(default=_PAGE, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.sound:
            object.__setattr__(self, "sound", self.text)

    @property
    def sound_cells(self) -> tuple[str, ...]:
        """The cells of `sound`."""
        found, at = [], 0
        for cell in self.cells:
            found.append(self.sound[at : at + len(cell)])
            at += len(cell) + 1 if cell else 0
        return tuple(found)


def blocks(text: str, format: Literal["md", "html", "txt"]) -> tuple[Block, ...]:
    """The visible blocks of a page, in order. Structure serves to find a fact; whether it stands there is checked elsewhere."""
    if format == "txt":
        return tuple(islice((Block("text", folded) for part in re.split(r"\n\s*\n|\n(?=\S)", text) if (folded := _fold(part))), PARTS))
    # Rendering is not linear for every Markdown; what a README publishes stands near its beginning.
    html = _MARKDOWN.render(text[:_MARKDOWN_LIMIT]) if format == "md" else text
    return tuple(_Walk(_beginning(html), tilde="~~" if format == "md" else "").read())


def _beginning(html: str) -> str:
    """A page without what follows its first PARTS tags and texts; what a tool says of itself stands before."""
    beyond = next(islice(cut(html), PARTS, None), None)
    return html if beyond is None else html[: beyond.start]


def title(html: str) -> str:
    """What the page's title element says."""
    return next((_fold(decode(part.body)) for part in cut(html) if isinstance(part, Tag) and part.name == "title" and not part.closing), "")


def language(html: str) -> str:
    """The language that the page declares, as its first two letters; empty when it declares none."""
    declared = re.search(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?\s*([A-Za-z]{2})", html[:5000], re.IGNORECASE)
    return declared[1].lower() if declared else ""


def embedded(html: str) -> Iterator[str]:
    """The texts of the page's JSON-LD scripts."""
    for part in cut(html) if "ld+json" in html.lower() else ():
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


@dataclass(slots=True)
class _Part:
    """A stretch of text as it was read: is it struck out, and do its first figures touch those before it?"""

    text: str
    struck: bool
    touching: bool


class _Walk:
    """The state of one pass: the text since the last break, and what surrounds it."""

    def __init__(self, html: str, *, tilde: str = "") -> None:
        self._html, self._tilde = html, tilde
        self._seen, self._strikes = seen(html), Strikes.of(html)
        self._elements = Elements()
        self._struck: list[Element] = []
        self._place, self._begun = _PAGE, _PAGE
        self._text: list[_Part] = []
        self._code: list[int] = []
        self._cells: list[tuple[str, str]] = []
        self._cell: list[tuple[str, str]] | None = None
        self._span = 1
        self._pre = 0
        self._level = 0
        self._term = False

    def read(self) -> Iterator[Block]:
        for part in cut(self._html):
            if isinstance(part, Words):
                self._words(part)
            elif isinstance(part, Tag) and part.closing:
                yield from self._leave(self._elements.ended_by_end(part.name))
            elif isinstance(part, Tag) and part.name not in CLOSERS:
                yield from self._leave(self._elements.ended_by_start(part.name))
                yield from self._enter(part)
        yield from self._leave(self._elements.all())
        yield from self._flush()

    def _words(self, words: Words) -> None:
        top = self._elements.open[-1] if self._elements.open else None
        if (words.start in self._seen or words.text.isspace()) and not (top and top.hidden):
            self._read(_INVISIBLE.sub("", decode(words.text)), struck=bool(self._struck))

    def _read(self, words: str, *, struck: bool) -> None:
        if not words:
            return
        if not self._text:
            self._begun = self._place
        touching = bool(self._text) and self._text[-1].text[-1:].isdigit() and words[0].isdigit()
        self._text.append(_Part(words, struck, touching))

    def _enter(self, tag: Tag) -> Iterator[Block]:
        parent = self._elements.open[-1] if self._elements.open else None
        element = Element(tag.name, tag.attributes)
        if tag.name in _SKIPPED or (parent and parent.hidden):
            element.hidden = "hidden"
        struck = not element.hidden and tag.name not in VOID and self._strikes.hold(tag, self._elements.open)
        if tag.name not in VOID:
            self._elements.push(element)
        if not element.hidden:
            yield from self._step(tag, tag.name, entering=True)
        if struck:
            self._mark()
            self._struck.append(element)

    def _mark(self) -> None:
        # The cleaned text of Markdown keeps these marks, and a quote has to stand in it.
        if self._tilde:
            self._read(self._tilde, struck=True)

    def _leave(self, ended: Iterable[Element]) -> Iterator[Block]:
        for element in ended:
            if self._struck and self._struck[-1] is element:
                self._struck.pop()
                self._mark()
            if not element.hidden:
                yield from self._step(None, element.name, entering=False)

    def _step(self, tag: Tag | None, name: str, *, entering: bool) -> Iterator[Block]:
        if name == "code" and not self._pre:
            yield from self._inline(entering=entering)
        if name in _BREAKS:
            yield from self._flush()
            self._move(tag, name)
            yield from self._turn(tag, name, entering=entering)

    def _move(self, tag: Tag | None, name: str) -> None:
        if tag is None:
            self._place = self._place.outer or _PAGE
        elif name not in VOID:
            classes = tag.attributes.get("class", "")[:200]
            quoted = self._place.quoted or name in ("blockquote", "figcaption") or _SAID_BY_OTHERS.search(classes) is not None
            self._place = Place(name, classes, self._place, self._place.depth + 1, quoted)

    def _inline(self, *, entering: bool) -> Iterator[Block]:
        if entering:
            self._code.append(len(self._text))
        elif self._code:
            code = _fold("".join(part.text for part in self._text[self._code.pop() :]))
            if code:
                yield Block("code", code, place=self._place)

    def _turn(self, tag: Tag | None, name: str, *, entering: bool) -> Iterator[Block]:
        if name in _HEADINGS:
            self._level = _HEADINGS[name] if entering else 0
        elif name == "dt":
            self._term = entering
        elif name == "pre":
            self._pre = max(0, self._pre + (1 if entering else -1))
        elif name in ("td", "th"):
            if not entering and self._cell is not None:
                text, sound = (" ".join(side) for side in zip(*self._cell, strict=True)) if self._cell else ("", "")
                self._cells += [(text, sound)] * min(self._span, max(0, _COLUMNS - len(self._cells)))
            self._cell = [] if entering else None
            self._span = _spanned(tag) if tag else 1
        elif name == "tr":
            if not entering and self._cells:
                text, sound = (" ".join(filter(None, side)) for side in zip(*self._cells, strict=True))
                yield Block("row", text, 0, tuple(cell for cell, _ in self._cells), sound, self._place)
            self._cells = []

    def _flush(self) -> Iterator[Block]:
        parts, self._text, self._code = self._text, [], []
        raw = "".join(part.text for part in parts)
        folded = _fold(raw)
        if not folded:
            return
        sound = _fold(_sound(parts)) if any(part.struck or part.touching for part in parts) else folded
        if self._cell is not None:
            self._cell.append((folded, sound))
        if self._pre:
            yield Block("code", raw.strip("\n"), place=self._begun)
        elif self._level:
            yield Block("heading", folded, self._level, (), sound, self._begun)
        elif self._cell is None:
            yield Block("term" if self._term else "text", folded, 0, (), sound, self._begun)


def _spanned(tag: Tag) -> int:
    span = tag.attributes.get("colspan", "1")[:4]
    return max(1, min(_COLUMNS, int(span))) if span.isdecimal() else 1


def _sound(parts: Iterable[_Part]) -> str:
    """The text, as long as it is, with blanks for what is struck out and for figures that touch."""
    shown: list[str] = []
    for part in parts:
        text = re.sub(r"\S", _BLANK, part.text) if part.struck else part.text
        if part.touching and (shown and not part.struck):
            shown[-1] = _FIGURES_END.sub(_blanked, shown[-1])
            text = _FIGURES_START.sub(_blanked, text, count=1)
        shown.append(text)
    return "".join(shown)


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _fold(text: str) -> str:
    return " ".join(text.split())
