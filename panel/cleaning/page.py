"""An HTML page as the plain text that its reader sees: headings, list marks, table rows and code kept."""

import re

from panel.cleaning.aside import told_by_attributes, told_by_body
from panel.cleaning.blobs import LEAST, without_blobs
from panel.cleaning.characters import strip
from panel.cleaning.drawing import hidden_late, opened, sheet_of
from panel.cleaning.elements import BLOCK, VOID, Element, Elements
from panel.cleaning.record import Lines, Log
from panel.cleaning.tags import Comment, Tag, Words, cut, decode

__all__ = ["AROUND", "KEPT_BREAK", "Page", "opened", "sheet_of"]

IN_HEAD = frozenset(("html", "head", "title", "base", "link", "meta", "style", "script", "noscript", "template"))
LISTS = frozenset(("ol", "ul", "menu"))
CELLS = frozenset(("td", "th"))
INPUTS_SEEN = frozenset(("", "text", "search", "submit", "button", "reset", "email", "url", "tel", "number"))
SPACE = re.compile(r"[ \t\n\f\r]+")
KEPT_BREAK, KEPT_SPACE = "\ufdd0", "\ufdd1"
BESIDE = ("\n\n", "\n\n")
AROUND = {f"h{level}": ("\n\n" + "#" * level + " ", "\n\n") for level in range(1, 7)} | {
    "div": ("\n", "\n"), "dt": ("\n", "\n"), "dd": ("\n  ", "\n"), "li": ("\n- ", "\n"), "summary": ("\n", "\n"), "option": ("\n", ""),
    "caption": BESIDE, "blockquote": ("\n\n> ", "\n\n"), "pre": ("\n\n```\n", "\n```\n\n"), "code": ("`", "`"), "kbd": ("`", "`"),
    "tr": ("\n|", ""), "td": (" ", " |"), "th": (" ", " |"),
}  # fmt: skip


