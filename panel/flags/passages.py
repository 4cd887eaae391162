"""The passages of a text that get a flag, by its words, its frames and its disguises together."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from panel.cleaning.record import Removed
from panel.flags import learned
from panel.flags.folding import fold, mixed_words
from panel.flags.frames import frames
from panel.flags.matching import hits
from panel.flags.record import Flag
from panel.flags.rules import ENCODED
from panel.flags.spelling import readings, reads

EXCERPT, SHORT = 240, 240
MIXED, HIDDEN, WORDED = "mixed alphabets", "hidden message", "worded to steer a reviewer"
SMUGGLED = ("tag characters", "variation selectors", "zero-width characters", "concealed by a terminal escape")


def visible(text: str) -> tuple[Flag, ...]:
    """The flags of a text, in the order of its lines, one for a line and reason."""
    return tuple(Flag(line=line, reason=reason, text=words) for (line, reason), words in sorted(_found(text).items()))


def hidden(removed: Removed) -> tuple[Flag, ...]:
    """The flags of something that no reader sees, all at the line where it was hidden."""
    look = _remembered if len(removed.text) <= SHORT else _found
    found = {reason: words for (_, reason), words in sorted(look(removed.text).items())}
    if removed.reason == "base64" and reads(removed.text):
        found.setdefault(ENCODED, removed.text[:EXCERPT])
    if removed.reason in SMUGGLED and len(removed.text.split()) > 2 and not removed.text.startswith("U+"):
        found.setdefault(HIDDEN, removed.text[:EXCERPT])
    return tuple(Flag(line=removed.place, reason=f"{reason} ({removed.reason})", text=text) for reason, text in sorted(found.items()))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> Mapping[tuple[int, str], str]:
    """As `_found`; the same badges and marks are hidden on many pages, and many times on one."""
    return _found(text)


def _found(text: str) -> dict[tuple[int, str], str]:
    """The words of each line and reason."""
    found: dict[tuple[int, str], str] = {}
    for line, reason, words in _plain(text):
        found.setdefault((line, reason), words)
    for reading in readings(text):
        for _, reason, words in _plain(reading.text, learned.STEERS + learned.DOUBT):
            found.setdefault((reading.line, f"{reason}, {ENCODED}"), words)
        if reading.prose:
            found.setdefault((reading.line, ENCODED), reading.text[:EXCERPT])
    if not text.isascii():
        for line, words in enumerate(text.split("\n"), 1):
            if not words.isascii() and mixed_words(words) > 1:
                found.setdefault((line, MIXED), words.strip()[:EXCERPT])
    return found


def _plain(text: str, least: float = learned.STEERS) -> list[tuple[int, str, str]]:
    """Line, reason and words of every rule and every forged frame that holds in a text."""
    folded = fold(text)
    places = [(hit.start, hit.end, hit.reason) for hit in hits(folded) if not learned.harmless(folded, hit.start)]
    places += [(*span, reason) for span, reason in frames(folded)]
    places += [(*span, WORDED) for span in learned.steering(folded, least=least)]
    breaks = [match.start() for match in re.finditer("\n", folded)] if places else []
    return [(bisect_right(breaks, start) + 1, reason, folded[start : end + 80].strip()[:EXCERPT]) for start, end, reason in places]
