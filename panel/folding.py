"""A source prepared once, so that a quote of its visible words is found again in its cleaned text."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from panel.figures import Stock

SHORTEST = 12

_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNIT = re.compile(rf"\s+|[A-Za-z0-9]+(?![{_MARKS}])|.[{_MARKS}]*", re.DOTALL)
_QUOTATION = frozenset("\"'\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033\u00b4")
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_DROPPED = frozenset("\u2122\u00ae\u00a9\ufe0e\ufe0f")

_INLINE = "a|abbr|b|code|em|font|i|kbd|mark|samp|small|span|strong|tt|u"
_BLOCK = (
    "blockquote|br|center|dd|details|div|dl|dt|figure|figcaption|footer|h[1-6]|header|hr|img|li|main|nav|ol|p|picture|pre|section"
    "|source|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"<!--.*?-->|</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+)?", re.MULTILINE)
_TABLE_LINE = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
_RULE_LINE = re.compile(r"[ \t|:-]+")
_BRACKET = re.compile(
    r"\\."
    r"|(?P<open>!?\[)"
    r"|(?P<target>\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)|\]\[[^\[\]\n]*\])"
    r"|(?P<close>\])",
    re.DOTALL,
)
_MARK = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`+"
    r"|(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])"
    r"|(?<!\w)_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?!\w)"
)
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&nbsp;": " "}
_ENTITIES = re.compile("|".join(_ENTITY))

_CUT_NUMBER_BEFORE = re.compile(r"\d[.,:/']$")
_CUT_NUMBER_AFTER = re.compile(r"[.,:/'-]\d|\s?%|\s(?:percent|hundred|thousand|million|billion|trillion)\b")
_CUT_PREFIX = re.compile(
    r"(?:^|[\W_])(?:anti|counter|de|ex|half|in|near|never|no|non|not|pre|pseudo|quasi|semi|sub|un|under)-$", re.IGNORECASE
)
_CUT_SUFFIX = re.compile(r"-(?:free|less|like)\b|'t\b", re.IGNORECASE)


class Edit(NamedTuple):
    """A stretch of the cleaned text that is not seen, and what is seen in its place."""

    start: int
    end: int
    shown: str


class Folded:
    """A folded text; `starts[i]` and `ends[i]` say where its character i stands in the text that it was folded from."""

    def __init__(self, raw: str, edits: Iterable[Edit] = ()) -> None:
        self.raw = raw
        self._chars: list[str] = []
        self.starts = array("L")
        self.ends = array("L")
        for shown, start, end in _pieces(raw, edits):
            self._add(shown, start, end)
        self.text = "".join(self._chars)

    def _add(self, shown: str, start: int, end: int) -> None:
        for unit in _UNIT.finditer(shown):
            at = start + unit.start() if end - start == len(shown) else start
            until = start + unit.end() if end - start == len(shown) else end
            self._add_unit(unit.group(), at, until)

    def _add_unit(self, unit: str, start: int, end: int) -> None:
        if unit.isspace():
            if self._chars and self._chars[-1] not in (" ", "-"):
                self._put(" ", start, end)
        elif unit in _DASHES:
            while self._chars and self._chars[-1] == " ":
                for column in (self._chars, self.starts, self.ends):
                    column.pop()
            self._put("-", start, end)
        elif unit.isascii() and unit.isalnum():
            self._chars.extend(unit)
            self.starts.extend(range(start, start + len(unit)))
            self.ends.extend(range(start + 1, start + len(unit) + 1))
        else:
            for char in _one(unit):
                self._put(char, start, end)

    def _put(self, char: str, start: int, end: int) -> None:
        self._chars.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def find(self, words: str) -> tuple[int, int] | None:
        """The first place where the words stand whole, as offsets of `raw`."""
        at = self.text.find(words)
        while at >= 0:
            if not self._cut(at, at + len(words)):
                return self.starts[at], self.ends[at + len(words) - 1]
            at = self.text.find(words, at + 1)
        return None

    def _cut(self, start: int, end: int) -> bool:
        return self._cut_before(start) or self._cut_after(end)

    def _cut_before(self, at: int) -> bool:
        before, first = self.text[max(0, at - 10) : at], self.text[at]
        if not before:
            return False
        if _in_word(before[-1]) and _in_word(first):
            return True
        if first.isdigit() and before[-1] == "-":
            return self.ends[at - 1] == self.starts[at]
        return (first.isdigit() and bool(_CUT_NUMBER_BEFORE.search(before))) or bool(_CUT_PREFIX.search(before))

    def _cut_after(self, at: int) -> bool:
        last, after = self.text[at - 1], self.text[at : at + 10]
        if not after:
            return False
        if _in_word(last) and _in_word(after[0]):
            return True
        return (last.isdigit() and bool(_CUT_NUMBER_AFTER.match(after))) or bool(_in_word(last) and _CUT_SUFFIX.match(after))


class SourceText:
    """A cleaned source with its two foldings: as it is read (Markdown marks gone) and as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.visible = Folded(text, _edits(text))
        self.written = Folded(text)

    @cached_property
    def stock(self) -> Stock:
        """The figures of the visible text; addresses and attributes carry none."""
        return Stock(self.visible.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the source, case folded, for the look-up of names."""
        return words_of(self.written.text)


def words_of(text: str) -> frozenset[str]:
    """The words of a text and the parts of its dotted, hyphenated and joined ones, case folded."""
    whole = re.findall(r"\w+(?:[.'@/-]\w+)*", text.casefold())
    return frozenset(whole).union(re.findall(r"[^\W_]+", text.casefold()), re.findall(r"\w+", text.casefold()))


def visible(text: str) -> str:
    """A text as `SourceText` folds it, without Markdown marks."""
    return Folded(text, _edits(text)).text.strip()


def find(quote: str, source: SourceText) -> tuple[int, int] | None:
    """Where a quote stands in the source, as offsets of its cleaned text.

    Folded on both sides: NFKC, runs of white space, quotation marks, dashes with the spaces around them, Markdown marks. Case,
    punctuation and ellipses are not folded, so a shortened or stitched quote is found only where the source is written so.
    A quote that cuts a word, a number, a negating prefix or an n't is refused, and so is one of fewer than 12 folded characters.
    It proves that the words are present, not that they mean what is claimed of them.
    """
    read = visible(quote)
    if place := _first(read, source.visible):
        return place
    written = Folded(quote).text.strip()
    return _first(written, source.written) or (_first(written, source.visible) if written != read else None)


def _first(words: str, folded: Folded) -> tuple[int, int] | None:
    for candidate in dict.fromkeys((words, _unwrapped(words))):
        if len(candidate) >= SHORTEST and any(map(str.isalnum, candidate)) and (place := folded.find(candidate)):
            return place
    return None


def _unwrapped(words: str) -> str:
    return words[1:-1].strip() if len(words) > 2 and words[0] == words[-1] == "'" else words


def _in_word(char: str) -> bool:
    # Scripts from U+2E80 on put no space between words, so any place in them is a boundary.
    return (char.isalnum() or char == "_") and char < "\u2e80"


def _one(unit: str) -> str:
    if unit in _QUOTATION:
        return "'"
    if unit in _DROPPED or unicodedata.category(unit[0]) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKC", unit)
    # NFKC alone would read ten to the sixth as 106.
    raised = unicodedata.decomposition(unit[0]).startswith(("<super>", "<sub>")) and folded.isdigit()
    return "^" + folded if raised else "".join("'" if c in _QUOTATION else c for c in folded)


def _pieces(raw: str, edits: Iterable[Edit]) -> Iterator[tuple[str, int, int]]:
    at = 0
    for edit in sorted(edits):
        if edit.start >= at:
            yield raw[at : edit.start], at, edit.start
            yield edit.shown, edit.start, edit.end
            at = edit.end
    yield raw[at:], at, len(raw)


def _edits(text: str) -> list[Edit]:
    found = [Edit(m.start(), m.end(), "") for m in _LINE_MARK.finditer(text) if m.group().strip()]
    found += [Edit(m.start(), m.end(), " ") for m in _BLOCK_TAG.finditer(text)]
    found += [Edit(m.start(), m.end(), "") for m in _INLINE_TAG.finditer(text)]
    found += [Edit(m.start(), m.end(), _ENTITY[m.group()]) for m in _ENTITIES.finditer(text)]
    found += [Edit(m.start(), m.end(), "") for m in _MARK.finditer(text)]
    return [*found, *_links(text), *_tables(text)]


def _links(text: str) -> Iterator[Edit]:
    openings: list[tuple[int, int]] = []
    for m in _BRACKET.finditer(text):
        if m["open"]:
            openings.append(m.span())
        elif m["target"] and openings:
            start, end = openings.pop()
            # handlers[name](event) and matrix[0][1] are code, not links.
            if start == 0 or not _in_word(text[start - 1]):
                yield Edit(start, end, "")
                yield Edit(*m.span(), "")
        elif m["close"] and openings:
            openings.pop()


def _tables(text: str) -> Iterator[Edit]:
    for line in _TABLE_LINE.finditer(text):
        if _RULE_LINE.fullmatch(line.group()):
            yield Edit(*line.span(), " ")
        else:
            yield from (Edit(at, at + 1, " ") for at in range(*line.span()) if text[at] == "|")
