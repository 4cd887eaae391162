"""Where things stand in a Markdown text, found once, so that no question about it is a new search."""

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
LATER_ITEM = re.compile(rf"\n{ITEM.pattern}")
LEAD = r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"
DEFINED = re.compile(
    rf"^{LEAD}(?P<start>\[)(?P<label>[^\^\[\]\n](?:[^\[\]\\\n]|\\.){{0,998}})\]:[ \t]*\n?[ \t>]*(?P<address><[^<>\n]*>|[^\s<]\S*)",
    re.MULTILINE,
)
NOTED = re.compile(r"^[ \t>]*(?P<start>\[)\^(?P<label>[^\]\s]{1,999})\]:", re.MULTILINE)
BLANK = re.compile(r"\n[ \t>]*+(?=\n)(?:\n[ \t>]*+(?=\n))*+")
EMPTY = re.compile(r"\n[ \t]*+(?=\n)")
RUN = re.compile("``*+")
FENCE = re.compile(rf"\n({LEAD})(```+(?=[^`\n]*$)|~~~+)", re.MULTILINE)
INDENTED_PARAGRAPH = re.compile(r"\s*\n(?: {4}|\t)")
CLOSES = {'"': '"', "'": "'", "(": ")"}
BLOCK_START = re.compile(r"\n[ \t]*(?:[-*+>#|<=]|\d+[.)]|```|~~~)")
REST_OF_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
BEFORE_TITLE = re.compile(r"[ \t]*\n?[ \t]*(?=[\"'(])")
SPACE = re.compile(r"\s*")


def label_of(text: str) -> str:
    """A link label as it is compared: case and white space folded."""
    return " ".join(text.split()).casefold()


def _closes(line: str, signs: str) -> bool:
    inner = line.lstrip(" \t>").rstrip(" \t")
    return len(inner) >= len(signs) and not inner.strip(signs[0])


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip())


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in pattern.finditer(text)]


class Fence(NamedTuple):
    """The start of a fenced block: from the beginning of its line to the end of its signs, with what leads to them."""

    start: int
    end: int
    lead: str
    signs: str


