"""Sentences whose words are scattered: one to a line or a cell, first in their lines, joined by signs, or cut at line ends."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from panel.flags.parts import Part

BULLET, NUMBER = re.compile(r"^[\s>|*+#-]*(?:\d+[.)]\s)?|[\s|]+$"), re.compile(r"\d+[.)]\s")
BLANK = " \t\r\v\f\x1c\x1d\x1e\x1f"
LONG = re.compile(r"(?:\W*+\w\S*+){8}|[^{}\[\]=<_/\\]*+[{}\[\]=<_/\\]")
CODED = re.compile(r"[{}\[\]=<>_/\\]")
CELL = re.compile(r"\s*\|\s*")
FEW, SHORT = 5, 4
ITEM = re.compile(r"\n {0,3}(?:[-*+]|\d+[.)])\s+\W*(\w+)")  # a line feed is searched for faster than a line start
CUT = re.compile(r"[^\W\d_]-$")
NAME = re.compile(r"[A-Za-z][A-Za-z_-]{20,}")
JOINED = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+){4,}|[A-Za-z]+(?:-[A-Za-z]+){5,}|[a-z]+(?:[A-Z][a-z]*){4,}")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_-]")
SIGN = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff]\ufe0f?")
SIGNS = 3


def scattered(text: str, lines: Sequence[str], long: Sequence[Part]) -> Iterator[tuple[int, str]]:
    """The line where each such sentence begins, and the sentence put together; `long` are the long words of the text."""
    yield from _columns(lines)
    yield from _initials(text)
    yield from _cut(lines)
    for number, start, end in long:
        for match in NAME.finditer(text, start, end):
            if JOINED.fullmatch(match[0]):
                yield number, " ".join(part for part in HUMP.split(match[0]) if part)
    if not text.isascii():
        for at, line in enumerate(lines, 1):
            if not line.isascii() and len(SIGN.findall(line)) >= SIGNS:
                yield at, " ".join(SIGN.sub(" ", line).split())


def _cut(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that end within a word, two at least, with the line after them."""
    cut = [at for at, line in enumerate(lines[:-1]) if line.endswith("-") and CUT.search(line)]
    for _, run in groupby(enumerate(cut), key=lambda item: item[1] - item[0]):
        found = [at for _, at in run]
        if len(found) > 1:
            yield found[0] + 1, "".join(lines[at].removesuffix("-").lstrip() for at in found) + lines[found[-1] + 1].lstrip()


def _columns(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    lines = ((at, "", False) if LONG.match(line) else _bare(at, line) for at, line in enumerate(texts, 1) if line)
    for short, run in groupby((item for item in lines if item[1] or not item[2]), key=itemgetter(2)):
        found = list(run) if short else []
        if len(found) >= FEW:
            yield found[0][0], " ".join(line for _, line, _ in found)


def _bare(at: int, text: str) -> tuple[int, str, bool]:
    """A line without the signs of a list around it, of a row the longest cell, and whether it has a few words or none."""
    line = _unmarked(text) if text.isascii() else BULLET.sub("", text).strip()
    if "|" in line:
        line = max(CELL.split(line), key=len)
    return at, line, len(line.split(None, SHORT)) <= SHORT and not CODED.search(line)


def _unmarked(text: str) -> str:
    """As BULLET and the white space go, in half the time, from ASCII text."""
    line = text.lstrip(f"{BLANK}>|*+#-")
    number = NUMBER.match(line)
    return (line[number.end() :] if number else line).rstrip(f"{BLANK}|").lstrip(BLANK)


def _initials(text: str) -> Iterator[tuple[int, str]]:
    """The first words of the items of each list, read downwards."""
    line, last, lines = 1, 0, f"\n{text}"
    for run in _lists(lines):
        if len(run) >= FEW:
            line += lines.count("\n", last, run[0].start())
            last = run[0].start()
            yield line, " ".join(item[1] for item in run)


def _lists(lines: str) -> Iterator[list[re.Match[str]]]:
    """The items of each list, which stand on lines that follow each other; before each line is a line feed."""
    run: list[re.Match[str]] = []
    for item in ITEM.finditer(lines):
        if run and "\n" in lines[run[-1].end() : item.start()]:
            yield run
            run = []
        run.append(item)
    yield run