class Page:
    """One walk over a page. Output stands in pieces, so that a hidden element is cut out when it closes."""

    def __init__(self, text: str, log: Log) -> None:
        self.text, self.log, self.lines = text, log, Lines(text)
        self.sheet = sheet_of(text)
        self.elements = Elements()
        self.pieces: list[str] = []
        self.counts: list[int] = []
        self.in_body = False
        # How many pieces of text a reader has seen so far.
        self.seen = 0

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
        if text.strip():
            if not self.in_body:
                self._imply("#text")
            top = self.elements.open[-1]
            if top.unseen:
                self._sink(top, text)
                return
            self.seen += 1
        if self.elements.last("pre", "textarea", "xmp", "listing") >= 0:
            self.pieces.append(text.replace("\n", KEPT_BREAK).replace(" ", KEPT_SPACE))
        elif self.elements.last("table") > self.elements.last("td", "th", "caption") and not text.strip():
            return
        else:
            text = SPACE.sub(" ", text)
            self.pieces.append(without_blobs(text, self.log, self.lines.at(part.start)) if len(text) >= LEAST else text)

    def _sink(self, element: Element, text: str) -> None:
        if element.sunk is None:
            element.sunk = []
        element.sunk.append(text)

    def _imply(self, name: str) -> None:
        """Opens the page and its body where an author wrote no tag for them, before what is called so."""
        if not self.elements.open and name != "html":
            self._open(Tag(0, 0, "html", {}, False, ""))
        if name in IN_HEAD or self.elements.last("template") >= 0:
            return
        self._close_all(self.elements.ended_by_end("head"))
        self.in_body = True
        if name != "body":
            self._open(Tag(0, 0, "body", {}, False, ""))

    def _start(self, tag: Tag) -> None:
        if tag.name in ("html", "body") and self.elements.last(tag.name) >= 0:
            return
        if not self.in_body:
            self._imply(tag.name)
        self._close_all(self.elements.ended_by_start(tag.name))
        for reason, words in told_by_attributes(tag):
            if not (tag.name == "input" and reason == "value attribute" and tag.attributes.get("type", "").lower() in INPUTS_SEEN):
                self.log.add(self.lines.at(tag.start), reason, words)
        self._open(tag)

    def _open(self, tag: Tag) -> None:
        line = self.lines.at(tag.start)
        self._unfold(tag)
        parent = self.elements.open[-1] if self.elements.open else None
        element = opened(tag, self.sheet, self.elements.open)
        element.line = line
        if tag.name in VOID:
            self._void(tag, element)
            return
        if parent and parent.sunk is not None and element.unseen:
            element.sunk = parent.sunk
        self._prefix(element)
        element.mark, element.seen = len(self.pieces), self.seen
        if tag.body and tag.name in ("textarea", "xmp") and not element.unseen:
            self.pieces.append(tag.body if tag.name == "xmp" else decode(tag.body))
        elif tag.body:
            self.log.add(line, *told_by_body(tag))
        self.elements.push(element)
        if tag.name == "option":
            self._choose(element)
        if tag.name == "slot" and (root := self.elements.last("template")) >= 0:
            self.elements.open[root].slots |= {tag.attributes.get("name", "")}
        if element.drawing and self.text.startswith("/>", tag.end - 2):
            self._close(self.elements.pop())
            return
        self._fold()

    def _fold(self) -> None:
        """Hides what follows in an element that shows only some of its children: a closed details, a host of a shadow tree."""
        top = self.elements.open[-1] if self.elements.open else None
        if top and top.name == "details" and "open" not in top.attributes:
            self.elements.push(Element("#folded", {}, len(self.pieces), top.line, "closed details"))
        elif top and top.host and "" not in top.slots:
            self.elements.push(Element("#folded", {}, len(self.pieces), top.line, "no slot for it"))

    def _unfold(self, tag: Tag) -> None:
        """Lets a child through that is shown all the same."""
        if len(self.elements.open) > 1 and self.elements.open[-1].name == "#folded":
            around = self.elements.open[-2]
            if tag.attributes.get("slot", "") in around.slots if around.host else tag.name == "summary":
                self._close(self.elements.pop())

    def _choose(self, option: Element) -> None:
        """A list that folds shows the chosen option alone, or its first one; a label stands for the text of an option."""
        at = self.elements.last("select")
        select = self.elements.open[at] if at >= 0 else None
        label = option.attributes.get("label", "") if not option.unseen else ""
        if label:
            option.hidden, option.after = "text behind a label", label
        if select is None or "multiple" in select.attributes or select.attributes.get("size", "1") not in ("", "0", "1"):
            return
        if "selected" in option.attributes:
            self.log.add(option.line, "option that is not chosen", "".join(self.pieces[select.mark :]))
            self.pieces[select.mark :] = [""] * (len(self.pieces) - select.mark)
            select.mark = len(self.pieces)
        elif select.chosen:
            option.hidden, option.after = "option that is not chosen", ""
        select.chosen = True

    def _end(self, tag: Tag) -> None:
        if tag.name in ("html", "body"):
            return
        if tag.name in ("br", "p") and self.elements.last(tag.name) < 0:
            self.pieces.append("\n")
        self._close_all(self.elements.ended_by_end(tag.name))

    def _void(self, tag: Tag, element: Element) -> None:
        if tag.name in ("br", "hr"):
            self.pieces.append("\n" if tag.name == "br" else "\n\n")
        if tag.name == "input" and not element.hidden and not element.unseen and tag.attributes.get("type", "").lower() in INPUTS_SEEN:
            self.pieces.append(f" {tag.attributes.get('value', '')} ")

    def _prefix(self, element: Element) -> None:
        """What the start of an element puts before its text, and will put after it."""
        name = element.name
        if name in LISTS:
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
        parent = self.elements.open[-1] if self.elements.open else None
        element.hidden = element.hidden or hidden_late(element, self.sheet, self.elements.open)
        element.empty = len(self.pieces) == element.mark and not element.count
        if element.hidden:
            words = SPACE.sub(" ", "".join(self.pieces[element.mark :]).replace(KEPT_BREAK, " ").replace(KEPT_SPACE, " "))
            self.log.add(element.line, element.hidden, words)
            del self.pieces[element.mark :]
        if element.sunk:
            self._surface(element, parent)
        if not self.sheet.late:
            element.children.clear()
        if name in LISTS and self.counts:
            self.counts.pop()
        self.pieces.append(element.after)
        if parent:
            element.leave(parent)
            if name == "template" and "shadowrootmode" in element.attributes:
                parent.host, parent.slots = True, element.slots
            if name != "#folded" and (parent.host or name == "summary"):
                self._fold()

    def _surface(self, element: Element, parent: Element | None) -> None:
        """Tells the editor which words were not seen; an element of which nothing was seen leaves no mark."""
        if parent is None or parent.sunk is not element.sunk:
            self.log.add(element.line, element.unseen or "not seen", SPACE.sub(" ", "".join(element.sunk or ())))
        if self.seen == element.seen and element.name not in CELLS and 0 < element.mark <= len(self.pieces):
            del self.pieces[element.mark - 1 :]
            element.after = "\n" if "\n" in element.after else ""


def _tidy(text: str) -> str:
    text = re.sub(r"(?<! ) +\n|(?<=\n) +(?![ -]|\d)", lambda match: "\n" if "\n" in match[0] else "", text)
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<! ) {2,}(?=[^ -])", " ", text))
    return text.replace(KEPT_BREAK, "\n").replace(KEPT_SPACE, " ").strip()
