"""An HTML page as the plain text that its reader sees: headings, list marks, table rows and code kept."""

import re

from panel.cleaning.blobs import LEAST, without_blobs
from panel.cleaning.characters import strip
from panel.cleaning.elements import BLOCK, VOID, Element, Elements
from panel.cleaning.record import Lines, Log
from panel.cleaning.sheet import Sheet
from panel.cleaning.styles import Look, declarations, look, unreadable
from panel.cleaning.tags import Comment, Tag, Words, cut, decode

UNSEEN = frozenset(
    [
        "audio",
        "canvas",
        "datalist",
        "defs",
        "desc",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "map",
        "metadata",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "rp",
        "script",
        "style",
        "symbol",
        "template",
        "title",
        "video",
    ]
)
UNSEEN_CLASSES = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "screen-reader-text",
        "screen-reader-only",
        "element-invisible",
        "d-none",
        "is-hidden",
        "invisible",
        "opacity-0",
        "hidden",
    ]
)
MECHANICAL = frozenset(
    [
        "class",
        "style",
        "href",
        "src",
        "srcset",
        "id",
        "d",
        "points",
        "viewbox",
        "transform",
        "sizes",
        "rel",
        "type",
        "name",
        "for",
        "width",
        "height",
        "xmlns",
        "integrity",
    ]
)
INPUTS_SEEN = frozenset(("", "text", "search", "submit", "button", "reset", "email", "url", "tel", "number"))
WORDY = re.compile(r"[^\W\d_]{2}[^\w<>{}]++[^\W\d_]{2}|[^\x00-\u024f]{4}|[A-Za-z0-9+/=]{32}")
SPACE = re.compile(r"[ \t\n\f\r]+")
STYLE_OPEN = re.compile(r"<style(?=[\s/>])[^>]*>", re.IGNORECASE)
STYLE_END = re.compile(r"</style", re.IGNORECASE)
CSS_WORDS = re.compile(r"""/\*(.*?)(?:\*/|\Z)|content\s*:\s*("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)
KEPT_BREAK, KEPT_SPACE = "\ufdd0", "\ufdd1"
BESIDE = ("\n\n", "\n\n")
AROUND = {f"h{level}": ("\n\n" + "#" * level + " ", "\n\n") for level in range(1, 7)} | {
    "div": ("\n", "\n"), "dt": ("\n", "\n"), "dd": ("\n  ", "\n"), "li": ("\n- ", "\n"), "summary": ("\n", "\n"), "option": ("\n", ""),
    "caption": BESIDE, "blockquote": ("\n\n> ", "\n\n"), "pre": ("\n\n```\n", "\n```\n\n"), "code": ("`", "`"), "kbd": ("`", "`"),
    "tr": ("\n|", ""), "td": (" ", " |"), "th": (" ", " |"),
}  # fmt: skip


def sheet_of(text: str) -> Sheet:
    """All style sheets that stand in a page, wherever they stand."""
    sheet, at = Sheet(), 0
    while opened := STYLE_OPEN.search(text, at):
        end = STYLE_END.search(text, opened.end())
        sheet.add(text[opened.end() : end.start() if end else len(text)])
        at = end.end() if end else len(text)
    return sheet


def opened(tag: Tag, sheet: Sheet, ancestors: list[Element]) -> Element:
    """The element that a start tag opens inside these, with the reason why it is hidden, if it is."""
    element = Element(tag.name, tag.attributes)
    styles = _legacy(tag) | sheet.styles(element, ancestors) if tag.attributes or sheet.rules else {}
    if "style" in tag.attributes:
        styles |= declarations(tag.attributes["style"])
    if ancestors:
        element.ink, element.ground = ancestors[-1].ink, ancestors[-1].ground
        if sheet.rules:
            ancestors[-1].children.append(element)
    if styles:
        element.hidden, element.ink, element.ground = look(styles, Look("", element.ink, element.ground))
    element.hidden = _hidden(tag) or element.hidden
    return element


def told_by_attributes(tag: Tag) -> list[tuple[str, str]]:
    """The attributes that hold words, which no reader sees, each with the reason for its removal."""
    if not tag.attributes:
        return []
    found = [(f"{name} attribute", value) for name, value in tag.attributes.items() if name not in MECHANICAL and WORDY.search(value)]
    bare = [name for name, value in tag.attributes.items() if not value]
    return found if len(bare) < 3 else [*found, ("words in a tag", " ".join([tag.name, *bare]))]


def told_by_styles(css: str) -> str:
    """The words in a style sheet: its comments and the texts that it would draw."""
    return "\n".join((match[1] or match[2] or "").strip("\"' \n").replace("\\", "") for match in CSS_WORDS.finditer(css))


def told_by_body(tag: Tag) -> tuple[str, str]:
    """The words in an element whose content is not page text, with the reason for its removal."""
    if tag.name == "style":
        return "style sheet", told_by_styles(tag.body)
    return f"<{tag.name}>", tag.body


def _legacy(tag: Tag) -> dict[str, str]:
    styles = {"background-color": tag.attributes["bgcolor"].lower()} if "bgcolor" in tag.attributes else {}
    if tag.name == "font" and "color" in tag.attributes:
        styles["color"] = tag.attributes["color"].lower()
    return styles


def _hidden(tag: Tag) -> str:
    if tag.name in UNSEEN:
        return f"<{tag.name}>"
    if ("hidden" in tag.attributes and tag.attributes["hidden"] != "until-found") or "popover" in tag.attributes:
        return "hidden attribute"
    if tag.name == "dialog" and "open" not in tag.attributes:
        return "closed dialog"
    classes = tag.attributes.get("class", "").lower().split()
    if UNSEEN_CLASSES.intersection(classes) and not any(":" in one or "-block" in one or "-flex" in one for one in classes):
        return "class that hides"
    return ""


class Page:
    """One walk over a page. Output stands in pieces, so that a hidden element is cut out when it closes."""

    def __init__(self, text: str, log: Log) -> None:
        self.text, self.log, self.lines = text, log, Lines(text)
        self.sheet = sheet_of(text)
        self.elements = Elements()
        self.pieces: list[str] = []
        self.counts: list[int] = []

    def read(self) -> str:
        for part in cut(self.text):
            match part:
                case Words():
                    self._words(part)
                case Comment():
                    self.log.add(self.lines.at(part.start), "HTML comment", part.text)
                case Tag() if part.closing:
                    self._end(part)
                case Tag():
                    self._start(part)
        self._close_all(self.elements.all())
        return _tidy("".join(self.pieces))

    def _words(self, part: Words) -> None:
        text = part.text
        if "&" in text:
            text = strip(decode(text), self.log, line=self.lines.at(part.start))
        top = self.elements.open[-1] if self.elements.open else None
        if top and text.strip() and (reason := unreadable(top.ink, top.ground)):
            self.log.add(self.lines.at(part.start), reason, text)
            return
        if self.elements.last("pre", "textarea", "xmp", "listing") >= 0:
            self.pieces.append(text.replace("\n", KEPT_BREAK).replace(" ", KEPT_SPACE))
        elif self.elements.last("table") > self.elements.last("td", "th", "caption") and not text.strip():
            return
        else:
            text = SPACE.sub(" ", text)
            self.pieces.append(without_blobs(text, self.log, self.lines.at(part.start)) if len(text) >= LEAST else text)

    def _start(self, tag: Tag) -> None:
        self._close_all(self.elements.ended_by_start(tag.name))
        line = self.lines.at(tag.start)
        for reason, words in told_by_attributes(tag):
            if not (tag.name == "input" and reason == "value attribute" and tag.attributes.get("type", "").lower() in INPUTS_SEEN):
                self.log.add(line, reason, words)
        element = opened(tag, self.sheet, self.elements.open)
        element.line = line
        if tag.name in VOID:
            self._void(tag, element)
            return
        self._prefix(element)
        element.mark = len(self.pieces)
        if tag.body and tag.name in ("textarea", "xmp"):
            self.pieces.append(tag.body if tag.name == "xmp" else decode(tag.body))
        elif tag.body:
            self.log.add(line, *told_by_body(tag))
        self.elements.push(element)
        if tag.name == "details" and "open" not in tag.attributes:
            self._fold(line)

    def _fold(self, line: int) -> None:
        self.elements.push(Element("#folded", {}, len(self.pieces), line, "closed details"))

    def _end(self, tag: Tag) -> None:
        if tag.name in ("br", "p") and self.elements.last(tag.name) < 0:
            self.pieces.append("\n")
        self._close_all(self.elements.ended_by_end(tag.name))

    def _void(self, tag: Tag, element: Element) -> None:
        if tag.name in ("br", "hr"):
            self.pieces.append("\n" if tag.name == "br" else "\n\n")
        if tag.name == "input" and not element.hidden and tag.attributes.get("type", "").lower() in INPUTS_SEEN:
            self.pieces.append(f" {tag.attributes.get('value', '')} ")

    def _prefix(self, element: Element) -> None:
        """What the start of an element puts before its text, and will put after it."""
        name = element.name
        if name == "summary" and self.elements.open and self.elements.open[-1].name == "#folded":
            self._close(self.elements.pop())
        if name in ("ol", "ul", "menu"):
            start = element.attributes.get("start", "1")[:6]
            self.counts.append(0 if name != "ol" else int(start) if start.isdecimal() else 1)
        before, element.after = AROUND.get(name, BESIDE) if name in BLOCK else AROUND.get(name, ("", ""))
        if name in ("code", "kbd") and self.elements.last("pre") >= 0:
            before = element.after = ""
        if name == "li":
            before = "\n" + "  " * (len(self.counts) - 1) + self._mark()
        self.pieces.append(before)

    def _mark(self) -> str:
        if not self.counts or not self.counts[-1]:
            return "- "
        self.counts[-1] += 1
        return f"{self.counts[-1] - 1}. "

    def _close_all(self, closed: list[Element]) -> None:
        for element in closed:
            self._close(element)

    def _close(self, element: Element) -> None:
        name = element.name
        if element.hidden:
            words = SPACE.sub(" ", "".join(self.pieces[element.mark :]).replace(KEPT_BREAK, " ").replace(KEPT_SPACE, " "))
            self.log.add(element.line, element.hidden, words)
            del self.pieces[element.mark :]
        element.children.clear()
        if name in ("ol", "ul", "menu") and self.counts:
            self.counts.pop()
        self.pieces.append(element.after)
        if name == "summary" and self.elements.open and self.elements.open[-1].name == "details":
            details = self.elements.open[-1]
            if "open" not in details.attributes:
                self._fold(details.line)


def _tidy(text: str) -> str:
    text = re.sub(r"(?<! ) +\n|(?<=\n) +(?![ -]|\d)", lambda match: "\n" if "\n" in match[0] else "", text)
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<! ) {2,}(?=[^ -])", " ", text))
    return text.replace(KEPT_BREAK, "\n").replace(KEPT_SPACE, " ").strip()
