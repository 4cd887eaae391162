"""Markdown as Markdown, without what its rendered page does not show."""

import re
from typing import NamedTuple

from panel.cleaning.aside import told_by_attributes, told_by_body
from panel.cleaning.blobs import LEAST, without_blobs
from panel.cleaning.characters import strip
from panel.cleaning.diagrams import formula, without_undrawn
from panel.cleaning.drawing import hidden_late, opened, sheet_of
from panel.cleaning.elements import VOID, Element, Elements
from panel.cleaning.page import AROUND, KEPT_BREAK
from panel.cleaning.places import Fence, Places, label_of
from panel.cleaning.record import Lines, Log
from panel.cleaning.tables import Excess, excess_cells
from panel.cleaning.tags import CLOSERS, Tag, comment_at, decode, tag_at

# Every choice begins with a plain character: the search for the next one skips all others fast.
SPECIAL = re.compile(
    r"``*+|\\[!-/:-@\[-`{-~]|<(?=[a-zA-Z/!?])|!\[|\[(?:\[{63,}+)?|\]|\n[ \t>]*+(?=\n)(?:\n[ \t>]*+(?=\n))*+|&#?\w{1,32};|\$\$"
    r"|\n[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+\|[-:| \t]*+(?=\n)"
)
FRONT = re.compile(r"(?:---[ \t]*\n(?=[\w-]+[ \t]*:|#|\n)(?:.*\n)*?---|\+\+\+[ \t]*\n(?:.*\n)*?\+\+\+)[ \t]*(?:\n|\Z)")
TARGET = re.compile(r"\([ \t]*\n?[ \t]*(<[^<>\n]*>|(?:[^\s()<\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*+\))*+\))*+)[ \t]*\n?[ \t]*")
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]")
ADDRESS = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]{1,99}@[\w.-]{1,255})>")
WORDS_IN_ADDRESS = re.compile(r"(?:(?:%20|[+_-])[^\W\d_]{2,}){4}|^\s*<?data:", re.IGNORECASE)
TAG_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*[\s/>]")
LANGUAGE = re.compile(r"[\w+#.-]{0,20}")
INDENTED = re.compile(r"\n(?: {4}|\t)")
LONGEST_TAG, LONGEST_NOTE = 4096, 1002
LITERAL = "<>&`[]\\*_"


class _Bracket(NamedTuple):
    """An open square bracket; its own piece is the one before `mark`."""

    image: bool
    mark: int
    at: int


class _Note(NamedTuple):
    """A footnote: where its text begins in the output and ends in the source."""

    label: str
    mark: int
    end: int
    line: int


