"""A source prepared once, so that a quote of its visible words is found again in its cleaned text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from panel.figures import Stock

SHORTEST = 12
_COMPARED = 100_000_000

_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PLAIN = r"[!#-,./-~]+"  # printable ASCII that is folded to itself: all but the space, the quotation mark and the dash
_UNIT = re.compile(rf"(?P<plain>{_PLAIN}(?: {_PLAIN})*(?![{_MARKS}]))|\s+|.[{_MARKS}]*", re.DOTALL)
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
_LINE_MARK = re.compile(r"\n(?=[ \t>#*+-])[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+)?")
_TABLE_LINE = re.compile(r"\n[ \t]*\|[^\n]*")
_RULE_LINE = re.compile(r"[ \t|:-]+")
_BRACKET_SIGN = re.compile(r"[\\!\[\]]")
_BRACKET = re.compile(
    r"\\."
    r"|(?P<open>!?\[)"
    r"|(?P<target>\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)|\]\[[^\[\]\n]*\])"
    r"|(?P<close>\])",
    re.DOTALL,
)
_MARK_SIGN = re.compile(r"[\\`*_]")
_MARK = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`+"
    r"|(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])"
    r"|(?<!\w)_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?!\w)"
)
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&nbsp;": " "}
_ENTITIES = re.compile("|".join(_ENTITY))
_SIGNS = "<&\\`*_[]|"  # without one of these, a text has line marks at most
# What is read as it is written, where no space stands beside a space or a dash.
_UNMARKED = re.compile(r"(?![ >#+-])[- !#-%'()+,./0-;=-@A-Z^a-z{}~]+")
_SPACED = ("  ", " -", "- ")

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
    """A folded text that knows where each of its characters stands in the text that it was folded from."""

    def __init__(self, raw: str, edits: Iterable[Edit] = ()) -> None:
        self.raw = raw
        # A part is one folded character and what it was folded from, or a run of plain ones that were kept as they are.
        self._parts: list[str] = []
        self._spans: list[tuple[int, int]] = []
        for shown, start, end in _pieces(raw, edits):
            self._add(shown, start, end)
        self.text = "".join(self._parts)

    def _add(self, shown: str, start: int, end: int) -> None:
        kept = end - start == len(shown)
        for unit in _UNIT.finditer(shown):
            span = (start + unit.start(), start + unit.end()) if kept else (start, end)
            if unit.lastgroup:
                self._put(unit.group(), span)
            else:
                self._add_unit(unit.group(), span)

    def _add_unit(self, unit: str, span: tuple[int, int]) -> None:
        if unit.isspace():
            if self._parts and self._parts[-1] not in (" ", "-"):
                self._put(" ", span)
        elif unit in _DASHES:
            while self._parts and self._parts[-1] == " ":
                self._parts.pop()
                self._spans.pop()
            self._put("-", span)
        else:
            for char in _one(unit):
                self._put(char, span)

    def _put(self, part: str, span: tuple[int, int]) -> None:
        self._parts.append(part)
        self._spans.append(span)

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate(map(len, self._parts), initial=0))

    def start(self, at: int) -> int:
        """Where the folded character `at` begins in `raw`."""
        part = bisect_right(self._offsets, at) - 1
        return self._spans[part][0] + at - self._offsets[part]

    def end(self, at: int) -> int:
        """Where the folded character `at` ends in `raw`."""
        part = bisect_right(self._offsets, at) - 1
        return self._spans[part][1] if len(self._parts[part]) == 1 else self.start(at) + 1

    def find(self, words: str) -> tuple[int, int] | None:
        """The first place where the words stand whole, as offsets of `raw`."""
        at = self.text.find(words)
        # Long words that a text repeats without end, cut each time, would cost the product of both lengths.
        left = _COMPARED
        while at >= 0 and left > 0:
            if not self._cut(at, at + len(words)):
                return self.start(at), self.end(at + len(words) - 1)
            left -= len(words)
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
            return self.end(at - 1) == self.start(at)
        return (first.isdigit() and bool(_CUT_NUMBER_BEFORE.search(before))) or bool(_CUT_PREFIX.search(before))

    def _cut_after(self, at: int) -> bool:
        last, after = self.text[at - 1], self.text[at : at + 10]
        if not after:
            return False
        if _in_word(last) and _in_word(after[0]):
            return True
        return (last.isdigit() and bool(_CUT_NUMBER_AFTER.match(after))) or bool(_in_word(last) and _CUT_SUFFIX.match(after))


class SourceText:
    """A cleaned source with its two foldings, each made when it is first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def visible(self) -> Folded:
        """The source as it is read: Markdown marks gone."""
        return Folded(self.text, _edits(self.text))

    @cached_property
    def written(self) -> Folded:
        """The source as it is written."""
        return Folded(self.text)

    @cached_property
    def stock(self) -> Stock:
        """The figures of the visible text; addresses and attributes carry none."""
        return Stock(self.visible.text)

    def names(self, word: str) -> bool:
        """Whether a case-folded word is one of the source's (see `words_of`)."""
        if word.isascii() and word.isalnum():
            # ASCII letters and digits between other ASCII characters are a word however the rest is folded.
            if _alone(word, self._casefolded):
                return True
            if self.text.isascii():
                return False
        return word in self._words

    @cached_property
    def _casefolded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _words(self) -> frozenset[str]:
        return words_of(self.written.text)


