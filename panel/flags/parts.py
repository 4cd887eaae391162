"""The parts of a text that are worth a closer look: those with a sign in them, and long words."""

import re
from collections.abc import Iterator

LONG = 20
Part = tuple[int, int, int]
"""The line on which a part begins, counted from 1, and the offsets of its beginning and its end."""


def parts_with(sign: re.Pattern[str], text: str, *, border: str) -> Iterator[Part]:
    """The parts between two borders that hold a sign."""
    line, last, end = 1, 0, -len(border)
    while end < len(text) and (found := sign.search(text, end + len(border))):
        before, after = text.rfind(border, end + len(border), found.start()), text.find(border, found.start())
        start = before + len(border) if before >= 0 else end + len(border)
        line += text.count("\n", last, start)
        last, end = start, after if after >= 0 else len(text)
        yield line, start, end


def long_words(text: str) -> Iterator[Part]:
    """What has twenty characters and more without a space."""
    line, last, at = 1, 0, 0
    for word in text.split():
        if len(word) >= LONG:
            at = text.index(word, at)
            line += text.count("\n", last, at)
            last = at
            yield line, at, at + len(word)
            at += len(word)