class Markdown:
    """One walk over a Markdown text. Output stands in pieces, so that what turns out to be hidden is cut out when it ends."""

    def __init__(self, text: str, log: Log) -> None:
        self.text, self.log, self.lines, self.places = text, log, Lines(text), Places(text)
        self.sheet, self.elements = sheet_of(text), Elements()
        self.pieces: list[str] = []
        self.brackets: list[_Bracket] = []
        self.numbers: dict[str, int] = {}
        self.notes: list[tuple[_Note, int]] = []
        self.note: _Note | None = None
        self.listed = False
        self.excess: list[Excess] = []
        self.table_end = 0
        self.patience = 50
        self.unended: set[str] = set()
        # How many pieces of text a reader has seen so far.
        self.seen = 0
        if self.sheet.rules:
            for name in ("html", "body"):
                self.elements.push(opened(Tag(0, 0, name, {}, False, ""), self.sheet, self.elements.open), lasting=True)

    def read(self) -> str:
        front = FRONT.match(self.text)
        at = front.end() if front else 0
        self.log.add(1, "front matter", self.text[:at])
        ahead = self.places.fence_from(at)
        while at < len(self.text):
            if self.excess and at >= self.excess[-1].start:
                at = self._skip(at, self.excess.pop())
                continue
            if ahead and ahead.start < at:
                ahead = self.places.fence_from(at)
            fence = ahead
            end = min(fence.start if fence else len(self.text), self.excess[-1].start if self.excess else len(self.text))
            fence = fence if fence and fence.start == end else None
            found = SPECIAL.search(self.text, at, end)
            end = found.start() if found else end
            if self.note and end >= self.note.end:
                end, found, fence = max(at, self.note.end), None, None
            self._plain(at, end)
            at = self._special(found) if found else self._fence(fence) if fence else end
            if self.note and at >= self.note.end:
                self._end_note(self.note)
        self._close_all(self.elements.all())
        self._drop_unused_notes()
        return _tidy("".join(self.pieces))

    def _plain(self, start: int, end: int) -> None:
        if end > start:
            text = self.text[start:end]
            self._write(without_blobs(text, self.log, self.lines.at(start)) if end - start >= LEAST else text)

    def _write(self, text: str) -> None:
        """Puts out one piece of text, or keeps it for the editor when it would not be seen."""
        top = self.elements.open[-1] if self.elements.open else None
        if top is None or not top.unseen:
            self.seen += 1
            self.pieces.append(text)
            return
        if top.sunk is None:
            top.sunk = []
        top.sunk.append(text)
        self.pieces.append("")

    def _skip(self, at: int, excess: Excess) -> int:
        """Cells that stand under no column of their table are shown nowhere."""
        end = max(at, excess.end)
        self.log.add(self.lines.at(excess.start), "cell beyond the table", self.text[at:end])
        return end

    def _special(self, found: re.Match[str]) -> int:
        """Writes what stands here and returns where to go on."""
        match found[0][0]:
            case "`":
                return self._code(found.start(), found.end())
            case "<":
                return self._angle(found.start())
            case "[" | "!" if len(found[0]) <= len("!["):
                return self._open(found)
            case "]":
                return self._close_bracket(found.start())
            case "\n" if "-" in found[0]:
                self.pieces.append(found[0])
                if found.start() >= self.table_end:
                    self.excess, self.table_end = excess_cells(self.text, found.start(), found.end())
            case "\n":
                return self._gap(found)
            case "$":
                return self._formula(found.start(), found.end())
            case "&":
                said = strip(decode(found[0]), self.log, line=self.lines.at(found.start()))
                self._write(found[0] if said in LITERAL and said else said)
            case _:
                self._write(found[0])
        return found.end()

    def _formula(self, start: int, end: int) -> int:
        """What stands between two pairs of dollar signs is set as a formula."""
        close = self.text.find("$$", end, self.places.paragraph_end(start))
        self._write("$$" if close < 0 else f"$${formula(self.text[end:close], self.log, self.lines.at(end))}$$")
        return close + 2 if close >= 0 else end

    def _fence(self, fence: Fence) -> int:
        """A fenced block is kept as it is, but for what follows the language on its first line."""
        line_end = self.places.line_end(fence.start)
        info = self.text[fence.end : line_end].strip()
        language = LANGUAGE.match(info)
        shown = language[0] if language else ""
        self.log.add(self.lines.at(fence.start), "after the language of a code block", info[len(shown) :] if " " in info else "")
        end = self.places.fence_end(fence, line_end, self.listed)
        code = without_undrawn(shown.lower(), self.text[line_end:end], self.log, self.lines.at(line_end))
        for piece in (fence.lead, fence.signs, shown, _kept(code)):
            self._write(piece)
        return end

    def _code(self, start: int, end: int) -> int:
        close = self.places.ticks_end(start, end)
        self._write(self.text[start : close or end])
        return close or end

    def _gap(self, found: re.Match[str]) -> int:
        """Between two paragraphs: what stands inside a line ends here, and indented code may follow."""
        self._close_all(self.elements.ended_by_paragraph())
        self.brackets.clear()
        self.pieces.append("\n")
        self.listed = self.places.in_list(found.start(), self.listed)
        if not self.listed and INDENTED.match(self.text, found.end()):
            end = self.places.indented_end(found.end() + 1)
            self._write(_kept(self.text[found.end() : end]))
            return end
        return found.end()

    def _open(self, found: re.Match[str]) -> int:
        at = found.start()
        if at in self.places.defined:
            end = self._definition(at)
            if end:
                return end
        if self.text.startswith("[^", at):
            label = self.text[at + 2 : max(at, self.text.find("]", at, at + LONGEST_NOTE))]
            if label in self.places.noted:
                return self._footnote(at, label)
        self._write(found[0])
        self.brackets.append(_Bracket(found[0] == "![", len(self.pieces), at))
        return found.end()

    def _definition(self, at: int) -> int | None:
        """A link definition is shown nowhere; None when it turns out to be text."""
        found = self.places.defined[at]
        end, title = self.places.title(found.end(), closer="")
        if end is None:
            return None
        label = found["label"]
        reason = "Markdown comment" if found["address"] in ("#", "<>") else "link definition"
        if title or len(label.split()) > 1 or WORDS_IN_ADDRESS.search(found["address"]):
            self.log.add(
                self.lines.at(at),
                reason,
                f"{label} {title}" if not WORDS_IN_ADDRESS.search(found["address"]) else f"{label} {found['address']} {title}",
            )
        return end

    def _footnote(self, at: int, label: str) -> int:
        """A mark is numbered, since a reader sees a number; a text is kept until it is known whether a mark leads to it."""
        end = at + len(f"[^{label}]")
        if self.places.noted[label] == at:
            self._end_note(self.note) if self.note else None
            self.note = _Note(label, len(self.pieces), self.places.note_end(end + 1), self.lines.at(at))
            self.pieces += ["", ":"]
            return end + 1
        number = self.numbers.setdefault(label, len(self.numbers) + 1)
        self.pieces.append(f"[^{number}]")
        return end

    def _end_note(self, note: _Note) -> None:
        self.notes.append((note, len(self.pieces)))
        self.note = None

    def _drop_unused_notes(self) -> None:
        for note, end in reversed(self.notes):
            if note.mark >= len(self.pieces):
                continue
            if note.label in self.numbers:
                self.pieces[note.mark] = f"[^{self.numbers[note.label]}]"
            else:
                self.log.add(note.line, "footnote that nothing refers to", "".join(self.pieces[note.mark + 2 : end]))
                self.pieces[note.mark : end] = [""] * (min(end, len(self.pieces)) - note.mark)

    def _close_bracket(self, at: int) -> int:
        if not self.brackets:
            self._write("]")
            return at + 1
        bracket = self.brackets.pop()
        end, told = self._target(at + 1, self.text[bracket.at + 2 - (not bracket.image) : at])
        if end is None:
            self._write("]")
            return at + 1
        for reason, words in told:
            self.log.add(self.lines.at(bracket.at), reason, words)
        if bracket.image:
            self.log.add(self.lines.at(bracket.at), "image alt text", "".join(self.pieces[bracket.mark :]))
            self._cut(bracket.mark - 1)
        else:
            self.pieces[bracket.mark - 1] = ""
        return end

    def _target(self, at: int, shown: str) -> tuple[int | None, list[tuple[str, str]]]:
        """Where a link ends that has its text before `at`, and what it says to nobody; None when this is no link."""
        if target := TARGET.match(self.text, at):
            end, title = self.places.title(target.end(), closer=")")
            if end is not None:
                address = target[1] if WORDS_IN_ADDRESS.search(target[1]) else ""
                return end, [("link title", title), ("link address", address)]
        label = LABEL.match(self.text, at)
        if label and label[1] and label_of(label[1]) in self.places.labels:
            return label.end(), [("link label", label[1] if " " in label[1] and label[1] != shown else "")]
        if len(shown) < 1000 and label_of(shown) in self.places.labels:
            return label.end() if label and not label[1] else at, []
        return None, []

    def _angle(self, at: int) -> int:
        """Something that begins with `<`: an address, a comment, a tag or just the sign."""
        if address := ADDRESS.match(self.text, at):
            self._write(address[0])
            return address.end()
        if self.places.comment_closes(at) and (comment := comment_at(self.text, at)):
            self.log.add(self.lines.at(at), "HTML comment", comment.text)
            return comment.end
        if TAG_NAME.match(self.text, at):
            return self._tag(at)
        self._write("<")
        return at + 1

    def _tag(self, at: int) -> int:
        limit = min(self.places.tag_end(at), at + LONGEST_TAG)
        tag = tag_at(self.text[at:limit], 0) if self.patience else None
        if not isinstance(tag, Tag):
            if self.patience:
                self.patience -= limit - at > 200
                self.pieces.append("<")
                return at + 1
            self.log.add(self.lines.at(at), "broken tags", self.text[at:limit])
            return limit
        if tag.closing:
            self._close_all(self.elements.ended_by_end(tag.name), by_tag=True)
            return at + tag.end
        if tag.name not in CLOSERS:
            self._start(tag, at, at + tag.end)
            return at + tag.end
        start = at + tag.end - len(tag.body)
        final = CLOSERS[tag.name].search(self.text, start) if tag.name not in self.unended else None
        if final is None:
            self.unended.add(tag.name)
            self._write("<")
            return at + 1
        self._start(tag._replace(body=self.text[start : final.start()]), at, final.start())
        return final.start()

    def _start(self, tag: Tag, at: int, end: int) -> None:
        line = self.lines.at(at)
        self._close_all(self.elements.ended_by_start(tag.name))
        for reason, words in told_by_attributes(tag):
            self.log.add(line, reason, words)
        parent = self.elements.open[-1] if self.elements.open else None
        element = opened(tag, self.sheet, self.elements.open)
        if parent and parent.sunk is not None and element.unseen:
            element.sunk = parent.sunk
        if tag.name in VOID:
            self.pieces.append(" " if tag.name == "br" else "")
            return
        before, element.after = AROUND.get(tag.name, ("", "")) if tag.name not in ("div", "summary", "option") else ("", "")
        self.pieces.append(before.lstrip("\n") if self.places.begins_line(at) else before)
        element.line, element.mark, element.seen = line, len(self.pieces), self.seen
        self.elements.push(element, lasting=self.places.alone(at, end))
        if element.drawing and self.text.startswith("/>", end - 2):
            self._close_all([self.elements.pop()], by_tag=True)
        elif tag.body and tag.name in ("textarea", "xmp"):
            self._write(tag.body)
        elif tag.body:
            self.log.add(line, *told_by_body(tag))

    def _close_all(self, closed: list[Element], *, by_tag: bool = False) -> None:
        """Ends these elements. What looks like an element that shows nothing, as `Promise<Object>` does, is one only when its end tag follows."""
        for element in closed:
            parent = self.elements.open[-1] if self.elements.open else None
            if element.hidden.startswith("<") and not (by_tag and element is closed[-1]):
                element.hidden = ""
            element.hidden = element.hidden or hidden_late(element, self.sheet, self.elements.open)
            if element.hidden:
                self.log.add(element.line, element.hidden, "".join(self.pieces[element.mark :]))
                self._cut(element.mark)
            if element.sunk:
                self._surface(element, parent)
            if not self.sheet.late:
                element.children.clear()
            self.pieces.append(element.after)
            if parent:
                element.leave(parent)

    def _surface(self, element: Element, parent: Element | None) -> None:
        """Tells the editor which words were not seen; an element of which nothing was seen leaves no mark."""
        if parent is None or parent.sunk is not element.sunk:
            self.log.add(element.line, element.unseen or "not seen", "".join(element.sunk or ()))
        if self.seen == element.seen and 0 < element.mark <= len(self.pieces):
            self._cut(element.mark - 1)
            element.after = "\n" if "\n" in element.after else ""

    def _cut(self, mark: int) -> None:
        """Takes back everything written since `mark`."""
        del self.pieces[mark:]
        while self.brackets and self.brackets[-1].mark > mark:
            self.brackets.pop()
        while self.notes and self.notes[-1][1] > mark:
            self.notes.pop()


def _kept(code: str) -> str:
    """Code whose empty lines are not to be tidied."""
    return code.replace("\n", KEPT_BREAK)


def _tidy(text: str) -> str:
    """The text without the empty lines that hidden things left behind."""
    text = re.sub(r"\n(?:[ \t]*+\n){2,}", "\n\n", text)
    return re.sub(r"(?m)^(#{1,6} )\n[ \t]*(?=[^\s#])", r"\1", text).replace(KEPT_BREAK, "\n").strip("\n")