class Vocabulary:
    """The words of a text and of sources; a source is read only for a word that nothing before it has."""

    def __init__(self, given: str, sources: Iterable[SourceText]) -> None:
        self._casefolded = given.casefold()
        self._sources = tuple(sources)

    @cached_property
    def _given(self) -> frozenset[str]:
        return words_of(self._casefolded)

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        return (word in self._casefolded and word in self._given) or any(source.names(word) for source in self._sources)


def words_of(text: str) -> frozenset[str]:
    """The words of a text and the parts of its dotted, hyphenated and joined ones, case folded."""
    folded = text.casefold()
    parts = re.findall(r"[^\W_]+", folded)
    return frozenset(re.findall(r"\w+(?:[.'@/-]\w+)*", folded)).union(parts, re.findall(r"\w+", folded) if "_" in folded else ())


def _alone(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        around = text[max(0, at - 1) : at], text[at + len(word) : at + len(word) + 1]
        if all(char.isascii() and not char.isalnum() for char in around):
            return True
        at = text.find(word, at + 1)
    return False


def visible(text: str) -> str:
    """A text as `SourceText` folds it, without Markdown marks."""
    if _UNMARKED.fullmatch(text) and not any(map(text.__contains__, _SPACED)):
        return text.strip()
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


@lru_cache(maxsize=2048)
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
    lines = "\n" + text  # so that every line begins with a line feed, which is searched for faster than a line start
    found = [Edit(m.start(), m.end() - 1, "") for m in _LINE_MARK.finditer(lines) if m.group().strip()]
    if not any(map(text.__contains__, _SIGNS)):
        return found
    found += [Edit(m.start(), m.end(), " ") for m in _BLOCK_TAG.finditer(text)]
    found += [Edit(m.start(), m.end(), "") for m in _INLINE_TAG.finditer(text)]
    found += [Edit(m.start(), m.end(), _ENTITY[m.group()]) for m in _ENTITIES.finditer(text)]
    found += [Edit(m.start(), m.end(), "") for m in each(_MARK, _MARK_SIGN, text)]
    return [*found, *_links(text), *_tables(lines)]


def each(pattern: re.Pattern[str], sign: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer(text)`, for a pattern that matches only where the sign does, which is searched for faster."""
    at = 0
    for m in sign.finditer(text):
        if m.start() >= at and (found := pattern.match(text, m.start())):
            at = found.end()
            yield found


def _links(text: str) -> Iterator[Edit]:
    openings: list[tuple[int, int]] = []
    for m in each(_BRACKET, _BRACKET_SIGN, text):
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


def _tables(lines: str) -> Iterator[Edit]:
    for line in _TABLE_LINE.finditer(lines):
        if _RULE_LINE.fullmatch(line.group()[1:]):
            yield Edit(line.start(), line.end() - 1, " ")
        else:
            yield from (Edit(at - 1, at, " ") for at in range(*line.span()) if lines[at] == "|")