class Places:
    """An index of a text: its blank lines, runs of backticks, quotation marks, link definitions and footnotes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blanks = _starts(BLANK, text)
        self.fences = [Fence(match.start(), match.end() - 1, match[1], match[2]) for match in FENCE.finditer("\n" + text)]
        self._fence_starts = [fence.start for fence in self.fences]
        self.runs: dict[int, list[int]] = {}
        for match in RUN.finditer(text):
            self.runs.setdefault(len(match[0]), []).append(match.start())
        self._marks: dict[str, list[int]] = {}
        found = list(DEFINED.finditer(text)) if "]:" in text else []
        self.defined = {match.start("start"): match for match in found}
        self.labels = {label_of(match["label"]) for match in found}
        notes = list(NOTED.finditer(text)) if "[^" in text else []
        self.noted = {match["label"]: match.start("start") for match in reversed(notes)}
        self.note_starts = [match.start() for match in notes]
        self.last_comment_end, self.last_angle = text.rfind("-->"), text.rfind(">")

    @cached_property
    def _empty(self) -> list[int]:
        return _starts(EMPTY, self.text)

    def _unescaped(self, mark: str) -> list[int]:
        if mark not in self._marks:
            self._marks[mark] = _starts(re.compile(rf"\{mark}(?<!\\\{mark})"), self.text)
        return self._marks[mark]

    def line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)

    def begins_line(self, at: int) -> bool:
        start = self.text.rfind("\n", max(0, at - 200), at) + 1
        return at - start < 200 and not self.text[start:at].strip(" \t>")

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing else stands on the line of a tag."""
        return self.begins_line(start) and REST_OF_LINE.match(self.text, end) is not None

    def paragraph_end(self, at: int) -> int:
        index = bisect_left(self.blanks, at)
        return self.blanks[index] if index < len(self.blanks) else len(self.text)

    def tag_end(self, at: int) -> int:
        """Where a tag that begins here must have ended: at an empty line, a lone `>` being its own end."""
        index = bisect_left(self._empty, at)
        return self._empty[index] if index < len(self._empty) else len(self.text)

    def comment_closes(self, at: int) -> bool:
        """Whether a comment that begins here is one: it ends, or it begins a line and takes the rest with it."""
        if self.text.startswith("<!--", at):
            return self.begins_line(at) or at < self.last_comment_end
        return self.text.startswith(("<!", "<?"), at) and at < self.last_angle and self.text[at + 2 : at + 3].strip() != ""

    def ticks_end(self, start: int, end: int) -> int | None:
        """Where a code span that opens here closes. One that crosses a block or a table cell with a tag in it is none."""
        runs = self.runs.get(end - start, [])
        index = bisect_left(runs, end)
        if index == len(runs) or runs[index] > self.paragraph_end(start):
            return None
        inner = self.text[end : runs[index]]
        if ("\n" in inner and BLOCK_START.search(inner)) or ("<" in inner and ("|" in inner or "\n" in inner)):
            return None
        return runs[index] + end - start

    def fence_from(self, at: int) -> Fence | None:
        """The next fenced block whose line begins here or later."""
        index = bisect_left(self._fence_starts, at)
        return self.fences[index] if index < len(self.fences) else None

    def fence_end(self, fence: Fence, line_end: int, listed: bool) -> int:
        """Where a fenced block ends: after its closing fence, or where the quote or list item that holds it ends."""
        lead, signs, quoted = fence.lead, fence.signs, ">" in fence.lead
        least = len(lead.expandtabs(4)) if ITEM.match(lead + " ") else 2 if listed and len(lead) > 1 else 0
        at = line_end
        while at < len(self.text):
            end = self.line_end(at + 1)
            line = self.text[at + 1 : end]
            if signs in line and _closes(line, signs):
                return end
            if quoted and not line.lstrip().startswith(">"):
                return at
            if least and not quoted and line.strip() and _indent(line) < least:
                return at
            at = end
        return at

    def in_list(self, at: int, before: bool) -> bool:
        """Whether the paragraph that ends here belongs to a list."""
        index = bisect_left(self.blanks, at)
        start = self.blanks[index - 1] + 1 if index else 0
        start = SPACE.match(self.text, start, at).end()  # type: ignore[union-attr]
        begins = self.text.rfind("\n", 0, start) + 1
        start = begins if start - begins < 99 else start
        if ITEM.match(self.text, start, at) or LATER_ITEM.search(self.text, start, at):
            return True
        return before and self.text.startswith(("  ", "\t"), start, at)

    def indented_end(self, at: int) -> int:
        while at < len(self.text):
            end = self.line_end(at)
            line = self.text[at:end]
            if line.strip() and not line.startswith(("    ", "\t")):
                return at - 1
            at = end + 1
        return len(self.text)

    def note_end(self, at: int) -> int:
        """Where a footnote ends: its paragraph, and the indented ones after it."""
        index = bisect_left(self.note_starts, at)
        limit = self.note_starts[index] if index < len(self.note_starts) else len(self.text)
        end = self.paragraph_end(at)
        while end < limit and INDENTED_PARAGRAPH.match(self.text, end):
            end = self.paragraph_end(SPACE.match(self.text, end).end())  # type: ignore[union-attr]
        return min(end, limit)

    def title(self, at: int, *, closer: str) -> tuple[int | None, str]:
        """The end of a link whose address ends here, and its title; None when it is not closed."""
        start = BEFORE_TITLE.match(self.text, at)
        title = ""
        end = at
        if start and (start.end() > at or closer):
            mark = CLOSES[self.text[start.end()]]
            marks = self._unescaped(mark)
            index = bisect_left(marks, start.end() + 1)
            if index < len(marks) and marks[index] < self.paragraph_end(at):
                end = marks[index] + 1
                title = self.text[start.end() + 1 : end - 1]
        if closer:
            after = SPACE.match(self.text, end, min(len(self.text), end + 1000))
            end = after.end() if after else end
            return (end + 1, title) if self.text.startswith(closer, end) else (None, "")
        rest = REST_OF_LINE.match(self.text, end)
        if rest is None and title:
            rest, title = REST_OF_LINE.match(self.text, at), ""
        return (rest.end() if rest else None), title
