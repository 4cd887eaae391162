"""Sentences in a source that try to instruct its reviewer: marked for the editor, never a wall."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from panel.canon import Closed
from panel.cleaning import Cleaned, Removed
from panel.flags.folding import fold, mixed_words
from panel.flags.matching import hits
from panel.flags.rules import BROKEN_JSON, CHAT_CLOSES, CHAT_OPENS, ENCODED, FRAME, LEAK, LEAK_IN_ADDRESS, OUTSIDE_CODE, VERDICT_IN_JSON
from panel.flags.spelling import readings, reads

__all__ = ["Flag", "flag", "flag_removed", "inspect"]

EXCERPT = 240
MIXED, HIDDEN = "mixed alphabets", "hidden message"
FORGED = tuple(re.compile(frame, re.MULTILINE) for frame in OUTSIDE_CODE)
ANYWHERE = ((re.compile(VERDICT_IN_JSON), FRAME), (re.compile(LEAK_IN_ADDRESS), LEAK))
CHAT = re.compile(f"(?P<opens>{CHAT_OPENS})|{CHAT_CLOSES}")
CUT_JSON = re.compile(BROKEN_JSON, re.MULTILINE)
CODE = re.compile(r"^[ \t>]*(```|~~~)[`~]*+[^\n`]*+\n(?:.*\n)*?[ \t>]*\1|`[^`\n]+`", re.MULTILINE)
SMUGGLED = ("tag characters", "variation selectors", "zero-width characters", "concealed by a terminal escape")


class Flag(Closed):
    """A place that an editor should read: its line, in a few words why, and the words as they were understood."""

    line: int
    reason: str
    text: str


def inspect(cleaned: Cleaned) -> tuple[Flag, ...]:
    """The flags of what a reader sees (lines of the cleaned text), then of what was hidden (lines of the raw text)."""
    return flag(cleaned.text) + tuple(found for removed in cleaned.removed for found in flag_removed(removed))


def flag(text: str) -> tuple[Flag, ...]:
    """What instructs a reviewer in a text, in the order of its lines, one flag for a line and reason.

    It finds wording and disguises, not intent: a friendly sentence that asks for nothing is not found.
    """
    found: dict[tuple[int, str], str] = {}
    for line, reason, words in _plain(text):
        found.setdefault((line, reason), words)
    for reading in readings(text):
        for _, reason, words in _plain(reading.text):
            found.setdefault((reading.line, f"{reason}, {ENCODED}"), words)
        if reading.prose:
            found.setdefault((reading.line, ENCODED), reading.text[:EXCERPT])
    for line, words in enumerate(text.split("\n"), 1):
        if not words.isascii() and mixed_words(words) > 1:
            found.setdefault((line, MIXED), words.strip()[:EXCERPT])
    return tuple(Flag(line=line, reason=reason, text=words) for (line, reason), words in sorted(found.items()))


def flag_removed(removed: Removed) -> tuple[Flag, ...]:
    """The flags of something that no reader sees, all at the line where it was hidden."""
    found = {one.reason: one.text for one in flag(removed.text)}
    if removed.reason == "base64" and reads(removed.text):
        found.setdefault(ENCODED, removed.text[:EXCERPT])
    if removed.reason in SMUGGLED and len(removed.text.split()) > 2 and not removed.text.startswith("U+"):
        found.setdefault(HIDDEN, removed.text[:EXCERPT])
    return tuple(Flag(line=removed.place, reason=f"{reason} ({removed.reason})", text=text) for reason, text in sorted(found.items()))


def _plain(text: str) -> list[tuple[int, str, str]]:
    """Line, reason and words of every rule and every forged frame that holds in a text."""
    folded = fold(text)
    breaks = [match.start() for match in re.finditer("\n", folded)]
    places = [(hit.start, hit.end, hit.reason) for hit in hits(folded)]
    places += [(*span, reason) for span, reason in _frames(folded)]
    return [(bisect_right(breaks, start) + 1, reason, folded[start : end + 80].strip()[:EXCERPT]) for start, end, reason in places]


def _frames(folded: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Imitated ends, turns and replies. A manual shows chat marks as code, and there it opens a turn before it closes one."""
    prose = CODE.sub(lambda match: "\n" * match[0].count("\n") + " " * (len(match[0]) - match[0].count("\n")), folded)
    for pattern in FORGED:
        yield from ((match.span(), FRAME) for match in pattern.finditer(prose))
    for match in CUT_JSON.finditer(prose):
        if len(re.findall(r"[{\[(]", match[1])) < len(match[2]):
            yield match.span(2), FRAME
    for pattern, reason in ANYWHERE:
        yield from ((match.span(), reason) for match in pattern.finditer(folded))
    for block in CODE.finditer(folded):
        mark = CHAT.search(folded, *block.span())
        if mark and not mark["opens"]:
            yield mark.span(), FRAME
